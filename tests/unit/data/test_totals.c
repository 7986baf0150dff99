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
#include "unit/data/ledger.h"

/*
 * A thousand random histories of saves, later reports, corrections, deletions and actions
 * of a workflow; the totals, a scan and a plain model in C have to say the same.
 */

enum { HISTORIES = 1000, OPERATIONS = 16, LINES = 10, ENTRIES = 20, FIRST_DAY = 18800 };

struct entry {
	int32_t as_of;
	int area_state, nature; /* enum value_state */
	int64_t area, trees; /* trees -1: empty */
};

struct line {
	uint64_t id;
	enum record_state state, before;
	int unit, species; /* species -1: empty */
	int period; /* half of 2021 or 2022 */
	struct entry entries[ENTRIES];
	int count;
};

struct world {
	struct prop dice;
	struct dataset *data;
	struct model *model;
	struct arena *mem;
	struct line lines[LINES];
	int count;
};

static const char *const villages[] = { "0101", "0102", "0201", "0302" };
static const char *const periods[] = { "2021H1", "2021H2", "2022H1" };

static struct entry random_entry(struct prop *dice)
{
	struct entry e = { .as_of = FIRST_DAY + (int32_t)prop_below(dice, 6) };
	static const int states[] = { VALUE_GIVEN, VALUE_GIVEN, VALUE_GIVEN, VALUE_GIVEN,
		VALUE_MISSING, VALUE_NONE, VALUE_MASKED };

	e.area_state = states[prop_below(dice, 7)];
	e.area = prop_between(dice, 0, 5000);
	e.nature = e.area_state == VALUE_GIVEN && prop_chance(dice, 20) ? NATURE_PLANNED
									: NATURE_ACTUAL;
	e.trees = prop_chance(dice, 30) ? -1 : prop_between(dice, 0, 50);
	return e;
}

static void put_entry(struct record *r, const struct entry *e)
{
	struct value *area = record_value(r, "area"), *trees = record_value(r, "trees");

	*area = value_state_only((enum value_state)e->area_state);
	if (e->area_state == VALUE_GIVEN)
		*area = value_number((struct decimal){ e->area, 2 });
	area->nature = (uint8_t)e->nature;
	if (e->nature == NATURE_PLANNED)
		area->qualifier = "PLAN";
	*trees = e->trees < 0 ? value_state_only(VALUE_NONE)
			      : value_number(decimal_of(e->trees));
	*record_value(r, "as_of") = value_date(e->as_of);
}

static void put_place(struct record *r, const struct line *line, int number)
{
	static const char *const species[] = { "A", "B" };
	static char plots[LINES][16];
	struct err err = { 0 };

	snprintf(plots[number], sizeof(plots[number]), "%d", number / 2);
	period_parse(periods[line->period], &record_value(r, "period")->period, &err);
	*record_value(r, "period") = value_period(record_value(r, "period")->period);
	*record_value(r, "unit") = value_text(villages[line->unit]);
	*record_value(r, "plot") = value_text(plots[number]);
	*record_value(r, "species") = line->species < 0 ? value_state_only(VALUE_MISSING)
							: value_text(species[line->species]);
	*record_value(r, "land") = value_text("C");
}

/* What the save is to make of the line. */
static void follow(struct line *line, const struct entry *e, int keep)
{
	int32_t was = line->count ? line->entries[line->count - 1].as_of : DATE_NONE;
	int did = line->state == STATE_SUBMITTED || line->state == (enum record_state)CONFIRMED ||
		line->state == (enum record_state)ACCEPTED;
	int later = line->count && did && e->as_of > was;
	int kept = 0;

	for (int i = 0; i < line->count - !later; i++)
		if (line->entries[i].as_of < e->as_of)
			line->entries[kept++] = line->entries[i];
	line->entries[kept++] = *e;
	line->count = kept;
	if (!keep)
		line->state = STATE_SUBMITTED;
	else if (did || line->state == STATE_NEW)
		line->state = STATE_SAVED;
}

static void save_line(struct world *w, int number, struct record *r)
{
	struct line *line = &w->lines[number];
	struct entry e = random_entry(&w->dice);
	int keep = prop_chance(&w->dice, 20);
	struct save_options options = { .flags = keep ? SAVE_KEEP : 0 };
	struct save_result result;
	struct err err = { 0 };

	if (prop_chance(&w->dice, 15) || !line->id) {
		line->unit = (int)prop_below(&w->dice, 4);
		line->species = (int)prop_below(&w->dice, 3) - 1;
	}
	put_entry(r, &e);
	put_place(r, line, number);
	if (data_save(w->data, r, &options, w->mem, &result, &err) != DATA_OK)
		fail_msg("%s %s", err.text, result.sentence);
	line->id = result.id;
	follow(line, &e, keep);
}

/* One that the workflow has from there. */
static void act(struct world *w, struct line *line)
{
	const struct form *form = form_in(w->data, "planting");
	size_t count = form->workflow->action_count, at = prop_below(&w->dice, count);
	const struct work_action *action = &form->workflow->actions[at];
	struct act_options options = { .action = action->id, .reason = "x" };
	int can = action->from >> line->state & 1;
	struct save_result result;
	struct err err = { 0 };

	assert_int_equal(data_act(w->data, form, line->id, 0, &options, w->mem, &result, &err),
		can ? DATA_OK : -1);
	if (!can)
		return;
	line->state = action->to;
	assert_int_equal(result.state, action->to);
}

static void operate(struct world *w)
{
	const struct form *form = form_in(w->data, "planting");
	int number = (int)prop_below(&w->dice, LINES);
	struct line *line = &w->lines[number];
	struct save_result result;
	struct err err = { 0 };

	if (!line->id) {
		line->period = number % 2 ? 1 + (int)prop_below(&w->dice, 2) : 0;
		save_line(w, number, record_new(form, w->mem));
	} else if (line->state == STATE_DELETED) {
		assert_int_equal(
			data_undelete(w->data, form, line->id, w->mem, &result, &err), 0);
		line->state = line->before;
	} else if (prop_chance(&w->dice, 40)) {
		act(w, line);
	} else if (prop_chance(&w->dice, 20)) {
		assert_int_equal(
			data_delete(w->data, form, line->id, "x", w->mem, &result, &err), 0);
		line->before = line->state;
		line->state = STATE_DELETED;
	} else {
		save_line(w, number, must_get(w->data, "planting", line->id, w->mem));
	}
}

/* ---- the three answers ---- */

struct sums {
	int64_t lines, sum[2], given[2], missing[2];
};

static const struct entry *entry_on(const struct line *line, int32_t as_of)
{
	const struct entry *e = NULL;

	for (int i = 0; i < line->count; i++)
		if (as_of == DATE_NONE || line->entries[i].as_of <= as_of)
			e = &line->entries[i];
	return e;
}

static int counts(const struct line *line, int32_t as_of, unsigned states)
{
	return line->id && entry_on(line, as_of) && states & 1u << line->state;
}

/* Lines 2n and 2n + 1 stand at one place unless moved; of a year's periods the later one counts. */
static int is_superseded(const struct world *w, int number, int32_t as_of, unsigned states)
{
	const struct line *line = &w->lines[number], *other = &w->lines[number ^ 1];

	return counts(other, as_of, states) && other->unit == line->unit &&
		other->species == line->species && other->period > line->period &&
		!strncmp(periods[other->period], periods[line->period], strlen("2021"));
}

/* period -1: all. */
static void plain_sums(const struct world *w, int period, int32_t as_of, unsigned states,
	int nature, struct sums out[4][3])
{
	memset(out, 0, sizeof(struct sums) * 12);
	for (int i = 0; i < LINES; i++) {
		const struct line *line = &w->lines[i];
		const struct entry *e = entry_on(line, as_of);
		struct sums *s = &out[line->unit][line->species + 1];

		if (!counts(line, as_of, states) || (period >= 0 && line->period != period))
			continue;
		if (period < 0 && is_superseded(w, i, as_of, states))
			continue;
		s->lines++;
		if (e->area_state == VALUE_GIVEN && e->nature == nature) {
			s->sum[0] += e->area;
			s->given[0]++;
		} else if (e->area_state == VALUE_MISSING || e->area_state == VALUE_MASKED) {
			s->missing[0] += nature == NATURE_ACTUAL;
		}
		if (e->trees >= 0 && nature == NATURE_ACTUAL) {
			s->sum[1] += e->trees;
			s->given[1]++;
		}
	}
}

static void plain_text(struct sums sums[4][3], int nature, struct str *out)
{
	static const char *const species[] = { "", "A", "B" };

	for (int u = 0; u < 4; u++)
		for (int s = 0; s < 3; s++) {
			struct sums *at = &sums[u][s];
			int64_t lines = nature == NATURE_ACTUAL ? at->lines : at->given[0];

			if (lines > 0)
				str_addf(out, "%s,%s:%lld %lld/%lld/%lld %lld/%lld\n",
					villages[u], species[s], (long long)lines,
					(long long)at->sum[0], (long long)at->given[0],
					(long long)at->missing[0], (long long)at->sum[1],
					(long long)at->given[1]);
		}
}

static int64_t unscaled(const struct value *v)
{
	return v->state == VALUE_GIVEN ? v->number.unscaled : 0;
}

static void group_text(const struct group_result *r, struct str *out)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct group_row *row = &r->rows[i];

		str_addf(out, "%s,%s:%llu %lld/%llu/%llu %lld/%llu\n", row->keys[0].text,
			row->keys[1].state == VALUE_GIVEN ? row->keys[1].text : "",
			(unsigned long long)row->records,
			(long long)unscaled(&row->sums[0].sum),
			(unsigned long long)row->sums[0].given,
			(unsigned long long)row->sums[0].missing,
			(long long)unscaled(&row->sums[1].sum),
			(unsigned long long)row->sums[1].given);
	}
}

static void compare(struct world *w)
{
	const struct form *form = form_in(w->data, "planting");
	int period = (int)prop_below(&w->dice, 4) - 1;
	struct group_query q = { .base = { .form = form }, .by_count = 2, .sum_count = 2 };
	struct str plain = { 0 }, total = { 0 }, scan = { 0 };
	struct group_result by_totals, by_scan;
	struct sums sums[4][3];
	struct err err = { 0 };

	do
		q.base.states = (unsigned)prop_u64(&w->dice) & model_states_live(w->model);
	while (!q.base.states);
	if (prop_chance(&w->dice, 30))
		q.base.states = model_states_counting(w->model);
	q.as_of = prop_chance(&w->dice, 30) ? DATE_NONE
					    : FIRST_DAY - 1 + (int32_t)prop_below(&w->dice, 8);
	q.nature = prop_chance(&w->dice, 20) ? NATURE_PLANNED : NATURE_ACTUAL;
	if (period >= 0)
		q.base.where = condition(w->data, "planting", w->mem,
			arena_printf(w->mem, "period = %s", periods[period]));
	q.by[0] = (struct group_by){ form_field(form, "unit"), -1 };
	q.by[1] = (struct group_by){ form_field(form, "species"), -1 };
	q.sums[0] = form_field(form, "area");
	q.sums[1] = form_field(form, "trees");
	assert_int_equal(query_group(w->data, &q, w->mem, &by_totals, &err), 0);
	assert_int_equal(query_group_scan(w->data, &q, w->mem, &by_scan, &err), 0);
	if (period >= 0)
		assert_int_equal(by_totals.plan.kind, PLAN_TOTALS);
	plain_sums(w, period, q.as_of, q.base.states, (int)q.nature, sums);
	plain_text(sums, (int)q.nature, &plain);
	group_text(&by_totals, &total);
	group_text(&by_scan, &scan);
	assert_string_equal(str_text(&scan), str_text(&plain));
	assert_string_equal(str_text(&total), str_text(&plain));
	str_release(&plain);
	str_release(&total);
	str_release(&scan);
}

static void totals_equal_a_scan_over_random_histories(void **state)
{
	struct prop dice = prop_start("totals", 20211);

	(void)state;
	for (int i = 0; i < HISTORIES; i++) {
		struct ledger l;
		struct world w = { .dice = dice };

		ledger_open(&l, STORE_MEMORY);
		w.data = l.data;
		w.model = l.model;
		add_workflow(l.model);
		w.mem = &l.mem;
		for (int j = 0; j < OPERATIONS; j++)
			operate(&w);
		for (int j = 0; j < 4; j++)
			compare(&w);
		if (i % 20 == 0)
			must_verify(&l);
		dice = w.dice;
		ledger_close(&l);
	}
}

static void the_last_period_of_a_line_counts_not_the_sum(void **state)
{
	static const struct {
		const char *where, *sum;
		int lines;
	} want[] = {
		{ "period = 2021H1", "30.00", 2 },
		{ "period = 2021H2", "25.00", 1 },
		{ "period within 2021", "45.00", 2 },
		{ NULL, "52.00", 3 },
		{ "period within 2021 and species = 'A'", "25.00", 1 },
		{ "period within 2022", "7.00", 1 },
		{ "period within 2023", ".", 0 },
	};
	struct ledger l;
	uint64_t lines;

	(void)state;
	ledger_open(&l, STORE_MEMORY);
	must_save(l.data, "planting", &l.mem, "period=2021H1 unit=0101 species=A area=10");
	must_save(l.data, "planting", &l.mem, "period=2021H1 unit=0101 species=B area=20");
	must_save(l.data, "planting", &l.mem, "period=2021H2 unit=0101 species=A area=25");
	/* The year begins anew: both years' last periods count. */
	must_save(l.data, "planting", &l.mem, "period=2022H1 unit=0101 species=A area=7");
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		assert_string_equal(area_sum(l.data, &l.mem, want[i].where, DATE_NONE, &lines),
			want[i].sum);
		assert_int_equal(lines, want[i].lines);
	}
	ledger_close(&l);
}

static void units_roll_up_to_a_level_in_report_order(void **state)
{
	const struct form *form;
	struct group_query q = { .by_count = 1, .sum_count = 1 };
	struct group_result r;
	struct err err = { 0 };
	struct ledger l;

	(void)state;
	ledger_open(&l, STORE_MEMORY);
	form = form_in(l.data, "planting");
	must_save(l.data, "planting", &l.mem, "period=2021H1 unit=0301 area=3");
	must_save(l.data, "planting", &l.mem, "period=2021H1 unit=0101 area=10");
	must_save(l.data, "planting", &l.mem, "period=2021H1 unit=0103 area=.");
	must_save(l.data, "planting", &l.mem, "period=2021H1 unit=02 area=0");
	q.base.form = form;
	q.as_of = DATE_NONE;
	q.by[0] = (struct group_by){ form->unit, 1 };
	q.sums[0] = form_field(form, "area");
	assert_int_equal(query_group(l.data, &q, &l.mem, &r, &err), 0);
	assert_int_equal(r.count, 3);
	assert_string_equal(r.rows[0].keys[0].text, "01");
	assert_int_equal(r.rows[0].records, 2);
	assert_int_equal(r.rows[0].sums[0].missing, 1);
	assert_int_equal(r.rows[0].sums[0].sum.number.unscaled, 1000);
	assert_string_equal(r.rows[1].keys[0].text, "02");
	assert_int_equal(r.rows[1].sums[0].given, 1);
	assert_int_equal(r.rows[1].sums[0].sum.number.unscaled, 0);
	assert_string_equal(r.rows[2].keys[0].text, "03");
	ledger_close(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_period_of_a_line_counts_not_the_sum),
		cmocka_unit_test(units_roll_up_to_a_level_in_report_order),
		cmocka_unit_test(totals_equal_a_scan_over_random_histories),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
