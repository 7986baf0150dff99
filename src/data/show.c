/*
 * show.c - a value as people read it where the store has to be asked: a reference by the
 * title of its record, everything else as its type shows it.
 */
#include "data/dataset.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/str.h"
#include "data/dataset_internal.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "model/unit.h"

/* 1 when it could be read; appends the title. */
static int show_title(
	struct dataset *data, const struct form *target, const char *id, struct str *out)
{
	struct arena mem = { 0 };
	struct record *record = NULL;
	struct err ignored = { 0 };
	int got = data_get(data, target, strtoull(id, NULL, 10), &mem, &record, &ignored);

	if (got == DATA_OK)
		record_title(dataset_model(data), record, out);
	arena_release(&mem);
	return got == DATA_OK;
}

/* Whose duty a record is may be read with it, also by who may not look through the posts. */
static int show_post(
	struct dataset *data, const struct form *target, const char *id, struct str *out)
{
	const char *posts = data->model->site.posts.form;
	struct viewer owner = viewer_owner(data->viewer.now);
	struct dataset *all = NULL;
	struct err ignored = { 0 };
	int shown;

	if (!posts || strcmp(target->id, posts) != 0 || data->viewer.locked ||
		dataset_open(data->store, data->model, &owner, &all, &ignored) < 0)
		return 0;
	shown = show_title(all, target, id, out);
	dataset_close(&all);
	return shown;
}

/* Out of sight or gone: the number alone. */
static void show_one(struct dataset *data, const struct form *target, const char *id,
	struct str *out)
{
	if (!show_title(data, target, id, out) && !show_post(data, target, id, out))
		str_addf(out, "#%s", id);
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

static void show_unit(
	const struct unit_tree *tree, const char *code, int32_t day, struct str *out)
{
	const struct unit *unit = unit_find(tree, code);
	struct arena mem = { 0 };

	str_add(out, unit ? unit_display(tree, unit, day, &mem) : code);
	arena_release(&mem);
}

void data_show_on(struct dataset *data, const struct field *field, const struct value *value,
	int32_t day, struct str *out)
{
	const struct unit_tree *tree = &dataset_model(data)->units;

	if (day == DATE_NONE || strcmp(field->type->name, "unit") != 0 ||
		!value_is_given(value)) {
		data_show(data, field, value, out);
	} else if (value->kind == KIND_LIST) {
		for (size_t i = 0; i < value->list.count; i++) {
			str_add(out, i ? "、" : "");
			show_unit(tree, value->list.at[i], day, out);
		}
	} else {
		show_unit(tree, value->text, day, out);
	}
}
