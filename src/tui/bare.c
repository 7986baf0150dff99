/*
 * bare.c - pages of text written past curses, which would cut long lines into rows.
 *
 * Knows two sequences, clear and home, which every terminal of the last forty years takes.
 */
#include "tui/bare.h"

#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "tui/idle.h"
#include "tui/keys.h"
#include "tui/popup.h"
#include "tui/screen.h"
#include "tui/terminal.h"

enum { WAIT_MS = 250, FOOT_ROWS = 2 };

/* ---- pages ------------------------------------------------------------------------------- */

/* Rows that the terminal makes of one line; at least one. */
static int rows_of(const char *line, size_t len, int cols)
{
	int rows = 1, used = 0;

	for (size_t pos = 0; pos < len;) {
		int width = utf8_char_width(utf8_next(line, len, &pos));

		if (used + width > cols) {
			rows++;
			used = 0;
		}
		used += width;
	}
	return rows;
}

size_t bare_page(const char *text, size_t from, int rows, int cols)
{
	size_t at = from;

	while (text[at]) {
		size_t len = strcspn(text + at, "\n");

		rows -= rows_of(text + at, len, cols);
		/* a line longer than a page has a page of its own */
		if (rows < 0 && at > from)
			break;
		at += len + (text[at + len] == '\n');
	}
	return at;
}

/* ---- writing ----------------------------------------------------------------------------- */

/* In the charset of the session; what it does not have is a question mark. */
static void add_local(struct str *out, const char *text, size_t len)
{
	mbstate_t state = { 0 };
	char bytes[16];

	for (size_t pos = 0; pos < len;) {
		int32_t character = utf8_next(text, len, &pos);
		size_t got;

		if (character == '\n') {
			str_add(out, "\r\n");
			continue;
		}
		got = utf8_is_clean(character) ? wcrtomb(bytes, (wchar_t)character, &state)
					       : (size_t)-1;
		if (got == (size_t)-1) {
			memset(&state, 0, sizeof(state));
			str_add_char(out, '?');
		} else {
			str_add_len(out, bytes, got);
		}
	}
}

static void write_all(const struct str *bytes)
{
	size_t done = 0;

	while (done < bytes->len) {
		ssize_t got = write(STDOUT_FILENO, bytes->at + done, bytes->len - done);

		if (got <= 0)
			return; /* the line is gone: the next key says so */
		done += (size_t)got;
	}
}

static void show(const char *text, size_t from, size_t to)
{
	const char *foot = text[to] ? _("Enter next page  b page before  Esc back")
				    : _("Esc back  b page before");
	struct str out = { 0 };

	str_add(&out, "\x1b[H\x1b[2J");
	if (*screens_mark()) {
		add_local(&out, screens_mark(), strlen(screens_mark()));
		str_add(&out, "\r\n");
	}
	add_local(&out, text + from, to - from);
	str_add(&out, "\r\n");
	add_local(&out, foot, strlen(foot));
	write_all(&out);
	str_release(&out);
}

/* ---- turning pages ----------------------------------------------------------------------- */

/* Below the page; whatever key comes draws it anew. */
static void say_idle(void)
{
	struct str line = { 0 }, out = { 0 };

	idle_sentence(&line);
	str_add(&out, "\r\n");
	add_local(&out, str_text(&line), line.len);
	write_all(&out);
	str_release(&line);
	str_release(&out);
}

static int32_t wait_key(void)
{
	int32_t key = K_NONE;

	while (key == K_NONE) {
		key = terminal_key(WAIT_MS);
		if (key == K_NONE && idle_is_new() && idle_warning())
			say_idle();
	}
	return key;
}

static int goes_on(int32_t key)
{
	return key == K_ENTER || key == ' ' || key == K_PGDN || key == K_DOWN;
}

static int goes_back(int32_t key)
{
	return key == 'b' || key == K_PGUP || key == K_UP;
}

void bare_show(const char *text)
{
	VEC(size_t) pages = { 0 };
	size_t from = 0, to;
	int32_t key;

	do {
		int rows = terminal_rows() - FOOT_ROWS - (*screens_mark() != '\0');

		to = bare_page(text, from, rows, terminal_cols());
		show(text, from, to);
		key = wait_key();
		if (goes_on(key) && text[to]) {
			*VEC_PUSH(&pages) = from;
			from = to;
		} else if (goes_back(key) && pages.count) {
			from = pages.at[--pages.count];
		}
	} while (key != K_HANGUP && !popup_cancels(key) && key != 'q');
	VEC_RELEASE(&pages);
	terminal_redraw();
}
