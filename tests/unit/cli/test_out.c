/*
 * test_out.c - stdout and stderr of the subcommands: what people read is cleaned, what programs
 * read is not, unless it goes straight to a terminal.
 */
#include "cli/cli.h"

#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "exchange/sink.h"

#define DIRTY "a\x1B[2J\xE2\x80\xAE" "b\tc"

static void line_for_people(void)
{
	out_line("%s", DIRTY);
}

static void text_for_programs(void)
{
	out_text(DIRTY "\n");
}

static void sentence(void)
{
	say("%s", DIRTY);
}

/* What print writes to the descriptor when that is to. */
static const char *printed(int which, int to, int from, void (*print)(void))
{
	static char text[64];
	int before = dup(which);
	ssize_t got;

	fflush(stdout);
	dup2(to, which);
	print();
	fflush(stdout);
	dup2(before, which);
	close(before);
	got = read(from, text, sizeof(text) - 1);
	text[got < 0 ? 0 : got] = '\0';
	return text;
}

static void a_pipe_gets_what_is_there(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_string_equal(printed(1, ends[1], ends[0], text_for_programs), DIRTY "\n");
	assert_string_equal(printed(1, ends[1], ends[0], line_for_people), "a?[2J?b\tc\n");
	assert_string_equal(printed(2, ends[1], ends[0], sentence), "a?[2J?b?c\n");
	close(ends[0]);
	close(ends[1]);
}

static void a_terminal_gets_clean_text(void **state)
{
	struct termios raw = { .c_cflag = CS8 | CREAD };
	int ours, theirs;

	(void)state;
	assert_int_equal(openpty(&ours, &theirs, NULL, &raw, NULL), 0);
	assert_string_equal(printed(1, theirs, ours, text_for_programs), "a?[2J?b\tc\n");
	assert_string_equal(printed(1, theirs, ours, line_for_people), "a?[2J?b\tc\n");
	close(ours);
	close(theirs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pipe_gets_what_is_there),
		cmocka_unit_test(a_terminal_gets_clean_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
