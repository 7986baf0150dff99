/*
 * test_line.c - the slow line, the terminal with wide ambiguous characters, and what is counted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/line.h"
#include "lib/screen.h"

#define WAIT 20000

static struct screen *shell(const char *script, int wide, int bits, int ms)
{
	char *argv[] = { "/bin/sh", "-c", (char *)script, NULL };
	struct screen *s = screen_open(&(struct screen_how){
		.argv = argv, .ambiguous_wide = wide, .line_bits = bits, .line_ms = ms });

	assert_non_null(s);
	return s;
}

static void bytes_come_when_they_are_due(void **state)
{
	struct line l = { .bits = 1000, .delay_ms = 50 };
	char out[8];

	(void)state;
	line_put(&l, "abc", 3);
	assert_int_equal(line_take(&l, out, sizeof(out)), 0);
	/* at most: a busy machine asks later */
	assert_true(line_wait(&l, 1000) <= 61);
	/* one after the other, ten bits each */
	assert_int_equal(l.due[l.first + 1] - l.due[l.first], 10 * 1000);
	assert_int_equal(l.due[l.first + 2] - l.due[l.first], 20 * 1000);
	while (l.count > 2)
		line_take(&l, out, 1);
	assert_int_equal(out[0], 'a');
	assert_true(line_wait(&l, 1000) <= 11);
	line_release(&l);
}

static void a_round_trip_takes_its_time(void **state)
{
	struct screen *s =
		shell("stty -echo; echo ready; read x; echo got $x; sleep 9", 0, 9600, 200);
	int took;

	(void)state;
	assert_true(screen_expect(s, "ready", 1, WAIT));
	screen_send(s, "one\n", 4);
	assert_true(screen_expect(s, "got one", 1, WAIT));
	took = screen_since_sent(s);
	assert_true(took >= 200);
	screen_close(&s);
}

static void ambiguous_characters_are_wide(void **state)
{
	struct screen *s = shell("printf '①x…中'; sleep 9", 1, 0, 0);
	int row, col;

	(void)state;
	assert_true(screen_expect(s, "①x…中", 1, WAIT));
	screen_cursor(s, &row, &col);
	assert_int_equal(col, 1 + 2 + 1 + 2 + 2);
	assert_int_equal(screen_halves(s), 0);
	screen_close(&s);
}

/* Half of a Hanzi overwritten is seen as such. */
static void a_half_is_found(void **state)
{
	struct screen *s =
		shell("printf '中文\\033[1;2H\\033[1@'; echo; echo done; sleep 9", 0, 0, 0);

	(void)state;
	assert_true(screen_expect(s, "done", 1, WAIT));
	assert_true(screen_halves(s) > 0);
	screen_close(&s);
}

static void new_text_is_counted(void **state)
{
	struct screen *s =
		shell("echo 'one two'; read x; printf '\\033[1;5Hsix  中'; read x", 0, 0, 0);

	(void)state;
	assert_true(screen_expect(s, "one two", 1, WAIT));
	screen_settle(s, 100);
	assert_int_equal(screen_row_text(s, 1), 7);
	screen_bytes(s);
	screen_send(s, "\n", 1);
	assert_true(screen_expect(s, "six", 1, WAIT));
	screen_settle(s, 100);
	/* "two" became "six", then two blanks and a Hanzi */
	assert_int_equal(screen_new_text(s), 3 + 2 + 3);
	screen_close(&s);
}

static void questions_are_found(void **state)
{
	struct screen *s = shell(
		"printf 'a\\033[6nb\\033[1;31m\\033[c\\033[?2004h\\033[22;0;0t\\005'; read x",
		0, 0, 0);

	(void)state;
	assert_true(screen_expect(s, "b", 1, WAIT));
	screen_settle(s, 100);
	assert_int_equal(screen_queries(s), 3);
	screen_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_come_when_they_are_due),
		cmocka_unit_test(a_round_trip_takes_its_time),
		cmocka_unit_test(ambiguous_characters_are_wide),
		cmocka_unit_test(a_half_is_found),
		cmocka_unit_test(new_text_is_counted),
		cmocka_unit_test(questions_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
