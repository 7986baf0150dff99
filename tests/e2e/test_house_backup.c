/*
 * test_house_backup.c - a backup taken while sessions write: restored, it holds all that was
 * acknowledged before it began, and verifies.  HERB_BACKUPS says how many, one after the other.
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

static void check_copy(
	struct writers *w, const char *copy, const char *again, const struct notes *before)
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

/* One backup while they write, taken apart while they go on. */
static void one_backup(struct writers *w, const char *folder, int i)
{
	char name[32], *copy, *again;
	struct notes before;
	uint64_t saves;

	snprintf(name, sizeof(name), "copy-%d", i);
	copy = house_path(folder, name);
	snprintf(name, sizeof(name), "again-%d", i);
	again = house_path(folder, name);
	assert_int_equal(writers_await(w, 150), 0);
	back_up(w, copy, &before);
	saves = writers_saves(w);
	assert_int_equal(writers_await(w, 50), 0);
	assert_true(writers_saves(w) > saves);
	check_copy(w, copy, again, &before);
	house_stop(again);
	free(copy);
	free(again);
}

static void test_backup(void **state)
{
	const char *given = getenv("HERB_BACKUPS");
	int backups = given ? (int)strtol(given, NULL, 10) : 1;
	char *folder = house_folder(), *data = house_demo(folder);
	struct prop dice = prop_start("backup", (uint64_t)time(NULL));
	struct writers *w = writers_new(folder, data, dice.state);

	(void)state;
	writers_start(w);
	for (int i = 0; i < backups; i++)
		one_backup(w, folder, i);
	writers_end(w);
	assert_true(writers_check(w, data, NULL) > 0);
	house_must(0, data, "verify");
	writers_free(&w);
	free(data);
	house_remove(&folder);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_backup) };

	house_begin(argc, argv);
	return cmocka_run_group_tests_name("backup under load", tests, NULL, NULL);
}
