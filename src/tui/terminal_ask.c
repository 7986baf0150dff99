/*
 * terminal_ask.c - before curses: what charset and widths does this terminal have?
 *
 * The cursor's column after a text tells it.  Keys typed meanwhile are not lost:
 * terminal_ask_typed() gives them to the decoder.
 */
#include "tui/terminal_ask.h"

#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"

/* 中文 then ①, each followed by "where is the cursor"; at the end the line is wiped. */
static const char question[] =
	"\r\xe4\xb8\xad\xe6\x96\x87\x1b[6n\r\x1b[K\xe2\x91\xa0\x1b[6n\r\x1b[K";

static struct str typed; /* what came and was no answer */
static struct termios before; /* the modes the line had, while asked is 1 */
static int asked;

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/*
 * Takes the answers (ESC [ row ; column R) out of what came so far.  Returns how many
 * columns are known; the rest is moved to typed when all is over.
 */
static int take_answers(struct str *came, int columns[2], int known)
{
	size_t pos = 0;

	while (known < 2 && pos < came->len) {
		int row, column, len = 0;

		if (came->at[pos] == 0x1b &&
			sscanf(came->at + pos, "\x1b[%4d;%4d%n", &row, &column, &len) == 2 &&
			came->at[pos + (size_t)len] == 'R') {
			columns[known++] = column;
			str_remove(came, pos, (size_t)len + 1);
		} else {
			pos++;
		}
	}
	return known;
}

static void wait_for_answers(int wait_ms, struct terminal_answer *out)
{
	struct str came = { 0 };
	long start = now_ms();
	int columns[2], known = 0;

	while (known < 2) {
		struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
		long left = start + wait_ms - now_ms();
		char some[64];
		ssize_t got;

		if (left <= 0 || poll(&in, 1, (int)left) <= 0)
			break;
		got = read(STDIN_FILENO, some, sizeof(some));
		if (got <= 0)
			break;
		str_add_len(&came, some, (size_t)got);
		known = take_answers(&came, columns, known);
	}
	str_add_len(&typed, str_text(&came), came.len);
	str_release(&came);
	if (known < 2)
		return;
	out->answered = 1;
	out->utf8 = columns[0] == 5;
	out->wide = out->utf8 && columns[1] == 3;
	out->round_trip_ms = (int)(now_ms() - start);
}

void terminal_ask(int wait_ms, struct terminal_answer *out)
{
	memset(out, 0, sizeof(*out));
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || terminal_hold() < 0)
		return;
	if (write(STDOUT_FILENO, question, sizeof(question) - 1) == sizeof(question) - 1)
		wait_for_answers(wait_ms, out);
}

int terminal_hold(void)
{
	struct termios raw;

	if (asked)
		return 0;
	if (tcgetattr(STDIN_FILENO, &before) < 0)
		return -1;
	raw = before;
	cfmakeraw(&raw);
	/* a sentence may be said yet */
	raw.c_oflag = before.c_oflag;
	asked = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
	return asked ? 0 : -1;
}

void terminal_let_go(void)
{
	if (asked)
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
	asked = 0;
}

void terminal_ask_typed(struct str *out)
{
	str_add_len(out, str_text(&typed), typed.len);
	str_release(&typed);
}

int terminal_ask_modes(struct termios *out)
{
	*out = before;
	if (!asked)
		return tcgetattr(STDIN_FILENO, out);
	asked = 0;
	return 0;
}

/* The session's locale is not set yet, so nothing is disturbed; newlocale() leaks $LOCPATH. */
static int installed(const char *name)
{
	int is = setlocale(LC_CTYPE, name) != NULL;

	setlocale(LC_CTYPE, "C");
	return is;
}

static int environment_says_gb(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]), *dot;

		if (text_is_empty(value))
			continue;
		dot = strchr(value, '.');
		return dot && strncasecmp(dot, ".gb", 3) == 0;
	}
	return 0;
}

const char *terminal_locale(const struct terminal_answer *answer)
{
	const char *want = "C.UTF-8";

	/* what was measured is true; the environment may come from another machine */
	if (answer->answered ? !answer->utf8 : environment_says_gb())
		want = "zh_CN.GB18030";
	else if (answer->answered && answer->wide)
		want = "zh_CN.UTF-8@amb2";
	return installed(want) ? want : "C.UTF-8";
}
