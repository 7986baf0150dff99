/*
 * matrix.h - what the units filed, period by period: the table behind the matrix screen.
 *
 * Columns are read one by one, the last period first, as time allows.  Private to this folder.
 */
#ifndef SCREENS_MATRIX_H
#define SCREENS_MATRIX_H

#include "base/arena.h"
#include "base/err.h"
#include "model/cycle.h"
#include "model/period.h"
#include "model/unit.h"

#include <stddef.h>
#include <stdint.h>

struct app;
struct canvas;
struct filing;
struct list_view;
struct model;
struct str;
struct unit;

struct matrix_column {
	struct period period;
	struct filing *filings;         /* of each unit that owed it, report order */
	size_t count;
	int known;                      /* 0: not read yet */
	int full;                       /* with what the ledger holds */
	size_t in_time, late, missing;
};

struct matrix {
	struct arena mem;
	const struct cycle *cycle;      /* NULL: none is on */
	struct matrix_column *columns;  /* the oldest first */
	size_t column_count;
	const struct unit **units;      /* rows: those that owed any of them */
	size_t unit_count;
	int32_t today;
	enum unit_view view;            /* as now: what was merged stands where it goes on */
};

void matrix_release(struct matrix *m);
/* The last periods, at most so many; nothing is read yet. */
void matrix_begin(struct matrix *m, const struct app *app, const struct cycle *cycle,
		  size_t columns);
/* The next column that is not known: 1 read, 0 all are, -1 (ERR_CANCELLED: a key came). */
int matrix_read(struct matrix *m, struct app *app, struct err *err);
/* The same column with what the ledger holds; 1 read, 0 it was already, -1. */
int matrix_fill(struct matrix *m, struct app *app, size_t column, struct err *err);
/*
 * NULL: not due from the unit, or not known yet.  As now there may be several; its own, where
 * it has one, is the first.
 */
const struct filing *matrix_at(const struct matrix *m, size_t row, size_t column);
size_t matrix_all_at(const struct matrix *m, size_t row, size_t column, struct arena *mem,
		     const struct filing ***out);
/* "13/1/2/16": in time, late, not filed, all. */
void matrix_counts(const struct matrix *m, size_t column, struct str *out);

/* ---- matrix_draw.c ---- */

/* How many periods find room beside the units. */
size_t matrix_room(int cols);
void matrix_draw(const struct matrix *m, struct list_view *list, size_t column,
		 struct canvas *c);
/* All that is known of a cell. */
void matrix_cell_text(const struct model *model, const struct matrix *m,
		      const struct filing *f, struct str *out);

#endif
