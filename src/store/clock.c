/*
 * clock.c - a clock that may be set (demo directories) and one that never jumps.
 */
#include "store/clock.h"

#include <time.h>

#include "base/date.h"

int64_t clock_steady(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void clock_set(struct clock *clock, int64_t given)
{
	clock->since = clock_steady();
	clock->given = given;
}

int64_t clock_read(const struct clock *clock)
{
	if (!clock->given)
		return instant_now();
	return clock->given + (clock_steady() - clock->since);
}
