/* Hashes with numbers: what was added is there, also when the table has grown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "exchange/keyset.h"

static void grows(void **state)
{
	struct keyset set = { 0 };
	uint64_t number;

	(void)state;
	assert_false(keyset_get(&set, 5, &number));
	for (uint32_t i = 0; i < 50000; i++) {
		number = i;
		assert_int_equal(
			keyset_add(&set, (uint64_t)i * 0x9E3779B97F4A7C15u, &number), 0);
	}
	for (uint32_t i = 0; i < 50000; i++) {
		number = 7;
		assert_int_equal(
			keyset_add(&set, (uint64_t)i * 0x9E3779B97F4A7C15u, &number), 1);
		assert_int_equal(number, i);
	}
	assert_false(keyset_get(&set, 12345, &number));
	keyset_clear(&set);
	assert_false(keyset_get(&set, 0x9E3779B97F4A7C15u, &number));
	keyset_release(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(grows) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
