/*
 * terminal.h - the terminal: start and stop, show grids, read keys.
 *
 * With keys.c the only room that knows curses.  There is one terminal; it is made
 * sane again on every way out: terminal_stop(), a deadly signal, BUG().  HUP, TERM
 * and INT only set a flag, which terminal_key() answers with K_HANGUP for ever after.
 * The locale's LC_CTYPE (i18n_init) must be set before terminal_start().
 */
#ifndef TUI_TERMINAL_H
#define TUI_TERMINAL_H

#include "base/err.h"
#include "tui/canvas.h"

#include <stddef.h>
#include <stdint.h>

struct str;

enum terminal_look { TERMINAL_LEAN, TERMINAL_RICH };

struct terminal_options {
	enum terminal_look look;
	/*
	 * How long a lone Esc is waited for when $ESCDELAY does not say: 0 is 500.  A sequence
	 * that has begun is waited for longer.
	 */
	int escape_ms;
	/*
	 * Keys that come this soon after something was shown wait for one another and are drawn
	 * together; a slow line would still be drawing the one before.  A single key never waits.
	 */
	int pace_ms;
};

/* What a terminal answered when asked where its cursor stands after 中文 and after ①. */
struct terminal_answer {
	int answered;           /* 0: it did not, within the time given */
	int utf8;               /* 1 UTF-8, 0 the GB family */
	int wide;               /* 1: ambiguous characters take two columns */
	int round_trip_ms;
};

/*
 * What is typed from here on is kept as it is for terminal_start(), and nothing is echoed; -1:
 * this is no terminal.  terminal_let_go() when it is not to start after all.
 */
int terminal_hold(void);
void terminal_let_go(void);
/* Before terminal_start(): one write, one round trip, the line left clean, and held. */
void terminal_ask(int wait_ms, struct terminal_answer *out);
/*
 * Before i18n_init(): the LC_CTYPE locale for this session.  It is the answer's; where none
 * came, what LC_ALL, LC_CTYPE or LANG say when they name a GB charset, else C.UTF-8; one that
 * is not installed is passed over.
 */
const char *terminal_locale(const struct terminal_answer *answer);

int terminal_start(const struct terminal_options *options, struct err *err);
void terminal_stop(void);       /* may be called twice; does not touch a line that is gone */
/*
 * For tests: no curses, keys come from names separated by blanks ("d Enter ^S"; 'some text'
 * is typed, <80x24> resizes to 80 columns, <tick> lets 250 ms pass, <shot> keeps what is
 * shown, <paste> 'a' ^I 'b' ^J </paste>); <meanwhile> Esc: a
 * key that comes while the program works; after the last one the line is gone.  terminal_stop() ends it.
 */
void terminal_start_script(int rows, int cols, const char *keys);
const char *terminal_script_screen(void);       /* what was shown last, rows with newlines */
const char *terminal_script_shot(size_t n);     /* the n-th <shot> from 0, or NULL */

int terminal_rows(void);
int terminal_cols(void);
enum terminal_look terminal_look(void);
void terminal_set_look(enum terminal_look look);        /* from the next show on */

/* One thing to show: the screen first, pop-ups above it. */
struct layer {
	const struct grid *grid;        /* not ours */
	int row, col;
};

void terminal_show(const struct layer *layers, size_t count);
void terminal_redraw(void);     /* everything again at the next show (Ctrl-L) */
/* Next key, waiting at most ms (never more than 250): K_NONE when none came. */
int32_t terminal_key(int ms);
int terminal_key_waits(void);   /* 1: a key can be had at once, or within the pace: do not draw yet */
/* While the program works: what has been typed so far is kept for terminal_key(). */
void terminal_keep_keys(void);
/* 1: Esc or Ctrl-B has come since, or the line went; all other keys are kept, in order. */
int terminal_cancel_asked(void);
unsigned long terminal_bad_input(void);         /* bytes so far that were no text here */
/* Typed characters so far that may not be stored; the last one in *last. */
unsigned long terminal_refused_input(int32_t *last);
/*
 * Appends the bytes read since the last call as hex, ".." where the line paused between them;
 * 1, or 0 when there are none or a key is still incomplete.
 */
int terminal_bytes_read(struct str *out);
void terminal_end_paste(void);  /* what comes now is keys again: the end of a paste was lost */

#endif
