/* test_reserve.c - room that is held, kept as it is, and given once. */
#include "base/reserve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "lib/folder.h"

enum { BYTES = 64 * 1024, BLOCK = 512 };

static void room_is_held_and_given_once(void **state)
{
	char dir[64], path[80];
	struct stat about;

	(void)state;
	folder_make(dir, sizeof(dir));
	snprintf(path, sizeof(path), "%s/reserve", dir);
	assert_int_equal(reserve_give(path), 0);
	reserve_make(path, BYTES);
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_size, BYTES);
	assert_true(about.st_blocks * BLOCK >= BYTES);
	reserve_make(path, 2 * BYTES);
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_size, BYTES);
	assert_int_equal(reserve_give(path), 1);
	assert_int_equal(reserve_give(path), 0);
	folder_remove(dir);
}

static void room_of_a_disk(void **state)
{
	(void)state;
	assert_true(disk_room("/tmp") < UINT64_MAX);
	assert_true(disk_room("/nowhere/at/all") == UINT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(room_is_held_and_given_once),
		cmocka_unit_test(room_of_a_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
