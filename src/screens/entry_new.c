/*
 * entry_new.c - few keys: what a new record begins with, values of the record before, notes on
 * values, carried values confirmed.
 */
#include "screens/entry_new.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/entry.h"
#include "screens/entry_rows.h"
#include "screens/screens.h"
#include "tui/popup.h"

enum { NOTE_CHARACTERS = 200 };

/* ---- a new record ------------------------------------------------------------------------ */

/* The one unit at the top of what the viewer may report for, or NULL when there are several. */
static const struct unit *only_unit(
	const struct app *app, const struct model *model, const struct form *form)
{
	const struct viewer *viewer = dataset_viewer(app->data);
	const struct unit *only = NULL;

	for (size_t i = 0; i < model->units.count; i++) {
		const struct unit *unit = &model->units.units[i];
		const struct unit *parent = unit_parent(unit, DATE_NONE);

		if (unit_level(unit, DATE_NONE) < 1 ||
			!viewer_sees(model, viewer, form, unit) ||
			(parent && unit_level(parent, DATE_NONE) >= 1 &&
				viewer_sees(model, viewer, form, parent)))
			continue;
		if (only)
			return NULL;
		only = unit;
	}
	return only;
}

static int32_t period_end(
	const struct model *model, const struct form *form, const struct record *record)
{
	const struct value *period = form->period ? &record->values[form->period->index] : NULL;

	if (!period || !value_is_given(period))
		return DATE_NONE;
	return period_last_day(period->period, &model->calendar.season);
}

/* What only the day and the viewer can say of a new record. */
static void fill_presets(
	const struct app *app, const struct model *model, struct record *record)
{
	const struct form *form = record->form;

	for (size_t i = 0; i < form->field_count; i++) {
		const struct field *field = &form->fields[i];
		int32_t day = DATE_NONE;

		if (!field->preset_param || record->values[i].state != VALUE_NONE)
			continue;
		if (strcmp(field->preset_param, "today") == 0)
			day = dataset_today(app->data);
		else if (strcmp(field->preset_param, "period_end") == 0)
			day = period_end(model, form, record);
		if (day != DATE_NONE)
			record->values[i] = value_date(day);
	}
	if (form->unit && record->values[form->unit->index].state == VALUE_NONE) {
		const struct unit *unit = only_unit(app, model, form);

		if (unit)
			record->values[form->unit->index] = value_text(unit->code);
	}
}

/* A value of another record, without what is said of it there. */
static struct value bare_copy(const struct value *value, struct arena *mem)
{
	struct value copy = value_copy(value, mem);

	copy.note = NULL;
	copy.carried = 0;
	return copy;
}

struct record *entry_new_record(struct app *app, const struct model *model,
	const struct form *form, const struct record *start, const struct record *last,
	struct arena *mem)
{
	struct record *record = record_new(form, mem);

	for (size_t i = 0; i < form->field_count; i++) {
		const struct record *from = NULL;

		if (last && form->fields[i].flags & FIELD_STICKY &&
			last->values[i].state != VALUE_NONE)
			from = last;
		if (start && start->values[i].state != VALUE_NONE)
			from = start;
		if (from)
			record->values[i] = bare_copy(&from->values[i], mem);
	}
	fill_presets(app, model, record);
	return record;
}

void entry_go_first_empty(struct entry *e)
{
	size_t first = e->boxes.count;

	for (size_t i = 0; i < e->boxes.count; i++) {
		const struct box *box = &e->boxes.at[i];

		if (!entry_can_focus(e, box))
			continue;
		if (first == e->boxes.count)
			first = i;
		if (box->value.state == VALUE_NONE && editor_text(&box->editor)[0] == '\0') {
			first = i;
			break;
		}
	}
	if (first < e->boxes.count)
		entry_go(e, first);
}

/* ---- the record before ------------------------------------------------------------------- */

/* What last holds for a box; NULL nothing. */
static const struct value *last_value(const struct box *box, const struct record *last)
{
	const struct value *v;
	const struct row_values *rows;

	if (!last)
		return NULL;
	v = &last->values[box->group ? box->group->index : box->field->index];
	if (!box->group)
		return v->state == VALUE_NONE ? NULL : v;
	rows = &v->rows;
	if (!value_is_given(v) || v->kind != KIND_ROWS || box->row >= rows->count ||
		box->field->index >= rows->width)
		return NULL;
	v = &rows->cells[box->row * rows->width + box->field->index];
	return v->state == VALUE_NONE ? NULL : v;
}

/* A unit's value as it belongs into one box of its levels. */
static int level_of(const struct entry *e, const struct box *box, struct value *value)
{
	const struct unit *unit;

	if (!box->level || !value_is_given(value))
		return 1;
	unit = unit_find(&e->model->units, value->text);
	unit = unit ? unit_at_level(unit, box->level, entry_day(e)) : NULL;
	if (unit)
		*value = value_text(unit->code);
	return unit != NULL;
}

int entry_repeat(struct entry *e, const struct record *last)
{
	struct box *box = entry_now(e);
	const struct value *from = NULL;
	struct value value;

	if (!box || box->locked)
		return 0;
	if (box->group && box->row > 0)
		from = &entry_cell(e, box->group, box->row - 1, box->field)->value;
	else
		from = last_value(box, last);
	if (!from || from->state == VALUE_NONE)
		return 0;
	value = bare_copy(from, &e->mem);
	if (!level_of(e, box, &value))
		return 0;
	entry_set(e, box, &value);
	return 1;
}

static int is_empty(const struct box *box)
{
	return !box->locked && !box->skipped && !box->faulty &&
		box->value.state == VALUE_NONE && editor_text(&box->editor)[0] == '\0';
}

/* A whole group, when none of its rows is filled. */
static size_t repeat_rows(struct entry *e, const struct field *group, const struct record *last)
{
	const struct value *v = &last->values[group->index];
	size_t filled = 0;

	if (!value_is_given(v) || v->kind != KIND_ROWS || entry_row_count(e, group) != 1 ||
		!entry_row_is_blank(e, group, 0))
		return 0;
	for (size_t row = 0; row < v->rows.count; row++) {
		for (size_t i = 0; i < v->rows.width; i++) {
			const struct value *from = &v->rows.cells[row * v->rows.width + i];
			struct box *box;

			/* the row may be there already: setting a cell grows the group */
			while (entry_row_count(e, group) <= row)
				entry_append_row(e, group);
			box = entry_cell(e, group, row, &group->group->fields[i]);
			if (from->state == VALUE_NONE || !box || box->locked)
				continue;
			box->value = bare_copy(from, &e->mem);
			entry_show_box(e, box);
			filled++;
		}
	}
	return filled;
}

/* A unit's boxes are filled together or not at all. */
static int unit_is_empty(const struct entry *e, const struct box *of)
{
	for (size_t i = 0; i < e->boxes.count; i++) {
		const struct box *box = &e->boxes.at[i];

		if (box->field == of->field && !box->group && !is_empty(box))
			return 0;
	}
	return 1;
}

static size_t repeat_field(struct entry *e, size_t at, const struct record *last)
{
	struct box *box = &e->boxes.at[at];
	const struct value *from = last_value(box, last);
	struct value value;

	if (!from || box->group || box->level > 1 || !is_empty(box))
		return 0;
	value = bare_copy(from, &e->mem);
	if (!box->level) {
		entry_set(e, box, &value);
		return 1;
	}
	if (!unit_is_empty(e, box))
		return 0;
	for (size_t i = at; i < e->boxes.count && e->boxes.at[i].field == box->field; i++) {
		struct value part = value;

		if (level_of(e, &e->boxes.at[i], &part)) {
			e->boxes.at[i].value = part;
			entry_show_box(e, &e->boxes.at[i]);
		}
	}
	return 1;
}

size_t entry_repeat_all(struct entry *e, const struct record *last)
{
	size_t filled = 0;

	for (size_t i = 0; i < e->form->field_count; i++) {
		if (e->form->fields[i].group)
			filled += repeat_rows(e, &e->form->fields[i], last);
	}
	for (size_t i = 0; i < e->boxes.count; i++)
		filled += repeat_field(e, i, last);
	if (filled > 0) {
		e->touched = 1;
		entry_follow(e);
	}
	return filled;
}

/* ---- carried values, notes --------------------------------------------------------------- */

int entry_confirm(struct entry *e)
{
	struct box *box = entry_now(e);

	if (!box || box->locked || !box->value.carried || entry_is_typed(box))
		return 0;
	box->value.carried = 0;
	e->touched = 1;
	entry_follow(e);
	return 1;
}

int entry_write_note(struct entry *e, struct screen *s)
{
	struct box *box = entry_now(e);
	struct str note = { 0 };
	int got;

	if (!box || box->locked)
		return 1;
	str_add(&note, box->value.note ? box->value.note : "");
	got = screen_prompt(
		s, _("Note on this value (empty: no note)"), NOTE_CHARACTERS, &note);
	if (got == 0) {
		box->value.note = note.len ? arena_text(&e->mem, str_text(&note)) : NULL;
		e->touched = 1;
		entry_follow(e);
	}
	str_release(&note);
	return got != 0;
}
