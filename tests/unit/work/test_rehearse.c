/*
 * test_rehearse.c - a copy to practise on: what is in it, that nothing of it comes back, and
 * that copies of the dead are cleared away.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "unit/work/office.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/str.h"
#include "base/tree.h"
#include "data/query.h"
#include "lib/folder.h"
#include "work/rehearse.h"

static struct office o;

/* A data directory on the disk, with tasks, somebody's draft and a key. */
static int open_it(void **state)
{
	struct data_options options = { .how = DATA_ALONE, .create = 1, .demo = 1 };
	struct viewer owner = viewer_owner(0);
	struct err err = { 0 };

	(void)state;
	office_open(&o);
	dataset_close(&o.owner);
	data_close_store(&o.store);
	options.dir = o.dir;
	if (data_open_store(&options, &o.store, &err) < 0 ||
		dataset_open(o.store, o.model, &owner, &o.owner, &err) < 0)
		fail_msg("%s", err.text);
	office_put(&o, "task", "{\"name\":\"real\"}\n");
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	office_close(&o);
	return 0;
}

static const char *path_in(const char *dir, const char *name)
{
	return arena_printf(&o.mem, "%s/%s", dir, name);
}

static int is_there(const char *dir, const char *name)
{
	return access(path_in(dir, name), F_OK) == 0;
}

static void write_in(const char *dir, const char *name, const char *text)
{
	FILE *file = fopen(path_in(dir, name), "we");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static uint64_t tasks_of(struct dataset *data)
{
	struct query q = { .form = model_form(o.model, "task") };
	struct err err = { 0 };
	uint64_t count = 0;

	if (query_count(data, &q, &count, &err) < 0)
		fail_msg("%s", err.text);
	return count;
}

static struct rehearsal *begin(const char *login)
{
	struct rehearsal *r = NULL;
	struct err err = { 0 };

	if (rehearse_begin(o.store, o.dir, login, NULL, &r, &err) < 0)
		fail_msg("%s", err.text);
	return r;
}

/* Puts one more task there, as the screens would, and counts them. */
static uint64_t practise(const char *dir)
{
	struct data_options options = { .how = DATA_ALONE, .dir = dir };
	struct viewer owner = viewer_owner(0);
	struct store *real = o.store;
	struct dataset *really = o.owner;
	struct err err = { 0 };
	uint64_t count;

	if (data_open_store(&options, &o.store, &err) < 0 ||
		dataset_open(o.store, o.model, &owner, &o.owner, &err) < 0)
		fail_msg("%s", err.text);
	office_put(&o, "task", "{\"name\":\"tried\"}\n{\"name\":\"real\",\"said\":\"x\"}\n");
	count = tasks_of(o.owner);
	dataset_close(&o.owner);
	data_close_store(&o.store);
	o.store = real;
	o.owner = really;
	return count;
}

static void test_copy(void **state)
{
	const char *dir;
	struct rehearsal *r;

	(void)state;
	mkdir(path_in(o.dir, "drafts"), 0700);
	mkdir(path_in(o.dir, "drafts/7"), 0700);
	write_in(o.dir, "drafts/7/card-1", "typed");
	write_in(o.dir, "authorized_keys", "a key");
	r = begin("bao");
	dir = arena_text(&o.mem, rehearse_dir(r));
	assert_non_null(strstr(dir, "/rehearse/bao-"));
	assert_true(is_there(dir, "conf/duty.conf"));
	assert_true(is_there(dir, "demo"));
	assert_false(is_there(dir, "drafts"));
	assert_false(is_there(dir, "authorized_keys"));
	assert_false(is_there(dir, "complete")); /* nobody restores from it */
	assert_int_equal(practise(dir), 2);
	rehearse_end(&r);
	assert_null(r);
	assert_false(is_there(dir, ""));
	assert_int_equal(tasks_of(o.owner), 1);
	assert_true(is_there(o.dir, "drafts/7/card-1"));
	assert_true(is_there(o.dir, "authorized_keys"));
}

/* Whatever a login is called, its copy lies in the one folder. */
static void test_login(void **state)
{
	struct rehearsal *r = begin("../../包 x.");
	const char *name = strstr(rehearse_dir(r), "/rehearse/");

	(void)state;
	assert_non_null(name);
	assert_null(strstr(name, ".."));
	assert_non_null(strstr(name, "包"));
	rehearse_end(&r);
}

static void test_room(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_true(rehearse_size(o.dir) > 0);
	assert_int_equal(rehearse_fits(50 << 20, 90 << 20, &err), 0);
	assert_int_equal(rehearse_fits(50 << 20, UINT64_MAX, &err), 0);
	assert_int_equal(rehearse_fits(50 << 20, 70 << 20, &err), -1);
	assert_int_equal(err.code, ERR_FULL);
	assert_non_null(strstr(err.text, "83 MB"));
	assert_non_null(strstr(err.text, "70 MB"));
}

/* The lock of a copy, held by another process until it is killed. */
static pid_t hold(const char *place)
{
	int ends[2];
	char byte;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		int fd = open(path_in(place, "alive"), O_RDWR | O_CREAT, 0600);

		if (flock(fd, LOCK_EX) == 0 && write(ends[1], "x", 1) == 1)
			pause();
		_exit(1);
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	close(ends[0]);
	return child;
}

static void test_dead(void **state)
{
	const char *folder = path_in(o.dir, "rehearse");
	const char *dead = path_in(folder, "bao-1"), *alive = path_in(folder, "chen-2");
	struct rehearsal *r = begin("zhang"); /* makes the folder */
	pid_t child;

	(void)state;
	assert_int_equal(mkdir(dead, 0700), 0);
	mkdir(path_in(dead, "data"), 0700);
	write_in(dead, "data/left", "over");
	assert_int_equal(mkdir(alive, 0700), 0);
	child = hold(alive);
	rehearse_sweep(o.dir);
	assert_false(is_there(dead, ""));
	assert_true(is_there(alive, ""));
	assert_true(is_there(rehearse_dir(r), "store"));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	rehearse_sweep(o.dir);
	assert_false(is_there(alive, ""));
	assert_true(is_there(rehearse_dir(r), "store"));
	rehearse_end(&r);
}

/* Who cannot have one leaves nothing behind. */
static void test_refused(void **state)
{
	struct rehearsal *r = NULL;
	struct err err = { 0 };

	(void)state;
	write_in(o.dir, "rehearse", "in the way");
	assert_int_equal(rehearse_begin(o.store, o.dir, "bao", NULL, &r, &err), -1);
	assert_non_null(strstr(err.text, "rehearse"));
	assert_null(r);
	rehearse_sweep(o.dir);
	assert_true(is_there(o.dir, "rehearse"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_copy, open_it, close_it),
		cmocka_unit_test_setup_teardown(test_login, open_it, close_it),
		cmocka_unit_test_setup_teardown(test_room, open_it, close_it),
		cmocka_unit_test_setup_teardown(test_dead, open_it, close_it),
		cmocka_unit_test_setup_teardown(test_refused, open_it, close_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
