/*
 * ambiguous.h - a terminal on which ambiguous characters take two columns.
 *
 * The emulator has widths of its own: such a character goes in as a wide stand-in and is
 * turned back when the screen is read.
 */
#ifndef TESTS_LIB_AMBIGUOUS_H
#define TESTS_LIB_AMBIGUOUS_H

#include <stddef.h>
#include <stdint.h>

struct ambiguous {
	char carry[4];          /* a character cut by the end of a read */
	size_t carried;
};

/*
 * UTF-8 to UTF-8, at most len * 2 + 8 bytes, of whole characters only (the emulator loses one
 * that comes in two pieces); how many.  wide 0: nothing is replaced.
 */
size_t ambiguous_widen(struct ambiguous *a, int wide, const char *bytes, size_t len, char *out);
uint32_t ambiguous_character(uint32_t shown);

#endif
