/*
 * filter.c - fills one reused record from a stored row and asks the condition.
 */
#include "data/filter.h"

#include <string.h>

#include "data/encode.h"
#include "data/scope.h"
#include "model/expr.h"
#include "model/field_type.h"

enum { SCRATCH_MOST = 64 * 1024 };

void filter_need(struct filter *f, const struct field *field)
{
	if (!field || f->needs[field->index])
		return;
	f->needs[field->index] = 1;
	if (f->shape->slot_of[field->index] >= 0)
		return;
	f->walks = 1;
	if (field->compute)
		f->computes = expr_has_aggregate(field->compute) ? 2
			: f->computes                            ? f->computes
								 : 1;
}

/* As was, where a unit stands depends on the day of its record. */
static void need_day(struct filter *f, const struct form *form)
{
	int reads = 0;

	for (size_t i = 0; i < form->field_count; i++)
		reads |= strcmp(form->fields[i].type->name, "unit") == 0 &&
			expr_reads(f->where, &form->fields[i]);
	if (reads)
		filter_need(f, form->period ? form->period : form->as_of);
}

void filter_init(struct filter *f, struct dataset *data, const struct shape *shape,
	const struct query *query, unsigned states)
{
	const struct form *form = shape->form;

	*f = (struct filter){ .data = data, .shape = shape, .where = query->where };
	f->needs = arena_alloc(&f->fixed, form->field_count + 1);
	f->row.form = form;
	f->row.values = arena_array(&f->fixed, form->field_count + 1, sizeof(struct value));
	if (query->scope)
		f->scope = *query->scope;
	if (!query->scope) {
		f->scope.aggregate = data_aggregate;
		f->scope.context = data;
	}
	f->scope.model = data->model;
	f->scope.units = query->units;
	f->states = query->states;
	if (!f->states && query->where)
		f->states = expr_states(query->where);
	if (!f->states)
		f->states = states;
	for (size_t i = 0; query->where && i < form->field_count; i++)
		if (!form->fields[i].compute && expr_reads(query->where, &form->fields[i]))
			filter_need(f, &form->fields[i]);
	if (query->where && query->units == UNITS_WAS)
		need_day(f, form);
	f->scoped = !shape->sees_all;
	if (f->scoped)
		filter_need(f, form->unit);
	filter_need(f, shape->owner);
	filter_need(f, shape->shared);
}

void filter_release(struct filter *f)
{
	arena_release(&f->mem);
	arena_release(&f->fixed);
}

static int in_scope(const struct filter *f)
{
	return !f->scoped || scope_sees(f->data, f->shape, &f->row);
}

int filter_row(struct filter *f, struct err *err)
{
	int truth;

	if (!in_scope(f))
		return 0;
	if (!f->where)
		return 1;
	f->scope.record = &f->row;
	f->scope.mem = &f->mem;
	truth = expr_truth(f->where, &f->scope, err);
	return truth < 0 ? -1 : truth == TRUTH_TRUE;
}

static void read_slots(struct filter *f, struct bytes value, int *bad)
{
	for (size_t i = 0; i < f->shape->slot_count; i++) {
		size_t index = f->shape->slots[i]->index;

		if (f->needs[index] && record_slot(value, i, &f->row.values[index]) < 0)
			*bad = 1;
	}
}

int filter_has_slots(const struct filter *f, const struct record_head *head)
{
	return f->shape->usable && f->shape->number && head->shape == f->shape->number;
}

int filter_decode(struct filter *f, uint64_t id, struct bytes value, struct err *err)
{
	struct expr_scope scope = { .model = f->data->model,
		.record = &f->row,
		.mem = &f->mem,
		.aggregate = data_aggregate,
		.context = f->data };

	f->row.id = id;
	f->walked = 1;
	if (record_decode_into(f->shape, value, &f->mem, &f->row, err) < 0)
		return -1;
	if (f->computes && compute_fields(&scope, &f->row, f->computes == 2, err) < 0)
		return -1;
	return 0;
}

int filter_bytes(struct filter *f, uint64_t id, struct bytes value, struct err *err)
{
	struct record_head head;
	int bad = 1;

	if (f->mem.used > SCRATCH_MOST)
		arena_clear(&f->mem);
	if (record_head(value, &head) == 0) {
		if (!(f->states & 1u << head.state))
			return 0;
		bad = f->computes || !filter_has_slots(f, &head);
		if (!bad && f->walks)
			bad = record_needed(f->shape, value, &head, f->needs, f->row.values);
	}
	if (!bad) {
		f->walked = 0;
		f->row.id = id;
		f->row.revision = head.revision;
		f->row.state = (enum record_state)head.state;
		read_slots(f, value, &bad);
	}
	if (bad && filter_decode(f, id, value, err) < 0)
		return -1;
	return filter_row(f, err);
}

static int set_has(const struct field_set *fields, size_t index)
{
	for (size_t i = 0; i < fields->count; i++)
		if (fields->at[i]->index == index)
			return 1;
	return 0;
}

int filter_covered(const struct filter *f, const struct field_set *fields)
{
	uint32_t live = model_states_live(f->data->model);

	if ((f->states & live) != live || f->walks)
		return 0;
	if (f->where && expr_states(f->where))
		return 0;
	for (size_t i = 0; i < f->shape->form->field_count; i++)
		if (f->needs[i] && !set_has(fields, i))
			return 0;
	return 1;
}

int filter_key(
	struct filter *f, const struct field_set *fields, struct bytes key, struct err *err)
{
	struct taker in = { .left = key };

	if (f->mem.used > SCRATCH_MOST)
		arena_clear(&f->mem);
	for (size_t i = 0; i < fields->count; i++)
		key_take_value(
			&in, fields->at[i], &f->mem, &f->row.values[fields->at[i]->index]);
	return filter_row(f, err);
}
