/* test_kill.c - nothing acknowledged is lost, whoever is killed; HERB_KILLS says how often. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "conformance.h"
#include "drill.h"
#include "lib/prop.h"

static void test_kills(void **state)
{
	const char *kills = getenv("HERB_KILLS");
	struct prop seed = prop_start("kill drill", (uint64_t)time(NULL));
	struct drill_result result;

	(void)state;
	assert_int_equal(drill_run(scratch_dir(), (unsigned)seed.state,
				 kills ? (int)strtol(kills, NULL, 10) : 20, &result),
		0);
	assert_true(result.unanswered * 2 >= result.kills);
	assert_true(result.acknowledged > 0);
	scratch_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_kills) };

	return cmocka_run_group_tests_name("kill drill", tests, NULL, NULL);
}
