/*
 * type_today.c - days and periods as people tell them from today.  Tables of words, and
 * nothing is guessed: what may mean two things is not taken.
 */
#include "model/type_today.h"

#include <ctype.h>
#include <string.h>

#include "base/date.h"
#include "base/str.h"

enum { FAR = 9999 };            /* days or periods away, at most */

static int starts(const char **text, const char *word)
{
	if (!text_starts_with(*text, word))
		return 0;
	*text += strlen(word);
	return 1;
}

/* Up to four digits, moved on; -1 none. */
static int number(const char **text)
{
	int n = 0, count = 0;

	while (count < 4 && isdigit((unsigned char)**text)) {
		n = n * 10 + (*(*text)++ - '0');
		count++;
	}
	return count > 0 ? n : -1;
}

/* Behind a letter: nothing is 0, "-7" is -7, "+3" is 3; 0 when it is not that. */
static int offset(const char *text, int *out)
{
	int sign = *text == '-' ? -1 : 1, n;

	*out = 0;
	if (!*text)
		return 1;
	if (*text != '-' && *text != '+')
		return 0;
	text++;
	n = number(&text);
	*out = sign * n;
	return n >= 0 && n <= FAR && !*text;
}

/* ---- days ---- */

static int day_word(const char *text, int32_t today, int32_t *out)
{
	static const struct {
		const char *word;
		int days;
	} words[] = {
		{ "今天", 0 }, { "今日", 0 }, { "today", 0 }, { "昨天", -1 }, { "昨日", -1 },
		{ "yesterday", -1 }, { "前天", -2 }, { "明天", 1 }, { "明日", 1 },
	};
	int days;

	if ((*text == 't' || *text == 'T') && offset(text + 1, &days)) {
		*out = today + days;
		return 1;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(text, words[i].word) == 0) {
			*out = today + words[i].days;
			return 1;
		}
	}
	return 0;
}

/* So many months from the day's month: its first or its last day. */
static int32_t month_edge(int32_t day, int months, int last)
{
	struct ymd d = date_split(day);
	int month = d.year * 12 + d.month - 1 + months;
	int year = month / 12;

	month = month % 12 + 1;
	return date_of(year, month, last ? date_month_days(year, month) : 1);
}

/* What stands in front of 底 末 初: how many months from today's; 0 when it is none. */
static int month_named(const char *text, size_t len, int32_t today, int *months)
{
	static const struct {
		const char *word;
		int months;
	} words[] = {
		{ "月", 0 }, { "本月", 0 }, { "这个月", 0 }, { "上月", -1 }, { "上个月", -1 },
		{ "下月", 1 }, { "下个月", 1 },
	};
	const char *at = text;
	int month;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		*months = words[i].months;
		if (strlen(words[i].word) == len && memcmp(text, words[i].word, len) == 0)
			return 1;
	}
	month = number(&at);
	*months = month - date_split(today).month;
	return month >= 1 && month <= 12 && starts(&at, "月") && at == text + len;
}

/* 年 本年 今年 去年 上年 明年: how many years from this one; 0 when it is none. */
static int year_named(const char *text, size_t len, int *years)
{
	static const struct {
		const char *word;
		int years;
	} words[] = {
		{ "年", 0 }, { "本年", 0 }, { "今年", 0 }, { "去年", -1 }, { "上年", -1 },
		{ "明年", 1 },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		*years = words[i].years;
		if (strlen(words[i].word) == len && memcmp(text, words[i].word, len) == 0)
			return 1;
	}
	return 0;
}

static int is_quarter(const char *text, size_t len)
{
	static const char *const words[] = { "季", "季度", "本季", "本季度" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i]) == len && memcmp(text, words[i], len) == 0)
			return 1;
	}
	return 0;
}

/* 月底 上月末 6月初 年底 去年底 季末 */
static int edge_word(const char *text, int32_t today, int32_t *out)
{
	size_t len = strlen(text), mark = strlen("底");
	int last = text_ends_with(text, "底") || text_ends_with(text, "末"), n;
	struct ymd d = date_split(today);

	if (len <= mark || (!last && !text_ends_with(text, "初")))
		return 0;
	len -= mark;
	if (month_named(text, len, today, &n))
		*out = month_edge(today, n, last);
	else if (year_named(text, len, &n))
		*out = date_of(d.year + n, last ? 12 : 1, last ? 31 : 1);
	else if (is_quarter(text, len))
		*out = month_edge(today, (d.month - 1) / 3 * 3 + (last ? 2 : 0) - d.month + 1,
			last);
	else
		return 0;
	return 1;
}

static int day_in_year(int year, int month, int day, int32_t *out)
{
	*out = date_of(year, month, day);
	return *out == DATE_NONE ? DAY_NO_SUCH : DAY_READ;
}

/* 0625 and, where it can only be one day, 625 */
static int run_of_digits(const char *text, int year, int32_t *out)
{
	int is_short = strlen(text) == 3, n = number(&text);

	if (is_short && date_of(year, n / 10, n % 10) != DATE_NONE &&
	    date_of(year, n / 100, n % 100) != DATE_NONE)
		return DAY_TWO;
	return day_in_year(year, n / 100, n % 100, out);
}

/* 6-25 6.25 6/25 6月25日 25日 */
static int month_and_day(const char *at, struct ymd today, int32_t *out)
{
	int first = number(&at), day;

	if (first < 0 || first > 31)
		return DAY_NOT_ONE;
	if (strcmp(at, "日") == 0 || strcmp(at, "号") == 0)
		return day_in_year(today.year, today.month, first, out);
	if (!starts(&at, "-") && !starts(&at, ".") && !starts(&at, "/") && !starts(&at, "月"))
		return DAY_NOT_ONE;
	day = number(&at);
	if (day >= 0 && !starts(&at, "日"))
		starts(&at, "号");
	if (day < 0 || *at)
		return DAY_NOT_ONE;
	return day_in_year(today.year, first, day, out);
}

int day_from_today(const char *text, int32_t today, int32_t *out)
{
	size_t digits = strspn(text, "0123456789");
	struct ymd d = date_split(today);

	if (day_word(text, today, out) || edge_word(text, today, out))
		return *out == DATE_NONE ? DAY_NO_SUCH : DAY_READ;
	if ((digits == 3 || digits == 4) && !text[digits])
		return run_of_digits(text, d.year, out);
	return month_and_day(text, d, out);
}

/* ---- periods ---- */

static struct period moved(struct period p, int by)
{
	for (; by > 0 && p.kind != PERIOD_NONE; by--)
		p = period_next(p);
	for (; by < 0 && p.kind != PERIOD_NONE; by++)
		p = period_previous(p);
	return p;
}

/* The only kind in the set; PERIOD_NONE when there are several. */
static enum period_kind only_kind(unsigned kinds)
{
	for (int kind = PERIOD_DAY; kind < PERIOD_KIND_COUNT; kind++) {
		if (kinds == 1u << kind)
			return (enum period_kind)kind;
	}
	return PERIOD_NONE;
}

/* The word's kind and how many away; PERIOD_NONE: no such word. */
static enum period_kind word_kind(const char *text, unsigned kinds, int *by)
{
	static const struct {
		const char *word;
		enum period_kind kind;
		int by;
	} words[] = {
		{ "今年", PERIOD_YEAR, 0 }, { "本年", PERIOD_YEAR, 0 }, { "去年", PERIOD_YEAR, -1 },
		{ "上年", PERIOD_YEAR, -1 }, { "明年", PERIOD_YEAR, 1 },
		{ "本月", PERIOD_MONTH, 0 }, { "上月", PERIOD_MONTH, -1 },
		{ "上个月", PERIOD_MONTH, -1 }, { "下月", PERIOD_MONTH, 1 },
		{ "本季", PERIOD_QUARTER, 0 }, { "本季度", PERIOD_QUARTER, 0 },
		{ "上季", PERIOD_QUARTER, -1 }, { "上季度", PERIOD_QUARTER, -1 },
		{ "本半年", PERIOD_HALF_YEAR, 0 }, { "本旬", PERIOD_TEN_DAYS, 0 },
		{ "本周", PERIOD_WEEK, 0 }, { "上周", PERIOD_WEEK, -1 },
		{ "今天", PERIOD_DAY, 0 }, { "昨天", PERIOD_DAY, -1 },
	};
	static const struct {
		const char *word;
		int by;
	} own[] = { { "本期", 0 }, { "上期", -1 }, { "下期", 1 } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		*by = words[i].by;
		if (strcmp(text, words[i].word) == 0)
			return words[i].kind;
	}
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		*by = own[i].by;
		if (strcmp(text, own[i].word) == 0)
			return only_kind(kinds);
	}
	return PERIOD_NONE;
}

/* m-1, q, h+1 ... */
static enum period_kind letter_kind(const char *text, int *by)
{
	static const char letters[PERIOD_KIND_COUNT] = {
		[PERIOD_DAY] = 't', [PERIOD_MONTH] = 'm',      /* x is masked */
		[PERIOD_QUARTER] = 'q', [PERIOD_HALF_YEAR] = 'h', [PERIOD_YEAR] = 'y',
		[PERIOD_SEASON] = 's', [PERIOD_WEEK] = 'w',
	};

	for (int kind = PERIOD_DAY; kind < PERIOD_KIND_COUNT; kind++) {
		if (letters[kind] && tolower((unsigned char)*text) == letters[kind] &&
		    offset(text + 1, by))
			return (enum period_kind)kind;
	}
	return PERIOD_NONE;
}

static struct period away(int32_t today, enum period_kind kind, int by,
			  const struct season *season)
{
	struct period p = period_of_day(today, kind, season);

	if (p.kind == PERIOD_NONE && kind == PERIOD_SEASON)     /* out of season: this year's */
		p = (struct period){ PERIOD_SEASON, (int16_t)date_split(today).year, 1 };
	return moved(p, by);
}

struct period period_from_today(const char *text, int32_t today, unsigned kinds,
				const struct season *season, struct arena *mem)
{
	static const struct period none = { 0 };
	const char *rest = text;
	enum period_kind kind;
	int32_t day;
	int by, year = date_split(today).year;

	if (!*text || isdigit((unsigned char)*text)) {
		/* of this year: 6月, 1季度; a day where only days are asked for */
		if (kinds == 1u << PERIOD_DAY && day_from_today(text, today, &day) == DAY_READ)
			return period_of_day(day, PERIOD_DAY, season);
		if (number(&rest) > 12 || (!starts(&rest, "月") && !starts(&rest, "季度")))
			return none;
	}
	kind = word_kind(text, kinds, &by);
	if (kind == PERIOD_NONE)
		kind = letter_kind(text, &by);
	if (kind != PERIOD_NONE)
		return away(today, kind, by, season);
	if (kinds == 1u << PERIOD_DAY && day_from_today(text, today, &day) == DAY_READ)
		return period_of_day(day, PERIOD_DAY, season);
	if (strchr("-./ ", *text))
		return none;
	return period_typed(arena_printf(mem, "%04d%s%s", year,
		isdigit((unsigned char)*text) ? "年" : "", text));
}
