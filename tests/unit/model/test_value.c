/* test_value.c - values: equality and deep copies. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/arena.h"
#include "model/value.h"
#include "random_value.h"

static void zero_and_the_other_states_differ(void **state)
{
	struct value zero = value_number(decimal_of(0));
	struct value states[] = {
		zero, value_state_only(VALUE_NONE), value_state_only(VALUE_MISSING),
		value_state_only(VALUE_NOT_APPLICABLE), value_state_only(VALUE_MASKED),
	};

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		for (size_t k = 0; k < 5; k++)
			assert_int_equal(value_equal(&states[i], &states[k]), i == k);
		assert_int_equal(value_is_given(&states[i]), i == 0);
	}
}

static void marks_and_notes_count(void **state)
{
	struct value a = value_number((struct decimal){ 1250, 2 });
	struct value b = value_number((struct decimal){ 125, 1 });

	(void)state;
	assert_true(value_equal(&a, &b));
	b.carried = 1;
	assert_false(value_equal(&a, &b));
	b.carried = 0;
	b.qualifier = "YU";
	assert_false(value_equal(&a, &b));
	b.qualifier = NULL;
	b.note = "";
	assert_false(value_equal(&a, &b));
	b.note = NULL;
	b.upper = decimal_of(20);
	assert_false(value_equal(&a, &b));
}

static void a_copy_outlives_its_source(void **state)
{
	struct prop p = prop_start("copies", 3);

	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct arena first = { 0 }, second = { 0 }, third = { 0 };
		struct value v = random_value(&p, &first, 0);
		struct value copy = value_copy(&v, &second);
		struct value again = value_copy(&copy, &third);

		assert_true(value_equal(&v, &copy));
		arena_release(&first);
		assert_true(value_equal(&copy, &again));
		arena_release(&second);
		arena_release(&third);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zero_and_the_other_states_differ),
		cmocka_unit_test(marks_and_notes_count),
		cmocka_unit_test(a_copy_outlives_its_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
