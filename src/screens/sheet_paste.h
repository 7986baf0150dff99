/*
 * sheet_paste.h - a pasted block matched with the cells of a grid: which column is what, what
 * each cell would change, what is wrong with it.  Private to the grid's files.
 */
#ifndef SCREENS_SHEET_PASTE_H
#define SCREENS_SHEET_PASTE_H

#include "base/arena.h"
#include "model/value.h"
#include "screens/block.h"

#include <stddef.h>

struct sheet;
struct sheet_row;

enum { PASTE_ROWS = -1, PASTE_NOTHING = -2 };   /* else the column of the grid */

struct paste_column {
	int to;                         /* PASTE_... or a column of the grid */
	const char *title;              /* from the header row, "" none */
	const char *within;             /* what stands in brackets behind it: a measure, NULL */
};

enum paste_kind { PASTE_FILLS, PASTE_REPLACES, PASTE_SAME, PASTE_WRONG };

struct paste_item {
	enum paste_kind kind;
	size_t row, column;             /* of the block, from 0 */
	const struct sheet_row *at;     /* NULL: the row is not known */
	size_t cell;                    /* column of the grid */
	const char *text;
	struct value value;
	const char *error;              /* PASTE_WRONG */
};

struct paste {
	struct sheet *sh;
	struct arena mem, found;        /* the block; what is found with these columns */
	struct block block;
	size_t from;                    /* first row with data: those above are headings */
	size_t first_row, first_column; /* of the grid: where it goes when nothing is named */
	struct paste_column *columns;   /* block.width of them */
	struct { struct paste_item *at; size_t count, cap; } items;     /* in found */
	size_t counts[4];               /* by enum paste_kind */
	size_t totals;                  /* rows that are totals and left out */
};

/* Another meaning of a column: by is 1 or -1; no two columns mean the same. */
void paste_turn(struct paste *p, size_t column, int by);
/* The measure of a column's title when it is another one than the grid's; NULL. */
const char *paste_measure(const struct paste *p, size_t column);

/* The pop-up: 1 to do it. */
int paste_ask(struct paste *p);

#endif
