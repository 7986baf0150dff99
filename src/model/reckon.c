/*
 * reckon.c - the four rules and brackets over exact decimals, by recursive descent.
 */
#include "model/reckon.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"

__extension__ typedef __int128 wide;    /* no ISO name for it */

enum { NOT_A_SUM = 1, DEEPEST = 16 };

struct sum {
	const char *at;
	reckon_operand *operand;
	void *context;
	struct err *err;
	int depth;
};

static int expression(struct sum *s, struct decimal *out);

int reckon_wanted(const char *text)
{
	if (*text == '=' || *text == '(')
		return 1;
	return *text && strpbrk(text + 1, "+-*/()") != NULL;
}

static void blanks(struct sum *s)
{
	s->at += strspn(s->at, " ");
}

/* A run up to the next sign, read by whoever knows figures; in front a factor that is known. */
static int operand(struct sum *s, const char *front, struct decimal *out)
{
	size_t len = strcspn(s->at, "+-*/()=");
	struct str text = { 0 };
	char *end;
	int got;

	str_add(&text, front);
	str_add_len(&text, s->at, len);
	while (text.len > 0 && text.at[text.len - 1] == ' ')
		str_truncate(&text, text.len - 1);
	s->at += len;
	end = text.len > 0 ? text.at : NULL;
	got = end ? s->operand(s->context, end, out, s->err) : NOT_A_SUM;
	str_release(&text);
	return got;
}

static wide ten_to(int power)
{
	wide n = 1;

	while (power-- > 0)
		n *= 10;
	return n;
}

/* a == b * 10^power, without leaving 128 bits */
static int is_same(wide a, wide b, int power)
{
	wide by = ten_to(power < 0 ? -power : power);

	if (power < 0)
		return b % by == 0 && b / by == a;
	return a % by == 0 && a / by == b;
}

static int too_fine(struct sum *s)
{
	return err_set(s->err, ERR_FAULT,
		_("The result has too many digits; round the figures first."));
}

static int exact_product(struct sum *s, struct decimal a, struct decimal b, struct decimal *out)
{
	struct decimal product;

	if (decimal_multiply(a, b, &product, s->err) < 0)
		return -1;
	if (!is_same((wide)a.unscaled * b.unscaled, product.unscaled,
		    a.scale + b.scale - product.scale))
		return too_fine(s);
	*out = decimal_normalize(product);
	return 0;
}

static int exact_quotient(struct sum *s, struct decimal a, struct decimal b,
			  struct decimal *out)
{
	struct decimal quotient;

	if (decimal_divide(a, b, &quotient, s->err) < 0)
		return -1;
	if (!is_same((wide)quotient.unscaled * b.unscaled, a.unscaled,
		    quotient.scale + b.scale - a.scale))
		return err_set(s->err, ERR_FAULT,
			_("The division does not come out even; type the rounded figure."));
	*out = decimal_normalize(quotient);
	return 0;
}

static int exact_sum(struct sum *s, struct decimal a, struct decimal b, struct decimal *out)
{
	struct decimal sum;
	wide whole = (wide)a.unscaled * ten_to(DECIMAL_MAX_SCALE - a.scale) +
		     (wide)b.unscaled * ten_to(DECIMAL_MAX_SCALE - b.scale);

	if (decimal_add(a, b, &sum, s->err) < 0)
		return -1;
	if (!is_same(whole, sum.unscaled, DECIMAL_MAX_SCALE - sum.scale))
		return too_fine(s);
	*out = decimal_normalize(sum);
	return 0;
}

/* "(1+2)", behind it perhaps 万 or a measure unit. */
static int bracket(struct sum *s, struct decimal *out)
{
	struct decimal times;
	int got;

	if (++s->depth > DEEPEST)
		return NOT_A_SUM;
	s->at++;
	got = expression(s, out);
	s->depth--;
	if (got != 0)
		return got;
	if (*s->at != ')')
		return NOT_A_SUM;
	s->at++;
	blanks(s);
	if (strchr("+-*/)", *s->at))    /* the end too */
		return 0;
	got = operand(s, "1", &times);
	return got != 0 ? got : exact_product(s, *out, times, out);
}

static int factor(struct sum *s, struct decimal *out)
{
	int negative, got;

	blanks(s);
	negative = *s->at == '-';
	s->at += negative || *s->at == '+';
	blanks(s);
	got = *s->at == '(' ? bracket(s, out) : operand(s, "", out);
	if (got == 0 && negative)
		got = decimal_negate(*out, out, s->err);
	return got;
}

static int term(struct sum *s, struct decimal *out)
{
	int got = factor(s, out);

	while (got == 0 && (*s->at == '*' || *s->at == '/')) {
		char sign = *s->at++;
		struct decimal right;

		got = factor(s, &right);
		if (got == 0)
			got = sign == '*' ? exact_product(s, *out, right, out)
					  : exact_quotient(s, *out, right, out);
		blanks(s);
	}
	return got;
}

static int expression(struct sum *s, struct decimal *out)
{
	int got = term(s, out);

	while (got == 0 && (*s->at == '+' || *s->at == '-')) {
		char sign = *s->at++;
		struct decimal right;

		got = term(s, &right);
		if (got == 0)
			got = sign == '-' ? decimal_negate(right, &right, s->err) : 0;
		if (got == 0)
			got = exact_sum(s, *out, right, out);
		blanks(s);
	}
	return got;
}

int reckon(const char *text, reckon_operand *read, void *context, struct decimal *out,
	   struct err *err)
{
	struct sum s = { .at = text + (*text == '='), .operand = read, .context = context,
			 .err = err };
	int got = expression(&s, out);

	if (got == 0 && *s.at)
		return NOT_A_SUM;
	return got;
}
