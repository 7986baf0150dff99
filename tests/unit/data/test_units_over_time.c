/*
 * test_units_over_time.c - units as they were and as they are: lists, sums and counts against
 * a model that keeps a whole picture of the tree for every change and knows nothing else.
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
#include "lib/prop.h"
#include "model/field_type.h"
#include "model/period.h"
#include "model/unit_change.h"
#include "unit/data/ledger.h"

enum {
	HISTORIES = 200,
	TOWNS = 4,
	VILLAGES = 3,
	FIRST_UNITS = 1 + TOWNS + TOWNS * VILLAGES,
	UNITS = FIRST_UNITS + 8,
	CHANGES = 9,
	RECORDS = 22, /* of each ledger */
	LEDGERS = 4,
	PERIODS = 6,
};

/* ---- four ledgers: what adds up, what stands, what grows, what has a date only ---- */

static const struct field_def by_period[] = {
	{ .id = "period", .type = "period", .flags = FIELD_REQUIRED },
	{ .id = "unit", .type = "unit", .flags = FIELD_REQUIRED },
	{ .id = "kind", .type = "code" },
	{ .id = "amount", .type = "decimal", .scale = 2 },
	{ 0 },
};

static const struct field_def by_date[] = {
	{ .id = "unit", .type = "unit", .flags = FIELD_REQUIRED },
	{ .id = "kind", .type = "code" },
	{ .id = "amount", .type = "decimal", .scale = 2 },
	{ .id = "day", .type = "date" },
	{ 0 },
};

static const struct form_def defs[LEDGERS] = {
	{ .id = "flow", .fields = by_period, .key = "", .sort = "period", .period = "period",
	  .over_time = TIME_FLOW, .unit = "unit", .indexes = { "unit period" },
	  .total_by = { "period unit", "unit" }, .total_sum = { "amount", "amount" } },
	{ .id = "stock", .fields = by_period, .key = "unit kind period", .sort = "period",
	  .over_time = TIME_STOCK, .period = "period", .unit = "unit",
	  .indexes = { "period unit" }, .total_by = { "period unit kind" },
	  .total_sum = { "amount" } },
	{ .id = "grown", .fields = by_period, .key = "period unit kind", .sort = "period",
	  .over_time = TIME_CUMULATIVE, .period = "period", .unit = "unit",
	  .total_by = { "period unit" }, .total_sum = { "amount" } },
	{ .id = "dated", .fields = by_date, .key = "", .sort = "day", .as_of = "day",
	  .over_time = TIME_FLOW, .unit = "unit", .indexes = { "unit day" },
	  .total_by = { "unit" }, .total_sum = { "amount" } },
};

static const char *const periods[PERIODS] = { "2021H1", "2021H2", "2022H1", "2022H2", "2023H1",
	"2023H2" };

/* ---- the model ---- */

/* The whole tree after a change: by unit, what it is below and whether it is there. */
struct picture {
	int32_t from; /* first day */
	int parent[UNITS];
	int into[UNITS]; /* merged: what it went on in; -1 not */
	int there[UNITS];
};

struct entry {
	int unit, kind, period; /* period -1: a date */
	int32_t day; /* on which it is looked at */
	int64_t amount;
};

struct world {
	struct prop dice;
	struct ledger l;
	char code[UNITS][8];
	int count; /* of units */
	struct picture pictures[CHANGES + 1];
	int picture_count;
	struct unit_change changes[CHANGES];
	int change_count;
	struct entry rows[LEDGERS][RECORDS];
	int row_count[LEDGERS];
};

static struct picture *last_picture(struct world *w)
{
	return &w->pictures[w->picture_count - 1];
}

static const struct picture *picture_of(struct world *w, enum unit_view view, int32_t day)
{
	int at = w->picture_count - 1;

	while (view == UNITS_WAS && day != DATE_NONE && at > 0 && w->pictures[at].from > day)
		at--;
	return &w->pictures[at];
}

static int goes_on(const struct picture *p, int unit)
{
	while (p->into[unit] >= 0)
		unit = p->into[unit];
	return unit;
}

static int depth(const struct picture *p, int unit)
{
	int depth = 0;

	for (; p->parent[unit] >= 0; unit = p->parent[unit])
		depth++;
	return depth;
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
	while (depth(p, unit) > level)
		unit = p->parent[unit];
	return unit;
}

/* ---- a history ---- */

static void begin(struct world *w)
{
	struct picture *p = &w->pictures[0];

	w->picture_count = 1;
	w->count = FIRST_UNITS;
	w->change_count = 0;
	*p = (struct picture){ .from = INT32_MIN };
	for (int i = 0; i < UNITS; i++) {
		p->parent[i] = p->into[i] = -1;
		p->there[i] = i < FIRST_UNITS;
	}
	for (int t = 0; t < TOWNS; t++) {
		int town = 1 + t * (VILLAGES + 1);

		p->parent[town] = 0;
		snprintf(w->code[town], sizeof(w->code[town]), "%02d", t + 1);
		for (int v = 1; v <= VILLAGES; v++) {
			p->parent[town + v] = town;
			snprintf(w->code[town + v], sizeof(w->code[0]), "%02d%02d", t + 1, v);
		}
	}
	snprintf(w->code[0], sizeof(w->code[0]), "00");
	for (int i = FIRST_UNITS; i < UNITS; i++)
		snprintf(w->code[i], sizeof(w->code[i]), "N%d", i - FIRST_UNITS);
}

/* One of that depth that is there and is none of these; -1 there is none. */
static int any_unit(struct world *w, int level, int but, int nor)
{
	const struct picture *p = last_picture(w);
	int start = (int)prop_below(&w->dice, (uint64_t)w->count);

	for (int i = 0; i < w->count; i++) {
		int unit = (start + i) % w->count;

		if (p->there[unit] && depth(p, unit) == level && unit != but && unit != nor)
			return unit;
	}
	return -1;
}

static const char **codes_of(struct world *w, const int *units, int count)
{
	const char **codes = arena_array(&w->l.mem, (size_t)count + 1, sizeof(*codes));

	for (int i = 0; i < count; i++)
		codes[i] = w->code[units[i]];
	return codes;
}

static struct unit_change *next_change(struct world *w, enum unit_change_kind kind, int32_t on)
{
	struct picture *p = &w->pictures[w->picture_count++];
	struct unit_change *c = &w->changes[w->change_count++];

	*p = w->pictures[w->picture_count - 2];
	p->from = on;
	*c = (struct unit_change){ .kind = kind, .on = on };
	return c;
}

static int found(struct world *w, struct unit_change *c, int parent)
{
	int unit = w->count++;

	assert_true(unit < UNITS);
	last_picture(w)->there[unit] = 1;
	last_picture(w)->parent[unit] = parent;
	c->into = w->code[unit];
	c->name = w->code[unit];
	return unit;
}

static int merge(struct world *w, int32_t on)
{
	int level = prop_chance(&w->dice, 70) ? 1 : 2;
	int units[2] = { any_unit(w, level, -1, -1) }, into, count = 1;
	struct unit_change *c;
	struct picture *p;

	units[1] = any_unit(w, level, units[0], -1);
	into = any_unit(w, level, units[0], units[1]);
	if (into < 0)
		return 0;
	count += prop_chance(&w->dice, 30);
	c = next_change(w, CHANGE_MERGE, on);
	p = last_picture(w);
	c->into = w->code[into];
	if (prop_chance(&w->dice, 25)) /* into one that begins with it */
		into = found(w, c, p->parent[units[0]]);
	c->units = codes_of(w, units, count);
	for (int i = 0; i < w->count; i++)
		for (int k = 0; k < count; k++)
			if (p->parent[i] == units[k] && i != into)
				p->parent[i] = into;
	for (int k = 0; k < count; k++) {
		p->parent[units[k]] = p->into[units[k]] = into;
		p->there[units[k]] = 0;
	}
	return 1;
}

/* A merged unit stands below what it went into: it does not count there, but moves with it. */
static int split(struct world *w, int32_t on)
{
	int old = any_unit(w, prop_chance(&w->dice, 80) ? 1 : 2, -1, -1), moved[UNITS], n = 0;
	const struct picture *was = last_picture(w);
	struct unit_change *c;
	struct picture *p;
	int fresh;

	for (int i = 0; i < w->count; i++)
		if (was->parent[i] == old && was->there[i] && prop_chance(&w->dice, 50))
			moved[n++] = i;
	c = next_change(w, CHANGE_SPLIT, on);
	p = last_picture(w);
	c->units = codes_of(w, &old, 1);
	fresh = found(w, c, p->parent[old]);
	if (n > 0)
		c->villages = codes_of(w, moved, n);
	for (int i = 0; i < n; i++)
		p->parent[moved[i]] = fresh;
	return 1;
}

static int transfer(struct world *w, int32_t on)
{
	int village = any_unit(w, 2, -1, -1);
	int into = village < 0 ? -1
			       : any_unit(w, 1, last_picture(w)->parent[village], -1);
	struct unit_change *c;

	if (into < 0)
		return 0;
	c = next_change(w, CHANGE_TRANSFER, on);
	c->units = codes_of(w, &village, 1);
	c->into = w->code[into];
	last_picture(w)->parent[village] = into;
	return 1;
}

static int rename_one(struct world *w, int32_t on)
{
	int unit = any_unit(w, 1 + (int)prop_below(&w->dice, 2), -1, -1);
	struct unit_change *c = next_change(w, CHANGE_RENAME, on);

	c->units = codes_of(w, &unit, 1);
	c->name = arena_printf(&w->l.mem, "new name %d", w->change_count);
	return 1;
}

/* Days of 2021-03 to 2023-10, some the first or the last of a period. */
static int32_t day_of_change(struct world *w, int i, int count)
{
	static const int32_t edges[][3] = { { 2021, 6, 30 }, { 2021, 7, 1 }, { 2022, 1, 1 },
		{ 2022, 6, 30 }, { 2022, 12, 31 }, { 2023, 1, 1 } };
	int32_t first = date_of(2021, 3, 1), last = date_of(2023, 10, 1);
	int32_t from = first + (last - first) / count * i;
	int32_t to = first + (last - first) / count * (i + 1) - 1;

	for (size_t k = 0; k < 6 && prop_chance(&w->dice, 50); k++) {
		int32_t day = date_of(edges[k][0], edges[k][1], edges[k][2]);

		if (day >= from && day <= to)
			return day;
	}
	return (int32_t)prop_between(&w->dice, from, to);
}

static void make_history(struct world *w)
{
	int (*const makes[])(struct world *, int32_t) = { merge, split, transfer, rename_one,
		merge, split, transfer };
	int order[8] = { 0, 1, 2 }, count = 3 + (int)prop_below(&w->dice, 5);

	for (int i = 3; i < count; i++)
		order[i] = (int)prop_below(&w->dice, 7);
	for (int i = count - 1; i > 0; i--) {
		int at = (int)prop_below(&w->dice, (uint64_t)i + 1), swap = order[i];

		order[i] = order[at];
		order[at] = swap;
	}
	for (int i = 0; i < count; i++)
		if (!makes[order[i]](w, day_of_change(w, i, count)))
			assert_true(i > 0);
}

static int has_all_kinds(const struct world *w)
{
	int seen = 0;

	for (int i = 0; i < w->change_count; i++)
		seen |= 1 << w->changes[i].kind;
	return (seen & 1 << CHANGE_MERGE) && (seen & 1 << CHANGE_SPLIT) &&
		(seen & 1 << CHANGE_TRANSFER);
}

/* ---- the same tree for the program ---- */

static int by_code(const void *a, const void *b)
{
	return strcmp(((const struct unit *)a)->code, ((const struct unit *)b)->code);
}

static void build_tree(struct world *w, struct model *m)
{
	static const char *none[1];
	struct unit_tree *tree = &m->units;
	struct err err = { 0 };

	*tree = (struct unit_tree){ .units = arena_array(&m->mem, UNITS, sizeof(struct unit)) };
	for (int i = 0; i < FIRST_UNITS; i++) {
		struct unit *u = &tree->units[tree->count++];

		*u = (struct unit){ .code = w->code[i], .short_name = w->code[i],
			.report_name = w->code[i], .kind = "", .pinyin = "", .initials = "",
			.aliases = none, .reports = none, .valid_from = DATE_NONE,
			.valid_to = DATE_NONE };
		u->names = arena_array(&m->mem, 1, sizeof(*u->names));
		u->names[0] = (struct unit_name){ w->code[i], DATE_NONE, DATE_NONE };
		u->name_count = 1;
	}
	for (int i = 0; i < w->change_count; i++)
		if (unit_change_founds(&w->changes[i]))
			tree->units[tree->count++] = unit_change_new(&w->changes[i],
				&tree->units[0], &m->mem);
	qsort(tree->units, tree->count, sizeof(*tree->units), by_code);
	for (int i = 1; i < FIRST_UNITS; i++) {
		struct unit *u = (struct unit *)unit_find(tree, w->code[i]);

		u->parents = arena_array(&m->mem, 1, sizeof(*u->parents));
		u->parents[0] = (struct unit_parent){
			unit_find(tree, w->code[w->pictures[0].parent[i]]), DATE_NONE,
			DATE_NONE };
		u->parent_count = 1;
	}
	unit_tree_settle(tree, &m->mem);
	for (int i = 0; i < w->change_count; i++)
		if (unit_change_apply(tree, &w->changes[i], &m->mem, &err) < 0)
			fail_msg("change %d: %s", i, err.text);
	unit_tree_settle(tree, &m->mem);
	m->site.root = unit_find(tree, "00");
}

static void open_world(struct world *w)
{
	static const struct form_def *const forms[] = { &defs[0], &defs[1], &defs[2],
		&defs[3] };
	struct store_options options = { .kind = STORE_MEMORY, .create = 1 };
	struct err err = { 0 };

	do {
		arena_clear(&w->l.mem);
		begin(w);
		make_history(w);
	} while (!has_all_kinds(w));
	w->l.model = make_model(forms, LEDGERS);
	build_tree(w, w->l.model);
	if (store_open(&options, &w->l.store, &err) < 0)
		fail_msg("%s", err.text);
	w->l.data = open_data(w->l.store, w->l.model);
}

/* ---- records ---- */

static int32_t last_day(const char *text, struct period *out)
{
	static const struct season season = { 4, 1, 10, 31 };
	struct err err = { 0 };

	assert_int_equal(period_parse(text, out, &err), 0);
	return period_last_day(*out, &season);
}

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
	assert_true(picture_of(w, UNITS_WAS, row->day)->there[row->unit]);
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
		row->day = last_day(periods[row->period], &period);
	p = picture_of(w, UNITS_WAS, row->day);
	do
		row->unit = (int)prop_below(&w->dice, (uint64_t)w->count);
	while (!p->there[row->unit]);
	return ledger == 0 || ledger == 3 || !is_taken(w, ledger, row);
}

static struct record *record_of(struct world *w, int ledger, const struct entry *row)
{
	struct record *r = record_new(form_in(w->l.data, defs[ledger].id), &w->l.mem);
	struct period period;

	*record_value(r, "unit") = value_text(w->code[row->unit]);
	*record_value(r, "kind") = value_text(row->kind ? "B" : "A");
	*record_value(r, "amount") = value_number((struct decimal){ row->amount, 2 });
	if (row->period >= 0) {
		last_day(periods[row->period], &period);
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
	const struct picture *p = picture_of(w, q->view, row->day);

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
		const struct picture *p = picture_of(w, q->view, row->day);

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
			text ? " and " : "", periods[q->period]);
	return condition(w->l.data, defs[q->ledger].id, mem, text);
}

static struct group_query group_of(struct world *w, const struct asked *q, struct arena *mem)
{
	const struct form *form = form_in(w->l.data, defs[q->ledger].id);
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
		what, defs[q->ledger].id, q->view ? "as was" : "as now",
		q->within < 0 ? "-" : w->code[q->within],
		q->period < 0 ? "-" : periods[q->period], (long long)records, (long long)sum,
		(long long)want.records, (long long)want.sum);
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
		open_world(&w);
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
