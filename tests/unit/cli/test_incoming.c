/*
 * test_incoming.c - what is sent over ssh is whole or not there, and no file is opened by name.
 */
#include "cli/cli.h"
#include "cli/incoming.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { WHOLE = 10, CUT = 11, OTHER = 12, MUCH = 13 };

static const char sent[] = "a,b\n1,2\n";

/* What a session does whose stdin and stdout these are. */
static void session(int in, int out)
{
	const struct cli_globals g = { .remote = 1 };
	struct err err = { 0 };
	char got[64] = "";
	FILE *file;

	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	for (int fd = 3; fd < 64; fd++)
		close(fd);
	file = incoming_open(&g, "-", &err);
	if (!file)
		_exit(err.code == ERR_STORE ? CUT : err.code == ERR_USAGE ? MUCH : OTHER);
	_exit(fread(got, 1, sizeof(got), file) == strlen(sent) && !strcmp(got, sent) ? WHOLE
										     : OTHER);
}

/* Zeros without end: the reader stops. */
static void pour(int to)
{
	static const char zeros[1 << 20];

	signal(SIGPIPE, SIG_IGN);
	while (write(to, zeros, sizeof(zeros)) > 0)
		;
	close(to);
}

static int end_of(pid_t pid)
{
	int status;

	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static pid_t start(int in, int out)
{
	pid_t pid = fork();

	if (pid == 0)
		session(in, out);
	close(in);
	if (out != in)
		close(out);
	return pid;
}

static void over_a_socket_the_end_is_told_from_a_cut(void **state)
{
	int line[2];
	pid_t pid;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line), 0);
	pid = start(line[1], line[1]);
	assert_int_equal(write(line[0], sent, strlen(sent)), strlen(sent));
	shutdown(line[0], SHUT_WR);
	assert_int_equal(end_of(pid), WHOLE);
	close(line[0]);

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line), 0);
	pid = start(line[1], line[1]);
	assert_int_equal(write(line[0], sent, strlen(sent)), strlen(sent));
	close(line[0]);
	assert_int_equal(end_of(pid), CUT);
}

static void over_pipes_too(void **state)
{
	int in[2], out[2];
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(in) | pipe(out), 0);
	pid = start(in[0], out[1]);
	assert_int_equal(write(in[1], sent, strlen(sent)), strlen(sent));
	close(in[1]);
	assert_int_equal(end_of(pid), WHOLE);
	close(out[0]);

	assert_int_equal(pipe(in) | pipe(out), 0);
	pid = start(in[0], out[1]);
	assert_int_equal(write(in[1], sent, strlen(sent)), strlen(sent));
	close(in[1]);
	close(out[0]);
	assert_int_equal(end_of(pid), CUT);
}

static void what_has_no_end_does_not_fill_the_disk(void **state)
{
	int in[2], out[2];
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(in) | pipe(out), 0);
	pid = fork();
	if (pid == 0) {
		close(in[1]);
		session(in[0], out[1]);
	}
	close(in[0]);
	close(out[1]);
	pour(in[1]);
	assert_int_equal(end_of(pid), MUCH);
	close(out[0]);
}

static void a_name_is_refused_whatever_let_it_come_so_far(void **state)
{
	static const char *const names[] = { "/etc/passwd", "x", "", "./-", "/dev/stdin" };
	const struct cli_globals g = { .remote = 1 };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct err err = { 0 };

		assert_null(incoming_open(&g, names[i], &err));
		assert_int_equal(err.code, ERR_DENIED);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(over_a_socket_the_end_is_told_from_a_cut),
		cmocka_unit_test(over_pipes_too),
		cmocka_unit_test(what_has_no_end_does_not_fill_the_disk),
		cmocka_unit_test(a_name_is_refused_whatever_let_it_come_so_far),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
