/*
 * columns.c - titles, widths and cells of a table of records.
 */
#include "screens/columns.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "data/dataset.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/measure.h"
#include "model/model.h"
#include "model/record.h"
#include "model/workflow.h"

enum { MOST_FIRST = 24, MOST_TEXT = 30 };

static void field_title(const struct field *field, struct str *out)
{
	str_add(out, field_label(field, i18n_lang()));
	if (field->measure)
		str_addf(out, "(%s)", text_in(field->measure->label, i18n_lang()));
}

static size_t columns_wanted(const struct form *form)
{
	return form->columns.count ? form->columns.count : form->field_count;
}

void columns_init(struct columns *c, const struct model *model, const struct form *form)
{
	*c = (struct columns){ .model = model, .form = form };
	c->fields = arena_array(&c->mem, columns_wanted(form) + 1, sizeof(*c->fields));
	c->at = arena_array(&c->mem, columns_wanted(form) + 1, sizeof(*c->at));
	c->listed = arena_array(&c->mem, columns_wanted(form) + 2, sizeof(*c->at));
	for (size_t i = 0; i < columns_wanted(form); i++) {
		const struct field *field =
			form->columns.count ? form->columns.at[i] : &form->fields[i];
		struct str title = { 0 };

		field_title(field, &title);
		c->fields[c->count] = field;
		c->at[c->count++] = (struct list_column){
			.title = arena_text(&c->mem, str_text(&title)),
			.width = (int)utf8_width(str_text(&title)),
			.fit = field_type_flags(field) & TYPE_NUMBER ? CANVAS_RIGHT
								     : CANVAS_LEFT,
		};
		str_release(&title);
	}
	c->state_width = (int)utf8_width(_("State"));
}

size_t columns_listed(const struct columns *c, const struct list_column **out)
{
	size_t first = c->states && c->count ? 1 : 0;

	*out = c->listed;
	memcpy(c->listed, c->at, first * sizeof(*c->at));
	if (c->states)
		c->listed[first] = (struct list_column){
			.title = _("State"), .width = c->state_width, .fit = CANVAS_LEFT
		};
	memcpy(c->listed + first + (size_t)c->states, c->at + first,
		(c->count - first) * sizeof(*c->at));
	return c->count + (size_t)c->states;
}

size_t columns_field(const struct columns *c, size_t listed)
{
	if (!c->states || listed == 0)
		return listed;
	return listed == 1 ? COLUMN_STATE : listed - 1;
}

const char *columns_state(const struct columns *c, const struct record *record)
{
	return record->state == STATE_SUBMITTED ? "" : state_label(c->model, record->state);
}

void columns_release(struct columns *c)
{
	arena_release(&c->mem);
	arena_release(&c->shown);
	*c = (struct columns){ 0 };
}

/* Figures are never cut; texts are, so that the columns after them stay in sight. */
void columns_widen(struct columns *c, size_t column, const char *text)
{
	struct list_column *at = &c->at[column];
	int width = (int)utf8_width(text), most = column == 0 ? MOST_FIRST : MOST_TEXT;

	if (at->fit == CANVAS_LEFT && width > most)
		width = most;
	if (at->width < width)
		at->width = width;
}

static void take_cell(const struct columns *c, struct dataset *data, size_t column,
	const struct value *values, struct str *text)
{
	const struct field *field = c->fields[column];
	const struct value *value = &values[field->index];
	struct field room;

	str_clear(text);
	if (field->target && value_is_given(value))
		data_show(data, field, value, text);
	else if (c->units == UNITS_WAS && strcmp(field->type->name, "unit") == 0)
		data_show_on(data, field, value,
			unit_view_day(c->units, c->form, values, &c->model->calendar.season),
			text);
	else
		cell_show(c->model, c->form, field_beside(c->model, field, values, &room),
			value, text);
	field_add_measure(c->model, field, values, text);
}

/* Unsubmitted ones have their mark: they alone need no column. */
static void take_state(struct columns *c, const struct record *record)
{
	int width = (int)utf8_width(columns_state(c, record));

	c->states |= (int)record->state >= STATE_FIRST_OWN;
	c->state_width = width > c->state_width ? width : c->state_width;
}

void columns_load(
	struct columns *c, struct dataset *data, struct record *const *rows, size_t count)
{
	struct str text = { 0 };

	arena_clear(&c->shown);
	c->rows = count;
	c->texts = arena_array(&c->shown, count * c->count + 1, sizeof(*c->texts));
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < c->count; k++) {
			take_cell(c, data, k, rows[i]->values, &text);
			c->texts[i * c->count + k] = arena_text(&c->shown, str_text(&text));
			columns_widen(c, k, str_text(&text));
		}
		take_state(c, rows[i]);
	}
	str_release(&text);
}

const char *columns_text(const struct columns *c, size_t row, size_t column)
{
	return row < c->rows && column < c->count ? c->texts[row * c->count + column] : "";
}

static void add_ways(
	const char *pinyin, const char *initials, const char **aliases, struct str *out)
{
	if (!text_is_empty(initials))
		str_addf(out, "\n%s", initials);
	str_add(out, text_is_empty(pinyin) ? "" : "\n");
	for (const char *p = text_is_empty(pinyin) ? "" : pinyin; *p; p++)
		if (*p != ' ')
			str_add_char(out, *p);
	for (; aliases && *aliases; aliases++)
		str_addf(out, "\n%s", *aliases);
}

/* As the pick lists know them: initials, pinyin and aliases of units and codes. */
static void add_names(const struct model *model, const struct field *field,
	const struct value *v, struct str *out)
{
	const struct unit *unit;
	const struct code *code;

	if (!value_is_given(v) || v->kind != KIND_TEXT)
		return;
	if (field->list) {
		code = code_list_find(field->list, v->text);
		if (code)
			add_ways(code->pinyin, code->initials, code->aliases, out);
	} else if (strcmp(field->type->name, "unit") == 0) {
		unit = unit_find(&model->units, v->text);
		if (unit)
			add_ways(unit->pinyin, unit->initials, unit->aliases, out);
	}
}

static void add_all_names(const struct columns *c, const struct record *record, struct str *out)
{
	for (size_t k = 0; k < c->count; k++)
		add_names(c->model, c->fields[k], &record->values[c->fields[k]->index], out);
}

void columns_find_text(
	const struct columns *c, const struct record *record, size_t row, struct str *out)
{
	for (size_t k = 0; k < c->count; k++)
		str_addf(out, "%s%s", k ? "  " : "", columns_text(c, row, k));
	add_all_names(c, record, out);
}

void columns_record_text(const struct columns *c, struct dataset *data,
	const struct record *record, struct str *out)
{
	struct str text = { 0 };

	for (size_t k = 0; k < c->count; k++) {
		take_cell(c, data, k, record->values, &text);
		str_addf(out, "%s%s", k ? "  " : "", str_text(&text));
	}
	add_all_names(c, record, out);
	str_release(&text);
}

int columns_width(const struct columns *c)
{
	int width = 2; /* margin */

	for (size_t i = 0; i < c->count; i++)
		width += c->at[i].width + (i ? 2 : 0);
	return width + (c->states ? c->state_width + 2 : 0);
}

static int form_totals(const struct form *form, const struct field *field)
{
	for (size_t i = 0; i < form->total_count; i++)
		for (size_t k = 0; k < form->totals[i].sum.count; k++)
			if (form->totals[i].sum.at[k] == field)
				return 1;
	return 0;
}

static int is_zero(const struct value *value)
{
	return value_is_given(value) && value->kind == KIND_NUMBER &&
		value->number.unscaled == 0 && !value->qualifier;
}

void cell_show(const struct model *model, const struct form *form, const struct field *field,
	const struct value *value, struct str *out)
{
	size_t start = out->len;

	if (value->state == VALUE_MISSING) {
		str_add(out, _("missing"));
		return;
	}
	if (is_zero(value) && form->zero[LANG_ZH] && form_totals(form, field)) {
		str_add(out, text_in(form->zero, i18n_lang()));
		return;
	}
	field_show(model, field, value, out);
	for (size_t i = start; i < out->len; i++)
		if (out->at[i] == '\n')
			out->at[i] = ' ';
}
