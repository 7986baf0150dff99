/* test_life.c - the server's life: start, stop, and who may open what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "conformance.h"
#include "life.h"
#include "store/admin.h"
#include "store/clock.h"
#include "store/datadir.h"

/* ---- tests ---- */

static void test_twenty_start_at_once(void **state)
{
	const char *dir = scratch_dir();
	struct store_status about;
	struct store *store;
	struct err err = { 0 };
	int status, bad = 0;

	(void)state;
	for (int i = 0; i < 20; i++)
		if (fork() == 0) {
			char key[] = { 'k', (char)('a' + i), '\0' };

			store = open_kind(STORE_SERVER, dir);
			put(store, key, "x");
			_exit(has(store, key) ? 0 : 1);
		}
	for (int i = 0; i < 20; i++) {
		wait(&status);
		bad += status != 0;
	}
	assert_int_equal(bad, 0);
	store = open_kind(STORE_SERVER, dir);
	assert_int_equal(store_status(store, &about, &err), 0);
	assert_int_equal(about.commits, 20); /* one server took them all */
	store_close(&store);
	scratch_remove();
}

static void test_long_path(void **state)
{
	const char *dir = scratch_dir();
	struct str path = { 0 };
	struct store *store;

	(void)state;
	str_add(&path, dir);
	for (int i = 0; i < 5; i++) {
		str_addf(&path, "/%050d", i);
		assert_int_equal(mkdir(path.at, 0700), 0);
	}
	assert_true(path.len > 250);
	store = open_kind(STORE_SERVER, path.at);
	put(store, "k", "x");
	assert_true(has(store, "k"));
	store_close(&store);
	str_release(&path);
	scratch_remove();
}

static void test_modes_on_the_disk(void **state)
{
	const char *dir = scratch_dir();
	struct store *store = open_kind(STORE_SERVER, dir);
	char *socket = datadir_path(dir, "socket");
	struct stat about;

	(void)state;
	assert_int_equal(stat(dir, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0700);
	assert_int_equal(stat(socket, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	free(socket);
	store_close(&store);
	scratch_remove();
}

static void write_format(const char *dir, const char *text)
{
	char *path = datadir_path(dir, "format");
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	free(path);
}

static void test_what_cannot_be_opened(void **state)
{
	const char *dir = scratch_dir();
	struct store *store;

	(void)state;
	assert_int_equal(
		open_fails(STORE_SERVER, "/nowhere/at/all", "herbledger init"), ERR_NOT_FOUND);
	assert_int_equal(open_fails(STORE_ALONE, dir, "herbledger init"), ERR_NOT_FOUND);
	store = open_kind(STORE_ALONE, dir);
	assert_int_equal(
		open_fails(STORE_ALONE, dir, "in use by another process (alone"), ERR_STORE);
	assert_int_equal(
		open_fails(STORE_SERVER, dir, "in use by another process (alone"), ERR_STORE);
	store_close(&store);
	write_format(dir, "herbledger store 2\n");
	assert_int_equal(open_fails(STORE_ALONE, dir, "newer"), ERR_VERSION);
	assert_int_equal(open_fails(STORE_SERVER, dir, "newer"), ERR_VERSION);
	write_format(dir, "something\n");
	assert_int_equal(open_fails(STORE_SERVER, dir, "damaged"), ERR_STORE);
	scratch_remove();
}

static void test_alone_asks_an_idle_server_to_stop(void **state)
{
	const char *dir = scratch_dir();
	struct store *session = open_kind(STORE_SERVER, dir), *alone;

	(void)state;
	put(session, "k", "x");
	assert_int_equal(open_fails(STORE_ALONE, dir, "Other sessions"), ERR_STORE);
	store_close(&session);
	alone = open_kind(STORE_ALONE, dir);
	assert_true(has(alone, "k"));
	store_close(&alone);
	session = open_kind(STORE_SERVER, dir);
	assert_true(has(session, "k"));
	store_close(&session);
	scratch_remove();
}

static void test_clean_stop_and_second_server(void **state)
{
	const char *dir = scratch_dir();
	struct serve_options second = { .dir = dir, .ready_fd = -1 };
	struct store *store;
	struct err err = { 0 };
	int ready, status;
	pid_t pid;

	(void)state;
	assert_int_equal(datadir_prepare(dir, 1, &err), 0);
	pid = serve_in_background(dir, 0, 0, &ready);
	assert_true(ready);
	store = open_kind(STORE_SERVER, dir);
	put(store, "k", "x");
	assert_int_equal(store_serve(&second, &err), -1);
	assert_int_equal(err.code, ERR_STORE);
	kill(pid, SIGTERM);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_false(exists(dir, "socket"));
	assert_true(has(store, "k")); /* the session starts another and goes on */
	put(store, "l", "x");
	store_close(&store);
	scratch_remove();
}

static void test_idle_stop(void **state)
{
	const char *dir = scratch_dir();
	struct store *store;
	struct err err = { 0 };
	int ready, status;
	pid_t pid;

	(void)state;
	assert_int_equal(datadir_prepare(dir, 1, &err), 0);
	pid = serve_in_background(dir, 1, 1, &ready);
	assert_true(ready);
	store = open_kind(STORE_SERVER, dir);
	assert_false(is_gone(dir, 2500)); /* a session that does nothing keeps it */
	store_close(&store);
	assert_true(is_gone(dir, 5000));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	scratch_remove();
}

static void test_snapshots_end(void **state)
{
	const char *dir = scratch_dir();
	struct store *store;
	struct snapshot *view;
	struct arena mem = { 0 };
	struct bytes value;
	struct err err = { 0 };
	struct store_status about;

	(void)state;
	setenv("HERBLEDGER_TEST_SNAPSHOT_MS", "300", 1);
	store = open_kind(STORE_SERVER, dir);
	unsetenv("HERBLEDGER_TEST_SNAPSHOT_MS");
	put(store, "k", "x");
	assert_int_equal(snapshot_open(store, SNAPSHOT_REPORT, &view, &err), 0);
	assert_int_equal(
		store_get(view, TABLE_RECORDS, bytes_of_text("k"), &mem, &value, &err), 0);
	usleep(400000);
	assert_int_equal(
		store_get(view, TABLE_RECORDS, bytes_of_text("k"), &mem, &value, &err), -1);
	assert_int_equal(err.code, ERR_EXPIRED);
	snapshot_close(&view);
	assert_true(has(store, "k"));
	assert_int_equal(store_status(store, &about, &err), 0);
	assert_int_equal(about.snapshots, 0);
	assert_int_equal(about.sessions, 1);

	/* A snapshot dies with its server. */
	err_clear(&err);
	assert_int_equal(snapshot_open(store, SNAPSHOT_REPORT, &view, &err), 0);
	kill(server_of(dir), SIGKILL);
	assert_int_equal(
		store_get(view, TABLE_RECORDS, bytes_of_text("k"), &mem, &value, &err), -1);
	assert_int_equal(err.code, ERR_EXPIRED);
	snapshot_close(&view);
	assert_true(has(store, "k"));
	store_close(&store);
	arena_release(&mem);
	scratch_remove();
}

static void test_clock_is_set_on_demo_data_only(void **state)
{
	const char *dir = scratch_dir();
	const int64_t then = INT64_C(1624600000) * 1000000;
	struct store_options options = {
		.kind = STORE_SERVER, .dir = dir, .create = 1, .now = then
	};
	struct store *store;
	struct err err = { 0 };
	int64_t now;

	(void)state;
	assert_int_equal(store_open(&options, &store, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	store = open_kind(STORE_SERVER, dir);
	err_clear(&err);
	assert_int_equal(store_set_now(store, then, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	kill(server_of(dir), SIGKILL);
	store_close(&store);
	err_clear(&err);
	assert_int_equal(store_mark_demo(dir, &err), 0);
	if (store_open(&options, &store, &err) != 0)
		fail_msg("%s", err.text);
	assert_int_equal(store_now(store, &now, &err), 0);
	assert_true(now >= then && now < then + 20000000);
	assert_int_equal(store_set_now(store, 2 * then, &err), 0);
	assert_int_equal(store_now(store, &now, &err), 0);
	assert_true(now >= 2 * then);
	store_close(&store);
	scratch_remove();
}

static void test_waits_for_the_system(void **state)
{
	const char *dir = scratch_dir();
	struct store_options options = {
		.kind = STORE_SERVER, .dir = dir, .create = 1, .wait_for_system = 1
	};
	struct store *store;
	struct err err = { 0 };
	pid_t pid;
	int ready;

	(void)state;
	assert_int_equal(datadir_prepare(dir, 1, &err), 0);
	pid = fork();
	if (pid == 0) {
		usleep(700000);
		pid = serve_in_background(dir, 0, 0, &ready);
		_exit(0);
	}
	if (store_open(&options, &store, &err) != 0)
		fail_msg("%s", err.text);
	waitpid(pid, NULL, 0);
	put(store, "k", "x");
	kill(server_of(dir), SIGTERM);
	store_close(&store);
	assert_true(is_gone(dir, 5000));
	scratch_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_twenty_start_at_once),
		cmocka_unit_test(test_long_path),
		cmocka_unit_test(test_modes_on_the_disk),
		cmocka_unit_test(test_what_cannot_be_opened),
		cmocka_unit_test(test_alone_asks_an_idle_server_to_stop),
		cmocka_unit_test(test_clean_stop_and_second_server),
		cmocka_unit_test(test_idle_stop),
		cmocka_unit_test(test_snapshots_end),
		cmocka_unit_test(test_clock_is_set_on_demo_data_only),
		cmocka_unit_test(test_waits_for_the_system),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests_name("store server's life", tests, NULL, NULL);
}
