/*
 * str.c - growable text; owns its memory, knows nothing of encodings.
 */
#include "base/str.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/xalloc.h"

const char *str_text(const struct str *s)
{
	return s->at ? s->at : "";
}

void str_reserve(struct str *s, size_t more)
{
	size_t need, cap = s->cap;

	if (more >= SIZE_MAX / 2 - s->len)
		BUG("a text of %zu and %zu more bytes", s->len, more);
	need = s->len + more + 1;
	if (need <= cap)
		return;
	if (cap < 64)
		cap = 64;
	while (cap < need)
		cap += cap / 2;
	s->at = xrealloc(s->at, cap, 1);
	s->cap = cap;
	s->at[s->len] = '\0';
}

void str_add_len(struct str *s, const void *bytes, size_t len)
{
	str_reserve(s, len);
	if (len > 0)
		memcpy(s->at + s->len, bytes, len);
	s->len += len;
	s->at[s->len] = '\0';
}

void str_add(struct str *s, const char *text)
{
	str_add_len(s, text, strlen(text));
}

void str_add_char(struct str *s, char c)
{
	if (s->cap - s->len < 2)
		str_reserve(s, 1);
	s->at[s->len++] = c;
	s->at[s->len] = '\0';
}

void str_vaddf(struct str *s, const char *fmt, va_list args)
{
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		BUG("a wrong format: %s", fmt);
	str_reserve(s, (size_t)len);
	vsnprintf(s->at + s->len, (size_t)len + 1, fmt, args);
	s->len += (size_t)len;
}

void str_addf(struct str *s, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	str_vaddf(s, fmt, args);
	va_end(args);
}

void str_insert(struct str *s, size_t pos, const void *bytes, size_t len)
{
	if (pos > s->len)
		BUG("insert at %zu of %zu", pos, s->len);
	if (len == 0)
		return;
	str_reserve(s, len);
	memmove(s->at + pos + len, s->at + pos, s->len - pos + 1);
	memcpy(s->at + pos, bytes, len);
	s->len += len;
}

void str_remove(struct str *s, size_t pos, size_t len)
{
	if (pos > s->len)
		BUG("remove at %zu of %zu", pos, s->len);
	if (len > s->len - pos)
		len = s->len - pos;
	if (len == 0)
		return;
	memmove(s->at + pos, s->at + pos + len, s->len - pos - len + 1);
	s->len -= len;
}

void str_truncate(struct str *s, size_t len)
{
	if (len >= s->len)
		return;
	s->len = len;
	s->at[len] = '\0';
}

void str_clear(struct str *s)
{
	str_truncate(s, 0);
}

void str_release(struct str *s)
{
	free(s->at);
	*s = (struct str){ 0 };
}

char *str_detach(struct str *s)
{
	char *text;

	str_reserve(s, 0);
	text = s->at;
	*s = (struct str){ 0 };
	return text;
}

char *str_keep(struct str *s, struct arena *mem)
{
	char *text = arena_text_len(mem, str_text(s), s->len);

	str_release(s);
	return text;
}

int text_starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

int text_ends_with(const char *text, const char *suffix)
{
	size_t len = strlen(text), tail = strlen(suffix);

	return tail <= len && memcmp(text + len - tail, suffix, tail) == 0;
}

int text_is_empty(const char *text)
{
	return text == NULL || text[0] == '\0';
}

int text_is_blank(const char *text)
{
	static const char wide[] = "\xe3\x80\x80"; /* U+3000 */

	for (; text && *text; text += *text == wide[0] ? sizeof(wide) - 1 : 1)
		if (!strchr(" \t\r\n", *text) && !text_starts_with(text, wide))
			return 0;
	return 1;
}
