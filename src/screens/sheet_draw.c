/*
 * sheet_draw.c - a grid on the screen: name, the period before, cells, state; totals below.
 */
#include "screens/sheet_acts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "model/workflow.h"
#include "screens/columns.h"
#include "screens/sheet.h"
#include "tui/canvas.h"
#include "tui/list.h"

enum {
	MARGIN = 2,
	GAP = 2,
	LEAST_NAME = 8,
	MOST_NAME = 24,
	FIGURE = 12,
	STATE = 16,
	BRACKETS = 2,
	FOOT_ROWS = 2,
	WIDE = 120, /* columns from which there is a second pane */
	PANE = 40
};

struct view {
	struct sheet *sh;
	struct canvas *c;
	int name, figure; /* widths */
	size_t from, to; /* columns in sight */
	int has_before;
};

static int figure_width(const struct sheet *sh)
{
	int width = FIGURE;

	for (size_t i = 0; i < sheet_columns(sh); i++) {
		const struct field *field = sheet_field(sh, i);
		int label = (int)utf8_width(field_label(field, i18n_lang()));

		if (field->measure)
			label += (int)utf8_width(text_in(field->measure->label, i18n_lang())) +
				2;
		width = at_least(width, at_most(label, MOST_NAME));
	}
	return width;
}

/* As many cell columns as fit, the one with the cursor among them. */
static void choose_columns(struct view *v)
{
	int room = v->c->cols - MARGIN - v->name - STATE - GAP;
	size_t fit, count = sheet_columns(v->sh);

	if (v->has_before)
		room -= v->figure + GAP;
	fit = (size_t)at_least(room / (v->figure + BRACKETS + 1), 1);
	v->from = v->sh->column >= fit ? v->sh->column - fit + 1 : 0;
	v->to = v->from + fit < count ? v->from + fit : count;
}

static struct view view_of(struct sheet *sh, struct canvas *c)
{
	struct view v = { .sh = sh, .c = c, .name = LEAST_NAME };

	for (size_t i = 0; i < sh->row_count; i++)
		v.name = at_least(v.name, (int)utf8_width(sh->rows[i].name));
	v.name = at_most(v.name, MOST_NAME);
	v.figure = figure_width(sh);
	v.has_before = sh->form->period && sheet_columns(sh) == 1;
	choose_columns(&v);
	return v;
}

/* ---- what a cell says -------------------------------------------------------------------- */

static void show(const struct sheet *sh, const struct sheet_row *row, size_t column,
	const struct value *value, struct str *out)
{
	struct field room;
	const struct field *field = sheet_field_at(sh, row, column, &room);
	const char *measure;

	cell_show(sh->model, sh->form, field, value, out);
	/* an empty cell says in which one it is to be typed */
	if (field != &room || !field->measure ||
		(!value_is_given(value) && value->state != VALUE_NONE))
		return;
	measure = text_in(field->measure->label, i18n_lang());
	str_addf(out, "%s%s", *measure ? " " : "", measure);
}

static const char *state_text(const struct sheet *sh, const struct sheet_row *row)
{
	const struct value first = sheet_stored(sh, row, 0);
	int carried = row->editable && sheet_is_carried(sh, row);

	for (size_t i = 0; i < sheet_columns(sh); i++) {
		if (sheet_typed(sh, row, i))
			return carried ? _("to be confirmed") : _("not saved");
	}
	if (row->record && (int)row->record->state >= STATE_FIRST_OWN)
		return state_label(sh->model, row->record->state);
	if (row->record && row->record->state == STATE_SAVED)
		return carried ? _("saved, to be confirmed") : _("saved, not submitted");
	if (!row->reported)
		return _("not reported");
	if (first.state == VALUE_MISSING)
		return _("figure missing");
	if (row->lines > 1)
		return _("reported, several lines");
	return _("reported");
}

/* ---- drawing ----------------------------------------------------------------------------- */

static int cell_col(const struct view *v, size_t column)
{
	int col = MARGIN + v->name + GAP;

	if (v->has_before)
		col += v->figure + GAP;
	return col + (int)(column - v->from) * (v->figure + BRACKETS + 1);
}

static int state_col(const struct view *v)
{
	return cell_col(v, v->to) + 1;
}

static void draw_heading(const struct view *v)
{
	const struct sheet *sh = v->sh;

	canvas_fit(v->c, 0, MARGIN, v->name, CANVAS_LEFT, LOOK_ACCENT,
		field_label(sh->form->grid.rows, i18n_lang()));
	if (v->has_before)
		canvas_fit(v->c, 0, MARGIN + v->name + GAP, v->figure, CANVAS_RIGHT,
			LOOK_ACCENT, _("before"));
	for (size_t i = v->from; i < v->to; i++) {
		const struct field *field = sheet_field(sh, i);
		struct str label = { 0 };

		str_add(&label, field_label(field, i18n_lang()));
		if (field->measure)
			str_addf(&label, "(%s)", text_in(field->measure->label, i18n_lang()));
		canvas_fit(v->c, 0, cell_col(v, i) + 1, v->figure, CANVAS_RIGHT, LOOK_ACCENT,
			str_text(&label));
		str_release(&label);
	}
	canvas_put(v->c, 0, state_col(v), LOOK_ACCENT, _("state"));
}

static int cell_look(const struct sheet *sh, const struct sheet_row *row, int here, int wrong)
{
	if (wrong)
		return LOOK_WARN;
	/* in rich the cell with the cursor stands out of its row's bar */
	return row == sheet_now(sh) && !here ? LOOK_ROW : LOOK_PLAIN;
}

/*
 * In the cell, so that one sees which it is; with one column the row says that, and in lean the
 * cursor stays beside the marker, which halves the bytes of each step.
 */
static void park_cursor(const struct view *v, int at, int col)
{
	int plain = sheet_columns(v->sh) == 1 && !canvas_is_rich(v->c);

	canvas_cursor(v->c, at, plain ? 0 : col);
}

/* `~` before what was copied and not confirmed, `'` behind what has a note. */
static void draw_cell(const struct view *v, int at, struct sheet_row *row, size_t column)
{
	struct sheet *sh = v->sh;
	struct sheet_cell *cell = sheet_typed(sh, row, column);
	int col = cell_col(v, column), here = row == sheet_now(sh) && column == sh->column;
	struct value value = cell ? cell->value : sheet_stored(sh, row, column);
	int look = cell_look(sh, row, here, cell && cell->error.len);
	struct str text = { 0 };

	if (here && sh->editing) {
		editor_draw(&sh->editor, v->c, at, col, 1, v->figure + BRACKETS, EDITOR_FOCUS);
		return;
	}
	if (value.carried)
		str_add_char(&text, '~');
	if (cell && cell->faulty)
		str_add(&text, str_text(&cell->text));
	else
		show(sh, row, column, &value, &text);
	canvas_fit(v->c, at, col + 1, v->figure, CANVAS_RIGHT, look, str_text(&text));
	if (value.note)
		canvas_put(v->c, at, col + 1 + v->figure, look, "'");
	if (here)
		park_cursor(v, at, col + v->figure);
	str_release(&text);
}

static void draw_row(const struct view *v, int at, struct sheet_row *row)
{
	const char *error = sheet_error(v->sh, row);
	int here = row == sheet_now(v->sh);
	struct str text = { 0 };

	canvas_fit(v->c, at, MARGIN, v->name, CANVAS_LEFT, LOOK_PLAIN, row->name);
	if (v->has_before) {
		if (row->before[0].state != VALUE_NONE)
			show(v->sh, row, 0, &row->before[0], &text);
		canvas_fit(v->c, at, MARGIN + v->name + GAP, v->figure, CANVAS_RIGHT,
			LOOK_PLAIN, str_text(&text));
		str_release(&text);
	}
	canvas_fit(v->c, at, state_col(v), v->c->cols - state_col(v), CANVAS_LEFT,
		*error ? LOOK_WARN : LOOK_PLAIN, *error ? error : state_text(v->sh, row));
	if (here)
		list_draw_marker(v->c, at);
	for (size_t i = v->from; i < v->to; i++)
		draw_cell(v, at, row, i);
}

static void draw_totals(const struct view *v, int at)
{
	size_t reported = 0;
	struct str text = { 0 };

	for (size_t i = 0; i < v->sh->row_count; i++)
		reported += v->sh->rows[i].reported != 0;
	str_addf(&text, _("reported %zu/%zu"), reported, v->sh->row_count);
	canvas_put(v->c, at, MARGIN, LOOK_PLAIN, str_text(&text));
	str_release(&text);
	for (size_t i = v->from; i < v->to; i++) {
		struct value total = sheet_total(v->sh, i);

		str_clear(&text);
		if (value_is_given(&total))
			field_show(v->sh->model, sheet_field(v->sh, i), &total, &text);
		canvas_fit(v->c, at, cell_col(v, i) + 1, v->figure, CANVAS_RIGHT, LOOK_PLAIN,
			str_text(&text));
	}
	str_release(&text);
}

/* Where there is room, what stood in the cell before stands beside the grid. */
static void draw_pane(struct sheet *sh, struct canvas *c)
{
	struct canvas pane;

	sh->pane.wanted = canvas_is_rich(c) && c->cols >= WIDE;
	if (!sh->pane.wanted)
		return;
	pane = canvas_part(c, 0, c->cols - PANE, c->rows, PANE);
	*c = canvas_part(c, 0, 0, c->rows, c->cols - PANE - GAP);
	for (int row = 0; row < pane.rows; row++)
		canvas_put(&pane, row, 0, LOOK_PLAIN, "|");
	if (sh->pane.row == sh->list.at && sh->pane.column == sh->column)
		canvas_wrap(&pane, 0, GAP, pane.rows, PANE - GAP, LOOK_PLAIN,
			str_text(&sh->pane.text));
}

void sheet_draw(struct sheet *sh, struct canvas *c)
{
	struct canvas body = *c;
	struct view v;
	int rows = at_least(c->rows - 1 - FOOT_ROWS, 1);

	draw_pane(sh, &body);
	v = view_of(sh, &body);
	draw_heading(&v);
	list_scroll(&sh->list, sh->row_count, rows);
	for (int i = 0; i < rows && sh->list.top + (size_t)i < sh->row_count; i++)
		draw_row(&v, i + 1, &sh->rows[sh->list.top + (size_t)i]);
	rows = at_most(rows, (int)sh->row_count);
	draw_totals(&v, at_most(rows + 2, c->rows - 1));
	if (sh->row_count == 0)
		canvas_put(&body, 1, MARGIN, LOOK_PLAIN, _("Nobody has to report this."));
}
