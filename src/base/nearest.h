/*
 * nearest.h - how far a mistyped word is from a known one.
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

/* Characters to add, drop or change, of the first 64; upper and lower case are alike. */
size_t text_edits(const char *a, const char *b);

#endif
