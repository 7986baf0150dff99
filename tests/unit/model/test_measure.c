/* test_measure.c - conversions between measure units, printing, qualifiers. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "sample.h"

static const struct measure *of(const struct model *m, const char *code)
{
	return measure_find(&m->measures, code);
}

static void conversions_are_exact_and_half_up(void **state)
{
	struct model *m = sample_model();
	struct decimal d;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(measure_convert((struct decimal){ 366144, 1 }, of(m, "mu"), of(m, "wmu"), &d,
		&err), 0);
	assert_int_equal(decimal_compare(d, (struct decimal){ 366144, 5 }), 0);
	assert_int_equal(measure_convert(decimal_of(15), of(m, "mu"), of(m, "m2"), &d, &err), 0);
	assert_int_equal(decimal_compare(d, decimal_of(10000)), 0);
	assert_int_equal(measure_convert(decimal_of(1), of(m, "mu"), of(m, "m2"), &d, &err), 0);
	assert_int_equal(decimal_compare(d, (struct decimal){ 666666666666667, 12 }), 0);
	assert_int_equal(measure_convert((struct decimal){ -366144, 1 }, of(m, "mu"), of(m, "mu"), &d,
		&err), 0);
	assert_int_equal(decimal_compare(d, (struct decimal){ -366144, 1 }), 0);
	model_drop(&m);
}

static void two_dimensions_never_meet(void **state)
{
	struct model *m = sample_model();
	struct decimal d;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(measure_convert(decimal_of(1), of(m, "mu"), of(m, "yuan"), &d, &err), -1);
	assert_int_equal(err.code, ERR_FAULT);
	assert_non_null(strstr(err.text, "yuan"));
	model_drop(&m);
}

static void too_large_is_an_error(void **state)
{
	struct model *m = sample_model();
	struct decimal d;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(measure_convert(decimal_of(INT64_MAX), of(m, "wmu"), of(m, "m2"), &d, &err),
		-1);
	assert_non_null(strstr(err.text, "larger measure unit"));
	model_drop(&m);
}

static void figures_print_as_offices_print_them(void **state)
{
	struct model *m = sample_model();
	struct str s = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(measure_print((struct decimal){ 366144, 5 }, of(m, "wmu"), &s, &err), 0);
	str_add(&s, " ");
	assert_int_equal(measure_print((struct decimal){ 1005540, 2 }, of(m, "mu"), &s, &err), 0);
	str_add(&s, " ");
	assert_int_equal(measure_print((struct decimal){ 25, 1 }, of(m, "m2"), &s, &err), 0);
	assert_string_equal(s.at, "3.7 10055.4 3");
	str_release(&s);
	model_drop(&m);
}

static void qualifiers_are_found_by_code_and_label(void **state)
{
	struct model *m = sample_model();

	(void)state;
	assert_string_equal(qualifier_find(&m->measures, "GE")->label, "以上");
	assert_null(qualifier_find(&m->measures, "余"));
	assert_null(measure_find(&m->measures, "acre"));
	model_drop(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conversions_are_exact_and_half_up),
		cmocka_unit_test(two_dimensions_never_meet),
		cmocka_unit_test(too_large_is_an_error),
		cmocka_unit_test(figures_print_as_offices_print_them),
		cmocka_unit_test(qualifiers_are_found_by_code_and_label),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
