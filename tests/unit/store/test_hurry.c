/* test_hurry.c - who types does not wait for a server that is away or stuck; who saves does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <glob.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "conformance.h"
#include "life.h"
#include "store/clock.h"

/* Against the many seconds that who saves waits; a busy machine takes its time, too. */
enum { AT_ONCE_US = 1000 * 1000, SOON_US = 4000 * 1000, STOPPING_MS = 10000 };

/* How a read ends and how long it took. */
static int look(struct store *store, int64_t *us)
{
	struct snapshot *view;
	struct err err = { 0 };
	int64_t begun = clock_steady();
	int status = snapshot_open(store, SNAPSHOT_SCREEN, &view, &err);

	*us = clock_steady() - begun;
	if (status == 0)
		snapshot_close(&view);
	else
		assert_int_equal(err.code, ERR_STORE);
	return status;
}

static void test_dead_server(void **state)
{
	const char *dir = scratch_dir();
	struct store *store = open_kind(STORE_SERVER, dir);
	int64_t us, now, before;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(store_now(store, &before, &err), 0);
	assert_int_equal(store_hurry(store, 1), 0);
	assert_int_equal(look(store, &us), 0);
	kill(server_of(dir), SIGKILL);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(look(store, &us), -1);
		assert_true(us < AT_ONCE_US);
	}
	usleep(60000);
	assert_int_equal(store_now(store, &now, &err), 0);
	assert_true(now > before && now - before < 60 * 1000000LL);
	assert_int_equal(store_hurry(store, 0), 1);
	assert_int_equal(look(store, &us), 0); /* it is started again */
	store_close(&store);
	scratch_remove();
}

/* 1 when the task's state is stopped: the letter behind the name in brackets. */
static int task_is_stopped(const char *path)
{
	char text[400] = "";
	FILE *in = fopen(path, "re");
	const char *name_end;

	if (!in)
		return 1;
	text[fread(text, 1, sizeof(text) - 1, in)] = '\0';
	fclose(in);
	name_end = strrchr(text, ')');
	return name_end && (name_end[2] == 'T' || name_end[2] == 't');
}

/* The threads of a process stop one after the other. */
static int is_stopped(pid_t pid)
{
	char pattern[64];
	glob_t tasks;
	int stopped = 1;

	snprintf(pattern, sizeof(pattern), "/proc/%d/task/*/stat", (int)pid);
	if (glob(pattern, 0, NULL, &tasks) != 0)
		return 0;
	for (size_t i = 0; i < tasks.gl_pathc; i++)
		stopped = stopped && task_is_stopped(tasks.gl_pathv[i]);
	globfree(&tasks);
	return stopped;
}

static void test_stuck_server(void **state)
{
	const char *dir = scratch_dir();
	struct store *store = open_kind(STORE_SERVER, dir);
	pid_t server = server_of(dir);
	int64_t us, first = 0;
	int got, again;

	(void)state;
	store_hurry(store, 1);
	assert_int_equal(kill(server, SIGSTOP), 0);
	for (int ms = 0; ms < STOPPING_MS && !is_stopped(server); ms++)
		usleep(1000);
	got = look(store, &first);
	again = look(store, &us);
	kill(server, SIGCONT);
	assert_int_equal(got, -1);
	assert_true(first < SOON_US);
	assert_int_equal(again, -1);
	assert_true(us < AT_ONCE_US);
	store_hurry(store, 0);
	assert_int_equal(look(store, &us), 0);
	store_close(&store);
	scratch_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dead_server),
		cmocka_unit_test(test_stuck_server),
	};

	return cmocka_run_group_tests_name("hurry", tests, NULL, NULL);
}
