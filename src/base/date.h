/*
 * date.h - calendar days and instants.
 *
 * A day is an int32_t: days since 1970-01-01 (proleptic Gregorian); DATE_NONE is
 * no day.  An instant is an int64_t: microseconds since 1970-01-01 UTC.  Offices
 * work in Beijing time (UTC+8, no summer time), whatever TZ says.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/err.h"

#include <stdint.h>

struct str;

#define DATE_NONE INT32_MIN

struct ymd {
	int year;       /* 1 .. 9999 */
	int month;      /* 1 .. 12 */
	int day;        /* 1 .. 31 */
};

int32_t date_of(int year, int month, int day);  /* DATE_NONE if there is no such day */
struct ymd date_split(int32_t day);
int date_weekday(int32_t day);                  /* 1 Monday .. 7 Sunday */
int date_month_days(int year, int month);
/* Exactly count digits at *text, moved on; -1 if they are not there. */
int digits_take(const char **text, int count);
/* Exactly YYYY-MM-DD; typing aids belong elsewhere. */
int date_parse(const char *text, int32_t *out, struct err *err);
void date_print(int32_t day, struct str *out);  /* "2021-06-25" */

int64_t instant_now(void);                      /* the machine's clock */
int32_t instant_day(int64_t instant);           /* Beijing day */
void instant_print(int64_t instant, struct str *out);   /* "2021-06-25 14:03:07" Beijing */
void instant_print_minute(int64_t instant, struct str *out);    /* "2021-06-25 14:03" */
/* "2021-06-25T14:03:07", "2021-06-25 14:03" or a bare date (00:00), Beijing time. */
int instant_parse(const char *text, int64_t *out, struct err *err);

#endif
