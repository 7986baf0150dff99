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
					? _("%s: its file has another shape than what is "
					    "stored; herbledger forms --apply takes it over")
					: _("%s: its file is gone or at fault; its records "
					    "stay as they are"),
				s->waiting[i]);
	model_drop(&files);
}

/* Templates are read when conf/ is sound enough to know their names. */
static size_t say_templates(struct session *s, const struct cli_globals *g)
{
	size_t faults = 0;

	for (size_t i = 0; i < s->model->report_count; i++) {
		struct err fault = { 0 };

		if (report_check(s->model, s->model->reports[i].id, &fault) == 0)
			continue;
		out_line("%s", session_place(s, g, fault.text));
		faults++;
	}
	return faults;
}

static void say_fault(struct session *s, const struct cli_globals *g, const struct fault *fault)
{
	out_line("%s:%d: %s", session_place(s, g, fault->file), fault->line, fault->sentence);
}

/* From a shell on the server whoever reads the files; over ssh whoever may change them. */
static int may_check(const struct cli_globals *g, struct err *err)
{
	struct session s = { 0 };
	int status = g->remote ? session_enter(&s, g, err) : 0;

	if (g->remote && status == 0)
		status = may(s.model, &s.viewer, ACTION_CONF, NULL, NULL, err);
	session_close(&s);
	return status;
}

int cmd_check(struct cli *cli, struct err *err)
{
	const struct cli_globals *g = &cli->globals;
	struct session s = { 0 };
	int status = may_check(g, err) < 0 ? -1 : session_read_conf(&s, g, err);

	if (status < 0)
		goto out;
	for (size_t i = 0; i < s.faults.count; i++)
		say_fault(&s, g, &s.faults.at[i]);
	for (size_t i = 0; i < s.faults.remark_count; i++)
		say_fault(&s, g, &s.faults.remarks[i]);
	status = s.faults.count + say_templates(&s, g) > 0;
	if (!status)
		out_line(_("No faults: %zu forms, %zu code lists, %zu units"),
			s.model->form_count, s.model->list_count, s.model->units.count);
	say_waiting(&s, g);
out:
	session_close(&s);
	return status;
}
