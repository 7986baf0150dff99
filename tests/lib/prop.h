/*
 * prop.h - numbers for property tests: random-looking, repeatable.
 *
 * The seed is TEST_SEED of the environment, else the test's own; it is printed at
 * once, and tests/run shows it with the output of a test that fails.
 */
#ifndef TESTS_LIB_PROP_H
#define TESTS_LIB_PROP_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct prop {
	uint64_t state;
};

static inline struct prop prop_start(const char *what, uint64_t seed)
{
	const char *given = getenv("TEST_SEED");

	if (given && *given)
		seed = strtoull(given, NULL, 0);
	printf("%s: TEST_SEED=%llu\n", what, (unsigned long long)seed);
	fflush(stdout);
	return (struct prop){ .state = seed };
}

static inline uint64_t prop_u64(struct prop *p)        /* splitmix64 */
{
	uint64_t z = p->state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static inline uint64_t prop_below(struct prop *p, uint64_t limit)       /* 0 .. limit-1 */
{
	return limit ? prop_u64(p) % limit : 0;
}

/* low .. high, both included */
static inline int64_t prop_between(struct prop *p, int64_t low, int64_t high)
{
	return low + (int64_t)prop_below(p, (uint64_t)high - (uint64_t)low + 1);
}

static inline int prop_chance(struct prop *p, int percent)     /* 1 so often, else 0 */
{
	return prop_below(p, 100) < (uint64_t)percent;
}

static inline void prop_fill(struct prop *p, void *out, size_t len)
{
	unsigned char *at = out;

	for (size_t i = 0; i < len; i++)
		at[i] = (unsigned char)prop_u64(p);
}

#endif
