/*
 * decimal.h - exact decimal numbers: a 64-bit integer and a scale.
 *
 * value = unscaled / 10^scale.  Products and quotients are computed in 128 bits;
 * a quotient has DECIMAL_DIVIDE_SCALE decimals, half-up (away from zero).
 * Where a result with all its decimals does not fit 64 bits, decimals beyond
 * DECIMAL_LEAST_SCALE go (half-up, so 16 million has a third); nothing else is rounded.
 * What still does not fit is an error, never a wrap.
 */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct str;

enum { DECIMAL_MAX_SCALE = 12, DECIMAL_DIVIDE_SCALE = 12, DECIMAL_LEAST_SCALE = 6 };

struct decimal {
	int64_t unscaled;
	int scale;              /* 0 .. DECIMAL_MAX_SCALE */
};

static inline struct decimal decimal_of(int64_t whole)
{
	return (struct decimal){ .unscaled = whole, .scale = 0 };
}

/* "-12.50" -> { -1250, 2 }: sign, digits, one point, no spaces; else ERR_FAULT. */
int decimal_parse(const char *text, struct decimal *out, struct err *err);
/* All digits of the scale: { -1250, 2 } -> "-12.50". */
void decimal_print(struct decimal d, struct str *out);
/* As above without trailing zeros after the point: "-12.5", "3". */
void decimal_print_short(struct decimal d, struct str *out);

int decimal_add(struct decimal a, struct decimal b, struct decimal *out, struct err *err);
int decimal_subtract(struct decimal a, struct decimal b, struct decimal *out, struct err *err);
/* Exact when it fits in DECIMAL_MAX_SCALE decimals, else half-up to that. */
int decimal_multiply(struct decimal a, struct decimal b, struct decimal *out, struct err *err);
/* Division by zero is ERR_FAULT. */
int decimal_divide(struct decimal a, struct decimal b, struct decimal *out, struct err *err);
int decimal_negate(struct decimal a, struct decimal *out, struct err *err);
/* a * numerator / denominator in one 128-bit step, half-up to scale: unit conversion. */
int decimal_ratio(struct decimal a, int64_t numerator, int64_t denominator, int scale,
		  struct decimal *out, struct err *err);
/* Half-up away from zero when digits go; error on overflow when digits come. */
int decimal_rescale(struct decimal a, int scale, struct decimal *out, struct err *err);
/* Same value with no trailing zero decimals (never fails). */
struct decimal decimal_normalize(struct decimal a);
int decimal_compare(struct decimal a, struct decimal b);        /* by value: -1 0 1 */
/* 1 if a has digits beyond scale that rescaling would lose. */
int decimal_loses(struct decimal a, int scale);

#endif
