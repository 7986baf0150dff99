/*
 * lines.c - printing and reading lines in the session's charset.
 */
#include "tui/lines.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/str.h"
#include "base/utf8.h"

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

int lines_ask(const char *question, struct str *answer)
{
	char *line = NULL, *from;
	size_t size = 0;
	ssize_t len;

	str_clear(answer);
	put_text(question);
	fflush(stdout);
	len = getline(&line, &size, stdin);
	from = line;
	while (len > 0 && is_blank(line[len - 1]))
		len--;
	for (; len > 0 && is_blank(*from); from++)
		len--;
	if (len > 0)
		decode(from, (size_t)len, answer);
	free(line);
	return len < 0;
}
