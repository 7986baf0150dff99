/*
 * columns.h - a form's columns as a table: titles, widths, and what a cell shows.
 *
 * Widths follow the data and only grow while a list is looked at, so that paging does not
 * shift what stands there.  Private to this folder.
 */
#ifndef SCREENS_COLUMNS_H
#define SCREENS_COLUMNS_H

#include "base/arena.h"
#include "model/unit.h"
#include "tui/list.h"

#include <stdint.h>

struct dataset;
struct field;
struct form;
struct model;
struct record;
struct str;
struct value;

struct columns {
	const struct model *model; /* not ours */
	const struct form *form;
	enum unit_view units; /* whose names: the caller's to set */
	struct arena mem; /* titles, arrays */
	const struct field **fields;
	struct list_column *at;
	size_t count;
	int state_width;
	int states; /* 1: a record was met whose state is told: a column behind the first */
	struct list_column *listed; /* with that column; see columns_listed() */
	struct arena shown; /* texts */
	const char **texts; /* of the rows taken last, a row after the other */
	size_t rows;
};

/* Of the form's columns, or of all its fields when it names none. */
void columns_init(struct columns *c, const struct model *model, const struct form *form);
void columns_release(struct columns *c);
/*
 * For a load: keeps what these rows' cells show, references by the titles of their records,
 * and makes room for it.
 */
void columns_load(struct columns *c, struct dataset *data, struct record *const *rows,
	size_t count);
/* "" of a row that was not taken. */
const char *columns_text(const struct columns *c, size_t row, size_t column);
/*
 * The columns as they stand side by side; how many.  columns_field() gives the place of one
 * among fields, COLUMN_STATE for that of the states.
 */
size_t columns_listed(const struct columns *c, const struct list_column **out);
size_t columns_field(const struct columns *c, size_t listed);
#define COLUMN_STATE SIZE_MAX
/* "" of one that is plainly submitted. */
const char *columns_state(const struct columns *c, const struct record *record);
/* What the row shows, then on lines of their own how its units and codes may be typed. */
void columns_find_text(const struct columns *c, const struct record *record, size_t row,
	struct str *out);
/* The same of a record that was not taken; reads data. */
void columns_record_text(const struct columns *c, struct dataset *data,
	const struct record *record, struct str *out);
/* Columns of a terminal that all of them need side by side, the list's margin included. */
int columns_width(const struct columns *c);
void columns_widen(struct columns *c, size_t column, const char *text);

/*
 * What people read: labels and names on one line; 0 of a figure that the form totals as the
 * form calls it, a value known to be lacking in words.
 */
void cell_show(const struct model *model, const struct form *form, const struct field *field,
	const struct value *value, struct str *out);

#endif
