/* test_type_number.c - figures as people type them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "typing.h"

static void figures_are_read_as_offices_write_them(void **state)
{
	static const struct { const char *typed, *stored; } rows[] = {
		{ "12.5", "12.5" }, { " 12.50 ", "12.5" }, { "１２．５", "12.5" }, { "-3", "-3" },
		{ "0", "0" }, { "12,345", "12345" }, { "1,234,567.89", "1234567.89" },
		{ "12，345", "12345" }, { "3.7万", "37000" }, { "17.2万亩", "172000" },
		{ "1.2345万", "12345" }, { "0.5亿", "50000000" }, { "10055.4亩", "10055.4" },
		{ "10055.4 mu", "10055.4" }, { "　7　", "7" },
		{ "50余", "50余" }, { "50 余", "50余" }, { "约300", "约300" }, { "60多亩", "60多" },
		{ "5万以上", "50000以上" }, { "5万亩以上", "50000以上" }, { "50余万亩", "500000余" },
		{ "预计 300", "预计300" }, { "全年计划200", "全年计划200" }, { "计划200", "计划200" },
		{ "10~50", "10~50" }, { "10-50", "10~50" }, { "10～50", "10~50" }, { "10至50", "10~50" },
		{ "10万~50万", "100000~500000" }, { "-5~-2", "-5~-2" },
		{ ".", "." }, { "/", "/" }, { "X", "X" }, { "×", "X" }, { "", "" }, { "。", "." },
		{ "／", "/" }, { "Ｘ", "X" },
	};
	struct typing t = typing_start();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_string_equal(stored(&t, "area", rows[i].typed), rows[i].stored);
		assert_string_equal(stored(&t, "area", rows[i].stored), rows[i].stored);
	}
	typing_end(&t);
}

static void numbers_stand_at_the_fields_scale(void **state)
{
	struct typing t = typing_start();

	(void)state;
	assert_int_equal(typed(&t, "area", "3.7"), 0);
	assert_int_equal(t.value.number.scale, 2);
	assert_int_equal(t.value.number.unscaled, 370);
	typing_end(&t);
}

static void qualifiers_set_the_nature(void **state)
{
	struct typing t = typing_start();

	(void)state;
	typed(&t, "area", "预计300");
	assert_int_equal(t.value.nature, NATURE_EXPECTED);
	typed(&t, "area", "全年计划300");
	assert_int_equal(t.value.nature, NATURE_PLANNED);
	assert_string_equal(t.value.qualifier, "YEARPLAN");
	typed(&t, "area", "300余");
	assert_int_equal(t.value.nature, NATURE_ACTUAL);
	typed(&t, "area", "300");
	assert_null(t.value.qualifier);
	typing_end(&t);
}

static void wrong_figures_say_what_to_type(void **state)
{
	static const struct { const char *field, *typed, *says; } rows[] = {
		{ "area", "abc", "Area: \"abc\" is not a number" },
		{ "area", "1,2", "comma" }, { "area", "1234,567", "comma" }, { "area", "1,2345", "comma" },
		{ "area", "12.345", "at most 2 decimals" }, { "area", "1.23456789万", "at most 2 decimals" },
		{ "heads", "2.5", "takes whole numbers" }, { "area", "1 2", "not a number" },
		{ "heads", "50余", "takes an exact figure; leave out \"余\"" },
		{ "heads", "10~50", "leave out \"~\"" },
		{ "area", "约10~50余", "cannot stand together" }, { "area", "10~50万", "both ends" },
		{ "area", "50~10", "smaller to the larger" }, { "area", "余", "not a number" },
		{ "area", "万", "not a number" }, { "area", "1e5", "not a number" },
		{ "area", "99999999999999999999", "too large" }, { "area", "\xff", "UTF-8" },
		{ "area", "..", "is not a number" },
	};
	struct typing t = typing_start();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(typed(&t, rows[i].field, rows[i].typed), -1);
		if (!strstr(t.err.text, rows[i].says))
			fail_msg("%s: %s", rows[i].typed, t.err.text);
	}
	typing_end(&t);
}

static void bounds_hold_for_both_ends_of_a_range(void **state)
{
	struct typing t = typing_start();

	(void)state;
	assert_string_equal(fault(&t, "area", "0", 0), "");
	assert_string_equal(fault(&t, "area", "99999999", 0), "");
	assert_non_null(strstr(fault(&t, "area", "-0.01", 0), "at least 0"));
	assert_non_null(strstr(fault(&t, "area", "99999999.01", 0), "at most 99999999"));
	assert_non_null(strstr(fault(&t, "area", "5~100000000", 0), "at most"));
	assert_non_null(strstr(fault(&t, "area", "-5~5", 0), "at least"));
	assert_string_equal(fault(&t, "area", ".", 0), "");
	typing_end(&t);
}

static void screens_show_money_and_percent_as_such(void **state)
{
	struct typing t = typing_start();

	(void)state;
	assert_string_equal(shown(&t, "cost", "5"), "5.00");
	assert_string_equal(shown(&t, "cost", "48.5万元"), "485000.00");
	assert_string_equal(shown(&t, "share", "12.5%"), "12.5%");
	assert_string_equal(stored(&t, "share", "10%~50%"), "10~50");
	assert_string_equal(shown(&t, "area", "10055.40"), "10055.4");
	assert_string_equal(shown(&t, "area", "50余"), "50余");
	assert_string_equal(shown(&t, "area", "X"), "X");
	typing_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_are_read_as_offices_write_them),
		cmocka_unit_test(numbers_stand_at_the_fields_scale),
		cmocka_unit_test(qualifiers_set_the_nature),
		cmocka_unit_test(wrong_figures_say_what_to_type),
		cmocka_unit_test(bounds_hold_for_both_ends_of_a_range),
		cmocka_unit_test(screens_show_money_and_percent_as_such),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
