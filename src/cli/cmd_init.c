/*
 * cmd_init.c - herbledger init: the data directory, its first users, the example ledgers.
 *
 * Example records are files conf/demo/NN-FORM[-remark].jsonl, loaded in order of their names;
 * what they need of conf beside the installed one is in conf/demo/conf and goes to DATA/conf.
 */
#include "cli/commands.h"

#include "base/date.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/demo_conf.h"
#include "cli/incoming.h"
#include "cli/session.h"
#include "data/people.h"
#include "data/query.h"
#include "model/form.h"
#include "model/model.h"
#include "work/people.h"

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
	int count, status = 0;

	if (demo_conf_copy(arena_printf(&s->mem, "%s/conf", dir), s->dirs.data_conf, err) < 0 ||
	    session_reload(s, err) < 0)
		return -1;
	count = scandir(dir, &names, is_lines, alphasort);
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

/* The three administrators: what tells their roles, and who it is unless said otherwise. */
struct first {
	const char *option, *usual;
	enum deed deed;
	int on_posts;                   /* 1: the deed is meant on the form of posts */
};

static const struct first firsts[] = {
	{ "--admin", NULL, ACTION_ADMIN, 0 },
	{ "--security", "anquan", ACTION_CHANGE, 1 },
	{ "--audit", "shenji", ACTION_AUDIT, 0 },
};
enum { FIRSTS = sizeof(firsts) / sizeof(firsts[0]) };

static const struct role *role_of(const struct model *model, const struct first *first)
{
	const char *posts = model->site.posts.form;
	const struct form *form = first->on_posts && posts ? model_form(model, posts) : NULL;

	for (size_t i = 0; i < model->role_count && (form || !first->on_posts); i++)
		if (role_right(&model->roles[i], first->deed, form))
			return &model->roles[i];
	return NULL;
}

static int first_user(struct session *s, const struct first *first, const char *login,
	struct err *err)
{
	const struct role *role = role_of(s->model, first);
	struct new_user user = { .login = login };
	struct post_term holder = { .from = DATE_NONE, .to = DATE_NONE };
	struct new_post post = { .unit = s->model->site.root, .holder = &holder };
	uint64_t id;

	if (!role || !post.unit || !s->model->site.users.form)
		return err_set(err, ERR_FAULT,
			_("conf/ names no form for users and posts, no roles of administrators "
			  "or no root unit; herbledger check says what is wrong"));
	post.role = role->id;
	if (user_add(s->data, &user, 0, &s->mem, &holder.user, err) < 0 ||
		post_add(s->data, &post, 0, &s->mem, &id, err) < 0)
		return err_prefix(err, "%s", login);
	out_line(_("First user: %s, %s"), login, role_name(s->model, role->id));
	return 0;
}

static const char *unix_login(void)
{
	struct passwd *pw = getpwuid(getuid());

	return pw ? pw->pw_name : "admin";
}

static const char *login_of(struct cli *cli, const struct first *first)
{
	const char *name = cli_option(cli, first->option);

	return name ? name : first->usual ? first->usual : unix_login();
}

/* Who administrates, who gives posts and who looks on are three people. */
static int check_firsts(struct cli *cli, struct err *err)
{
	for (size_t i = 0; i < FIRSTS; i++)
		for (size_t j = 0; j < i; j++)
			if (!strcmp(login_of(cli, &firsts[i]), login_of(cli, &firsts[j])))
				return err_set(err, ERR_USAGE,
					_("%s and %s have to be two people: name another one"),
					firsts[j].option, firsts[i].option);
	return 0;
}

/* With the examples only those that were asked for: the examples have three of their own. */
static int first_users(struct cli *cli, struct session *s, int demo, struct err *err)
{
	int status = 0;

	for (size_t i = 0; i < FIRSTS && status == 0; i++)
		if (!demo || cli_option(cli, firsts[i].option))
			status = first_user(s, &firsts[i], login_of(cli, &firsts[i]), err);
	return status;
}

/* Before the data directory is made: nothing is to be cleared away for a misspelt login. */
static int check_logins(struct cli *cli, struct err *err)
{
	for (size_t i = 0; i < FIRSTS; i++)
		if (!login_is_plain(login_of(cli, &firsts[i])))
			return err_set(err, ERR_USAGE,
				_("'%s' is not a login: small letters, digits, - _ ."),
				login_of(cli, &firsts[i]));
	return check_firsts(cli, err);
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
	int demo = cli_option(cli, "--demo") != NULL;
	struct data_options options = {
		.how = DATA_ALONE, .create = 1, .demo = demo, .now = cli->globals.now,
	};

	if (check_logins(cli, err) < 0 || session_read_conf(s, &cli->globals, err) < 0)
		return -1;
	options.dir = s->dir;
	if (data_open_store(&options, &s->store, err) < 0 ||
	    session_enter_owner(s, &cli->globals, err) < 0 || refuse_used(s, err) < 0)
		return -1;
	if (demo && load_demo(s, err) < 0)
		return -1;
	return first_users(cli, s, demo, err);
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
