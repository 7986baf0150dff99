/*
 * test_copies.c - the folder of dated copies: names, lock, what is cleared and what is kept.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/tree.h"
#include "cli/copies.h"
#include "lib/folder.h"

static char dir[64];

static int open_it(void **state)
{
	(void)state;
	folder_make(dir, sizeof(dir));
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	folder_remove(dir);
	return 0;
}

/* A folder with something in it. */
static void make(const char *name)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/%s/file", dir, name);
	file = fopen(path, "we");
	assert_non_null(file);
	fclose(file);
}

static int is_there(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return access(path, F_OK) == 0;
}

static void test_name(void **state)
{
	struct str name = { 0 };
	struct err err = { 0 };
	int64_t instant;

	(void)state;
	assert_int_equal(instant_parse("2021-07-01T02:05:59", &instant, &err), 0);
	copies_name(instant, &name);
	assert_string_equal(str_text(&name), "2021-07-01T0205");
	str_release(&name);
}

static void test_keep(void **state)
{
	struct err err = { 0 };
	size_t removed;

	(void)state;
	make("2021-07-03T0215");
	make("2021-07-01T0215");
	make("2020-12-31T2359");
	make("2021-07-02T0215.unproven");
	make("2021-07-02T0215x");
	make("photos");
	assert_int_equal(copies_keep(dir, 2, &removed, &err), 0);
	assert_int_equal(removed, 1);
	assert_false(is_there("2020-12-31T2359"));
	assert_true(is_there("2021-07-01T0215"));
	assert_true(is_there("2021-07-03T0215"));
	assert_int_equal(copies_keep(dir, 2, &removed, &err), 0);
	assert_int_equal(removed, 0);
	/* what is not a proven copy of ours is neither counted nor touched */
	assert_true(is_there("2021-07-02T0215.unproven"));
	assert_true(is_there("2021-07-02T0215x"));
	assert_true(is_there("photos"));
}

static void test_clear(void **state)
{
	struct err err = { 0 };

	(void)state;
	make("2021-07-01T0215");
	make("2021-07-02T0215.unproven");
	make(".prove-abcdef");
	make("prove-of-something");
	assert_int_equal(copies_clear(dir, &err), 0);
	assert_true(is_there("2021-07-01T0215"));
	assert_false(is_there("2021-07-02T0215.unproven"));
	assert_false(is_there(".prove-abcdef"));
	assert_true(is_there("prove-of-something"));
}

/* A link in a copy is removed, not what it points to. */
static void test_link(void **state)
{
	struct err err = { 0 };
	char from[256], to[256];

	(void)state;
	make("photos");
	make("copy");
	snprintf(to, sizeof(to), "%s/photos", dir);
	snprintf(from, sizeof(from), "%s/copy/link", dir);
	assert_int_equal(symlink(to, from), 0);
	snprintf(from, sizeof(from), "%s/copy", dir);
	assert_int_equal(tree_remove(from, &err), 0);
	assert_false(is_there("copy"));
	assert_true(is_there("photos/file"));
	assert_int_equal(tree_remove(from, &err), 0);
}

static void test_lock(void **state)
{
	struct err err = { 0 };
	char path[256];
	int one, two;

	(void)state;
	snprintf(path, sizeof(path), "%s/new", dir);
	one = copies_lock(path, &err);
	assert_true(one >= 0);
	assert_int_equal(copies_lock(path, &err), -1);
	assert_int_equal(err.code, ERR_STORE);
	close(one);
	err_clear(&err);
	two = copies_lock(path, &err);
	assert_true(two >= 0);
	close(two);
	err_clear(&err);
	snprintf(path, sizeof(path), "%s/no/such", dir);
	assert_int_equal(copies_lock(path, &err), -1);
}

static void test_note(void **state)
{
	struct err err = { 0 };
	int64_t taken = 0;
	uint64_t records = 0;
	char path[256];

	(void)state;
	assert_int_equal(copy_note_read(dir, &taken, &records, &err), -1);
	err_clear(&err);
	assert_int_equal(copy_note_write(dir, 1625076959000000, 433, &err), 0);
	assert_int_equal(copy_note_read(dir, &taken, &records, &err), 0);
	assert_int_equal(taken, 1625076959000000);
	assert_int_equal(records, 433);
	snprintf(path, sizeof(path), "%s/taken", dir);
	assert_int_equal(truncate(path, 3), 0);
	assert_int_equal(copy_note_read(dir, &taken, &records, &err), -1);
	assert_int_equal(err.code, ERR_FAULT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_name),
		cmocka_unit_test_setup_teardown(test_keep, open_it, close_it),
		cmocka_unit_test_setup_teardown(test_clear, open_it, close_it),
		cmocka_unit_test_setup_teardown(test_link, open_it, close_it),
		cmocka_unit_test_setup_teardown(test_lock, open_it, close_it),
		cmocka_unit_test_setup_teardown(test_note, open_it, close_it),
	};

	return cmocka_run_group_tests_name("copies", tests, NULL, NULL);
}
