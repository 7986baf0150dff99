/*
 * cmd_delete.c - herbledger delete FORM ID --reason TEXT, and --undo.
 */
#include "cli/commands.h"

#include "base/str.h"
#include "cli/cli.h"
#include "cli/session.h"
#include "model/form.h"

#include <stdlib.h>

static int change(struct cli *cli, struct session *s, struct err *err)
{
	const struct form *form = session_form(s, cli->words[0], err);
	const char *reason;
	struct save_result result = { 0 };
	struct record *there;
	char *end;
	uint64_t id = strtoull(cli->words[1], &end, 10);
	int undo = cli_option(cli, "--undo") != NULL, status;

	if (!form || cli_reason(cli, &reason, err) < 0)
		return -1;
	if (*end || !id)
		return err_set(err, ERR_USAGE, _("'%s' is not a record number"), cli->words[1]);
	if (!undo && text_is_blank(reason))
		return err_set(
			err, ERR_USAGE, _("say why: --reason TEXT is kept in the history"));
	status = undo ? data_undelete(s->data, form, id, &s->mem, &result, err) :
			data_delete(s->data, form, id, reason, &s->mem, &result, err);
	if (status == DATA_NONE && session_record(s, form, cli->words[1], &there, err) == 0) {
		say("%s", result.sentence); /* deleted already, or not deleted */
		return 1;
	}
	if (status == DATA_NONE)
		return err_set(err, ERR_NOT_FOUND, _("there is no record %s in %s"),
			cli->words[1], form_label(form, i18n_lang()));
	if (status > 0) {
		say("%s", result.sentence);
		return 1;
	}
	if (status == 0)
		out_line(undo ? _("%s %llu is back")
			      : _("%s %llu is deleted; delete --undo brings it back"),
			form_label(form, i18n_lang()), (unsigned long long)id);
	return status;
}

int cmd_delete(struct cli *cli, struct err *err)
{
	return session_run(cli, change, err);
}
