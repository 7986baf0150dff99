/*
 * arena.h - memory for things that are read together and dropped together.
 *
 * One arena per lifetime: per form set, per screen load, per report.  Nothing
 * is freed one by one.  A zeroed arena is empty and valid.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/bytes.h"

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *blocks;     /* ours */
	size_t used;                    /* bytes handed out since the last clear */
};

void *arena_alloc(struct arena *mem, size_t size)               /* zeroed, aligned */
	__attribute__((returns_nonnull));
void *arena_array(struct arena *mem, size_t count, size_t size) /* zeroed, overflow-checked */
	__attribute__((returns_nonnull));
char *arena_text(struct arena *mem, const char *text) __attribute__((returns_nonnull));
char *arena_text_len(struct arena *mem, const char *text, size_t len)
	__attribute__((returns_nonnull));
struct bytes arena_bytes(struct arena *mem, struct bytes run);  /* a copy, NUL after it */
char *arena_printf(struct arena *mem, const char *fmt, ...)
	__attribute__((returns_nonnull, format(printf, 2, 3)));
void arena_clear(struct arena *mem);    /* keeps one block for reuse */
void arena_release(struct arena *mem);

#endif
