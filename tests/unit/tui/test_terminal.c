/*
 * test_terminal.c - the real terminal: bytes sent for a key, encodings, resize, ways out.
 *
 * The program under test is this one, started again on a pty with a word that says
 * which small screen it is to show.
 */
#include "setup.h"

#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"
#include "base/xalloc.h"
#include "lib/screen.h"
#include "tui/editor.h"
#include "tui/keys.h"
#include "tui/list.h"
#include "tui/popup.h"
#include "tui/screen.h"
#include "tui/terminal.h"

enum { PATIENCE = 5000, QUIET = 80, GONE = 77, ROWS = 60 };

/* ---- what runs on the terminal ----------------------------------------------------------- */

struct form {
	struct screen base;
	struct editor fields[6];
	int at;
};

static const char *const labels[6] = { "时期", "单位", "品种", "面积", "地块号", "备注" };

static enum screen_next form_load(struct screen *s)
{
	struct form *f = (struct form *)s;

	for (int i = 0; i < 6; i++)
		editor_init(&f->fields[i], 0, 0);
	return SCREEN_STAY;
}

static void form_draw(struct screen *s, struct canvas *body)
{
	struct form *f = (struct form *)s;

	for (int i = 0; i < 6; i++) {
		canvas_put(body, i, 2, LOOK_PLAIN, labels[i]);
		editor_draw(&f->fields[i], body, i, 12, 1, 30, i == f->at ? EDITOR_FOCUS : 0);
	}
}

static void form_unload(struct screen *s)
{
	struct form *f = (struct form *)s;

	for (int i = 0; i < 6; i++)
		editor_release(&f->fields[i]);
}

static enum screen_next form_key(struct screen *s, int32_t key)
{
	struct form *f = (struct form *)s;

	return editor_key(&f->fields[f->at], key) == EDITOR_PASS ? SCREEN_PASS : SCREEN_STAY;
}

static enum screen_next next_field(struct screen *s)
{
	struct form *f = (struct form *)s;

	f->at = (f->at + 1) % 6;
	return SCREEN_STAY;
}

static enum screen_next crash(struct screen *s)
{
	(void)s;
	BUG("asked to");
}

static enum screen_next fault(struct screen *s)
{
	(void)s;
	raise(SIGSEGV);
	return SCREEN_STAY;
}

static enum screen_next confirm(struct screen *s)
{
	screen_message(s, screen_confirm(s, "Delete this record?") ? "Gone." : "Kept.");
	return SCREEN_STAY;
}

static int form_typing(const struct screen *s)
{
	(void)s;
	return 1;
}

/* clang-format off */
static const struct action form_actions[] = {
	{ .name = "next",    .keys = "Enter",  .label = "Next",    .run = next_field },
	{ .name = "confirm", .keys = "F5 ^X",  .label = "Confirm", .run = confirm },
	{ .name = "crash",   .keys = "^T",     .label = "Crash",   .run = crash, .flags = ACTION_QUIET },
	{ .name = "fault",   .keys = "^Y",     .label = "Fault",   .run = fault, .flags = ACTION_QUIET },
	{ .name = "quit",    .keys = "^Q F10", .label = "Quit",    .run = screen_quit },
	{ 0 },
};
/* clang-format on */

static const struct screen_class form_class = { .name = "form",
	.title = "表单 Form",
	.size = sizeof(struct form),
	.actions = form_actions,
	.load = form_load,
	.draw = form_draw,
	.unload = form_unload,
	.key = form_key,
	.typing = form_typing };

struct rows {
	struct screen base;
	struct list_view list;
};

static const char *row_text(const void *ctx, size_t row)
{
	static struct str out;
	static const char *const towns[] = { "东明镇", "八仙筒镇", "青龙山镇", "固日班花苏木" };

	(void)ctx;
	str_clear(&out);
	str_addf(&out, "%zu", row * 7919 % 1000);
	utf8_fit(towns[row % 4], 16, 0, &out);
	str_addf(&out, "蒙古黄芪 林下种植 %zu", row * 104729 % 100000);
	return str_text(&out);
}

static void rows_draw(struct screen *s, struct canvas *body)
{
	list_draw(&((struct rows *)s)->list, body, ROWS, row_text, NULL);
}

static enum screen_next rows_key(struct screen *s, int32_t key)
{
	return list_key(&((struct rows *)s)->list, key) == LIST_PASS ? SCREEN_PASS
								     : SCREEN_STAY;
}

static const struct action rows_actions[] = {
	{ .name = "quit", .keys = "q", .label = "Quit", .run = screen_quit },
	{ 0 },
};

static const struct screen_class rows_class = { .name = "rows",
	.title = "列表 Rows",
	.size = sizeof(struct rows),
	.actions = rows_actions,
	.draw = rows_draw,
	.key = rows_key };

/* "form", "list"; "rich-" before it for the rich look, "ask-" to let the terminal choose. */
static int run_child(const char *what)
{
	struct terminal_options options = { .escape_ms = 300 };
	struct terminal_answer answer = { 0 };
	const char *locale = getenv("LC_ALL");
	struct err err = { 0 };
	int gone;

	if (strncmp(what, "ask-", 4) == 0) {
		terminal_ask(2000, &answer);
		locale = terminal_locale(&answer);
		what += 4;
	}
	if (strncmp(what, "rich-", 5) == 0) {
		options.look = TERMINAL_RICH;
		what += 5;
	}
	i18n_init(LANG_EN, locale);
	if (terminal_start(&options, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return 2;
	}
	screens_set_status(locale ? locale : "");
	gone = screens_run(screen_new(strcmp(what, "form") == 0 ? &form_class : &rows_class));
	terminal_stop();
	if (!gone)
		printf("bye\n");
	return gone ? GONE : 0;
}

/* ---- the tests --------------------------------------------------------------------------- */

static char self[4096];

struct start {
	const char *what;
	const char *charset; /* of the terminal; NULL UTF-8 */
	const char *locale; /* LC_ALL; NULL C.UTF-8 */
	const char *term; /* NULL xterm-256color */
	int rows, cols;
};

static struct screen *start(const struct start *how)
{
	struct str locale = { 0 }, term = { 0 }, locpath = { 0 };
	char *argv[] = { self, (char *)how->what, NULL };
	char *env[] = { NULL, NULL, NULL,
		"ASAN_OPTIONS=detect_leaks=1:handle_abort=0:exitcode=99", NULL };
	struct screen_how open = { .rows = how->rows,
		.cols = how->cols,
		.charset = how->charset,
		.argv = argv,
		.env = env };
	struct screen *s;

	str_addf(&locale, "LC_ALL=%s", how->locale ? how->locale : "C.UTF-8");
	str_addf(&term, "TERM=%s", how->term ? how->term : "xterm-256color");
	str_addf(&locpath, "LOCPATH=%s", getenv("LOCPATH"));
	env[0] = locale.at;
	env[1] = term.at;
	env[2] = locpath.at;
	s = screen_open(&open);
	assert_non_null(s);
	str_release(&locale);
	str_release(&term);
	str_release(&locpath);
	return s;
}

static void sees(struct screen *s, const char *text)
{
	char *shown;

	if (screen_expect(s, text, 1, PATIENCE))
		return;
	shown = screen_text(s);
	print_error("expected '%s' on\n%s", text, shown);
	free(shown);
	fail();
}

static void sends(struct screen *s, const char *bytes)
{
	assert_int_equal(screen_send(s, bytes, strlen(bytes)), 0);
}

/* Bytes that come for what is sent, after all that came before. */
static size_t cost(struct screen *s, const char *bytes)
{
	screen_settle(s, QUIET);
	screen_bytes(s);
	sends(s, bytes);
	screen_settle(s, QUIET);
	return screen_bytes(s);
}

static void ends(struct screen *s, const char *bytes, int status)
{
	sends(s, bytes);
	if (screen_wait(s, PATIENCE) != status) {
		char *shown = screen_text(s);

		print_error("status is not %d; on the screen\n%s", status, shown);
		free(shown);
		fail();
	}
	screen_close(&s);
}

static void a_key_costs_what_it_shows(void **state)
{
	struct screen *s = start(&(struct start){ .what = "form" });
	size_t first;

	(void)state;
	sees(s, "Confirm");
	screen_settle(s, QUIET);
	first = screen_bytes(s);
	print_message("form: first paint %zu bytes\n", first);
	assert_true(first < 800);
	cost(s, "1");
	assert_int_equal(cost(s, "7"), 1);
	assert_int_equal(cost(s, "9"), 1);
	assert_int_equal(cost(s, "亩"), 3);
	assert_in_range(cost(s, "\r"), 1, 8);
	assert_in_range(cost(s, "东明镇东明村\r"), 18, 18 + 8);
	screen_settle(s, QUIET);
	first = cost(s, "\x1b[15~");
	print_message("form: pop-up %zu bytes open, ", first);
	assert_true(first < 400);
	first = cost(s, "n");
	print_message("%zu closed\n", first);
	assert_true(first < 400);
	ends(s, "\x11", 0);
}

static void a_row_move_costs_little(void **state)
{
	struct screen *s = start(&(struct start){ .what = "list" });
	size_t bytes;

	(void)state;
	sees(s, "Quit");
	screen_settle(s, QUIET);
	cost(s, "\x1b[B");
	assert_in_range(cost(s, "\x1b[B"), 1, 8);
	assert_in_range(cost(s, "\x1bOB"), 1, 8);
	/* a burst is drawn once: nothing between the first and the last place */
	assert_in_range(cost(s, "\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B"), 1, 30);
	for (int i = 0; i < 12; i++)
		cost(s, "\x1b[B");
	bytes = cost(s, "\x1b[B");
	print_message("list: scroll by a row %zu bytes\n", bytes);
	assert_true(bytes < 150);
	ends(s, "q", 0);
}

static void every_function_key_whatever_term_says(void **state)
{
	static const char *const terms[] = { "xterm", "linux", "putty", "no-entry-for-this", "vt220",
		"vt100",
		"screen", "xterm-256color" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(terms); i++) {
		struct screen *s = start(&(struct start){ .what = "form", .term = terms[i] });

		sees(s, "Confirm");
		sends(s, "\x1b[15~");
		sees(s, "Delete this record?");
		sends(s, "\x1b");
		sees(s, "Kept.");
		sends(s, "\x1b[[E");
		sees(s, "Delete this record?");
		ends(s, "n\x1b[21~", 0);
	}
}

static void split_keys_and_noise(void **state)
{
	struct screen *s = start(&(struct start){ .what = "form" });

	(void)state;
	sees(s, "Confirm");
	sends(s, "\x1b[1");
	screen_pump(s, 100);
	sends(s, "5~");
	sees(s, "Delete this record?");
	sends(s, "n");
	sees(s, "Kept.");
	sends(s,
		"\xd6\xd0\xff"
		"ok");
	sees(s, "[ok");
	sees(s, "is no text here");
	sends(s, "\xe4");
	screen_pump(s, 50);
	sends(s, "\xb8\xad");
	sees(s, "[ok中");
	sends(s, "\x1b[24;80R!");
	sees(s, "[ok中!");
	ends(s, "\x11", 0);
}

static void sizes(void **state)
{
	struct screen *s = start(&(struct start){ .what = "form" });

	(void)state;
	sees(s, "Confirm");
	sends(s, "东明镇17905");
	sees(s, "[东明镇17905");
	screen_resize(s, 12, 40);
	sees(s, "40x12, should be 80x24");
	screen_resize(s, 60, 200);
	sees(s, "[东明镇17905");
	sends(s, "亩\x18");
	sees(s, "Delete this record?");
	screen_resize(s, 3, 10);
	screen_pump(s, 100);
	screen_resize(s, 30, 100);
	sees(s, "Delete this record?");
	sends(s, "n");
	sees(s, "Kept.");
	sees(s, "[东明镇17905亩");
	ends(s, "\x11", 0);
}

static void gb18030_session(void **state)
{
	struct screen *s = start(&(struct start){ .what = "ask-rich-form", .charset = "GB18030" });

	(void)state;
	if (!screen_expect(s, "GB18030", 1, PATIENCE)) {
		screen_close(&s);
		skip();
	}
	sees(s, "备注");
	assert_int_equal(cost(s, "东"), 2);
	assert_int_equal(cost(s, "㐀"), 4);
	sees(s, "[东㐀");
	/* "repeat the last character" is not understood everywhere: it is never sent */
	assert_true(cost(s, "\x18") > 150);
	sees(s, "----------------------------");
	ends(s, "n\x11", 0);
	s = start(&(struct start){
		.what = "form", .charset = "GB18030", .locale = "zh_CN.GB18030" });
	sees(s, "备注");
	ends(s, "\x11", 0);
}

static void asks_the_terminal(void **state)
{
	struct screen *s = start(&(struct start){ .what = "ask-form" });

	(void)state;
	sees(s, "C.UTF-8");
	sees(s, "[   ");
	ends(s, "\x11", 0);
	/* keys typed while it is asked are not lost */
	s = start(&(struct start){ .what = "ask-form" });
	sends(s, "typed中");
	sees(s, "[typed中");
	ends(s, "\x11", 0);
}

static void rich_marks_rows(void **state)
{
	struct screen *s = start(&(struct start){ .what = "rich-list" });

	(void)state;
	sees(s, "Quit");
	sends(s, "\x1b[B");
	sees(s, "\n> 919");
	ends(s, "q", 0);
}

static int has_come(struct screen *s, const char *text)
{
	size_t len;
	const char *raw = screen_raw(s, &len);

	return memmem(raw, len, text, strlen(text)) != NULL;
}

/* Bracketed paste is switched on, and off on every way out that still has a line. */
static void paste_marks_are_given_back(void **state)
{
	static const char *const outs[] = { "\x1b[21~", "\x14", "\x19", NULL };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(outs); i++) {
		struct screen *s = start(&(struct start){ .what = "form" });

		sees(s, "Confirm");
		assert_true(has_come(s, "\x1b[?2004h"));
		assert_false(has_come(s, "\x1b[?2004l"));
		if (outs[i])
			sends(s, outs[i]);
		else
			screen_kill(s, SIGTERM);
		assert_int_not_equal(screen_wait(s, PATIENCE), -1);
		assert_true(has_come(s, "\x1b[?2004l"));
		screen_close(&s);
	}
}

/* A pasted text in a field; what looks like keys in it is text too. */
static void pastes_into_a_field(void **state)
{
	struct screen *s = start(&(struct start){ .what = "form" });

	(void)state;
	sees(s, "Confirm");
	sends(s, "\x1b[200~东明镇\t17905\r\n亩\r\n\x1b[201~");
	sees(s, "[东明镇 17905 亩");
	sends(s, "\x1b[200~a\x1b[21~b\x1b[201~");
	sees(s, "cannot be kept");
	sends(s, "!");
	sees(s, "[东明镇 17905 亩!");
	/* its end comes late, in pieces */
	sends(s, "\x1b[200~x\x1b[2");
	screen_pump(s, 400);
	sends(s, "01~y");
	sees(s, "亩!xy");
	ends(s, "\x11", 0);
}

static void leaves_when_the_line_goes(void **state)
{
	struct screen *s = start(&(struct start){ .what = "form" });

	(void)state;
	sees(s, "Confirm");
	screen_hang_up(s);
	assert_int_equal(screen_wait(s, PATIENCE), GONE);
	screen_close(&s);
	s = start(&(struct start){ .what = "form" });
	sees(s, "Confirm");
	sends(s, "\x18");
	sees(s, "Delete this record?");
	screen_kill(s, SIGTERM);
	assert_int_equal(screen_wait(s, PATIENCE), GONE);
	screen_close(&s);
}

static void the_terminal_is_sane_after_a_fault(void **state)
{
	struct screen *s = start(&(struct start){ .what = "form" });

	(void)state;
	sees(s, "Confirm");
	sends(s, "\x14");
	sees(s, "stopped at");
	assert_true(screen_expect(s, "Confirm", 0, PATIENCE));
	assert_int_equal(screen_wait(s, PATIENCE), 128 + SIGABRT);
	screen_close(&s);
	s = start(&(struct start){ .what = "form" });
	sees(s, "Confirm");
	sends(s, "\x19");
	assert_true(screen_expect(s, "Confirm", 0, PATIENCE));
	assert_int_not_equal(screen_wait(s, PATIENCE), 0);
	screen_close(&s);
}

static void refuses_what_is_no_terminal(void **state)
{
	struct screen *s = start(&(struct start){ .what = "form", .term = "dumb" });

	(void)state;
	sees(s, "set TERM to xterm");
	assert_int_equal(screen_wait(s, PATIENCE), 2);
	screen_close(&s);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_costs_what_it_shows),
		cmocka_unit_test(a_row_move_costs_little),
		cmocka_unit_test(every_function_key_whatever_term_says),
		cmocka_unit_test(split_keys_and_noise),
		cmocka_unit_test(sizes),
		cmocka_unit_test(gb18030_session),
		cmocka_unit_test(asks_the_terminal),
		cmocka_unit_test(rich_marks_rows),
		cmocka_unit_test(paste_marks_are_given_back),
		cmocka_unit_test(pastes_into_a_field),
		cmocka_unit_test(leaves_when_the_line_goes),
		cmocka_unit_test(the_terminal_is_sane_after_a_fault),
		cmocka_unit_test(refuses_what_is_no_terminal),
	};

	if (argc > 1)
		return run_child(argv[1]);
	use_private_locales();
	assert_true(readlink("/proc/self/exe", self, sizeof(self) - 1) > 0);
	return cmocka_run_group_tests(tests, speak_english, NULL);
}
