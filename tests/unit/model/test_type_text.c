/* test_type_text.c - texts and notes: cleaned, states, the backslash. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "typing.h"

static const char *text_of(struct typing *t, const char *field, const char *text)
{
	if (typed(t, field, text) < 0)
		return t->err.text;
	return t->value.state == VALUE_GIVEN ? t->value.text : "(state)";
}

static void texts_are_trimmed_and_cleaned(void **state)
{
	struct typing t = typing_start();

	(void)state;
	assert_string_equal(text_of(&t, "name", "  黄芪 基地　"), "黄芪 基地");
	assert_string_equal(text_of(&t, "name", "a\tb\nc"), "a b c");
	assert_string_equal(text_of(&t, "note", "a\nb\n"), "a\nb");
	assert_string_equal(text_of(&t, "name", "a\033[2Jb"), "a?[2Jb");
	assert_string_equal(text_of(&t, "name", "Ａ，（１）"), "Ａ，（１）");      /* not folded */
	assert_int_equal(typed(&t, "name", "\xE4\xBA"), -1);
	typing_end(&t);
}

static void states_and_literal_texts_differ(void **state)
{
	struct typing t = typing_start();

	(void)state;
	typed(&t, "name", ".");
	assert_int_equal(t.value.state, VALUE_MISSING);
	typed(&t, "name", "/");
	assert_int_equal(t.value.state, VALUE_NOT_APPLICABLE);
	typed(&t, "name", "×");
	assert_int_equal(t.value.state, VALUE_MASKED);
	typed(&t, "name", "   ");
	assert_int_equal(t.value.state, VALUE_NONE);
	assert_string_equal(text_of(&t, "name", "X"), "X");
	assert_string_equal(text_of(&t, "name", "\\."), ".");
	assert_string_equal(text_of(&t, "name", "\\"), "");
	assert_string_equal(text_of(&t, "name", " \\ a "), " a ");
	assert_string_equal(stored(&t, "name", "\\\\x"), "\\\\x");
	assert_string_equal(stored(&t, "name", "\\ordinary"), "ordinary");
	typing_end(&t);
}

static void a_text_has_a_limit(void **state)
{
	struct typing t = typing_start();
	struct str s = { 0 };

	(void)state;
	for (int i = 0; i < FIELD_TEXT_LIMIT; i++)
		str_add(&s, "亩");
	assert_string_equal(fault(&t, "note", s.at, 0), "");
	str_add(&s, "亩");
	assert_string_equal(fault(&t, "note", s.at, 0),
		"Note has 4001 characters; shorten it to 4000 at most.");
	str_release(&s);
	typing_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_trimmed_and_cleaned),
		cmocka_unit_test(states_and_literal_texts_differ),
		cmocka_unit_test(a_text_has_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
