/*
 * test_fifty_clerks.c - fifty clerks file in the same moment, each for a village of his own: all
 * are taken, nothing is lost and nothing stands twice.  Then fifty file the same one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "house.h"
#include "lib/clerks.h"
#include "work/collect.h"

enum { CLERKS = 50, DEADLINE_MS = 60000 };

static struct clerks *clerks;
static char *folder, *data;

static long count(const char *query)
{
	char words[200];

	snprintf(words, sizeof(words), "--as zhang list %s --count", query);
	house_must(0, data, words);
	return strtol(house_stdout, NULL, 10);
}

/* Each has typed two lines of his village before; now all press the key. */
static void test_each_his_own(void **state)
{
	(void)state;
	assert_int_equal(clerks_run(clerks, data, 0, DEADLINE_MS), 0);
	for (int i = 0; i < CLERKS; i++)
		if (clerks->got[i] != DATA_OK)
			fail_msg("clerk %d: %d %s", i, clerks->got[i], clerks->why[i]);
	printf("%d filings at once, the slowest took %.0f ms\n", CLERKS,
		clerks_slowest(clerks) * 1000);
	assert_int_equal(count("filing"), CLERKS);
	assert_int_equal(count("planting period=2027H1 state=submitted"), 2 * CLERKS);
	assert_int_equal(count("planting period=2027H1 state=saved"), 0);
	house_must(0, data, "verify");
}

/* All of them for the first village: one is taken, the others hear that it is filed already. */
static void test_all_the_same(void **state)
{
	int taken = 0;

	(void)state;
	assert_int_equal(clerks_next_year(clerks, house_program(), data), 0);
	assert_int_equal(clerks_run(clerks, data, 1, DEADLINE_MS), 0);
	for (int i = 0; i < CLERKS; i++) {
		taken += clerks->got[i] == DATA_OK;
		if (clerks->got[i] != DATA_OK && !strstr(clerks->why[i], "filed"))
			fail_msg("clerk %d: %d %s", i, clerks->got[i], clerks->why[i]);
	}
	assert_int_equal(taken, 1);
	assert_int_equal(count("filing period=2028H1"), 1);
	house_must(0, data, "verify");
}

static int open_house(void **state)
{
	(void)state;
	folder = house_folder();
	data = house_demo(folder);
	clerks = clerks_new(house_program(), data, CLERKS);
	return clerks ? 0 : -1;
}

static int close_house(void **state)
{
	(void)state;
	clerks_free(&clerks);
	free(data);
	house_remove(&folder);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_his_own),
		cmocka_unit_test(test_all_the_same),
	};

	house_begin(argc, argv);
	return cmocka_run_group_tests_name("fifty clerks", tests, open_house, close_house);
}
