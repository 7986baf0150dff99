/*
 * line.h - one direction of a slow line: bytes go in at once and come out when they are due.
 *
 * Real time; a byte takes ten bits, one after the other, and then half a round trip.
 */
#ifndef TESTS_LIB_LINE_H
#define TESTS_LIB_LINE_H

#include <stddef.h>

struct line {
	int bits;               /* a second; 0: a fast line, nothing is kept here */
	int delay_ms;
	unsigned char *bytes;   /* ours */
	long long *due;         /* ours, microseconds */
	size_t first, count, cap;
	long long free_at;      /* when the last byte has left the near end */
};

long long line_now(void);       /* microseconds */
void line_put(struct line *l, const char *bytes, size_t len);
/* Moves what is due to out; how many. */
size_t line_take(struct line *l, char *out, size_t size);
/* Milliseconds until something is due, at most ms. */
int line_wait(const struct line *l, int ms);
void line_release(struct line *l);

#endif
