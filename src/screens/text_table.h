/*
 * text_table.h - a list of rows of short texts made in load(): people, keys, posts.
 *
 * Columns are as wide as what stands in them, the last gets the rest.  Private to this folder.
 */
#ifndef SCREENS_TEXT_TABLE_H
#define SCREENS_TEXT_TABLE_H

#include "base/arena.h"
#include "tui/list.h"
#include "tui/screen.h"

#include <stddef.h>

enum { TEXT_COLUMNS = 6 };

struct text_row {
	const char *cell[TEXT_COLUMNS];         /* NULL: "" */
	const void *data;                       /* the caller's */
};

struct text_table {
	struct arena mem;               /* of the rows */
	struct text_row *rows;
	size_t count, room;
	const char *title[TEXT_COLUMNS];        /* translated */
	size_t columns;
	struct list_view list;
};

/* For load(): no rows any more; titles ended by NULL. */
void text_table_begin(struct text_table *t, const char *const *titles);
/* A new row, in the table's memory until the next begin. */
struct text_row *text_table_add(struct text_table *t);
void text_table_end(struct text_table *t);      /* the place stays within */
void text_table_release(struct text_table *t);
const struct text_row *text_table_at(const struct text_table *t);       /* NULL: none */
void text_table_draw(struct text_table *t, struct canvas *c, const char *when_empty);
enum screen_next text_table_key(struct text_table *t, int32_t key);
enum screen_next text_table_find(struct text_table *t, struct screen *s);

#endif
