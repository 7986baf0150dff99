/*
 * measure.h - measure units and qualifiers (余, 以上, 预计), from conf/measures.
 *
 * Factors are ratios to the dimension's base, as a jin is 1/2 kg.  There is no way
 * between two dimensions.
 */
#ifndef MODEL_MEASURE_H
#define MODEL_MEASURE_H

#include "base/decimal.h"
#include "base/i18n.h"
#include "model/value.h"

#include <stddef.h>

struct str;

struct measure {
	const char *code;               /* "kg" */
	const char *label[LANG_COUNT];  /* printed after the figure */
	const char *dimension;          /* "mass" */
	int64_t numerator, denominator; /* to the dimension's base unit */
	/* as offices print it; -1: as entered, no trailing zeros */
	int decimals;
	/* code of the unit used for large figures ("t"), NULL none */
	const char *large;
};

struct qualifier {
	const char *code;               /* "YU" */
	const char *label;              /* "余" */
	/* 1 before the number (约, 超过), 0 after it or its unit */
	int before;
	int range;                      /* 1: value has an upper end */
	enum value_nature nature;
};

struct measure_table {
	struct measure *measures;
	size_t count;
	struct qualifier *qualifiers;
	size_t qualifier_count;
};

const struct measure *measure_find(const struct measure_table *table, const char *code);
const struct qualifier *qualifier_find(const struct measure_table *table, const char *code);
/* Exact ratio, half-up to DECIMAL_MAX_SCALE; ERR_FAULT when the dimensions differ. */
int measure_convert(struct decimal number, const struct measure *from, const struct measure *to,
		    struct decimal *out, struct err *err);
/* As offices print it (decimals, half-up from the unrounded value), without the label. */
int measure_print(struct decimal number, const struct measure *measure, struct str *out,
		  struct err *err);

#endif
