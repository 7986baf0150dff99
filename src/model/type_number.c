/*
 * type_number.c - integer, decimal, money, percent: figures as offices write them, with
 * 万, thousands, other measure units and qualifiers (50余, 约300, 10~50), and small sums while
 * somebody types; never rounded on the way in.
 */
#include "model/types.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "model/aids.h"
#include "model/form.h"
#include "model/model.h"
#include "model/reckon.h"

/* A number being taken apart: text is what is left of it. */
struct typed {
	const struct model *model;
	const struct field *field;
	const char *whole;                      /* as typed, for messages */
	char *text;
	const struct qualifier *qualifier;      /* NULL none yet */
	int64_t times;                          /* 1, or 万 or 亿 behind it */
	const struct measure *in;               /* NULL: as the field; else to be converted */
	int measured;                           /* a measure unit stood behind it */
};

static int not_a_number(const struct typed *n, struct err *err)
{
	return err_set(err, ERR_FAULT,
		_("%s: \"%s\" is not a number; write digits, for example 1234.5."),
		type_label(n->field), type_short(n->whole).at);
}

static void trim_end(char *text)
{
	size_t len = strlen(text);

	while (len > 0 && text[len - 1] == ' ')
		text[--len] = '\0';
}

/* Takes suffix off the end; 1 if it was there and something is left. */
static int cut_end(char *text, const char *suffix)
{
	size_t len = strlen(text);

	if (text_is_empty(suffix) || !text_ends_with(text, suffix) || len == strlen(suffix))
		return 0;
	text[len - strlen(suffix)] = '\0';
	trim_end(text);
	return 1;
}

/* 1 when the measure's label ends the text and is longer than what was found so far. */
static int ends_in(const struct typed *n, const struct measure *measure, size_t *longest)
{
	int found = 0;

	for (int lang = 0; measure && lang < LANG_COUNT; lang++) {
		const char *label = measure->label[lang];

		if (text_is_empty(label) || !text_ends_with(n->text, label) ||
		    strlen(label) <= *longest)
			continue;
		*longest = strlen(label);
		found = 1;
	}
	return found;
}

/* The field's measure unit, or another one of its dimension: the longest that stands there. */
static int cut_measure(struct typed *n)
{
	const struct measure_table *table = &n->model->measures;
	const struct measure *own = n->field->measure, *in = NULL;
	size_t len = strlen(n->text), longest = 0;

	ends_in(n, own, &longest);
	for (size_t i = 0; own && i < table->count; i++) {
		const struct measure *other = &table->measures[i];

		if (other != own && strcmp(other->dimension, own->dimension) == 0 &&
		    ends_in(n, other, &longest))
			in = other;
	}
	if (n->measured || longest == 0 || longest == len)
		return n->field->type == &type_percent && cut_end(n->text, "%");
	n->text[len - longest] = '\0';
	trim_end(n->text);
	n->in = in;
	n->measured = 1;
	return 1;
}

static int cut_times(struct typed *n)
{
	if (n->times != 1)
		return 0;
	if (cut_end(n->text, "万"))
		n->times = 10000;
	else if (cut_end(n->text, "亿"))
		n->times = 100000000;
	return n->times != 1;
}

/* The longest qualifier at that end of the text, cut off. */
static int cut_qualifier(struct typed *n, int before)
{
	const struct measure_table *table = &n->model->measures;
	const struct qualifier *best = NULL;

	for (size_t i = 0; i < table->qualifier_count && !n->qualifier; i++) {
		const struct qualifier *q = &table->qualifiers[i];
		int there = before ? text_starts_with(n->text, q->label) :
				     text_ends_with(n->text, q->label);

		if (there && q->before == before && !q->range &&
		    (!best || strlen(q->label) > strlen(best->label)))
			best = q;
	}
	if (!best)
		return 0;
	if (before) {
		n->text += strlen(best->label);
		n->text += strspn(n->text, " ");
	} else if (!cut_end(n->text, best->label)) {
		return 0;
	}
	n->qualifier = best;
	return 1;
}

static const struct qualifier *range_qualifier(const struct model *model)
{
	for (size_t i = 0; i < model->measures.qualifier_count; i++) {
		if (model->measures.qualifiers[i].range)
			return &model->measures.qualifiers[i];
	}
	return NULL;
}

/* 12,345 -> 12345 in place; 0, or -1 when the commas do not stand by thousands. */
static int drop_thousands(char *text)
{
	char *at = text + (*text == '-' || *text == '+'), *to = at;
	size_t run = strspn(at, "0123456789");

	if (!strchr(text, ','))
		return 0;
	if (run < 1 || run > 3)
		return -1;
	memmove(to, at, run);
	at += run;
	to += run;
	while (*at == ',') {
		if (strspn(at + 1, "0123456789") != 3)
			return -1;
		memmove(to, at + 1, 3);
		at += 4;
		to += 3;
	}
	if (strchr(at, ','))
		return -1;
	memmove(to, at, strlen(at) + 1);
	return 0;
}

/* 3万 in a field that counts in 万 itself: is it 3, or 30000 of them? */
static int unclear_times(const struct typed *n, struct err *err)
{
	const char *label = n->field->measure ? n->field->measure->label[LANG_ZH] : NULL;

	if (n->times == 1 || n->measured || !label ||
	    (!text_starts_with(label, "万") && !text_starts_with(label, "亿")))
		return 0;
	return err_set(err, ERR_FAULT,
		_("%s is counted in %s, so \"%s\" is not clear; write the measure unit behind "
		  "the figure, or the figure alone."),
		type_label(n->field), text_in(n->field->measure->label, i18n_lang()),
		type_short(n->whole).at);
}

/* Digits, 万 and measure unit in the field's own unit, with all the decimals that makes. */
static int read_figure(struct typed *n, struct decimal *out, struct err *err)
{
	struct err inner = { 0 };

	if (drop_thousands(n->text) < 0)
		return err_set(err, ERR_FAULT,
			_("%s: the comma in \"%s\" is not clear; write a point before "
			  "decimals, or 12,345 for thousands."),
			type_label(n->field), type_short(n->whole).at);
	if (unclear_times(n, err) < 0)
		return -1;
	if (decimal_parse(n->text, out, &inner) < 0 &&
	    strspn(n->text, "+-.0123456789") != strlen(n->text))
		return not_a_number(n, err);
	if (inner.code ||
	    decimal_multiply(*out, decimal_of(n->times), out, &inner) < 0 ||
	    (n->in && measure_convert(*out, n->in, n->field->measure, out, &inner) < 0))
		return err_set(err, ERR_FAULT, "%s: %s", type_label(n->field), inner.text);
	return 0;
}

static int at_scale(const struct typed *n, struct decimal number, struct decimal *out,
		    struct err *err)
{
	struct err inner = { 0 };
	int scale = n->field->scale;

	if (scale == 0 && decimal_loses(number, 0))
		return err_set(err, ERR_FAULT,
			_("%s takes whole numbers; \"%s\" has decimals. Round it yourself if "
			  "that is right."),
			type_label(n->field), type_short(n->whole).at);
	if (decimal_loses(number, scale))
		return err_set(err, ERR_FAULT,
			P_("%s takes at most %d decimal; \"%s\" has more. Round it yourself "
			  "if that is right.",
				"%s takes at most %d decimals; \"%s\" has more. Round it "
				  "yourself if that is right.",
				(unsigned long)scale),
			type_label(n->field), scale, type_short(n->whole).at);
	if (decimal_rescale(number, scale, out, &inner) < 0)
		return err_set(err, ERR_FAULT, "%s: %s", type_label(n->field), inner.text);
	return 0;
}

static int read_digits(struct typed *n, struct decimal *out, struct err *err)
{
	struct decimal number;

	if (read_figure(n, &number, err) < 0)
		return -1;
	return at_scale(n, number, out, err);
}

/* The dash or wave of a range behind the first number; NULL none. */
static char *range_mark(char *text, size_t *len)
{
	static const char *const marks[] = { "~", "—", "–", "至", "-" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		char *at = text[0] ? strstr(text + 1, marks[i]) : NULL;

		if (at) {
			*len = strlen(marks[i]);
			return at;
		}
	}
	return NULL;
}

static void cut_ends(struct typed *n)
{
	while (cut_measure(n) || cut_times(n) || cut_qualifier(n, 0))
		;
}

/* "10~50": n->text is the upper end with its ends cut, from the lower at start. */
static int read_range(struct typed *n, char *mark, size_t mark_len, struct value *out,
		      struct err *err)
{
	struct typed low = *n, high = *n;

	*mark = '\0';
	high.text = mark + mark_len + strspn(mark + mark_len, " ");
	low.times = 1;
	low.in = NULL;
	low.measured = 0;
	trim_end(low.text);
	cut_ends(&low);
	if (!low.measured) {            /* the upper end's is that of both */
		low.in = high.in;
		low.measured = high.measured;
	}
	if (low.qualifier)
		return err_set(err, ERR_FAULT,
			_("%s: a range and \"%s\" cannot stand together; keep one of them."),
			type_label(n->field), low.qualifier->label);
	if (low.times != high.times)
		return err_set(err, ERR_FAULT,
			_("%s: \"%s\" is not clear; write 万 at both ends, for example "
			  "10万~50万."),
			type_label(n->field), type_short(n->whole).at);
	if (read_digits(&low, &out->number, err) < 0 ||
		read_digits(&high, &out->upper, err) < 0)
		return -1;
	if (decimal_compare(out->number, out->upper) >= 0 && aids_are_on() && mark_len == 1 &&
	    strchr(n->whole, '-'))
		return err_set(err, ERR_FAULT,
			_("%s: \"%s\" is not clear; write 10~50 for a range, or =50-10 to "
			  "subtract."),
			type_label(n->field), type_short(n->whole).at);
	if (decimal_compare(out->number, out->upper) >= 0)
		return err_set(err, ERR_FAULT,
			_("%s: the range \"%s\" must go from the smaller to the larger "
			  "number."),
			type_label(n->field), type_short(n->whole).at);
	n->qualifier = range_qualifier(n->model);
	return 0;
}

/* ---- sums ---- */

static int read_operand(void *context, char *text, struct decimal *out, struct err *err)
{
	struct typed n = *(const struct typed *)context;

	n.text = text;
	cut_measure(&n);
	cut_times(&n);
	return read_figure(&n, out, err);
}

/* 10-50 where ranges may stand, and 10~50 anywhere, are no sums. */
static int is_range(const struct typed *n)
{
	static const char *const waves[] = { "~", "—", "–", "至" };
	const char *dash = n->text[0] ? strchr(n->text + 1, '-') : NULL;

	for (size_t i = 0; i < sizeof(waves) / sizeof(waves[0]); i++) {
		if (strstr(n->text, waves[i]))
			return 1;
	}
	return dash && n->field->flags & FIELD_QUALIFIED && range_qualifier(n->model) &&
	       n->text[0] != '=' && !strchr(dash + 1, '-') && !strpbrk(n->text, "+*/()");
}

/* 10-50 in a field without ranges may be a range all the same. */
static int unclear_sum(const struct typed *n, struct decimal number, struct err *err)
{
	struct str shown = { 0 };

	if (number.unscaled >= 0 || n->text[0] == '=' || n->text[0] == '-')
		return 0;
	decimal_print_short(number, &shown);
	err_set(err, ERR_FAULT,
		_("%s: \"%s\" makes %s, below zero; if that is meant, type = in front of it."),
		type_label(n->field), type_short(n->whole).at, str_text(&shown));
	str_release(&shown);
	return -1;
}

static int read_sum(struct typed *n, struct decimal *out, struct err *err)
{
	struct err inner = { 0 };
	struct decimal number;
	int got;

	cut_qualifier(n, 0);
	got = reckon(n->text, read_operand, n, &number, &inner);
	if (got > 0)
		return not_a_number(n, err);
	if (got < 0 && text_starts_with(inner.text, type_label(n->field)))
		return err_set(err, ERR_FAULT, "%s", inner.text);
	if (got < 0)
		return err_set(err, ERR_FAULT, "%s: %s", type_label(n->field), inner.text);
	if (unclear_sum(n, number, err) < 0)
		return -1;
	return at_scale(n, number, out, err);
}

/* ---- all ---- */

/* The figure or both ends of a range; the qualifier is left in n. */
static int read_value(struct typed *n, struct value *out, struct err *err)
{
	char *mark = NULL;
	size_t mark_len = 0;

	cut_qualifier(n, 1);
	if (aids_are_on() && reckon_wanted(n->text) && !is_range(n))
		return read_sum(n, &out->number, err);
	cut_ends(n);
	if (range_qualifier(n->model))
		mark = range_mark(n->text, &mark_len);
	return mark ? read_range(n, mark, mark_len, out, err)
		    : read_digits(n, &out->number, err);
}

static int parse_number(const struct model *model, const struct field *field, const char *text,
			struct arena *mem, struct value *out, struct err *err)
{
	struct typed n = { .model = model, .field = field, .times = 1 };
	struct value value = value_number(decimal_of(0));

	n.whole = type_trim(text, mem);
	n.text = type_fold(text, mem);
	if (read_value(&n, &value, err) < 0)
		return -1;
	if (n.qualifier && !(field->flags & FIELD_QUALIFIED))
		return err_set(err, ERR_FAULT,
			_("%s takes an exact figure; leave out \"%s\" and write the number "
			  "alone."),
			type_label(field), n.qualifier->label);
	if (n.qualifier) {
		value.qualifier = arena_text(mem, n.qualifier->code);
		value.nature = (uint8_t)n.qualifier->nature;
	}
	*out = value;
	return 0;
}

static void add_number(struct decimal number, int decimals, struct str *out)
{
	struct err ignored = { 0 };

	if (decimals >= 0 && !decimal_loses(number, decimals) &&
	    decimal_rescale(number, decimals, &number, &ignored) == 0)
		decimal_print(number, out);
	else
		decimal_print_short(number, out);
}

/* Qualifier and number; decimals -1: no zeros at the end. */
static void print_number(const struct model *model, const struct value *value, int decimals,
			 struct str *out)
{
	const struct qualifier *q = NULL;

	if (value->qualifier)
		q = qualifier_find(&model->measures, value->qualifier);
	if (q && q->before && !q->range)
		str_add(out, q->label);
	add_number(value->number, decimals, out);
	if (q && q->range) {
		str_add_char(out, '~');
		add_number(value->upper, decimals, out);
	} else if (q && !q->before) {
		str_add(out, q->label);
	}
}

static void format_number(const struct model *model, const struct field *field,
			  const struct value *value, struct str *out)
{
	(void)field;
	print_number(model, value, -1, out);
}

static void show_number(const struct model *model, const struct field *field,
			const struct value *value, struct str *out)
{
	print_number(model, value, field->measure ? field->measure->decimals : -1, out);
}

static void show_money(const struct model *model, const struct field *field,
		       const struct value *value, struct str *out)
{
	print_number(model, value, field->scale, out);
}

static void show_percent(const struct model *model, const struct field *field,
			 const struct value *value, struct str *out)
{
	show_number(model, field, value, out);
	str_add_char(out, '%');
}

static void encode_number(const struct field *field, const struct value *value, struct str *out)
{
	struct err ignored = { 0 };
	struct decimal number;

	if (decimal_rescale(value->number, field->scale, &number, &ignored) < 0)
		number.unscaled = value->number.unscaled < 0 ? INT64_MIN : INT64_MAX;
	put_i64(out, number.unscaled);
}

#define NUMBER_TYPE(type_name, columns, show_as) { \
	.name = (type_name), .flags = TYPE_NUMBER, .kind = KIND_NUMBER, .width = (columns), \
	.parse = parse_number, .format = format_number, .show = (show_as), \
	.compare = type_compare, .validate = type_valid, .encode_key = encode_number, \
}

const struct field_type type_integer = NUMBER_TYPE("integer", 10, show_number);
const struct field_type type_decimal = NUMBER_TYPE("decimal", 12, show_number);
const struct field_type type_money = NUMBER_TYPE("money", 14, show_money);
const struct field_type type_percent = NUMBER_TYPE("percent", 8, show_percent);
