/*
 * nearest.c - edit distance over characters, and the field it points to.
 */
#include "exchange/nearest.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "model/form.h"

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

size_t edit_distance(const char *a, const char *b)
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

/* Edits to name, or SIZE_MAX when half of it would have to change. */
static size_t alike(const char *name, const char *known)
{
	size_t length = utf8_count(name), distance;

	if (!known || length == 0)
		return SIZE_MAX;
	if (strstr(known, name) || (known[0] && strstr(name, known)))
		return 1;
	distance = edit_distance(name, known);
	return distance * 2 > (length > 2 ? length : 2) ? SIZE_MAX : distance;
}

const struct field *nearest_field(const struct form *form, const char *name)
{
	const struct field *best = NULL;
	size_t best_distance = SIZE_MAX;

	for (size_t i = 0; i < form->field_count; i++) {
		const struct field *field = &form->fields[i];
		size_t distance = alike(name, field->id);

		for (int lang = 0; lang < LANG_COUNT; lang++)
			distance = least(distance, alike(name, field->label[lang]));
		if (distance < best_distance) {
			best_distance = distance;
			best = field;
		}
	}
	return best;
}
