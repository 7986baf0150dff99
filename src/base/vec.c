/*
 * vec.c - how the arrays of VEC() grow.
 */
#include "base/vec.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

static size_t grown(size_t cap)
{
	if (cap > SIZE_MAX / 4)
		BUG("an array of more than %zu elements", cap);
	return cap ? cap * 2 : 8;
}

static void *with_new_element(void *at, size_t count, size_t size)
{
	memset((char *)at + count * size, 0, size);
	return at;
}

void *vec_grow(void *at, size_t count, size_t *cap, size_t size)
{
	if (count >= *cap) {
		*cap = grown(*cap);
		at = xrealloc(at, *cap, size);
	}
	return with_new_element(at, count, size);
}

void *vec_grow_in(struct arena *mem, void *at, size_t count, size_t *cap, size_t size)
{
	if (count >= *cap) {
		void *old = at;

		*cap = grown(*cap);
		at = arena_array(mem, *cap, size);
		if (count > 0)
			memcpy(at, old, count * size);
	}
	return with_new_element(at, count, size);
}

void *vec_free(void *at, size_t *count, size_t *cap)
{
	free(at);
	*count = *cap = 0;
	return NULL;
}
