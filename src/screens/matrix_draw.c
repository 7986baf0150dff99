/*
 * matrix_draw.c - the matrix as a table: as many periods as there is room for, signs, counts.
 */
#include "screens/matrix.h"

#include <inttypes.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/unit.h"
#include "tui/canvas.h"
#include "tui/list.h"
#include "work/collect.h"

enum { MARGIN = 2, GAP = 2, NAME_LEAST = 12, NAME_MOST = 24 };
enum { CELL_LEAST = 9, COLUMNS_LEAST = 3 };

/* ---- widths ---- */

static int name_width(const struct matrix *m)
{
	int width = NAME_LEAST;

	for (size_t i = 0; i < m->unit_count; i++)
		width = at_least(width, (int)utf8_width(unit_name(m->units[i], DATE_NONE)));
	return at_most(width, NAME_MOST);
}

static int cell_width(const struct matrix *m)
{
	int width = CELL_LEAST;

	for (size_t i = 0; i < m->column_count; i++) {
		struct str text = { 0 };

		matrix_counts(m, i, &text);
		width = at_least(width, (int)utf8_width(str_text(&text)) + 1);
		str_clear(&text);
		period_print(m->columns[i].period, &text);
		width = at_least(width, (int)utf8_width(str_text(&text)) + 2);
		str_release(&text);
	}
	return width;
}

static size_t room_for(int cols, int name, int cell)
{
	int room = (cols - MARGIN - name) / (cell + GAP);

	return room > 1 ? (size_t)room : 1;
}

size_t matrix_room(int cols)
{
	return room_for(cols, NAME_LEAST, CELL_LEAST);
}

/* ---- the table ---- */

/* What is drawn now: the columns around the cell that there is room for. */
struct shown {
	const struct matrix *m;
	size_t first, count;
	const char *label;      /* of the line of counts */
};

static void add_cell(const void *ctx, size_t row, size_t column, struct str *out)
{
	const struct shown *shown = ctx;
	const struct matrix *m = shown->m;
	const struct filing **all;
	struct arena mem = { 0 };
	size_t count;

	if (column == 0) {
		str_add(out, unit_name(m->units[row], DATE_NONE));
		return;
	}
	count = matrix_all_at(m, row, shown->first + column - 1, &mem, &all);
	for (size_t i = 0; i < count; i++)
		str_addf(out, "%s%s", i ? "" : " ", filing_sign(all[i]));
	arena_release(&mem);
}

static void add_total(const void *ctx, size_t column, struct str *out)
{
	const struct shown *shown = ctx;

	if (column == 0) {
		str_add(out, shown->label);
		return;
	}
	str_add_char(out, ' ');
	matrix_counts(shown->m, shown->first + column - 1, out);
}

/* The cell's period in brackets: moving down leaves them where they are. */
static const char *title(
	const struct matrix *m, size_t column, int here, struct arena *mem)
{
	struct str text = { 0 };

	str_add_char(&text, here ? '[' : ' ');
	period_print(m->columns[column].period, &text);
	if (here)
		str_add_char(&text, ']');
	return str_keep(&text, mem);
}

void matrix_draw(
	const struct matrix *m, struct list_view *list, size_t column, struct canvas *c)
{
	struct shown shown = { .m = m, .label = _("In time/late/not/all") };
	int cell = cell_width(m), label = (int)utf8_width(shown.label);
	int name = name_width(m), name_of_all = at_least(name, label);
	size_t room = room_for(c->cols, name_of_all, cell), count = m->column_count;
	struct arena mem = { 0 };
	struct list_column *columns = arena_array(&mem, count + 1, sizeof(*columns));
	struct list_table table = { .columns = columns, .frozen = 1,
		.row_count = m->unit_count, .cell = add_cell, .total = add_total,
		.ctx = &shown };

	/* the label of the counts is whole where that costs no period that is needed */
	if (room >= COLUMNS_LEAST)
		name = name_of_all;
	else
		room = room_for(c->cols, name, cell);
	shown.count = count < room ? count : room;
	/* the last ones, unless the cell is before them */
	shown.first = count - shown.count;
	if (column < shown.first)
		shown.first = column;
	columns[0] = (struct list_column){ .title = _("Unit"), .width = name };
	for (size_t i = 0; i < shown.count; i++)
		columns[i + 1] = (struct list_column){ .width = cell,
			.title = title(m, shown.first + i, shown.first + i == column, &mem) };
	table.column_count = shown.count + 1;
	list_draw_table(list, c, &table);
	arena_release(&mem);
}

/* ---- a cell in words ---- */

void matrix_cell_text(const struct model *model, const struct matrix *m, const struct filing *f,
	struct str *out)
{
	filing_text(model, f, m->today, out);
	if (f->records)
		str_addf(out,
			P_("  %" PRIu64 " record", "  %" PRIu64 " records", f->records),
			f->records);
	if (f->cells > f->given)
		str_addf(out, _("  missing %" PRIu64 " of %" PRIu64), f->cells - f->given,
			f->cells);
	if (f->rounds && !f->returned)
		str_addf(out, _("  round %" PRId64), f->rounds);
	if (f->open_comments)
		str_addf(out,
			P_("  %" PRIu64 " comment", "  %" PRIu64 " comments",
				f->open_comments),
			f->open_comments);
}
