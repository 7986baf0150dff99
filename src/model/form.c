/*
 * form.c - looking things up in a form, and the text of its stored shape.
 */
#include "model/form.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/expr.h"
#include "model/field_type.h"

const char *text_in(const char *const label[LANG_COUNT], enum lang lang)
{
	if (label[lang])
		return label[lang];
	return label[LANG_ZH] ? label[LANG_ZH] : "";
}

const char *form_label(const struct form *form, enum lang lang)
{
	const char *label = text_in(form->label, lang);

	return label[0] ? label : form->id;
}

const char *field_label(const struct field *field, enum lang lang)
{
	const char *label = text_in(field->label, lang);

	return label[0] ? label : field->id;
}

const struct field *form_field(const struct form *form, const char *id)
{
	for (size_t i = 0; i < form->field_count; i++) {
		if (strcmp(form->fields[i].id, id) == 0)
			return &form->fields[i];
	}
	return NULL;
}

static int folded_equal(const char *label, const char *folded)
{
	struct str own = { 0 };
	int same;

	if (!label)
		return 0;
	utf8_fold_punctuation(label, strlen(label), &own);
	same = strcmp(str_text(&own), folded) == 0;
	str_release(&own);
	return same;
}

static int has_old_id(const struct field *field, const char *id)
{
	for (const char **old = field->old_ids; old && *old; old++) {
		if (strcmp(*old, id) == 0)
			return 1;
	}
	return 0;
}

static int is_called(const struct field *field, const char *folded)
{
	if (has_old_id(field, folded))
		return 1;
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		if (folded_equal(field->label[lang], folded))
			return 1;
	}
	return 0;
}

static const struct field *only_field_called(const struct form *form, const char *folded)
{
	const struct field *found = NULL;

	for (size_t i = 0; i < form->field_count; i++) {
		if (!is_called(&form->fields[i], folded))
			continue;
		if (found)
			return NULL;
		found = &form->fields[i];
	}
	return found;
}

const struct field *form_field_named(const struct form *form, const char *name)
{
	struct str folded = { 0 };
	const struct field *field;

	utf8_fold_punctuation(name, strlen(name), &folded);
	field = form_field(form, str_text(&folded));
	if (!field)
		field = only_field_called(form, str_text(&folded));
	str_release(&folded);
	return field;
}

/* ---- the shape ---- */

static void shape_set(const struct field_set *set, struct str *out)
{
	for (size_t i = 0; i < set->count; i++)
		str_addf(out, " %s", set->at[i]->id);
}

static void shape_field(const struct field *field, const char *prefix, struct str *out)
{
	str_addf(out, "field %s%s %s", prefix, field->id, field->type->name);
	if (field_type_flags(field) & TYPE_NUMBER)
		str_addf(out, " %d", field->scale);
	if (field->flags & FIELD_SEVERAL)
		str_add(out, " several");
	if (field->target)
		str_addf(out, " %s", field->target);
	if (field->compute) {           /* its stored totals follow the expression */
		str_add(out, " = ");
		expr_print(field->compute, out);
	}
	str_add(out, "\n");
}

static int by_id(const void *a, const void *b)
{
	const struct field *left = *(const struct field *const *)a;
	const struct field *right = *(const struct field *const *)b;

	return strcmp(left->id, right->id);
}

/* In order of id: moving a field about in the file changes nothing stored. */
static void shape_fields(const struct form *form, const char *prefix, struct str *out)
{
	struct arena mem = { 0 };
	const struct field **sorted = arena_array(&mem, form->field_count, sizeof(*sorted));

	for (size_t i = 0; i < form->field_count; i++)
		sorted[i] = &form->fields[i];
	if (form->field_count > 1)
		qsort(sorted, form->field_count, sizeof(*sorted), by_id);
	for (size_t i = 0; i < form->field_count; i++) {
		shape_field(sorted[i], prefix, out);
		if (sorted[i]->group)
			shape_fields(sorted[i]->group, arena_printf(&mem, "%s.", sorted[i]->id),
				out);
	}
	arena_release(&mem);
}

static void shape_role(const char *role, const struct field *field, struct str *out)
{
	if (field)
		str_addf(out, "%s %s\n", role, field->id);
}

void form_shape(const struct form *form, struct str *out)
{
	str_addf(out, "form %s\n", form->id);
	shape_fields(form, "", out);
	shape_role("period", form->period, out);
	shape_role("unit", form->unit, out);
	shape_role("as_of", form->as_of, out);
	str_add(out, "key");
	shape_set(&form->key, out);
	for (size_t i = 0; i < form->index_count; i++) {
		str_add(out, "\nindex");
		shape_set(&form->indexes[i].fields, out);
	}
	for (size_t i = 0; i < form->total_count; i++) {
		str_add(out, "\ntotal by");
		shape_set(&form->totals[i].by, out);
		str_add(out, " sum");
		shape_set(&form->totals[i].sum, out);
	}
	if (form->parts.unit) {
		str_addf(out, "\nparts %s within", form->parts.unit->id);
		shape_set(&form->parts.within, out);
		str_add(out, " axes");
		shape_set(&form->parts.axes, out);
	}
	str_add(out, "\n");
}
