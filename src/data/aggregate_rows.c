/*
 * aggregate_rows.c - aggregates over the rows of a form's repeating group.
 */
#include "data/aggregate.h"

#include "base/date.h"
#include "model/expr.h"

/* Rows have no earlier figures: a record of a later day is left out. */
static int is_there(const struct question *q, const struct record *record)
{
	return q->as_of == DATE_NONE || record_day(record) <= q->as_of;
}

static struct expr_scope row_scope(const struct question *q)
{
	struct expr_scope scope = { 0 };

	if (q->scope)
		scope = *q->scope;
	scope.model = q->data->model;
	return scope;
}

static int take_row(void *context, const struct value *value, struct err *err)
{
	struct reading *r = context;

	return reading_take(r, r->record, value, err);
}

static int read_rows(void *context, const struct record *record, struct err *err)
{
	struct reading *r = context;
	struct expr_scope scope = row_scope(r->q);

	if (!is_there(r->q, record))
		return 0;
	scope.mem = &r->mem;
	r->record = record;
	return expr_each_row(&r->q->call, record, &scope, take_row, r, err);
}

int rows_read(struct reading *r, struct err *err)
{
	struct query query = question_query(r->q);

	return query_each(r->q->data, &query, read_rows, r, err);
}

static int see_row(void *context, const struct value *value, struct err *err)
{
	int *seen = context;

	(void)err;
	*seen |= !value || value->state != VALUE_NONE;
	return 0;
}

int rows_chosen(const struct question *q, const struct record *record, struct err *err)
{
	struct expr_scope scope = row_scope(q);
	struct arena mem = { 0 };
	int seen = 0, got;

	if (!is_there(q, record))
		return 0;
	scope.mem = &mem;
	got = expr_each_row(&q->call, record, &scope, see_row, &seen, err);
	arena_release(&mem);
	return got < 0 ? -1 : seen;
}
