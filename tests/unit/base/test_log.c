/* test_log.c - what stands in the log file. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"

static char dir[] = "/tmp/herb-log-XXXXXX";
static char path[64];

static int make_dir(void **state)
{
	(void)state;
	snprintf(path, sizeof(path), "%s/log", mkdtemp(dir) ? dir : "");
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(dir);
}

static void read_log(struct str *out)
{
	char block[4096];
	FILE *file = fopen(path, "r");
	size_t len;

	str_clear(out);
	assert_non_null(file);
	while ((len = fread(block, 1, sizeof(block), file)) > 0)
		str_add_len(out, block, len);
	fclose(file);
}

static void lines_tell_when_how_bad_who_and_what(void **state)
{
	struct err err = { 0 };
	struct str s = { 0 }, tail = { 0 };
	struct stat st;

	(void)state;
	unlink(path);
	log_line(LOG_ERROR_LEVEL, "before it is open");
	assert_int_equal(log_open(path, LOG_INFO, &err), 0);
	errno = ENOENT;
	log_line(LOG_INFO, "read %d of %s", 3, "药材\nfile\033");
	assert_int_equal(errno, ENOENT);
	log_line(LOG_DEBUG, "too fine");
	log_close();
	log_line(LOG_ERROR_LEVEL, "after it is closed");
	read_log(&s);
	str_addf(&tail, " info  %ld read 3 of 药材?file?\n", (long)getpid());
	assert_int_equal(s.len, strlen("2021-06-25 14:03:07") + tail.len);
	assert_string_equal(s.at + 19, tail.at);
	assert_int_equal(s.at[4], '-');
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	str_release(&s);
	str_release(&tail);
}

/* Whatever a user typed or a file held: one line, and nothing a terminal acts on. */
static void nobody_forges_a_line(void **state)
{
	static const char *const nasty[] = {
		"a\n2021-06-25 14:03:07 error 1 forged", "a\r\nb", "a\033[2J\033]0;t\ab",
		"a\177\b\b\bb", "a\302\233" "2Jb", /* CSI in one character */
		"a\342\200\256b\342\201\246c", /* right to left */
		"a\342\200\250b\342\200\251c", /* line and paragraph separators */
		"a\342\200\213b\357\273\277c", /* nothing to see */
		"a\377\300\257b", /* no UTF-8 */
	};
	enum { COUNT = sizeof(nasty) / sizeof(*nasty) };
	struct err err = { 0 };
	struct str s = { 0 };
	size_t offset, lines = 0;

	(void)state;
	unlink(path);
	assert_int_equal(log_open(path, LOG_INFO, &err), 0);
	for (size_t i = 0; i < COUNT; i++)
		log_line(LOG_INFO, "%s", nasty[i]);
	log_close();
	read_log(&s);
	for (const char *at = s.at, *end; (end = strchr(at, '\n')); at = end + 1, lines++) {
		assert_false(utf8_first_dirty(at, (size_t)(end - at), 0, &offset));
		assert_memory_equal(at + 19, " info ", 6);
		assert_non_null(memchr(at, '?', (size_t)(end - at)));
	}
	assert_int_equal(lines, COUNT);
	assert_null(strpbrk(s.at, "\r\033\a\b\177"));
	for (const char *const *bad = (const char *const[]){ "\302\233", "\342\200\256",
		     "\342\201\246", "\342\200\250", "\342\200\213", "\357\273\277", NULL };
		*bad; bad++)
		assert_null(strstr(s.at, *bad));
	str_release(&s);
}

static void lines_of_several_processes_do_not_mix(void **state)
{
	enum { PROCESSES = 4, LINES = 200 };
	struct err err = { 0 };
	struct str s = { 0 };
	int lines = 0;

	(void)state;
	unlink(path);
	for (int i = 0; i < PROCESSES; i++) {
		if (fork() == 0) {
			if (log_open(path, LOG_INFO, &err) < 0)
				_exit(1);
			for (int j = 0; j < LINES; j++)
				log_line(LOG_WARN, "%0*d", 300, i + 1);
			_exit(0);
		}
	}
	for (int i = 0; i < PROCESSES; i++) {
		int status;

		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	read_log(&s);
	for (char *at = s.at, *end; (end = strchr(at, '\n')); at = end + 1, lines++) {
		assert_true(end - at > 300);
		assert_int_equal(strspn(end - 300, "0"), 299);
	}
	assert_int_equal(lines, PROCESSES * LINES);
	str_release(&s);
}

static void a_log_that_cannot_be_written_is_an_error(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_true(log_open("/nowhere/log", LOG_INFO, &err) < 0);
	assert_int_equal(err.code, ERR_STORE);
	assert_string_equal(err.text,
			    "The log /nowhere/log cannot be written: No such file or directory.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_tell_when_how_bad_who_and_what),
		cmocka_unit_test(nobody_forges_a_line),
		cmocka_unit_test(lines_of_several_processes_do_not_mix),
		cmocka_unit_test(a_log_that_cannot_be_written_is_an_error),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
