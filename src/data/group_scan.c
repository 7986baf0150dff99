/*
 * group_scan.c - groups added up by reading the records.
 *
 * Where only the last period of each line counts, a line's share is taken back from its
 * group when a later one is met.
 */
#include "data/group.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/encode.h"
#include "data/totals.h"
#include "data/value_bytes.h"
#include "model/expr.h"
#include "model/period.h"

/* What a line keeps beside its share: when, which record, which group. */
enum { LINE_DAY, LINE_LENGTH, LINE_AS_OF, LINE_ID, LINE_GROUP, LINE_SHARE };

struct grouping {
	struct group_pass *pass;
	size_t width; /* of a group's sums */
	int lasts;
	struct field_set line;
	struct sum_map lines;
	struct arena mem; /* of lines */
	struct str key;
};

static int groups_by(const struct group_query *q, const struct field *field)
{
	for (size_t i = 0; i < q->by_count; i++)
		if (q->by[i].field == field)
			return 1;
	return 0;
}

static int set_has(const struct field_set *set, const struct field *field)
{
	for (size_t i = 0; field && i < set->count; i++)
		if (set->at[i] == field)
			return 1;
	return 0;
}

/* The condition or the ledger leaves one period only. */
static int one_period(struct group_pass *pass, int *out, struct err *err)
{
	const struct form *form = pass->view.shape->form;
	struct hit hits[2] = { { 0 } };
	struct expr_bound *bounds;
	struct source source;
	int exact, found = 0, got = 0;
	size_t count = expr_bounds(pass->filter.where, &pass->mem, &bounds, &exact);

	*out = 0;
	for (size_t i = 0; i < count; i++)
		*out |= bounds[i].field == form->period && bounds[i].op == BOUND_EQUAL;
	if (*out || !pass->view.shape->usable || form->key.count == 0 ||
		form->key.at[0] != form->period)
		return 0;
	source_all(pass->view.shape, ROWS_NATURAL, &pass->mem, &source);
	for (int end = 0; end < 2 && got >= 0; end++) {
		struct walk walk;

		walk_start(&walk, pass->view.snapshot, &source, end, (struct bytes){ 0 });
		walk.page_rows = 1;
		got = walk_next(&walk, &hits[end], err);
		found += got > 0;
		hits[end].key = arena_bytes(&pass->mem, hits[end].key);
		walk_release(&walk);
	}
	if (found == 2) {
		struct value a, b;
		struct taker first = { .left = hits[0].key }, last = { .left = hits[1].key };

		key_take_value(&first, form->period, &pass->mem, &a);
		key_take_value(&last, form->period, &pass->mem, &b);
		*out = value_equal(&a, &b);
	}
	return got < 0 ? -1 : 0;
}

static int find_lines(struct grouping *g, struct err *err)
{
	struct group_pass *pass = g->pass;
	const struct form *form = pass->view.shape->form;
	int by_period = groups_by(pass->query, form->period);
	int one = 0;

	if (form->over_time == TIME_FLOW || form->key.count == 0)
		return 0;
	if (!by_period && form->period && one_period(pass, &one, err) < 0)
		return -1;
	g->lasts = (form->period && !by_period && !one) || set_has(&form->key, form->as_of);
	g->line.at = arena_array(&pass->mem, form->key.count, sizeof(*g->line.at));
	for (size_t i = 0; i < form->key.count; i++)
		if (form->key.at[i] != form->as_of &&
			(form->key.at[i] != form->period || by_period))
			g->line.at[g->line.count++] = form->key.at[i];
	return 0;
}

/* A field of the row at hand, from its slot or from the decoded record. */
static void row_value(const struct filter *f, const struct field *field, struct bytes value,
	struct value *out)
{
	int slot = f->shape->slot_of[field->index];

	if (f->walked || slot < 0 || record_slot(value, (size_t)slot, out) < 0)
		*out = f->row.values[field->index];
}

static void put_plain(
	const struct filter *f, const struct field *field, struct bytes value, struct str *out)
{
	int slot = f->shape->slot_of[field->index];
	struct bytes run = { 0 };
	struct value v;

	if (!f->walked && slot >= 0)
		run = record_slot_plain(value, (size_t)slot);
	if (run.len > 0) {
		put_bytes(out, run);
		return;
	}
	row_value(f, field, value, &v);
	value_put_plain(&v, out);
}

static void find_share(const struct grouping *g, struct bytes value, int64_t *share)
{
	const struct group_query *q = g->pass->query;
	struct value v;

	memset(share, 0, g->width * sizeof(*share));
	share[0] = q->nature == NATURE_ACTUAL;
	for (size_t i = 0; i < q->sum_count; i++) {
		row_value(&g->pass->filter, q->sums[i], value, &v);
		if (v.state == VALUE_GIVEN && v.kind == KIND_NUMBER && v.nature == q->nature) {
			share[1 + 3 * i] = v.number.unscaled;
			share[2 + 3 * i] = 1;
		} else if (v.state != VALUE_GIVEN && v.state != VALUE_NONE) {
			share[3 + 3 * i] = q->nature == NATURE_ACTUAL;
		}
	}
}

static void find_rank(const struct grouping *g, struct bytes value, int64_t *rank)
{
	const struct filter *f = &g->pass->filter;
	const struct form *form = f->shape->form;
	const struct season *season = &g->pass->data->model->calendar.season;
	struct value v;

	rank[LINE_DAY] = rank[LINE_LENGTH] = rank[LINE_AS_OF] = INT32_MIN;
	if (form->period) {
		row_value(f, form->period, value, &v);
		if (v.state == VALUE_GIVEN) {
			rank[LINE_DAY] = period_last_day(v.period, season);
			rank[LINE_LENGTH] = rank[LINE_DAY] - period_first_day(v.period, season);
		}
	}
	if (form->as_of) {
		row_value(f, form->as_of, value, &v);
		if (v.state == VALUE_GIVEN)
			rank[LINE_AS_OF] = v.date;
	}
	rank[LINE_ID] = (int64_t)f->row.id;
}

static int is_later(const int64_t *a, const int64_t *b)
{
	for (int i = LINE_DAY; i <= LINE_ID; i++)
		if (a[i] != b[i])
			return a[i] > b[i];
	return 0;
}

/* What grows within a year begins anew with the next: the year tells lines apart. */
static void put_year(struct grouping *g, struct bytes value)
{
	const struct form *form = g->pass->view.shape->form;
	struct value period;

	if (form->over_time != TIME_CUMULATIVE || !form->period)
		return;
	row_value(&g->pass->filter, form->period, value, &period);
	if (value_is_given(&period))
		put_u16(&g->key, (uint16_t)period.period.year);
}

static void take_line(
	struct grouping *g, struct bytes value, size_t group, const int64_t *share)
{
	struct sum_map *groups = &g->pass->groups;
	int64_t rank[LINE_SHARE];
	struct sum_entry *line;
	int64_t *old;

	str_clear(&g->key);
	for (size_t i = 0; i < g->line.count; i++)
		put_plain(&g->pass->filter, g->line.at[i], value, &g->key);
	put_year(g, value);
	line = sum_map_at(&g->lines, bytes_of_str(&g->key), LINE_SHARE + g->width);
	find_rank(g, value, rank);
	if (line->sums[LINE_ID] && !is_later(rank, line->sums))
		return;
	if (line->sums[LINE_ID]) {
		old = groups->all.at[line->sums[LINE_GROUP]].sums;
		for (size_t i = 0; i < g->width; i++)
			sum_add(groups, &old[i], -line->sums[LINE_SHARE + i]);
	}
	memcpy(line->sums, rank, sizeof(rank));
	line->sums[LINE_GROUP] = (int64_t)group;
	memcpy(line->sums + LINE_SHARE, share, g->width * sizeof(*share));
	for (size_t i = 0; i < g->width; i++)
		sum_add(groups, &groups->all.at[group].sums[i], share[i]);
}

static void take_row(struct grouping *g, struct bytes value)
{
	struct group_pass *pass = g->pass;
	int64_t share[1 + 3 * GROUP_MAX_SUMS];
	struct sum_entry *e;
	struct value day;

	str_clear(&g->key);
	for (size_t i = 0; i < pass->query->by_count; i++)
		put_plain(&pass->filter, pass->query->by[i].field, value, &g->key);
	if (pass->day) {
		row_value(&pass->filter, pass->day, value, &day);
		group_put_day(pass, &day, &g->key);
	}
	e = sum_map_at(&pass->groups, bytes_of_str(&g->key), g->width);
	find_share(g, value, share);
	if (g->lasts) {
		take_line(g, value, (size_t)(e - pass->groups.all.at), share);
		return;
	}
	for (size_t i = 0; i < g->width; i++)
		sum_add(&pass->groups, &e->sums[i], share[i]);
}

/* The line as it stood on the day: 1 belongs, 0 not, -1. */
static int as_it_was(struct group_pass *pass, const struct hit *hit, struct err *err)
{
	const struct shape *shape = pass->view.shape;
	struct filter *f = &pass->filter;
	struct value *values = f->row.values;
	const struct earlier_value *was = NULL;

	if (filter_decode(f, hit->id, hit->value, err) < 0)
		return -1;
	if (!(f->states & 1u << f->row.state))
		return 0;
	if (record_as_of(&f->row) <= pass->query->as_of)
		return filter_row(f, err);
	for (size_t i = 0; i < f->row.earlier_count; i++)
		if (f->row.earlier[i].as_of <= pass->query->as_of)
			was = &f->row.earlier[i];
	if (!was)
		return 0;
	for (size_t i = 0; i < shape->sum_count; i++)
		values[shape->sums[i]->index] = was->sums[i];
	values[shape->form->as_of->index] = value_date(was->as_of);
	return filter_row(f, err);
}

static int belongs(struct group_pass *pass, const struct hit *hit, struct err *err)
{
	const struct field *as_of = pass->view.shape->form->as_of;
	struct record_head head;
	struct value v;

	if (pass->query->as_of == DATE_NONE || !as_of)
		return filter_bytes(&pass->filter, hit->id, hit->value, err);
	if (record_head(hit->value, &head) == 0 && filter_has_slots(&pass->filter, &head) &&
		record_slot(hit->value, (size_t)pass->view.shape->slot_of[as_of->index], &v) ==
			0 &&
		(v.state != VALUE_GIVEN || v.date <= pass->query->as_of))
		return filter_bytes(&pass->filter, hit->id, hit->value, err);
	return as_it_was(pass, hit, err);
}

static int read_rows(struct grouping *g, struct err *err)
{
	struct group_pass *pass = g->pass;
	struct walk walk;
	struct hit hit;
	int got;

	walk_start(&walk, pass->view.snapshot, &pass->source, 0, (struct bytes){ 0 });
	walk.data = pass->data;
	while ((got = walk_next(&walk, &hit, err)) > 0) {
		if (!hit.value.at)
			got = store_get(pass->view.snapshot, TABLE_RECORDS,
				key_record(pass->view.shape, hit.id, &walk.rows), &walk.rows,
				&hit.value, err);
		if (got < 0 || (got = belongs(pass, &hit, err)) < 0)
			break;
		if (got > 0)
			take_row(g, hit.value);
	}
	walk_release(&walk);
	return got < 0 ? -1 : 0;
}

int group_by_scan(struct group_pass *pass, struct err *err)
{
	const struct group_query *q = pass->query;
	struct filter *f = &pass->filter;
	struct grouping g = { .pass = pass, .width = 1 + 3 * q->sum_count };
	int got;

	g.lines.mem = &g.mem;
	for (size_t i = 0; i < q->by_count; i++)
		if (f->shape->slot_of[q->by[i].field->index] < 0)
			filter_need(f, q->by[i].field);
	if (pass->day && f->shape->slot_of[pass->day->index] < 0)
		filter_need(f, pass->day);
	for (size_t i = 0; i < q->sum_count; i++)
		if (f->shape->slot_of[q->sums[i]->index] < 0)
			filter_need(f, q->sums[i]);
	got = find_lines(&g, err);
	if (got == 0)
		got = source_best(f, &pass->mem, &pass->source, err);
	if (got == 0)
		got = source_if_few(
			f->shape, pass->view.snapshot, &pass->mem, &pass->source, err);
	if (got == 0)
		got = read_rows(&g, err);
	sum_map_release(&g.lines);
	arena_release(&g.mem);
	str_release(&g.key);
	return got;
}
