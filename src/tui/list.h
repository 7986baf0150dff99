/*
 * list.h - a list of rows one moves in: `>` at the current one, or a table with columns.
 *
 * The view holds only positions; rows are asked for by number when drawn and are
 * the caller's.
 */
#ifndef TUI_LIST_H
#define TUI_LIST_H

#include "tui/canvas.h"

#include <stddef.h>
#include <stdint.h>

struct str;

struct list_view {
	size_t at;              /* the current row, < count unless there is none */
	size_t top;             /* first row in sight */
	size_t count;           /* rows at the last draw, or list_count */
	size_t page;            /* rows in sight at the last draw */
	size_t left;            /* tables: columns scrolled away behind the frozen ones */
	size_t hidden;          /* tables: columns out of sight on the right at the last draw */
};

enum list_took {
	LIST_PASS,              /* not a key of lists */
	LIST_MOVED,
	LIST_BEFORE,            /* Up or PgUp on the first row: the page before is wanted */
	LIST_AFTER,             /* Down or PgDn on the last row */
};

/* Borrowed until the next call. */
typedef const char *list_text_fn(const void *ctx, size_t row);

void list_count(struct list_view *l, size_t count);     /* rows after a load; keeps at within */
/* For those who draw rows themselves.  Brings at into sight; sets top and page: */
void list_scroll(struct list_view *l, size_t count, int rows);
void list_draw_marker(struct canvas *c, int row);       /* they are at this row */
enum list_took list_key(struct list_view *l, int32_t key);
/* Rows on the whole canvas; two columns of margin hold the marker; cursor on it. */
void list_draw(struct list_view *l, struct canvas *c, size_t count, list_text_fn *text,
	       const void *ctx);

struct list_column {
	const char *title;      /* translated */
	int width;              /* columns */
	enum canvas_fit fit;
};

struct list_table {
	const struct list_column *columns;
	size_t column_count;
	size_t frozen;          /* this many first columns never scroll away */
	size_t row_count;
	/* Appends what the cell shows. */
	void (*cell)(const void *ctx, size_t row, size_t column, struct str *out);
	/* Optional: a sign in the margin beside the marker ('*' marked), 0 none. */
	char (*mark)(const void *ctx, size_t row);
	/* Optional: the totals line at the bottom. */
	void (*total)(const void *ctx, size_t column, struct str *out);
	const void *ctx;
};

/* Heading, rows, and totals when there are any. */
void list_draw_table(struct list_view *l, struct canvas *c, const struct list_table *t);
/* list_key, and Left and Right scroll columns by one. */
enum list_took list_table_key(struct list_view *l, const struct list_table *t, int32_t key);

#endif
