/* test_vec.c - growable arrays. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/vec.h"

struct thing {
	int number;
	const char *name;
};

static void elements_stay_in_order(void **state)
{
	VEC(struct thing) things = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		*VEC_PUSH(&things) = (struct thing){ .number = i };
	assert_int_equal(things.count, 1000);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(things.at[i].number, i);
	VEC_RELEASE(&things);
	assert_null(things.at);
	assert_int_equal(things.count, 0);
	*VEC_PUSH(&things) = (struct thing){ .number = 7 };
	assert_int_equal(things.at[0].number, 7);
	VEC_RELEASE(&things);
}

static void a_new_element_is_zeroed_even_where_one_was(void **state)
{
	VEC(int) numbers = { 0 };

	(void)state;
	*VEC_PUSH(&numbers) = 5;
	numbers.count = 0;
	assert_int_equal(*VEC_PUSH(&numbers), 0);
	VEC_RELEASE(&numbers);
}

static void an_arena_may_hold_the_array(void **state)
{
	struct arena mem = { 0 };
	VEC(const char *) names = { 0 };

	(void)state;
	for (int i = 0; i < 100; i++)
		*VEC_PUSH_IN(&mem, &names) = arena_printf(&mem, "%d", i);
	assert_int_equal(names.count, 100);
	assert_string_equal(names.at[0], "0");
	assert_string_equal(names.at[99], "99");
	arena_release(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_stay_in_order),
		cmocka_unit_test(a_new_element_is_zeroed_even_where_one_was),
		cmocka_unit_test(an_arena_may_hold_the_array),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
