/*
 * test_ssh_pipes.c - a megabyte each way through ssh's pipes, pipes that break in the middle,
 * and lines that are cut there: bytes are equal, rows are counted, half a file is no file.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "house.h"
#include "remote.h"

enum { ROWS = 800, HANZI = 430, MEGABYTE = 1000000, GONE_MS = 20000 };

static struct remote r;
static enum sshd_mode mode;

/* ---- the file ---- */

/* Rows of a period of that year, each with a remark of a page. */
static void make_file(struct str *out, int year)
{
	str_add(out, "单位,时期,种植户,新增面积(亩),截止日期,备注\n");
	for (int i = 0; i < ROWS; i++) {
		str_addf(out, "东明镇,%dH1,第%d户,%d.5,%d-06-25,", year, i, i + 1, year);
		for (int j = 0; j < HANZI; j++)
			str_add(out, (i + j) % 7 ? "药" : "草");
		str_add(out, "\n");
	}
	assert_true(out->len > MEGABYTE);
}

static int import_file(const struct str *file)
{
	const char *const argv[] = { "ssh", "--", "bao", "--lang en import planting -", NULL };

	return remote_run(&r, argv, str_text(file), file->len);
}

static long rows_of(int year)
{
	char command[64];

	snprintf(command, sizeof(command), "list planting period=%dH1 --count", year);
	remote_must(&r, 0, "bao", command, NULL);
	return strtol(r.out, NULL, 10);
}

/* ---- */

static void test_in(void **state)
{
	struct str file = { 0 };

	(void)state;
	make_file(&file, 2023);
	if (import_file(&file) != 0)
		fail_msg("import: %s%s", r.out, r.err);
	if (!strstr(r.out, "800 created, 0 changed, 0 unchanged"))
		fail_msg("import: %s%s", r.out, r.err);
	assert_int_equal(rows_of(2023), ROWS);
	/* the same once more: not a byte was another */
	assert_int_equal(import_file(&file), 0);
	if (!strstr(r.out, "0 created, 0 changed, 800 unchanged"))
		fail_msg("second import: %s%s", r.out, r.err);
	str_release(&file);
}

static void test_out(void **state)
{
	size_t len;

	(void)state;
	house_must(0, r.data, "--as bao --lang zh export planting period=2023H1");
	len = strlen(house_stdout);
	assert_true(len > MEGABYTE);
	remote_must(&r, 0, "bao", "export planting period=2023H1", NULL);
	assert_int_equal(r.out_len, len);
	assert_memory_equal(r.out, house_stdout, len);
	assert_string_equal(r.err, house_stderr);
}

/* What went out comes in, through a pipe of the shell, and both ends work at the same time. */
static void test_both(void **state)
{
	char command[2048];
	const char *config = r.sshd->config;

	(void)state;
	snprintf(command, sizeof(command),
		"ssh -F '%s' -- bao export planting period=2023H1 | "
		"ssh -F '%s' -- bao --lang en import planting - | "
		"grep -q '0 created, 0 changed, 800 unchanged'",
		config, config);
	assert_int_equal(system(command), 0);
}

/* 1 when sshd serves nobody any more, in time. */
static int all_gone(void)
{
	double until = house_seconds() + GONE_MS / 1000.0;
	pid_t one;

	while (sshd_sessions(r.sshd, &one, 1))
		if (house_seconds() > until)
			return 0;
		else
			house_pause();
	return 1;
}

static void test_reader_leaves(void **state)
{
	char command[2048], line[256];
	FILE *in;

	(void)state;
	snprintf(command, sizeof(command),
		"bash -c \"ssh -F '%s' -- bao export planting period=2023H1 2>'%s/errors' | "
		"head -n 1 | cut -c1-60; cat '%s/errors'\"",
		r.sshd->config, r.folder, r.folder);
	in = popen(command, "r");
	assert_non_null(in);
	assert_non_null(fgets(line, sizeof(line), in));
	assert_null(fgets(command, sizeof(command), in));
	assert_int_equal(pclose(in), 0);
	assert_true(all_gone());
	assert_int_equal(rows_of(2023), ROWS);
}

/* The client dies when so many bytes of the file were sent. */
static void cut_after(const struct str *file, size_t bytes)
{
	const char *const argv[] = { "ssh", "--", "bao", "import planting -", NULL };
	struct remote_child c;
	size_t sent = 0;

	remote_start(&r, &c, argv, 1);
	while (sent < bytes) {
		ssize_t n = write(c.in, str_text(file) + sent, bytes - sent);

		assert_true(n > 0);
		sent += (size_t)n;
	}
	/* what is sent is read by the other end before the line goes */
	usleep(300000);
	kill(c.pid, SIGKILL);
	remote_wait(&r, &c);
	if (!all_gone())
		fail_msg("a session stayed");
}

static void test_writer_dies(void **state)
{
	struct str file = { 0 };
	const char *line;

	(void)state;
	make_file(&file, 2024);
	/* at the end of a row, where a file might end too */
	line = strstr(str_text(&file), "第300户");
	while (line[-1] != '\n')
		line--;
	cut_after(&file, (size_t)(line - str_text(&file)));
	assert_int_equal(rows_of(2024), 0);
	cut_after(&file, 200000);
	assert_int_equal(rows_of(2024), 0);
	assert_int_equal(import_file(&file), 0);
	assert_int_equal(rows_of(2024), ROWS);
	str_release(&file);
}

/* ---- */

static int open_one(void **state)
{
	static const char *const logins[] = { "bao", NULL };

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
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in),
		cmocka_unit_test(test_out),
		cmocka_unit_test(test_both),
		cmocka_unit_test(test_reader_leaves),
		cmocka_unit_test(test_writer_dies),
	};

	mode = which;
	return cmocka_run_group_tests_name(name, tests, open_one, close_one);
}

int main(int argc, char **argv)
{
	house_begin(argc, argv);
	return remote_each_mode(run_mode);
}
