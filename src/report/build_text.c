/*
 * build_text.c - one value of a template as the office prints it, recorded as a figure when
 * records stand behind it.
 */
#include "report/build.h"

#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "model/code.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/measure.h"
#include "model/model.h"

/* ---- numbers ---- */

static int in_measure(
	const struct part *part, struct decimal number, struct decimal *out, struct err *err)
{
	if (part->from)
		return measure_convert(number, part->from, part->measure, out, err);
	*out = number;
	return 0;
}

static int put_digits(
	const struct part *part, struct decimal number, struct str *out, struct err *err)
{
	if (part->decimals >= 0) {
		if (decimal_rescale(number, part->decimals, &number, err) < 0)
			return -1;
		decimal_print(number, out);
		return 0;
	}
	if (part->measure)
		return measure_print(number, part->measure, out, err);
	decimal_print_short(number, out);
	return 0;
}

/* "-0.0" is what half-up leaves of a small negative number: no office prints the sign. */
static int put_number(
	const struct part *part, struct decimal number, struct str *out, struct err *err)
{
	size_t start = out->len;

	if (put_digits(part, number, out, err) < 0)
		return -1;
	if (str_text(out)[start] == '-' && !strpbrk(str_text(out) + start, "123456789"))
		str_remove(out, start, 1);
	return 0;
}

/*
 * 约50吨, 50余吨, 500吨以上, 10~20吨: a word of one character stands between number and unit,
 * a longer one after the unit.
 */
static int put_qualified(
	struct build *b, const struct part *part, const struct value *v, struct err *err)
{
	const struct qualifier *q =
		v->qualifier ? qualifier_find(&b->model->measures, v->qualifier) : NULL;
	const char *unit = part->look == LOOK_BARE || !part->measure
		? ""
		: text_in(part->measure->label, b->office);
	int inside = q && !q->before && utf8_count(q->label) == 1;
	struct decimal number, upper;

	if (in_measure(part, v->number, &number, err) < 0 ||
		in_measure(part, v->upper, &upper, err) < 0)
		return -1;
	if (q && q->before)
		str_add(&b->out, q->label);
	if (put_number(part, number, &b->out, err) < 0)
		return -1;
	if (inside)
		str_add(&b->out, q->label);
	if (q && q->range && put_number(part, upper, &b->out, err) < 0)
		return -1;
	if (*unit && part->look == LOOK_SPACED)
		str_add_char(&b->out, ' ');
	str_add(&b->out, unit);
	if (q && !q->before && !inside)
		str_add(&b->out, q->label);
	return 0;
}

static int put_figure(struct build *b, const struct part *part, const struct value *v,
	const struct trace *trace, struct err *err)
{
	if (part->look == LOOK_ZERO && trace->zero && v->number.unscaled == 0) {
		str_add(&b->out, text_in(trace->zero->zero, b->office));
		return 0;
	}
	return put_qualified(b, part, v, err);
}

/* ---- other values ---- */

static void put_date(struct build *b, const struct part *part, int32_t day)
{
	struct ymd d = date_split(day);

	i18n_use(b->office);
	if (part->date == DATE_LOOK_MONTH_DAY)
		/* TRANSLATORS: month and day of a report, 6月25日 */
		str_addf(&b->out, _("%d-%d"), d.month, d.day);
	else
		/* TRANSLATORS: a date in a report, 2021年6月25日 */
		str_addf(&b->out, _("%d-%d-%d"), d.year, d.month, d.day);
	i18n_use(b->user);
}

static void put_period(struct build *b, const struct part *part, struct period period)
{
	if (part->date == DATE_LOOK_CODE) {
		period_print(period, &b->out);
		return;
	}
	i18n_use(b->office);
	period_print_long(period, &b->out);
	i18n_use(b->user);
}

static void put_text(struct build *b, const struct part *part, const char *text)
{
	const struct code *code = part->list ? code_list_find(part->list, text) : NULL;
	const struct unit *unit =
		expr_type(part->expr) == EXPR_UNIT ? unit_find(&b->model->units, text) : NULL;

	if (unit)
		str_add(&b->out, unit_report_name(unit, build_unit_day(b)));
	else
		str_add(&b->out, code ? code_label(code, b->office) : text);
}

/* A field of a record, as a screen in the office's language shows it. */
static int put_field(struct build *b, const struct part *part, const struct value *v)
{
	if (!part->field || expr_type(part->expr) == EXPR_UNIT)
		return 0;
	if (v->kind != KIND_TEXT && v->kind != KIND_LIST && v->kind != KIND_BOOL)
		return 0;
	i18n_use(b->office);
	field_show(b->model, part->field, v, &b->out);
	i18n_use(b->user);
	return 1;
}

static int put_given(struct build *b, const struct part *part, const struct value *v,
	const struct trace *trace, struct err *err)
{
	if (put_field(b, part, v))
		return 0;
	switch ((enum value_kind)v->kind) {
	case KIND_NUMBER:
		return put_figure(b, part, v, trace, err);
	case KIND_DATE:
		put_date(b, part, v->date);
		return 0;
	case KIND_PERIOD:
		put_period(b, part, v->period);
		return 0;
	case KIND_TEXT:
		put_text(b, part, v->text);
		return 0;
	default:
		return err_set(err, ERR_FAULT, _("this value cannot be printed"));
	}
}

static void put_missing(struct build *b, const struct part *part)
{
	if (part->otherwise) {
		str_add(&b->out, part->otherwise);
		return;
	}
	i18n_use(b->office);
	str_add(&b->out, _("not known"));
	i18n_use(b->user);
}

/* ---- figures and warnings ---- */

static const char *expression_of(struct build *b, const struct part *part)
{
	struct str out = { 0 };
	const char *text;

	if (!part->indicator || !part->indicator->expr)
		return part->canonical;
	expr_print(part->indicator->expr, &out);
	text = arena_text(b->mem, str_text(&out));
	str_release(&out);
	return text;
}

static int record_figure(struct build *b, const struct part *part, const struct value *v,
	const struct trace *trace, size_t start, struct err *err)
{
	struct report_figure *figure = VEC_PUSH_IN(b->mem, &b->figures);
	struct str value = { 0 };
	struct decimal number;

	*figure = (struct report_figure){
		.text = arena_text_len(b->mem, str_text(&b->out) + start, b->out.len - start),
		.offset = start,
		.value = "",
		.measure = part->measure ? text_in(part->measure->label, b->office) : "",
		.expression = expression_of(b, part),
		.indicator = part->indicator,
	};
	if (value_is_given(v)) {
		if (in_measure(part, v->number, &number, err) < 0)
			return -1;
		decimal_print_short(number, &value);
		figure->value = arena_text(b->mem, str_text(&value));
		str_release(&value);
	}
	if (trace->sources.count > 0) {
		struct report_source *sources =
			arena_array(b->mem, trace->sources.count, sizeof(*sources));

		for (size_t i = 0; i < trace->sources.count; i++) {
			const struct trace_source *from = &trace->sources.at[i];

			if (from->count > 0)
				sources[figure->source_count++] =
					(struct report_source){ from->form, from->ids,
						from->count };
		}
		figure->sources = sources;
	}
	return 0;
}

static const char *called(const struct build *b, const struct part *part)
{
	if (part->indicator)
		return text_in(part->indicator->label, b->user);
	return part->field ? field_label(part->field, b->user) : part->canonical;
}

/* "新镇: " inside due(). */
static const char *whose(const struct build *b)
{
	const struct unit *unit = build_unit(b);

	return unit ? arena_printf(b->mem, _("%s: "), unit->report_name) : "";
}

static void warn_of_lines(struct build *b, const struct trace *trace)
{
	for (size_t i = 0; i < trace->bases.count; i++) {
		const struct trace_base *base = &trace->bases.at[i];
		const char *form = form_label(base->form, b->user);
		const char *field = field_label(base->field, b->user);

		if (base->given == 0)
			build_warn(b, _("%s%s (%s) is missing"), whose(b), field, form);
		else
			build_warn(b, _("%s%s (%s): %llu of %llu lines are missing"), whose(b),
				field, form, (unsigned long long)base->missing,
				(unsigned long long)(base->given + base->missing));
	}
}

int build_value(struct build *b, const struct part *part, struct err *err)
{
	struct trace trace = { 0 };
	size_t start = b->out.len;
	struct value v;
	int number = expr_type(part->expr) == EXPR_NUMBER;

	if (build_eval(b, part->expr, &v, &trace, err) < 0)
		return -1;
	warn_of_lines(b, &trace);
	if (!value_is_given(&v)) {
		put_missing(b, part);
		if (number && trace.bases.count == 0)
			build_warn(
				b, _("%sthere is no figure for %s"), whose(b), called(b, part));
	} else if (put_given(b, part, &v, &trace, err) < 0) {
		return -1;
	}
	if (!trace.asked || !(number || v.kind == KIND_NUMBER))
		return 0;
	return record_figure(b, part, &v, &trace, start, err);
}
