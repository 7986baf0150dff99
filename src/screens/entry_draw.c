/*
 * entry_draw.c - a record as a card: labels in two columns, boxes, groups as small tables.
 *
 * One walk over the boxes lays out and draws; without a canvas it only lays out, so that a
 * card longer than the screen is drawn whole and looked at through a window.
 */
#include "screens/entry.h"

#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/entry_choice.h"

enum {
	TWO_COLUMNS = 76, /* of the terminal: from here on short fields stand in pairs */
	MOST_HALF = 60,
	MOST_LABEL = 22,
	LEAST_CELL = 6,
	MOST_CELL = 24,
	BRACKETS = 2,
	NOTE_ROWS = 2,
	MOST_NOTE = 120, /* longer lines are not read well */
	MOST_NOTE_ROWS = 6,
	ERROR_ROWS = 3,
	PERIOD_ECHO = 14,
	MEASURE_ECHO = 6, /* told by another box: not known yet */
	UNIT_WIDTH = 20,
	CODE_WIDTH = 12,
	ZERO_ECHO = 10,
};

struct walk {
	struct entry *e;
	struct canvas *c; /* NULL: lay out only */
	int cols, half; /* half == cols: one column */
	int label[2]; /* width of the labels, left and right */
	int row; /* of the line being filled */
	int side; /* 0 left, 1 right is free */
	int height; /* rows of the line so far */
	size_t first; /* first box of the line */
};

/* ---- sizes ------------------------------------------------------------------------------- */

static void box_label(const struct entry *e, const struct box *box, struct str *out)
{
	if (box->level)
		entry_level_label(e, box, out);
	else
		str_add(out, field_label(box->field, i18n_lang()));
}

static int label_width(const struct entry *e, const struct box *box)
{
	struct str label = { 0 };
	int width;

	box_label(e, box, &label);
	width = (int)utf8_width(str_text(&label));
	str_release(&label);
	return at_most(width, MOST_LABEL);
}

/* Columns of the text, without brackets. */
static int box_width(const struct box *box)
{
	const struct field *field = box->field;
	int width = field->width ? field->width : field->type->width;

	if (field->result && !field->width)
		width = field->result->width;
	if (box->level || strcmp(field->type->name, "unit") == 0)
		width = at_least(width, UNIT_WIDTH);
	else if (field->type->flags & TYPE_CODED)
		width = at_least(
			width, field->flags & FIELD_SEVERAL ? 2 * UNIT_WIDTH : CODE_WIDTH);
	return at_least(at_least(width, box->wide), 1);
}

/* Columns kept free behind the box for what is said there. */
static int echo_room(const struct box *box)
{
	const struct field *field = box->field;

	if (strcmp(field->type->name, "period") == 0)
		return 1 + PERIOD_ECHO;
	if (field->measure_of)
		return 1 + MEASURE_ECHO;
	if (field->measure)
		return 1 + (int)utf8_width(text_in(field->measure->label, i18n_lang()));
	return 0;
}

static int fits_half(const struct walk *w, const struct box *box)
{
	int label = at_least(w->label[0], w->label[1]);

	return w->half < w->cols && !(box->field->type->flags & TYPE_MULTI_LINE) &&
		!box->field->target &&
		1 + label + 1 + box_width(box) + BRACKETS + echo_room(box) < w->half;
}

static int note_rows(const struct box *box, int width)
{
	int rows = text_wrap_rows(editor_text(&box->editor), at_least(width, 1));

	return at_most(at_least(rows, NOTE_ROWS), MOST_NOTE_ROWS);
}

/* ---- one box ----------------------------------------------------------------------------- */

/* In a table a number says little: who or what it refers to stands there until it is typed. */
static int is_named(const struct walk *w, const struct box *box)
{
	return box->group && box->field->target && box->echo.len > 0 && !entry_is_typed(box) &&
		(w->e->locked || entry_now(w->e) != box);
}

/* `~` before a value copied from last period, `'` behind one that has a note. */
static void draw_box(struct walk *w, struct box *box)
{
	struct entry *e = w->e;
	int focus = entry_now(e) == box ? EDITOR_FOCUS : EDITOR_PLAIN_DRAW;
	int flags = box->editor.flags;

	/* a field that is not asked looks like one that cannot be changed */
	if (box->skipped && !entry_can_focus(e, box))
		box->editor.flags |= EDITOR_READ_ONLY;
	editor_draw(&box->editor, w->c, box->at_row, box->at_col, box->rows, box->cols, focus);
	box->editor.flags = flags;
	if (is_named(w, box))
		canvas_fit(w->c, box->at_row, box->at_col + 1, box->cols - BRACKETS,
			CANVAS_LEFT, LOOK_PLAIN, str_text(&box->echo));
	if (box->value.carried && !entry_is_typed(box))
		canvas_put(w->c, box->at_row, box->at_col, LOOK_WARN, "~");
	if (box->value.note)
		canvas_put(w->c, box->at_row, box->at_col + box->cols, LOOK_ACCENT, "'");
}

static void draw_echo(struct walk *w, const struct box *box, int end)
{
	int col = box->at_col + box->cols + 1;

	if (box->echo.len > 0 && col < end)
		canvas_fit(w->c, box->at_row, col,
			at_most((int)utf8_width(str_text(&box->echo)), end - col), CANVAS_LEFT,
			LOOK_PLAIN, str_text(&box->echo));
}

static void place_box(struct walk *w, struct box *box, int side, int wide)
{
	int start = side ? w->half : 0, end = wide ? w->cols : start + w->half;
	int label = w->label[wide ? 0 : side];
	struct str text = { 0 };

	box->at_row = w->row;
	box->at_col = start + 1 + label + 1;
	box->cols = at_most(box_width(box) + BRACKETS, end - box->at_col - 1);
	/* a note takes the line */
	if (box->field->type->flags & TYPE_MULTI_LINE)
		box->cols = at_most(end - box->at_col - 2, MOST_NOTE);
	box->cols = at_least(box->cols, BRACKETS + 1);
	box->rows = 1;
	if (box->editor.flags & EDITOR_LINES)
		box->rows = note_rows(box, box->cols - BRACKETS);
	w->height = at_least(w->height, box->rows);
	if (!w->c)
		return;
	box_label(w->e, box, &text);
	canvas_fit(w->c, w->row, start + 1, label, CANVAS_LEFT, LOOK_PLAIN, str_text(&text));
	str_release(&text);
	draw_box(w, box);
	draw_echo(w, box, end);
}

/* ---- lines ------------------------------------------------------------------------------- */

/* What is wrong with the boxes of the line stands below it. */
static void put_errors(struct walk *w, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		const struct box *box = &w->e->boxes.at[i];
		int col, room, rows;

		if (box->error.len == 0)
			continue;
		col = at_most(box->at_col, w->cols / 3);
		room = at_least(w->cols - col - 3, 10);
		rows = at_most(text_wrap_rows(str_text(&box->error), room), ERROR_ROWS);
		if (w->c) {
			canvas_put(w->c, w->row, col, LOOK_WARN, "!");
			canvas_wrap(w->c, w->row, col + 2, rows, room, LOOK_WARN,
				str_text(&box->error));
		}
		w->row += rows;
	}
}

static void end_line(struct walk *w, size_t upto)
{
	if (w->height == 0)
		return;
	w->row += w->height;
	w->height = 0;
	w->side = 0;
	put_errors(w, w->first, upto);
}

static void put_field(struct walk *w, size_t i)
{
	struct box *box = &w->e->boxes.at[i];
	int half = fits_half(w, box);

	if (w->height > 0 && (!half || w->side == 0 || box->level == 1))
		end_line(w, i);
	if (w->height == 0)
		w->first = i;
	/* a blank row behind a group */
	w->row += w->height == 0 && i > 0 && w->e->boxes.at[i - 1].group;
	place_box(w, box, w->side, !half);
	w->side = half && w->side == 0;
	if (!half)
		end_line(w, i + 1);
}

/* ---- groups ------------------------------------------------------------------------------ */

static int cell_want(const struct field *field)
{
	struct box like = { .field = field };
	int label = (int)utf8_width(field_label(field, i18n_lang()));

	return at_most(at_least(box_width(&like), label), MOST_CELL);
}

/* Widths of the group's columns, brackets not counted, that fit the line as far as may be. */
static int cell_cap(const struct form *group, int cols)
{
	int cap = MOST_CELL;

	for (; cap > LEAST_CELL; cap--) {
		int sum = 2;

		for (size_t i = 0; i < group->field_count; i++)
			sum += at_most(cell_want(&group->fields[i]), cap) + BRACKETS + 1;
		if (sum <= cols)
			break;
	}
	return cap;
}

/* A group as a table: its columns, cut to cap, from the first one in sight. */
struct group_table {
	const struct field *group;
	int cap;
	size_t first;
};

static int cell_cols(const struct group_table *t, size_t column)
{
	return at_most(cell_want(&t->group->group->fields[column]), t->cap) + BRACKETS;
}

/* A table wider than the screen begins where the cell with the cursor can be seen. */
static size_t first_column(const struct walk *w, const struct group_table *t)
{
	const struct box *now = entry_now(w->e);
	size_t first = 0;
	int sum = 2;

	if (!now || now->group != t->group)
		return 0;
	for (size_t i = 0; i <= now->field->index; i++)
		sum += cell_cols(t, i) + 1;
	while (sum - 1 > w->cols && first < now->field->index)
		sum -= cell_cols(t, first++) + 1;
	return first;
}

static void group_heading(struct walk *w, const struct group_table *t)
{
	int col = 2;

	w->row += w->row > 0;
	if (w->c)
		canvas_put(w->c, w->row, 1, LOOK_ACCENT, field_label(t->group, i18n_lang()));
	w->row++;
	for (size_t i = t->first; w->c && i < t->group->group->field_count; i++) {
		const struct field *field = &t->group->group->fields[i];
		int width = cell_cols(t, i);
		struct str label = { 0 };

		str_add(&label, field_label(field, i18n_lang()));
		if (field->measure)
			str_addf(&label, "(%s)", text_in(field->measure->label, i18n_lang()));
		canvas_fit(w->c, w->row, col + 1, width - 1, CANVAS_LEFT, LOOK_PLAIN,
			str_text(&label));
		str_release(&label);
		col += width + 1;
	}
	w->row++;
}

/* The cells of one row; returns the box behind them. */
static size_t put_row(struct walk *w, const struct group_table *t, size_t i)
{
	size_t row = w->e->boxes.at[i].row;
	int col = 2;

	for (; i < w->e->boxes.count && w->e->boxes.at[i].group == t->group &&
		w->e->boxes.at[i].row == row;
		i++) {
		struct box *box = &w->e->boxes.at[i];
		int shown = box->field->index >= t->first;

		box->at_row = w->row;
		box->at_col = col;
		box->rows = 1;
		box->cols = cell_cols(t, box->field->index);
		col += shown ? box->cols + 1 : 0;
		if (w->c && shown)
			draw_box(w, box);
	}
	return i;
}

static size_t put_group(struct walk *w, size_t i)
{
	struct group_table t = { .group = w->e->boxes.at[i].group };

	t.cap = cell_cap(t.group->group, w->cols);
	t.first = first_column(w, &t);
	end_line(w, i);
	group_heading(w, &t);
	while (i < w->e->boxes.count && w->e->boxes.at[i].group == t.group) {
		size_t start = i;

		i = put_row(w, &t, i);
		w->row++;
		put_errors(w, start, i);
	}
	return i;
}

/* ---- all of it --------------------------------------------------------------------------- */

static void measure_labels(struct walk *w)
{
	int widest = 4;

	for (size_t i = 0; i < w->e->boxes.count; i++) {
		const struct box *box = &w->e->boxes.at[i];

		if (!box->group)
			widest = at_least(widest, label_width(w->e, box));
	}
	w->label[0] = w->label[1] = widest;
}

/* Why its warnings were accepted. */
static void put_reason(struct walk *w)
{
	/* a query has no record behind it */
	const char *kept = w->e->base ? w->e->base->warn_reason : NULL;
	const char *reason = w->e->reason ? w->e->reason : kept;
	struct str line = { 0 };
	int rows, room = at_least(w->cols - 2, 10);

	if (!reason || !*reason)
		return;
	str_addf(&line, _("Reason: %s"), reason);
	rows = text_wrap_rows(str_text(&line), room);
	if (w->c)
		canvas_wrap(w->c, w->row, 1, rows, room, LOOK_PLAIN, str_text(&line));
	w->row += rows;
	str_release(&line);
}

static int walk(struct entry *e, struct canvas *c, int cols)
{
	struct walk w = { .e = e, .c = c, .cols = cols, .half = cols };

	if (cols >= TWO_COLUMNS)
		w.half = at_most(cols / 2, MOST_HALF);
	measure_labels(&w);
	for (size_t i = 0; i < e->boxes.count;) {
		if (e->boxes.at[i].group) {
			i = put_group(&w, i);
			continue;
		}
		put_field(&w, i);
		i++;
	}
	end_line(&w, e->boxes.count);
	put_reason(&w);
	return w.row;
}

void entry_lay_out(struct entry *e, int cols)
{
	walk(e, NULL, e->cols ? e->cols : cols);
}

void entry_draw(struct entry *e, struct canvas *c)
{
	int total = walk(e, NULL, c->cols);
	const struct box *now = entry_now(e);
	struct grid whole;
	struct canvas page;

	if (now) {
		/* the sentence below the box should be in sight as well */
		e->top = canvas_scroll(c, e->top,
			at_most(now->at_row + now->rows + (now->error.len > 0), total - 1),
			total);
		e->top = canvas_scroll(c, e->top, now->at_row, total);
	}
	grid_init(&whole, at_least(total, 1), c->cols);
	whole.rich = canvas_is_rich(c);
	page = grid_canvas(&whole);
	walk(e, &page, c->cols);
	e->cols = c->cols;
	canvas_view(c, &whole, e->top);
	e->taller = total > c->rows;
	grid_release(&whole);
}
