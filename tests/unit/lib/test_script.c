/*
 * test_script.c - the language of the end-to-end scripts, run against /bin/sh in place
 * of the program.
 */
#include "lib/script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static int run(const char *text)
{
	const char *tmp = getenv("TMPDIR");
	char path[200];
	int failed;

	snprintf(path, sizeof(path), "%.150s/one.e2e", tmp ? tmp : "/tmp");
	setenv("HERBLEDGER", "/bin/sh", 1);
	assert_int_equal(script_write_file(path, text, strlen(text)), 0);
	failed = script_run_file(path);
	unlink(path);
	return failed;
}

static void test_runs_to_the_end(void **state)
{
	(void)state;
	assert_int_equal(run("run 3 -c 'echo \"有 词\"; echo oops >&2; exit 3'\n"
			     "stdout-has 有 词\nstdout-not oops\nstderr-has oops\n"
			     "stdout-lines 1\n"),
		0);
	assert_int_equal(run("run 0 -c 'exit 1'\n"), 1);
	assert_int_equal(run("run 0 -c 'echo a'\nstdout-has b\n"), 1);
	assert_int_equal(run("no-such-command\n"), 1);
}

static void test_files_input_and_variables(void **state)
{
	(void)state;
	assert_int_equal(run("file rows.csv\n| 单位,面积\n| 新镇,60\ninput rows.csv\nrun 0 -c cat\n"
			     "stdout-has 新镇,60\nstdout-lines 2\n"
			     "run 0 -c 'echo {\\\"id\\\": \\\"p17\\\"}'\nlet ID id\n"
			     "run 0 -c 'echo got $ID'\nstdout-has got p17\n"
			     "env COLOUR=green\nrun 0 -c 'echo $COLOUR $HERBLEDGER_DATA'\n"
			     "stdout-has green $DATA\nsh 0 test -f rows.csv\n"),
		0);
}

static void test_terminal_commands(void **state)
{
	(void)state;
	assert_int_equal(run("size 5 30\nspawn -i\nexpect #\nsend echo 中$((1+1))文\\r\n"
			     "expect 中2文\nsession two\nspawn -c 'read a; exit 4'\nkey enter\n"
			     "exit 4\nsession main\nresize 6 40\nsend stty size\\r\n"
			     "expect 6 40\nkill\nexit 137\n"),
		0);
	assert_int_equal(run("timeout 0.2\nspawn -c 'read a'\nexpect never\n"), 1);
}

static void test_expected_screens(void **state)
{
	static const char script[] = "size 3 20\nspawn -c 'printf 台账%s $WORD; read a'\n"
				     "expect 台账\nscreen one\nrun 0 -c 'echo $WORD'\n"
				     "stdout-is one.out\n";
	const char *tmp = getenv("TMPDIR");
	char *before = getcwd(NULL, 0), *picture;
	char with[300];

	(void)state;
	assert_int_equal(chdir(tmp ? tmp : "/tmp"), 0);
	assert_int_equal(system("rm -rf tests; mkdir -p tests/e2e"), 0);
	snprintf(with, sizeof(with), "timeout 1\nenv WORD=ab\n%s", script);
	assert_int_equal(run(with), 1);
	setenv("ACCEPT", "1", 1);
	assert_int_equal(run(with), 0);
	unsetenv("ACCEPT");
	assert_int_equal(run(with), 0);
	picture = script_read_file("tests/e2e/expected/one.txt", NULL);
	assert_string_equal(picture, "台账ab              |\n"
				     "                    |\n"
				     "                    |\n"
				     "cursor 1 7\n");
	free(picture);
	snprintf(with, sizeof(with), "timeout 1\nenv WORD=ac\n%s", script);
	assert_int_equal(run(with), 1);
	assert_int_equal(system("rm -rf tests"), 0);
	assert_int_equal(chdir(before), 0);
	free(before);
}

static void test_ends_servers_left_behind(void **state)
{
	(void)state;
	/* The second stop finds nothing: the lock could be taken. */
	assert_int_equal(run("sh 0 mkdir $DATA; (flock 9; exec sleep 1000) 9>$DATA/lock "
			     ">/dev/null 2>&1 &\n"
			     "sh 0 while flock -n $DATA/lock true; do :; done\n"
			     "stop-server\nsh 0 flock -n $DATA/lock true\n"),
		0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_runs_to_the_end),
		cmocka_unit_test(test_files_input_and_variables),
		cmocka_unit_test(test_terminal_commands),
		cmocka_unit_test(test_expected_screens),
		cmocka_unit_test(test_ends_servers_left_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
