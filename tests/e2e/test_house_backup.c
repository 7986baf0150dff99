/*
 * test_house_backup.c - a backup taken while sessions write: restored, it holds all that was
 * acknowledged before it began, and verifies.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "lib/prop.h"
#include "writers.h"

static void back_up(struct writers *w, const char *copy, struct notes *before)
{
	struct str words = { 0 };

	notes_now(w, before);
	str_addf(&words, "backup %s", copy);
	house_must(0, w->data, str_text(&words));
	str_release(&words);
}

static void check_copy(struct writers *w, const char *copy, const char *again,
		       const struct notes *before)
{
	struct str words = { 0 };

	str_addf(&words, "restore %s", copy);
	house_must(0, again, str_text(&words));
	str_release(&words);
	house_must(0, again, "verify --alone");
	printf("%llu saves in the backup\n",
	       (unsigned long long)writers_check(w, again, before));
	house_must(0, again, "verify");
}

static void test_backup(void **state)
{
	char *folder = house_folder(), *data = house_demo(folder);
	char *copy = house_path(folder, "copy"), *again = house_path(folder, "again");
	struct prop dice = prop_start("backup", (uint64_t)time(NULL));
	struct writers *w = writers_new(folder, data, dice.state);
	struct notes before;
	uint64_t saves;

	(void)state;
	writers_start(w);
	assert_int_equal(writers_await(w, 150), 0);
	back_up(w, copy, &before);
	saves = writers_saves(w);
	assert_int_equal(writers_await(w, 50), 0);
	writers_end(w);
	assert_true(writers_saves(w) > saves);
	check_copy(w, copy, again, &before);
	assert_true(writers_check(w, data, NULL) >= saves);
	house_must(0, data, "verify");
	writers_free(&w);
	free(copy);
	free(again);
	free(data);
	house_remove(&folder);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_backup) };

	house_begin(argc, argv);
	return cmocka_run_group_tests_name("backup under load", tests, NULL, NULL);
}
