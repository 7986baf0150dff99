/*
 * aggregate_records.c - which records an aggregate stands on.
 *
 * Where only the last period of each line counts, only that record is named.
 */
#include "data/aggregate.h"

#include <string.h>

#include "base/str.h"
#include "base/vec.h"
#include "data/value_bytes.h"
#include "model/expr.h"
#include "model/period.h"

enum { RANK_DAY, RANK_LENGTH, RANK_AS_OF, RANK_ID, RANK_PLACE, RANK_WIDTH };

struct listing {
	const struct question *q;
	struct arena *mem;
	size_t limit;
	VEC(uint64_t) ids;
	int lasts; /* a line's last record takes the others' place */
	struct sum_map lines; /* natural key without period and as-of: RANK_... */
	struct arena work;
};

/* 1 the record has a part in the answer, if only a missing one. */
static int has_part(const struct question *q, const struct record *record, struct err *err)
{
	const struct value *v;

	if (q->call.group)
		return rows_chosen(q, record, err);
	if (!q->call.field || q->call.field->compute)
		return question_sees(q, record);
	v = question_value(q, record);
	return v && v->state != VALUE_NONE;
}

static void find_rank(const struct listing *l, const struct record *record, int64_t *rank)
{
	const struct season *season = &l->q->data->model->calendar.season;
	const struct value *p = &record->values[record->form->period->index];

	rank[RANK_DAY] = rank[RANK_LENGTH] = INT32_MIN;
	if (p->state == VALUE_GIVEN) {
		rank[RANK_DAY] = period_last_day(p->period, season);
		rank[RANK_LENGTH] = rank[RANK_DAY] - period_first_day(p->period, season);
	}
	rank[RANK_AS_OF] = record_day(record);
	rank[RANK_ID] = (int64_t)record->id;
}

static struct sum_entry *line_of(struct listing *l, const struct record *record)
{
	const struct form *form = record->form;
	const struct field_set *line = &shape_of(l->q->data, form)->line;
	struct str key = { 0 };
	struct sum_entry *entry;

	for (size_t i = 0; i < line->count; i++)
		value_put_plain(&record->values[line->at[i]->index], &key);
	if (form->over_time == TIME_CUMULATIVE &&
		record->values[form->period->index].state == VALUE_GIVEN)
		put_u16(&key, (uint16_t)record->values[form->period->index].period.year);
	entry = sum_map_at(&l->lines, bytes_of_str(&key), RANK_WIDTH);
	str_release(&key);
	return entry;
}

/* 1 when the line is there already: the later record has its place. */
static int take_line(struct listing *l, const struct record *record)
{
	struct sum_entry *line = line_of(l, record);
	int64_t rank[RANK_WIDTH];
	int known = line->sums[RANK_ID] != 0;

	find_rank(l, record, rank);
	rank[RANK_PLACE] = known ? line->sums[RANK_PLACE] : (int64_t)l->ids.count;
	for (int i = RANK_DAY; known && i < RANK_ID; i++) {
		if (rank[i] < line->sums[i])
			return 1;
		if (rank[i] > line->sums[i])
			break;
	}
	if (known)
		l->ids.at[rank[RANK_PLACE]] = record->id;
	memcpy(line->sums, rank, sizeof(rank));
	return known;
}

static int list_one(void *context, const struct record *record, struct err *err)
{
	struct listing *l = context;
	int part = has_part(l->q, record, err);

	if (part <= 0)
		return part;
	if (l->lasts && take_line(l, record))
		return 0;
	*VEC_PUSH_IN(l->mem, &l->ids) = record->id;
	return l->ids.count >= l->limit;
}

static int only_lasts(const struct aggregate_call *call)
{
	const struct form *form = call->form;

	return (call->what == AGG_SUM || call->what == AGG_COUNT) && !call->group &&
		form->over_time != TIME_FLOW && form->period && form->key.count > 0;
}

int data_aggregate_records(struct dataset *data, const struct aggregate_call *call,
	const struct expr_scope *scope, size_t limit, struct arena *mem, uint64_t **ids,
	size_t *count, struct err *err)
{
	struct question q;
	struct listing l = { .q = &q, .mem = mem, .limit = limit, .lasts = only_lasts(call) };
	struct query query;
	int got = 0;

	if (question_begin(&q, data, call, scope, err) < 0)
		return -1;
	l.lines.mem = &l.work;
	query = question_query(&q);
	if (limit > 0 && !q.nothing)
		got = query_each(data, &query, list_one, &l, err);
	question_end(&q);
	sum_map_release(&l.lines);
	arena_release(&l.work);
	*ids = l.ids.at;
	*count = l.ids.count;
	return got < 0 ? -1 : 0;
}
