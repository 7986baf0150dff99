/* list.c - positions in a list, and drawing rows and tables by them. */
#include "tui/list.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "tui/keys.h"

enum { MARGIN = 2, GAP = 2, LEAST_CUT = 6 };

void list_count(struct list_view *l, size_t count)
{
	l->count = count;
	if (l->at >= count)
		l->at = count ? count - 1 : 0;
}

static enum list_took up(struct list_view *l, size_t by)
{
	if (l->at == 0)
		return LIST_BEFORE;
	l->at = l->at > by ? l->at - by : 0;
	return LIST_MOVED;
}

static enum list_took down(struct list_view *l, size_t by)
{
	if (l->at + 1 >= l->count)
		return LIST_AFTER;
	l->at = l->at + by < l->count ? l->at + by : l->count - 1;
	return LIST_MOVED;
}

enum list_took list_key(struct list_view *l, int32_t key)
{
	/* a page keeps one row of the last one in sight */
	size_t page = l->page > 2 ? l->page - 1 : 1;
	enum list_took took;

	switch (key) {
	case K_UP:
		return up(l, 1);
	case K_DOWN:
		return down(l, 1);
	case K_PGUP:
		l->top = l->top > page ? l->top - page : 0;
		return up(l, page);
	case K_PGDN:
		took = down(l, page);
		if (took == LIST_MOVED && l->top + page < l->count)
			l->top += page;
		return took;
	case K_HOME:
		l->at = 0;
		return LIST_MOVED;
	case K_END:
		l->at = l->count ? l->count - 1 : 0;
		return LIST_MOVED;
	default:
		return LIST_PASS;
	}
}

/* Keeps the current row in sight, and no empty rows below the last one. */
void list_scroll(struct list_view *l, size_t count, int rows)
{
	list_count(l, count);
	l->page = rows > 0 ? (size_t)rows : 0;
	if (l->at < l->top)
		l->top = l->at;
	if (l->page && l->at >= l->top + l->page)
		l->top = l->at - l->page + 1;
	if (l->top + l->page > count)
		l->top = count > l->page ? count - l->page : 0;
}

void list_draw_marker(struct canvas *c, int row)
{
	canvas_put(c, row, 0, LOOK_PLAIN, ">");
	canvas_look(c, row, 0, c->cols, LOOK_ROW);
}

static void mark_row(struct canvas *c, int row, int is_current, char sign)
{
	char margin[MARGIN + 1] = { ' ', sign ? sign : ' ', 0 };

	canvas_put(c, row, 0, LOOK_PLAIN, margin);
	if (!is_current)
		return;
	list_draw_marker(c, row);
	canvas_cursor(c, row, 1);
}

void list_draw(struct list_view *l, struct canvas *c, size_t count, list_text_fn *text,
	const void *ctx)
{
	list_scroll(l, count, c->rows);
	for (int row = 0; row < c->rows && l->top + (size_t)row < count; row++) {
		size_t i = l->top + (size_t)row;

		canvas_put(c, row, MARGIN, LOOK_PLAIN, text(ctx, i));
		mark_row(c, row, i == l->at, 0);
	}
}

/* ---- tables ------------------------------------------------------------------------------ */

/*
 * Where a column stands and how wide it is; 0 when it is out of sight.  Figures are
 * shown whole or not at all; the last text column may be cut.
 */
static int column_place(const struct list_view *l, const struct list_table *t, int cols,
	size_t column, int *at, int *width)
{
	int col = MARGIN;

	for (size_t i = 0; i < t->column_count; i++) {
		int wide = t->columns[i].width, left = cols - col;

		if (i >= t->frozen && i < t->frozen + l->left)
			continue;
		if (wide > left) {
			if (t->columns[i].fit != CANVAS_LEFT || left < LEAST_CUT)
				return 0;
			wide = left;
		}
		if (i == column) {
			*at = col;
			*width = wide;
			return 1;
		}
		col += wide + GAP;
	}
	return 0;
}

static size_t hidden_at(
	struct list_view *l, const struct list_table *t, int cols, size_t scrolled)
{
	size_t hidden = 0;
	int at, width;

	l->left = scrolled;
	for (size_t i = t->frozen + scrolled; i < t->column_count; i++)
		hidden += !column_place(l, t, cols, i, &at, &width);
	return hidden;
}

/* Scrolled no further than the last column needs, however many keys came in one burst. */
static void count_hidden(struct list_view *l, const struct list_table *t, int cols)
{
	size_t most = t->column_count > t->frozen + 1 ? t->column_count - t->frozen - 1 : 0;
	size_t wanted = l->left < most ? l->left : most;

	while (wanted > 0 && hidden_at(l, t, cols, wanted - 1) == 0)
		wanted--;
	l->hidden = hidden_at(l, t, cols, wanted);
}

static void draw_heading(
	const struct list_view *l, struct canvas *c, const struct list_table *t)
{
	for (size_t i = 0; i < t->column_count; i++) {
		const char *title = t->columns[i].title ? t->columns[i].title : "";
		enum canvas_fit fit = t->columns[i].fit;
		int at, width;

		if (!column_place(l, t, c->cols, i, &at, &width))
			continue;
		/* a long title may be cut, only a figure may not */
		if (utf8_width(title) > (size_t)width)
			fit = CANVAS_LEFT;
		canvas_fit(c, 0, at, width, fit, LOOK_ACCENT, title);
	}
	if (l->left)
		canvas_put(c, 0, 1, LOOK_PLAIN, "<");
	if (l->hidden)
		canvas_put(c, 0, c->cols - 1, LOOK_PLAIN, ">");
}

static void draw_cells(const struct list_view *l, struct canvas *c, const struct list_table *t,
	int row, const size_t *record)
{
	struct str text = { 0 };

	for (size_t i = 0; i < t->column_count; i++) {
		int at, width;

		if (!column_place(l, t, c->cols, i, &at, &width))
			continue;
		str_clear(&text);
		if (record)
			t->cell(t->ctx, *record, i, &text);
		else
			t->total(t->ctx, i, &text);
		canvas_fit(c, row, at, width, t->columns[i].fit, LOOK_PLAIN, str_text(&text));
	}
	str_release(&text);
}

void list_draw_table(struct list_view *l, struct canvas *c, const struct list_table *t)
{
	int rows = c->rows - 1 - (t->total != NULL);

	list_scroll(l, t->row_count, rows);
	count_hidden(l, t, c->cols);
	draw_heading(l, c, t);
	for (int row = 0; row < rows && l->top + (size_t)row < t->row_count; row++) {
		size_t i = l->top + (size_t)row;

		draw_cells(l, c, t, row + 1, &i);
		mark_row(c, row + 1, i == l->at, t->mark ? t->mark(t->ctx, i) : 0);
	}
	if (t->total && c->rows > 1)
		draw_cells(l, c, t, c->rows - 1, NULL);
}

enum list_took list_table_key(struct list_view *l, const struct list_table *t, int32_t key)
{
	(void)t;
	if (key == K_LEFT) {
		l->left -= l->left > 0;
		return LIST_MOVED;
	}
	if (key == K_RIGHT) {
		l->left += l->hidden > 0;
		return LIST_MOVED;
	}
	return list_key(l, key);
}
