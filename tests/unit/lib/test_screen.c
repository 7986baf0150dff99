/*
 * test_screen.c - the terminal harness, on a small ncurses program: this one with "child".
 */
#include "lib/screen.h"

#include <curses.h>
#include <locale.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define WAIT 20000

/* Shows the size and what was typed; Tab clears it, q ends with 7. */
static int child(void)
{
	char typed[200] = "";
	size_t len = 0;
	int c = KEY_RESIZE;

	setlocale(LC_ALL, "");
	initscr();
	raw();
	noecho();
	keypad(stdscr, TRUE);
	timeout(100);   /* a size that changes just before a read that waits for ever is lost */
	do {
		if (c == '\t')
			len = 0;
		else if (c == KEY_F(2))
			typed[len++] = '2';
		else if (c != ERR && c < 256 && len < sizeof(typed) - 1)
			typed[len++] = (char)c;
		typed[len] = '\0';
		erase();
		mvaddwstr(0, 0, L"药材台账");
		printw(" %dx%d", LINES, COLS);
		mvprintw(2, 3, "[%s]", typed);
	} while ((c = getch()) != 'q');
	endwin();
	return 7;
}

static struct screen *start(int rows, int cols, const char *charset, const char *locale)
{
	char *argv[] = { "/proc/self/exe", "child", NULL };
	char lc[64], locpath[400], cwd[256];
	char *env[] = { "TERM=xterm-256color", lc, locpath,
		"ASAN_OPTIONS=detect_leaks=0", NULL };
	const char *out = getenv("OUT") ? getenv("OUT") : "build/debug";
	struct screen *s;

	assert_non_null(getcwd(cwd, sizeof(cwd)));
	snprintf(lc, sizeof(lc), "LC_ALL=%s", locale);
	snprintf(locpath, sizeof(locpath), "LOCPATH=%.200s%s%.100s/../locale",
		*out == '/' ? "" : cwd, *out == '/' ? "" : "/", out);
	s = screen_open(&(struct screen_how){ .rows = rows, .cols = cols, .charset = charset,
		.argv = argv, .env = env });
	assert_non_null(s);
	return s;
}

static void test_shows_chinese_and_keys(void **state)
{
	struct screen *s = start(6, 20, NULL, "C.UTF-8");
	char *picture;

	(void)state;
	assert_true(screen_expect(s, "药材台账 6x20", 1, WAIT));
	assert_int_equal(screen_send(s, "东明", 6), 0);
	assert_int_equal(screen_send(s, screen_key("f2"), strlen(screen_key("f2"))), 0);
	assert_true(screen_expect(s, "[东明2]", 1, WAIT));
	picture = screen_picture(s);
	assert_string_equal(picture, "药材台账 6x20       |\n"
				     "                    |\n"
				     "   [东明2]          |\n"
				     "                    |\n"
				     "                    |\n"
				     "                    |\n"
				     "cursor 3 11\n");
	free(picture);
	assert_true(screen_bytes(s) > 20);
	screen_send(s, "\t", 1);
	assert_true(screen_expect(s, "东明", 0, WAIT));
	assert_false(screen_expect(s, "no such text", 1, 50));
	screen_send(s, "q", 1);
	assert_int_equal(screen_wait(s, WAIT), 7);
	screen_close(&s);
	assert_null(s);
}

static void test_resizes(void **state)
{
	struct screen *s = start(6, 20, NULL, "C.UTF-8");

	(void)state;
	assert_true(screen_expect(s, "6x20", 1, WAIT));
	screen_resize(s, 10, 40);
	assert_true(screen_expect(s, "10x40", 1, WAIT));
	screen_close(&s);
}

static void test_speaks_gb18030(void **state)
{
	struct screen *s = start(6, 30, "GB18030", "zh_CN.GB18030");

	(void)state;
	assert_true(screen_expect(s, "药材台账 6x30", 1, WAIT));
	screen_send(s, "明", 3);
	assert_true(screen_expect(s, "[明]", 1, WAIT));
	screen_close(&s);
}

static void test_hang_up_and_kill(void **state)
{
	struct screen *s = start(6, 20, NULL, "C.UTF-8");

	(void)state;
	assert_true(screen_expect(s, "6x20", 1, WAIT));
	assert_int_equal(screen_wait(s, 50), -1);
	screen_hang_up(s);
	assert_int_equal(screen_wait(s, WAIT), 128 + SIGHUP);
	screen_close(&s);

	s = start(6, 20, NULL, "C.UTF-8");
	screen_kill(s, SIGKILL);
	assert_int_equal(screen_wait(s, WAIT), 128 + SIGKILL);
	screen_close(&s);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shows_chinese_and_keys),
		cmocka_unit_test(test_resizes),
		cmocka_unit_test(test_speaks_gb18030),
		cmocka_unit_test(test_hang_up_and_kill),
	};

	if (argc > 1 && strcmp(argv[1], "child") == 0)
		return child();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
