/*
 * refs.c - a record refers to records that are there: what is new in it is looked up.
 *
 * What it has referred to before may be gone since; that is no reason to refuse another
 * change.  Whom the viewer may not see is as good as absent.
 */
#include "data/save_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "model/field_type.h"
#include "model/model.h"

static int is_ref(const struct field *field)
{
	return field->target && field->type == field_type_find("ref");
}

/* 1 there, 0 not, -1. */
static int is_there(
	struct pass *pass, const struct form *target, const char *id, struct err *err)
{
	struct record *found = NULL;
	int got =
		data_get(pass->data, target, strtoull(id, NULL, 10), &pass->work, &found, err);

	return got < 0 ? -1 : got == DATA_OK && record_is_live(found);
}

static int refuse(struct pass *pass, struct save_item *item, const struct field *field,
	const struct form *target, const char *id)
{
	err_clear(&pass->refused);
	err_set(&pass->refused, ERR_FAULT,
		_("%s: there is no record %s in %s; list its records and choose one"),
		field_label(field, i18n_lang()), id, form_label(target, i18n_lang()));
	return pass_refuse(pass, item, -1, pass->refused.text);
}

static int check_value(struct pass *pass, struct save_item *item, const struct field *field,
	const struct value *value, struct err *err)
{
	const struct form *target = model_form(pass->data->model, field->target);
	const char *const *ids = value->kind == KIND_LIST ? value->list.at : &value->text;
	size_t count = value->kind == KIND_LIST ? value->list.count : 1;

	for (size_t i = 0; target && i < count; i++) {
		int there = is_there(pass, target, ids[i], err);

		if (there < 0)
			return -1;
		if (!there)
			return refuse(pass, item, field, target, ids[i]);
	}
	return 0;
}

static int check_rows(struct pass *pass, struct save_item *item, const struct form *group,
	const struct row_values *rows, struct err *err)
{
	int got = 0;

	if (rows->width != group->field_count)
		return 0;
	for (size_t i = 0; i < rows->count * rows->width && got == 0; i++) {
		const struct field *field = &group->fields[i % rows->width];

		if (is_ref(field) && value_is_given(&rows->cells[i]))
			got = check_value(pass, item, field, &rows->cells[i], err);
	}
	return got;
}

int refs_check(struct pass *pass, struct save_item *item, const struct record *old,
	const struct record *now, struct err *err)
{
	int got = 0;

	for (size_t i = 0; i < now->form->field_count && got == 0; i++) {
		const struct field *field = &now->form->fields[i];
		const struct value *value = &now->values[i];

		if (!value_is_given(value) || (!is_ref(field) && !field->group) ||
			(old && value_equal(value, &old->values[i])))
			continue;
		got = field->group ? check_rows(pass, item, field->group, &value->rows, err)
				   : check_value(pass, item, field, value, err);
	}
	return got;
}
