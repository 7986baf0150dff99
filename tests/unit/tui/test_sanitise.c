/*
 * test_sanitise.c - whatever text is drawn, only clean text of this charset leaves.
 *
 * The program under test is this one, started again on a pty; at each key it draws random
 * Unicode and worse.  What comes is read back byte by byte.
 */
#include "setup.h"

#include <iconv.h>
#include <stdio.h>
#include <locale.h>
#include <strings.h>
#include <unistd.h>
#include <wchar.h>

#include "base/utf8.h"
#include "base/xalloc.h"
#include "lib/prop.h"
#include "lib/screen.h"
#include "tui/screen.h"
#include "tui/terminal.h"

enum { PATIENCE = 5000, ROUNDS = 25, LENGTH = 60 };

/* ---- what runs on the terminal ----------------------------------------------------------- */

struct wild {
	struct screen base;
	struct prop random;
	int rounds;
};

static const int32_t nasty[] = { 0x00, 0x07, 0x08, 0x09, 0x0a, 0x0d, 0x1b, 0x7f, 0x80, 0x85,
	0x9b, 0x9d, 0xad, 0x300, 0x301, 0x61c, 0x200b, 0x200d, 0x200e, 0x202e, 0x2028, 0x2066,
	0x2069, 0x2060, 0x3099, 0xfe0f, 0xfeff, 0xfff9, 0xfffd, 0xffff, 0xe000, 0xf8ff, 0x1f600,
	0xe0001, 0xe0100, 0xf0000, 0x10ffff, 0x115f, 0x3164, 0x20ac, 0x2014, 0x2460, 0x201c,
	0xa5, 0x3400, 0x20000, 0x2a6df };

static int32_t wild_character(struct prop *p)
{
	switch (prop_below(p, 5)) {
	case 0:
		return nasty[prop_below(p, COUNT_OF(nasty))];
	case 1:
		return (int32_t)prop_between(p, 0x20, 0x7e);
	case 2:
		return (int32_t)prop_between(p, 0x4e00, 0x9fff);
	case 3:
		return (int32_t)prop_below(p, 0x10000);
	default:
		return (int32_t)prop_below(p, 0x110000);
	}
}

static void wild_text(struct prop *p, struct str *out)
{
	size_t count = prop_below(p, LENGTH);

	str_clear(out);
	for (size_t i = 0; i < count; i++) {
		int32_t character = wild_character(p);

		if (prop_chance(p, 5))
			str_add_char(out, (char)prop_between(p, 0x80, 0xff));
		else if (character)
			utf8_put(out, character);
	}
}

static void wild_draw(struct screen *s, struct canvas *body)
{
	struct wild *w = (struct wild *)s;
	struct prop random = w->random;
	struct str text = { 0 };

	for (int row = 0; row < body->rows; row++) {
		int col = (int)prop_below(&random, 20);

		wild_text(&random, &text);
		if (row % 3 == 0)
			canvas_put(body, row, col - 5, LOOK_PLAIN, str_text(&text));
		else if (row % 3 == 1)
			canvas_fit(body, row, col, 31, CANVAS_LEFT, LOOK_WARN, str_text(&text));
		else
			canvas_wrap(body, row, col, 1, 40, LOOK_ROW, str_text(&text));
	}
	str_release(&text);
}

static void wild_heading(const struct screen *s, struct str *left, struct str *right)
{
	struct prop random = ((const struct wild *)s)->random;
	struct str text = { 0 };

	wild_text(&random, &text);
	str_addf(left, " %d.", ((const struct wild *)s)->rounds);
	str_add(left, str_text(&text));
	str_add(right, str_text(&text));
	str_release(&text);
}

static enum screen_next wild_key(struct screen *s, int32_t key)
{
	struct wild *w = (struct wild *)s;
	struct str text = { 0 };

	if (key == 'q')
		return SCREEN_QUIT;
	w->rounds++;
	prop_u64(&w->random);
	wild_text(&w->random, &text);
	screen_message(s, "%s", str_text(&text));
	str_release(&text);
	return SCREEN_STAY;
}

static const struct action no_actions[] = { { 0 } };

static const struct screen_class wild_class = { .name = "wild",
	.title = "Round",
	.size = sizeof(struct wild),
	.actions = no_actions,
	.draw = wild_draw,
	.heading = wild_heading,
	.key = wild_key };

static int run_child(const char *look)
{
	struct terminal_options options = { .look = strcmp(look, "rich") ? TERMINAL_LEAN
									 : TERMINAL_RICH };
	struct err err = { 0 };
	struct wild *w;

	i18n_init(LANG_EN, getenv("LC_ALL"));
	if (terminal_start(&options, &err) < 0)
		return 2;
	w = screen_new(&wild_class);
	w->random = (struct prop){ .state = strtoull(getenv("WILD_SEED"), NULL, 10) };
	screens_run(&w->base);
	terminal_stop();
	return 0;
}

/* ---- reading back ------------------------------------------------------------------------ */

/* Bytes of the sequence at text that are ours, 0 when it is none. */
static size_t own_sequence(const char *text, size_t len)
{
	size_t i = 2;

	if (*text == '\r' || *text == '\b' || *text == '\n')
		return 1;
	if (*text != '\x1b' || len < 2)
		return 0;
	if (strchr("78DM>=", text[1]))
		return 2;
	if (text[1] == '(' && len > 2 && text[2] == 'B')
		return 3;
	if (text[1] != '[')
		return 0;
	while (i < len && strchr("0123456789;?", text[i]))
		i++;
	return i < len && strchr("ABCDGHJKXPLMSTdfhlmrst@", text[i]) ? i + 1 : 0;
}

/* All but our own sequences, as UTF-8; fails at a byte that is no text of the charset. */
static void only_text(const char *raw, size_t len, const char *charset, struct str *out)
{
	iconv_t to = iconv_open("UTF-8", charset);
	struct str text = { 0 };
	char room[65536], *in, *end = room;
	size_t left, space = sizeof(room);

	for (size_t i = 0; i < len;) {
		size_t own = own_sequence(raw + i, len - i);

		if (!own) {
			assert_false((unsigned char)raw[i] < ' ' || raw[i] == 0x7f);
			str_add_char(&text, raw[i++]);
		} else {
			i += own;
		}
	}
	in = text.at;
	left = text.len;
	assert_int_not_equal(iconv(to, &in, &left, &end, &space), (size_t)-1);
	str_add_len(out, room, (size_t)(end - room));
	iconv_close(to);
	str_release(&text);
}

static void is_clean(const struct str *text)
{
	size_t pos = 0;
	int32_t character;

	while ((character = utf8_next(text->at, text->len, &pos)) >= 0) {
		if (utf8_is_clean(character) && wcwidth((wchar_t)character) != 0)
			continue;
		print_error("U+%04X left\n", (unsigned)character);
		fail();
	}
}

static char self[4096];

static void only_clean_text_leaves(
	const char *charset, const char *locale, int wide, char *look, uint64_t seed)
{
	char lc[64], path[512], wild[64];
	char *argv[] = { self, look, NULL };
	char *env[] = { "TERM=xterm-256color", lc, path, wild,
		"ASAN_OPTIONS=detect_leaks=1:exitcode=99", NULL };
	struct screen *s;

	snprintf(lc, sizeof(lc), "LC_ALL=%s", locale);
	snprintf(path, sizeof(path), "LOCPATH=%s", getenv("LOCPATH"));
	snprintf(wild, sizeof(wild), "WILD_SEED=%llu", (unsigned long long)seed);
	s = screen_open(&(struct screen_how){
		.charset = charset, .ambiguous_wide = wide, .argv = argv, .env = env });
	assert_non_null(s);
	for (int round = 0; round < ROUNDS; round++) {
		struct str text = { 0 };
		char told[32];
		const char *raw;
		size_t len;

		snprintf(told, sizeof(told), "Round %d.", round);
		if (!screen_expect(s, told, 1, PATIENCE)) {
			char *shown = screen_picture(s);

			print_error("expected '%s' on\n%s", told, shown);
			fail();
		}
		screen_settle(s, 30);
		if (screen_halves(s)) {
			char *shown = screen_picture(s);

			print_error("a wide character is cut in half on\n%s", shown);
			fail();
		}
		raw = screen_raw(s, &len);
		only_text(raw, len, charset ? charset : "UTF-8", &text);
		is_clean(&text);
		str_release(&text);
		screen_bytes(s);
		screen_send(s, "n", 1);
	}
	screen_send(s, "q", 1);
	assert_int_equal(screen_wait(s, PATIENCE), 0);
	screen_close(&s);
}

static int has_locale(const char *name)
{
	i18n_init(LANG_EN, name);
	return strcasecmp(setlocale(LC_CTYPE, NULL), name) == 0;
}

static void utf8(void **state)
{
	struct prop p = prop_start("sanitise", 20210625);

	(void)state;
	i18n_init(LANG_EN, NULL);
	only_clean_text_leaves(NULL, "C.UTF-8", 0, "lean", prop_u64(&p));
	only_clean_text_leaves(NULL, "C.UTF-8", 0, "rich", prop_u64(&p));
}

static void gb18030(void **state)
{
	struct prop p = prop_start("sanitise", 20210626);

	(void)state;
	if (!has_locale("zh_CN.GB18030"))
		skip();
	only_clean_text_leaves("GB18030", "zh_CN.GB18030", 1, "lean", prop_u64(&p));
	only_clean_text_leaves("GB18030", "zh_CN.GB18030", 1, "rich", prop_u64(&p));
}

static void ambiguous_wide(void **state)
{
	struct prop p = prop_start("sanitise", 20210627);

	(void)state;
	if (!has_locale("zh_CN.UTF-8@amb2"))
		skip();
	only_clean_text_leaves(NULL, "zh_CN.UTF-8@amb2", 1, "lean", prop_u64(&p));
	only_clean_text_leaves(NULL, "zh_CN.UTF-8@amb2", 1, "rich", prop_u64(&p));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8),
		cmocka_unit_test(gb18030),
		cmocka_unit_test(ambiguous_wide),
	};

	if (argc > 1)
		return run_child(argv[1]);
	use_private_locales();
	assert_true(readlink("/proc/self/exe", self, sizeof(self) - 1) > 0);
	return cmocka_run_group_tests(tests, speak_english, NULL);
}
