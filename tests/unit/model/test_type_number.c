/* test_type_number.c - figures as people type them. */
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

/* Another measure unit of the same dimension is turned into the field's, exactly. */
static void measure_units_are_converted(void **state)
{
	static const struct { const char *field, *typed, *stored; } rows[] = {
		{ "area", "1.2万亩", "12000" }, { "area", "300m2", "0.45" },
		{ "area", "1.5 10k mu", "15000" }, { "area", "约100平方米", "约0.15" },
		{ "area", "10~20万亩", "100000~200000" }, { "area", "2万平方米余", "30余" },
		{ "area", "100平方米~1万亩", "0.15~10000" },
	};
	struct typing t = typing_start();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(stored(&t, rows[i].field, rows[i].typed), rows[i].stored);
	assert_non_null(strstr(stored(&t, "area", "1平方米"), "at most 2 decimals"));
	assert_non_null(strstr(stored(&t, "area", "5元"), "not a number"));
	assert_non_null(strstr(stored(&t, "area", "9999999999999999万亩"), "too large"));
	/* 万 where the field itself counts in 万: never guessed */
	((struct field *)sample_field(t.model, "heads"))->measure = &t.model->measures.measures[1];
	assert_non_null(strstr(stored(&t, "heads", "3万"), "is counted in 10k mu"));
	assert_string_equal(stored(&t, "heads", "3万亩"), "3");
	assert_string_equal(stored(&t, "heads", "30000亩"), "3");
	typing_end(&t);
}

static void sums_are_computed_while_one_types(void **state)
{
	static const struct { const char *field, *typed, *stored; } rows[] = {
		{ "area", "120+35", "155" }, { "area", "3*4.5", "13.5" }, { "area", "(1+2)*3", "9" },
		{ "area", "1+2*3", "7" }, { "area", "120-35-5", "80" }, { "area", "=50-10", "40" },
		{ "area", " １２０ ＋ ３５ ", "155" }, { "area", "3×4÷2", "6" },
		{ "area", "=(10-50)*-1", "40" }, { "area", "（1＋2）*3", "9" },
		{ "area", "3.7万+500", "37500" }, { "area", "1万亩+20亩", "10020" },
		{ "area", "(1+2)万", "30000" }, { "area", "1,200+300", "1500" },
		{ "area", "约120+35", "约155" }, { "area", "预计3.7万+300", "预计37300" },
		{ "area", "120+35余", "155余" }, { "area", "9/4", "2.25" }, { "area", "10-50", "10~50" },
		{ "area", "10~50", "10~50" }, { "area", "=5", "5" }, { "area", "-3", "-3" },
		{ "area", "1/0.5", "2" }, { "area", "100/3*3", "?division does not come out even" },
		{ "area", "100/3", "?does not come out even" }, { "area", "1/0", "?zero" },
		{ "area", "50-10", "?=50-10 to subtract" }, { "area", "1+", "?not a number" },
		{ "area", "(1+2", "?not a number" }, { "area", "1+2)", "?not a number" },
		{ "area", "1++2)", "?not a number" }, { "area", "1+abc", "?not a number" },
		{ "area", "=", "?not a number" }, { "area", "1=2", "?not a number" },
		{ "area", "2*1.555", "3.11" }, { "area", "3*1.555", "?at most 2 decimals" },
		{ "heads", "2*2.5", "5" }, { "heads", "120-35", "85" },
		{ "heads", "10-50", "?makes -40, below zero" }, { "heads", "=10-50", "-40" },
		{ "area", "9000000000000*9000000000000", "?too large" },
		{ "area", "0.000001*0.000001*0.1*100000000", "?too many digits" },
		{ "area", "((((((((((((((((((((1))))))))))))))))))))", "?not a number" },
		{ "cost", "1万元+3.5元", "10003.5" }, { "share", "50%+12.5%", "62.5" },
	};
	struct typing t = typing_start();

	(void)state;
	aids_set(day(2026, 11, 22));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *got = stored(&t, rows[i].field, rows[i].typed);

		if (rows[i].stored[0] == '?' ? !strstr(got, rows[i].stored + 1)
					     : strcmp(got, rows[i].stored) != 0)
			fail_msg("%s gave %s", rows[i].typed, got);
	}
	/* a file holds finished figures */
	aids_set(DATE_NONE);
	assert_non_null(strstr(stored(&t, "area", "120+35"), "not a number"));
	assert_non_null(strstr(stored(&t, "heads", "10-50"), "leave out"));
	typing_end(&t);
}

/* A random sum beside its value, which fits: at most eight factors below a hundred. */
static int64_t random_sum(struct prop *p, int depth, struct str *out)
{
	int64_t left, right;
	int which = depth > 0 ? (int)prop_below(p, 5) : 0;

	if (which < 2) {
		left = prop_between(p, 0, 99);
		str_addf(out, "%lld", (long long)left);
		return left;
	}
	str_add_char(out, '(');
	left = random_sum(p, depth - 1, out);
	str_add(out, which == 2 ? "+" : which == 3 ? " - " : "*");
	right = random_sum(p, depth - 1, out);
	str_add_char(out, ')');
	return which == 2 ? left + right : which == 3 ? left - right : left * right;
}

static void random_sums_are_right(void **state)
{
	struct prop p = prop_start("sums", 41);
	struct typing t = typing_start();
	struct str sum = { 0 };

	(void)state;
	aids_set(day(2026, 11, 22));
	for (int i = 0; i < 3000; i++) {
		int64_t value;

		str_clear(&sum);
		str_add_char(&sum, '=');
		value = random_sum(&p, 3, &sum);
		if (typed(&t, "cost", str_text(&sum)) < 0)
			fail_msg("%s: %s", str_text(&sum), t.err.text);
		if (t.value.number.scale != 2 || t.value.number.unscaled != value * 100)
			fail_msg("%s", str_text(&sum));
		arena_clear(&t.mem);
	}
	aids_set(DATE_NONE);
	str_release(&sum);
	typing_end(&t);
}

/* Whatever is typed, it is refused with a sentence or its stored form means the same again. */
static void what_is_stored_is_read_again(void **state)
{
	static const char *const bits[] = { "1", "23", "0.5", "12,345", "万", "亿", "亩", "余", "约",
		"~", "-", "+", "*", "/", "(", ")", "=", " ", "预计", "平方米", "%", "9999999999" };
	struct prop p = prop_start("figures", 42);
	struct typing t = typing_start();
	struct str text = { 0 };

	(void)state;
	aids_set(day(2026, 11, 22));
	for (int i = 0; i < 20000; i++) {
		struct value first;
		const char *kept;

		str_clear(&text);
		for (int n = 1 + (int)prop_below(&p, 6); n > 0; n--)
			str_add(&text, bits[prop_below(&p, sizeof(bits) / sizeof(bits[0]))]);
		if (typed(&t, "area", str_text(&text)) < 0) {
			assert_true(strlen(t.err.text) > 10);
			continue;
		}
		first = t.value;
		kept = stored(&t, "area", str_text(&text));
		if (typed(&t, "area", kept) < 0 || !value_equal(&first, &t.value))
			fail_msg("%s is stored as %s", str_text(&text), kept);
		if (i % 100 == 0)
			arena_clear(&t.mem);
	}
	aids_set(DATE_NONE);
	str_release(&text);
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
		cmocka_unit_test(measure_units_are_converted),
		cmocka_unit_test(sums_are_computed_while_one_types),
		cmocka_unit_test(random_sums_are_right),
		cmocka_unit_test(what_is_stored_is_read_again),
		cmocka_unit_test(bounds_hold_for_both_ends_of_a_range),
		cmocka_unit_test(screens_show_money_and_percent_as_such),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
