/*
 * test_ssh_many.c - fifty people log in to a real sshd in the same moment: none is turned away,
 * each sees his own first screen, and all of them can leave.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "house.h"
#include "lib/screen.h"
#include "remote.h"

enum { LOGINS = 50, PATIENCE_MS = 60000, GONE_MS = 30000 };

/* As conf/demo has them. */
static const char *const logins[] = { "zhang", "li", "wang", "bao", "chen", "sun", "liu",
	"zhao", "qian", "admin", "anquan", "shenji", NULL };
static const char *const names[] = { " 张某", " 李某", " 王某", " 包某", " 陈某", " 孙某",
	" 刘某", " 赵某", " 钱某", " 管理员", " 安某", " 沈某" };
enum { PEOPLE = sizeof(names) / sizeof(names[0]) };

static struct remote r;
static enum sshd_mode mode;

static struct screen *log_in(size_t i)
{
	char *argv[] = { "ssh", "-F", r.sshd->config, "-tt",
		(char *)(uintptr_t)logins[i % PEOPLE], NULL };
	struct screen *s = screen_open(&(struct screen_how){ .argv = argv });

	assert_non_null(s);
	return s;
}

static void fail_screen(struct screen *s, size_t i, const char *what)
{
	char *text = screen_text(s);

	fail_msg("%zu, %s: %s; the screen is\n%s", i, logins[i % PEOPLE], what, text);
}

/* The name is there, and of the others' none. */
static void is_home_of(struct screen *s, size_t i)
{
	char *text;

	if (!screen_expect(s, names[i % PEOPLE], 1, PATIENCE_MS) ||
		!screen_expect(s, "q 退出", 1, PATIENCE_MS))
		fail_screen(s, i, "not his home");
	text = screen_text(s);
	for (size_t j = 0; j < PEOPLE; j++)
		if (j != i % PEOPLE && strstr(text, names[j]))
			fail_screen(s, i, "another's home");
	free(text);
}

static void test_fifty(void **state)
{
	struct screen *all[LOGINS];
	pid_t serving[4 * LOGINS];
	double start = house_seconds();
	int sessions;

	(void)state;
	for (size_t i = 0; i < LOGINS; i++)
		all[i] = log_in(i);
	for (size_t i = 0; i < LOGINS; i++)
		is_home_of(all[i], i);
	printf("%d logins in %.1f s\n", LOGINS, house_seconds() - start);
	sessions = sshd_sessions(r.sshd, serving, 4 * LOGINS);
	if (sessions < LOGINS)
		fail_msg("%d processes serve %d logins", sessions, LOGINS);
	for (size_t i = 0; i < LOGINS; i++)
		screen_send(all[i], "q", 1);
	for (size_t i = 0; i < LOGINS; i++) {
		if (screen_wait(all[i], GONE_MS) != 0)
			fail_screen(all[i], i, "does not end well");
		screen_close(&all[i]);
	}
	remote_must(&r, 0, "bao", "list planting --count", NULL);
}

static int open_one(void **state)
{
	(void)state;
	remote_open(&r, mode, logins);
	return 0;
}

static int close_one(void **state)
{
	(void)state;
	remote_close(&r);
	return 0;
}

static int run_mode(enum sshd_mode which, const char *name)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_fifty) };

	mode = which;
	return cmocka_run_group_tests_name(name, tests, open_one, close_one);
}

int main(int argc, char **argv)
{
	house_begin(argc, argv);
	return remote_each_mode(run_mode);
}
