/* test_utf8.c - characters, columns, cleaning and folding, in C.UTF-8. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <locale.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "dice.h"

static void check_text(struct str *s, const char *expected)
{
	assert_string_equal(str_text(s), expected);
	str_clear(s);
}

static void every_character_is_written_and_read(void **state)
{
	struct str s = { 0 };

	(void)state;
	for (int32_t c = 1; c <= 0x10FFFF; c++) {
		size_t pos = 0;

		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		str_clear(&s);
		utf8_put(&s, c);
		if (utf8_valid_until(s.at, s.len) != s.len || utf8_next(s.at, s.len, &pos) != c ||
		    pos != s.len || utf8_previous(s.at, s.len) != 0)
			fail_msg("U+%04X", (unsigned)c);
	}
	str_clear(&s);
	utf8_put(&s, 0xD800);
	check_text(&s, "\xef\xbf\xbd");
	str_release(&s);
}

static void bad_bytes_are_found(void **state)
{
	static const struct {
		const char *text;
		size_t good;
	} rows[] = {
		{ "药材", 6 }, { "药\xe6\x9d", 3 }, { "a\x80", 1 }, { "\xc0\x80", 0 },
		{ "\xe0\x80\x80", 0 }, { "\xed\xa0\x80", 0 }, { "\xf4\x90\x80\x80", 0 },
		{ "\xf0\x80\x80\x80", 0 }, { "ab\xff", 2 }, { "\xe6" "a", 0 }, { "", 0 },
		{ "\xf5\x80\x80\x80", 0 }, { "\xd2\xa9\xb2\xc4", 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(utf8_valid_until(rows[i].text, strlen(rows[i].text)), rows[i].good);
}

static void a_bad_byte_is_one_step(void **state)
{
	const char *text = "a\xe6\x9d药";
	static const int32_t expected[] = { 'a', 0xFFFD, 0xFFFD, 0x836F, -1, -1 };
	size_t pos = 0;

	(void)state;
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(utf8_next(text, strlen(text), &pos), expected[i]);
	assert_int_equal(utf8_count(text), 4);
}

static void going_back_meets_the_same_characters(void **state)
{
	static const char *const pieces[] = {
		"a", "药", "é", "𠀀", "\x80", "\xe6", "\xe6\x9d", "\xf0\x9f", "\xff", "\xed\xa0\x80",
	};
	struct dice dice = dice_of(31);
	struct str s = { 0 };

	(void)state;
	for (int i = 0; i < 20000; i++) {
		size_t starts[64], count = 0, pos = 0;

		str_clear(&s);
		for (int n = dice_below(&dice, 8); n >= 0; n--)
			str_add(&s, pieces[dice_below(&dice, 10)]);
		while (pos < s.len) {
			starts[count++] = pos;
			utf8_next(s.at, s.len, &pos);
		}
		while (count-- > 0) {
			pos = utf8_previous(s.at, pos);
			assert_int_equal(pos, starts[count]);
		}
		assert_int_equal(utf8_previous(s.at, 0), 0);
	}
	str_release(&s);
}

static void dangerous_characters_are_not_clean(void **state)
{
	static const int32_t bad[] = {
		-1, 0, '\t', '\n', '\r', 0x1B, 0x7F, 0x85, 0x9B, 0x9F, 0xAD, 0x300, 0x36F, 0x61C,
		0x1AB0, 0x1DC0, 0x200B, 0x200D, 0x200F, 0x2028, 0x202E, 0x2060, 0x2066, 0x206F,
		0x20D0, 0x3099, 0xD800, 0xDFFF, 0xE000, 0xF8FF, 0xFDD0, 0xFE00, 0xFE0F, 0xFE20,
		0xFEFF, 0xFFF0, 0xFFFB, 0xFFFE, 0xFFFF, 0x1F000, 0x1F600, 0x1FFFE, 0x2FFFF,
		0xE0001, 0xE0FFF, 0xF0000, 0x10FFFF, 0x110000,
	};
	static const int32_t good[] = {
		' ', '~', 0xA0, 0xB0, 0xB2, 0xD7, 0x2FF, 0x370, 0x200A, 0x2010, 0x2014, 0x2018,
		0x201C, 0x2026, 0x202F, 0x2030, 0x2103, 0x2264, 0x25CF, 0x3000, 0x3001, 0x300C,
		0x3105, 0x33A1, 0x4E00, 0x9FFF, 0xAC00, 0xF900, 0xFF01, 0xFF0C, 0xFFE5, 0xFFFD,
		0x20000, 0x2A6DF, 0x3134A,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (utf8_is_clean(bad[i]))
			fail_msg("U+%04X passes", (unsigned)bad[i]);
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		if (!utf8_is_clean(good[i]))
			fail_msg("U+%04X is refused", (unsigned)good[i]);
	}
}

static void cleaning_leaves_a_mark(void **state)
{
	const char *text = "药\x1b[0m\t材\xff\xe2\x80\xae\n下\r\n行\r";
	struct str s = { 0 };

	(void)state;
	utf8_clean(text, strlen(text), 0, &s);
	check_text(&s, "药?[0m?材???下??行?");
	utf8_clean(text, strlen(text), 1, &s);
	check_text(&s, "药?[0m?材??\n下\n行?");
	utf8_clean("a\0b", 3, 1, &s);
	check_text(&s, "a?b");
	str_release(&s);
}

static void check_where(const char *text, int multi_line, const char *expected)
{
	struct str where = { 0 };
	size_t offset = 0, len = strlen(text);

	if (utf8_first_dirty(text, len, multi_line, &offset))
		utf8_say_where(text, len, offset, &where);
	assert_string_equal(str_text(&where), expected);
	str_release(&where);
}

static void the_first_dirty_character_is_told(void **state)
{
	size_t offset = 0;

	(void)state;
	check_where("", 0, "");
	check_where("药材 ok　。", 0, "");
	check_where("药\t材", 1, "character 2 (U+0009)");
	check_where("一\n二\r\n三", 1, "");
	check_where("一\n二\r\n三", 0, "character 2 (U+000A)");
	check_where("一\n二\r三", 1, "line 2, character 2 (U+000D)");
	check_where("药\xEF\xBB\xBF", 0, "character 2 (U+FEFF)");
	check_where("药\xF3\xB0\x80\x80", 0, "character 2 (U+F0000)");
	check_where("\xE8\x8D", 0, "character 1 (byte E8)");
	assert_int_equal(utf8_first_dirty("药\x7F", 4, 0, &offset), 1);
	assert_int_equal(offset, 3);
	assert_int_equal(utf8_first_dirty("a\0b", 3, 0, &offset), 1);
	assert_int_equal(offset, 1);
}

static void clean_text_is_valid_and_stays_as_it_is(void **state)
{
	struct dice dice = dice_of(32);
	struct str raw = { 0 }, once = { 0 }, twice = { 0 };
	size_t offset;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		str_clear(&raw);
		str_clear(&once);
		str_clear(&twice);
		for (int n = dice_below(&dice, 12); n > 0; n--) {
			if (dice_below(&dice, 2))
				str_add_char(&raw, (char)dice_below(&dice, 256));
			else
				utf8_put(&raw, dice_below(&dice, 0x110000));
		}
		utf8_clean(str_text(&raw), raw.len, 0, &once);
		utf8_clean(str_text(&once), once.len, 0, &twice);
		assert_int_equal(utf8_valid_until(str_text(&once), once.len), once.len);
		assert_string_equal(str_text(&once), str_text(&twice));
		/* the two agree on what may be kept */
		assert_int_equal(utf8_first_dirty(str_text(&raw), raw.len, 0, &offset),
			strcmp(str_text(&raw), str_text(&once)) != 0 ||
				memchr(str_text(&raw), 0, raw.len) != NULL);
	}
	str_release(&raw);
	str_release(&once);
	str_release(&twice);
}

static void columns_are_counted(void **state)
{
	(void)state;
	assert_int_equal(utf8_char_width('a'), 1);
	assert_int_equal(utf8_char_width(0x836F), 2);
	assert_int_equal(utf8_char_width(0x301), 0);
	assert_int_equal(utf8_char_width(0x1B), 1);
	assert_int_equal(utf8_char_width(-1), 1);
	assert_int_equal(utf8_width("药材ab，"), 8);
	assert_int_equal(utf8_width(""), 0);
	assert_int_equal(utf8_width("\xff"), 1);
	assert_int_equal(utf8_width_len("药材", 3), 2);
}

static void text_is_cut_and_fitted_by_columns(void **state)
{
	struct str s = { 0 };

	(void)state;
	assert_int_equal(utf8_cut("药材ab", 3), 3);
	assert_int_equal(utf8_cut("药材ab", 4), 6);
	assert_int_equal(utf8_cut("药材ab", 99), 8);
	assert_int_equal(utf8_cut("药", 1), 0);
	assert_int_equal(utf8_cut("ab", 0), 0);
	assert_int_equal(utf8_cut("e\xcc\x81x", 1), 3);
	utf8_fit("药材", 3, 0, &s);
	check_text(&s, "药 ");
	utf8_fit("药材", 6, 0, &s);
	check_text(&s, "药材  ");
	utf8_fit("12.5", 6, 1, &s);
	check_text(&s, "  12.5");
	utf8_fit("药材", 3, 1, &s);
	check_text(&s, " 药");
	utf8_fit("", 0, 1, &s);
	check_text(&s, "");
	str_release(&s);
}

static void check_fold(const char *text, const char *expected)
{
	struct str s = { 0 };

	utf8_fold_punctuation(text, strlen(text), &s);
	assert_string_equal(str_text(&s), expected);
	str_release(&s);
}

static void chinese_punctuation_becomes_ascii(void **state)
{
	(void)state;
	check_fold("面积＞＝１２．５，品种＝“黄精”",
		"面积>=12.5,品种=\"黄精\"");
	check_fold("（a≥1）；b≤2：c≠3！", "(a>=1);b<=2:c!=3!");
	check_fold("３×４÷２　～‘x’−1", "3*4/2 ~'x'-1");
	check_fold("「原样」、句。", "「原样」、句。");
	check_fold("plain", "plain");
	check_fold("", "");
	check_fold("\xff药", "\xff药");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_character_is_written_and_read),
		cmocka_unit_test(bad_bytes_are_found),
		cmocka_unit_test(a_bad_byte_is_one_step),
		cmocka_unit_test(going_back_meets_the_same_characters),
		cmocka_unit_test(dangerous_characters_are_not_clean),
		cmocka_unit_test(cleaning_leaves_a_mark),
		cmocka_unit_test(the_first_dirty_character_is_told),
		cmocka_unit_test(clean_text_is_valid_and_stays_as_it_is),
		cmocka_unit_test(columns_are_counted),
		cmocka_unit_test(text_is_cut_and_fitted_by_columns),
		cmocka_unit_test(chinese_punctuation_becomes_ascii),
	};

	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
