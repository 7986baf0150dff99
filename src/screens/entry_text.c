/*
 * entry_text.c - what a box shows of its value, what is said behind it, what is computed.
 */
#include "screens/entry.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "data/query.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/screens.h"

static int is_computed(const struct field *field)
{
	return (field->type->flags & TYPE_COMPUTED) != 0;
}

/* ---- texts ------------------------------------------------------------------------------- */

int32_t entry_day(const struct entry *e)
{
	const struct field *period = e->form->period;

	for (size_t i = 0; period && i < e->boxes.count; i++) {
		const struct box *box = &e->boxes.at[i];

		if (box->field == period && value_is_given(&box->value))
			return period_last_day(box->value.period, &e->model->calendar.season);
	}
	return DATE_NONE;
}

static void unit_text(const struct entry *e, const struct box *box, struct str *out)
{
	const struct unit *unit = unit_find(&e->model->units, box->value.text);

	str_add(out, unit ? unit_name(unit, entry_day(e)) : box->value.text);
}

static void value_text_of(const struct entry *e, const struct box *box, struct str *out)
{
	if (box->level && value_is_given(&box->value))
		unit_text(e, box, out);
	else if (field_type_flags(box->field) & TYPE_CODED || is_computed(box->field))
		field_show(e->model, box->field, &box->value, out);
	else
		field_format(e->model, box->field, &box->value, out);
}

static int is_zero(const struct value *v)
{
	return value_is_given(v) && v->kind == KIND_NUMBER && v->number.unscaled == 0;
}

static void ref_title(const struct entry *e, const struct box *box, struct str *out)
{
	const struct form *target = model_form(e->model, box->field->target);
	struct arena mem = { 0 };
	struct err ignored = { 0 };
	struct record *record = NULL;
	uint64_t id = strtoull(box->value.text, NULL, 10);

	if (target && data_get(e->app->data, target, id, &mem, &record, &ignored) == DATA_OK)
		record_title(e->model, record, out);
	arena_release(&mem);
}

const struct field *entry_field(
	const struct entry *e, const struct box *box, struct field *room)
{
	const struct field *by = box->field->measure_of;

	if (!by)
		return box->field;
	*room = *box->field;
	for (size_t i = 0; i < e->boxes.count; i++) {
		const struct box *other = &e->boxes.at[i];

		if (other->field == by && other->row == box->row)
			room->measure = field_measure_by(e->model, box->field, &other->value);
	}
	return room;
}

void entry_measures(struct entry *e)
{
	for (size_t i = 0; i < e->boxes.count; i++)
		if (e->boxes.at[i].field->measure_of)
			entry_echo(e, &e->boxes.at[i]);
}

void entry_echo(const struct entry *e, struct box *box)
{
	struct field room;
	const struct field *field = entry_field(e, box, &room);
	enum lang lang = i18n_lang();

	str_clear(&box->echo);
	/* a percentage that is shown has its sign already */
	if (field->measure && !(is_computed(field) && strchr(str_text(&box->settled), '%')))
		str_add(&box->echo, text_in(field->measure->label, lang));
	if (is_zero(&box->value) && !box->group && !is_computed(field) &&
		e->form->zero[LANG_ZH])
		str_addf(&box->echo, " %s", text_in(e->form->zero, lang));
	if (!value_is_given(&box->value))
		return;
	if (box->value.kind == KIND_PERIOD)
		field_show(e->model, field, &box->value, &box->echo);
	if (field->target && box->value.kind == KIND_TEXT)
		ref_title(e, box, &box->echo);
}

void entry_show_text(struct entry *e, struct box *box, const char *text)
{
	editor_set(&box->editor, text);
	/* the editor cleans what it is given */
	str_clear(&box->settled);
	str_add(&box->settled, editor_text(&box->editor));
	str_clear(&box->left);
	str_add(&box->left, editor_text(&box->editor));
	box->faulty = 0;
	entry_echo(e, box);
}

void entry_show_box(struct entry *e, struct box *box)
{
	struct str text = { 0 };

	value_text_of(e, box, &text);
	entry_show_text(e, box, str_text(&text));
	str_release(&text);
}

/* ---- computing --------------------------------------------------------------------------- */

/* Computed fields again, where the form has any. */
void entry_compute(struct entry *e)
{
	struct arena mem = { 0 };
	struct err ignored = { 0 };
	struct record *record = NULL;

	for (size_t i = 0; i < e->boxes.count && !e->second; i++) {
		struct box *box = &e->boxes.at[i];

		if (!is_computed(box->field) || box->group)
			continue;
		if (!record) {
			record = entry_record(e, &mem);
			if (data_compute(e->app->data, record, &mem, &ignored) < 0)
				break;
		}
		box->value = value_copy(&record->values[box->field->index], &e->mem);
		entry_show_box(e, box);
	}
	arena_release(&mem);
}
