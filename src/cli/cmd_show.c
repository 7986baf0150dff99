/*
 * cmd_show.c - herbledger show FORM ID: one record, now or at a revision.
 */
#include "cli/commands.h"

#include "base/date.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/session.h"
#include "cli/show_record.h"
#include "exchange/json.h"
#include "model/form.h"
#include "model/model.h"
#include "model/workflow.h"

#include <string.h>

static int fetch(struct cli *cli, struct session *s, const struct form *form,
	struct record **out, struct err *err)
{
	long long revision = 0;
	int result;

	if (cli_number(cli, "--at-rev", 1, &revision, err) < 0 ||
	    session_record(s, form, cli->words[1], out, err) < 0)
		return -1;
	if (!revision)
		return data_compute(s->data, *out, &s->mem, err);
	result = data_get_revision(
		s->data, form, (*out)->id, (uint64_t)revision, &s->mem, out, err);
	if (result > 0)
		return err_set(err, ERR_NOT_FOUND,
			_("record %s has no revision %lld; herbledger history lists them"),
			cli->words[1], revision);
	return result;
}

static int print_head(struct session *s, const struct record *r, struct err *err)
{
	struct str title = { 0 };
	const char *other;

	record_title(s->model, r, &title);
	out_line("%s", str_text(&title));
	str_clear(&title);
	instant_print(r->changed, &title);
	out_line(_("%s %llu, revision %llu, %s, %s\n"), form_label(r->form, i18n_lang()),
		 (unsigned long long)r->id, (unsigned long long)r->revision,
		 state_label(s->model, r->state), str_text(&title));
	str_release(&title);
	if (data_entered_for(s->data, r, &s->mem, &other, err) < 0)
		return -1;
	if (*other)
		out_line(_("Entered for %s\n"), other);
	return 0;
}

static int print_json(struct session *s, const struct record *r, struct err *err)
{
	struct str line = { 0 }, whole = { 0 };
	const char *other;

	if (data_entered_for(s->data, r, &s->mem, &other, err) < 0)
		return -1;
	record_to_json(s->model, r, NULL, 0, 0, &line);
	if (*other)
		json_with_text(str_text(&line), "_entered_for", other, &whole);
	else
		str_add(&whole, str_text(&line));
	out_line("%s", str_text(&whole));
	str_release(&whole);
	str_release(&line);
	return 0;
}

static int print(struct cli *cli, struct session *s, const struct record *r, struct err *err)
{
	const char *format = cli_option(cli, "--format");

	if (format && !strcmp(format, "json"))
		return print_json(s, r, err);
	if (format && strcmp(format, "text"))
		return err_set(err, ERR_USAGE, _("--format is text or json, not '%s'"), format);
	if (print_head(s, r, err) < 0)
		return -1;
	show_record(s->data, r);
	if (r->warn_reason)
		out_line(_("\nReason given: %s"), r->warn_reason);
	return 0;
}

int cmd_show(struct cli *cli, struct err *err)
{
	struct session s = { 0 };
	struct record *record = NULL;
	const struct form *form = NULL;
	int status = session_enter(&s, &cli->globals, err);

	if (status == 0) {
		form = session_form(&s, cli->words[0], err);
		status = form ? fetch(cli, &s, form, &record, err) : -1;
	}
	if (status == 0)
		status = print(cli, &s, record, err);
	session_close(&s);
	return status;
}
