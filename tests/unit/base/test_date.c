/* test_date.c - days and instants, against a calendar counted day by day. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/date.h"
#include "base/str.h"

static void every_day_of_a_century_comes_back(void **state)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int32_t day = 10957;            /* 2000-01-01, a Saturday */
	int weekday = 6;
	struct str s = { 0 };

	(void)state;
	for (int y = 2000; y <= 2100; y++) {
		for (int m = 1; m <= 12; m++) {
			int last = days[m - 1] + (m == 2 && y % 4 == 0 && y != 2100);

			assert_int_equal(date_month_days(y, m), last);
			for (int d = 1; d <= last; d++, day++, weekday = weekday % 7 + 1) {
				struct ymd ymd = date_split(day);
				struct err err = { 0 };
				int32_t back;

				assert_int_equal(date_of(y, m, d), day);
				assert_int_equal(ymd.year, y);
				assert_int_equal(ymd.month, m);
				assert_int_equal(ymd.day, d);
				assert_int_equal(date_weekday(day), weekday);
				str_clear(&s);
				date_print(day, &s);
				assert_int_equal(date_parse(s.at, &back, &err), 0);
				assert_int_equal(back, day);
			}
		}
	}
	str_release(&s);
}

static void the_calendar_holds_from_end_to_end(void **state)
{
	int32_t first = date_of(1, 1, 1), last = date_of(9999, 12, 31);
	struct ymd before = { .year = 1, .month = 1, .day = 0 };

	(void)state;
	assert_int_equal(date_of(1970, 1, 1), 0);
	assert_int_equal(first, -719162);
	assert_int_equal(last, 2932896);
	assert_int_equal(date_weekday(first), 1);
	for (int32_t day = first; day <= last; day++) {
		struct ymd ymd = date_split(day);
		int next = ymd.day == before.day + 1 && ymd.month == before.month;

		if (!next)      /* cmocka's asserts are slow, four million of them */
			next = ymd.day == 1 &&
			       before.day == date_month_days(before.year, before.month) &&
			       ymd.month == before.month % 12 + 1 &&
			       ymd.year == before.year + (before.month == 12);
		if (!next || date_of(ymd.year, ymd.month, ymd.day) != day)
			fail_msg("day %d is %d-%d-%d", day, ymd.year, ymd.month, ymd.day);
		before = ymd;
	}
}

static void days_that_are_not_are_refused(void **state)
{
	static const char *const wrong[] = {
		"", "2021", "2021-06", "2021-6-25", "2021-06-25 ", " 2021-06-25", "2021/06/25",
		"2021-02-29", "2100-02-29", "2021-04-31", "2021-13-01", "2021-00-10", "2021-01-00",
		"0000-01-01", "2021-06-251", "20210625", "-021-06-25", "２０２１-06-25",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct err err = { 0 };
		int32_t day = 77;

		assert_true(date_parse(wrong[i], &day, &err) < 0);
		assert_int_equal(err.code, ERR_FAULT);
		assert_int_equal(day, 77);
	}
	assert_int_equal(date_of(10000, 1, 1), DATE_NONE);
	assert_int_equal(date_of(2021, 2, 30), DATE_NONE);
	assert_int_equal(date_split(DATE_NONE).year, 0);
	assert_int_equal(date_month_days(2021, 13), 0);
}

static void the_error_quotes_what_was_typed(void **state)
{
	struct err err = { 0 };
	int32_t day;

	(void)state;
	assert_true(date_parse("25.6.2021", &day, &err) < 0);
	assert_string_equal(err.text, "\"25.6.2021\" is not a date; "
			    "write year, month and day like 2021-06-25.");
}

static void no_day_prints_nothing(void **state)
{
	struct str s = { 0 };

	(void)state;
	date_print(DATE_NONE, &s);
	assert_string_equal(str_text(&s), "");
	str_release(&s);
}

static void check_instant(const char *text, int64_t expected, const char *printed)
{
	struct err err = { 0 };
	struct str s = { 0 };
	int64_t instant = 0;

	assert_int_equal(instant_parse(text, &instant, &err), 0);
	assert_true(instant == expected);
	instant_print(instant, &s);
	assert_string_equal(s.at, printed);
	str_release(&s);
}

static void instants_are_beijing_time_whatever_tz_says(void **state)
{
	(void)state;
	setenv("TZ", "America/New_York", 1);
	check_instant("1970-01-01 08:00", 0, "1970-01-01 08:00:00");
	check_instant("1970-01-01", -8 * 3600 * INT64_C(1000000), "1970-01-01 00:00:00");
	check_instant("2021-06-25T14:03:07", INT64_C(1624600987000000), "2021-06-25 14:03:07");
	check_instant("2021-06-25 14:03:07", INT64_C(1624600987000000), "2021-06-25 14:03:07");
	check_instant("1969-12-31 23:59:59", -28801 * INT64_C(1000000), "1969-12-31 23:59:59");
	unsetenv("TZ");
}

static void the_day_changes_at_beijing_midnight(void **state)
{
	int64_t midnight = INT64_C(16) * 3600 * 1000000;        /* 1970-01-01 16:00 UTC */
	struct str s = { 0 };

	(void)state;
	assert_int_equal(instant_day(midnight - 1), 0);
	assert_int_equal(instant_day(midnight), 1);
	assert_int_equal(instant_day(-midnight / 2 - 1), -1);
	instant_print(midnight - 1, &s);
	assert_string_equal(s.at, "1970-01-01 23:59:59");
	str_release(&s);
}

static void times_that_are_not_are_refused(void **state)
{
	static const char *const wrong[] = {
		"", "14:03", "2021-06-25 24:00", "2021-06-25 14:60", "2021-06-25 14:03:60",
		"2021-06-25 14", "2021-06-25 ", "2021-06-25T", "2021-06-25 14:03:", "2021-06-25 1:03",
		"2021-06-31 10:00", "2021-06-25 14:03:07Z", "2021-06-25  14:03",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct err err = { 0 };
		int64_t instant;

		assert_true(instant_parse(wrong[i], &instant, &err) < 0);
		assert_int_equal(err.code, ERR_FAULT);
	}
}

static void the_clock_is_of_this_age(void **state)
{
	(void)state;
	assert_true(instant_day(instant_now()) > date_of(2024, 1, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_of_a_century_comes_back),
		cmocka_unit_test(the_calendar_holds_from_end_to_end),
		cmocka_unit_test(days_that_are_not_are_refused),
		cmocka_unit_test(the_error_quotes_what_was_typed),
		cmocka_unit_test(no_day_prints_nothing),
		cmocka_unit_test(instants_are_beijing_time_whatever_tz_says),
		cmocka_unit_test(the_day_changes_at_beijing_midnight),
		cmocka_unit_test(times_that_are_not_are_refused),
		cmocka_unit_test(the_clock_is_of_this_age),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
