/*
 * type_date.c - dates and periods in the spellings people type.  What is told from today
 * (t-7, 0625, h1) is in type_today.c.
 */
#include "model/types.h"

#include <ctype.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "model/aids.h"
#include "model/form.h"
#include "model/model.h"
#include "model/type_today.h"

/* 1 to most digits at *text, moved on; -1 none. */
static int take_digits(const char **text, int most)
{
	int n = 0, count = 0;

	while (count < most && isdigit((unsigned char)**text)) {
		n = n * 10 + (*(*text)++ - '0');
		count++;
	}
	return count > 0 ? n : -1;
}

static int take(const char **text, const char *mark)
{
	if (!text_starts_with(*text, mark))
		return 0;
	*text += strlen(mark);
	return 1;
}

/* - / . or the Hanzi after a year or a month. */
static int take_separator(const char **text, const char *hanzi)
{
	return take(text, "-") || take(text, "/") || take(text, ".") || take(text, hanzi);
}

/* enum day_result; text folded and trimmed. */
static int day_typed(const char *text, int32_t *out)
{
	const char *at = text;
	int year, month, day;

	if (strspn(text, "0123456789") == 8 && text[8] == '\0') {
		year = take_digits(&at, 4);
		month = take_digits(&at, 2);
		day = take_digits(&at, 2);
	} else {
		if (strspn(text, "0123456789") != 4)
			return DAY_NOT_ONE;
		year = take_digits(&at, 4);
		if (!take_separator(&at, "年"))
			return DAY_NOT_ONE;
		month = take_digits(&at, 2);
		if (month < 0 || !take_separator(&at, "月"))
			return DAY_NOT_ONE;
		day = take_digits(&at, 2);
		if (day >= 0 && !take(&at, "日"))
			take(&at, "号");
	}
	if (day < 0 || *at != '\0')
		return DAY_NOT_ONE;
	*out = date_of(year, month, day);
	return *out == DATE_NONE ? DAY_NO_SUCH : DAY_READ;
}

static int parse_date(const struct model *model, const struct field *field, const char *text,
		      struct arena *mem, struct value *out, struct err *err)
{
	const char *typed = type_fold(text, mem);
	int32_t day = DATE_NONE;
	int got = day_typed(typed, &day);

	(void)model;
	if (got == DAY_NOT_ONE && aids_are_on())
		got = day_from_today(typed, aids_today(), &day);
	switch (got) {
	case DAY_READ:
		*out = value_date(day);
		return 0;
	case DAY_NO_SUCH:
		return err_set(err, ERR_FAULT,
			_("%s: there is no day %s in the calendar; check month and day."),
			type_label(field), type_short(typed).at);
	case DAY_TWO:
		return err_set(err, ERR_FAULT,
			_("%s: \"%s\" may be two days; type month and day with two digits "
			  "each, like 0625."),
			type_label(field), type_short(typed).at);
	default:
		return err_set(err, ERR_FAULT,
			_("%s: \"%s\" is not a date; write year, month and day like "
			  "2021-06-25."),
			type_label(field), type_short(typed).at);
	}
}

static void format_date(const struct model *model, const struct field *field,
			const struct value *value, struct str *out)
{
	(void)model;
	(void)field;
	date_print(value->date, out);
}

static void encode_date(const struct field *field, const struct value *value, struct str *out)
{
	(void)field;
	put_u32(out, (uint32_t)value->date ^ UINT32_C(0x80000000));
}

const struct field_type type_date = {
	.name = "date", .kind = KIND_DATE, .width = 10,
	.parse = parse_date, .format = format_date, .show = format_date,
	.compare = type_compare, .validate = type_valid, .encode_key = encode_date,
};

/* ---- periods ---- */

/* The Hanzi endings of a period, and how they are spelled in short. */
static const struct {
	const char *hanzi, *strict;
} in_year[] = {
	{ "上半年", "H1" }, { "下半年", "H2" }, { "生长季", "S" },
	{ "第一季度", "Q1" }, { "第二季度", "Q2" }, { "第三季度", "Q3" }, { "第四季度", "Q4" },
	{ "一季度", "Q1" }, { "二季度", "Q2" }, { "三季度", "Q3" }, { "四季度", "Q4" },
	{ "第1季度", "Q1" }, { "第2季度", "Q2" }, { "第3季度", "Q3" }, { "第4季度", "Q4" },
	{ "1季度", "Q1" }, { "2季度", "Q2" }, { "3季度", "Q3" }, { "4季度", "Q4" },
	{ "全年", "" },
};

/* Behind the year: ten days or a month, "6月上旬", "-6"; appended to strict; 0 or -1. */
static int respell_month(const char *at, struct str *strict)
{
	static const char *const tens[] = { "上旬", "中旬", "下旬" };
	int month = take_digits(&at, 2);

	if (month < 0)
		return -1;
	take(&at, "月");
	take(&at, "份");
	str_addf(strict, "-%02d", month);
	for (int i = 0; i < 3; i++) {
		if (strcmp(at, tens[i]) == 0) {
			str_addf(strict, "X%d", i + 1);
			return 0;
		}
	}
	if ((*at == 'X' || *at == 'x') && strlen(at) == 2) {
		str_addf(strict, "X%c", at[1]);
		return 0;
	}
	return *at == '\0' ? 0 : -1;
}

/* "2021年上半年", "2021h1", "2021.6", "202106" -> the strict spelling; -1 unlike any. */
static int respell(const char *at, struct str *strict)
{
	size_t digits = strspn(at, "0123456789");
	int by_hanzi;

	if (digits != 4 && digits != 6)
		return -1;
	str_add_len(strict, at, 4);
	at += 4;
	if (digits == 6)
		return respell_month(at, strict);
	by_hanzi = take(&at, "年");
	if (take(&at, "-") || take(&at, "/") || take(&at, "."))
		return respell_month(at, strict);
	for (size_t i = 0; i < sizeof(in_year) / sizeof(in_year[0]); i++) {
		if (strcmp(at, in_year[i].hanzi) == 0) {
			str_add(strict, in_year[i].strict);
			return 0;
		}
	}
	if (by_hanzi && isdigit((unsigned char)*at))
		return respell_month(at, strict);
	for (; *at; at++)
		str_add_char(strict, (char)toupper((unsigned char)*at));
	return 0;
}

static char *without_blanks(char *text)
{
	char *to = text;

	for (const char *at = text; *at; at++) {
		if (*at != ' ')
			*to++ = *at;
	}
	*to = '\0';
	return text;
}

struct period period_typed(const char *typed)
{
	struct err ignored = { 0 };
	struct str strict = { 0 };
	struct period p = { 0 };
	int32_t day;

	if (day_typed(typed, &day) == DAY_READ)
		p = period_of_day(day, PERIOD_DAY, NULL);
	else if (respell(typed, &strict) < 0 ||
		 period_parse(str_text(&strict), &p, &ignored) < 0)
		p.kind = PERIOD_NONE;
	str_release(&strict);
	return p;
}

/* Examples of the kinds that the field takes, in the year at hand. */
static void add_examples(const struct field *field, struct str *out)
{
	static const char *const examples[PERIOD_KIND_COUNT] = {
		[PERIOD_DAY] = "2021-06-25",
		[PERIOD_TEN_DAYS] = "2021-06X1",
		[PERIOD_MONTH] = "2021-06",
		[PERIOD_QUARTER] = "2021Q2",
		[PERIOD_HALF_YEAR] = "2021H1",
		[PERIOD_YEAR] = "2021",
		[PERIOD_SEASON] = "2021S",
		[PERIOD_WEEK] = "2021W25",
	};

	for (int kind = PERIOD_KIND_COUNT - 1; kind > PERIOD_NONE; kind--) {
		if (field->period_kinds && !(field->period_kinds & 1u << kind))
			continue;
		if (out->len > 0)
			str_add(out, _(", "));
		str_add(out, examples[kind]);
	}
}

static int wrong_period(const struct field *field, const char *typed, int kind_only,
			struct err *err)
{
	struct str examples = { 0 };

	add_examples(field, &examples);
	err_set(err, ERR_FAULT,
		kind_only ? _("%s does not take a period like \"%s\"; write one like %s.") :
			    _("%s: \"%s\" is not a period; write one like %s."),
		type_label(field), type_short(typed).at, str_text(&examples));
	str_release(&examples);
	return -1;
}

static int takes_kind(const struct field *field, struct period p)
{
	return !field->period_kinds || (field->period_kinds & 1u << p.kind);
}

static int parse_period(const struct model *model, const struct field *field, const char *text,
			struct arena *mem, struct value *out, struct err *err)
{
	const char *typed = without_blanks(type_fold(text, mem));
	struct period p = period_typed(typed), told = { 0 };

	if (aids_are_on() && (p.kind == PERIOD_NONE || !takes_kind(field, p)))
		told = period_from_today(typed, aids_today(), field->period_kinds,
			&model->calendar.season, mem);
	if (told.kind != PERIOD_NONE)
		p = told;
	if (p.kind == PERIOD_NONE)
		return wrong_period(field, typed, 0, err);
	if (!takes_kind(field, p))
		return wrong_period(field, typed, 1, err);
	*out = value_period(p);
	return 0;
}

static void format_period(const struct model *model, const struct field *field,
			  const struct value *value, struct str *out)
{
	(void)model;
	(void)field;
	period_print(value->period, out);
}

static void show_period(const struct model *model, const struct field *field,
			const struct value *value, struct str *out)
{
	(void)model;
	(void)field;
	period_print_long(value->period, out);
}

static int validate_period(const struct model *model, const struct field *field,
			   const struct value *value, int32_t day, struct err *err)
{
	struct str text = { 0 };

	(void)model;
	(void)day;
	if (takes_kind(field, value->period))
		return 0;
	period_print(value->period, &text);
	wrong_period(field, str_text(&text), 1, err);
	str_release(&text);
	return -1;
}

static void encode_period(const struct field *field, const struct value *value, struct str *out)
{
	(void)field;
	put_u16(out, (uint16_t)value->period.year);
	put_u8(out, value->period.kind);
	put_u16(out, value->period.number);
}

const struct field_type type_period = {
	.name = "period", .kind = KIND_PERIOD, .width = 12,
	.parse = parse_period, .format = format_period, .show = show_period,
	.compare = type_compare, .validate = validate_period, .encode_key = encode_period,
};
