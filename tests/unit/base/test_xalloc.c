/* test_xalloc.c - memory is there or the program stops, with the screen restored. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/xalloc.h"

static void memory_is_there(void **state)
{
	static const char zeros[100];
	char *at = xalloc(100);
	char *text = xstrdup("药材");
	void *none = xalloc(0), *empty = xcalloc(0, 8);

	(void)state;
	assert_memory_equal(at, zeros, 100);
	at = xrealloc(at, 1000, 10);
	assert_memory_equal(at, zeros, 100);
	at = xrealloc(at, 0, 10);
	assert_non_null(at);
	assert_string_equal(text, "药材");
	assert_non_null(none);
	assert_non_null(empty);
	free(at);
	free(text);
	free(none);
	free(empty);
}

static int told_fd;

static void restore(void)
{
	if (write(told_fd, "restored|", 9) != 9)
		_exit(9);
}

/* Runs act in a child; what it wrote is in text, its signal is given back. */
static int dies(void (*act)(void), char *text, size_t size)
{
	const struct rlimit no_core = { 0 };
	int pipes[2], status;
	size_t len = 0;
	ssize_t got;
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	if (pid == 0) {
		setrlimit(RLIMIT_CORE, &no_core);
		signal(SIGABRT, SIG_DFL);
		dup2(pipes[1], 2);
		told_fd = pipes[1];
		bug_on_abort(restore);
		act();
		_exit(0);
	}
	close(pipes[1]);
	while ((got = read(pipes[0], text + len, size - 1 - len)) > 0)
		len += (size_t)got;
	text[len] = '\0';
	close(pipes[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void break_invariant(void)
{
	BUG("%d is not %d", 1, 2);
}

static void ask_for_too_much(void)
{
	volatile size_t count = SIZE_MAX / 4;

	free(xrealloc(NULL, count, 16));
}

static void a_broken_invariant_stops_at_once(void **state)
{
	char text[1000];

	(void)state;
	assert_int_equal(dies(break_invariant, text, sizeof(text)), SIGABRT);
	assert_memory_equal(text, "restored|", 9);
	assert_non_null(strstr(text, "test_xalloc.c:"));
	assert_non_null(strstr(text, "1 is not 2"));
}

static void an_overflowing_size_stops_at_once(void **state)
{
	char text[1000];

	(void)state;
	assert_int_equal(dies(ask_for_too_much, text, sizeof(text)), SIGABRT);
	assert_non_null(strstr(text, "no memory"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_there),
		cmocka_unit_test(a_broken_invariant_stops_at_once),
		cmocka_unit_test(an_overflowing_size_stops_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
