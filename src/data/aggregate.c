/*
 * aggregate.c - sum, count, distinct, min, max and last over a form, for expressions.
 */
#include "data/aggregate.h"

#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "data/value_bytes.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/period.h"

/* ---- the question ---- */

/* The scope's as-of date; DATE_NONE where it has none. */
static int32_t scope_as_of(const struct expr_scope *scope)
{
	struct value value = { 0 };

	if (!scope || !scope->param || scope->param(scope->context, "as_of", &value) != 0)
		return DATE_NONE;
	return value.state == VALUE_GIVEN && value.kind == KIND_DATE ? value.date : DATE_NONE;
}

int question_begin(struct question *q, struct dataset *data, const struct aggregate_call *call,
	const struct expr_scope *scope, struct err *err)
{
	const struct field *as_of = call->form->as_of;
	const struct expr *upper;
	struct value day;

	*q = (struct question){
		.data = data, .call = *call, .scope = scope, .as_of = DATE_NONE
	};
	if (!as_of)
		return 0;
	if (!expr_take_upper(call->where, as_of, &q->mem, &q->call.where, &upper)) {
		if (!call->where || !expr_reads(call->where, as_of))
			q->as_of = scope_as_of(scope);
		return 0;
	}
	if (expr_eval(upper, scope, &day, err) < 0) {
		question_end(q);
		return -1;
	}
	q->nothing = day.state != VALUE_GIVEN || day.kind != KIND_DATE;
	if (!q->nothing)
		q->as_of = day.date;
	return 0;
}

void question_end(struct question *q)
{
	arena_release(&q->mem);
}

static unsigned asked_states(const struct question *q)
{
	return q->call.where && expr_states(q->call.where)
		? 0
		: model_states_counting(q->data->model);
}

struct query question_query(const struct question *q)
{
	return (struct query){ .form = q->call.form,
		.where = q->call.where,
		.scope = q->scope,
		.states = asked_states(q),
		.units = q->scope ? q->scope->units : UNITS_NOW };
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

/* ---- by groups and totals ---- */

static int group_once(
	const struct question *q, struct group_row *out, int *found, struct err *err)
{
	struct group_query group = { .base = question_query(q), .as_of = q->as_of };
	struct group_result result;
	struct arena mem = { 0 };

	if (q->call.field)
		group.sums[group.sum_count++] = q->call.field;
	if (query_group(q->data, &group, &mem, &result, err) < 0) {
		arena_release(&mem);
		return -1;
	}
	*found = result.count > 0;
	if (*found)
		*out = result.rows[0];
	arena_release(&mem);
	return 0;
}

static int by_group(const struct question *q, struct value *out, struct err *err)
{
	struct group_row row = { 0 };
	int found;

	if (group_once(q, &row, &found, err) < 0)
		return -1;
	if (q->call.what == AGG_COUNT)
		*out = whole_number(!found      ? 0
				: q->call.field ? row.sums[0].given
						: row.records);
	else
		*out = found ? row.sums[0].sum : value_state_only(VALUE_MISSING);
	return 0;
}

/* ---- by reading ---- */

int32_t record_day(const struct record *record)
{
	const struct field *field = record->form->as_of;
	const struct value *v = field ? &record->values[field->index] : NULL;

	return v && v->state == VALUE_GIVEN && v->kind == KIND_DATE ? v->date : DATE_NONE;
}

/* Later period, then later as-of date, then the record saved last. */
static int is_later(struct reading *r, const struct record *record)
{
	const struct form *form = record->form;
	const struct season *season = &r->q->data->model->calendar.season;
	const struct value *p = form->period ? &record->values[form->period->index] : NULL;
	int64_t rank[3] = { INT64_MIN, record_day(record), record->changed };

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
	const struct field *field = r->q->call.field;
	int order;

	if (r->q->call.what == AGG_LAST)
		return is_later(r, record);
	if (r->given == 0)
		return 1;
	order = field_compare(r->q->data->model, field, v, &r->best);
	return r->q->call.what == AGG_MIN ? order < 0 : order > 0;
}

static void take_distinct(struct reading *r, const struct value *v)
{
	struct str key = { 0 };

	value_put_plain(v, &key);
	sum_map_at(&r->seen, bytes_of_str(&key), 1);
	str_release(&key);
}

int reading_take(
	struct reading *r, const struct record *record, const struct value *v, struct err *err)
{
	enum aggregate what = r->q->call.what;
	int first = r->given == 0;

	if (what == AGG_COUNT) {
		r->given += !v || v->state == VALUE_GIVEN;
		return 0;
	}
	if (!v || v->state != VALUE_GIVEN)
		return 0;
	if (what == AGG_DISTINCT) {
		take_distinct(r, v);
		return 0;
	}
	if (v->nature != NATURE_ACTUAL)
		return 0;
	if (what == AGG_SUM && v->kind == KIND_NUMBER) {
		r->given++;
		if (!first)
			return decimal_add(r->best.number, v->number, &r->best.number, err);
		r->best = value_number(v->number);
	} else if (what != AGG_SUM && is_better(r, record, v)) {
		r->best = value_copy(v, &r->mem);
		r->given++;
	}
	return 0;
}

static void reading_answer(struct reading *r, struct value *out)
{
	const struct expr_scope *scope = r->q->scope;

	if (r->q->call.what == AGG_DISTINCT)
		*out = whole_number(r->seen.all.count);
	else if (r->q->call.what == AGG_COUNT)
		*out = whole_number(r->given);
	else if (r->given == 0)
		*out = value_state_only(VALUE_MISSING);
	else
		*out = value_copy(
			&r->best, scope && scope->mem ? scope->mem : &r->q->data->mem);
}

/* The field as it stood on the as-of date; NULL: the line was not there yet. */
const struct value *question_value(const struct question *q, const struct record *record)
{
	const struct value *v = &record->values[q->call.field->index];
	const struct field **sums;
	struct arena mem = { 0 };
	size_t count, place = 0;

	if (q->as_of == DATE_NONE || record_day(record) <= q->as_of)
		return v;
	count = form_sums(record->form, &mem, &sums);
	while (place < count && sums[place] != q->call.field)
		place++;
	arena_release(&mem);
	for (size_t i = record->earlier_count; i-- > 0;)
		if (record->earlier[i].as_of <= q->as_of)
			return place < count ? &record->earlier[i].sums[place] : v;
	return NULL;
}

/* Was the line there on the as-of date? */
int question_sees(const struct question *q, const struct record *record)
{
	return q->as_of == DATE_NONE || record_day(record) <= q->as_of ||
		(record->earlier_count && record->earlier[0].as_of <= q->as_of);
}

/* A computed field that asks other records is evaluated here, in the asker's scope. */
static int take_computed(struct reading *r, const struct record *record, struct err *err)
{
	const struct field *field = r->q->call.field;
	struct expr_scope scope = { .aggregate = data_aggregate, .context = r->q->data };
	struct value v;

	if (r->q->scope && r->q->scope->aggregate)
		scope = *r->q->scope;
	if (r->q->scope)
		scope.units = r->q->scope->units;
	scope.model = r->q->data->model;
	scope.record = record;
	scope.outer = NULL;
	scope.mem = &r->mem;
	if (expr_eval(field->compute, &scope, &v, err) < 0)
		return -1;
	if (v.state == VALUE_GIVEN && v.kind == KIND_NUMBER &&
		decimal_rescale(v.number, field->scale, &v.number, err) < 0)
		return -1;
	return reading_take(r, record, &v, err);
}

static int read_one(void *context, const struct record *record, struct err *err)
{
	struct reading *r = context;
	const struct field *field = r->q->call.field;
	const struct value *v;

	if (!question_sees(r->q, record))
		return 0;
	if (field->compute && expr_has_aggregate(field->compute))
		return take_computed(r, record, err);
	v = question_value(r->q, record);
	return v ? reading_take(r, record, v, err) : 0;
}

static int by_reading(const struct question *q, struct value *out, struct err *err)
{
	struct reading r = { .q = q };
	struct query query = question_query(q);
	int got;

	r.seen.mem = &r.mem;
	got = q->call.group ? rows_read(&r, err)
			    : query_each(q->data, &query, read_one, &r, err);
	reading_answer(&r, out);
	sum_map_release(&r.seen);
	arena_release(&r.mem);
	return got;
}

static int answer(const struct question *q, struct value *out, struct err *err)
{
	enum aggregate what = q->call.what;
	int counted = what == AGG_COUNT && (!q->call.field || is_number(q->call.field));

	if (!q->nothing && !q->call.group && (what == AGG_SUM || counted))
		return by_group(q, out, err);
	if (!q->nothing)
		return by_reading(q, out, err);
	*out = what == AGG_COUNT || what == AGG_DISTINCT ? whole_number(0)
							 : value_state_only(VALUE_MISSING);
	return 0;
}

int data_aggregate(void *context, const struct aggregate_call *call,
	const struct expr_scope *scope, struct value *out, struct err *err)
{
	struct question q;
	int got;

	if (question_begin(&q, context, call, scope, err) < 0)
		return -1;
	got = answer(&q, out, err);
	question_end(&q);
	return got;
}

int data_rule_param(void *context, const char *name, struct value *out)
{
	int32_t today = strcmp(name, "today") == 0 ? dataset_today(context) : DATE_NONE;

	if (today == DATE_NONE)
		return 1;
	*out = value_date(today);
	return 0;
}

int data_aggregate_lines(struct dataset *data, const struct aggregate_call *call,
	const struct expr_scope *scope, uint64_t *given, uint64_t *missing, struct err *err)
{
	struct group_row row = { 0 };
	struct question q;
	int found = 0, got = 0;

	if (question_begin(&q, data, call, scope, err) < 0)
		return -1;
	if (call->what == AGG_SUM && !call->group && call->field && !q.nothing)
		got = group_once(&q, &row, &found, err);
	question_end(&q);
	*given = found ? row.sums[0].given : 0;
	*missing = found ? row.sums[0].missing : 0;
	return got;
}
