/*
 * cmd_forms.c - herbledger forms [FORM]: what a ledger holds; --apply takes over new shapes.
 */
#include "cli/commands.h"

#include "base/str.h"
#include "cli/cli.h"
#include "cli/listing.h"
#include "cli/session.h"
#include "data/upkeep.h"
#include "exchange/export.h"
#include "model/form.h"
#include "model/model.h"

#include <string.h>
#include <unistd.h>

static void progress(void *context, uint64_t done, uint64_t of)
{
	(void)context;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%llu/%llu ", (unsigned long long)done,
			(unsigned long long)of);
}

/* s->model has the applied forms; `wanted` the ones of the files. */
static int apply_all(struct session *s, struct err *err)
{
	struct model *wanted = NULL;
	struct faults faults = { 0 };
	int status = conf_read(&s->dirs, &s->mem, &wanted, &faults, err);

	for (size_t i = 0; status == 0 && i < s->waiting_count; i++) {
		const struct form *was = model_form(s->model, s->waiting[i]);
		const struct form *now = model_form(wanted, s->waiting[i]);

		if (!now) {
			say(_("%s: its file is gone or at fault; its records stay as they are"),
			    s->waiting[i]);
			continue;
		}
		status = data_apply_form(s->data, was, now, progress, NULL, err);
		if (status == 0)
			out_line(
				_("%s: the new shape is in use"), form_label(now, i18n_lang()));
	}
	if (status == 0 && !s->waiting_count)
		out_line(_("No form has changed its shape"));
	model_drop(&wanted);
	return status;
}

static int print(struct cli *cli, struct session *s, struct err *err)
{
	enum rows_format format = ROWS_TEXT;
	struct sink sink = out_sink(stdout);
	const struct form *form;

	if (listing_format(cli, &format, err) < 0)
		return -1;
	if (!cli->word_count)
		return export_forms(s->data, format, &sink, err);
	form = session_form(s, cli->words[0], err);
	return form ? export_form(s->data, form, format, &sink, err) : -1;
}

int cmd_forms(struct cli *cli, struct err *err)
{
	struct session s = { 0 };
	int apply = cli_option(cli, "--apply") != NULL;
	int status = apply ? session_enter_owner(&s, &cli->globals, err) :
			     session_enter(&s, &cli->globals, err);

	if (status == 0)
		status = apply ? apply_all(&s, err) : print(cli, &s, err);
	session_close(&s);
	return status;
}
