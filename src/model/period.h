/*
 * period.h - reporting periods: day, week, ten days, month, quarter, half-year, year, season.
 *
 * Written 2021-06-25, 2021W25 (Monday to Sunday, ISO 8601), 2021-06X1 .. 2021-06X3, 2021-06,
 * 2021Q2, 2021H1, 2021, 2021S.  The
 * third ten days (下旬) end with the month.  The season begins and ends as conf/calendar says.
 */
#ifndef MODEL_PERIOD_H
#define MODEL_PERIOD_H

#include "base/err.h"

#include <stdint.h>

struct str;

enum period_kind {
	PERIOD_NONE, PERIOD_DAY, PERIOD_TEN_DAYS, PERIOD_MONTH, PERIOD_QUARTER,
	PERIOD_HALF_YEAR, PERIOD_YEAR, PERIOD_SEASON,
	PERIOD_WEEK,            /* last: numbers are stored */
	PERIOD_KIND_COUNT,
};

struct period {
	uint8_t kind;           /* enum period_kind */
	int16_t year;           /* 1 .. 9999 */
	/* in the year: day 1-366, ten days 1-36, month, quarter, half 1-2, week 1-53, else 1 */
	uint16_t number;
};

/* The growing season in the year of its name; it may end in the next year when end < start. */
struct season {
	int start_month, start_day, end_month, end_day;
};

/* Strict: exactly the spellings above, upper case. */
int period_parse(const char *text, struct period *out, struct err *err);
void period_print(struct period p, struct str *out);            /* "2021H1" */
/* "2021年上半年", "2021 H1" by language */
void period_print_long(struct period p, struct str *out);
/* "halfyear" as in forms; 1 found, 0 not */
int period_kind_parse(const char *text, enum period_kind *out);
const char *period_kind_name(enum period_kind kind);
struct period period_next(struct period p);                     /* PERIOD_NONE past year 9999 */
struct period period_previous(struct period p);
int32_t period_first_day(struct period p, const struct season *season);
int32_t period_last_day(struct period p, const struct season *season);
/* equal counts */
int period_contains(struct period outer, struct period inner, const struct season *season);
struct period period_of_day(int32_t day, enum period_kind kind, const struct season *season);
/* Order: first day, then the longer first; -1 0 1.  Equal only if the same period. */
int period_compare(struct period a, struct period b, const struct season *season);
/* Same order without a season's dates, for stored keys: year, kind, number. */
int period_key_compare(struct period a, struct period b);

#endif
