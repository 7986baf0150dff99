/* test_period.c - periods of every kind against ranges of days, 2000 to 2100. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "lib/prop.h"
#include "model/period.h"

static const struct season summer = { 4, 1, 10, 31 };
static const struct season winter = { 10, 1, 3, 31 };  /* ends in the next year */

static struct period of(const char *text)
{
	struct period p;
	struct err err = { 0 };

	assert_int_equal(period_parse(text, &p, &err), 0);
	return p;
}

/* Walks every period of the kind through the century. */
static void walk(enum period_kind kind, const struct season *season)
{
	struct period p = { .kind = (uint8_t)kind, .year = 2000, .number = 1 }, before = p;
	struct str s = { 0 };
	int first = 1;

	for (; p.year <= 2100; before = p, p = period_next(p), first = 0) {
		struct period back;
		struct err err = { 0 };

		str_clear(&s);
		period_print(p, &s);
		assert_int_equal(period_parse(s.at, &back, &err), 0);
		assert_int_equal(period_key_compare(p, back), 0);
		assert_int_equal(period_key_compare(period_previous(period_next(p)), p), 0);
		assert_true(period_first_day(p, season) <= period_last_day(p, season));
		if (!first && kind != PERIOD_SEASON)
			assert_int_equal(period_first_day(p, season),
				period_last_day(before, season) + 1);
		if (!first)
			assert_int_equal(period_compare(before, p, season), -1);
		for (int32_t d = period_first_day(p, season); d <= period_last_day(p, season); d++)
			assert_int_equal(period_key_compare(period_of_day(d, kind, season), p), 0);
	}
	str_release(&s);
}

static void every_kind_walks_through_the_century(void **state)
{
	(void)state;
	for (int kind = PERIOD_DAY; kind < PERIOD_KIND_COUNT; kind++) {
		walk((enum period_kind)kind, &summer);
		walk((enum period_kind)kind, &winter);
	}
}

static struct period any_period(struct prop *p, const struct season *season)
{
	int32_t d = date_of(2000, 1, 1) + (int32_t)prop_below(p, 36000);
	struct period found;

	do {
		found = period_of_day(d, (enum period_kind)prop_between(p, PERIOD_DAY, PERIOD_WEEK),
			season);
	} while (found.kind == PERIOD_NONE);
	return found;
}

static void contains_and_overlaps_follow_the_days(void **state)
{
	struct prop p = prop_start("periods", 21);

	(void)state;
	for (int i = 0; i < 20000; i++) {
		const struct season *season = prop_chance(&p, 50) ? &summer : &winter;
		struct period a = any_period(&p, season), b = any_period(&p, season);
		int32_t a1, a2, b1, b2;

		if (prop_chance(&p, 70))
			b = period_of_day(period_first_day(a, season) - 3 + (int)prop_below(&p, 20),
				(enum period_kind)prop_between(&p, PERIOD_DAY, PERIOD_YEAR), season);
		a1 = period_first_day(a, season);
		a2 = period_last_day(a, season);
		b1 = period_first_day(b, season);
		b2 = period_last_day(b, season);
		assert_int_equal(period_contains(a, b, season), a1 <= b1 && b2 <= a2);
		assert_true(period_contains(a, a, season));
		assert_int_equal(period_compare(a, b, season), -period_compare(b, a, season));
		assert_int_equal(period_compare(a, b, season) == 0, period_key_compare(a, b) == 0);
	}
}

static void a_season_may_end_in_the_next_year(void **state)
{
	struct period s = of("2021S");

	(void)state;
	assert_int_equal(period_first_day(s, &winter), date_of(2021, 10, 1));
	assert_int_equal(period_last_day(s, &winter), date_of(2022, 3, 31));
	assert_int_equal(period_of_day(date_of(2022, 2, 1), PERIOD_SEASON, &winter).year, 2021);
	assert_int_equal(period_of_day(date_of(2022, 7, 1), PERIOD_SEASON, &winter).kind, PERIOD_NONE);
	assert_true(period_contains(s, of("2022-01"), &winter));
	assert_false(period_contains(of("2021"), s, &winter));
}

static void third_ten_days_end_with_the_month(void **state)
{
	(void)state;
	assert_int_equal(period_last_day(of("2021-02X3"), NULL), date_of(2021, 2, 28));
	assert_int_equal(period_last_day(of("2020-02X3"), NULL), date_of(2020, 2, 29));
	assert_int_equal(period_last_day(of("2021-01X3"), NULL), date_of(2021, 1, 31));
	assert_int_equal(of("2021-06X1").number, 16);
}

/* ISO 8601 examples: a week belongs to the year of its Thursday. */
static void weeks_follow_the_standard(void **state)
{
	(void)state;
	assert_int_equal(period_first_day(of("2021W25"), NULL), date_of(2021, 6, 21));
	assert_int_equal(period_last_day(of("2021W25"), NULL), date_of(2021, 6, 27));
	assert_int_equal(period_first_day(of("2020W53"), NULL), date_of(2020, 12, 28));
	assert_int_equal(period_of_day(date_of(2021, 1, 3), PERIOD_WEEK, NULL).year, 2020);
	assert_int_equal(period_of_day(date_of(2024, 12, 30), PERIOD_WEEK, NULL).year, 2025);
	assert_int_equal(period_next(of("2020W53")).number, 1);
	assert_int_equal(period_previous(of("2021W01")).number, 53);
}

static void only_the_spellings_are_read(void **state)
{
	static const char *const wrong[] = {
		"", "21", "0000", "2021h1", "2021H3", "2021Q0", "2021Q5", "2021-13", "2021-6",
		"2021-06X4", "2021-06x1", "2021-02-29", "2021-06-31", "2021 H1", "2021S1", "2021-06-",
		"2021H1 ", "2021Q", "12021", "2021W00", "2021W53", "2021W1", "2021w01",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct period p;
		struct err err = { 0 };

		assert_int_equal(period_parse(wrong[i], &p, &err), -1);
		assert_non_null(strstr(err.text, "2021H1"));
	}
}

static void the_calendar_has_ends(void **state)
{
	(void)state;
	assert_int_equal(period_next(of("9999")).kind, PERIOD_NONE);
	assert_int_equal(period_next(of("9999-12-31")).kind, PERIOD_NONE);
	assert_int_equal(period_previous(of("0001H1")).kind, PERIOD_NONE);
	assert_int_equal(period_next((struct period){ 0 }).kind, PERIOD_NONE);
	assert_int_not_equal(period_last_day(of("9999S"), &winter), DATE_NONE);
}

static void kinds_have_names(void **state)
{
	enum period_kind kind;

	(void)state;
	for (int i = PERIOD_DAY; i < PERIOD_KIND_COUNT; i++) {
		assert_int_equal(period_kind_parse(period_kind_name((enum period_kind)i), &kind), 1);
		assert_int_equal(kind, i);
	}
	assert_int_equal(period_kind_parse("", &kind), 0);
	assert_int_equal(period_kind_parse("fortnight", &kind), 0);
}

static void long_names_are_words(void **state)
{
	static const struct { const char *text, *name; } rows[] = {
		{ "2021H1", "2021 H1" }, { "2021H2", "2021 H2" }, { "2021-06X1", "2021-06, days 1 to 10" },
		{ "2021-06", "2021-06" }, { "2021Q2", "2021 Q2" }, { "2021", "2021" },
		{ "2021S", "2021 growing season" }, { "2021W25", "2021, week 25" }, { "2021-06-25", "2021-06-25" },
	};
	struct str s = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		str_clear(&s);
		period_print_long(of(rows[i].text), &s);
		assert_string_equal(s.at, rows[i].name);
	}
	str_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_walks_through_the_century),
		cmocka_unit_test(contains_and_overlaps_follow_the_days),
		cmocka_unit_test(a_season_may_end_in_the_next_year),
		cmocka_unit_test(third_ten_days_end_with_the_month),
		cmocka_unit_test(weeks_follow_the_standard),
		cmocka_unit_test(only_the_spellings_are_read),
		cmocka_unit_test(the_calendar_has_ends),
		cmocka_unit_test(kinds_have_names),
		cmocka_unit_test(long_names_are_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
