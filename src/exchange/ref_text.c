/*
 * ref_text.c - names of records in the place of their numbers.
 */
#include "exchange/ref_text.h"

#include <string.h>

#include "base/i18n.h"
#include "data/dataset.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"

/* The form it refers to, when the text is a name and such a form has names; NULL. */
static const struct form *named_form(
	const struct model *model, const struct field *field, const char *text)
{
	const struct form *target = field->target ? model_form(model, field->target) : NULL;

	if (!target || target->key.count != 1 || field->flags & FIELD_SEVERAL || !*text)
		return NULL;
	/* a number, or a state as ".", "/", "X" */
	if (strspn(text, "#0123456789 ") == strlen(text) || strlen(text) == 1)
		return NULL;
	return target;
}

int ref_text_parse(struct dataset *data, const struct field *field, const char *text,
	struct arena *mem, struct value *out, struct err *err)
{
	const struct model *model = dataset_model(data);
	const struct form *target = named_form(model, field, text);
	const struct field *name = target ? target->key.at[0] : NULL;
	struct record *key, *found;
	int got;

	if (!target)
		return field_parse(model, field, text, mem, out, err);
	key = record_new(target, mem);
	if (field_parse(model, name, text, mem, &key->values[name->index], err) < 0)
		return -1;
	got = data_get_by_key(data, key, mem, &found, err);
	if (got < 0)
		return -1;
	if (got != DATA_OK)
		return err_set(err, ERR_NOT_FOUND,
			_("No record of \"%s\" has this key; enter that record first."),
			form_label(target, i18n_lang()));
	*out = value_text(arena_printf(mem, "%llu", (unsigned long long)found->id));
	return 0;
}
