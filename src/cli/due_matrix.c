/*
 * due_matrix.c - units by the last periods, each with the sign of how it filed.
 *
 * As was: each unit that owed it.  As now: what was merged stands in the row of the unit that
 * it went into, with the signs of all of them.
 */
#include "cli/due_rows.h"

#include "base/date.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/session.h"
#include "model/model.h"
#include "work/collect.h"

enum { PERIODS_MOST = 6 };

struct matrix {
	struct period periods[PERIODS_MOST];
	struct filing *filings[PERIODS_MOST];
	size_t counts[PERIODS_MOST];
	size_t count; /* of periods, the latest first */
	enum unit_view units;
};

const char *due_unit_name(struct session *s, const struct filing *f, enum unit_view units)
{
	const struct unit *now = unit_on(f->unit, DATE_NONE);
	int32_t day = period_last_day(f->period, &s->model->calendar.season);

	if (units == UNITS_WAS)
		return unit_name(f->unit, day);
	if (now == f->unit)
		return unit_name(now, DATE_NONE);
	return arena_printf(
		&s->mem, _("%s (was %s)"), unit_name(now, DATE_NONE), unit_name(f->unit, day));
}

static int read_matrix(struct session *s, const struct cycle *cycle, struct period last,
	struct matrix *out, struct err *err)
{
	while (out->count < PERIODS_MOST && cycle_asks(cycle, s->model, last)) {
		size_t at = out->count++;

		out->periods[at] = last;
		if (filings_filed(s->data, cycle, last, &s->mem, &out->filings[at],
			    &out->counts[at], err) < 0)
			return -1;
		last = period_previous(last);
	}
	return 0;
}

static const struct unit *row_of(const struct matrix *m, size_t period, size_t at)
{
	const struct unit *unit = m->filings[period][at].unit;

	return m->units == UNITS_NOW ? unit_on(unit, DATE_NONE) : unit;
}

/* A unit that owed it in any of the periods; those of the latest one first. */
static int is_first(const struct matrix *m, size_t period, size_t at)
{
	const struct unit *unit = row_of(m, period, at);

	for (size_t p = 0; p <= period; p++)
		for (size_t i = 0; i < (p == period ? at : m->counts[p]); i++)
			if (row_of(m, p, i) == unit)
				return 0;
	return 1;
}

static void add_row(struct session *s, struct due_rows *rows, const struct matrix *m,
	const struct unit *unit)
{
	due_cell(rows, unit_name(unit, DATE_NONE));
	for (size_t p = m->count; p-- > 0;) {
		struct str signs = { 0 };

		for (size_t i = 0; i < m->counts[p]; i++)
			if (row_of(m, p, i) == unit)
				str_add(&signs, filing_sign(&m->filings[p][i]));
		due_cell(rows, str_keep(&signs, &s->mem));
	}
}

static void add_columns(struct session *s, struct due_rows *rows, const struct matrix *m)
{
	due_rows_begin(rows, &s->mem);
	due_column(rows, "unit", _("Unit"), ROWS_LEFT);
	for (size_t p = m->count; p-- > 0;) {
		struct str period = { 0 };
		const char *text;

		period_print(m->periods[p], &period);
		text = str_keep(&period, &s->mem);
		due_column(rows, text, text, ROWS_LEFT);
	}
}

static int print_one(struct session *s, const struct cycle *cycle,
	const struct due_asked *asked, struct err *err)
{
	struct matrix m = { .units = asked->units };
	struct period last = asked->period;
	struct due_rows rows;
	struct str legend = { 0 };
	int status;

	if (last.kind == PERIOD_NONE)
		last = cycle_latest(cycle, s->model, dataset_today(s->data));
	if (read_matrix(s, cycle, last, &m, err) < 0)
		return -1;
	add_columns(s, &rows, &m);
	for (size_t p = 0; p < m.count; p++)
		for (size_t i = 0; i < m.counts[p]; i++)
			if (is_first(&m, p, i))
				add_row(s, &rows, &m, row_of(&m, p, i));
	if (asked->format != ROWS_TEXT)
		return due_rows_print(&rows, asked->format, err);
	out_line("%s", cycle_label(cycle));
	status = due_rows_print(&rows, asked->format, err);
	filing_legend(&legend);
	out_line("%s", str_text(&legend));
	str_release(&legend);
	return status;
}

static int is_asked(
	const struct session *s, const struct cycle *cycle, const struct due_asked *asked)
{
	return cycle->on && (!asked->cycle || asked->cycle == cycle) &&
		(asked->period.kind == PERIOD_NONE ||
			cycle_asks(cycle, s->model, asked->period));
}

/* One after the other; as csv or JSON only one is wanted. */
int due_matrix(struct session *s, const struct due_asked *asked, struct err *err)
{
	size_t count = 0;

	for (size_t i = 0; i < s->model->cycle_count; i++)
		count += (size_t)is_asked(s, &s->model->cycles[i], asked);
	if (count > 1 && asked->format != ROWS_TEXT)
		return err_set(err, ERR_USAGE, _("say which: due CYCLE --matrix"));
	for (size_t i = 0; i < s->model->cycle_count; i++)
		if (is_asked(s, &s->model->cycles[i], asked) &&
			print_one(s, &s->model->cycles[i], asked, err) < 0)
			return -1;
	return 0;
}
