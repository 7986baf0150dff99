/*
 * test_cycle.c - days told by periods, who owes what, in time or late, days of reminders.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "sample.h"

static struct period period_of(const char *text)
{
	struct period period;
	struct err err = { 0 };

	if (period_parse(text, &period, &err) < 0)
		fail_msg("%s", err.text);
	return period;
}

static int32_t day_of(const char *text)
{
	int32_t found;
	struct err err = { 0 };

	if (date_parse(text, &found, &err) < 0)
		fail_msg("%s", err.text);
	return found;
}

static void assert_day(int32_t found, const char *want, const char *what)
{
	struct str text = { 0 };

	date_print(found, &text);
	if (strcmp(str_text(&text), want) != 0)
		fail_msg("%s: %s, not %s", what, str_text(&text), want);
	str_release(&text);
}

static void holidays(struct model *m)
{
	static int32_t off[2], on[1];

	off[0] = day_of("2026-10-01");
	off[1] = day_of("2026-10-02");
	on[0] = day_of("2026-10-10");   /* a Saturday */
	m->calendar.holidays = off;
	m->calendar.holiday_count = 2;
	m->calendar.workdays = on;
	m->calendar.workday_count = 1;
}

/* Of the sample form, each half-year, due on the 25th of its last month. */
static struct cycle *half_years(struct model *m)
{
	static const int remind[] = { -3, 0, 1 };
	struct cycle *cycle = arena_alloc(&m->mem, sizeof(*cycle));

	*cycle = (struct cycle){ .id = "half", .label = { "半年", "Half-year" }, .source = "",
				 .on = 1, .form_id = "sample", .form = sample_form(m),
				 .kind = PERIOD_HALF_YEAR,
				 .since = { PERIOD_HALF_YEAR, 2021, 1 },
				 .due = { DAY_OF_MONTH, 25 }, .lock = 30, .remind = remind,
				 .remind_count = 3, .remind_every = 7 };
	m->cycles = cycle;
	m->cycle_count = 1;
	return cycle;
}

static void rules_tell_days_of_every_period(void **state)
{
	static const struct { const char *rule, *period, *day; } cases[] = {
		{ "start", "2021H2", "2021-07-01" }, { "end", "2021H1", "2021-06-30" },
		{ "25", "2021H1", "2021-06-25" }, { "25", "2021", "2021-12-25" },
		{ "31", "2021-02", "2021-02-28" }, { "31", "2024-02", "2024-02-29" },
		{ "30", "2021Q2", "2021-06-30" }, { "+10", "2021H1", "2021-07-10" },
		{ "-10", "2021-03", "2021-03-21" }, { "+0", "2021-03", "2021-03-31" },
		{ "end", "2021W25", "2021-06-27" }, { "start", "2021W25", "2021-06-21" },
		{ "2w", "2021-06X1", "2021-06-14" }, { "1w", "2021-06X2", "2021-06-21" },
		/* 1 and 2 October are holidays, then a weekend; Saturday the 10th is worked */
		{ "1w", "2026Q3", "2026-10-05" }, { "6w", "2026Q3", "2026-10-10" },
		{ "7w", "2026Q3", "2026-10-12" }, { "5", "2021S", "2021-10-05" },
	};
	struct model *m = sample_model();

	(void)state;
	holidays(m);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct day_rule rule;
		struct err err = { 0 };

		assert_int_equal(day_rule_parse(cases[i].rule, &rule, &err), 0);
		assert_day(day_rule_day(&rule, period_of(cases[i].period), &m->calendar),
			   cases[i].day, cases[i].rule);
	}
	model_drop(&m);
}

static void other_texts_tell_no_day(void **state)
{
	static const char *const texts[] = { "", "0", "32", "25.", "w", "0w", "100w", "+", "-",
					     "+367", "3W", "End", " 25", "2x5", "+1w" };
	struct day_rule rule;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct err err = { 0 };

		if (day_rule_parse(texts[i], &rule, &err) == 0)
			fail_msg("%s was taken", texts[i]);
		assert_non_null(strstr(err.text, "write \"start\""));
	}
}

static void a_calendar_without_a_working_day_ends(void **state)
{
	struct model *m = sample_model();
	const struct day_rule rule = { DAY_WORKDAYS, 3 };
	struct cycle *cycle = half_years(m);

	(void)state;
	m->calendar.weekend = 0x7f;
	assert_true(day_rule_day(&rule, period_of("2021H1"), &m->calendar) >
		    day_of("2021-06-30"));
	cycle->rest = REST_NEXT;
	assert_day(cycle_due(cycle, m, period_of("2021H1")), "2021-06-25", "no rest day");
	model_drop(&m);
}

static void a_rest_day_moves_the_due_day_as_told(void **state)
{
	struct model *m = sample_model();
	struct cycle *cycle = half_years(m);
	struct period period = period_of("2022H1");     /* 25 June 2022 is a Saturday */

	(void)state;
	cycle->grace = 2;
	assert_day(cycle_due(cycle, m, period), "2022-06-25", "stays");
	cycle->rest = REST_NEXT;
	assert_day(cycle_due(cycle, m, period), "2022-06-27", "next");
	cycle->rest = REST_PREVIOUS;
	assert_day(cycle_due(cycle, m, period), "2022-06-24", "previous");
	assert_day(cycle_late_after(cycle, m, period), "2022-06-26", "grace");
	assert_day(cycle_locked_after(cycle, m, period), "2022-07-24", "lock");
	cycle->lock = -1;
	assert_int_equal(cycle_locked_after(cycle, m, period), DATE_NONE);
	model_drop(&m);
}

static void working_days_between_days(void **state)
{
	struct model *m = sample_model();

	(void)state;
	holidays(m);
	assert_int_equal(calendar_workdays(&m->calendar, day_of("2026-09-30"),
					   day_of("2026-10-10")), 6);
	assert_int_equal(calendar_workdays(&m->calendar, day_of("2026-09-30"),
					   day_of("2026-10-04")), 0);
	assert_int_equal(calendar_workdays(&m->calendar, day_of("2026-10-10"),
					   day_of("2026-09-30")), 0);
	model_drop(&m);
}

static void a_cycle_asks_from_its_first_period_on(void **state)
{
	struct model *m = sample_model();
	struct cycle *cycle = half_years(m);

	(void)state;
	assert_false(cycle_asks(cycle, m, period_of("2020H2")));
	assert_true(cycle_asks(cycle, m, period_of("2021H1")));
	assert_true(cycle_asks(cycle, m, period_of("2030H2")));
	assert_false(cycle_asks(cycle, m, period_of("2021")));
	assert_false(cycle_asks(cycle, m, (struct period){ PERIOD_NONE, 0, 0 }));
	cycle->on = 0;
	assert_false(cycle_asks(cycle, m, period_of("2021H1")));
	model_drop(&m);
}

static void the_latest_period_is_the_one_that_has_opened(void **state)
{
	static const struct { const char *opens, *day; int year, half; } cases[] = {
		{ "start", "2021-06-30", 2021, 1 }, { "start", "2021-07-01", 2021, 2 },
		{ "start", "2020-12-31", 0, 0 }, { "+1", "2021-07-01", 2021, 1 },
		{ "+1", "2021-06-30", 0, 0 }, { "+1", "2021-12-31", 2021, 1 },
		{ "-200", "2020-12-13", 2021, 1 },      /* opens before it begins */
	};
	struct model *m = sample_model();
	struct cycle *cycle = half_years(m);
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct period found;

		assert_int_equal(day_rule_parse(cases[i].opens, &cycle->opens, &err), 0);
		found = cycle_latest(cycle, m, day_of(cases[i].day));
		if (found.year != cases[i].year ||
		    (found.year && found.number != cases[i].half))
			fail_msg("%s %s: %d %d", cases[i].opens, cases[i].day, found.year,
				 found.number);
	}
	cycle->kind = PERIOD_SEASON;            /* none in winter: the last one counts */
	cycle->since = (struct period){ PERIOD_NONE, 0, 0 };
	cycle->opens = (struct day_rule){ DAY_START, 0 };
	assert_int_equal(cycle_latest(cycle, m, day_of("2022-02-01")).year, 2021);
	assert_int_equal(cycle_latest(cycle, m, day_of("2022-04-01")).year, 2022);
	model_drop(&m);
}

static void assert_units(const struct cycle *cycle, const struct model *m, const char *period,
			 const char *want)
{
	struct arena mem = { 0 };
	struct str text = { 0 };
	const struct unit **units;
	size_t count = cycle_units(cycle, m, period_of(period), &mem, &units);

	for (size_t i = 0; i < count; i++)
		str_addf(&text, "%s%s", i ? " " : "", units[i]->code);
	assert_string_equal(str_text(&text), want);
	str_release(&text);
	arena_release(&mem);
}

static void units_owe_it_by_the_tree_of_its_last_day(void **state)
{
	static const char *codes[] = { "15100", "15103", "15101", NULL };
	struct model *m = sample_model();
	struct cycle *cycle = half_years(m);

	(void)state;
	assert_units(cycle, m, "2021H2", "15101 15100 15102");
	/* the old town ends on 30 June 2022, and with it what it owes later */
	assert_units(cycle, m, "2022H1", "15101 15100 15102");
	assert_units(cycle, m, "2022H2", "15101 15100");
	assert_units(cycle, m, "2020H2", "");
	cycle->units = codes;
	assert_units(cycle, m, "2021H2", "15101 15100 15103");
	cycle->units = NULL;
	cycle->form_id = "";
	assert_units(cycle, m, "2021H2", "");
	model_drop(&m);
}

static void rows_of_a_village_are_in_its_towns_filing(void **state)
{
	struct model *m = sample_model();
	struct cycle *cycle = half_years(m);
	struct period period = period_of("2021H2");

	(void)state;
	assert_ptr_equal(cycle_unit_of(cycle, m, period, sample_unit(m, "15100202")),
			 sample_unit(m, "15100"));
	assert_ptr_equal(cycle_unit_of(cycle, m, period, sample_unit(m, "15101")),
			 sample_unit(m, "15101"));
	assert_null(cycle_unit_of(cycle, m, period, sample_unit(m, "15")));
	assert_null(cycle_unit_of(cycle, m, period, sample_unit(m, "15103")));
	assert_null(cycle_unit_of(cycle, m, period_of("2020H2"), sample_unit(m, "15101")));
	model_drop(&m);
}

static void the_first_filing_alone_says_in_time_or_late(void **state)
{
	static const struct { const char *filed, *today; enum due_state want; } cases[] = {
		{ NULL, "2020-12-31", DUE_NOT_OPEN }, { NULL, "2021-01-01", DUE_OPEN },
		{ NULL, "2021-06-25", DUE_OPEN }, { NULL, "2021-06-27", DUE_OPEN },
		{ NULL, "2021-06-28", DUE_OVERDUE }, { NULL, "2022-06-28", DUE_OVERDUE },
		{ "2021-06-25", "2022-01-01", DUE_IN_TIME },
		{ "2021-06-27", "2022-01-01", DUE_IN_TIME },
		{ "2021-06-28", "2021-06-28", DUE_LATE },
	};
	struct model *m = sample_model();
	struct cycle *cycle = half_years(m);

	(void)state;
	cycle->grace = 2;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int32_t filed = cases[i].filed ? day_of(cases[i].filed) : DATE_NONE;

		assert_int_equal(cycle_state(cycle, m, period_of("2021H1"), filed,
					     day_of(cases[i].today)), cases[i].want);
	}
	model_drop(&m);
}

static void reminders_come_on_their_days_then_weekly(void **state)
{
	static const char *const days[] = { "2021-06-22", "2021-06-25", "2021-06-26",
					    "2021-07-03", "2021-07-10" };
	struct model *m = sample_model();
	struct cycle *cycle = half_years(m);
	size_t found = 0;
	int left;

	(void)state;
	for (int32_t day = day_of("2021-05-01"); day <= day_of("2021-07-12"); day++) {
		if (!cycle_reminds(cycle, m, period_of("2021H1"), day, &left))
			continue;
		assert_true(found < COUNT_OF(days));
		assert_int_equal(day, day_of(days[found]));
		assert_int_equal(left, day_of("2021-06-25") - day);
		found++;
	}
	assert_int_equal(found, COUNT_OF(days));
	cycle->opens = (struct day_rule){ DAY_OFFSET, -5 };     /* the day of the due day */
	assert_false(cycle_reminds(cycle, m, period_of("2021H1"), day_of("2021-06-22"), &left));
	cycle->on = 0;
	assert_false(cycle_reminds(cycle, m, period_of("2021H1"), day_of("2021-06-25"), &left));
	model_drop(&m);
}

static void cycles_answer_to_id_and_label(void **state)
{
	struct model *m = sample_model();
	struct cycle *cycle = half_years(m);

	(void)state;
	assert_ptr_equal(model_cycle(m, "half"), cycle);
	assert_null(model_cycle(m, "半年"));
	assert_ptr_equal(model_cycle_named(m, "half"), cycle);
	assert_ptr_equal(model_cycle_named(m, "半年"), cycle);
	assert_null(model_cycle_named(m, "whole"));
	assert_string_equal(cycle_label(cycle), "Half-year");
	assert_ptr_equal(form_cycle(m, sample_form(m), PERIOD_HALF_YEAR), cycle);
	assert_null(form_cycle(m, sample_form(m), PERIOD_YEAR));
	cycle->on = 0;
	assert_null(form_cycle(m, sample_form(m), PERIOD_HALF_YEAR));
	model_drop(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_tell_days_of_every_period),
		cmocka_unit_test(other_texts_tell_no_day),
		cmocka_unit_test(a_calendar_without_a_working_day_ends),
		cmocka_unit_test(a_rest_day_moves_the_due_day_as_told),
		cmocka_unit_test(working_days_between_days),
		cmocka_unit_test(a_cycle_asks_from_its_first_period_on),
		cmocka_unit_test(the_latest_period_is_the_one_that_has_opened),
		cmocka_unit_test(units_owe_it_by_the_tree_of_its_last_day),
		cmocka_unit_test(rows_of_a_village_are_in_its_towns_filing),
		cmocka_unit_test(the_first_filing_alone_says_in_time_or_late),
		cmocka_unit_test(reminders_come_on_their_days_then_weekly),
		cmocka_unit_test(cycles_answer_to_id_and_label),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
