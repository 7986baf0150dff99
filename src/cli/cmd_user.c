/*
 * cmd_user.c - herbledger user: who may log in, and the posts they hold.
 *
 *	user                                     everybody with their posts
 *	user add LOGIN --name N --post P --unit U
 *	user post LOGIN --post P --unit U        one more post
 *	user end LOGIN --post P [--unit U] --to DATE
 *
 * Users are records of the form that conf/site names; this is the short way to change them.
 */
#include "cli/commands.h"

#include "base/date.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/session.h"
#include "exchange/export.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"

#include <stdio.h>
#include <string.h>

struct user_form {
	const struct form *form;
	const struct field *login, *name, *rows;
	const struct field *post, *unit, *from, *to, *acting;  /* in the group */
};

static int find_form(const struct session *s, struct user_form *u, struct err *err)
{
	const struct user_fields *ids = &s->model->site.users;

	u->form = ids->form ? model_form(s->model, ids->form) : NULL;
	if (!u->form)
		return err_set(
			err, ERR_FAULT, _("conf/site.conf names no sound form for users"));
	u->login = form_field(u->form, ids->login);
	u->name = form_field(u->form, ids->name);
	u->rows = form_field(u->form, ids->rows);
	if (!u->login || !u->name || !u->rows || !u->rows->group)
		return err_set(err, ERR_FAULT,
			_("conf/site.conf names fields that the form for users does not have"));
	u->post = form_field(u->rows->group, ids->post);
	u->unit = form_field(u->rows->group, ids->unit);
	u->from = form_field(u->rows->group, ids->from);
	u->to = form_field(u->rows->group, ids->to);
	u->acting = form_field(u->rows->group, ids->acting);
	if (!u->post || !u->unit || !u->from || !u->to || !u->acting)
		return err_set(err, ERR_FAULT,
			_("conf/site.conf names fields that the form for users does not have"));
	return 0;
}

static int list_users(struct session *s, const struct user_form *u, struct err *err)
{
	const struct query query = { .form = u->form };
	const struct export_options options = { .format = ROWS_TEXT, .flags = EXPORT_SHOWN };
	struct sink sink = out_sink(stdout);

	return export_query(s->data, &query, &options, &sink, &s->mem, NULL, NULL, err);
}

/* The option's text, or a default, as a value of the field. */
static int take(struct cli *cli, struct session *s, const struct field *field,
	const char *option, struct value *out, struct err *err)
{
	const char *text = cli_option(cli, option);

	if (!text)
		return 0;
	return field_parse(s->model, field, text, &s->mem, out, err);
}

static int post_row(struct cli *cli, struct session *s, const struct user_form *u,
	struct value *row, struct err *err)
{
	if (!cli_option(cli, "--post") || !cli_option(cli, "--unit"))
		return err_set(err, ERR_USAGE, _("a post needs --post POST and --unit UNIT"));
	row[u->from->index] = value_date(dataset_today(s->data));
	if (cli_option(cli, "--acting"))
		row[u->acting->index] = value_bool(1);
	if (take(cli, s, u->post, "--post", &row[u->post->index], err) < 0 ||
	    take(cli, s, u->unit, "--unit", &row[u->unit->index], err) < 0 ||
	    take(cli, s, u->from, "--from", &row[u->from->index], err) < 0)
		return -1;
	return take(cli, s, u->to, "--to", &row[u->to->index], err);
}

static int add_post(struct cli *cli, struct session *s, const struct user_form *u,
		    struct record *record, struct err *err)
{
	struct value *posts = &record->values[u->rows->index];
	size_t width = u->rows->group->field_count;
	size_t count = value_is_given(posts) ? posts->rows.count : 0;
	struct value *cells = arena_array(&s->mem, (count + 1) * width, sizeof(*cells));

	if (count)
		memcpy(cells, posts->rows.cells, count * width * sizeof(*cells));
	*posts = (struct value){ .state = VALUE_GIVEN, .kind = KIND_ROWS };
	posts->rows = (struct row_values){ .cells = cells, .count = count + 1, .width = width };
	return post_row(cli, s, u, cells + count * width, err);
}

static int end_post(struct cli *cli, struct session *s, const struct user_form *u,
		    struct record *record, struct err *err)
{
	struct value *posts = &record->values[u->rows->index], want = { 0 }, unit = { 0 },
		     to = { 0 };
	size_t ended = 0;

	if (!cli_option(cli, "--post"))
		return err_set(err, ERR_USAGE, _("say which post ends: --post POST"));
	to = value_date(dataset_today(s->data));
	if (take(cli, s, u->post, "--post", &want, err) < 0 ||
		take(cli, s, u->unit, "--unit", &unit, err) < 0 ||
		take(cli, s, u->to, "--to", &to, err) < 0)
		return -1;
	for (size_t i = 0; value_is_given(posts) && i < posts->rows.count; i++) {
		struct value *row = posts->rows.cells + i * posts->rows.width;

		if (!value_equal(&row[u->post->index], &want) ||
			value_is_given(&row[u->to->index]) ||
			(value_is_given(&unit) && !value_equal(&row[u->unit->index], &unit)))
			continue;
		row[u->to->index] = to;
		ended++;
	}
	if (!ended)
		return err_set(err, ERR_NOT_FOUND,
			_("no such post is held now; herbledger user lists them"));
	return 0;
}

static int fetch(struct session *s, const struct user_form *u, const char *login,
		 struct record **out, struct err *err)
{
	struct record *key = record_new(u->form, &s->mem);
	int result;

	key->values[u->login->index] = value_text(login);
	result = data_get_by_key(s->data, key, &s->mem, out, err);
	if (result == DATA_NONE)
		*out = key;
	return result;
}

static int save(struct session *s, const struct record *record, struct err *err)
{
	struct save_result result = { 0 };
	int status =
		data_save(s->data, record, &(struct save_options){ 0 }, &s->mem, &result, err);

	if (status == DATA_OK)
		out_line(_("User %llu is saved"), (unsigned long long)result.id);
	for (size_t i = 0; i < result.findings.count; i++)
		say("%s", result.findings.at[i].sentence);
	if (status > 0 && result.sentence)
		say("%s", result.sentence);
	return status > 0 ? 1 : status;
}

static int change(
	struct cli *cli, struct session *s, const struct user_form *u, struct err *err)
{
	const char *verb = cli->words[0], *login = cli->words[1];
	struct record *record = NULL;
	int found = fetch(s, u, login, &record, err), add = !strcmp(verb, "add"), status;

	if (found < 0)
		return -1;
	if (found == DATA_OK && add)
		return err_set(err, ERR_FAULT,
			_("there is a user %s already; user post gives one more post"), login);
	if (found == DATA_NONE && !add)
		return err_set(err, ERR_NOT_FOUND, _("there is no user %s; user add makes one"),
			login);
	if (add)
		record->values[u->name->index] = value_text(cli_option(cli, "--name") ?
							    cli_option(cli, "--name") : login);
	status = strcmp(verb, "end") ? add_post(cli, s, u, record, err)
				     : end_post(cli, s, u, record, err);
	return status < 0 ? -1 : save(s, record, err);
}

static int user(struct cli *cli, struct session *s, struct err *err)
{
	static const char *const verbs[] = { "add", "post", "end", NULL };
	struct user_form u = { 0 };

	if (find_form(s, &u, err) < 0)
		return -1;
	if (!cli->word_count)
		return list_users(s, &u, err);
	for (size_t i = 0; verbs[i]; i++)
		if (!strcmp(verbs[i], cli->words[0]) && cli->word_count == 2)
			return change(cli, s, &u, err);
	return err_set(err, ERR_USAGE, _("usage: herbledger %s %s"), "user",
		_("[add|post|end LOGIN]"));
}

int cmd_user(struct cli *cli, struct err *err)
{
	struct session s = { 0 };
	int status = session_enter(&s, &cli->globals, err);

	if (status == 0)
		status = user(cli, &s, err);
	session_close(&s);
	return status;
}
