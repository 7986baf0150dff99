/*
 * block.h - a block of a spreadsheet as it is pasted: rows of cells, as text.
 *
 * Pure; knows nothing of forms.  Cells are separated by tabs, or by commas where there is no
 * tab; a cell in quotes may hold separators, line ends and doubled quotes.
 */
#ifndef SCREENS_BLOCK_H
#define SCREENS_BLOCK_H

#include "base/arena.h"

#include <stddef.h>

struct block_row {
	const char **cells;             /* without blanks at their ends, line ends as blanks */
	size_t count;
};

struct block {
	struct block_row *rows;         /* empty ones within too; none at the end */
	size_t count;
	size_t width;                   /* cells of the longest row */
	char separator;                 /* '\t', ',' or 0: one cell a row */
};

/* Everything can be read somehow; in mem. */
void block_parse(const char *text, struct arena *mem, struct block *out);
/* "" where the row is shorter. */
const char *block_cell(const struct block *block, size_t row, size_t column);
/* 1 when the text is one cell: no separator and no line end but the last. */
int block_is_word(const char *text);

#endif
