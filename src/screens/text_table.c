/*
 * text_table.c - rows of short texts: widths, drawing, keys, finding.
 */
#include "screens/text_table.h"

#include "base/str.h"
#include "base/utf8.h"
#include "tui/list_find.h"

enum { GAP = 2, MARGIN = 3, COLUMN_MOST = 30, WIDE_LEAST = 20, FIRST_ROOM = 16 };

void text_table_begin(struct text_table *t, const char *const *titles)
{
	arena_clear(&t->mem);
	t->rows = NULL;
	t->count = t->room = t->columns = 0;
	while (t->columns < TEXT_COLUMNS && titles[t->columns]) {
		t->column[t->columns] = (struct list_column){ .title = titles[t->columns] };
		t->columns++;
	}
	text_table_wide(t, t->columns - 1, WIDE_LEAST);
}

void text_table_wide(struct text_table *t, size_t column, int least)
{
	t->wide = column;
	t->least = least;
}

void text_table_right(struct text_table *t, size_t column)
{
	t->column[column].fit = CANVAS_RIGHT;
}

struct text_row *text_table_add(struct text_table *t)
{
	if (t->count == t->room) {
		size_t room = t->room ? 2 * t->room : FIRST_ROOM;
		struct text_row *rows = arena_array(&t->mem, room, sizeof(*rows));

		for (size_t i = 0; i < t->count; i++)
			rows[i] = t->rows[i];
		t->rows = rows;
		t->room = room;
	}
	t->rows[t->count] = (struct text_row){ .data = NULL };
	return &t->rows[t->count++];
}

static int width_of(const struct text_table *t, size_t column)
{
	size_t width = utf8_width(t->column[column].title);

	for (size_t i = 0; i < t->count; i++) {
		const char *text = t->rows[i].cell[column];
		size_t own = text ? utf8_width(text) : 0;

		width = own > width ? own : width;
	}
	return at_most((int)width, COLUMN_MOST);
}

void text_table_end(struct text_table *t)
{
	for (size_t i = 0; i < t->columns; i++)
		if (i != t->wide)
			t->column[i].width = width_of(t, i);
	if (t->wide + 1 < t->columns && t->column[t->columns - 1].width == 0)
		t->columns--;
	list_count(&t->list, t->count);
}

static void cell(const void *ctx, size_t row, size_t column, struct str *out)
{
	const struct text_table *t = ctx;
	const char *text = t->rows[row].cell[column];

	str_add(out, text ? text : "");
}

static char mark(const void *ctx, size_t row)
{
	return ((const struct text_table *)ctx)->rows[row].mark;
}

static int room_beside(const struct text_table *t, int cols, size_t columns)
{
	int room = cols - MARGIN;

	for (size_t i = 0; i < columns; i++)
		if (i != t->wide)
			room -= t->column[i].width + GAP;
	return room;
}

void text_table_draw(struct text_table *t, struct canvas *c, const char *when_empty)
{
	struct list_table table = {
		.columns = t->column, .column_count = t->columns, .frozen = 1,
		.row_count = t->count, .cell = cell, .mark = mark, .ctx = t,
	};
	int room = room_beside(t, c->cols, t->columns);

	if (room < t->least)
		room = at_least(room_beside(t, c->cols, t->wide), t->least);
	t->column[t->wide].width = room;
	if (t->count)
		list_draw_table(&t->list, c, &table);
	else
		canvas_wrap(c, 1, 2, c->rows - 1, c->cols - 4, LOOK_PLAIN, when_empty);
}

/* ---- a screen of it ---- */

void text_screen_unload(struct screen *s)
{
	arena_release(&((struct text_screen *)s)->table.mem);
}

enum screen_next text_screen_key(struct screen *s, int32_t key)
{
	struct list_view *list = &((struct text_screen *)s)->table.list;

	return list_table_key(list, NULL, key) == LIST_PASS ? SCREEN_PASS : SCREEN_STAY;
}

static void find_text(const void *ctx, size_t row, struct str *out)
{
	const struct text_table *t = ctx;

	for (size_t i = 0; i < t->columns; i++) {
		cell(t, row, i, out);
		str_add(out, "  ");
	}
}

enum screen_next text_screen_find(struct screen *s)
{
	struct text_table *t = &((struct text_screen *)s)->table;
	struct list_find find = {
		.text = find_text, .at = &t->list.at, .count = &t->list.count, .ctx = t
	};

	return list_find_run(s, &find);
}

int text_screen_has_row(const struct screen *s)
{
	const struct text_table *t = &((const struct text_screen *)s)->table;

	return t->list.at < t->count;
}

const void *text_screen_data(const struct screen *s)
{
	const struct text_table *t = &((const struct text_screen *)s)->table;

	return t->list.at < t->count ? t->rows[t->list.at].data : NULL;
}
