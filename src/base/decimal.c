/*
 * decimal.c - exact arithmetic on struct decimal, through 128 bits.
 */
#include "base/decimal.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"

__extension__ typedef __int128 wide; /* no ISO name for it */
__extension__ typedef unsigned __int128 wide_magnitude;

static wide ten_to(int power)
{
	wide n = 1;

	while (power-- > 0)
		n *= 10;
	return n;
}

static int too_large(struct err *err)
{
	return err_set(err, ERR_FAULT,
		_("The number is too large to compute with; check the figures for a slip."));
}

static int fits(wide n)
{
	return n >= INT64_MIN && n <= INT64_MAX;
}

static int give(wide n, int scale, struct decimal *out, struct err *err)
{
	if (!fits(n))
		return too_large(err);
	*out = (struct decimal){ .unscaled = (int64_t)n, .scale = scale };
	return 0;
}

/* n / by, half-up away from zero; by > 0 */
static wide divide_half_up(wide n, wide by)
{
	wide quotient = n / by, rest = n % by;

	if (rest < 0)
		return quotient - (-rest >= by + rest);
	return quotient + (rest >= by - rest);
}

/*
 * Brings n / 10^scale into 64 bits: zeros at the end go first, then decimals down to
 * DECIMAL_LEAST_SCALE; scale may be above DECIMAL_MAX_SCALE.
 */
static int give_rounded(wide n, int scale, struct decimal *out, struct err *err)
{
	int keep = scale < DECIMAL_MAX_SCALE ? scale : DECIMAL_MAX_SCALE;

	for (; keep >= 0; keep--) {
		wide by = ten_to(scale - keep);
		wide rounded = divide_half_up(n, by);

		if (keep < DECIMAL_LEAST_SCALE && n % by != 0)
			break;
		if (fits(rounded))
			return give(rounded, keep, out, err);
	}
	return too_large(err);
}

/* Appends the digits at *text to *n; how many there were, -1 when too many. */
static int take_digits(const char **text, wide *n)
{
	int count = 0;

	for (; **text >= '0' && **text <= '9'; ++*text) {
		*n = *n * 10 + (**text - '0');
		if (*n > (wide)INT64_MAX + 1)
			return -1;
		count++;
	}
	return count;
}

int decimal_parse(const char *text, struct decimal *out, struct err *err)
{
	const char *at = text;
	int negative = *at == '-';
	int whole, after = 0;
	wide n = 0;

	if (*at == '-' || *at == '+')
		at++;
	whole = take_digits(&at, &n);
	if (whole > 0 && *at == '.') {
		at++;
		after = take_digits(&at, &n);
		if (after == 0)
			whole = 0;
	}
	if (whole < 0 || after < 0)
		return too_large(err);
	if (whole == 0 || *at != '\0')
		return err_set(err, ERR_FAULT,
			_("\"%.64s\" is not a number; write digits and at most one point, "
			  "for example 12.5."),
			text);
	if (after > DECIMAL_MAX_SCALE)
		return err_set(err, ERR_FAULT, _("\"%.64s\" has more than %d decimals."), text,
			DECIMAL_MAX_SCALE);
	return give(negative ? -n : n, after, out, err);
}

void decimal_print(struct decimal d, struct str *out)
{
	/* the magnitude of INT64_MIN has no int64_t */
	uint64_t magnitude = d.unscaled < 0 ? -(uint64_t)d.unscaled : (uint64_t)d.unscaled;
	uint64_t unit = (uint64_t)ten_to(d.scale);

	if (d.unscaled < 0)
		str_add_char(out, '-');
	str_addf(out, "%llu", (unsigned long long)(magnitude / unit));
	if (d.scale > 0)
		str_addf(out, ".%0*llu", d.scale, (unsigned long long)(magnitude % unit));
}

void decimal_print_short(struct decimal d, struct str *out)
{
	decimal_print(decimal_normalize(d), out);
}

static wide at_scale(struct decimal d, int scale)
{
	return (wide)d.unscaled * ten_to(scale - d.scale);
}

static int larger_scale(struct decimal a, struct decimal b)
{
	return a.scale > b.scale ? a.scale : b.scale;
}

int decimal_add(struct decimal a, struct decimal b, struct decimal *out, struct err *err)
{
	int scale = larger_scale(a, b);

	return give_rounded(at_scale(a, scale) + at_scale(b, scale), scale, out, err);
}

int decimal_subtract(struct decimal a, struct decimal b, struct decimal *out, struct err *err)
{
	int scale = larger_scale(a, b);

	return give_rounded(at_scale(a, scale) - at_scale(b, scale), scale, out, err);
}

int decimal_multiply(struct decimal a, struct decimal b, struct decimal *out, struct err *err)
{
	return give_rounded((wide)a.unscaled * b.unscaled, a.scale + b.scale, out, err);
}

/*
 * |n| / |d| * 10^power, half-up away from zero, digit by digit because the scaled
 * numerator may not fit 128 bits.  1 if the result cannot fit 64 bits.
 */
static int long_division(wide n, wide d, int power, wide *out)
{
	wide_magnitude by = (wide_magnitude)(d < 0 ? -d : d);
	wide_magnitude left = (wide_magnitude)(n < 0 ? -n : n);
	wide_magnitude quotient, rest;

	if (power < 0)
		by *= (wide_magnitude)ten_to(-power);
	quotient = left / by;
	rest = left % by;
	for (; power > 0 && quotient <= UINT64_MAX; power--) {
		rest *= 10;
		quotient = quotient * 10 + rest / by;
		rest %= by;
	}
	if (quotient > UINT64_MAX)
		return 1;
	quotient += rest >= by - rest;
	*out = (n < 0) != (d < 0) ? -(wide)quotient : (wide)quotient;
	return fits(*out) ? 0 : 1;
}

static int by_zero(struct err *err)
{
	return err_set(err, ERR_FAULT, _("Division by zero; there is no such number."));
}

int decimal_divide(struct decimal a, struct decimal b, struct decimal *out, struct err *err)
{
	int shift = b.scale - a.scale;
	int scale = DECIMAL_DIVIDE_SCALE;
	wide quotient;

	if (b.unscaled == 0)
		return by_zero(err);
	for (; scale >= DECIMAL_LEAST_SCALE; scale--) {
		if (long_division(a.unscaled, b.unscaled, scale + shift, &quotient) == 0)
			return give(quotient, scale, out, err);
	}
	return too_large(err);
}

int decimal_negate(struct decimal a, struct decimal *out, struct err *err)
{
	return give(-(wide)a.unscaled, a.scale, out, err);
}

static int wrong_scale(int scale, struct err *err)
{
	if (scale >= 0 && scale <= DECIMAL_MAX_SCALE)
		return 0;
	return err_set(err, ERR_FAULT,
		_("A number cannot have %d decimals; 0 to %d are possible."), scale,
		DECIMAL_MAX_SCALE);
}

int decimal_ratio(struct decimal a, int64_t numerator, int64_t denominator, int scale,
	struct decimal *out, struct err *err)
{
	wide quotient;

	if (wrong_scale(scale, err) < 0)
		return -1;
	if (denominator == 0)
		return by_zero(err);
	if (long_division(
		    (wide)a.unscaled * numerator, denominator, scale - a.scale, &quotient))
		return too_large(err);
	return give(quotient, scale, out, err);
}

int decimal_rescale(struct decimal a, int scale, struct decimal *out, struct err *err)
{
	if (wrong_scale(scale, err) < 0)
		return -1;
	if (scale >= a.scale)
		return give(at_scale(a, scale), scale, out, err);
	return give(divide_half_up(a.unscaled, ten_to(a.scale - scale)), scale, out, err);
}

struct decimal decimal_normalize(struct decimal a)
{
	while (a.scale > 0 && a.unscaled % 10 == 0) {
		a.unscaled /= 10;
		a.scale--;
	}
	return a;
}

int decimal_compare(struct decimal a, struct decimal b)
{
	int scale = larger_scale(a, b);
	wide left = at_scale(a, scale), right = at_scale(b, scale);

	return (left > right) - (left < right);
}

int decimal_loses(struct decimal a, int scale)
{
	return scale < a.scale && a.unscaled % ten_to(a.scale - scale) != 0;
}
