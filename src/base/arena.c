/*
 * arena.c - blocks of memory that are given back all at once.
 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

enum { FIRST_BLOCK = 4096, LARGEST_STEP = 256 * 1024 };

struct arena_block {
	struct arena_block *next; /* older blocks, full or nearly so */
	size_t size; /* bytes of room */
	size_t used;
	max_align_t room[];
};

static size_t round_up(size_t size)
{
	size_t step = sizeof(max_align_t);

	if (size > SIZE_MAX / 4)
		BUG("an allocation of %zu bytes", size);
	return size ? (size + step - 1) / step * step : step;
}

static size_t next_size(const struct arena *mem, size_t need)
{
	size_t size = mem->blocks ? mem->blocks->size * 2 : FIRST_BLOCK;

	if (size > LARGEST_STEP)
		size = LARGEST_STEP;
	return size < need ? need : size;
}

static struct arena_block *add_block(struct arena *mem, size_t need)
{
	size_t size = next_size(mem, need);
	struct arena_block *block = xrealloc(NULL, 1, sizeof(*block) + size);

	*block = (struct arena_block){ .next = mem->blocks, .size = size };
	mem->blocks = block;
	return block;
}

void *arena_alloc(struct arena *mem, size_t size)
{
	size_t need = round_up(size);
	struct arena_block *block = mem->blocks;
	void *at;

	if (!block || block->size - block->used < need)
		block = add_block(mem, need);
	at = (char *)block->room + block->used;
	block->used += need;
	mem->used += need;
	return memset(at, 0, need);
}

void *arena_array(struct arena *mem, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		BUG("an array of %zu x %zu bytes", count, size);
	return arena_alloc(mem, count * size);
}

char *arena_text_len(struct arena *mem, const char *text, size_t len)
{
	char *copy = arena_alloc(mem, len + 1);

	if (len > 0)
		memcpy(copy, text, len);
	return copy;
}

char *arena_text(struct arena *mem, const char *text)
{
	return arena_text_len(mem, text, strlen(text));
}

struct bytes arena_bytes(struct arena *mem, struct bytes run)
{
	return bytes_of(arena_text_len(mem, (const char *)run.at, run.len), run.len);
}

char *arena_printf(struct arena *mem, const char *fmt, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, fmt);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (len < 0)
		BUG("a wrong format: %s", fmt);
	text = arena_alloc(mem, (size_t)len + 1);
	va_start(args, fmt);
	vsnprintf(text, (size_t)len + 1, fmt, args);
	va_end(args);
	return text;
}

static void free_blocks(struct arena_block *block)
{
	while (block) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
}

void arena_clear(struct arena *mem)
{
	struct arena_block *keep = mem->blocks;

	if (!keep)
		return;
	free_blocks(keep->next);
	keep->next = NULL;
	keep->used = 0;
	mem->used = 0;
	if (keep->size > LARGEST_STEP) /* one huge text must not stay for ever */
		arena_release(mem);
}

void arena_release(struct arena *mem)
{
	free_blocks(mem->blocks);
	*mem = (struct arena){ 0 };
}
