/*
 * canvas.h - a grid of cells that screens draw on; terminal.c shows it.
 *
 * Knows no curses, so every draw function is tested in memory.  Text is cleaned,
 * measured and clipped here, by columns; nothing drawn outside a canvas shows.  A
 * wide character that does not fit leaves a blank.  A canvas may be a part of another.
 */
#ifndef TUI_CANVAS_H
#define TUI_CANVAS_H

#include <stddef.h>
#include <stdint.h>

struct str;
struct cell;

/* What a run of cells means.  Lean shows none of it; rich maps it to attributes. */
enum look {
	LOOK_PLAIN,
	LOOK_ACCENT = 1 << 0,   /* titles, the current place */
	LOOK_WARN = 1 << 1,     /* something is wrong */
	LOOK_ROW = 1 << 2,      /* the row one is on (it has its `>` as well) */
};

struct grid {
	struct cell *cells;     /* ours, rows * cols */
	int rows, cols;
	int cursor_row, cursor_col;     /* where the terminal's cursor goes; -1 nowhere said */
	int rich;               /* frames and two panes are wanted */
};

struct canvas {
	struct grid *grid;      /* not ours */
	int top, left;          /* in the grid */
	int rows, cols;         /* never negative; may be 0 */
};

struct cell {
	int32_t character;
	unsigned char width;    /* 1, 2, or 0: second half of a wide one */
	unsigned char look;
};

enum canvas_fit {
	CANVAS_LEFT,            /* cut with … when too long */
	CANVAS_RIGHT,           /* figures: right aligned, #### when too long, never cut */
};

/* Of rows and columns. */
static inline int at_most(int a, int b)
{
	return a < b ? a : b;
}

static inline int at_least(int a, int b)
{
	return a > b ? a : b;
}

void grid_init(struct grid *g, int rows, int cols);     /* blank */
void grid_release(struct grid *g);
void grid_clear(struct grid *g);
struct canvas grid_canvas(struct grid *g);              /* all of it */
const struct cell *grid_cell(const struct grid *g, int row, int col);
/* Draws one grid over another (a pop-up over a screen); its cursor wins. */
void grid_over(struct grid *under, const struct grid *over, int row, int col);
/* The text of one row without blanks at its end; all rows, each with a newline. */
void grid_row_text(const struct grid *g, int row, struct str *out);
void grid_text(const struct grid *g, struct str *out);

struct canvas canvas_part(const struct canvas *c, int row, int col, int rows, int cols);
int canvas_is_rich(const struct canvas *c);

/* Writes text from (row, col) to the right; returns the column after it (clipped). */
int canvas_put(struct canvas *c, int row, int col, int look, const char *text);
int canvas_putf(struct canvas *c, int row, int col, int look, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
/* Fills exactly columns columns with text, cut or padded; returns col + columns. */
int canvas_fit(struct canvas *c, int row, int col, int columns, enum canvas_fit how,
	       int look, const char *text);
/* Like canvas_put, broken at blanks or between Hanzi into lines; returns the rows used. */
int canvas_wrap(struct canvas *c, int row, int col, int rows, int columns, int look,
		const char *text);
int text_wrap_rows(const char *text, int columns);      /* rows canvas_wrap would want */
void canvas_fill(struct canvas *c, int row, int col, int rows, int cols, char with);
/* Another look for what is there already. */
void canvas_look(struct canvas *c, int row, int col, int cols, int look);
/*
 * Shows the rows of a taller grid from top on, with its cursor: a long card is drawn whole
 * on a grid of its own and looked at through this.
 */
void canvas_view(struct canvas *c, const struct grid *whole, int top);
/* The top row for canvas_view that brings row into sight, moved as little as may be. */
int canvas_scroll(const struct canvas *c, int top, int row, int total);
void canvas_cursor(struct canvas *c, int row, int col);
/* A frame in rich (ASCII), two short rules in lean; returns the room within. */
struct canvas canvas_frame(struct canvas *c, const char *title, const char *foot);

#endif
