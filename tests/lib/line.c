/*
 * line.c - the queue of bytes under way on a slow line.
 */
#include "lib/line.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BITS_A_BYTE 10

long long line_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static void make_room(struct line *l, size_t more)
{
	if (l->count) {
		memmove(l->bytes, l->bytes + l->first, l->count);
		memmove(l->due, l->due + l->first, l->count * sizeof(*l->due));
	}
	l->first = 0;
	if (l->count + more <= l->cap)
		return;
	l->cap = (l->count + more) * 2;
	l->bytes = realloc(l->bytes, l->cap);
	l->due = realloc(l->due, l->cap * sizeof(*l->due));
	if (!l->bytes || !l->due)
		abort();
}

void line_put(struct line *l, const char *bytes, size_t len)
{
	long long now = line_now();

	if (!len)
		return;
	if (l->first + l->count + len > l->cap)
		make_room(l, len);
	if (l->free_at < now)
		l->free_at = now;
	for (size_t i = 0; i < len; i++) {
		size_t at = l->first + l->count++;

		l->free_at += BITS_A_BYTE * 1000000LL / l->bits;
		l->bytes[at] = (unsigned char)bytes[i];
		l->due[at] = l->free_at + l->delay_ms * 1000LL;
	}
}

size_t line_take(struct line *l, char *out, size_t size)
{
	long long now = line_now();
	size_t taken = 0;

	while (l->count && taken < size && l->due[l->first] <= now) {
		out[taken++] = (char)l->bytes[l->first++];
		l->count--;
	}
	return taken;
}

int line_wait(const struct line *l, int ms)
{
	long long left;

	if (!l->count)
		return ms;
	left = (l->due[l->first] - line_now() + 999) / 1000;
	return left < 0 ? 0 : left < ms ? (int)left : ms;
}

void line_release(struct line *l)
{
	free(l->bytes);
	free(l->due);
	memset(l, 0, sizeof(*l));
}
