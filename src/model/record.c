/*
 * record.c - one row of a ledger in memory: new, copied, named.
 */
#include "model/record.h"

#include <string.h>

#include "base/str.h"
#include "base/vec.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"

struct record *record_new(const struct form *form, struct arena *mem)
{
	struct record *record = arena_alloc(mem, sizeof(*record));

	record->form = form;
	record->values = arena_array(mem, form->field_count, sizeof(*record->values));
	for (size_t i = 0; i < form->field_count; i++) {
		if (form->fields[i].preset)
			record->values[i] = value_copy(form->fields[i].preset, mem);
	}
	return record;
}

static struct value *copy_values(const struct value *values, size_t count, struct arena *mem)
{
	struct value *copies = arena_array(mem, count, sizeof(*copies));

	for (size_t i = 0; i < count; i++)
		copies[i] = value_copy(&values[i], mem);
	return copies;
}

static void copy_earlier(struct record *copy, struct arena *mem)
{
	struct earlier_value *at = arena_array(mem, copy->earlier_count, sizeof(*at));
	const struct field **sums;
	size_t count = form_sums(copy->form, mem, &sums);

	for (size_t i = 0; i < copy->earlier_count; i++) {
		at[i].as_of = copy->earlier[i].as_of;
		at[i].sums = copy_values(copy->earlier[i].sums, count, mem);
	}
	copy->earlier = at;
}

static void copy_done(struct record *copy, struct arena *mem)
{
	struct deed_done *at = arena_array(mem, copy->done_count, sizeof(*at));

	for (size_t i = 0; i < copy->done_count; i++)
		at[i] = (struct deed_done){ arena_text(mem, copy->done[i].action),
			arena_text(mem, copy->done[i].user) };
	copy->done = at;
}

static void copy_strays(struct record *copy, struct arena *mem)
{
	struct stray_value *at = arena_array(mem, copy->stray_count, sizeof(*at));

	for (size_t i = 0; i < copy->stray_count; i++) {
		at[i].id = arena_text(mem, copy->strays[i].id);
		at[i].value = value_copy(&copy->strays[i].value, mem);
	}
	copy->strays = at;
}

struct record *record_copy(const struct record *record, struct arena *mem)
{
	struct record *copy = arena_alloc(mem, sizeof(*copy));

	*copy = *record;
	copy->values = copy_values(record->values, record->form->field_count, mem);
	if (copy->earlier_count > 0)
		copy_earlier(copy, mem);
	if (copy->stray_count > 0)
		copy_strays(copy, mem);
	if (copy->done_count > 0)
		copy_done(copy, mem);
	if (record->changed_by)
		copy->changed_by = arena_text(mem, record->changed_by);
	if (record->warn_reason)
		copy->warn_reason = arena_text(mem, record->warn_reason);
	return copy;
}

struct value *record_value(struct record *record, const char *field_id)
{
	const struct field *field = form_field(record->form, field_id);

	return field ? &record->values[field->index] : NULL;
}

const struct unit *record_of_unit(const struct model *model, const struct record *record)
{
	const struct field *field = record->form->unit;
	const struct value *v = field ? &record->values[field->index] : NULL;

	return v && value_is_given(v) && v->kind == KIND_TEXT
		? unit_find(&model->units, v->text)
		: NULL;
}

struct period record_of_period(const struct record *record)
{
	const struct field *field = record->form->period;
	const struct value *v = field ? &record->values[field->index] : NULL;

	return v && value_is_given(v) && v->kind == KIND_PERIOD ? v->period
								: (struct period){ 0 };
}

struct field_vec {
	const struct field **at;
	size_t count, cap;
};

static void add_once(struct field_vec *fields, const struct field *field, struct arena *mem)
{
	for (size_t i = 0; i < fields->count; i++) {
		if (fields->at[i] == field)
			return;
	}
	*VEC_PUSH_IN(mem, fields) = field;
}

size_t form_sums(const struct form *form, struct arena *mem, const struct field ***out)
{
	struct field_vec fields = { 0 };

	for (size_t i = 0; i < form->total_count; i++) {
		for (size_t k = 0; k < form->totals[i].sum.count; k++)
			add_once(&fields, form->totals[i].sum.at[k], mem);
	}
	*out = fields.at;
	return fields.count;
}

/* ---- what people call a record ---- */

static void add_to_title(const struct model *model, const struct record *record,
			 const struct field *field, struct str *out)
{
	const struct value *value = &record->values[field->index];
	size_t start = out->len;

	if (!value_is_given(value))
		return;
	if (value->kind == KIND_PERIOD)         /* 2021H1: short is how people say it */
		period_print(value->period, out);
	else
		field_show(model, field, value, out);
	if (out->len > start && start > 0)
		str_insert(out, start, " ", 1);
}

/* The form's title fields: ids with commas or blanks between them. */
static void title_by_ids(const struct model *model, const struct record *record,
			 struct str *out)
{
	const char *at = record->form->title;
	struct str id = { 0 };

	while (*at) {
		size_t len = strcspn(at, ", ");
		const struct field *field;

		str_clear(&id);
		str_add_len(&id, at, len);
		field = form_field(record->form, str_text(&id));
		if (field)
			add_to_title(model, record, field, out);
		at += len + (at[len] != '\0');
	}
	str_release(&id);
}

void record_title(const struct model *model, const struct record *record, struct str *out)
{
	const struct field_set *key = &record->form->key;
	struct str title = { 0 };

	if (!text_is_empty(record->form->title)) {
		title_by_ids(model, record, &title);
	} else {
		for (size_t i = 0; i < key->count; i++)
			add_to_title(model, record, key->at[i], &title);
	}
	if (title.len == 0)
		str_addf(&title, "#%llu", (unsigned long long)record->id);
	str_add(out, str_text(&title));
	str_release(&title);
}
