/* test_type_date.c - dates and periods as people type them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "lib/prop.h"
#include "model/aids.h"
#include "typing.h"

static void dates_are_read_in_many_spellings(void **state)
{
	static const char *const spellings[] = {
		"2021-06-25", "20210625", "2021-6-25", "2021/6/25", "2021.6.25", "2021年6月25日",
		"2021年6月25号", "２０２１－０６－２５", " 2021-06-25 ",
	};
	struct typing t = typing_start();

	(void)state;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
		assert_string_equal(stored(&t, "on", spellings[i]), "2021-06-25");
	assert_non_null(strstr(stored(&t, "on", "2021-02-30"), "Date: there is no day"));
	assert_non_null(strstr(stored(&t, "on", "6-25"), "like 2021-06-25"));
	assert_non_null(strstr(stored(&t, "on", "2021-06"), "not a date"));
	assert_non_null(strstr(stored(&t, "on", "2021-06-25x"), "not a date"));
	assert_string_equal(stored(&t, "on", "."), ".");
	assert_string_equal(stored(&t, "on", "x"), "X");
	typing_end(&t);
}

static void periods_are_read_in_many_spellings(void **state)
{
	static const struct { const char *typed, *stored; } rows[] = {
		{ "2021H1", "2021H1" }, { "2021h1", "2021H1" }, { "2021上半年", "2021H1" },
		{ "2021年上半年", "2021H1" }, { "2021年下半年", "2021H2" }, { "2021 H1", "2021H1" },
		{ "2021-06", "2021-06" }, { "2021年6月", "2021-06" }, { "2021.6", "2021-06" },
		{ "202106", "2021-06" }, { "2021年6月份", "2021-06" }, { "2021", "2021" },
		{ "2021年", "2021" }, { "2021全年", "2021" }, { "2021q2", "2021Q2" },
		{ "2021年第2季度", "2021Q2" }, { "2021年二季度", "2021Q2" }, { "2021s", "2021S" },
		{ "2021年生长季", "2021S" }, { "2021-06x3", "2021-06X3" }, { "2021年6月下旬", "2021-06X3" },
		{ "2021-06-25", "2021-06-25" }, { "2021年6月25日", "2021-06-25" },
		{ "20210625", "2021-06-25" },
	};
	struct typing t = typing_start();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(stored(&t, "any", rows[i].typed), rows[i].stored);
	assert_string_equal(shown(&t, "any", "2021h1"), "2021 H1");
	typing_end(&t);
}

static void only_the_fields_kinds_are_taken(void **state)
{
	struct typing t = typing_start();

	(void)state;
	assert_string_equal(stored(&t, "when", "2021H1"), "2021H1");
	assert_string_equal(stored(&t, "when", "2021-06"),
		"Period does not take a period like \"2021-06\"; write one like 2021, 2021H1.");
	assert_string_equal(stored(&t, "when", "H1"),
		"Period: \"H1\" is not a period; write one like 2021, 2021H1.");
	assert_non_null(strstr(stored(&t, "any", "2021H3"), "not a period"));
	assert_non_null(strstr(stored(&t, "any", "2021年13月"), "not a period"));
	t.value = value_period((struct period){ PERIOD_MONTH, 2021, 6 });
	assert_int_equal(field_validate(t.model, sample_field(t.model, "when"), &t.value, 0, &t.err),
		-1);
	typing_end(&t);
}

struct row {
	const char *typed, *stored;     /* "?part of the sentence" */
};

static void check_rows(const char *field, const struct row *rows, size_t count)
{
	struct typing t = typing_start();

	for (size_t i = 0; i < count; i++) {
		const char *got = stored(&t, field, rows[i].typed);

		if (rows[i].stored[0] == '?' ? !strstr(got, rows[i].stored + 1)
					     : strcmp(got, rows[i].stored) != 0)
			fail_msg("%s: %s gave %s", field, rows[i].typed, got);
	}
	typing_end(&t);
}

static void days_are_told_from_today(void **state)
{
	static const struct row rows[] = {
		{ "t", "2024-03-31" }, { "T", "2024-03-31" }, { "t-7", "2024-03-24" },
		{ "t+3", "2024-04-03" }, { "ｔ－７", "2024-03-24" }, { "今天", "2024-03-31" },
		{ "昨天", "2024-03-30" }, { "前天", "2024-03-29" }, { "明天", "2024-04-01" },
		{ "0625", "2024-06-25" }, { "625", "2024-06-25" }, { "6-25", "2024-06-25" },
		{ "6.25", "2024-06-25" }, { "6/25", "2024-06-25" }, { "6月25日", "2024-06-25" },
		{ "6月25", "2024-06-25" }, { "0229", "2024-02-29" }, { "25日", "2024-03-25" },
		{ "1231", "2024-12-31" }, { "月底", "2024-03-31" }, { "本月末", "2024-03-31" },
		{ "上月底", "2024-02-29" }, { "下月底", "2024-04-30" }, { "上个月初", "2024-02-01" },
		{ "月初", "2024-03-01" }, { "6月底", "2024-06-30" }, { "2月末", "2024-02-29" },
		{ "12月初", "2024-12-01" }, { "年底", "2024-12-31" }, { "年初", "2024-01-01" },
		{ "去年底", "2023-12-31" }, { "上年末", "2023-12-31" }, { "季末", "2024-03-31" },
		{ "季度初", "2024-01-01" }, { "20210625", "2021-06-25" }, { "2021.6.25", "2021-06-25" },
		{ "112", "?may be two days" }, { "101", "?may be two days" }, { "131", "2024-01-31" },
		{ "999", "?no day 999" }, { "0230", "?no day 0230" }, { "2021", "?no day 2021" },
		{ "13-5", "?no day 13-5" }, { "25", "?not a date" }, { "6", "?not a date" },
		{ "t-", "?not a date" }, { "t7", "?not a date" }, { "t-77777", "?not a date" },
		{ "底", "?not a date" }, { "本末", "?not a date" }, { "13月底", "?not a date" },
		{ "h1", "?not a date" }, { "tomorrow", "?not a date" }, { "6-25x", "?not a date" },
	};

	(void)state;
	aids_set(day(2024, 3, 31));
	check_rows("on", rows, sizeof(rows) / sizeof(rows[0]));
	aids_set(DATE_NONE);
}

static void months_end_where_the_year_turns(void **state)
{
	static const struct row january[] = {
		{ "上月底", "2023-12-31" }, { "月底", "2024-01-31" }, { "t-31", "2023-12-01" },
	};
	static const struct row december[] = {
		{ "下月底", "2024-01-31" }, { "季末", "2023-12-31" }, { "t+1", "2024-01-01" },
		{ "0229", "?no day 0229" },
	};

	(void)state;
	aids_set(day(2024, 1, 1));
	check_rows("on", january, 3);
	aids_set(day(2023, 12, 31));
	check_rows("on", december, 4);
	aids_set(DATE_NONE);
}

static void periods_are_told_from_today(void **state)
{
	static const struct row any[] = {
		{ "h1", "2024H1" }, { "H2", "2024H2" }, { "q2", "2024Q2" }, { "s", "2024S" },
		{ "2021", "2021" }, { "上半年", "2024H1" }, { "下半年", "2024H2" },
		{ "二季度", "2024Q2" }, { "1季度", "2024Q1" }, { "生长季", "2024S" },
		{ "全年", "2024" }, { "今年", "2024" }, { "去年", "2023" }, { "6月", "2024-06" },
		{ "12月份", "2024-12" }, { "6月上旬", "2024-06X1" }, { "m", "2024-03" },
		{ "m-1", "2024-02" }, { "m-3", "2023-12" }, { "M+1", "2024-04" }, { "q", "2024Q1" },
		{ "q-1", "2023Q4" }, { "h", "2024H1" }, { "h-1", "2023H2" }, { "y-1", "2023" },
		{ "t", "2024-03-31" }, { "t-1", "2024-03-30" }, { "本月", "2024-03" },
		{ "上月", "2024-02" }, { "上季度", "2023Q4" }, { "本旬", "2024-03X3" },
		{ "2025 h1", "2025H1" }, { "ｈ１", "2024H1" }, { "x", "X" },
		/* which kind is the field's own? */
		{ "本期", "?not a period" }, { "上期", "?not a period" },
		{ "13月", "?not a period" }, { "h3", "?not a period" }, { "q5", "?not a period" },
		{ "6", "?not a period" }, { "-06", "?not a period" }, { "hh", "?not a period" },
	};
	static const struct row when[] = {
		{ "h1", "2024H1" }, { "q1", "?does not take a period like" },
		{ "m", "?does not take a period like" }, { "本期", "?not a period" },
	};
	static const struct row month[] = {
		{ "本期", "2024-03" }, { "上期", "2024-02" }, { "下期", "2024-04" },
	};
	static const struct row days[] = { { "0625", "2024-06-25" }, { "月底", "2024-03-31" } };
	struct typing t = typing_start();

	(void)state;
	typing_end(&t);
	aids_set(day(2024, 3, 31));
	check_rows("any", any, sizeof(any) / sizeof(any[0]));
	check_rows("when", when, 4);
	t = typing_start();
	for (size_t i = 0; i < 5; i++) {
		const struct row *row = i < 3 ? &month[i] : &days[i - 3];

		((struct field *)sample_field(t.model, "any"))->period_kinds =
			1u << (i < 3 ? PERIOD_MONTH : PERIOD_DAY);
		assert_string_equal(stored(&t, "any", row->typed), row->stored);
	}
	typing_end(&t);
	aids_set(DATE_NONE);
}

/* A file means the same whenever it is read. */
static void files_know_no_today(void **state)
{
	static const struct row rows[] = {
		{ "t", "?not a date" }, { "0625", "?not a date" }, { "6-25", "?not a date" },
		{ "月底", "?not a date" }, { "h1", "?not a date" },
	};
	static const struct row periods[] = { { "h1", "?not a period" }, { "本月", "?not a period" } };

	(void)state;
	assert_false(aids_are_on());
	check_rows("on", rows, 5);
	check_rows("any", periods, 2);
}

static void whatever_is_typed_is_read_again_or_refused(void **state)
{
	static const char *const bits[] = { "t", "-", "+", "7", "06", "25", "2021", "h", "q", "1", "m",
		"月", "底", "初", "年", "上", "本", "期", "季度", "半年", ".", "/", "日", "s", "旬", "中" };
	struct prop p = prop_start("dates", 43);
	struct typing t = typing_start();
	struct str text = { 0 };

	(void)state;
	aids_set(day(2024, 2, 29));
	for (int i = 0; i < 30000; i++) {
		const char *field = i % 2 ? "on" : "any", *kept;
		struct value first;

		str_clear(&text);
		for (int n = 1 + (int)prop_below(&p, 4); n > 0; n--)
			str_add(&text, bits[prop_below(&p, sizeof(bits) / sizeof(bits[0]))]);
		if (typed(&t, field, str_text(&text)) < 0) {
			assert_true(strlen(t.err.text) > 10);
			continue;
		}
		first = t.value;
		kept = stored(&t, field, str_text(&text));
		aids_set(DATE_NONE);            /* what is stored needs no day */
		if (typed(&t, field, kept) < 0 || !value_equal(&first, &t.value))
			fail_msg("%s is stored as %s", str_text(&text), kept);
		aids_set(day(2024, 2, 29));
		if (i % 100 == 0)
			arena_clear(&t.mem);
	}
	aids_set(DATE_NONE);
	str_release(&text);
	typing_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_read_in_many_spellings),
		cmocka_unit_test(periods_are_read_in_many_spellings),
		cmocka_unit_test(only_the_fields_kinds_are_taken),
		cmocka_unit_test(days_are_told_from_today),
		cmocka_unit_test(months_end_where_the_year_turns),
		cmocka_unit_test(periods_are_told_from_today),
		cmocka_unit_test(files_know_no_today),
		cmocka_unit_test(whatever_is_typed_is_read_again_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
