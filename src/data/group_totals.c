/*
 * group_totals.c - groups answered from the totals, without reading a record.
 *
 * A total serves when the fields grouped by, the condition and the viewer's scope need only
 * what its rows are keyed by.  Of stock and cumulative figures it serves one period at a
 * time, unless the groups tell the periods apart.
 */
#include "data/group.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/totals.h"
#include "data/value_bytes.h"
#include "model/expr.h"
#include "model/workflow.h"

static int set_has(const struct field_set *set, const struct field *field)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->at[i] == field)
			return 1;
	return 0;
}

struct totals_use {
	size_t total;
	const struct field_set *by;
	size_t width; /* of a stored row */
	size_t place[GROUP_MAX_SUMS]; /* of the sums asked for, in a stored row */
	int lasts; /* only one period may be met */
	struct bytes period; /* that period, as in the key */
};

static int serves(const struct filter *f, const struct group_query *q, size_t total,
	struct totals_use *use)
{
	const struct form *form = f->shape->form;
	const struct form_total *t = &form->totals[total];

	*use = (struct totals_use){ .total = total, .by = &f->shape->by[total] };
	if (t->sum.count > TOTAL_SUMS_MAX)
		return 0;
	use->width = total_width(t->sum.count);
	for (size_t i = 0; i < form->field_count; i++)
		if (f->needs[i] && !set_has(use->by, &form->fields[i]))
			return 0;
	for (size_t i = 0; q && i < q->by_count; i++)
		if (!set_has(use->by, q->by[i].field))
			return 0;
	for (size_t i = 0; q && i < q->sum_count; i++) {
		size_t at = 0;

		while (at < t->sum.count && t->sum.at[at] != q->sums[i])
			at++;
		if (at == t->sum.count)
			return 0;
		use->place[i] = 1 + 3 * at;
	}
	return 1;
}

static int groups_by(const struct group_query *q, const struct field *field)
{
	for (size_t i = 0; i < q->by_count; i++)
		if (q->by[i].field == field)
			return 1;
	return 0;
}

/*
 * The smallest total that serves; 0 none.  day: the field that groups are looked up in the
 * tree by, NULL none.
 */
static int find_total(const struct filter *f, const struct group_query *q,
	const struct field *day, struct totals_use *use)
{
	const struct form *form = f->shape->form;
	struct totals_use other;
	int found = 0;

	if (!f->shape->usable || !f->shape->number || f->states & STATES_NOT_LIVE)
		return 0;
	/* the day of a line is its present as-of date, that of what it grew by is not known */
	if (f->scope.units == UNITS_WAS && !form->period && form->as_of &&
		(day || f->needs[form->as_of->index]))
		return 0;
	for (size_t i = 0; i < form->total_count; i++)
		if (serves(f, q, i, &other) && (!day || set_has(other.by, day)) &&
			(!found || other.by->count < use->by->count)) {
			*use = other;
			found = 1;
		}
	if (!found || !q || !form->period)
		return found;
	if (form->over_time != TIME_FLOW && set_has(&form->key, form->as_of))
		return 0;
	use->lasts = form->over_time != TIME_FLOW && !groups_by(q, form->period);
	if (use->lasts && !set_has(use->by, form->period))
		return 0;
	return 1;
}

/* Fills the filter's row from a key; 1 belongs, 0 not, -1. */
static int row_belongs(struct filter *f, const struct totals_use *use, enum record_state state,
	struct taker *in, struct err *err)
{
	if (f->mem.used > 64 * 1024)
		arena_clear(&f->mem);
	for (size_t i = 0; i < use->by->count; i++)
		key_take_value(
			in, use->by->at[i], &f->mem, &f->row.values[use->by->at[i]->index]);
	f->row.state = state;
	return filter_row(f, err);
}

/* 1 when the row's period is the one met so far. */
static int one_period(struct group_pass *pass, struct totals_use *use)
{
	const struct field *period = pass->view.shape->form->period;
	struct str key = { 0 };
	int same = 1;

	if (!use->lasts)
		return 1;
	key_put_value(period, &pass->filter.row.values[period->index], &key);
	if (!use->period.at)
		use->period = copy_str(&key, &pass->mem);
	else
		same = bytes_equal(use->period, bytes_of_str(&key));
	str_release(&key);
	return same;
}

static void add_to_group(
	struct group_pass *pass, const struct totals_use *use, struct taker *value)
{
	const struct group_query *q = pass->query;
	int64_t stored[1 + 3 * TOTAL_SUMS_MAX];
	struct str key = { 0 };
	struct sum_entry *e;

	stored[0] = 0;
	for (size_t i = 0; i < use->width; i++)
		stored[i] = take_i64(value);
	for (size_t i = 0; i < q->by_count; i++)
		value_put_plain(&pass->filter.row.values[q->by[i].field->index], &key);
	if (pass->day)
		group_put_day(pass, &pass->filter.row.values[pass->day->index], &key);
	e = sum_map_at(&pass->groups, bytes_of_str(&key), 1 + 3 * q->sum_count);
	str_release(&key);
	sum_add(&pass->groups, &e->sums[0], stored[0]);
	for (size_t i = 0; i < q->sum_count; i++)
		for (size_t j = 0; j < 3; j++)
			sum_add(&pass->groups, &e->sums[1 + 3 * i + j],
				stored[use->place[i] + j]);
}

typedef int row_taker(
	void *context, struct totals_use *use, struct taker *value, struct err *err);

/* The rows of one nature in the states asked for, up to the as-of date. */
struct total_walk {
	struct view *view;
	struct filter *filter;
	struct totals_use *use;
	enum value_nature nature;
	int32_t as_of;
	row_taker *take;
	void *context;
	size_t head; /* bytes of a key before its `by` fields */
	struct scan scan;
	struct arena bounds;
};

/* From the first state asked for that is not before this one; 0: there is none. */
static int walk_from(struct total_walk *w, unsigned state)
{
	const struct shape *shape = w->view->shape;
	struct str start = { 0 };

	while (state <= STATE_MOST && !(w->filter->states >> state & 1))
		state++;
	if (state > STATE_MOST)
		return 0;
	key_total_start(shape, shape->number, w->use->total, (enum record_state)state,
		w->nature, &start);
	w->head = start.len;
	w->scan.from = copy_str(&start, &w->bounds);
	str_truncate(&start, start.len - 2); /* to the end of the total */
	w->scan.to = bytes_after_prefix(copy_str(&start, &w->bounds), &w->bounds);
	str_release(&start);
	return 1;
}

static int take_total(struct total_walk *w, const struct row *row, struct err *err)
{
	struct taker key = { .left = row->key }, value = { .left = row->value };
	unsigned state = row->key.at[w->head - 2];
	int got;

	take_bytes(&key, w->head);
	got = row_belongs(w->filter, w->use, (enum record_state)state, &key, err);
	if (got <= 0)
		return got;
	if (w->as_of != DATE_NONE && take_u32(&key) > as_of_key(w->as_of))
		return 0;
	return w->take(w->context, w->use, &value, err);
}

/*
 * Takes the rows of a page; *next is the state to go on from when others lie between, which
 * costs nothing where a ledger has only a state or two.
 */
static int take_page(
	struct total_walk *w, const struct row_page *page, unsigned *next, struct err *err)
{
	for (size_t i = 0; i < page->count; i++) {
		const unsigned char *head = page->rows[i].key.at + w->head;
		unsigned state = head[-2], nature = head[-1];
		int got;

		if (!(w->filter->states >> state & 1) || nature != (unsigned)w->nature) {
			*next = nature < (unsigned)w->nature ? state : state + 1;
			return 0;
		}
		got = take_total(w, &page->rows[i], err);
		if (got != 0)
			return got;
	}
	return 0;
}

static int each_row(struct total_walk *w, struct err *err)
{
	struct arena mem = { 0 };
	struct row_page page;
	uint64_t rows = 0;
	int got = 0, more = walk_from(w, STATE_SAVED);

	w->scan.table = TABLE_TOTALS;
	while (got == 0 && more) {
		unsigned next = 0;

		arena_clear(&mem);
		got = store_scan(w->view->snapshot, &w->scan, &mem, &page, err);
		if (got == 0)
			got = dataset_reads(w->filter->data, w->filter->shape,
				rows += page.count, err);
		if (got == 0)
			got = take_page(w, &page, &next, err);
		more = next ? walk_from(w, next) : scan_next(&w->scan, &page, &w->bounds);
	}
	arena_release(&mem);
	arena_release(&w->bounds);
	return got;
}

static int take_group(
	void *context, struct totals_use *use, struct taker *value, struct err *err)
{
	struct group_pass *pass = context;

	(void)err;
	if (!one_period(pass, use))
		return 1;
	add_to_group(pass, use, value);
	return 0;
}

static int take_period(
	void *context, struct totals_use *use, struct taker *value, struct err *err)
{
	(void)value;
	(void)err;
	return !one_period(context, use);
}

/* Planned figures give way to a later period's even where that has only actual ones. */
static int check_periods(struct group_pass *pass, struct totals_use *use, struct err *err)
{
	struct total_walk walk = { &pass->view, &pass->filter, use, NATURE_ACTUAL,
		pass->query->as_of, take_period, pass, 0, { 0 }, { 0 } };

	if (!use->lasts || pass->query->nature == NATURE_ACTUAL)
		return 0;
	return each_row(&walk, err);
}

int group_by_totals(struct group_pass *pass, struct err *err)
{
	const struct group_query *q = pass->query;
	struct totals_use use;
	struct total_walk walk = { &pass->view, &pass->filter, &use, q->nature, q->as_of,
		take_group, pass, 0, { 0 }, { 0 } };
	int got;

	if (!find_total(&pass->filter, q, pass->day, &use))
		return 1;
	got = check_periods(pass, &use, err);
	if (got == 0)
		got = each_row(&walk, err);
	if (got == 0)
		pass->by = use.by;
	if (got != 0)
		sum_map_clear(&pass->groups);
	return got;
}

static int take_count(
	void *context, struct totals_use *use, struct taker *value, struct err *err)
{
	(void)use;
	(void)err;
	*(uint64_t *)context += (uint64_t)take_i64(value);
	return 0;
}

int count_by_totals(struct view *view, struct filter *filter, uint64_t *out, struct err *err)
{
	struct totals_use use;
	struct total_walk walk = { view, filter, &use, NATURE_ACTUAL, DATE_NONE, take_count,
		out, 0, { 0 }, { 0 } };

	return find_total(filter, NULL, NULL, &use) ? each_row(&walk, err) : 1;
}
