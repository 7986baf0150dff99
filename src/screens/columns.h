/*
 * columns.h - a form's columns as a table: titles, widths, and what a cell shows.
 *
 * Widths follow the data and only grow while a list is looked at, so that paging does not
 * shift what stands there.  Private to this folder.
 */
#ifndef SCREENS_COLUMNS_H
#define SCREENS_COLUMNS_H

#include "base/arena.h"
#include "tui/list.h"

struct field;
struct form;
struct model;
struct record;
struct str;
struct value;

struct columns {
	const struct model *model; /* not ours */
	const struct form *form;
	struct arena mem; /* titles, arrays */
	const struct field **fields;
	struct list_column *at;
	size_t count;
};

/* Of the form's columns, or of all its fields when it names none. */
void columns_init(struct columns *c, const struct model *model, const struct form *form);
void columns_release(struct columns *c);
/* Makes room for these rows' cells. */
void columns_fit(struct columns *c, struct record *const *rows, size_t count);
void columns_widen(struct columns *c, size_t column, const char *text);

/*
 * What people read: labels and names on one line; 0 of a figure that the form totals as the
 * form calls it, a value known to be lacking in words.
 */
void cell_show(const struct model *model, const struct form *form, const struct field *field,
	const struct value *value, struct str *out);

#endif
