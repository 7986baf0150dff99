/*
 * date.c - the calendar by arithmetic alone: no TZ, no libc calendar.
 */
#include "base/date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/i18n.h"
#include "base/str.h"

enum {
	DAYS_OF_400_YEARS = 146097,
	DAYS_TO_1970 = 719468, /* from 0000-03-01 */
	SECONDS_OF_DAY = 86400,
	BEIJING_SECONDS = 8 * 3600, /* east of UTC */
};

static const int64_t MICROSECONDS = 1000000;

static int64_t floor_divide(int64_t n, int64_t by)
{
	return n / by - (n % by < 0);
}

int date_month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (month < 1 || month > 12)
		return 0;
	return days[month - 1] + (month == 2 && leap);
}

/* Years start in March here, so that the odd day is a year's last. */
int32_t date_of(int year, int month, int day)
{
	int y, era, of_era, of_year;

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
		day > date_month_days(year, month))
		return DATE_NONE;
	y = year - (month <= 2);
	era = y / 400;
	of_era = y % 400;
	of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * DAYS_OF_400_YEARS + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
		DAYS_TO_1970;
}

struct ymd date_split(int32_t day)
{
	int64_t n = (int64_t)day + DAYS_TO_1970;
	int64_t era = floor_divide(n, DAYS_OF_400_YEARS);
	int of_era = (int)(n - era * DAYS_OF_400_YEARS);
	int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int of_year = of_era - (365 * year + year / 4 - year / 100);
	int month = (5 * of_year + 2) / 153; /* 0 is March */
	struct ymd ymd;

	if (day == DATE_NONE)
		return (struct ymd){ 0 };
	ymd.day = of_year - (153 * month + 2) / 5 + 1;
	ymd.month = month < 10 ? month + 3 : month - 9;
	ymd.year = (int)(era * 400) + year + (ymd.month <= 2);
	return ymd;
}

int date_weekday(int32_t day)
{
	int64_t n = (int64_t)day + 3; /* 1970-01-01 was a Thursday */

	return (int)(n - floor_divide(n, 7) * 7) + 1;
}

int digits_take(const char **text, int count)
{
	int n = 0;

	while (count-- > 0) {
		if (**text < '0' || **text > '9')
			return -1;
		n = n * 10 + (*(*text)++ - '0');
	}
	return n;
}

static int take_mark(const char **text, char mark)
{
	if (**text != mark)
		return -1;
	++*text;
	return 0;
}

static int32_t take_date(const char **text)
{
	int year, month, day;

	if ((year = digits_take(text, 4)) < 0 || take_mark(text, '-') < 0 ||
		(month = digits_take(text, 2)) < 0 || take_mark(text, '-') < 0 ||
		(day = digits_take(text, 2)) < 0)
		return DATE_NONE;
	return date_of(year, month, day);
}

int date_parse(const char *text, int32_t *out, struct err *err)
{
	const char *at = text;
	int32_t day = take_date(&at);

	if (day == DATE_NONE || *at != '\0')
		return err_set(err, ERR_FAULT,
			_("\"%.40s\" is not a date; write year, month and day "
			  "like 2021-06-25."),
			text);
	*out = day;
	return 0;
}

void date_print(int32_t day, struct str *out)
{
	struct ymd ymd = date_split(day);

	if (day != DATE_NONE)
		str_addf(out, "%04d-%02d-%02d", ymd.year, ymd.month, ymd.day);
}

int64_t instant_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * MICROSECONDS + now.tv_nsec / 1000;
}

static int64_t beijing_seconds(int64_t instant)
{
	return floor_divide(instant, MICROSECONDS) + BEIJING_SECONDS;
}

int32_t instant_day(int64_t instant)
{
	return (int32_t)floor_divide(beijing_seconds(instant), SECONDS_OF_DAY);
}

void instant_print(int64_t instant, struct str *out)
{
	int32_t day = instant_day(instant);
	int second = (int)(beijing_seconds(instant) - (int64_t)day * SECONDS_OF_DAY);

	date_print(day, out);
	str_addf(out, " %02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
}

void instant_print_minute(int64_t instant, struct str *out)
{
	instant_print(instant, out);
	str_truncate(out, out->len - strlen(":07"));
}

/* Seconds of the day from HH:MM or HH:MM:SS; -1 if there is no such time. */
static int take_time(const char **text)
{
	int hour, minute, second = 0;

	if ((hour = digits_take(text, 2)) < 0 || take_mark(text, ':') < 0 ||
		(minute = digits_take(text, 2)) < 0)
		return -1;
	if (take_mark(text, ':') == 0 && (second = digits_take(text, 2)) < 0)
		return -1;
	if (hour > 23 || minute > 59 || second > 59)
		return -1;
	return hour * 3600 + minute * 60 + second;
}

int instant_parse(const char *text, int64_t *out, struct err *err)
{
	const char *at = text;
	int32_t day = take_date(&at);
	int second = 0;

	if (day != DATE_NONE && (take_mark(&at, 'T') == 0 || take_mark(&at, ' ') == 0))
		second = take_time(&at);
	if (day == DATE_NONE || second < 0 || *at != '\0')
		return err_set(err, ERR_FAULT,
			_("\"%.40s\" is not a date and time; write it like 2021-06-25 14:03."),
			text);
	*out = ((int64_t)day * SECONDS_OF_DAY + second - BEIJING_SECONDS) * MICROSECONDS;
	return 0;
}
