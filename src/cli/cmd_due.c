/*
 * cmd_due.c - herbledger due: what is due and overdue, who has filed, who is silent.
 *
 *	due                     what waits for one's posts, as the inbox on the screen
 *	due CYCLE               each unit of a period: filed when, how complete, in what state
 *	due [CYCLE] --matrix    units by the last periods
 *	due [CYCLE] --overdue   who has not filed although it is due, and who answers for it
 *	due --reminders         today's reminders; --print: a page for each unit
 */
#include "cli/commands.h"

#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/due_rows.h"
#include "cli/listing.h"
#include "cli/session.h"
#include "model/model.h"
#include "model/workflow.h"
#include "work/collect.h"
#include "work/inbox.h"

enum { PERIODS_MOST = 6 };

static const struct cycle *find_cycle(
	const struct session *s, const char *name, struct err *err)
{
	const struct cycle *cycle = model_cycle_named(s->model, name);
	struct str names = { 0 };

	if (cycle && cycle->on)
		return cycle;
	for (size_t i = 0; i < s->model->cycle_count; i++)
		if (s->model->cycles[i].on)
			str_addf(&names, "%s%s (%s)", names.len ? _(", ") : "",
				s->model->cycles[i].id, cycle_label(&s->model->cycles[i]));
	if (cycle)
		err_set(err, ERR_NOT_FOUND, _("%s is switched off; what is asked for: %s"),
			cycle_label(cycle), str_text(&names));
	else
		err_set(err, ERR_NOT_FOUND, _("there is no %s; what is asked for: %s"), name,
			str_text(&names));
	str_release(&names);
	return NULL;
}

/* --period; PERIOD_NONE when not given. */
static int find_period(struct cli *cli, struct session *s, const struct cycle *cycle,
	struct period *out, struct err *err)
{
	const char *text = cli_option(cli, "--period");
	struct str label = { 0 };

	*out = (struct period){ PERIOD_NONE, 0, 0 };
	if (!text)
		return 0;
	if (ask_period(s, "--period", text, out, err) < 0)
		return -1;
	if (!cycle || cycle_asks(cycle, s->model, *out))
		return 0;
	period_print_long(*out, &label);
	err_set(err, ERR_USAGE, _("%s is not asked for in %s"), cycle_label(cycle),
		str_text(&label));
	str_release(&label);
	return -1;
}

static const char *day_text(struct session *s, int32_t day)
{
	struct str text = { 0 };

	if (day == DATE_NONE)
		return "";
	date_print(day, &text);
	return str_keep(&text, &s->mem);
}

static const char *period_text(struct session *s, struct period period)
{
	struct str text = { 0 };

	if (period.kind != PERIOD_NONE)
		period_print(period, &text);
	return str_keep(&text, &s->mem);
}

static const char *number(struct session *s, long long n)
{
	return arena_printf(&s->mem, "%lld", n);
}

/* ---- the inbox ---- */

static int print_inbox(struct session *s, enum rows_format format, struct err *err)
{
	struct inbox_item *items;
	struct due_rows rows;
	size_t count;

	if (inbox_read(s->data, &s->mem, &items, &count, err) < 0)
		return -1;
	if (count == 0 && format == ROWS_TEXT) {
		say("%s", _("Nothing is due, and nothing waits for you."));
		return 0;
	}
	due_rows_begin(&rows, &s->mem);
	due_column(&rows, "kind", _("Kind"), ROWS_LEFT);
	due_column(&rows, "text", _("What"), ROWS_LEFT);
	if (format != ROWS_TEXT) {
		due_column(&rows, "cycle", _("Task"), ROWS_LEFT);
		due_column(&rows, "period", _("Period"), ROWS_LEFT);
		due_column(&rows, "unit", _("Unit"), ROWS_LEFT);
		due_column(&rows, "ledger", _("Ledger"), ROWS_LEFT);
		due_column(&rows, "action", _("Action"), ROWS_LEFT);
		due_column(&rows, "days", _("Days left"), ROWS_NUMBER);
		due_column(&rows, "count", _("Count"), ROWS_NUMBER);
	}
	for (size_t i = 0; i < count; i++) {
		const struct inbox_item *item = &items[i];

		due_cell(&rows,
			format == ROWS_TEXT ? due_kind_label(item->kind)
					    : due_kind_id(item->kind));
		due_cell(&rows, item->sentence);
		if (format == ROWS_TEXT)
			continue;
		due_cell(&rows, item->cycle ? item->cycle->id : "");
		due_cell(&rows, period_text(s, item->period));
		due_cell(&rows, item->unit ? item->unit->code : "");
		due_cell(&rows, item->form ? item->form->id : "");
		due_cell(&rows, item->action ? item->action : "");
		due_cell(&rows, number(s, item->days));
		due_cell(&rows, number(s, (long long)item->count));
	}
	return due_rows_print(&rows, format, err);
}

/* ---- one period ---- */

static void add_filing(
	struct session *s, struct due_rows *rows, const struct filing *f, int32_t today)
{
	struct str text = { 0 };

	filing_text(s->model, f, today, &text);
	due_cell(rows, unit_name(f->unit, DATE_NONE));
	due_cell(rows, str_keep(&text, &s->mem));
	due_cell(rows, day_text(s, f->filed));
	due_cell(rows, number(s, (long long)f->records));
	due_cell(rows, number(s, filing_percent(f)));
	due_cell(rows, number(s, f->rounds));
	due_cell(rows, f->record ? state_id(s->model, f->state) : "");
}

static int print_period(struct session *s, const struct cycle *cycle, struct period period,
	enum rows_format format, struct err *err)
{
	int32_t today = dataset_today(s->data);
	struct filing *filings;
	struct due_rows rows;
	size_t count;

	if (period.kind == PERIOD_NONE)
		period = cycle_latest(cycle, s->model, today);
	if (filings_of(s->data, cycle, period, &s->mem, &filings, &count, err) < 0)
		return -1;
	due_rows_begin(&rows, &s->mem);
	due_column(&rows, "unit", _("Unit"), ROWS_LEFT);
	due_column(&rows, "status", _("Status"), ROWS_LEFT);
	due_column(&rows, "filed", _("Filed on"), ROWS_LEFT);
	due_column(&rows, "records", _("Records"), ROWS_NUMBER);
	due_column(&rows, "percent", _("Complete %"), ROWS_NUMBER);
	due_column(&rows, "rounds", _("Times returned"), ROWS_NUMBER);
	due_column(&rows, "state", _("State"), ROWS_LEFT);
	for (size_t i = 0; i < count; i++)
		add_filing(s, &rows, &filings[i], today);
	return due_rows_print(&rows, format, err);
}

/* ---- units by periods ---- */

struct matrix {
	struct period periods[PERIODS_MOST];
	struct filing *filings[PERIODS_MOST];
	size_t counts[PERIODS_MOST];
	size_t count; /* of periods, the latest first */
};

static int read_matrix(struct session *s, const struct cycle *cycle, struct period last,
	struct matrix *out, struct err *err)
{
	*out = (struct matrix){ 0 };
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

static const struct filing *filing_in(
	const struct matrix *m, size_t period, const struct unit *unit)
{
	for (size_t i = 0; i < m->counts[period]; i++)
		if (m->filings[period][i].unit == unit)
			return &m->filings[period][i];
	return NULL;
}

/* A unit that owed it in any of the periods; those of the latest one first. */
static int is_first(const struct matrix *m, size_t period, const struct unit *unit)
{
	for (size_t i = 0; i < period; i++)
		if (filing_in(m, i, unit))
			return 0;
	return 1;
}

static void add_matrix_row(
	struct due_rows *rows, const struct matrix *m, const struct unit *unit)
{
	due_cell(rows, unit_name(unit, DATE_NONE));
	for (size_t p = m->count; p-- > 0;) {
		const struct filing *f = filing_in(m, p, unit);

		due_cell(rows, f ? filing_sign(f) : "");
	}
}

static int print_matrix(struct session *s, const struct cycle *cycle, struct period period,
	enum rows_format format, struct err *err)
{
	struct due_rows rows;
	struct matrix m;
	struct str legend = { 0 };
	int status;

	if (period.kind == PERIOD_NONE)
		period = cycle_latest(cycle, s->model, dataset_today(s->data));
	if (read_matrix(s, cycle, period, &m, err) < 0)
		return -1;
	due_rows_begin(&rows, &s->mem);
	due_column(&rows, "unit", _("Unit"), ROWS_LEFT);
	for (size_t p = m.count; p-- > 0;) {
		const char *text = period_text(s, m.periods[p]);

		due_column(&rows, text, text, ROWS_LEFT);
	}
	for (size_t p = 0; p < m.count; p++)
		for (size_t i = 0; i < m.counts[p]; i++)
			if (is_first(&m, p, m.filings[p][i].unit))
				add_matrix_row(&rows, &m, m.filings[p][i].unit);
	if (format == ROWS_TEXT)
		out_line("%s", cycle_label(cycle));
	status = due_rows_print(&rows, format, err);
	filing_legend(&legend);
	if (format == ROWS_TEXT)
		out_line("%s", str_text(&legend));
	str_release(&legend);
	return status;
}

/* One after the other; as csv or JSON only one is wanted. */
static int print_matrices(struct session *s, const struct cycle *cycle, struct period period,
	enum rows_format format, struct err *err)
{
	size_t printed = 0;

	for (size_t i = 0; i < s->model->cycle_count; i++) {
		const struct cycle *c = &s->model->cycles[i];

		if (!c->on || (cycle && c != cycle) ||
			(period.kind != PERIOD_NONE && !cycle_asks(c, s->model, period)))
			continue;
		if (printed++ && format != ROWS_TEXT)
			return err_set(err, ERR_USAGE, _("say which: due CYCLE --matrix"));
		if (print_matrix(s, c, period, format, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- who is silent ---- */

static int print_silent(struct session *s, const struct cycle *cycle, struct period period,
	enum rows_format format, struct err *err)
{
	struct silent *all;
	struct due_rows rows;
	size_t count;

	if (silent_read(s->data, cycle, period, &s->mem, &all, &count, err) < 0)
		return -1;
	if (count == 0 && format == ROWS_TEXT) {
		say("%s", _("Nobody is overdue."));
		return 0;
	}
	due_rows_begin(&rows, &s->mem);
	due_column(&rows, "unit", _("Unit"), ROWS_LEFT);
	due_column(&rows, "cycle", _("Task"), ROWS_LEFT);
	due_column(&rows, "period", _("Period"), ROWS_LEFT);
	due_column(&rows, "due", _("Due day"), ROWS_LEFT);
	due_column(&rows, "late", _("Days late"), ROWS_NUMBER);
	due_column(&rows, "entered", _("Entered"), ROWS_NUMBER);
	due_column(&rows, "who", _("Who answers for it"), ROWS_LEFT);
	for (size_t i = 0; i < count; i++) {
		const struct filing *f = all[i].filing;

		due_cell(&rows, unit_name(f->unit, DATE_NONE));
		due_cell(&rows, format == ROWS_TEXT ? cycle_label(f->cycle) : f->cycle->id);
		due_cell(&rows, period_text(s, f->period));
		due_cell(&rows, day_text(s, f->due_day));
		due_cell(&rows, number(s, all[i].late));
		due_cell(&rows, number(s, (long long)f->records));
		due_cell(&rows, all[i].who);
	}
	return due_rows_print(&rows, format, err);
}

/* ---- asked for ---- */

static int run(struct cli *cli, struct session *s, struct err *err)
{
	const char *name = cli->word_count ? cli->words[0] : NULL;
	const struct cycle *cycle = name ? find_cycle(s, name, err) : NULL;
	enum rows_format format = ROWS_TEXT;
	struct period period;

	if ((name && !cycle) || listing_format(cli, &format, err) < 0 ||
		find_period(cli, s, cycle, &period, err) < 0)
		return -1;
	if (cli_option(cli, "--reminders"))
		return due_reminders(s, format, cli_option(cli, "--print") != NULL, err);
	if (cli_option(cli, "--matrix"))
		return print_matrices(s, cycle, period, format, err);
	if (cli_option(cli, "--overdue"))
		return print_silent(s, cycle, period, format, err);
	if (cycle)
		return print_period(s, cycle, period, format, err);
	if (period.kind != PERIOD_NONE)
		return err_set(err, ERR_USAGE, _("say of what: due CYCLE --period P"));
	return print_inbox(s, format, err);
}

int cmd_due(struct cli *cli, struct err *err)
{
	int ways = !!cli_option(cli, "--matrix") + !!cli_option(cli, "--overdue") +
		!!cli_option(cli, "--reminders");

	if (ways > 1)
		return err_set(err, ERR_USAGE, "%s",
			_("one of --matrix, --overdue and --reminders at a time"));
	if (cli_option(cli, "--print") && !cli_option(cli, "--reminders"))
		return err_set(err, ERR_USAGE, "%s", _("--print goes with --reminders"));
	return session_run(cli, run, err);
}
