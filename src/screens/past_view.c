/*
 * past_view.c - the last figures of a cell and its neighbours, two small tables side by side.
 */
#include "screens/past_view.h"

#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "data/past.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/measure.h"
#include "screens/columns.h"
#include "screens/screens.h"
#include "tui/keys.h"
#include "tui/popup.h"
#include "tui/screen.h"

enum { COL_PERIOD, COL_VALUE, COL_AS_OF, COL_CHANGE, COL_NEAR, COL_WHO, COLS };

struct table {
	const struct model *model;
	const struct form *form;
	const struct field *field;
	const struct past *past;
	struct arena mem;
	const char **cells;             /* rows * COLS, the heading first; "" nothing */
	size_t rows;
	size_t widths[COLS];
};

static void set_cell(struct table *t, size_t row, int col, struct str *text)
{
	size_t width = utf8_width(str_text(text));

	t->cells[row * COLS + (size_t)col] =
		arena_text_len(&t->mem, str_text(text), text->len);
	if (width > t->widths[col])
		t->widths[col] = width;
	str_clear(text);
}

static void set_heading(struct table *t, int col, const char *label)
{
	struct str text = { 0 };

	str_add(&text, label);
	set_cell(t, 0, col, &text);
	str_release(&text);
}

/* The same period a year before; NULL when it is not among them. */
static const struct past_value *year_before(const struct past *past, const struct past_value *v)
{
	struct period before = v->period;

	before.year--;
	for (size_t i = 0; i < past->count; i++) {
		if (period_key_compare(past->at[i].period, before) == 0)
			return &past->at[i];
	}
	return NULL;
}

/* "+12.3%": by how much the figure grew in a year. */
static void add_change(const struct past *past, const struct past_value *v, struct str *out)
{
	const struct past_value *old = year_before(past, v);
	struct decimal change;
	struct err ignored = { 0 };

	if (!old || !value_is_given(&v->value) || !value_is_given(&old->value) ||
		old->value.number.unscaled <= 0 || v->value.nature != old->value.nature ||
		decimal_subtract(v->value.number, old->value.number, &change, &ignored) < 0 ||
		decimal_multiply(change, decimal_of(100), &change, &ignored) < 0 ||
		decimal_divide(change, old->value.number, &change, &ignored) < 0 ||
		decimal_rescale(change, 1, &change, &ignored) < 0)
		return;
	str_add(out, change.unscaled > 0 ? "+" : "");
	decimal_print(change, out);
	str_add_char(out, '%');
}

/* Month and day alone when the period tells the year. */
static void add_as_of(const struct past_value *v, struct str *out)
{
	struct ymd day;

	if (v->as_of == DATE_NONE)
		return;
	day = date_split(v->as_of);
	if (day.year == v->period.year)
		str_addf(out, "%02d-%02d", day.month, day.day);
	else
		date_print(v->as_of, out);
}

static void add_figure(const struct table *t, const struct past_value *v, struct str *out)
{
	cell_show(t->model, t->form, t->field, &v->value, out);
}

static void fill(struct table *t)
{
	struct str text = { 0 };

	for (size_t i = 0; i < t->past->count; i++) {
		const struct past_value *v = &t->past->at[i];

		period_print(v->period, &text);
		set_cell(t, i + 1, COL_PERIOD, &text);
		add_figure(t, v, &text);
		set_cell(t, i + 1, COL_VALUE, &text);
		add_as_of(v, &text);
		set_cell(t, i + 1, COL_AS_OF, &text);
		add_change(t->past, v, &text);
		set_cell(t, i + 1, COL_CHANGE, &text);
	}
	for (size_t i = 0; i < t->past->near_count; i++) {
		add_figure(t, &t->past->near[i], &text);
		set_cell(t, i + 1, COL_NEAR, &text);
		str_add(&text, t->past->near[i].who);
		set_cell(t, i + 1, COL_WHO, &text);
	}
	str_release(&text);
}

/* Only over columns that hold something; a neighbour's figure goes without saying. */
static void head(struct table *t)
{
	static const char *const labels[COLS] = { N_("Period"), N_("Figure"), N_("As of"),
		N_("In a year"), NULL, N_("Beside it") };

	for (int col = 0; col < COLS; col++) {
		if (t->widths[col] > 0 && labels[col])
			set_heading(t, col, _(labels[col]));
	}
}

static void print_row(const struct table *t, size_t row, struct str *out)
{
	size_t start = out->len;

	for (int col = 0; col < COLS; col++) {
		const char *text = t->cells[row * COLS + (size_t)col];
		int right = col == COL_VALUE || col == COL_CHANGE || col == COL_NEAR;

		if (t->widths[col] == 0)
			continue;
		if (out->len > start)
			str_add(out, col == COL_NEAR ? "  " : " ");
		utf8_fit(text ? text : "", t->widths[col], right, out);
	}
	while (out->len > start && out->at[out->len - 1] == ' ')
		str_truncate(out, out->len - 1);
	str_add_char(out, '\n');
}

void past_lines(const struct model *model, const struct form *form, const struct field *field,
	const struct past *past, struct str *out)
{
	struct table t = { .model = model, .form = form, .field = field, .past = past };

	t.rows = 1 + (past->count > past->near_count ? past->count : past->near_count);
	t.cells = arena_array(&t.mem, t.rows * COLS, sizeof(*t.cells));
	fill(&t);
	head(&t);
	for (size_t row = 0; row < t.rows; row++)
		print_row(&t, row, out);
	arena_release(&t.mem);
}

/* ---- the pop-up ---- */

static void draw(void *ctx, struct canvas *c)
{
	const char *at = ctx;
	struct str line = { 0 };

	for (int row = 0; row < c->rows && *at; row++) {
		size_t len = strcspn(at, "\n");

		str_clear(&line);
		str_add_len(&line, at, len);
		canvas_put(c, row, 0, row ? LOOK_PLAIN : LOOK_ACCENT, str_text(&line));
		at += len + (at[len] != '\0');
	}
	canvas_cursor(c, c->rows - 1, c->cols - 1);
	str_release(&line);
}

static int key(void *ctx, int32_t k)
{
	(void)ctx;
	return popup_cancels(k) || k == K_ENTER || k == 'q' || k == K_CTRL('V') || k == K_F6
		? 0
		: POPUP_STAY;
}

static void measure(const char *text, struct popup *p)
{
	for (; *text; text += strcspn(text, "\n") + 1) {
		int width = (int)utf8_width_len(text, strcspn(text, "\n"));

		p->rows++;
		p->cols = width > p->cols ? width : p->cols;
	}
}

static void pop_up(struct screen *s, const struct field *field, const char *lines)
{
	struct popup p = { .foot = _("Esc Close"), .draw = draw, .key = key,
			   .ctx = (void *)lines };
	struct str title = { 0 };
	int width;

	str_add(&title, field_label(field, i18n_lang()));
	if (field->measure)
		str_addf(&title, " (%s)", text_in(field->measure->label, i18n_lang()));
	p.title = str_text(&title);
	measure(lines, &p);
	width = (int)utf8_width(p.title) + 2;
	p.cols = width > p.cols ? width : p.cols;
	popup_run(s, &p);
	str_release(&title);
}

static void say_none(struct screen *s, const struct record *record, const struct field *field)
{
	const struct field *unit = record->form->unit;

	if (!(field_type_flags(field) & TYPE_NUMBER))
		screen_message(s, _("%s is no figure; only figures have earlier ones to show."),
			field_label(field, i18n_lang()));
	else if (unit && !value_is_given(&record->values[unit->index]))
		screen_message(s, _("Fill in %s first; then the earlier figures can be shown."),
			field_label(unit, i18n_lang()));
	else
		screen_message(s,
			_("%s has no earlier figures here, nor do the units beside it."),
			field_label(field, i18n_lang()));
}

void past_show(struct screen *s, struct app *app, const struct record *record,
	const struct field *field)
{
	struct arena mem = { 0 };
	struct field room;
	struct past past;
	struct err err = { 0 };
	struct str lines = { 0 };

	if (data_past(app->data, record, field, &mem, &past, &err) < 0) {
		screen_fail(s, &err);
	} else if (past.count + past.near_count == 0) {
		say_none(s, record, field);
	} else {
		past_lines(app_model(app), record->form, field, &past, &lines);
		pop_up(s, field_beside(app_model(app), field, record->values, &room),
			str_text(&lines));
	}
	str_release(&lines);
	arena_release(&mem);
}
