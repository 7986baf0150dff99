/*
 * period.c - reporting periods: spelling, neighbours, days; the season's dates are given.
 */
#include "model/period.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"

enum { YEAR_LAST = 9999 };

static const char *const kind_names[PERIOD_KIND_COUNT] = {
	[PERIOD_NONE] = "",
	[PERIOD_DAY] = "day",
	[PERIOD_TEN_DAYS] = "tendays",
	[PERIOD_MONTH] = "month",
	[PERIOD_QUARTER] = "quarter",
	[PERIOD_HALF_YEAR] = "halfyear",
	[PERIOD_YEAR] = "year",
	[PERIOD_SEASON] = "season",
	[PERIOD_WEEK] = "week",
};

int period_kind_parse(const char *text, enum period_kind *out)
{
	for (int kind = PERIOD_DAY; kind < PERIOD_KIND_COUNT; kind++) {
		if (strcmp(kind_names[kind], text) == 0) {
			*out = (enum period_kind)kind;
			return 1;
		}
	}
	return 0;
}

const char *period_kind_name(enum period_kind kind)
{
	return kind < PERIOD_KIND_COUNT ? kind_names[kind] : "";
}

static struct period make(enum period_kind kind, int year, int number)
{
	return (struct period){ .kind = (uint8_t)kind, .year = (int16_t)year,
				.number = (uint16_t)number };
}

static int days_of_year(int year)
{
	return 365 + (date_month_days(year, 2) == 29);
}

/* Monday of week 1, the one with 4 January (GB/T 7408.1, ISO 8601). */
static int32_t first_monday(int year)
{
	int32_t fourth = date_of(year, 1, 4);

	return fourth - (date_weekday(fourth) - 1);
}

static int weeks_of_year(int year)
{
	/* the last year that there are dates of begins on a Friday */
	return year < YEAR_LAST ? (int)(first_monday(year + 1) - first_monday(year)) / 7 : 52;
}

/* How many of the kind a year has. */
static int count_in_year(enum period_kind kind, int year)
{
	switch (kind) {
	case PERIOD_DAY:
		return days_of_year(year);
	case PERIOD_TEN_DAYS:
		return 36;
	case PERIOD_MONTH:
		return 12;
	case PERIOD_QUARTER:
		return 4;
	case PERIOD_HALF_YEAR:
		return 2;
	case PERIOD_WEEK:
		return weeks_of_year(year);
	default:
		return 1;
	}
}

/* ---- reading and printing ---- */

/* What stands behind "2021-": a month, ten days of it or a day. */
static struct period parse_in_month(const char *at, int year)
{
	int month = digits_take(&at, 2), number;

	if (month < 1 || month > 12)
		return make(PERIOD_NONE, 0, 0);
	if (*at == '\0')
		return make(PERIOD_MONTH, year, month);
	if (*at == 'X') {
		at++;
		number = digits_take(&at, 1);
		if (number >= 1 && number <= 3 && *at == '\0')
			return make(PERIOD_TEN_DAYS, year, (month - 1) * 3 + number);
	} else if (*at == '-') {
		at++;
		number = digits_take(&at, 2);
		if (number >= 1 && number <= date_month_days(year, month) && *at == '\0')
			return make(PERIOD_DAY, year, (int)(date_of(year, month, number) -
						      date_of(year, 1, 1)) + 1);
	}
	return make(PERIOD_NONE, 0, 0);
}

static struct period parse_week(const char *at, int year)
{
	int number = digits_take(&at, 2);

	if (number < 1 || number > weeks_of_year(year) || *at != '\0')
		return make(PERIOD_NONE, 0, 0);
	return make(PERIOD_WEEK, year, number);
}

static struct period parse_in_year(const char *at, int year)
{
	enum period_kind kind = *at == 'Q' ? PERIOD_QUARTER : PERIOD_HALF_YEAR;
	int number;

	if (*at == '\0')
		return make(PERIOD_YEAR, year, 1);
	if (strcmp(at, "S") == 0)
		return make(PERIOD_SEASON, year, 1);
	if (*at == '-')
		return parse_in_month(at + 1, year);
	if (*at == 'W')
		return parse_week(at + 1, year);
	if (*at != 'Q' && *at != 'H')
		return make(PERIOD_NONE, 0, 0);
	at++;
	number = digits_take(&at, 1);
	if (number < 1 || number > count_in_year(kind, year) || *at != '\0')
		return make(PERIOD_NONE, 0, 0);
	return make(kind, year, number);
}

int period_parse(const char *text, struct period *out, struct err *err)
{
	const char *at = text;
	int year = digits_take(&at, 4);
	struct period p = make(PERIOD_NONE, 0, 0);

	if (year >= 1)
		p = parse_in_year(at, year);
	if (p.kind == PERIOD_NONE)
		return err_set(err, ERR_FAULT,
			_("\"%.40s\" is not a period; write it like 2021, 2021H1, 2021Q2, "
			  "2021-06, 2021-06X1, 2021W25 or 2021-06-25."),
			text);
	*out = p;
	return 0;
}

static struct ymd day_of(struct period p)
{
	return date_split(date_of(p.year, 1, 1) + p.number - 1);
}

void period_print(struct period p, struct str *out)
{
	switch ((enum period_kind)p.kind) {
	case PERIOD_DAY:
		date_print(date_of(p.year, 1, 1) + p.number - 1, out);
		break;
	case PERIOD_TEN_DAYS:
		str_addf(out, "%04d-%02dX%d", p.year, (p.number - 1) / 3 + 1,
			(p.number - 1) % 3 + 1);
		break;
	case PERIOD_MONTH:
		str_addf(out, "%04d-%02d", p.year, p.number);
		break;
	case PERIOD_QUARTER:
		str_addf(out, "%04dQ%d", p.year, p.number);
		break;
	case PERIOD_HALF_YEAR:
		str_addf(out, "%04dH%d", p.year, p.number);
		break;
	case PERIOD_YEAR:
		str_addf(out, "%04d", p.year);
		break;
	case PERIOD_SEASON:
		str_addf(out, "%04dS", p.year);
		break;
	case PERIOD_WEEK:
		str_addf(out, "%04dW%02d", p.year, p.number);
		break;
	case PERIOD_NONE:
	case PERIOD_KIND_COUNT:
		break;
	}
}

static void print_ten_days(struct period p, struct str *out)
{
	int month = (p.number - 1) / 3 + 1;

	switch ((p.number - 1) % 3) {
	case 0:
		str_addf(out, _("%04d-%02d, days 1 to 10"), p.year, month);
		break;
	case 1:
		str_addf(out, _("%04d-%02d, days 11 to 20"), p.year, month);
		break;
	default:
		str_addf(out, _("%04d-%02d, day 21 to the end"), p.year, month);
		break;
	}
}

void period_print_long(struct period p, struct str *out)
{
	struct ymd day;

	switch ((enum period_kind)p.kind) {
	case PERIOD_DAY:
		day = day_of(p);
		str_addf(out, _("%04d-%02d-%02d"), day.year, day.month, day.day);
		break;
	case PERIOD_TEN_DAYS:
		print_ten_days(p, out);
		break;
	case PERIOD_MONTH:
		str_addf(out, _("%04d-%02d"), p.year, p.number);
		break;
	case PERIOD_QUARTER:
		str_addf(out, _("%04d Q%d"), p.year, p.number);
		break;
	case PERIOD_HALF_YEAR:
		str_addf(out, p.number == 1 ? _("%04d H1") : _("%04d H2"), p.year);
		break;
	case PERIOD_YEAR:
		str_addf(out, _("%04d"), p.year);
		break;
	case PERIOD_SEASON:
		str_addf(out, _("%04d growing season"), p.year);
		break;
	case PERIOD_WEEK:
		str_addf(out, _("%04d, week %d"), p.year, p.number);
		break;
	case PERIOD_NONE:
	case PERIOD_KIND_COUNT:
		break;
	}
}

/* ---- neighbours ---- */

struct period period_next(struct period p)
{
	if (p.kind == PERIOD_NONE)
		return p;
	if (p.number < count_in_year((enum period_kind)p.kind, p.year)) {
		p.number++;
		return p;
	}
	if (p.year >= YEAR_LAST)
		return make(PERIOD_NONE, 0, 0);
	return make((enum period_kind)p.kind, p.year + 1, 1);
}

struct period period_previous(struct period p)
{
	if (p.kind == PERIOD_NONE)
		return p;
	if (p.number > 1) {
		p.number--;
		return p;
	}
	if (p.year <= 1)
		return make(PERIOD_NONE, 0, 0);
	return make((enum period_kind)p.kind, p.year - 1,
		count_in_year((enum period_kind)p.kind, p.year - 1));
}

/* ---- days ---- */

/* The day, or the month's last where it has fewer. */
static int32_t clamped_day(int year, int month, int day)
{
	int last = date_month_days(year, month);

	return date_of(year, month, day < last ? day : last);
}

static int crosses_year(const struct season *s)
{
	return s->end_month < s->start_month ||
	       (s->end_month == s->start_month && s->end_day < s->start_day);
}

/* Months of a kind, for those made of whole months; 0 for others. */
static int months_of(enum period_kind kind)
{
	switch (kind) {
	case PERIOD_MONTH:
		return 1;
	case PERIOD_QUARTER:
		return 3;
	case PERIOD_HALF_YEAR:
		return 6;
	case PERIOD_YEAR:
	case PERIOD_SEASON:     /* without dates: the year */
		return 12;
	default:
		return 0;
	}
}

int32_t period_first_day(struct period p, const struct season *season)
{
	switch ((enum period_kind)p.kind) {
	case PERIOD_DAY:
		return date_of(p.year, 1, 1) + p.number - 1;
	case PERIOD_TEN_DAYS:
		return date_of(p.year, (p.number - 1) / 3 + 1, (p.number - 1) % 3 * 10 + 1);
	case PERIOD_SEASON:
		if (season && season->start_month)
			return clamped_day(p.year, season->start_month, season->start_day);
		return date_of(p.year, 1, 1);
	case PERIOD_WEEK:
		return first_monday(p.year) + (p.number - 1) * 7;
	case PERIOD_NONE:
	case PERIOD_KIND_COUNT:
		return DATE_NONE;
	default:
		return date_of(
			p.year, (p.number - 1) * months_of((enum period_kind)p.kind) + 1, 1);
	}
}

int32_t period_last_day(struct period p, const struct season *season)
{
	int month;

	switch ((enum period_kind)p.kind) {
	case PERIOD_DAY:
		return period_first_day(p, season);
	case PERIOD_TEN_DAYS:
		month = (p.number - 1) / 3 + 1;
		return date_of(p.year, month,
			p.number % 3 == 0 ? date_month_days(p.year, month) : p.number % 3 * 10);
	case PERIOD_SEASON:
		if (!season || !season->start_month)
			return date_of(p.year, 12, 31);
		if (p.year + crosses_year(season) > YEAR_LAST)
			return date_of(YEAR_LAST, 12, 31);
		return clamped_day(p.year + crosses_year(season), season->end_month,
			season->end_day);
	case PERIOD_WEEK:
		return period_first_day(p, season) + 6;
	case PERIOD_NONE:
	case PERIOD_KIND_COUNT:
		return DATE_NONE;
	default:
		month = p.number * months_of((enum period_kind)p.kind);
		return date_of(p.year, month, date_month_days(p.year, month));
	}
}

int period_contains(struct period outer, struct period inner, const struct season *season)
{
	if (outer.kind == PERIOD_NONE || inner.kind == PERIOD_NONE)
		return 0;
	return period_first_day(outer, season) <= period_first_day(inner, season) &&
	       period_last_day(inner, season) <= period_last_day(outer, season);
}

static struct period season_of_day(int32_t day, int year, const struct season *season)
{
	for (int before = 0; before <= 1 && year - before >= 1; before++) {
		struct period p = make(PERIOD_SEASON, year - before, 1);

		if (period_first_day(p, season) <= day && day <= period_last_day(p, season))
			return p;
	}
	return make(PERIOD_NONE, 0, 0);
}

/* The days about New Year may belong to a week of the year beside. */
static struct period week_of_day(int32_t day, int year)
{
	if (day < first_monday(year))
		year--;
	else if (year < YEAR_LAST && day >= first_monday(year + 1))
		year++;
	if (year < 1)
		return make(PERIOD_NONE, 0, 0);
	return make(PERIOD_WEEK, year, (int)(day - first_monday(year)) / 7 + 1);
}

struct period period_of_day(int32_t day, enum period_kind kind, const struct season *season)
{
	struct ymd d = date_split(day);

	if (day == DATE_NONE || d.year < 1 || d.year > YEAR_LAST)
		return make(PERIOD_NONE, 0, 0);
	switch (kind) {
	case PERIOD_DAY:
		return make(kind, d.year, (int)(day - date_of(d.year, 1, 1)) + 1);
	case PERIOD_TEN_DAYS:
		return make(kind, d.year, (d.month - 1) * 3 +
			    (d.day > 20 ? 3 : (d.day - 1) / 10 + 1));
	case PERIOD_SEASON:
		return season_of_day(day, d.year, season);
	case PERIOD_WEEK:
		return week_of_day(day, d.year);
	case PERIOD_NONE:
	case PERIOD_KIND_COUNT:
		return make(PERIOD_NONE, 0, 0);
	default:
		return make(kind, d.year, (d.month - 1) / months_of(kind) + 1);
	}
}

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

int period_compare(struct period a, struct period b, const struct season *season)
{
	int by_first = order(period_first_day(a, season), period_first_day(b, season));
	int by_last = order(period_last_day(b, season), period_last_day(a, season));

	if (by_first)
		return by_first;
	return by_last ? by_last : period_key_compare(a, b);
}

int period_key_compare(struct period a, struct period b)
{
	if (a.year != b.year)
		return order(a.year, b.year);
	if (a.kind != b.kind)
		return order(a.kind, b.kind);
	return order(a.number, b.number);
}
