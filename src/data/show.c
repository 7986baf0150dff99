/*
 * show.c - a value as people read it where the store has to be asked: a reference by the
 * title of its record, everything else as its type shows it.
 */
#include "data/dataset.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/str.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"

/* Out of sight or gone: the number alone. */
static void show_one(struct dataset *data, const struct form *target, const char *id,
	struct str *out)
{
	struct arena mem = { 0 };
	struct record *record = NULL;
	struct err ignored = { 0 };

	if (data_get(data, target, strtoull(id, NULL, 10), &mem, &record, &ignored) == DATA_OK)
		record_title(dataset_model(data), record, out);
	else
		str_addf(out, "#%s", id);
	arena_release(&mem);
}

void data_show(struct dataset *data, const struct field *field, const struct value *value,
	struct str *out)
{
	const struct model *model = dataset_model(data);
	const struct form *target = field->target ? model_form(model, field->target) : NULL;

	if (!target || !value_is_given(value)) {
		field_show(model, field, value, out);
	} else if (value->kind == KIND_LIST) {
		for (size_t i = 0; i < value->list.count; i++) {
			str_add(out, i ? "、" : "");
			show_one(data, target, value->list.at[i], out);
		}
	} else {
		show_one(data, target, value->text, out);
	}
}
