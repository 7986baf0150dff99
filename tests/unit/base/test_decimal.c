/* test_decimal.c - exact numbers: cases offices meet, and laws checked in 128 bits. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/decimal.h"
#include "base/str.h"
#include "dice.h"

__extension__ typedef __int128 wide;

typedef int (*operation)(struct decimal, struct decimal, struct decimal *, struct err *);

static struct decimal number(const char *text)
{
	struct decimal d = { 0 };
	struct err err = { 0 };

	if (decimal_parse(text, &d, &err) < 0)
		fail_msg("%s: %s", text, err.text);
	return d;
}

static void assert_number(struct decimal d, const char *text)
{
	struct str s = { 0 };

	decimal_print(d, &s);
	assert_string_equal(s.at, text);
	str_release(&s);
}

/* result NULL: an error is expected. */
static void check(operation act, const char *a, const char *b, const char *result)
{
	struct decimal out = { .unscaled = 77, .scale = 3 };
	struct err err = { 0 };
	int rc = act(number(a), number(b), &out, &err);

	if (result) {
		assert_int_equal(rc, 0);
		assert_int_equal(err.code, ERR_NONE);
		assert_number(out, result);
	} else {
		assert_true(rc < 0);
		assert_int_equal(err.code, ERR_FAULT);
		assert_true(out.unscaled == 77 && out.scale == 3);
	}
}

static void numbers_print_as_they_were_written(void **state)
{
	static const char *const texts[] = {
		"0", "7", "-7", "12.50", "-12.50", "0.05", "-0.05", "0.000000000001", "10.0",
		"9223372036854775807", "-9223372036854775808", "-9223372.036854775808",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_number(number(texts[i]), texts[i]);
	assert_number(number("+007.10"), "7.10");
	assert_number(number("-0"), "0");
	assert_number(number("-0.00"), "0.00");
}

static void short_print_drops_zeros_at_the_end(void **state)
{
	static const char *const rows[][2] = {
		{ "-12.50", "-12.5" }, { "3.000", "3" }, { "0.00", "0" }, { "100", "100" },
		{ "100.0", "100" }, { "-0.10", "-0.1" },
	};
	struct str s = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		str_clear(&s);
		decimal_print_short(number(rows[i][0]), &s);
		assert_string_equal(s.at, rows[i][1]);
	}
	str_release(&s);
}

static void what_is_no_number_is_refused(void **state)
{
	static const char *const wrong[] = {
		"", "-", "+", ".", "1.", ".5", "-.5", "1.2.3", "1,000", " 1", "1 ", "--1", "1e3",
		"0x10", "１", "12亩", "nan", "1.0000000000001", "9223372036854775808",
		"-9223372036854775809", "99999999999999999999999999999999999",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct decimal d;
		struct err err = { 0 };

		assert_true(decimal_parse(wrong[i], &d, &err) < 0);
		assert_int_equal(err.code, ERR_FAULT);
	}
}

static void errors_say_what_was_typed(void **state)
{
	struct decimal d;
	struct err err = { 0 };

	(void)state;
	decimal_parse("12亩", &d, &err);
	assert_string_equal(err.text, "\"12亩\" is not a number; write digits and at most one "
			    "point, for example 12.5.");
}

static void sums_and_differences_are_exact(void **state)
{
	(void)state;
	check(decimal_add, "0.1", "0.2", "0.3");
	check(decimal_add, "12.50", "-12.5", "0.00");
	check(decimal_add, "1", "0.000000000001", "1.000000000001");
	check(decimal_add, "9223372036854775807", "1", NULL);
	check(decimal_add, "-9223372036854775808", "-1", NULL);
	check(decimal_add, "-9223372036854775808", "9223372036854775807", "-1");
	check(decimal_add, "92233720368547758.07", "0.01", NULL);
	check(decimal_add, "92233720368547758.07", "0.03", "92233720368547758.1");
	check(decimal_subtract, "1", "0.01", "0.99");
	check(decimal_subtract, "0", "-9223372036854775808", NULL);
	check(decimal_subtract, "-1", "-9223372036854775808", "9223372036854775807");
}

static void products_are_exact_to_twelve_decimals(void **state)
{
	(void)state;
	check(decimal_multiply, "12.50", "4", "50.00");
	check(decimal_multiply, "-0.05", "0.05", "-0.0025");
	check(decimal_multiply, "0.0000005", "0.000001", "0.000000000001");
	check(decimal_multiply, "-0.0000005", "0.000001", "-0.000000000001");
	check(decimal_multiply, "0.0000004", "0.000001", "0.000000000000");
	check(decimal_multiply, "100000.000000", "100000.000000", "10000000000.00000000");
	check(decimal_multiply, "3037000500", "3037000500", NULL);
	check(decimal_multiply, "-9223372036854775808", "-1", NULL);
	check(decimal_multiply, "-9223372036854775808", "1", "-9223372036854775808");
	check(decimal_multiply, "-9223372036854775808", "-9223372036854775808", NULL);
}

static void quotients_have_twelve_decimals_half_up(void **state)
{
	(void)state;
	check(decimal_divide, "1", "3", "0.333333333333");
	check(decimal_divide, "2", "3", "0.666666666667");
	check(decimal_divide, "-2", "3", "-0.666666666667");
	check(decimal_divide, "2", "-3", "-0.666666666667");
	check(decimal_divide, "-2", "-3", "0.666666666667");
	check(decimal_divide, "1", "2000000000000", "0.000000000001");
	check(decimal_divide, "-1", "2000000000000", "-0.000000000001");
	check(decimal_divide, "1", "2000000000001", "0.000000000000");
	check(decimal_divide, "0.000000000001", "9223372036854775807", "0.000000000000");
	check(decimal_divide, "10.00", "4.0", "2.500000000000");
	check(decimal_divide, "0", "-5", "0.000000000000");
	check(decimal_divide, "1", "0.00", NULL);
	check(decimal_divide, "-9223372036854775808", "-9223372036854775808", "1.000000000000");
	check(decimal_divide, "9223372036854775807", "0.000000000001", NULL);
}

/* A county's totals must not fail for want of a ninth decimal. */
static void large_results_keep_as_many_decimals_as_fit(void **state)
{
	(void)state;
	check(decimal_divide, "50000000", "3", "16666666.66666666667");
	check(decimal_divide, "-200000000000.00", "3", "-66666666666.66666667");
	check(decimal_multiply, "0.333333333333", "50000001.37", "16666667.12331666667");
	check(decimal_add, "0.333333333333", "50000000.00", "50000000.33333333333");
	check(decimal_divide, "9000000000000", "7", "1285714285714.285714");
	check(decimal_divide, "90000000000000", "7", NULL);
	check(decimal_divide, "-9223372036854.775808", "1", "-9223372036854.775808");
}

static void division_by_zero_has_its_sentence(void **state)
{
	struct decimal d;
	struct err err = { 0 };

	(void)state;
	assert_true(decimal_divide(decimal_of(1), decimal_of(0), &d, &err) < 0);
	assert_string_equal(err.text, "Division by zero; there is no such number.");
}

static void check_rescale(const char *text, int scale, const char *result)
{
	struct decimal d;
	struct err err = { 0 };

	if (result) {
		assert_int_equal(decimal_rescale(number(text), scale, &d, &err), 0);
		assert_number(d, result);
	} else {
		assert_true(decimal_rescale(number(text), scale, &d, &err) < 0);
		assert_int_equal(err.code, ERR_FAULT);
	}
}

static void rescaling_rounds_half_away_from_zero(void **state)
{
	(void)state;
	check_rescale("2.345", 2, "2.35");
	check_rescale("2.344", 2, "2.34");
	check_rescale("-2.345", 2, "-2.35");
	check_rescale("-2.344", 2, "-2.34");
	check_rescale("0.5", 0, "1");
	check_rescale("-0.5", 0, "-1");
	check_rescale("0.49", 0, "0");
	check_rescale("-0.49", 0, "0");
	check_rescale("1.5", 4, "1.5000");
	check_rescale("9223372.036854775807", 0, "9223372");
	check_rescale("-9223372.036854775808", 1, "-9223372.0");
	check_rescale("9223372036854775807", 1, NULL);
	check_rescale("-9223372036854775808", 1, NULL);
	check_rescale("1", 13, NULL);
	check_rescale("1", -1, NULL);
}

static void losing_digits_is_noticed_beforehand(void **state)
{
	(void)state;
	assert_true(decimal_loses(number("1.25"), 1));
	assert_false(decimal_loses(number("1.20"), 1));
	assert_false(decimal_loses(number("1.25"), 2));
	assert_false(decimal_loses(number("1.25"), 12));
	assert_true(decimal_loses(number("-0.000000000001"), 0));
}

static void units_are_converted_in_one_step(void **state)
{
	struct decimal d;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(decimal_ratio(number("12.5"), 10000, 15, 2, &d, &err), 0);
	assert_number(d, "8333.33");
	assert_int_equal(decimal_ratio(number("-12.5"), 10000, 15, 4, &d, &err), 0);
	assert_number(d, "-8333.3333");
	assert_int_equal(decimal_ratio(number("0.075"), 1, 1, 2, &d, &err), 0);
	assert_number(d, "0.08");
	assert_int_equal(decimal_ratio(number("9223372036854775807"), INT64_MAX, INT64_MAX, 0, &d,
				       &err), 0);
	assert_number(d, "9223372036854775807");
	assert_int_equal(decimal_ratio(number("-9223372036854775808"), INT64_MIN, INT64_MIN, 0, &d,
				       &err), 0);
	assert_number(d, "-9223372036854775808");
	assert_true(decimal_ratio(number("9223372036854775807"), INT64_MAX, 1, 12, &d, &err) < 0);
	err_clear(&err);
	assert_true(decimal_ratio(number("1"), 1, 0, 2, &d, &err) < 0);
	assert_int_equal(err.code, ERR_FAULT);
}

static void the_smallest_number_has_no_opposite(void **state)
{
	struct decimal d;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(decimal_negate(number("-1.50"), &d, &err), 0);
	assert_number(d, "1.50");
	assert_true(decimal_negate(number("-9223372036854775808"), &d, &err) < 0);
}

static void comparing_is_by_value(void **state)
{
	(void)state;
	assert_int_equal(decimal_compare(number("1.50"), number("1.5")), 0);
	assert_int_equal(decimal_compare(number("-1"), number("0.000000000001")), -1);
	assert_int_equal(decimal_compare(number("9223372036854775807"),
					 number("9223372.036854775807")), 1);
	assert_int_equal(decimal_compare(number("-9223372036854775808"),
					 number("-9.223372036854")), -1);
}

static struct decimal any(struct dice *dice)
{
	return (struct decimal){ .unscaled = dice_number(dice),
				 .scale = dice_below(dice, DECIMAL_MAX_SCALE + 1) };
}

static wide raise(wide n, int power)
{
	while (power-- > 0)
		n *= 10;
	return n;
}

static void any_number_survives_print_and_parse(void **state)
{
	struct dice dice = dice_of(21);
	struct str s = { 0 };

	(void)state;
	for (int i = 0; i < 50000; i++) {
		struct decimal d = any(&dice), back = { 0 };
		struct decimal plain = decimal_normalize(d);
		struct err err = { 0 };

		str_clear(&s);
		decimal_print(d, &s);
		assert_int_equal(decimal_parse(s.at, &back, &err), 0);
		assert_true(back.unscaled == d.unscaled && back.scale == d.scale);
		assert_int_equal(decimal_compare(plain, d), 0);
		assert_true(plain.scale == 0 || plain.unscaled % 10 != 0);
	}
	str_release(&s);
}

/* Rounding may push the last number that fits over the edge. */
static int too_wide(wide n)
{
	return n >= INT64_MAX || n <= INT64_MIN;
}

/* An exact result is given exactly; a rounded one is the nearest at its scale, ties outwards. */
static void assert_nearest(wide exact, int scale, int rc, struct decimal got)
{
	wide unit, miss;

	if (rc < 0) {   /* even the least scale would not fit, and it is no round number */
		int least = scale < DECIMAL_LEAST_SCALE ? scale : DECIMAL_LEAST_SCALE;
		wide rounded = exact / raise(1, scale - least);

		assert_true(too_wide(rounded));
		return;
	}
	assert_true(got.scale >= 0 && got.scale <= DECIMAL_MAX_SCALE && got.scale <= scale);
	unit = raise(1, scale - got.scale);
	miss = exact - (wide)got.unscaled * unit;
	assert_true(2 * miss < unit && 2 * miss >= -unit ? 1 : 2 * miss == unit && exact < 0);
	if (2 * miss == -unit)
		assert_true(exact > 0);
	if (got.scale < DECIMAL_LEAST_SCALE)
		assert_true(miss == 0);
}

static void sums_and_products_agree_with_wide_integers(void **state)
{
	struct dice dice = dice_of(22);

	(void)state;
	for (int i = 0; i < 50000; i++) {
		struct decimal a = any(&dice), b = any(&dice), got = { 0 };
		int scale = a.scale > b.scale ? a.scale : b.scale;
		wide left = raise(a.unscaled, scale - a.scale);
		wide right = raise(b.unscaled, scale - b.scale);
		struct err err = { 0 };
		int rc = decimal_add(a, b, &got, &err);

		assert_nearest(left + right, scale, rc, got);
		rc = decimal_subtract(a, b, &got, &err);
		assert_nearest(left - right, scale, rc, got);
		rc = decimal_multiply(a, b, &got, &err);
		assert_nearest((wide)a.unscaled * b.unscaled, a.scale + b.scale, rc, got);
		assert_int_equal(decimal_compare(a, b), (left > right) - (left < right));
	}
}

static void quotients_are_the_nearest(void **state)
{
	struct dice dice = dice_of(23);

	(void)state;
	for (int i = 0; i < 50000; i++) {
		struct decimal a = { .unscaled = (int32_t)dice_next(&dice) >> dice_below(&dice, 31),
				     .scale = dice_below(&dice, 5) };
		struct decimal b = { .unscaled = (int32_t)dice_next(&dice) >> dice_below(&dice, 31),
				     .scale = dice_below(&dice, 5) };
		wide top = raise(a.unscaled, b.scale), bottom = raise(b.unscaled, a.scale), miss;
		struct decimal got;
		struct err err = { 0 };

		if (b.unscaled == 0)
			continue;
		if (decimal_divide(a, b, &got, &err) < 0) {
			assert_true(too_wide(raise(top, DECIMAL_LEAST_SCALE) / bottom));
			continue;
		}
		assert_true(got.scale == 12 || too_wide(raise(top, got.scale + 1) / bottom));
		miss = raise(top, got.scale) - got.unscaled * bottom;
		bottom = bottom < 0 ? -bottom : bottom;
		miss = miss < 0 ? -miss : miss;
		assert_true(2 * miss <= bottom);
	}
}

static void rescaling_agrees_with_wide_integers(void **state)
{
	struct dice dice = dice_of(24);

	(void)state;
	for (int i = 0; i < 50000; i++) {
		struct decimal a = any(&dice), got = { 0 };
		int scale = dice_below(&dice, DECIMAL_MAX_SCALE + 1);
		struct err err = { 0 };
		int rc = decimal_rescale(a, scale, &got, &err);
		wide unit = raise(1, a.scale > scale ? a.scale - scale : 0);
		wide half = a.unscaled < 0 ? -unit / 2 : unit / 2;
		wide expected = a.scale > scale ? (a.unscaled + half) / unit
						: raise(a.unscaled, scale - a.scale);

		if (expected > INT64_MAX || expected < INT64_MIN) {
			assert_true(rc < 0);
			continue;
		}
		assert_int_equal(rc, 0);
		assert_true(got.unscaled == expected && got.scale == scale);
		assert_int_equal(decimal_loses(a, scale), decimal_compare(a, got) != 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_print_as_they_were_written),
		cmocka_unit_test(short_print_drops_zeros_at_the_end),
		cmocka_unit_test(what_is_no_number_is_refused),
		cmocka_unit_test(errors_say_what_was_typed),
		cmocka_unit_test(sums_and_differences_are_exact),
		cmocka_unit_test(products_are_exact_to_twelve_decimals),
		cmocka_unit_test(quotients_have_twelve_decimals_half_up),
		cmocka_unit_test(large_results_keep_as_many_decimals_as_fit),
		cmocka_unit_test(division_by_zero_has_its_sentence),
		cmocka_unit_test(rescaling_rounds_half_away_from_zero),
		cmocka_unit_test(losing_digits_is_noticed_beforehand),
		cmocka_unit_test(units_are_converted_in_one_step),
		cmocka_unit_test(the_smallest_number_has_no_opposite),
		cmocka_unit_test(comparing_is_by_value),
		cmocka_unit_test(any_number_survives_print_and_parse),
		cmocka_unit_test(sums_and_products_agree_with_wide_integers),
		cmocka_unit_test(quotients_are_the_nearest),
		cmocka_unit_test(rescaling_agrees_with_wide_integers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
