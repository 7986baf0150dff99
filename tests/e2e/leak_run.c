/*
 * leak_run.c - the search for leaks in several processes, and in a program that must leak.
 */
#include "leak.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"

void leak_workers(size_t count, void (*walk)(void *context, size_t n), void *context)
{
	pid_t pids[LEAK_WORKERS];
	int status;

	assert_true(count <= LEAK_WORKERS);
	fflush(stdout);
	for (size_t n = 0; n < count; n++) {
		pids[n] = fork();
		if (pids[n] != 0)
			continue;
		walk(context, n);
		fflush(stdout);
		_exit(0);
	}
	for (size_t n = 0; n < count; n++) {
		assert_int_equal(waitpid(pids[n], &status, 0), pids[n]);
		assert_int_equal(status, 0);
	}
}

void leak_unscoped(void)
{
	struct str path = { 0 };

	str_addf(&path, "%s-unscoped", house_program());
	house_use(str_text(&path), 0, 0);
	str_release(&path);
}

void leak_is_not_blind(const unsigned *leaks, const char *const *kinds, size_t count)
{
	for (size_t kind = 0; kind < count; kind++) {
		printf("%s: %u found\n", kinds[kind], leaks[kind]);
		if (leaks[kind] == 0)
			fail_msg("no leak of kind %s was found: the search is blind to it",
				kinds[kind]);
	}
}
