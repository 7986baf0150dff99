/*
 * cmd_init.c - herbledger init: the data directory, its first user, the example ledgers.
 *
 * Example records are files conf/demo/NN-FORM[-remark].jsonl, loaded in order of their names.
 */
#include "cli/commands.h"

#include "base/date.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/incoming.h"
#include "cli/session.h"
#include "data/query.h"
#include "model/form.h"
#include "model/model.h"

#include <dirent.h>
#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* "20-FORM-2021.jsonl" -> "FORM" */
static const char *form_of_file(const char *name, struct arena *mem)
{
	const char *from = strchr(name, '-');

	return from ? arena_text_len(mem, from + 1, strcspn(from + 1, "-.")) : "";
}

static int load_file(struct session *s, const char *dir, const char *name, struct err *err)
{
	const struct form *form = session_form(s, form_of_file(name, &s->mem), err);
	struct import_options options = { .format = IMPORT_JSON, .flags = IMPORT_UNRECORDED };
	struct import_result result = { 0 };
	const struct cli_globals here = { 0 };
	FILE *in = form ? incoming_open(&here, arena_printf(&s->mem, "%s/%s", dir, name), err)
			: NULL;
	int status = in ? import_run(s->data, form, in, &options, &s->mem, &result, err) : -1;

	incoming_close(&in);
	incoming_say(&result);
	if (status == IMPORT_FAULTS)
		return err_set(err, ERR_FAULT, _("%s/%s has faults; nothing of it was loaded"),
			dir, name);
	if (status == 0)
		out_line(_("%s: %llu records"), form_label(form, i18n_lang()),
			 (unsigned long long)result.created);
	return status;
}

static int is_lines(const struct dirent *entry)
{
	return text_ends_with(entry->d_name, ".jsonl");
}

static int load_demo(struct session *s, struct err *err)
{
	const char *dir = arena_printf(&s->mem, "%s/demo", s->dirs.conf);
	struct dirent **names = NULL;
	int count = scandir(dir, &names, is_lines, alphasort), status = 0;

	if (count < 0)
		return err_set(
			err, ERR_NOT_FOUND, _("%s cannot be read: %s"), dir, strerror(errno));
	for (int i = 0; i < count; i++) {
		if (status == 0)
			status = load_file(s, dir, names[i]->d_name, err);
		free(names[i]);
	}
	free(names);
	return status;
}

/* The first role that may administrate, at the root unit, from today. */
static int first_user(struct session *s, const char *login, struct err *err)
{
	const struct user_fields *u = &s->model->site.users;
	const struct role *role = s->model->roles;
	struct str line = { 0 };
	struct import_options options = { .format = IMPORT_JSON, .flags = IMPORT_UNRECORDED };
	struct import_result result = { 0 };
	const struct form *form = u->form ? session_form(s, u->form, err) : NULL;
	FILE *in;
	int status;

	while (role < s->model->roles + s->model->role_count &&
		!role_right(role, ACTION_ADMIN, NULL))
		role++;
	if (!form || role == s->model->roles + s->model->role_count || !s->model->site.root)
		return err_set(err, ERR_FAULT,
			_("conf/ names no users form, no administrator's role or no root "
			  "unit; herbledger check says what is wrong"));
	str_addf(&line,
		"{\"%s\":\"%s\",\"%s\":\"%s\",\"%s\":[{\"%s\":\"%s\",\"%s\":\"%s\",\"%s\":\"",
		u->login, login, u->name, login, u->rows, u->post, role->id, u->unit,
		s->model->site.root->code, u->from);
	date_print(dataset_today(s->data), &line);
	str_add(&line, "\"}]}\n");
	in = fmemopen(line.at, line.len, "r");
	status = in ? import_run(s->data, form, in, &options, &s->mem, &result, err) :
		      err_set(err, ERR_STORE, "%s", strerror(errno));
	incoming_close(&in);
	str_release(&line);
	incoming_say(&result);
	if (status == 0)
		out_line(_("First user: %s; herbledger user add makes others"), login);
	return status == IMPORT_FAULTS
		? err_set(err, ERR_FAULT, _("the first user could not be made"))
		: status;
}

static const char *admin_login(struct cli *cli)
{
	const char *name = cli_option(cli, "--admin");
	struct passwd *pw = name ? NULL : getpwuid(getuid());

	return name ? name : pw ? pw->pw_name : "admin";
}

/* The login stands inside a JSON line above: letters, digits, - _ . only. */
static int login_is_plain(const char *login)
{
	return *login &&
		strspn(login, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == strlen(login);
}

/* Neither a second first user nor examples get into a ledger that is in use. */
static int refuse_used(struct session *s, struct err *err)
{
	const char *id = s->model->site.users.form;
	struct query query = { .form = id ? model_form(s->model, id) : NULL };
	uint64_t count = 0;

	if (!query.form)
		return 0;
	if (query_count(s->data, &query, &count, err) < 0)
		return -1;
	if (count > 0)
		return err_set(err, ERR_USAGE,
			_("%s is in use already; name a new directory, or add users with "
			  "herbledger user add"),
			s->dir);
	return 0;
}

static int make(struct cli *cli, struct session *s, struct err *err)
{
	const char *login = admin_login(cli);
	int demo = cli_option(cli, "--demo") != NULL;
	struct data_options options = {
		.how = DATA_ALONE, .create = 1, .demo = demo, .now = cli->globals.now,
	};

	if (!login_is_plain(login))
		return err_set(err, ERR_USAGE,
			_("'%s' is not a login: small letters, digits, - _ ."), login);
	if (session_read_conf(s, &cli->globals, err) < 0)
		return -1;
	options.dir = s->dir;
	if (data_open_store(&options, &s->store, err) < 0 ||
	    session_enter_owner(s, &cli->globals, err) < 0 || refuse_used(s, err) < 0)
		return -1;
	if (demo && load_demo(s, err) < 0)
		return -1;
	if (!demo || cli_option(cli, "--admin"))
		return first_user(s, login, err);
	return 0;
}

int cmd_init(struct cli *cli, struct err *err)
{
	struct session s = { 0 };
	int status = make(cli, &s, err);

	if (status == 0)
		out_line(_("The data directory %s is made"), s.dir);
	session_close(&s);
	return status;
}
