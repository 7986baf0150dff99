/*
 * test_out_file.c - a file asked for is whole or not there; what is no file stays what it is.
 */
#include "cli/cli.h"
#include "cli/out_file.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const struct cli_globals here;
static char dir[] = "/tmp/herbout.XXXXXX";

static int setup(void **state)
{
	(void)state;
	return mkdtemp(dir) && chdir(dir) == 0 ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	return chdir("/") == 0 ? rmdir(dir) : -1;
}

/* Writes text to path and closes with status. */
static int put(const char *path, const char *text, int status)
{
	struct out_file out;
	struct err err = { 0 };

	if (out_file_open(&out, &here, path, &err) < 0)
		return -1;
	fputs(text, out.at);
	return out_file_close(&out, status, &err);
}

static const char *content(int fd)
{
	static char text[32];
	ssize_t got = read(fd, text, sizeof(text) - 1);

	text[got < 0 ? 0 : got] = '\0';
	close(fd);
	return text;
}

static void a_failed_try_leaves_the_old_file(void **state)
{
	(void)state;
	assert_int_equal(put("a", "first", 0), 0);
	assert_int_equal(put("a", "second", -1), -1);
	assert_string_equal(content(open("a", O_RDONLY)), "first");
	assert_int_equal(put("a", "third", 0), 0);
	assert_string_equal(content(open("a", O_RDONLY)), "third");
	assert_int_equal(unlink("a"), 0);
}

static void a_pipe_stays_a_pipe(void **state)
{
	struct stat st;
	int fd;

	(void)state;
	assert_int_equal(mkfifo("p", 0600), 0);
	fd = open("p", O_RDONLY | O_NONBLOCK);
	assert_int_equal(put("p", "through", 0), 0);
	assert_int_equal(stat("p", &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
	assert_string_equal(content(fd), "through");
	assert_int_equal(unlink("p"), 0);
}

static void no_folder_is_a_fault(void **state)
{
	(void)state;
	assert_int_equal(put("nowhere/a", "text", 0), -1);
}

static void over_ssh_a_name_is_refused_whatever_let_it_come_so_far(void **state)
{
	const struct cli_globals remote = { .remote = 1 };
	struct out_file out;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(out_file_open(&out, &remote, "x", &err), -1);
	assert_int_equal(err.code, ERR_DENIED);
	assert_int_equal(access("x", F_OK), -1);
	err_clear(&err);
	assert_int_equal(out_file_open(&out, &remote, "-", &err), 0);
	assert_int_equal(out_file_close(&out, 0, &err), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(over_ssh_a_name_is_refused_whatever_let_it_come_so_far),
		cmocka_unit_test(a_failed_try_leaves_the_old_file),
		cmocka_unit_test(a_pipe_stays_a_pipe),
		cmocka_unit_test(no_folder_is_a_fault),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
