/*
 * cmd_check.c - herbledger check: every fault of conf/, forms/ and templates, and shapes
 * that wait.
 */
#include "cli/commands.h"

#include "cli/cli.h"
#include "cli/session.h"
#include "model/model.h"
#include "report/report.h"

#include <unistd.h>

static void say_waiting(struct session *s, const struct cli_globals *g)
{
	struct err ignored = { 0 };
	struct model *files =
		model_hold(s->model); /* the session may go on with stored shapes */

	if (access(s->dir, R_OK | X_OK) == 0 && session_open_store(s, g, &ignored) == 0)
		for (size_t i = 0; i < s->waiting_count; i++)
			say(model_form(files, s->waiting[i])
					? _("%s: its file has another shape than what is stored; herbledger forms --apply takes it over")
					: _("%s: its file is gone or at fault; its records stay as they are"),
				s->waiting[i]);
	model_drop(&files);
}

/* Templates are read when conf/ is sound enough to know their names. */
static size_t say_templates(const struct model *model)
{
	size_t faults = 0;

	for (size_t i = 0; i < model->report_count; i++) {
		struct err fault = { 0 };

		if (report_check(model, model->reports[i].id, &fault) == 0)
			continue;
		out_line("%s", fault.text);
		faults++;
	}
	return faults;
}

int cmd_check(struct cli *cli, struct err *err)
{
	struct session s = { 0 };
	int status = session_read_conf(&s, &cli->globals, err);

	if (status < 0)
		goto out;
	for (size_t i = 0; i < s.faults.count; i++)
		out_line("%s:%d: %s", s.faults.at[i].file, s.faults.at[i].line,
			 s.faults.at[i].sentence);
	for (size_t i = 0; i < s.faults.remark_count; i++)
		out_line("%s:%d: %s", s.faults.remarks[i].file, s.faults.remarks[i].line,
			s.faults.remarks[i].sentence);
	status = s.faults.count + say_templates(s.model) > 0;
	if (!status)
		out_line(_("No faults: %zu forms, %zu code lists, %zu units"),
			s.model->form_count, s.model->list_count, s.model->units.count);
	say_waiting(&s, &cli->globals);
out:
	session_close(&s);
	return status;
}
