/*
 * progress.h - work that takes longer than half a second says so, and can be stopped.
 *
 * Shown above what is on the terminal: "Reading ...  12,000 records  Esc Cancel"; only the
 * number changes.  Esc and Ctrl-B stop; any other key is kept for afterwards.  Questions to a
 * dataset need nothing (app.c hands it progress_pulse); loops of one's own use begin, step
 * and end.
 */
#ifndef TUI_PROGRESS_H
#define TUI_PROGRESS_H

#include <stdint.h>

/* For screen.c and popup.c: a key or a tick was taken, the user waits from now on. */
void progress_start(void);
/* The same, but nobody asked for this work: it shows nothing and yields to any key. */
void progress_start_idle(void);

/* For dataset_pulse(): of 0, not known; 1 to stop. */
int progress_pulse(void *context, uint64_t rows, uint64_t of);

/* What one's own loop does, translated ("Deleting"); questions within it count to it. */
void progress_begin(const char *title);
/* Before each part of the work; 1: cancelled, and so is every step and question to come. */
int progress_step(uint64_t done, uint64_t of);
void progress_end(void);

/* Tests: another clock, in milliseconds; NULL the real one. */
void progress_use_clock(int64_t (*now_ms)(void));

#endif
