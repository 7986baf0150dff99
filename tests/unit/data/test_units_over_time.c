/*
 * test_units_over_time.c - over random histories of units, as they were and as they are: lists,
 * sums and counts against a model that keeps a whole picture of the tree for every change.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/str.h"
#include "unit/data/units_world.h"

enum { HISTORIES = 250 };

/* ---- the model ---- */

static int goes_on(const struct picture *p, int unit)
{
	while (p->into[unit] >= 0)
		unit = p->into[unit];
	return unit;
}

static int is_below(const struct picture *p, int unit, int above)
{
	while (unit != above && p->parent[unit] >= 0)
		unit = p->parent[unit];
	return unit == above;
}

/* What a record of the unit counts for among units of a level. */
static int rolled(const struct picture *p, int unit, int level)
{
	unit = goes_on(p, unit);
	while (world_depth(p, unit) > level)
		unit = p->parent[unit];
	return unit;
}

/* ---- records ---- */

static int is_taken(const struct world *w, int ledger, const struct entry *row)
{
	for (int i = 0; i < w->row_count[ledger]; i++) {
		const struct entry *other = &w->rows[ledger][i];

		if (other->unit == row->unit && other->kind == row->kind &&
			other->period == row->period)
			return 1;
	}
	return 0;
}

static int unit_coded(const struct world *w, const char *code)
{
	for (int i = 0; i < w->count; i++)
		if (strcmp(w->code[i], code) == 0)
			return i;
	fail_msg("a row of %s", code);
	return -1;
}

/* On both sides of every change: the day before, of what is changed; on it, of what became. */
static void row_at_change(struct world *w, int number, struct entry *row)
{
	const struct unit_change *c = &w->changes[number / 2];
	int after = number % 2;
	const char *code = after && c->into && c->kind != CHANGE_TRANSFER ? c->into
									  : c->units[0];

	row->day = after ? c->on : c->on - 1;
	row->unit = unit_coded(w, code);
	assert_true(world_picture(w, UNITS_WAS, row->day)->there[row->unit]);
}

/* Of a unit that is there on the day: others are refused. */
static int random_row(struct world *w, int ledger, int number, struct entry *row)
{
	struct period period;
	const struct picture *p;

	row->kind = (int)prop_below(&w->dice, 2);
	row->amount = prop_between(&w->dice, 1, 100000);
	row->period = ledger == 3 ? -1 : (int)prop_below(&w->dice, PERIODS);
	if (ledger == 3 && number < 2 * w->change_count) {
		row_at_change(w, number, row);
		return 1;
	}
	if (ledger == 3)
		row->day = (int32_t)prop_between(&w->dice, date_of(2021, 1, 1),
			date_of(2023, 12, 31));
	else
		row->day = world_last_day(world_periods[row->period], &period);
	p = world_picture(w, UNITS_WAS, row->day);
	do
		row->unit = (int)prop_below(&w->dice, (uint64_t)w->count);
	while (!p->there[row->unit]);
	return ledger == 0 || ledger == 3 || !is_taken(w, ledger, row);
}

static struct record *record_of(struct world *w, int ledger, const struct entry *row)
{
	struct record *r = record_new(form_in(w->l.data, world_forms[ledger].id), &w->l.mem);
	struct period period;

	*record_value(r, "unit") = value_text(w->code[row->unit]);
	*record_value(r, "kind") = value_text(row->kind ? "B" : "A");
	*record_value(r, "amount") = value_number((struct decimal){ row->amount, 2 });
	if (row->period >= 0) {
		world_last_day(world_periods[row->period], &period);
		*record_value(r, "period") = value_period(period);
	} else {
		*record_value(r, "day") = value_date(row->day);
	}
	return r;
}

static void fill(struct world *w)
{
	struct save_item items[RECORDS] = { { 0 } };
	struct err err = { 0 };

	for (int ledger = 0; ledger < LEDGERS; ledger++) {
		size_t count = 0;

		w->row_count[ledger] = 0;
		for (int i = 0; i < RECORDS; i++) {
			struct entry row;

			if (!random_row(w, ledger, i, &row))
				continue;
			w->rows[ledger][w->row_count[ledger]++] = row;
			items[count++] = (struct save_item){
				.record = record_of(w, ledger, &row) };
		}
		if (data_save_many(w->l.data, items, count, NULL, &w->l.mem, &err) < 0)
			fail_msg("%s", err.text);
		for (size_t i = 0; i < count; i++)
			if (items[i].result != DATA_OK)
				fail_msg("%s", items[i].detail.sentence);
	}
}

/* ---- the answers ---- */

struct asked {
	int ledger, period; /* -1: all */
	enum unit_view view;
	int within; /* -1: anywhere */
};

struct answer {
	int64_t records, sum;
};

static int is_asked(struct world *w, const struct asked *q, const struct entry *row)
{
	const struct picture *p = world_picture(w, q->view, row->day);

	return (q->period < 0 || row->period == q->period) &&
		(q->within < 0 || is_below(p, row->unit, q->within));
}

/* Of what stands or grows, only the last of each line (and year) that is asked counts. */
static int is_last(struct world *w, const struct asked *q, const struct entry *row)
{
	for (int i = 0; i < w->row_count[q->ledger]; i++) {
		const struct entry *other = &w->rows[q->ledger][i];

		if (other->unit == row->unit && other->kind == row->kind &&
			other->period > row->period && is_asked(w, q, other) &&
			(q->ledger == 1 || other->period / 2 == row->period / 2))
			return 0;
	}
	return 1;
}

static int counts(struct world *w, const struct asked *q, const struct entry *row)
{
	return is_asked(w, q, row) &&
		(q->ledger == 0 || q->ledger == 3 || is_last(w, q, row));
}

static struct answer expected(struct world *w, const struct asked *q, int unit, int level)
{
	struct answer a = { 0 };

	for (int i = 0; i < w->row_count[q->ledger]; i++) {
		const struct entry *row = &w->rows[q->ledger][i];
		const struct picture *p = world_picture(w, q->view, row->day);

		if (!counts(w, q, row) || (unit >= 0 && rolled(p, row->unit, level) != unit))
			continue;
		a.records++;
		a.sum += row->amount;
	}
	return a;
}

static const struct expr *where_of(struct world *w, const struct asked *q, struct arena *mem)
{
	const char *text = NULL;

	if (q->within >= 0)
		text = arena_printf(mem, "unit within '%s'", w->code[q->within]);
	if (q->period >= 0)
		text = arena_printf(mem, "%s%speriod = %s", text ? text : "",
			text ? " and " : "", world_periods[q->period]);
	return condition(w->l.data, world_forms[q->ledger].id, mem, text);
}

static struct group_query group_of(struct world *w, const struct asked *q, struct arena *mem)
{
	const struct form *form = form_in(w->l.data, world_forms[q->ledger].id);
	struct group_query g = { .as_of = DATE_NONE, .sum_count = 1 };

	g.base.form = form;
	g.base.units = q->view;
	g.base.where = where_of(w, q, mem);
	g.sums[0] = form_field(form, "amount");
	return g;
}

static void ask(struct world *w, const struct group_query *g, int scan, struct arena *mem,
	struct group_result *out)
{
	struct err err = { 0 };

	if ((scan ? query_group_scan : query_group)(w->l.data, g, mem, out, &err) < 0)
		fail_msg("%s", err.text);
}

static void same(struct world *w, const struct asked *q, const char *what, struct answer want,
	int64_t records, int64_t sum)
{
	if (want.records == records && want.sum == sum)
		return;
	for (int i = 0; i < w->change_count; i++) {
		struct str text = { 0 };

		unit_change_show(&w->l.model->units, &w->changes[i], &text);
		print_message("%s\n", str_text(&text));
		str_release(&text);
	}
	fail_msg("%s, %s, %s, within %s, period %s: %lld records and %lld, not %lld and %lld",
		what, world_forms[q->ledger].id, q->view ? "as was" : "as now",
		q->within < 0 ? "-" : w->code[q->within],
		q->period < 0 ? "-" : world_periods[q->period], (long long)records,
		(long long)sum, (long long)want.records, (long long)want.sum);
}

/* One figure three ways: from totals, by reading, and the number of records. */
static void check_one(struct world *w, const struct asked *q)
{
	struct arena mem = { 0 };
	struct group_query g = group_of(w, q, &mem);
	struct answer want = expected(w, q, -1, 0);
	int64_t listed = 0;
	uint64_t found_count;
	struct err err = { 0 };

	for (int scan = 0; scan < 2; scan++) {
		struct group_result result;

		ask(w, &g, scan, &mem, &result);
		same(w, q, scan ? "scan" : "sum", want,
			result.count ? (int64_t)result.rows[0].records : 0,
			result.count ? result.rows[0].sums[0].sum.number.unscaled : 0);
	}
	for (int i = 0; i < w->row_count[q->ledger]; i++)
		listed += is_asked(w, q, &w->rows[q->ledger][i]);
	if (query_count(w->l.data, &g.base, &found_count, &err) < 0)
		fail_msg("%s", err.text);
	if ((int64_t)found_count != listed)
		same(w, q, "list", (struct answer){ listed, 0 }, (int64_t)found_count, 0);
	arena_release(&mem);
}

/* Every unit of a level at once; together they are the banner. */
static void check_level(struct world *w, const struct asked *q, int level, int scan)
{
	struct arena mem = { 0 };
	struct group_query g = group_of(w, q, &mem);
	struct answer all = expected(w, q, -1, 0), met = { 0 };
	struct group_result result;

	g.by[g.by_count++] = (struct group_by){ form_field(g.base.form, "unit"), level };
	ask(w, &g, scan, &mem, &result);
	for (size_t i = 0; i < result.count; i++) {
		const struct group_row *row = &result.rows[i];
		int unit = unit_coded(w, row->keys[0].text);

		same(w, q, w->code[unit], expected(w, q, unit, level), (int64_t)row->records,
			row->sums[0].sum.number.unscaled);
		met.records += (int64_t)row->records;
		met.sum += row->sums[0].sum.number.unscaled;
	}
	same(w, q, "all units", all, met.records, met.sum);
	arena_release(&mem);
}

static void check_ledger(struct world *w, int ledger, enum unit_view view)
{
	struct asked q = { ledger, -1, view, -1 };

	for (int unit = 0; unit < w->count; unit++) {
		if (unit > 0 && prop_chance(&w->dice, 40))
			continue;
		q.within = unit;
		q.period = ledger == 3 || prop_chance(&w->dice, 40)
			? -1
			: (int)prop_below(&w->dice, PERIODS);
		check_one(w, &q);
	}
	q.within = -1;
	for (int scan = 0; scan < 2; scan++)
		for (int level = 0; level <= 2; level++) {
			q.period = -1;
			check_level(w, &q, level, scan);
			if (ledger != 3)
				q.period = (int)prop_below(&w->dice, PERIODS);
			check_level(w, &q, level, scan);
		}
}

/* The banner's figure is one figure, whichever way its units are looked at. */
static void check_banner(struct world *w, int ledger)
{
	struct asked was = { ledger, -1, UNITS_WAS, 0 }, now = { ledger, -1, UNITS_NOW, 0 };
	struct answer a = expected(w, &was, -1, 0), b = expected(w, &now, -1, 0);

	assert_true(a.sum == b.sum && a.records == b.records && a.records > 0);
	check_one(w, &was);
	check_one(w, &now);
}

static void sums_agree_with_a_model_over_random_histories(void **state)
{
	static struct world w;

	(void)state;
	w = (struct world){ .dice = prop_start("units over time", 20160731) };
	for (int i = 0; i < HISTORIES; i++) {
		world_history(&w);
		world_open(&w);
		fill(&w);
		for (int ledger = 0; ledger < LEDGERS; ledger++) {
			check_ledger(&w, ledger, UNITS_WAS);
			check_ledger(&w, ledger, UNITS_NOW);
			check_banner(&w, ledger);
		}
		ledger_close(&w.l);
		w.l = (struct ledger){ 0 };
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_agree_with_a_model_over_random_histories),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
