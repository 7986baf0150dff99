#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/date.h"
#include "base/str.h"
#include "data/sessions.h"
#include "lib/folder.h"

/* Who is here is seen while the session lives, however it ends; ending hits no one else. */

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

static const struct session_info bao = {
	.user = "7", .login = "bao", .user_name = "包\t明\n", .from = "10.0.0.7", .what = ""
};

enum manner { GIVES_WAY, DEAF };

/* A child with a mark, which waits to be told to end. */
static pid_t start(const struct session_info *info, enum manner manner)
{
	struct session_mark *mark;
	struct err err = { 0 };
	int ready[2];
	char byte = 0;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		if (manner == DEAF)
			signal(SIGHUP, SIG_IGN);
		if (session_mark_begin(dir, info, &mark, &err) < 0)
			_exit(9);
		if (write(ready[1], "r", 1) != 1)
			_exit(9);
		for (;;)
			pause();
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return pid;
}

static int end_of(pid_t pid)
{
	int status = 0;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static struct session_info *list(struct arena *mem, size_t *count)
{
	struct session_info *all;
	struct err err = { 0 };

	if (sessions_list(dir, mem, &all, count, &err) < 0)
		fail_msg("%s", err.text);
	return all;
}

static size_t how_many(void)
{
	struct arena mem = { 0 };
	size_t count;

	list(&mem, &count);
	arena_release(&mem);
	return count;
}

static void a_session_is_seen_from_its_beginning_to_its_end(void **state)
{
	struct arena mem = { 0 };
	struct session_mark *mark;
	struct session_info *all;
	struct err err = { 0 };
	size_t count;

	(void)state;
	assert_int_equal(how_many(), 0);
	assert_int_equal(session_mark_begin(dir, &bao, &mark, &err), 0);
	all = list(&mem, &count);
	assert_int_equal(count, 1);
	assert_string_equal(all[0].login, "bao");
	assert_string_equal(all[0].user, "7");
	assert_string_equal(all[0].user_name, "包?明?");
	assert_string_equal(all[0].from, "10.0.0.7");
	assert_string_equal(all[0].what, "");
	assert_int_equal(all[0].pid, getpid());
	assert_true(all[0].begun <= instant_now() && all[0].begun > instant_now() - 60000000);
	assert_true(all[0].active > instant_now() - 60000000);
	session_mark_active(mark);
	session_mark_end(&mark);
	assert_null(mark);
	session_mark_active(mark);
	session_mark_end(&mark);
	assert_int_equal(how_many(), 0);
	arena_release(&mem);
}

static void a_session_that_was_killed_is_gone_from_the_list(void **state)
{
	pid_t pid = start(&bao, GIVES_WAY);

	(void)state;
	assert_int_equal(how_many(), 1);
	kill(pid, SIGKILL);
	end_of(pid);
	assert_int_equal(how_many(), 0);
	/* and its file with it */
	assert_int_equal(how_many(), 0);
}

static void one_is_told_to_hang_up(void **state)
{
	pid_t first = start(&bao, GIVES_WAY), second = start(&bao, GIVES_WAY);
	struct arena mem = { 0 };
	struct session_info *all;
	struct err err = { 0 };
	size_t count;

	(void)state;
	all = list(&mem, &count);
	assert_int_equal(count, 2);
	for (size_t i = 0; i < count; i++)
		if (all[i].pid == first)
			assert_int_equal(sessions_stop(dir, all[i].name, &err), 0);
	assert_int_equal(end_of(first), SIGHUP);
	assert_int_equal(how_many(), 1);
	assert_int_equal(kill(second, 0), 0);
	kill(second, SIGKILL);
	end_of(second);
	arena_release(&mem);
}

static void who_does_not_listen_is_killed(void **state)
{
	pid_t pid = start(&bao, DEAF);
	int64_t begun = instant_now();
	struct arena mem = { 0 };
	struct session_info *all;
	struct err err = { 0 };
	size_t count;

	(void)state;
	all = list(&mem, &count);
	assert_int_equal(count, 1);
	assert_int_equal(sessions_stop(dir, all[0].name, &err), 0);
	assert_int_equal(end_of(pid), SIGKILL);
	assert_true(instant_now() - begun >= 2900000);
	assert_int_equal(how_many(), 0);
	arena_release(&mem);
}

/* A file that says the pid of somebody else, as when pids have come round. */
static void write_mark(const char *name, pid_t pid)
{
	char path[160];
	FILE *f;

	snprintf(path, sizeof(path), "%s/sessions", dir);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/sessions/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "herbledger-session 1\npid\t%d\nuser\t7\nlogin\tbao\n", (int)pid);
	fclose(f);
}

static void nobody_is_hit_by_the_pid_of_a_dead_session(void **state)
{
	struct err err = { 0 };
	pid_t other = fork();

	(void)state;
	if (other == 0)
		for (;;)
			pause();
	write_mark("123-456", other);
	assert_true(sessions_stop(dir, "123-456", &err) > 0);
	write_mark("123-457", other);
	assert_int_equal(how_many(), 0);
	assert_int_equal(waitpid(other, NULL, WNOHANG), 0);
	kill(other, SIGKILL);
	end_of(other);
}

static void a_name_is_no_path(void **state)
{
	static const char *const names[] = { "", ".", "..", "../x", "1-2/../3", "12", "12-",
		"-12", "1-2x", "/etc/passwd", ".1-2" };
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_true(sessions_stop(dir, names[i], &err) > 0);
	assert_true(sessions_stop(dir, "99999-1", &err) > 0);
}

static void all_of_one_user_end_but_our_own(void **state)
{
	struct session_info own = bao, chen = bao;
	pid_t first = start(&bao, GIVES_WAY), second = start(&bao, GIVES_WAY), third;
	struct session_mark *mark;
	struct err err = { 0 };
	size_t count;

	(void)state;
	chen.user = "8";
	third = start(&chen, GIVES_WAY);
	assert_int_equal(session_mark_begin(dir, &own, &mark, &err), 0);
	assert_int_equal(sessions_stop_user(dir, "7", &count, &err), 0);
	assert_int_equal(count, 2);
	assert_int_equal(end_of(first), SIGHUP);
	assert_int_equal(end_of(second), SIGHUP);
	assert_int_equal(how_many(), 2);
	kill(third, SIGKILL);
	end_of(third);
	session_mark_end(&mark);
	assert_int_equal(sessions_stop_user(dir, "7", &count, &err), 0);
	assert_int_equal(count, 0);
}

static void ones_own_session_is_not_ended_from_within(void **state)
{
	struct session_mark *mark;
	struct arena mem = { 0 };
	struct session_info *all;
	struct err err = { 0 };
	size_t count;

	(void)state;
	assert_int_equal(session_mark_begin(dir, &bao, &mark, &err), 0);
	all = list(&mem, &count);
	assert_int_equal(sessions_stop(dir, all[0].name, &err), -1);
	assert_int_equal(how_many(), 1);
	session_mark_end(&mark);
	arena_release(&mem);
}

static void what_is_no_mark_is_passed_over(void **state)
{
	char path[160];
	FILE *f;

	(void)state;
	write_mark("1-1", 1);
	snprintf(path, sizeof(path), "%s/sessions/README", dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("mine\n", f);
	fclose(f);
	assert_int_equal(how_many(), 0);
	assert_int_equal(access(path, F_OK), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_it, close_it)
	const struct CMUnitTest tests[] = {
		TEST(a_session_is_seen_from_its_beginning_to_its_end),
		TEST(a_session_that_was_killed_is_gone_from_the_list),
		TEST(one_is_told_to_hang_up),
		TEST(who_does_not_listen_is_killed),
		TEST(nobody_is_hit_by_the_pid_of_a_dead_session),
		TEST(a_name_is_no_path),
		TEST(all_of_one_user_end_but_our_own),
		TEST(ones_own_session_is_not_ended_from_within),
		TEST(what_is_no_mark_is_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
