/* test_model.c - holders of a model, its finders, workdays. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/date.h"
#include "sample.h"

static void the_last_holder_frees(void **state)
{
	struct model *m = sample_model(), *second = model_hold(m), *third = model_new();

	(void)state;
	assert_int_not_equal(m->serial, third->serial);
	model_drop(&m);
	assert_null(m);
	assert_non_null(sample_form(second));
	model_drop(&second);
	model_drop(&third);
	model_drop(&third);             /* NULL is fine */
}

static void things_are_found_by_id(void **state)
{
	struct model *m = sample_model();

	(void)state;
	assert_non_null(model_form(m, "sample"));
	assert_null(model_form(m, "样表"));
	assert_ptr_equal(model_form_named(m, "样表"), model_form(m, "sample"));
	assert_ptr_equal(model_form_named(m, "Sample"), model_form(m, "sample"));
	assert_null(model_form_named(m, "x"));
	assert_non_null(model_list(m, "kinds"));
	assert_null(model_list(m, "x"));
	assert_null(model_indicator(m, "x"));
	assert_null(model_report(m, "x"));
	assert_null(model_role(m, "x"));
	model_drop(&m);
}

static void shifted_days_beat_the_weekend(void **state)
{
	int32_t holidays[] = { day(2021, 10, 1) }, workdays[] = { day(2021, 9, 26) };
	const struct calendar calendar = { .weekend = 1u << 5 | 1u << 6, .holidays = holidays,
					   .holiday_count = 1, .workdays = workdays,
					   .workday_count = 1 };

	(void)state;
	assert_true(calendar_is_workday(&calendar, day(2021, 9, 30)));
	assert_false(calendar_is_workday(&calendar, day(2021, 10, 1)));
	assert_false(calendar_is_workday(&calendar, day(2021, 9, 25)));
	assert_true(calendar_is_workday(&calendar, day(2021, 9, 26)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_holder_frees),
		cmocka_unit_test(things_are_found_by_id),
		cmocka_unit_test(shifted_days_beat_the_weekend),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
