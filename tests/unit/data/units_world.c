/* units_world.c - histories of units made at random, and the tree of the program from them. */
#include "unit/data/units_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/str.h"
#include "model/field_type.h"

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

const struct form_def world_forms[LEDGERS] = {
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

const char *const world_periods[PERIODS] = { "2021H1", "2021H2", "2022H1", "2022H2", "2023H1",
	"2023H2" };

/* ---- pictures ---- */

static struct picture *last_picture(struct world *w)
{
	return &w->pictures[w->picture_count - 1];
}

const struct picture *world_picture(struct world *w, enum unit_view view, int32_t day)
{
	int at = w->picture_count - 1;

	while (view == UNITS_WAS && day != DATE_NONE && at > 0 && w->pictures[at].from > day)
		at--;
	return &w->pictures[at];
}

int world_depth(const struct picture *p, int unit)
{
	int above = 0;

	for (; p->parent[unit] >= 0; unit = p->parent[unit])
		above++;
	return above;
}

int32_t world_last_day(const char *text, struct period *out)
{
	static const struct season season = { 4, 1, 10, 31 };
	struct err err = { 0 };

	assert_int_equal(period_parse(text, out, &err), 0);
	return period_last_day(*out, &season);
}

/* ---- a history ---- */

void world_begin(struct world *w)
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

		if (p->there[unit] && world_depth(p, unit) == level && unit != but &&
			unit != nor)
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

void world_history(struct world *w)
{
	do {
		arena_clear(&w->l.mem);
		world_begin(w);
		make_history(w);
	} while (!has_all_kinds(w));
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

void world_open(struct world *w)
{
	static const struct form_def *const forms[] = { &world_forms[0], &world_forms[1],
		&world_forms[2], &world_forms[3] };
	struct store_options options = { .kind = STORE_MEMORY, .create = 1 };
	struct err err = { 0 };

	w->l.model = make_model(forms, LEDGERS);
	build_tree(w, w->l.model);
	if (store_open(&options, &w->l.store, &err) < 0)
		fail_msg("%s", err.text);
	w->l.data = open_data(w->l.store, w->l.model);
}
