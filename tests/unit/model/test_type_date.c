/* test_type_date.c - dates and periods as people type them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_read_in_many_spellings),
		cmocka_unit_test(periods_are_read_in_many_spellings),
		cmocka_unit_test(only_the_fields_kinds_are_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
