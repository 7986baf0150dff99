/*
 * referring.c - which records refer to one: by every field that is a ref to its form.
 */
#include "data/people.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "data/dataset_internal.h"
#include "data/query.h"
#include "model/form.h"
#include "model/model.h"

struct counting {
	const char *target;             /* form id */
	char id[24];
	uint64_t states[STATE_MOST + 1];
};

static int names_it(const struct counting *c, const struct value *value)
{
	if (value->kind == KIND_TEXT)
		return strcmp(value->text, c->id) == 0;
	for (size_t i = 0; value->kind == KIND_LIST && i < value->list.count; i++)
		if (strcmp(value->list.at[i], c->id) == 0)
			return 1;
	return 0;
}

static int is_to_target(const struct counting *c, const struct field *field)
{
	return field->target && strcmp(field->target, c->target) == 0;
}

static int rows_name_it(
	const struct counting *c, const struct form *group, const struct row_values *rows)
{
	for (size_t i = 0; rows->width == group->field_count && i < rows->count * rows->width;
		i++)
		if (is_to_target(c, &group->fields[i % rows->width]) &&
			value_is_given(&rows->cells[i]) && names_it(c, &rows->cells[i]))
			return 1;
	return 0;
}

static int refers(const struct counting *c, const struct record *record)
{
	for (size_t i = 0; i < record->form->field_count; i++) {
		const struct field *field = &record->form->fields[i];
		const struct value *value = &record->values[i];

		if (!value_is_given(value))
			continue;
		if (is_to_target(c, field) && names_it(c, value))
			return 1;
		if (field->group && value->kind == KIND_ROWS &&
			rows_name_it(c, field->group, &value->rows))
			return 1;
	}
	return 0;
}

static int look(void *context, const struct record *record, struct err *err)
{
	struct counting *c = context;

	(void)err;
	if ((unsigned)record->state <= STATE_MOST && refers(c, record))
		c->states[record->state]++;
	return 0;
}

static int can_refer(const struct counting *c, const struct form *form)
{
	for (size_t i = 0; i < form->field_count; i++) {
		const struct field *field = &form->fields[i];

		if (is_to_target(c, field))
			return 1;
		for (size_t j = 0; field->group && j < field->group->field_count; j++)
			if (is_to_target(c, &field->group->fields[j]))
				return 1;
	}
	return 0;
}

static int count_form(struct dataset *all, struct counting *c, const struct form *form,
	struct ref_count *out, size_t *count, struct err *err)
{
	struct query query = { .form = form };

	memset(c->states, 0, sizeof(c->states));
	if (query_each(all, &query, look, c, err) < 0)
		return -1;
	for (unsigned state = 0; state <= STATE_MOST; state++)
		if (c->states[state] > 0)
			out[(*count)++] = (struct ref_count){ form, (enum record_state)state,
				c->states[state] };
	return 0;
}

static int count_all(struct dataset *all, struct counting *c, struct ref_count *out,
	size_t *count, struct err *err)
{
	const struct model *model = all->model;

	*count = 0;
	for (size_t i = 0; i < model->form_count; i++)
		if (can_refer(c, model->forms[i]) &&
			count_form(all, c, model->forms[i], out, count, err) < 0)
			return -1;
	return 0;
}

int data_referring(struct dataset *data, const struct form *target, uint64_t id,
	struct arena *mem, struct ref_count **out, size_t *count, struct err *err)
{
	struct counting c = { .target = target->id };
	struct viewer owner = viewer_owner(data->viewer.now);
	struct dataset *all = NULL;
	struct record *record;
	int got, tries = 0;

	*count = 0;
	snprintf(c.id, sizeof(c.id), "%" PRIu64, id);
	got = data_get(data, target, id, mem, &record, err);
	if (got != DATA_OK)
		return got < 0 ? -1 : 0;
	if (may(data->model, &data->viewer, ACTION_CHANGE, target, NULL, err) < 0 ||
		dataset_open(data->store, data->model, &owner, &all, err) < 0)
		return -1;
	*out = arena_array(mem, data->model->form_count * (STATE_MOST + 1), sizeof(**out));
	do {
		got = count_all(all, &c, *out, count, err);
	} while (read_again(got, tries++, err));
	dataset_close(&all);
	return got;
}
