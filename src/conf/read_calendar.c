/*
 * read_calendar.c - conf/calendar.conf: weekends, holidays shifted by the site, the season.
 */
#include "conf/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"

struct calendar_read {
	config_setting_t *weekend, *holidays, *workdays, *season;
};

struct season_read {
	const char *from, *to;
};

/* clang-format off */
static const struct spec specs[] = {
	SPEC("weekend", NODE, offsetof(struct calendar_read, weekend)),
	SPEC("holidays", NODE, offsetof(struct calendar_read, holidays)),
	SPEC("workdays", NODE, offsetof(struct calendar_read, workdays)),
	SPEC("season", GROUP, offsetof(struct calendar_read, season)),
	SPEC_SKIP("source"),
	SPEC_END,
};

static const struct spec season_specs[] = {
	SPEC_NEED("from", TEXT, offsetof(struct season_read, from), "from = \"04-01\";"),
	SPEC_NEED("to", TEXT, offsetof(struct season_read, to), "to = \"10-31\";"),
	SPEC_END,
};
/* clang-format on */

static int by_day(const void *a, const void *b)
{
	int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;

	return (left > right) - (left < right);
}

static void read_days(struct reader *r, config_setting_t *list, int32_t **out, size_t *count)
{
	size_t n = node_count(list);

	*out = arena_array(r->mem, n, sizeof(**out));
	*count = 0;
	for (size_t i = 0; i < n; i++) {
		config_setting_t *node = config_setting_get_elem(list, (unsigned)i);
		const char *text = node_text(r, node);
		struct err err = { 0 };

		if (!text)
			continue;
		if (date_parse(text, &(*out)[*count], &err) < 0)
			fault_here(r, node_line(node), "%s", err.text);
		else
			(*count)++;
	}
	qsort(*out, *count, sizeof(**out), by_day);
}

static void read_weekend(struct reader *r, config_setting_t *list)
{
	r->model->calendar.weekend = 0;
	for (size_t i = 0; i < node_count(list); i++) {
		config_setting_t *node = config_setting_get_elem(list, (unsigned)i);
		const char *text = node_text(r, node);

		if (!text)
			continue;
		if (text[0] >= '1' && text[0] <= '7' && !text[1])
			r->model->calendar.weekend |= 1u << (text[0] - '1');
		else
			fault_here(r, node_line(node),
				_("\"%s\" is no day of the week; "
				  "write \"1\" (Monday) to \"7\" (Sunday)"),
				text);
	}
}

/* "04-01", any year that has a 29 February. */
static int parse_month_day(struct reader *r, int line, const char *text, int *month, int *day)
{
	int32_t date = DATE_NONE;
	struct err err = { 0 };
	char *full = arena_printf(r->mem, "2000-%s", text);

	if (date_parse(full, &date, &err) < 0) {
		fault_here(r, line,
			_("\"%s\" is no day of a year; write month and day "
			  "like \"04-01\""),
			text);
		return -1;
	}
	*month = date_split(date).month;
	*day = date_split(date).day;
	return 0;
}

static void read_season(struct reader *r, config_setting_t *group)
{
	struct season_read read = { 0 };
	struct season season;

	if (read_group(r, group, season_specs, NULL, &read) < 0)
		return;
	if (parse_month_day(r, line_of(group, "from"), read.from, &season.start_month,
		    &season.start_day) == 0 &&
		parse_month_day(r, line_of(group, "to"), read.to, &season.end_month,
			&season.end_day) == 0)
		r->model->calendar.season = season;
}

static void check_both(struct reader *r, config_setting_t *workdays)
{
	const struct calendar *calendar = &r->model->calendar;

	for (size_t i = 0; i < calendar->workday_count; i++)
		if (bsearch(&calendar->workdays[i], calendar->holidays, calendar->holiday_count,
			    sizeof(int32_t), by_day))
			fault_here(r, node_line(workdays),
				_("a day stands in holidays and in "
				  "workdays; take it out of one of them"));
}

void read_calendar(struct reader *r, config_setting_t *root)
{
	struct calendar_read read = { 0 };
	struct calendar *calendar = &r->model->calendar;

	read_group(r, root, specs, NULL, &read);
	if (read.weekend)
		read_weekend(r, read.weekend);
	if (read.holidays)
		read_days(r, read.holidays, &calendar->holidays, &calendar->holiday_count);
	if (read.workdays)
		read_days(r, read.workdays, &calendar->workdays, &calendar->workday_count);
	if (read.season)
		read_season(r, read.season);
	if (read.workdays && read.holidays)
		check_both(r, read.workdays);
}
