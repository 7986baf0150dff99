/*
 * test_bare.c - pages of the bare terminal: whole lines, wrapped ones counted as their rows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/i18n.h"
#include "tui/bare.h"

static void test_whole_lines(void **state)
{
	const char *text = "one\ntwo\nthree\nfour\n";

	(void)state;
	assert_int_equal(bare_page(text, 0, 3, 80), strlen("one\ntwo\nthree\n"));
	assert_int_equal(bare_page(text, 8, 3, 80), strlen(text));
	assert_int_equal(bare_page(text, strlen(text), 3, 80), strlen(text));
	assert_int_equal(bare_page("", 0, 3, 80), 0);
}

/* Five columns hold two Hanzi: the third goes to the next row. */
static void test_wrapped(void **state)
{
	const char *text = "东明镇\n东明\nx\n";

	(void)state;
	assert_int_equal(bare_page(text, 0, 2, 5), strlen("东明镇\n"));
	assert_int_equal(bare_page(text, 0, 3, 5), strlen("东明镇\n东明\n"));
}

/* However small the terminal, a page goes on. */
static void test_long_line(void **state)
{
	const char *text = "aaaaaaaaaaaaaaaaaaaa\nb";

	(void)state;
	assert_int_equal(bare_page(text, 0, 2, 5), 21);
	assert_int_equal(bare_page(text, 21, 0, 5), 22);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_lines),
		cmocka_unit_test(test_wrapped),
		cmocka_unit_test(test_long_line),
	};

	i18n_init(LANG_EN, NULL);
	return cmocka_run_group_tests_name("bare", tests, NULL, NULL);
}
