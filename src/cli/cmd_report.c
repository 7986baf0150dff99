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
#include "exchange/sink.h"
#include "model/model.h"
#include "report/report.h"

#include <stdio.h>
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
	const struct unit **found;

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
	if (unit && unit_pick(&s->model->units, unit, NULL, DATE_NONE, &s->mem, &found) != 1)
		return err_set(err, ERR_USAGE,
			_("'%s' is not one unit; give its code or its whole name"), unit);
	if (unit)
		out->unit = found[0];
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
	    presence_gives_out(s, EVENT_REPORT, err, "%s",
		    s->here.words ? s->here.words : request.name) < 0)
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

	if (status == 0 && !cli->word_count) {
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
