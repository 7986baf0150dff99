/*
 * cmd_import.c - herbledger import FORM FILE|-, and --list, --resume, --undo.
 */
#include "cli/commands.h"

#include "base/date.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/incoming.h"
#include "cli/out_file.h"
#include "cli/session.h"
#include "data/imports.h"

#include <stdio.h>
#include <unistd.h>

static int list(struct session *s, struct err *err)
{
	struct import_entry *at;
	size_t count;

	if (imports_list(s->data, NULL, &s->mem, &at, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct str when = { 0 };

		instant_print(at[i].started, &when);
		out_line(
			_("%s  %s  %s  %s  %s  %llu of %llu rows: %llu created, %llu changed, "
			  "%llu failed"),
			at[i].id, str_text(&when), at[i].form, at[i].file,
			import_state_label(at[i].state), (unsigned long long)at[i].done,
			(unsigned long long)at[i].rows, (unsigned long long)at[i].created,
			(unsigned long long)at[i].updated, (unsigned long long)at[i].failed);
		str_release(&when);
	}
	return 0;
}

static int undo(struct session *s, const char *id, struct err *err)
{
	struct undo_result result = { 0 };
	int status = imports_undo(s->data, id, &s->mem, &result, err);

	if (status > 0)
		return err_set(err, ERR_NOT_FOUND,
			_("there is no import %s; import --list names them"), id);
	if (status < 0)
		return -1;
	for (size_t i = 0; i < result.left_kept; i++)
		say(_("record %llu is left as it is: %s"),
			(unsigned long long)result.left_ids[i], result.left_why[i]);
	out_line(_("Import %s taken back: %llu deleted, %llu set back, %llu left"), id,
		 (unsigned long long)result.deleted, (unsigned long long)result.restored,
		 (unsigned long long)result.left);
	return result.left ? 1 : 0;
}

/* On a terminal only: a script's stderr stays clean. */
static int progress(void *context, int checking, uint64_t done, uint64_t of)
{
	(void)context;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%s %llu/%llu ", checking ? _("checking") : _("writing"),
			(unsigned long long)done, (unsigned long long)of);
	return 0;
}

static int run(
	struct cli *cli, struct session *s, FILE *in, struct out_file *failed, struct err *err)
{
	const struct form *form = session_form(s, cli->words[0], err);
	struct sink sink = sink_to_file(failed->at);
	struct import_options options = {
		.file_name = cli->words[1],
		.resume = cli_option(cli, "--resume"),
		.failed = cli_option(cli, "--errors") ? &sink : NULL,
		.progress = progress,
	};
	struct import_result result = { 0 };
	int status, dry = cli_option(cli, "--dry-run") != NULL;

	if (!form || cli_reason(cli, &options.warn_reason, err) < 0)
		return -1;
	options.flags = (dry ? IMPORT_DRY_RUN : 0u) |
		(cli_option(cli, "--replace") ? IMPORT_REPLACE : 0u);
	status = import_run(s->data, form, in, &options, &s->mem, &result, err);
	if (isatty(STDERR_FILENO))
		fputc('\n', stderr);
	incoming_say(&result);
	if (status < 0 && result.id)
		say(_("Import %s is incomplete: import --resume %s FORM FILE goes on, import "
		  "--undo %s takes it back"),
			result.id, result.id, result.id);
	if (status < 0)
		return -1;
	incoming_counts(&result, !dry && (status != IMPORT_FAULTS || options.failed));
	if (status == IMPORT_FAULTS && !options.failed && !dry)
		say(_("Nothing was written; --errors FILE writes the good rows and gives the "
		  "failed ones back"));
	if (result.id)
		out_line(_("Import %s"), result.id);
	return status == IMPORT_FAULTS ? 1 : 0;
}

static int import(struct cli *cli, struct session *s, struct err *err)
{
	struct out_file failed = { 0 };
	const char *path = cli_option(cli, "--errors");
	FILE *in;
	int status;

	if (cli_option(cli, "--list"))
		return list(s, err);
	if (cli_option(cli, "--undo"))
		return undo(s, cli_option(cli, "--undo"), err);
	if (cli->word_count < 2)
		return err_set(err, ERR_USAGE, _("usage: herbledger %s %s"), "import",
			_("FORM FILE|-"));
	in = incoming_open(&cli->globals, cli->words[1], err);
	if (!in)
		return -1;
	status = out_file_open(&failed, &cli->globals, path, err);
	if (status == 0) {
		status = run(cli, s, in, &failed, err);
		if (out_file_close(&failed, status < 0 ? status : 0, err) < 0)
			status = -1;
	}
	incoming_close(&in);
	return status;
}

int cmd_import(struct cli *cli, struct err *err)
{
	return session_run(cli, import, err);
}
