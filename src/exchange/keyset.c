/*
 * keyset.c - open addressing over 16-byte slots, at most two thirds full.
 */
#include "exchange/keyset.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

enum { FIRST_SIZE = 1024 };

/* Where the hash stands, or the free slot where it would. */
static struct keyset_slot *find(const struct keyset *set, uint64_t hash)
{
	size_t at = (hash ^ hash >> 29) & (set->size - 1);

	while (set->slots[at].hash && set->slots[at].hash != hash)
		at = (at + 1) & (set->size - 1);
	return &set->slots[at];
}

static uint64_t not_zero(uint64_t hash)
{
	return hash ? hash : 1;
}

static void grow(struct keyset *set)
{
	struct keyset_slot *old = set->slots;
	size_t size = set->size;

	set->size = size ? size * 2 : FIRST_SIZE;
	set->slots = xcalloc(set->size, sizeof(*set->slots));
	for (size_t i = 0; i < size; i++) {
		if (old[i].hash)
			*find(set, old[i].hash) = old[i];
	}
	free(old);
}

int keyset_add(struct keyset *set, uint64_t hash, uint64_t *number)
{
	struct keyset_slot *slot;

	if (set->count * 3 >= set->size * 2)
		grow(set);
	slot = find(set, not_zero(hash));
	if (slot->hash) {
		*number = slot->number;
		return 1;
	}
	*slot = (struct keyset_slot){ not_zero(hash), *number };
	set->count++;
	return 0;
}

int keyset_get(const struct keyset *set, uint64_t hash, uint64_t *number)
{
	const struct keyset_slot *slot;

	if (set->size == 0)
		return 0;
	slot = find(set, not_zero(hash));
	*number = slot->number;
	return slot->hash != 0;
}

void keyset_clear(struct keyset *set)
{
	if (set->size)
		memset(set->slots, 0, set->size * sizeof(*set->slots));
	set->count = 0;
}

void keyset_release(struct keyset *set)
{
	free(set->slots);
	*set = (struct keyset){ 0 };
}
