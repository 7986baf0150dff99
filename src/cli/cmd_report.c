/*
 * cmd_report.c - herbledger report NAME --period P: text, or one JSON line for each figure.
 */
#include "cli/commands.h"

#include "base/date.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/out_file.h"
#include "cli/presence.h"
#include "cli/session.h"
#include "data/printed.h"
#include "exchange/sink.h"
#include "model/model.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void list_reports(const struct model *model)
{
	for (size_t i = 0; i < model->report_count; i++)
		out_line("%s\t%s", model->reports[i].id,
			text_in(model->reports[i].label, i18n_lang()));
}

static int read_request(struct cli *cli, struct session *s, struct report_request *out,
			struct err *err)
{
	const char *period = cli_option(cli, "--period"), *as_of = cli_option(cli, "--as-of");
	const char *unit = cli_option(cli, "--unit"), *format = cli_option(cli, "--format");

	*out = (struct report_request){ .name = cli->words[0], .as_of = DATE_NONE,
					.units = UNITS_WAS };
	if (ask_units(cli, &out->units, err) < 0)
		return -1;
	if (format && strcmp(format, "text"))
		return err_set(
			err, ERR_USAGE, _("reports come as text so far, not as '%s'"), format);
	if (!period)
		return err_set(err, ERR_USAGE, _("say which period: --period 2021H1"));
	if (ask_period(s, "--period", period, &out->period, err) < 0 ||
	    (as_of && ask_day(s, "--as-of", as_of, &out->as_of, err) < 0))
		return -1;
	return unit ? ask_unit(s, "--unit", unit, &out->unit, err) : 0;
}

/* Before it leaves; a text with the records that its figures stand on. */
static int note(struct cli *cli, struct session *s, const struct report_request *request,
	const struct report *report, struct err *err)
{
	const char *what = s->here.words ? s->here.words : request->name;
	struct printed_note printed = { .report = request->name,
		.period = request->period,
		.as_of = report->as_of,
		.unit = report->unit ? report->unit->code : NULL,
		.uses = report->uses,
		.use_count = report->use_count,
		.figures = report->figure_count,
		.what = what };

	if (cli_option(cli, "--figures"))
		return presence_gives_out(s, EVENT_REPORT, err, "%s", what);
	if (printed_write(s->data, &printed, err) == 0)
		return 0;
	err_prefix(err, "%s", _("Nothing was given out, because it could not be noted"));
	return -1;
}

/* ---- what was printed ---- */

static void print_printed(const struct printed *p)
{
	struct str text = { 0 };

	printed_text(p, &text);
	out_line(_("%llu  %s: %llu figures from %llu records%s"), (unsigned long long)p->number,
		str_text(&text), (unsigned long long)p->figures,
		(unsigned long long)p->records,
		p->superseded ? _(" (printed again later)") : "");
	for (size_t i = 0; i < p->change_count; i++)
		out_line(_("    ! a figure it used has changed: %s"), p->changes[i].sentence);
	if (p->change_count == PRINTED_CHANGES_MOST)
		out_line("    ! …");
	str_release(&text);
}

/* What one stands on: a line a record, "planting 12 3": number and revision as printed. */
static int show_printed(struct session *s, uint64_t number, struct err *err)
{
	struct printed_use *uses;
	struct printed one;
	size_t count;
	int got = printed_one(s->data, number, &s->mem, &one, &uses, &count, err);

	if (got < 0)
		return -1;
	if (got > 0)
		return err_set(err, ERR_NOT_FOUND,
			_("No report of number %llu was printed, or it is not yours to see"),
			(unsigned long long)number);
	print_printed(&one);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < uses[i].count; j++)
			out_line(_("%s %llu, revision %llu"),
				uses[i].form ? uses[i].form->id : "?",
				(unsigned long long)uses[i].ids[j],
				(unsigned long long)uses[i].revisions[j]);
	return 0;
}

/* All, or of one report. */
static int list_printed(struct cli *cli, struct session *s, struct err *err)
{
	const char *name = cli->word_count ? cli->words[0] : NULL;
	struct printed *all;
	size_t count, shown = 0;

	if (name && *name >= '0' && *name <= '9')
		return show_printed(s, strtoull(name, NULL, 10), err);
	if (printed_list(s->data, 0, &s->mem, &all, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (name && strcmp(all[i].report, name) != 0)
			continue;
		print_printed(&all[i]);
		shown++;
	}
	if (shown == 0)
		say("%s", _("Nothing that you may know of has been printed"));
	return 0;
}

static int print(struct cli *cli, struct session *s, FILE *out, struct err *err)
{
	struct report_request request;
	struct report report = { 0 };
	struct str lines = { 0 };
	struct sink sink = out_sink(out);
	int status;

	if (read_request(cli, s, &request, err) < 0 ||
	    report_build(s->data, &request, &s->mem, &report, err) < 0 ||
	    note(cli, s, &request, &report, err) < 0)
		return -1;
	if (cli_option(cli, "--figures"))
		report_figures_json(&report, &lines);
	else
		str_add(&lines, report.text);
	status = sink_write(&sink, &lines, err);
	str_release(&lines);
	for (size_t i = 0; i < report.warning_count; i++)
		say("%s", report.warnings[i]);
	return status;
}

int cmd_report(struct cli *cli, struct err *err)
{
	struct session s = { 0 };
	struct out_file file = { 0 };
	int status = session_enter(&s, &cli->globals, err);

	if (status == 0 && cli_option(cli, "--printed")) {
		status = list_printed(cli, &s, err);
	} else if (status == 0 && !cli->word_count) {
		list_reports(s.model);
	} else if (status == 0) {
		status = out_file_open(&file, &cli->globals, cli_option(cli, "-o"), err);
		if (status == 0) {
			status = print(cli, &s, file.at, err);
			status = out_file_close(&file, status, err);
		}
	}
	session_close(&s);
	return status;
}
