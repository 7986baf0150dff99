/*
 * clock.h - the store's clock: the machine's, or a given start and what has passed since.
 */
#ifndef STORE_CLOCK_H
#define STORE_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t given; /* 0: the machine's own clock */
	int64_t since; /* steady microseconds when it was given */
};

void clock_set(struct clock *clock, int64_t given);
int64_t clock_read(const struct clock *clock);
int64_t clock_steady(void); /* microseconds that only move on */

#endif
