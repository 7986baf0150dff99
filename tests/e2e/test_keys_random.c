/*
 * test_keys_random.c - any keys at all, on any screen: words, control keys, pastes, broken
 * sequences, other sizes, and the line cut in between.  The program never crashes or hangs, and
 * what was typed into a record is there at the next login.
 *
 * HERB_KEYS: how many keys (400); TEST_SEED repeats a run as far as time allows.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "house.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "lib/prop.h"
#include "lib/screen.h"

enum {
	KEYS = 400,
	BURST = 25,
	PATIENCE = 20000,
	QUIET = 40,
	SYNCED = 1400,
	ROWS = 24,
	COLS = 80
};

/* Where an administrator's session begins: keys from home, and the title that stands there then. */
struct door {
	const char *login, *keys, *title;
};

struct run {
	struct prop prop;
	const struct door *door; /* NULL: the ledgers, as zhang */
	const char *const *actions;
	size_t action_count;
	char *folder, *data;
	struct screen *s;
	int rows, cols;
	struct str sent; /* in this session */
	unsigned keys, sessions, cuts, resumed;
};

#define PICK(r, table) (table)[prop_below(&(r)->prop, sizeof(table) / sizeof(*(table)))]

/* ---- the terminal ------------------------------------------------------------------------ */

static void __attribute__((format(printf, 2, 3))) fail_at(struct run *r, const char *fmt, ...)
{
	char *picture = screen_picture(r->s);
	va_list args;

	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf("\n%d x %d, key %u, session %u\n%s", r->rows, r->cols, r->keys, r->sessions,
		picture);
	for (size_t i = 0; i < r->sent.len; i++) {
		unsigned char c = (unsigned char)r->sent.at[i];

		printf(c < ' ' || c == 0x7f ? "\\x%02x" : "%c", c);
	}
	printf("\n");
	fflush(stdout);
	free(picture);
	fail_msg("see above");
}

static void send_bytes(struct run *r, const char *bytes, size_t len)
{
	str_add_len(&r->sent, bytes, len);
	screen_send(r->s, bytes, len);
}

static void send(struct run *r, const char *text)
{
	send_bytes(r, text, strlen(text));
}

static int stands(struct run *r, const char *text)
{
	return screen_expect(r->s, text, 1, 0);
}

/* One of the two stands there, sooner or later. */
static void expect(struct run *r, const char *text, const char *other)
{
	double end = house_seconds() + PATIENCE / 1000.0;

	while (!stands(r, text) && !stands(r, other))
		if (house_seconds() > end || screen_pump(r->s, QUIET) < 0)
			fail_at(r, "expected \"%s\" or \"%s\"", text, other);
	screen_settle(r->s, QUIET);
}

static void log_in(struct run *r)
{
	const char *login = r->door ? r->door->login : "zhang";
	char *argv[] = { (char *)(uintptr_t)house_program(), "--data", r->data, "--as",
		(char *)(uintptr_t)login, "--now", "2021-09-10T09:00", "--lang", "en", NULL };
	struct screen_how how = { .argv = argv, .rows = ROWS, .cols = COLS };

	r->rows = ROWS;
	r->cols = COLS;
	setenv("HERBLEDGER_LOOK", prop_chance(&r->prop, 50) ? "lean" : "rich", 1);
	r->s = screen_open(&how);
	assert_non_null(r->s);
	str_clear(&r->sent);
	r->sessions++;
	/* before that the terminal echoes, and ^C ends the program */
	expect(r, "Ledgers", "Typed and not saved");
}

static void resize(struct run *r, int rows, int cols)
{
	r->rows = rows;
	r->cols = cols;
	screen_resize(r->s, rows, cols);
}

/* ---- keys -------------------------------------------------------------------------------- */

static const char *const words[] = { "dqtl", "hq", "xin", "2021h1", "2021H2", "q2", "t-7",
	"月底", "3.7万", "120+35", "１２３", "878", "-1", "99999999999999999999", "gancao",
	"大沁他拉", "黄芪", "150525101001", "0625", "2021-06-25", ".", "/", "约100", "100-200",
	"无新增", "很长的名字很长的名字很长的名字很长的名字", "~", "'", "!x", ">=100", "a|b",
	"*", "=", "@", "\"", "1e5", "(", "是", "😀", "é", "\xc2\xa0", "\xe2\x80\x8b",
	"\xee\x80\x80" };
static const char *const actions[] = { "n", "g", "o", "p", "u", "h", "m", " ", "c", "z", "*",
	"@", "f", "r", "d", "k", "l", "y", "s", "1", "2", "5", "<", ">", "/" };
static const char *const office_actions[] = { "n", "l", "u", "k", "h", "v", "o", "p", "c",
	"e", "f", "x", "d", "s", "y", "y", "a", " ", "/", "@", "1", "2", "3", "q" };
static const char *const named[] = { "up", "down", "left", "right", "home", "end", "pgup",
	"pgdn", "ins", "del", "bs", "tab", "btab", "enter", "f1", "f2", "f3", "f4", "f5", "f6",
	"f7", "f8", "f9", "f10", "f11", "f12", "esc" };
static const char *const broken[] = { "\xff", "\xc3", "\x80", "\xe4\xb8", "\033[", "\033O",
	"\033[1;", "\033[99~", "\033[<0;1;1M", "\033]0;x\007", "\033\033", "\033[201~",
	"\033[?62c" };
static const char *const blocks[] = { "大镇\t100\n新镇\t200\n", "1\n2\n3\n", "a\tb\tc\n\n\n",
	"\033[31mred\033[0m", "x", "\001\002", "\"a \"\"b\"\" c\"\t\"x\ny\"\n", "\xff\xfe" };

static void paste(struct run *r)
{
	send(r, "\033[200~");
	for (uint64_t n = 1 + prop_below(&r->prop, 4); n > 0; n--)
		send(r, PICK(r, blocks));
	if (prop_chance(&r->prop, 90))
		send(r, "\033[201~");
}

static void one_key(struct run *r)
{
	static const int rows[] = { 24, 24, 10, 20, 30, 60, 5, 1 };
	static const int cols[] = { 80, 80, 120, 200, 60, 81, 40, 2 };
	uint64_t kind = prop_below(&r->prop, 100);
	char c = (char)prop_below(&r->prop, 256);

	r->keys++;
	if (kind < 25)
		send(r, PICK(r, words));
	else if (kind < 42)
		send(r, "\r");
	else if (kind < 56)
		send_bytes(r, (char[]){ (char)(1 + prop_below(&r->prop, 26)) }, 1);
	else if (kind < 72)
		send(r, screen_key(PICK(r, named)));
	else if (kind < 92)
		send(r, r->actions[prop_below(&r->prop, r->action_count)]);
	else if (kind < 95)
		send(r, PICK(r, broken));
	else if (kind < 97)
		paste(r);
	else if (kind < 98)
		resize(r, PICK(r, rows), PICK(r, cols));
	else
		send_bytes(r, &c, 1);
}

/* ---- is it alive ------------------------------------------------------------------------- */

/* 1: it answers; 0: it was left, as with q at home. */
static int is_alive(struct run *r)
{
	double end = house_seconds() + PATIENCE / 1000.0;
	int status = -1;

	screen_settle(r->s, QUIET);
	if (r->rows < 10 || r->cols < 40)
		resize(r, ROWS, COLS);
	screen_settle(r->s, QUIET);
	screen_bytes(r->s);
	send(r, "\033[201~\014");
	while (screen_bytes(r->s) == 0 && status < 0) {
		if (house_seconds() > end)
			fail_at(r, "no answer any more");
		screen_pump(r->s, QUIET);
		status = screen_wait(r->s, 0);
	}
	if (status > 0)
		fail_at(r, "the program ended with %d", status);
	if (status < 0)
		screen_settle(r->s, QUIET);
	return status < 0;
}

/* A card or grid, nothing above it, with something that is not saved. */
static int is_typed(struct run *r)
{
	char *text = screen_text(r->s);
	int yes;

	text[strcspn(text, "\n")] = '\0';
	yes = strstr(text, "not saved)") != NULL;
	free(text);
	return yes && r->rows >= ROWS && r->cols >= COLS && stands(r, "^S Save");
}

static void cut(struct run *r)
{
	int typed = is_typed(r), kill_it = prop_chance(&r->prop, 30), status;
	double end = house_seconds() + SYNCED / 1000.0;

	r->cuts++;
	while (kill_it && house_seconds() < end)
		screen_pump(r->s, QUIET);
	if (kill_it)
		screen_kill(r->s, SIGKILL);
	else if (prop_chance(&r->prop, 50))
		screen_hang_up(r->s);
	else
		screen_kill(r->s, SIGHUP);
	status = screen_wait(r->s, PATIENCE);
	if (status != 0 && !(kill_it && status == 128 + SIGKILL))
		fail_at(r, "after the cut it ended with %d", status);
	screen_close(&r->s);
	log_in(r);
	if (!typed)
		return;
	expect(r, "Typed and not saved", "Typed and not saved");
	send(r, "\r");
	expect(r, "Resumed where you were", "Resumed where you were");
	r->resumed++;
}

#define ACTIONS(table) .actions = (table), .action_count = sizeof(table) / sizeof(*(table))

static unsigned keys_wanted(void)
{
	const char *given = getenv("HERB_KEYS");

	return given ? (unsigned)strtoul(given, NULL, 10) : KEYS;
}

static void test_keys(void **state)
{
	struct run r = { .prop = prop_start("keys", (uint64_t)time(NULL)), ACTIONS(actions) };
	unsigned keys = keys_wanted();

	(void)state;
	r.folder = house_folder();
	r.data = house_demo(r.folder);
	log_in(&r);
	while (r.keys < keys) {
		for (uint64_t n = 1 + prop_below(&r.prop, BURST); n > 0; n--)
			one_key(&r);
		if (!is_alive(&r)) {
			screen_close(&r.s);
			log_in(&r);
		} else if (prop_chance(&r.prop, 15)) {
			cut(&r);
		}
	}
	screen_close(&r.s);
	house_must(0, r.data, "verify");
	printf("%u keys in %u sessions, %u cuts, %u resumed\n", r.keys, r.sessions, r.cuts,
		r.resumed);
	str_release(&r.sent);
	free(r.data);
	house_remove(&r.folder);
}

/* ---- the screens of the administrators --------------------------------------------------- */

static const struct door doors[] = {
	{ "anquan", "p", "People" },
	{ "anquan", "p\r", "Sees and may do" },
	{ "anquan", "pl", "Lock" },
	{ "anquan", "ph", "Hand over" },
	{ "anquan", "pv", "Has left" },
	{ "admin", "pk", "SSH keys" },
	{ "admin", "o", "Sessions" },
	{ "admin", "c", "Settings in force" },
	{ "shenji", "e", "Events" },
	{ "shenji", "c", "Settings in force" },
};

/* 0: they have been locked or renamed by what was typed before. */
static int may_log_in(struct run *r)
{
	struct str line = { 0 };
	int status;

	str_addf(&line, "--as %s forms", r->door->login);
	status = house_run(r->data, str_text(&line));
	str_release(&line);
	return status == 0;
}

/* To the screen behind the door, unless a draft of the last time is in the way. */
static void go_in(struct run *r)
{
	if (stands(r, "Typed and not saved"))
		send(r, screen_key("esc"));
	expect(r, "Ledgers", "Ledgers");
	send(r, r->door->keys);
	expect(r, r->door->title, r->door->title);
}

static void test_office(void **state)
{
	struct run r = { .prop = prop_start("office", (uint64_t)time(NULL)),
		ACTIONS(office_actions) };
	size_t count = sizeof(doors) / sizeof(*doors), shut = 0;
	unsigned each = keys_wanted() / (unsigned)count;

	(void)state;
	r.folder = house_folder();
	r.data = house_demo(r.folder);
	for (size_t i = 0; i < count; i++) {
		unsigned end = r.keys + each;

		r.door = &doors[i];
		if (!may_log_in(&r)) {
			shut++;
			continue;
		}
		log_in(&r);
		go_in(&r);
		while (r.keys < end)
			one_key(&r);
		is_alive(&r);
		screen_close(&r.s);
	}
	house_must(0, r.data, "verify");
	printf("%u keys in %u sessions, %zu doors shut\n", r.keys, r.sessions, shut);
	assert_true(shut < count / 2);
	str_release(&r.sent);
	free(r.data);
	house_remove(&r.folder);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_office),
	};

	house_begin(argc, argv);
	i18n_init(LANG_EN, NULL); /* widths of characters */
	return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
