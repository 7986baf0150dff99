/*
 * screen.h - a program on a terminal, seen from outside: forkpty and libvterm.
 *
 * For end-to-end tests.  Nothing here sleeps: every wait is a poll of the terminal
 * with a deadline.  Knows nothing of Herb Ledger.
 */
#ifndef TESTS_LIB_SCREEN_H
#define TESTS_LIB_SCREEN_H

#include <stddef.h>
#include <sys/types.h>

struct screen;

struct screen_how {
	int rows, cols;                 /* 0: 24 x 80 */
	const char *charset;            /* of the terminal; NULL is UTF-8 */
	int ambiguous_wide;             /* 1: ambiguous characters take two columns */
	int line_bits, line_ms;         /* bits a second each way, round trip; 0 at once */
	char *const *argv;
	char *const *env;               /* "K=V", NULL at the end; NULL is environ */
};

struct screen *screen_open(const struct screen_how *how);       /* NULL and errno */
void screen_close(struct screen **s);                   /* hangs up, kills, waits */

int screen_send(struct screen *s, const char *bytes, size_t len);      /* UTF-8; 0 or -1 */
/* The bytes of a key by name (up, f2, btab, ^S, ...); NULL if there is no such key. */
const char *screen_key(const char *name);

/* Reads what comes for at most ms; stops early at end of file (-1), else 0. */
int screen_pump(struct screen *s, int ms);
/* Reads until nothing has come for quiet_ms. */
void screen_settle(struct screen *s, int quiet_ms);
/* 1 once text stands on the screen (wanted 1) or stands no more (wanted 0), 0 after ms. */
int screen_expect(struct screen *s, const char *text, int wanted, int ms);

/* The rows as text, each ended by a newline, blanks at the end cut. Caller frees. */
char *screen_text(struct screen *s);
/* The same padded to the width, closed by "|", then "cursor ROW COL". Caller frees. */
char *screen_picture(struct screen *s);
/* Rows and columns of the cursor, from 1. */
void screen_cursor(struct screen *s, int *row, int *col);

void screen_resize(struct screen *s, int rows, int cols);
void screen_hang_up(struct screen *s);          /* the line is cut */
void screen_kill(struct screen *s, int signal);
/* The exit status, 128 + signal if killed by one, -1 if it still runs after ms. */
int screen_wait(struct screen *s, int ms);
pid_t screen_pid(const struct screen *s);
size_t screen_bytes(struct screen *s);          /* received since the last call */

/* ---- since the last screen_bytes() ---- */

const char *screen_raw(struct screen *s, size_t *len);  /* as they came; not the caller's */
size_t screen_bursts(struct screen *s);         /* how often the program wrote */
/* Things that make a terminal answer: cursor reports, device attributes, ... */
size_t screen_queries(struct screen *s);
/*
 * The text that stands where something else stood then, in bytes of the terminal's charset,
 * blanks between two words of a row included.
 */
size_t screen_new_text(struct screen *s);
size_t screen_row_text(struct screen *s, int row);      /* the same of a whole row, from 1 */
int screen_new_rows(struct screen *s);          /* rows whose text is another now */
/* Halves of wide characters that stand alone; there should be none. */
int screen_halves(struct screen *s);
/* Milliseconds since the last screen_send(). */
int screen_since_sent(struct screen *s);

#endif
