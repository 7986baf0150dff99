/*
 * summap.c - a hash table of rows of sums: open addressing over an array of entries.
 */
#include "data/summap.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

static uint64_t mix(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 wide;
	wide product = (wide)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t hash_bytes(const void *at, size_t len, uint64_t seed)
{
	const unsigned char *p = at;
	uint64_t h = seed ^ 0x9e3779b97f4a7c15u ^ len;
	uint64_t word;

	for (; len >= 8; p += 8, len -= 8) {
		memcpy(&word, p, 8);
		h = mix(h ^ word, 0xa0761d6478bd642fu);
	}
	if (len > 0) {
		word = 0;
		memcpy(&word, p, len);
		h = mix(h ^ word, 0xe7037ed1a0b428dbu);
	}
	return mix(h, 0x8ebc6af09c88c6e3u);
}

static size_t slot_of(const struct sum_map *map, struct bytes key, uint64_t hash)
{
	size_t mask = map->slot_count - 1;
	size_t at = (size_t)hash & mask;

	for (; map->slots[at]; at = (at + 1) & mask) {
		const struct sum_entry *e = &map->all.at[map->slots[at] - 1];

		if (e->hash == hash && bytes_equal(e->key, key))
			break;
	}
	return at;
}

static void grow(struct sum_map *map)
{
	size_t want = map->slot_count ? map->slot_count * 2 : 64;

	free(map->slots);
	map->slots = xcalloc(want, sizeof(*map->slots));
	map->slot_count = want;
	for (size_t i = 0; i < map->all.count; i++) {
		size_t at = (size_t)map->all.at[i].hash & (want - 1);

		while (map->slots[at])
			at = (at + 1) & (want - 1);
		map->slots[at] = (uint32_t)i + 1;
	}
}

struct sum_entry *sum_map_find(const struct sum_map *map, struct bytes key)
{
	size_t at;

	if (map->slot_count == 0)
		return NULL;
	at = slot_of(map, key, hash_bytes(key.at, key.len, 0));
	return map->slots[at] ? &map->all.at[map->slots[at] - 1] : NULL;
}

struct sum_entry *sum_map_at(struct sum_map *map, struct bytes key, size_t width)
{
	uint64_t hash = hash_bytes(key.at, key.len, 0);
	struct sum_entry *e;
	size_t at;

	if (map->all.count * 2 >= map->slot_count)
		grow(map);
	at = slot_of(map, key, hash);
	if (map->slots[at])
		return &map->all.at[map->slots[at] - 1];
	e = VEC_PUSH(&map->all);
	*e = (struct sum_entry){
		.hash = hash,
		.key = arena_bytes(map->mem, key),
		.sums = arena_array(map->mem, width, sizeof(int64_t)),
		.width = width,
	};
	map->slots[at] = (uint32_t)map->all.count;
	return e;
}

void sum_add(struct sum_map *map, int64_t *to, int64_t delta)
{
	if (__builtin_add_overflow(*to, delta, to))
		map->overflow = 1;
}

void sum_map_add(struct sum_map *map, struct bytes key, const int64_t *deltas, size_t width)
{
	struct sum_entry *e = sum_map_at(map, key, width);

	for (size_t i = 0; i < width; i++)
		sum_add(map, &e->sums[i], deltas[i]);
}

void sum_map_clear(struct sum_map *map)
{
	if (map->all.count > 0)
		memset(map->slots, 0, map->slot_count * sizeof(*map->slots));
	map->all.count = 0;
	map->overflow = 0;
}

void sum_map_release(struct sum_map *map)
{
	VEC_RELEASE(&map->all);
	free(map->slots);
	*map = (struct sum_map){ 0 };
}
