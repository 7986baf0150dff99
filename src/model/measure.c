/*
 * measure.c - measure units and qualifiers: finding, converting, printing as offices do.
 */
#include "model/measure.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"

__extension__ typedef __int128 wide;                    /* no ISO name for it */

const struct measure *measure_find(const struct measure_table *table, const char *code)
{
	for (size_t i = 0; i < table->count; i++) {
		if (strcmp(table->measures[i].code, code) == 0)
			return &table->measures[i];
	}
	return NULL;
}

const struct qualifier *qualifier_find(const struct measure_table *table, const char *code)
{
	for (size_t i = 0; i < table->qualifier_count; i++) {
		if (strcmp(table->qualifiers[i].code, code) == 0)
			return &table->qualifiers[i];
	}
	return NULL;
}

static wide common_divisor(wide a, wide b)
{
	while (b != 0) {
		wide rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static const char *name_of(const struct measure *measure)
{
	const char *label = measure->label[i18n_lang()];

	if (!label)
		label = measure->label[LANG_ZH];
	return label ? label : measure->code;
}

int measure_convert(struct decimal number, const struct measure *from, const struct measure *to,
		    struct decimal *out, struct err *err)
{
	wide numerator = (wide)from->numerator * to->denominator;
	wide denominator = (wide)from->denominator * to->numerator;
	wide common = common_divisor(numerator, denominator);
	struct decimal result;

	if (strcmp(from->dimension, to->dimension) != 0)
		return err_set(err, ERR_FAULT,
			_("%s cannot be turned into %s; they measure different things."),
			name_of(from), name_of(to));
	numerator /= common;
	denominator /= common;
	for (int scale = DECIMAL_MAX_SCALE; scale >= DECIMAL_LEAST_SCALE; scale--) {
		struct err ignored = { 0 };

		if (numerator > INT64_MAX || denominator > INT64_MAX)
			break;
		if (decimal_ratio(number, (int64_t)numerator, (int64_t)denominator, scale,
				&result, &ignored) == 0) {
			*out = decimal_normalize(result);
			return 0;
		}
	}
	return err_set(err, ERR_FAULT,
		_("The number is too large to be given in %s; use a larger measure unit."),
		name_of(to));
}

int measure_print(struct decimal number, const struct measure *measure, struct str *out,
		  struct err *err)
{
	if (measure->decimals < 0) {
		decimal_print_short(number, out);
		return 0;
	}
	if (decimal_rescale(number, measure->decimals, &number, err) < 0)
		return -1;
	decimal_print(number, out);
	return 0;
}
