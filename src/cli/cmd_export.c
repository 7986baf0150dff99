/*
 * cmd_export.c - herbledger export FORM [QUERY]: records to a file or stdout.
 */
#include "cli/commands.h"

#include "base/str.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/listing.h"
#include "cli/out_file.h"
#include "cli/presence.h"
#include "cli/session.h"
#include "exchange/export.h"
#include "model/form.h"

#include <stdio.h>
#include <string.h>

static int read_options(struct cli *cli, struct session *s, const struct form *form,
			struct export_options *out, struct err *err)
{
	const char *columns = cli_option(cli, "--columns");
	const char *encoding = cli_option(cli, "--encoding");

	*out = (struct export_options){ .format = ROWS_CSV };
	if (listing_format(cli, &out->format, err) < 0)
		return -1;
	if (cli_option(cli, "--labels"))
		out->flags |= EXPORT_LABELS;
	if (encoding && !strcmp(encoding, "gb18030"))
		out->rows |= ROWS_GB18030;
	else if (encoding && strcmp(encoding, "utf-8"))
		return err_set(err, ERR_USAGE, _("--encoding is utf-8 or gb18030, not '%s'"),
			encoding);
	return columns
		? export_columns(form, columns, &s->mem, &out->fields, &out->field_count, err)
		: 0;
}

static int note(struct session *s, const struct query *query, struct err *err)
{
	uint64_t count;

	if (query_count(s->data, query, &count, err) < 0)
		return -1;
	return presence_gives_out(s, EVENT_EXPORT, err,
		P_("%s: %llu record", "%s: %llu records", count),
		s->here.words ? s->here.words : query->form->id, (unsigned long long)count);
}

static int write_all(struct cli *cli, struct session *s, FILE *file, struct err *err)
{
	struct query query;
	struct export_options options;
	struct sink sink;
	const char *outside = "";
	uint64_t written = 0;

	if (ask_query(cli, s, &query, err) < 0 ||
		read_options(cli, s, query.form, &options, err) < 0)
		return -1;
	if (note(s, &query, err) < 0)
		return -1;
	/* GB18030 is for a file; a terminal in it would be cleaned byte by byte */
	sink = options.rows & ROWS_GB18030 ? sink_to_file(file) : out_sink(file);
	if (export_query(
		    s->data, &query, &options, &sink, &s->mem, &written, &outside, err) < 0)
		return -1;
	say(P_("%llu record", "%llu records", written), (unsigned long long)written);
	if (!text_is_empty(outside))
		say(_("Old spreadsheets show these characters wrong: %s"), outside);
	return 0;
}

int cmd_export(struct cli *cli, struct err *err)
{
	struct session s = { 0 };
	struct out_file file = { 0 };
	int status = session_enter(&s, &cli->globals, err);

	if (status == 0)
		status = out_file_open(&file, &cli->globals, cli_option(cli, "-o"), err);
	if (status == 0) {
		status = write_all(cli, &s, file.at, err);
		status = out_file_close(&file, status, err);
	}
	session_close(&s);
	return status;
}
