/*
 * cmd_put.c - herbledger put FORM [FILE|-]: JSON lines, created or changed by natural key.
 *
 * All lines are checked before the first is written; one fault and nothing is.
 */
#include "cli/commands.h"

#include "cli/cli.h"
#include "cli/incoming.h"
#include "cli/session.h"
#include "model/field_type.h"

static int put(struct cli *cli, struct session *s, FILE *in, struct err *err)
{
	const struct form *form = session_form(s, cli->words[0], err);
	struct import_options options = { .format = IMPORT_JSON, .flags = IMPORT_UNRECORDED };
	struct import_result result = { 0 };
	const char *who = cli_option(cli, "--for");
	int status;

	if (!form || (who && text_check("--for", who, err) < 0))
		return -1;
	options.entered_for = who;
	if (cli_option(cli, "--dry-run"))
		options.flags |= IMPORT_DRY_RUN;
	if (cli_option(cli, "--keep"))
		options.flags |= IMPORT_DRAFTS;
	if (cli_option(cli, "--replace"))
		options.flags |= IMPORT_REPLACE;
	status = import_run(s->data, form, in, &options, &s->mem, &result, err);
	if (status < 0)
		return -1;
	incoming_say(&result);
	if (status == IMPORT_FAULTS)
		say(_("Nothing was written"));
	incoming_counts(&result, status != IMPORT_FAULTS && !cli_option(cli, "--dry-run"));
	return status == IMPORT_FAULTS ? 1 : 0;
}

int cmd_put(struct cli *cli, struct err *err)
{
	struct session s = { 0 };
	const char *path = cli->word_count > 1 ? cli->words[1] : NULL;
	int status = session_enter(&s, &cli->globals, err);
	/* who may come in first: what is sent takes room */
	FILE *in = status == 0 ? incoming_open(&cli->globals, path, err) : NULL;

	status = in ? put(cli, &s, in, err) : -1;
	incoming_close(&in);
	session_close(&s);
	return status;
}
