/*
 * idle.h - how long nobody has typed, and when that has been too long.
 *
 * Counted while a key is waited for; what the program works at meanwhile does not count.
 */
#ifndef TUI_IDLE_H
#define TUI_IDLE_H

struct str;

/* The session ends after so many seconds without a key; 0 never. */
void idle_set(int seconds);
/* Called at each key, for whoever keeps account of who is here. */
void idle_on_typing(void (*typed)(void *context), void *context);

/* For those who read keys: a wait begins; a key has come; 1 it has been too long. */
void idle_wait(void);
void idle_typed(void);
int idle_is_over(void);
/* Milliseconds until something is to be told or done, at most `most`. */
int idle_next(int most);

/* > 0: it is time to say that the session ends within so many seconds. */
int idle_warning(void);
/* Appends that as a sentence; nothing while it is not time. */
void idle_sentence(struct str *out);
/* 1 once after idle_warning() has become another. */
int idle_is_new(void);

#endif
