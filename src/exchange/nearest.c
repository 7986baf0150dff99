/*
 * nearest.c - the field that a mistyped name points to.
 */
#include "exchange/nearest.h"

#include <stdint.h>
#include <string.h>

#include "base/i18n.h"
#include "base/nearest.h"
#include "base/utf8.h"
#include "model/form.h"

/* Edits to name, or SIZE_MAX when half of it would have to change. */
static size_t alike(const char *name, const char *known)
{
	size_t length = utf8_count(name), distance;

	if (!known || length == 0)
		return SIZE_MAX;
	if (strstr(known, name) || (known[0] && strstr(name, known)))
		return 1;
	distance = text_edits(name, known);
	return distance * 2 > (length > 2 ? length : 2) ? SIZE_MAX : distance;
}

const struct field *nearest_field(const struct form *form, const char *name)
{
	const struct field *best = NULL;
	size_t best_distance = SIZE_MAX;

	for (size_t i = 0; i < form->field_count; i++) {
		const struct field *field = &form->fields[i];

		for (int lang = -1; lang < LANG_COUNT; lang++) {
			size_t distance =
				alike(name, lang < 0 ? field->id : field->label[lang]);

			if (distance >= best_distance)
				continue;
			best_distance = distance;
			best = field;
		}
	}
	return best;
}
