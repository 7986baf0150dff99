/*
 * cmd_history.c - herbledger history FORM ID: who changed what, when, and is the chain whole.
 */
#include "cli/commands.h"

#include "base/date.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/session.h"
#include "cli/show_record.h"
#include "exchange/json.h"
#include "model/form.h"
#include "model/workflow.h"

#include <stdlib.h>
#include <string.h>

/* Nobody's name: what the program itself wrote, as when it was set up. */
static const char *who(const struct revision *r)
{
	return *r->user_name ? r->user_name : *r->user ? r->user : _("system");
}

static void print_revision(struct session *s, const struct form *form,
	const struct revision *r, const struct revision *before)
{
	struct str when = { 0 };

	instant_print(r->instant, &when);
	out_line("%llu  %s  %s%s  %s%s%s%s%s%s", (unsigned long long)r->number, str_text(&when),
		 who(r), r->acting ? _(" (acting)") : "", data_deed_label(form, r->action),
		 *r->reason ? "  " : "", r->reason,
		 *r->import_id ? "  " : "", r->import_id, r->whole ? "" : _("  CHAIN BROKEN"));
	if (*r->entered_for)
		out_line("  %s  %s", _("Entered for"), r->entered_for);
	if (r->record)
		show_changes(s->data, before ? before->record : NULL, r->record);
	str_release(&when);
}

static void put_pair(const char *name, const char *text, struct str *out)
{
	str_addf(out, "\"%s\":", name);
	json_put_text(text, out);
	str_add_char(out, ',');
}

static void print_json(struct session *s, const struct revision *r)
{
	struct str line = { 0 }, when = { 0 };

	instant_print(r->instant, &when);
	str_addf(&line, "{\"revision\":%llu,", (unsigned long long)r->number);
	put_pair("time", str_text(&when), &line);
	put_pair("user", r->user, &line);
	put_pair("name", r->user_name, &line);
	put_pair("post", r->post, &line);
	str_addf(&line, "\"acting\":%s,", r->acting ? "true" : "false");
	put_pair("action", r->action, &line);
	put_pair("reason", r->reason, &line);
	put_pair("import", r->import_id, &line);
	put_pair("entered_for", r->entered_for, &line);
	if (r->record)
		put_pair("state", state_id(s->model, r->record->state), &line);
	if (r->record && r->record->warn_reason)
		put_pair("warn_reason", r->record->warn_reason, &line);
	str_addf(&line, "\"uid\":%u,\"whole\":%s,\"record\":", r->uid,
		r->whole ? "true" : "false");
	if (r->record)
		record_to_json(s->model, r->record, NULL, 0, JSON_BARE, &line);
	else
		str_add(&line, "null");
	str_add(&line, "}\n");
	out_text(str_text(&line));
	str_release(&line);
	str_release(&when);
}

static int print_all(struct cli *cli, struct session *s, const struct form *form,
		     const struct revision_list *list, struct err *err)
{
	const char *format = cli_option(cli, "--format");
	int json = format && !strcmp(format, "json"), broken = 0;

	if (format && !json && strcmp(format, "text"))
		return err_set(err, ERR_USAGE, _("--format is text or json, not '%s'"), format);
	for (size_t i = 0; i < list->count; i++) {
		broken |= !list->at[i].whole;
		if (json)
			print_json(s, &list->at[i]);
		else
			print_revision(s, form, &list->at[i], i ? &list->at[i - 1] : NULL);
	}
	if (list->hidden)
		say(P_("%zu revision is left out: the record was then another unit's, or not "
		       "shared.",
			    "%zu revisions are left out: the record was then another unit's, "
			    "or not shared.",
			    list->hidden),
			list->hidden);
	return broken;
}

int cmd_history(struct cli *cli, struct err *err)
{
	struct session s = { 0 };
	struct revision_list list = { 0 };
	const struct form *form = NULL;
	int status = session_enter(&s, &cli->globals, err);

	if (status == 0)
		form = session_form(&s, cli->words[0], err);
	if (form)
		status = data_history(s.data, form, strtoull(cli->words[1], NULL, 10), &s.mem,
				      &list, err);
	else
		status = -1;
	if (status > 0)
		status = err_set(err, ERR_NOT_FOUND, _("there is no record %s in %s"),
			cli->words[1], form_label(form, i18n_lang()));
	if (status == 0)
		status = print_all(cli, &s, form, &list, err);
	session_close(&s);
	return status;
}
