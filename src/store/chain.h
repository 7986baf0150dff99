/*
 * chain.h - rows of hash chains, and the sums that seal a day of them.
 */
#ifndef STORE_CHAIN_H
#define STORE_CHAIN_H

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"

enum {
	CHAIN_HEAD_SIZE = 1 + 8 + 8 + 4 + 2 * CHAIN_HASH_SIZE, /* before the payload */
	DAY_VALUE_SIZE = 8 + CHAIN_HASH_SIZE + 8,
};

/* The last row of a chain; sequence 0 and a zero hash before the first. */
struct chain_end {
	uint64_t sequence;
	unsigned char hash[CHAIN_HASH_SIZE];
};

/* Encodes the chain's next row into mem and moves end on. */
void chain_next(struct bytes chain, struct bytes payload, int64_t instant, uint32_t uid,
	struct chain_end *end, struct arena *mem, struct row *out);
struct bytes chain_key(struct bytes chain, uint64_t sequence, struct arena *mem);

/* All rows of one Beijing day (the seal chain excepted): how many, and their hashes' sum. */
struct day_sum {
	int32_t day; /* DATE_NONE: none yet */
	uint64_t count;
	unsigned char sum[CHAIN_HASH_SIZE]; /* modulo 2^256, big-endian */
	uint64_t sealed; /* count when it was last sealed */
};

void day_add(struct day_sum *day, const unsigned char hash[CHAIN_HASH_SIZE]);
struct bytes day_key(int32_t day, struct arena *mem);
struct bytes day_encode(const struct day_sum *day, struct arena *mem);
int day_decode(struct bytes key, struct bytes value, struct day_sum *out); /* 0 or -1 */

#endif
