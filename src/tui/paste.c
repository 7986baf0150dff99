/*
 * paste.c - collecting a pasted text key by key, as the decoder gives it.
 *
 * A line that stalls is waited for; one whose end mark was lost must not hold the keyboard.
 */
#include "tui/paste.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "tui/keys.h"
#include "tui/terminal.h"

enum { WAIT_MS = 250, STALLED = 12, TOLD_EVERY = 4096, MOST = 1 << 20 };

/* Terminals send CR for a newline, some CR LF. */
static void add(struct str *out, int32_t key, int32_t before)
{
	if (key == '\n' && before == '\r')
		return;
	if (key == '\r' || key == K_ENTER)
		key = '\n';
	else if (key == K_TAB)
		key = '\t';
	if (key < K_NAMED)
		utf8_put(out, key);
}

enum pasted paste_collect(struct str *out, void (*progress)(size_t bytes))
{
	int32_t before = K_NONE;
	size_t told = 0;
	int quiet = 0, too_long = 0, lost = 0;

	for (;;) {
		int32_t key = terminal_key(WAIT_MS);

		if (key == K_HANGUP)
			return PASTED_GONE;
		if (key == K_PASTE_END)
			return too_long ? PASTED_LONG : lost ? PASTED_LOST : PASTED_WHOLE;
		if (key == K_NONE && ++quiet == STALLED) {
			terminal_end_paste();
			return too_long ? PASTED_LONG : PASTED_CUT;
		}
		if (key == K_NONE || key == K_RESIZE)
			continue;
		quiet = 0;
		lost |= key == NO_CHARACTER;
		if (!too_long)
			add(out, key, before);
		before = key;
		if (out->len > MOST) {
			too_long = 1;
			str_clear(out);
		}
		if (progress && out->len >= told + TOLD_EVERY) {
			told = out->len;
			progress(told);
		}
	}
}

static void with_blanks(const char *text, const char *instead, struct str *out)
{
	size_t start = out->len;

	for (; *text; text++)
		str_add_char(out, strchr(instead, *text) ? ' ' : *text);
	while (out->len > start && strchr(" \n", out->at[out->len - 1]))
		str_truncate(out, out->len - 1);
}

void paste_line(const char *text, struct str *out)
{
	with_blanks(text, "\t\n", out);
}

void paste_lines(const char *text, struct str *out)
{
	with_blanks(text, "\t", out);
}
