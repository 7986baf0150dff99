/*
 * fuzz_block.c - any text as a pasted block: it is taken apart without a crash, each row has
 * a cell, and the block of one cell a row gives that text back.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "screens/block.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char *text)
{
	struct arena mem = { 0 };
	struct block block;
	size_t bytes = 0;

	block_parse(text, &mem, &block);
	for (size_t r = 0; r < block.count; r++) {
		if (block.rows[r].count == 0 || block.rows[r].count > block.width)
			abort();
		for (size_t c = 0; c < block.rows[r].count; c++)
			bytes += strlen(block_cell(&block, r, c));
	}
	/* nothing is made up */
	if (bytes > strlen(text) || (block.count == 0) != (block.width == 0))
		abort();
	if (block_is_word(text) && block.separator == '\t')
		abort();
	arena_release(&mem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { 0 };

	for (size_t i = 0; i < size; i++)
		str_add_char(&text, data[i] ? (char)data[i] : ' ');
	check(str_text(&text));
	str_release(&text);
	return 0;
}
