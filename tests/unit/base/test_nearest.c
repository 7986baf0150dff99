/* How far a mistyped word is from a known one. */
#include "base/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void counts_characters(void **state)
{
	(void)state;
	assert_int_equal(text_edits("area", "aera"), 2);
	assert_int_equal(text_edits("", "abc"), 3);
	assert_int_equal(text_edits("新增面积", "新曾面积"), 1);
	assert_int_equal(text_edits("AREA", "area"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(counts_characters) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
