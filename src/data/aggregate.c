/*
 * aggregate.c - sum, count, distinct, min, max and last over a form, for expressions.
 */
#include "data/query.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/dataset_internal.h"
#include "data/summap.h"
#include "data/value_bytes.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/period.h"

/* The scope's as-of date; DATE_NONE where it has none. */
static int32_t scope_as_of(const struct form *form, const struct expr_scope *scope)
{
	struct value value = { 0 };

	if (!form->as_of || !scope || !scope->param)
		return DATE_NONE;
	if (scope->param(scope->context, "as_of", &value) != 0)
		return DATE_NONE;
	return value.state == VALUE_GIVEN && value.kind == KIND_DATE ? value.date : DATE_NONE;
}

static unsigned asked_states(const struct aggregate_call *call)
{
	return call->where && expr_states(call->where) ? 0 : 1u << STATE_SUBMITTED;
}

static int is_number(const struct field *field)
{
	const struct field_type *type = field->result ? field->result : field->type;

	return type->kind == KIND_NUMBER;
}

static struct value whole_number(uint64_t n)
{
	return value_number(decimal_of((int64_t)n));
}

static int by_group(struct dataset *data, const struct aggregate_call *call,
		    const struct expr_scope *scope, struct value *out, struct err *err)
{
	struct group_query q = {
		.base = { .form = call->form, .where = call->where, .scope = scope,
			  .states = asked_states(call) },
		.as_of = scope_as_of(call->form, scope),
	};
	struct group_result result;
	struct arena mem = { 0 };

	if (call->field)
		q.sums[q.sum_count++] = call->field;
	if (query_group(data, &q, &mem, &result, err) < 0) {
		arena_release(&mem);
		return -1;
	}
	if (call->what == AGG_COUNT)
		*out = whole_number(!result.count ? 0 : call->field ? result.rows[0].sums[0].given
								    : result.rows[0].records);
	else
		*out = result.count ? result.rows[0].sums[0].sum : value_state_only(VALUE_MISSING);
	arena_release(&mem);
	return 0;
}

/* ---- by reading ---- */

struct reading {
	struct dataset *data;
	const struct aggregate_call *call;
	int32_t as_of;
	struct sum_map seen;            /* distinct */
	struct arena mem;
	struct value best;
	int64_t rank[3];
	uint64_t given;
};

static int32_t value_day(const struct record *record, const struct field *field)
{
	const struct value *v = field ? &record->values[field->index] : NULL;

	return v && v->state == VALUE_GIVEN && v->kind == KIND_DATE ? v->date : DATE_NONE;
}

/* Later period, then later as-of date, then the record saved last. */
static int is_later(struct reading *r, const struct record *record)
{
	const struct form *form = record->form;
	const struct season *season = &r->data->model->calendar.season;
	const struct value *p = form->period ? &record->values[form->period->index] : NULL;
	int64_t rank[3] = { INT64_MIN, value_day(record, form->as_of), record->changed };

	if (p && p->state == VALUE_GIVEN)
		rank[0] = period_last_day(p->period, season);
	for (size_t i = 0; r->given && i < 3; i++) {
		if (rank[i] < r->rank[i])
			return 0;
		if (rank[i] > r->rank[i])
			break;
	}
	memcpy(r->rank, rank, sizeof(rank));
	return 1;
}

static int is_better(struct reading *r, const struct record *record, const struct value *v)
{
	const struct field *field = r->call->field;
	int order;

	if (r->call->what == AGG_LAST)
		return is_later(r, record);
	if (r->given == 0)
		return 1;
	order = field_compare(r->data->model, field, v, &r->best);
	return r->call->what == AGG_MIN ? order < 0 : order > 0;
}

/* The field as it stood on the as-of date; NULL: the line was not there yet. */
static const struct value *value_then(const struct reading *r, const struct record *record)
{
	const struct value *v = &record->values[r->call->field->index];
	const struct field **sums;
	struct arena mem = { 0 };
	size_t count, place = 0;

	if (r->as_of == DATE_NONE || value_day(record, record->form->as_of) <= r->as_of)
		return v;
	count = form_sums(record->form, &mem, &sums);
	while (place < count && sums[place] != r->call->field)
		place++;
	arena_release(&mem);
	for (size_t i = record->earlier_count; i-- > 0;)
		if (record->earlier[i].as_of <= r->as_of)
			return place < count ? &record->earlier[i].sums[place] : v;
	return NULL;
}

static int read_one(void *context, const struct record *record, struct err *err)
{
	struct reading *r = context;
	const struct value *v = value_then(r, record);
	struct str key = { 0 };

	(void)err;
	if (!v || v->state != VALUE_GIVEN)
		return 0;
	if (r->call->what == AGG_DISTINCT) {
		value_put_plain(v, &key);
		sum_map_at(&r->seen, bytes_of_str(&key), 1);
		str_release(&key);
	} else if (v->nature == NATURE_ACTUAL && is_better(r, record, v)) {
		r->best = value_copy(v, &r->mem);
		r->given++;
	}
	return 0;
}

static int by_reading(struct dataset *data, const struct aggregate_call *call,
		      const struct expr_scope *scope, struct value *out, struct err *err)
{
	struct query query = { .form = call->form, .where = call->where, .scope = scope,
			       .states = asked_states(call) };
	struct reading r = { .data = data, .call = call, .as_of = scope_as_of(call->form, scope) };
	int got;

	r.seen.mem = &r.mem;
	got = query_each(data, &query, read_one, &r, err);
	if (call->what == AGG_DISTINCT)
		*out = whole_number(r.seen.all.count);
	else if (r.given == 0)
		*out = value_state_only(VALUE_MISSING);
	else
		*out = value_copy(&r.best, scope && scope->mem ? scope->mem : &data->mem);
	sum_map_release(&r.seen);
	arena_release(&r.mem);
	return got;
}

static int count_given(void *context, const struct record *record, struct err *err)
{
	struct reading *r = context;
	const struct value *v = value_then(r, record);

	(void)err;
	r->given += v && v->state == VALUE_GIVEN;
	return 0;
}

/* Of a field that cannot be summed. */
static int count_by_reading(struct dataset *data, const struct aggregate_call *call,
			    const struct expr_scope *scope, struct value *out, struct err *err)
{
	struct query query = { .form = call->form, .where = call->where, .scope = scope,
			       .states = asked_states(call) };
	struct reading r = { .data = data, .call = call, .as_of = scope_as_of(call->form, scope) };
	int got = query_each(data, &query, count_given, &r, err);

	*out = whole_number(r.given);
	return got;
}

int data_aggregate(void *context, const struct aggregate_call *call,
		   const struct expr_scope *scope, struct value *out, struct err *err)
{
	struct dataset *data = context;

	switch (call->what) {
	case AGG_SUM:
		return by_group(data, call, scope, out, err);
	case AGG_COUNT:
		if (call->field && !is_number(call->field))
			return count_by_reading(data, call, scope, out, err);
		return by_group(data, call, scope, out, err);
	default:
		return by_reading(data, call, scope, out, err);
	}
}

/* ---- which records ---- */

struct listing {
	struct reading reading;
	struct arena *mem;
	size_t limit;
	VEC(uint64_t) ids;
};

static int list_one(void *context, const struct record *record, struct err *err)
{
	struct listing *l = context;

	(void)err;
	if (l->reading.call->field) {
		const struct value *v = value_then(&l->reading, record);

		if (!v || v->state == VALUE_NONE)
			return 0;
	} else if (l->reading.as_of != DATE_NONE &&
		   value_day(record, record->form->as_of) > l->reading.as_of &&
		   (!record->earlier_count || record->earlier[0].as_of > l->reading.as_of)) {
		return 0;
	}
	*VEC_PUSH_IN(l->mem, &l->ids) = record->id;
	return l->ids.count >= l->limit;
}

int data_aggregate_records(struct dataset *data, const struct aggregate_call *call,
			   const struct expr_scope *scope, size_t limit, struct arena *mem,
			   uint64_t **ids, size_t *count, struct err *err)
{
	struct query query = { .form = call->form, .where = call->where, .scope = scope,
			       .states = asked_states(call) };
	struct listing l = { .reading = { .data = data, .call = call,
					  .as_of = scope_as_of(call->form, scope) },
			     .mem = mem, .limit = limit };

	*ids = NULL;
	*count = 0;
	if (limit == 0)
		return 0;
	if (query_each(data, &query, list_one, &l, err) < 0)
		return -1;
	*ids = l.ids.at;
	*count = l.ids.count;
	return 0;
}
