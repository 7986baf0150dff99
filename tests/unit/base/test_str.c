/* test_str.c - growable text. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

static void an_unused_text_is_empty(void **state)
{
	struct str s = { 0 };
	char *text;

	(void)state;
	assert_string_equal(str_text(&s), "");
	text = str_detach(&s);
	assert_string_equal(text, "");
	free(text);
	str_clear(&s);
	str_release(&s);
}

static void text_grows_at_its_end(void **state)
{
	struct str s = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++)
		str_addf(&s, "%d,", i);
	str_add(&s, "end");
	str_add_char(&s, '!');
	str_add_len(&s, "a\0b", 3);
	assert_int_equal(s.len, 10 * 2 + 90 * 3 + 900 * 4 + 4 + 3);
	assert_memory_equal(s.at, "0,1,2,", 6);
	assert_memory_equal(s.at + s.len - 11, "999,end!a\0b", 11);
	assert_int_equal(s.at[s.len], 0);
	str_release(&s);
	assert_null(s.at);
}

static void text_is_inserted_and_removed_anywhere(void **state)
{
	struct str s = { 0 };

	(void)state;
	str_insert(&s, 0, "bc", 2);
	str_insert(&s, 0, "a", 1);
	str_insert(&s, 3, "d", 1);
	str_insert(&s, 2, "--", 2);
	assert_string_equal(s.at, "ab--cd");
	str_remove(&s, 2, 2);
	assert_string_equal(s.at, "abcd");
	str_remove(&s, 3, 100);
	assert_string_equal(s.at, "abc");
	str_remove(&s, 3, 1);
	str_remove(&s, 0, 1);
	assert_string_equal(s.at, "bc");
	str_insert(&s, 1, NULL, 0);
	str_truncate(&s, 9);
	assert_string_equal(s.at, "bc");
	str_truncate(&s, 1);
	assert_string_equal(s.at, "b");
	str_clear(&s);
	assert_string_equal(str_text(&s), "");
	str_release(&s);
}

static void detached_text_belongs_to_the_caller(void **state)
{
	struct str s = { 0 };
	char *text;

	(void)state;
	str_add(&s, "mine");
	text = str_detach(&s);
	str_add(&s, "other");
	assert_string_equal(text, "mine");
	assert_string_equal(str_text(&s), "other");
	free(text);
	str_release(&s);
}

static void long_formats_are_whole(void **state)
{
	struct str s = { 0 };

	(void)state;
	str_add(&s, "x");
	str_addf(&s, "%5000d", 7);
	assert_int_equal(s.len, 5001);
	assert_string_equal(s.at + 4999, " 7");
	str_release(&s);
}

static void beginnings_and_ends_are_compared(void **state)
{
	(void)state;
	assert_true(text_starts_with("herb", "he"));
	assert_true(text_starts_with("herb", ""));
	assert_false(text_starts_with("he", "herb"));
	assert_true(text_ends_with("a.csv", ".csv"));
	assert_false(text_ends_with("csv", ".csv"));
	assert_true(text_ends_with("csv", ""));
	assert_true(text_is_empty(NULL));
	assert_true(text_is_empty(""));
	assert_false(text_is_empty(" "));
	assert_true(text_is_blank(NULL));
	assert_true(text_is_blank(""));
	assert_true(text_is_blank(" \t\n\xe3\x80\x80 ")); /* a wide blank too */
	assert_false(text_is_blank(" \xe3\x80\x81"));
	assert_false(text_is_blank(" x"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_unused_text_is_empty),
		cmocka_unit_test(text_grows_at_its_end),
		cmocka_unit_test(text_is_inserted_and_removed_anywhere),
		cmocka_unit_test(detached_text_belongs_to_the_caller),
		cmocka_unit_test(long_formats_are_whole),
		cmocka_unit_test(beginnings_and_ends_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
