/*
 * vec.h - a growable array of any type, on the heap or in an arena.
 *
 *	struct { struct thing *at; size_t count, cap; } things = { 0 };
 *	*VEC_PUSH(&things) = (struct thing){ ... };
 *	VEC_RELEASE(&things);
 *
 * VEC_PUSH_IN takes an arena and needs no release.  The new element is zeroed.
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/arena.h"

#include <stddef.h>

#define VEC(type) struct { type *at; size_t count, cap; }

void *vec_grow(void *at, size_t count, size_t *cap, size_t size);
void *vec_grow_in(struct arena *mem, void *at, size_t count, size_t *cap, size_t size);
void *vec_free(void *at, size_t *count, size_t *cap);   /* always NULL */

#define VEC_PUSH(v) \
	((v)->at = vec_grow((v)->at, (v)->count, &(v)->cap, sizeof(*(v)->at)), \
	 &(v)->at[(v)->count++])
#define VEC_PUSH_IN(mem, v) \
	((v)->at = vec_grow_in((mem), (v)->at, (v)->count, &(v)->cap, sizeof(*(v)->at)), \
	 &(v)->at[(v)->count++])
#define VEC_RELEASE(v) ((v)->at = vec_free((v)->at, &(v)->count, &(v)->cap))

#endif
