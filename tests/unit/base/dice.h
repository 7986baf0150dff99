/*
 * dice.h - repeatable random numbers of the property tests: the seed is TEST_SEED or
 * the test's own, and is printed, so that any failure can be run again.
 */
#ifndef UNIT_BASE_DICE_H
#define UNIT_BASE_DICE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct dice {
	uint64_t state;
};

static inline struct dice dice_of(uint64_t seed)
{
	const char *told = getenv("TEST_SEED");

	if (told)
		seed = strtoull(told, NULL, 10);
	printf("seed %llu\n", (unsigned long long)seed);
	return (struct dice){ .state = seed * 2 + 1 };
}

/* xorshift64* */
static inline uint64_t dice_next(struct dice *d)
{
	d->state ^= d->state >> 12;
	d->state ^= d->state << 25;
	d->state ^= d->state >> 27;
	return d->state * UINT64_C(2685821657736338717);
}

static inline int dice_below(struct dice *d, int limit)
{
	return (int)((dice_next(d) >> 33) % (unsigned)limit);
}

/* Any int64_t, small ones and the two ends as often as large ones. */
static inline int64_t dice_number(struct dice *d)
{
	int64_t n = (int64_t)dice_next(d);

	switch (dice_below(d, 16)) {
	case 0:
		return INT64_MIN + dice_below(d, 3);
	case 1:
		return INT64_MAX - dice_below(d, 3);
	case 2:
		return dice_below(d, 5) - 2;
	default:
		return n >> dice_below(d, 63);
	}
}

#endif
