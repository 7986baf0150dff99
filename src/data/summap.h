/*
 * summap.h - rows of 64-bit sums under byte keys, in an arena.
 *
 * What a batch adds to the totals, what a scan groups by, what verify recomputes: the
 * same map.  Sums that do not fit 64 bits set .overflow.
 */
#ifndef DATA_SUMMAP_H
#define DATA_SUMMAP_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/vec.h"

#include <stddef.h>
#include <stdint.h>

struct sum_entry {
	uint64_t hash;
	struct bytes key;               /* in the map's arena */
	int64_t *sums;
	size_t width;
};

struct sum_map {
	struct arena *mem;              /* not ours */
	VEC(struct sum_entry) all;      /* in order of first use */
	uint32_t *slots;                /* heap; entry number + 1 */
	size_t slot_count;
	int overflow;
};

uint64_t hash_bytes(const void *at, size_t len, uint64_t seed);

/* The row under key, made of zeros (and the key copied) when absent. */
struct sum_entry *sum_map_at(struct sum_map *map, struct bytes key, size_t width);
struct sum_entry *sum_map_find(const struct sum_map *map, struct bytes key);    /* NULL none */
void sum_map_add(struct sum_map *map, struct bytes key, const int64_t *deltas, size_t width);
void sum_add(struct sum_map *map, int64_t *to, int64_t delta);
void sum_map_clear(struct sum_map *map);        /* before its arena is cleared */
void sum_map_release(struct sum_map *map);

#endif
