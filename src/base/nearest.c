/*
 * nearest.c - edit distance over characters.
 */
#include "base/nearest.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

enum { LONGEST_NAME = 64 };     /* characters compared */

static size_t characters_of(const char *text, int32_t out[LONGEST_NAME])
{
	size_t len = strlen(text), pos = 0, count = 0;

	while (count < LONGEST_NAME) {
		int32_t c = utf8_next(text, len, &pos);

		if (c < 0)
			break;
		out[count++] = c >= 'A' && c <= 'Z' ? c + 32 : c;
	}
	return count;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t text_edits(const char *a, const char *b)
{
	int32_t left[LONGEST_NAME], right[LONGEST_NAME];
	size_t rows = characters_of(a, left), columns = characters_of(b, right);
	size_t line[LONGEST_NAME + 1];

	for (size_t j = 0; j <= columns; j++)
		line[j] = j;
	for (size_t i = 1; i <= rows; i++) {
		size_t diagonal = line[0];

		line[0] = i;
		for (size_t j = 1; j <= columns; j++) {
			size_t change = diagonal + (left[i - 1] != right[j - 1]);

			diagonal = line[j];
			line[j] = least(change, least(line[j], line[j - 1]) + 1);
		}
	}
	return line[columns];
}
