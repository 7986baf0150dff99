/*
 * keyset.h - 64-bit hashes of keys with a number beside each; what one pass over a file keeps.
 */
#ifndef EXCHANGE_KEYSET_H
#define EXCHANGE_KEYSET_H

#include <stddef.h>
#include <stdint.h>

struct keyset {
	struct keyset_slot {
		uint64_t hash;          /* 0: free */
		uint64_t number;
	} *slots;                       /* ours */
	size_t size;                    /* a power of two */
	size_t count;
};

/* 1: it is there already, its number in *number; 0: added with *number. */
int keyset_add(struct keyset *set, uint64_t hash, uint64_t *number);
/* 1: it is there, its number in *number; 0: it is not. */
int keyset_get(const struct keyset *set, uint64_t hash, uint64_t *number);
void keyset_clear(struct keyset *set);  /* keeps the memory */
void keyset_release(struct keyset *set);

#endif
