/* test_type_text.c - texts and notes: trimmed, refused, states, the backslash. */
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

static void texts_are_trimmed(void **state)
{
	struct typing t = typing_start();

	(void)state;
	assert_string_equal(text_of(&t, "name", "  黄芪 基地　"), "黄芪 基地");
	assert_string_equal(text_of(&t, "name", "a\tb\nc"), "a b c");
	assert_string_equal(text_of(&t, "note", "a\nb\n"), "a\nb");
	assert_string_equal(text_of(&t, "name", "Ａ，（１）"), "Ａ，（１）");      /* not folded */
	typing_end(&t);
}

static void what_cannot_be_kept_is_refused_with_its_place(void **state)
{
	static const struct {
		const char *field, *text, *sentence;
	} rows[] = {
		{ "name", "a\033[2Jb", "Name: character 2 (U+001B) cannot be kept; delete it, or "
			"type the text again." },
		{ "name", "黄芪\xE2\x80\x8B基地", "Name: character 3 (U+200B) cannot be kept; delete "
			"it, or type the text again." },
		{ "name", "\xE2\x80\xAEx", "Name: character 1 (U+202E) cannot be kept; delete it, "
			"or type the text again." },
		{ "name", "  \xC2\x85", "Name: character 3 (U+0085) cannot be kept; delete it, or "
			"type the text again." },
		{ "name", "药\xEE\x80\x80", "Name: character 2 (U+E000) cannot be kept; delete it, or "
			"type the text again." },
		{ "note", "一\r\n二\n三四\x7F", "Note: line 3, character 3 (U+007F) cannot be kept; "
			"delete it, or type the text again." },
		{ "name", "亩\xE4\xBA", "Name: character 2 (byte E4) is no UTF-8 text; save the text "
			"as UTF-8 and try again." },
		{ "area", "12\xE2\x80\x8B", "Area: character 3 (U+200B) cannot be kept; delete it, or "
			"type the text again." },
	};
	struct typing t = typing_start();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(text_of(&t, rows[i].field, rows[i].text), rows[i].sentence);
	assert_string_equal(text_of(&t, "note", "a\r\nb\n"), "a\nb");
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
		cmocka_unit_test(texts_are_trimmed),
		cmocka_unit_test(what_cannot_be_kept_is_refused_with_its_place),
		cmocka_unit_test(states_and_literal_texts_differ),
		cmocka_unit_test(a_text_has_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
