/*
 * text_table.h - a list of rows of short texts made in load(): people, keys, events, files.
 *
 * Columns are as wide as what stands in them, one gets the rest.  Private to this folder.
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
	char mark;                              /* in the margin; 0 none */
	const void *data;                       /* the caller's */
};

struct text_table {
	struct arena mem;               /* of the rows, and of what the caller puts there */
	struct text_row *rows;
	size_t count, room;
	struct list_column column[TEXT_COLUMNS];
	size_t columns;
	size_t wide;                    /* this column gets the rest, */
	int least;                      /* but so much at least: then those behind it scroll */
	struct list_view list;
};

/* For load(): no rows any more, the last column is the wide one; titles ended by NULL. */
void text_table_begin(struct text_table *t, const char *const *titles);
void text_table_wide(struct text_table *t, size_t column, int least);
void text_table_right(struct text_table *t, size_t column);     /* figures */
/* A new row, in the table's memory until the next begin. */
struct text_row *text_table_add(struct text_table *t);
/* The place stays within; a last column that has neither title nor texts goes. */
void text_table_end(struct text_table *t);
void text_table_draw(struct text_table *t, struct canvas *c, const char *when_empty);

/* The screens of one such list begin with it; for their tables: */
struct text_screen {
	struct screen screen;
	struct text_table table;
};
void text_screen_unload(struct screen *s);
enum screen_next text_screen_key(struct screen *s, int32_t key);
enum screen_next text_screen_find(struct screen *s);
int text_screen_has_row(const struct screen *s);
const void *text_screen_data(const struct screen *s);   /* of the current row; NULL: none */

#endif
