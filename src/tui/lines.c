/*
 * lines.c - printing and reading lines in the session's charset.
 */
#include "tui/lines.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "tui/idle.h"

enum { WAIT_MS = 1000, LINE_MOST = 1 << 20 };

/* One character in the session's charset. */
static void put_char(int32_t character)
{
	mbstate_t state = { 0 };
	char bytes[16];
	size_t len = wcrtomb(bytes, (wchar_t)character, &state);

	if (len == (size_t)-1)
		fputc('?', stdout);
	else
		fwrite(bytes, 1, len, stdout);
}

static void put_text(const char *text)
{
	struct str clean = { 0 };
	size_t pos = 0;
	int32_t character;

	utf8_clean(text, strlen(text), 1, &clean);
	while ((character = utf8_next(str_text(&clean), clean.len, &pos)) >= 0)
		put_char(character);
	str_release(&clean);
}

void lines_text(const char *text)
{
	put_text(text);
	if (!text_ends_with(text, "\n"))
		fputc('\n', stdout);
	fflush(stdout);
}

void lines_put(const char *fmt, ...)
{
	struct str text = { 0 };
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	lines_text(str_text(&text));
	str_release(&text);
}

/* Bytes of the session's charset; one that fits nowhere becomes the sign for that. */
static void decode(const char *bytes, size_t len, struct str *out)
{
	mbstate_t state = { 0 };

	while (len > 0) {
		wchar_t wide = 0;
		size_t took = mbrtowc(&wide, bytes, len, &state);

		if (took == (size_t)-1 || took == (size_t)-2) {
			memset(&state, 0, sizeof(state));
			wide = 0xfffd;
			took = 1;
		}
		took = took ? took : 1;
		utf8_put(out, (int32_t)wide);
		bytes += took;
		len -= took;
	}
}

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Read, and not yet asked for. */
static struct str pending;

/* 1: there is something to read; 0: nobody has typed for too long. */
static int wait_input(void)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };

	struct str line = { 0 };

	idle_wait();
	while (poll(&in, 1, idle_next(WAIT_MS)) <= 0) {
		if (idle_is_over())
			return 0;
		if (!idle_is_new() || !idle_warning())
			continue;
		idle_sentence(&line);
		lines_put("%s", str_text(&line));
		str_release(&line);
	}
	return 1;
}

/* Up to a newline, the end of the input, or as much as is kept; 0: nobody is there. */
static int read_line(struct str *line)
{
	char bytes[4096];
	const char *end;
	ssize_t got = 1;

	while (!(end = memchr(str_text(&pending), '\n', pending.len)) && got > 0 &&
		pending.len < LINE_MOST) {
		if (!wait_input())
			return 0;
		got = read(STDIN_FILENO, bytes, sizeof(bytes));
		if (got > 0)
			str_add_len(&pending, bytes, (size_t)got);
		else if (got < 0 && errno == EINTR)
			got = 1;
	}
	idle_typed();
	if (!end && !pending.len) {
		str_release(&pending);
		return 0;
	}
	str_add_len(line, pending.at, end ? (size_t)(end - pending.at) : pending.len);
	str_remove(&pending, 0, line->len + (end != NULL));
	return 1;
}

int lines_ask(const char *question, struct str *answer)
{
	struct str line = { 0 };
	size_t from = 0;
	int got;

	str_clear(answer);
	put_text(question);
	fflush(stdout);
	got = read_line(&line);
	while (line.len > 0 && is_blank(line.at[line.len - 1]))
		str_truncate(&line, line.len - 1);
	while (from < line.len && is_blank(line.at[from]))
		from++;
	if (from < line.len)
		decode(line.at + from, line.len - from, answer);
	str_release(&line);
	return !got;
}
