/* test_keys.c - names of keys both ways, and the decoder on every terminal's bytes. */
#include "setup.h"

#include <locale.h>

#include "base/xalloc.h"
#include "lib/prop.h"
#include "tui/keys.h"

/* Feeds bytes and gives the keys as names separated by blanks. */
static const char *decode(struct key_decoder *d, const char *bytes, size_t len)
{
	static struct str out;
	int32_t key;

	str_clear(&out);
	for (size_t i = 0; i < len; i++) {
		key_decoder_byte(d, (unsigned char)bytes[i]);
		while ((key = key_decoder_next(d)) != K_NONE) {
			if (out.len)
				str_add_char(&out, ' ');
			if (key == K_PASTE_BEGIN || key == K_PASTE_END)
				str_add(&out, key == K_PASTE_BEGIN ? "paste" : "pasted");
			key_print(key, &out);
		}
	}
	return str_text(&out);
}

static const char *settle(struct key_decoder *d)
{
	static struct str out;
	int32_t key;

	str_clear(&out);
	key_decoder_settle(d);
	while ((key = key_decoder_next(d)) != K_NONE) {
		if (out.len)
			str_add_char(&out, ' ');
		key_print(key, &out);
	}
	return str_text(&out);
}

static void expect_keys(const char *bytes, const char *keys)
{
	struct key_decoder d;

	key_decoder_init(&d);
	assert_string_equal(decode(&d, bytes, strlen(bytes)), keys);
	assert_false(key_decoder_holds(&d));
}

static void names_both_ways(void **state)
{
	static const char *const names[] = { "^S", "^A", "F1", "F2", "F12", "Esc", "Enter",
		"Tab", "S-Tab", "BS", "Ins", "Del", "Up", "Down", "Left", "Right", "Home",
		"End", "PgUp", "PgDn", "C-Left", "C-Right", "Space", "a", "A", "?", "/", "^",
		"中" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct str out = { 0 };
		int32_t key = key_parse(names[i], strlen(names[i]));

		assert_int_not_equal(key, K_NONE);
		key_print(key, &out);
		assert_string_equal(str_text(&out), names[i]);
		str_release(&out);
	}
}

static void unknown_names(void **state)
{
	static const char *const names[] = { "", "F13", "F0", "ctrl-s", "^s", "^1", "ab",
		"esc" };
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		assert_int_equal(key_parse(names[i], strlen(names[i])), K_NONE);
	assert_int_equal(key_list_check("d  F13 x", &err), -1);
	assert_non_null(strstr(err.text, "'F13'"));
	err_clear(&err);
	assert_int_equal(key_list_check("d Del d", &err), -1);
	assert_int_equal(key_list_check("d Del ^D", NULL), 0);
	assert_true(key_list_has("d Del", K_DEL));
	assert_false(key_list_has("d Del", 'D'));
}

static void every_terminal(void **state)
{
	(void)state;
	/* xterm, normal and application mode */
	expect_keys("\x1b[A\x1b[B\x1b[C\x1b[D", "Up Down Right Left");
	expect_keys("\x1bOA\x1bOB\x1bOC\x1bOD", "Up Down Right Left");
	expect_keys("\x1bOP\x1bOQ\x1bOR\x1bOS\x1b[15~\x1b[24~", "F1 F2 F3 F4 F5 F12");
	expect_keys("\x1b[H\x1b[F\x1bOH\x1bOF", "Home End Home End");
	/* PuTTY, VT220 */
	expect_keys("\x1b[11~\x1b[12~\x1b[13~\x1b[14~\x1b[15~\x1b[17~\x1b[21~",
		"F1 F2 F3 F4 F5 F6 F10");
	expect_keys("\x1b[1~\x1b[4~\x1b[2~\x1b[3~\x1b[5~\x1b[6~", "Home End Ins Del PgUp PgDn");
	/* linux console */
	expect_keys("\x1b[[A\x1b[[B\x1b[[C\x1b[[D\x1b[[E", "F1 F2 F3 F4 F5");
	/* rxvt */
	expect_keys("\x1b[7~\x1b[8~\x1bOc\x1bOd", "Home End C-Right C-Left");
	/* with modifiers */
	expect_keys("\x1b[1;5C\x1b[1;5D\x1b[1;2P\x1b[15;2~\x1b[1;2A\x1b[Z",
		"C-Right C-Left F1 F5 Up S-Tab");
	/* the numeric pad in application mode is a numeric pad */
	expect_keys("\x1bOp\x1bOy\x1bOn\x1bOM", "0 9 . Enter");
	expect_keys("\r\n\t\b\x7f\x13\x1a", "Enter Enter Tab BS BS ^S ^Z");
	expect_keys("\x1b[200~a\x1b[201~", "paste a pasted");
}

static void late_answers_are_dropped(void **state)
{
	(void)state;
	expect_keys("a\x1b[24;80Rb", "a b");
	expect_keys("a\x1b[?1;2cb", "a b");
	expect_keys("a\x1b[<0;10;10Mb", "a b");
	expect_keys("a\x1b[99~b", "a b");
	expect_keys("\x1b[11111111111111111111111111111111111111111111111~x", "x");
}

static void split_sequences(void **state)
{
	struct key_decoder d;

	(void)state;
	key_decoder_init(&d);
	assert_string_equal(decode(&d, "\x1b[1", 3), "");
	assert_true(key_decoder_holds(&d));
	assert_string_equal(decode(&d, "5~\xe4", 3), "F5");
	assert_true(key_decoder_holds(&d));
	assert_string_equal(decode(&d, "\xb8\xad", 2), "中");
	assert_false(key_decoder_holds(&d));
}

static void escape_alone(void **state)
{
	struct key_decoder d;

	(void)state;
	key_decoder_init(&d);
	assert_string_equal(decode(&d, "\x1b", 1), "");
	assert_string_equal(settle(&d), "Esc");
	assert_string_equal(decode(&d, "\x1bq", 2), "Esc q");
	assert_string_equal(decode(&d, "\x1b\x1b", 2), "Esc");
	assert_string_equal(settle(&d), "Esc");
	assert_string_equal(decode(&d, "\x1bO", 2), "");
	assert_string_equal(settle(&d), "Esc O");
	assert_string_equal(decode(&d, "\x1bOK", 3), "Esc O K");
	/* half a sequence that never ends is noise, what follows is not */
	assert_string_equal(decode(&d, "\x1b[1;", 4), "");
	assert_string_equal(settle(&d), "");
	assert_string_equal(decode(&d, "x", 1), "x");
	assert_string_equal(decode(&d, "\x1b[1\r", 4), "Enter");
	assert_string_equal(decode(&d, "\x1b[1\xe4\xb8\xad", 6), "中");
}

static void bad_bytes_swallow_nothing(void **state)
{
	struct key_decoder d;

	(void)state;
	key_decoder_init(&d);
	assert_string_equal(decode(&d, "\xd6\xd0q", 3), "q");
	assert_true(d.bad > 0);
	assert_string_equal(decode(&d,
				    "\xff\xfe\x80"
				    "a",
				    4),
		"a");
	assert_string_equal(decode(&d, "\xe4\xb8q", 3), "q");
	assert_string_equal(decode(&d, "\xe4\xb8\xe4\xb8\xad", 5), "中");
	assert_string_equal(decode(&d, "\xe4\x1b[A", 4), "Up");
	assert_string_equal(decode(&d, "\xe4\r", 2), "Enter");
	assert_string_equal(decode(&d, "\xe4", 1), "");
	assert_string_equal(settle(&d), "");
	assert_string_equal(decode(&d, "\xe4\xb8\xad", 3), "中");
	/* overlong, surrogate, bidi override: never a key */
	assert_string_equal(decode(&d, "\xc0\xaf\xed\xa0\x80\xe2\x80\xae.", 9), ".");
}

static void gb18030(void **state)
{
	struct key_decoder d;

	(void)state;
	i18n_init(LANG_EN, "zh_CN.GB18030");
	if (!strstr(setlocale(LC_CTYPE, NULL), "18030"))
		skip();
	key_decoder_init(&d);
	assert_string_equal(decode(&d, "\xd6\xd0\xce\xc4", 4), "中 文");
	assert_string_equal(decode(&d, "\xd6", 1), "");
	assert_string_equal(decode(&d, "\xd0", 1), "中");
	assert_string_equal(decode(&d, "\x81\x39\xee\x39", 4), "㐀");
	assert_string_equal(decode(&d, "\xffq", 2), "q");
	assert_string_equal(decode(&d, "\xd6\r", 2), "Enter");
	assert_string_equal(decode(&d, "\xd6\x1b[A", 4), "Up");
	i18n_init(LANG_EN, NULL);
}

/* Between its two marks everything is text: controls, escape sequences, even half an end mark. */
static void a_paste_is_text(void **state)
{
	static const int32_t want[] = { K_PASTE_BEGIN, 'a', '\t', 0x4e2d, '\r', '\n', 0x1b, '[',
		'A', 0x1b, 0x1b, '[', '2', '0', 0x200b, 0xfffd, 'x', K_PASTE_END, K_UP };
	static const char bytes[] =
		"\x1b[200~a\t\xe4\xb8\xad\r\n\x1b[A\x1b\x1b[20\xe2\x80\x8b\xff"
		"x\x1b[201~\x1b[A";
	struct key_decoder d;
	size_t n = 0;

	(void)state;
	key_decoder_init(&d);
	for (size_t i = 0; i < sizeof(bytes) - 1; i++) {
		int32_t key;

		key_decoder_byte(&d, (unsigned char)bytes[i]);
		if (d.pasting)
			key_decoder_settle(&d);
		while ((key = key_decoder_next(&d)) != K_NONE) {
			assert_true(n < COUNT_OF(want));
			assert_int_equal(key, want[n++]);
		}
	}
	assert_int_equal(n, COUNT_OF(want));
	assert_true(d.bad > 0);
	/* the end was lost: keys are keys again */
	decode(&d, "\x1b[200~x\x1b[20", 11);
	key_decoder_end_paste(&d);
	assert_string_equal(decode(&d, "\x1b[B", 3), "Down");
}

/* What may not be stored is not taken, and it is known that it was not. */
static void refused_is_counted(void **state)
{
	struct key_decoder d;

	(void)state;
	key_decoder_init(&d);
	assert_string_equal(decode(&d,
				    "a\xe2\x80\x8b"
				    "b",
				    5),
		"a b");
	assert_int_equal(d.refused, 1);
	assert_int_equal(d.refused_last, 0x200b);
}

/* Whatever comes, text keys after it arrive, and nothing but clean text is a text key. */
static void noise(void **state)
{
	struct prop p = prop_start("noise", 20210625);

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct key_decoder d;
		unsigned char bytes[24];
		size_t len = prop_below(&p, sizeof(bytes));

		key_decoder_init(&d);
		prop_fill(&p, bytes, sizeof(bytes));
		for (size_t i = 0; i < len; i++)
			if (prop_chance(&p, 30))
				bytes[i] = (unsigned char)"\x1b[O;1~A\r"[prop_below(&p, 9)];
		decode(&d, (const char *)bytes, len);
		settle(&d);
		assert_string_equal(decode(&d, "ok", 2), "o k");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_both_ways),
		cmocka_unit_test(unknown_names),
		cmocka_unit_test(every_terminal),
		cmocka_unit_test(late_answers_are_dropped),
		cmocka_unit_test(split_sequences),
		cmocka_unit_test(escape_alone),
		cmocka_unit_test(bad_bytes_swallow_nothing),
		cmocka_unit_test(gb18030),
		cmocka_unit_test(a_paste_is_text),
		cmocka_unit_test(refused_is_counted),
		cmocka_unit_test(noise),
	};

	use_private_locales();
	return cmocka_run_group_tests(tests, speak_english, NULL);
}
