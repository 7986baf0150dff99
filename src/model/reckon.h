/*
 * reckon.h - inside model/: small sums typed into a figure, 120+35, (1+2)*3, =50-10.
 *
 * Exact or refused: a quotient that does not end, a product with too many decimals and what
 * does not fit are faults, never rounded.  No floating point.
 */
#ifndef MODEL_RECKON_H
#define MODEL_RECKON_H

#include "base/decimal.h"
#include "base/err.h"

/* Reads one operand ("3.7万"), trimmed; the text may be changed. */
typedef int reckon_operand(void *context, char *text, struct decimal *out, struct err *err);

/* 1 when the folded text begins with = or has a sign of a sum behind its first character. */
int reckon_wanted(const char *text);
/* 0, 1 when the text is no sum at all, -1 with the sentence when it cannot be computed. */
int reckon(const char *text, reckon_operand *operand, void *context, struct decimal *out,
	   struct err *err);

#endif
