/*
 * cmd_act.c - herbledger act FORM ID [ACTION]: what may be done to a record, or do it.
 */
#include "cli/commands.h"

#include "base/str.h"
#include "cli/cli.h"
#include "cli/session.h"
#include "model/form.h"
#include "model/workflow.h"

/* What can be done now, and why not. */
static int list_acts(struct session *s, const struct record *record, struct err *err)
{
	const char *form = form_label(record->form, i18n_lang());
	const char *state = state_label(s->model, record->state);
	struct act_choice *acts;
	size_t count;

	if (data_acts(s->data, record, &s->mem, &acts, &count, err) < 0)
		return -1;
	if (count == 0 && !record->form->workflow)
		out_line(_("%s has no actions: its records are submitted on saving"), form);
	else if (count == 0)
		out_line(_("%s %llu is %s: there is nothing to be done to it"), form,
			(unsigned long long)record->id, state);
	for (size_t i = 0; i < count; i++)
		out_line("%s  %s%s%s", acts[i].action->id, action_label(acts[i].action),
			*acts[i].refusal ? "  " : "", acts[i].refusal);
	return 0;
}

static int do_act(
	struct cli *cli, struct session *s, const struct record *record, struct err *err)
{
	struct act_options options = { .action = cli->words[2],
		.dry_run = cli_option(cli, "--dry-run") != NULL };
	const struct form *form = record->form;
	struct save_result result;
	long long revision = (long long)record->revision;
	int status;

	if (cli_reason(cli, &options.reason, err) < 0 ||
		cli_number(cli, "--rev", 1, &revision, err) < 0)
		return -1;
	status = data_act(s->data, form, record->id, (uint64_t)revision, &options, &s->mem,
		&result, err);
	if (status < 0)
		return -1;
	if (status > 0) {
		say("%s", result.sentence);
		return 1;
	}
	out_line(options.dry_run ? _("%s %llu would be %s") : _("%s %llu is %s"),
		form_label(form, i18n_lang()), (unsigned long long)record->id,
		state_label(s->model, result.state));
	return 0;
}

static int act(struct cli *cli, struct session *s, struct err *err)
{
	const struct form *form = session_form(s, cli->words[0], err);
	struct record *record;

	if (!form || session_record(s, form, cli->words[1], &record, err) < 0)
		return -1;
	return cli->word_count > 2 ? do_act(cli, s, record, err) : list_acts(s, record, err);
}

int cmd_act(struct cli *cli, struct err *err)
{
	return session_run(cli, act, err);
}
