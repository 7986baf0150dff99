/*
 * rows_in.h - rows of cells from a CSV or tab-separated text, whatever its encoding.
 *
 * UTF-8 with or without BOM, UTF-16 with BOM (Excel's "Unicode text"), else GB18030;
 * separators , ; and tab found out; quoted line breaks; cells without the ' that guards
 * against formulas.  One row is held at a time.  Also plain lines, for JSON.
 */
#ifndef EXCHANGE_ROWS_IN_H
#define EXCHANGE_ROWS_IN_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
	ROWS_CELL_LIMIT = 1 << 20,      /* bytes of one cell */
	ROWS_ROW_LIMIT = 4 << 20,       /* bytes of one row */
	ROWS_CELLS_LIMIT = 1000,        /* cells of a row */
};

enum rows_mode { ROWS_CELLS, ROWS_LINES /* one cell a line, as it stands */ };

struct rows_in;

struct row_in {
	char **cells;                   /* UTF-8, until the next row */
	size_t count;
	uint64_t row;                   /* from 1, empty rows included */
	uint64_t line;                  /* physical line the row starts on, from 1 */
};

/*
 * Reads the whole file once (encoding, SHA-256, separator).  A file that cannot be read
 * twice (a pipe) is first copied to a temporary one.  in stays the caller's.
 */
int rows_in_open(FILE *in, enum rows_mode mode, struct rows_in **out, struct err *err);
void rows_in_close(struct rows_in **rows);
/* 1: a row; 0: the end; -1: the text is broken, *err says the row and line. */
int rows_in_next(struct rows_in *rows, struct row_in *out, struct err *err);
int rows_in_rewind(struct rows_in *rows, struct err *err);
const char *rows_in_hash(const struct rows_in *rows);           /* SHA-256, 64 hex digits */
const char *rows_in_charset(const struct rows_in *rows); /* "UTF-8", "GB18030", "UTF-16LE" */
uint64_t rows_in_lines(const struct rows_in *rows); /* physical lines, for progress */

/* 0 -> "A", 26 -> "AA", into out (at least 8 bytes). */
const char *column_letter(size_t column, char out[8]);

#endif
