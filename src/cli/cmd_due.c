/*
 * cmd_due.c - herbledger due: what is due and overdue, who has filed, who is silent.
 *
 *	due                     what waits for one's posts, as the inbox on the screen
 *	due CYCLE               each unit of a period: filed when, how complete, in what state
 *	due CYCLE --review      the same as the reviewer sees it, what is remarkable first
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
		due_cell(&rows, due_period_text(s, item->period));
		due_cell(&rows, item->unit ? item->unit->code : "");
		due_cell(&rows, item->form ? item->form->id : "");
		due_cell(&rows, item->action ? item->action : "");
		due_cell(&rows, number(s, item->days));
		due_cell(&rows, number(s, (long long)item->count));
	}
	return due_rows_print(&rows, format, err);
}

/* ---- one period ---- */

static void add_filing(struct session *s, struct due_rows *rows, const struct filing *f,
	enum unit_view units, int32_t today)
{
	struct str text = { 0 };

	filing_text(s->model, f, today, &text);
	due_cell(rows, due_unit_name(s, f, units));
	due_cell(rows, str_keep(&text, &s->mem));
	due_cell(rows, day_text(s, f->filed));
	due_cell(rows, number(s, (long long)f->records));
	due_cell(rows, number(s, filing_percent(f)));
	due_cell(rows, number(s, f->rounds));
	due_cell(rows, f->record ? state_id(s->model, f->state) : "");
}

static int print_period(struct session *s, const struct due_asked *asked, struct err *err)
{
	int32_t today = dataset_today(s->data);
	struct period period = asked->period;
	struct filing *filings;
	struct due_rows rows;
	size_t count;

	if (period.kind == PERIOD_NONE)
		period = cycle_latest(asked->cycle, s->model, today);
	if (filings_of(s->data, asked->cycle, period, &s->mem, &filings, &count, err) < 0)
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
		add_filing(s, &rows, &filings[i], asked->units, today);
	return due_rows_print(&rows, asked->format, err);
}

/* ---- who is silent ---- */

static int print_silent(struct session *s, const struct due_asked *asked, struct err *err)
{
	enum rows_format format = asked->format;
	struct silent *all;
	struct due_rows rows;
	size_t count;

	if (silent_read(s->data, asked->cycle, asked->period, &s->mem, &all, &count, err) < 0)
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

		due_cell(&rows, due_unit_name(s, f, asked->units));
		due_cell(&rows, format == ROWS_TEXT ? cycle_label(f->cycle) : f->cycle->id);
		due_cell(&rows, due_period_text(s, f->period));
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
	struct due_asked asked = { .cycle = name ? find_cycle(s, name, err) : NULL,
		.format = ROWS_TEXT,
		.units = UNITS_WAS };

	if ((name && !asked.cycle) || listing_format(cli, &asked.format, err) < 0 ||
		ask_units(cli, &asked.units, err) < 0 ||
		find_period(cli, s, asked.cycle, &asked.period, err) < 0)
		return -1;
	if (cli_option(cli, "--reminders"))
		return due_reminders(s, asked.format, cli_option(cli, "--print") != NULL, err);
	if (cli_option(cli, "--matrix"))
		return due_matrix(s, &asked, err);
	if (cli_option(cli, "--overdue"))
		return print_silent(s, &asked, err);
	if (cli_option(cli, "--review") && asked.cycle)
		return due_review(s, &asked, err);
	if (cli_option(cli, "--review"))
		return err_set(err, ERR_USAGE, _("say of what: due CYCLE --review"));
	if (asked.cycle)
		return print_period(s, &asked, err);
	if (asked.period.kind != PERIOD_NONE)
		return err_set(err, ERR_USAGE, _("say of what: due CYCLE --period P"));
	return print_inbox(s, asked.format, err);
}

int cmd_due(struct cli *cli, struct err *err)
{
	int ways = !!cli_option(cli, "--matrix") + !!cli_option(cli, "--overdue") +
		!!cli_option(cli, "--reminders") + !!cli_option(cli, "--review");

	if (ways > 1)
		return err_set(err, ERR_USAGE, "%s",
			_("one of --matrix, --overdue, --reminders and --review at a time"));
	if (cli_option(cli, "--print") && !cli_option(cli, "--reminders"))
		return err_set(err, ERR_USAGE, "%s", _("--print goes with --reminders"));
	return session_run(cli, run, err);
}
