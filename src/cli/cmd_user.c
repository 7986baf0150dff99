/*
 * cmd_user.c - herbledger user: who may log in, and the posts they hold.
 *
 *	user                                     everybody with their posts
 *	user add LOGIN --name N [--post P --unit U]
 *	user post LOGIN --post P --unit U        one more post
 *	user end LOGIN --post P [--unit U] [--to DATE]
 *	user lock | unlock LOGIN --reason TEXT
 *	user leave LOGIN [--successor LOGIN] --reason TEXT
 *	user rights LOGIN                        what he sees and may do, and why not
 *	user key LOGIN [list | add | end [ID]]   add: the line on stdin
 *
 * The short ways to the ledgers of users, posts and keys: work/ does it.
 */
#include "cli/commands.h"

#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/listing.h"
#include "cli/person.h"
#include "cli/session.h"
#include "model/model.h"
#include "work/leave.h"
#include "work/lock.h"
#include "work/people.h"

static int is_dry(const struct cli *cli)
{
	return cli_option(cli, "--dry-run") != NULL;
}

/* ---- the list ---- */

static int list(struct session *s, struct err *err)
{
	const struct rows_column columns[] = {
		{ "login", _("Login"), ROWS_LEFT },
		{ "name", _("Name"), ROWS_LEFT },
		{ "posts", _("Posts"), ROWS_LEFT },
		{ "locked", _("Locked"), ROWS_LEFT },
	};
	enum { COUNT = sizeof(columns) / sizeof(columns[0]) };
	int32_t day = dataset_today(s->data);
	struct people people;
	const char **cells;

	if (people_load(s->data, &s->mem, &people, err) < 0)
		return -1;
	cells = arena_array(&s->mem, people.users.count * COUNT, sizeof(*cells));
	for (size_t i = 0; i < people.users.count; i++) {
		const struct person *user = &people.users.at[i];
		const char **row = cells + i * COUNT;
		struct str posts = { 0 };

		holdings_text(s->model, &people, user->id, day, &posts);
		row[0] = user->login;
		row[1] = user->name;
		row[2] = str_keep(&posts, &s->mem);
		row[3] = user->locked ? _("yes") : "";
	}
	return listing_print(ROWS_TEXT, columns, COUNT, cells, people.users.count, err);
}

/* ---- posts, by role and unit ---- */

/* Told before anything is looked up or half of it done. */
static int may_give(struct session *s, struct err *err)
{
	const char *id = s->model->site.posts.form;
	const struct form *form = id ? model_form(s->model, id) : NULL;

	return form ? may(s->model, &s->viewer, ACTION_CHANGE, form, NULL, err) : 0;
}

/* The post of the options, made with its holder when there is none. */
static int give(struct cli *cli, struct session *s, const struct people *people,
	uint64_t user, struct err *err)
{
	const char *typed = cli_option(cli, "--post");
	const char *role = typed ? person_role(s, typed) : NULL;
	struct post_term term = { .user = user,
		.acting = cli_option(cli, "--acting") != NULL,
		.dry_run = is_dry(cli) };
	struct new_post fresh = { .role = role, .holder = &term };
	const struct post *post;
	struct err why = { 0 };
	uint64_t id;

	if (may_give(s, err) < 0 || person_unit(cli, s, &fresh.unit, err) < 0 ||
		person_day(cli, s, "--from", &term.from, err) < 0 ||
		person_day(cli, s, "--to", &term.to, err) < 0)
		return -1;
	if (!typed || !fresh.unit)
		return err_set(err, ERR_USAGE, _("a post needs --post POST and --unit UNIT"));
	if (work_post(s->data, people, role ? role : typed, fresh.unit, &post, &why) == 0) {
		term.post = post->id;
		return post_give(s->data, &term, &s->mem, err);
	}
	if (why.code != ERR_NOT_FOUND || !role) {
		*err = why;
		return -1;
	}
	return post_add(s->data, &fresh, term.dry_run, &s->mem, &id, err);
}

static int is_meant(const struct people *people, const struct holding *h, uint64_t user,
	const char *which, const char *role, const struct unit *unit)
{
	const struct post *post = people_post(people, h->post);

	if (h->user != user || (unit && h->unit != unit))
		return 0;
	return (role && strcmp(h->role, role) == 0) || (post && strcmp(post->name, which) == 0);
}

static int end(struct cli *cli, struct session *s, const struct people *people, uint64_t user,
	struct err *err)
{
	const char *typed = cli_option(cli, "--post");
	struct post_end ending = { .user = user, .dry_run = is_dry(cli) };
	int got = 1, ended = 0;

	if (!typed)
		return err_set(err, ERR_USAGE, _("say which post ends: --post POST"));
	ending.role = person_role(s, typed);
	if (may_give(s, err) < 0 || person_unit(cli, s, &ending.unit, err) < 0 ||
		person_day(cli, s, "--to", &ending.to, err) < 0)
		return -1;
	for (size_t i = 0; i < people->holdings.count && got >= 0; i++) {
		const struct holding *h = &people->holdings.at[i];

		if (!is_meant(people, h, user, typed, ending.role, ending.unit))
			continue;
		ending.post = h->post;
		got = post_end(s->data, &ending, &s->mem, err);
		ended += got == 0;
	}
	if (got >= 0 && !ended)
		return err_set(err, ERR_NOT_FOUND,
			_("no such post is held now; herbledger user lists them"));
	return got < 0 ? -1 : 0;
}

/* ---- users ---- */

static int add(struct cli *cli, struct session *s, struct err *err)
{
	struct new_user user = { .login = cli->words[1], .name = cli_option(cli, "--name") };
	struct people people;
	uint64_t id;

	if (people_load(s->data, &s->mem, &people, err) < 0)
		return -1;
	if (people_login(&people, user.login))
		return err_set(err, ERR_FAULT,
			_("there is a user %s already; user post gives one more post"),
			user.login);
	if ((cli_option(cli, "--post") && may_give(s, err) < 0) ||
		user_add(s->data, &user, is_dry(cli), &s->mem, &id, err) < 0)
		return -1;
	if (cli_option(cli, "--post") && give(cli, s, &people, id, err) < 0)
		return -1;
	out_line(_("User %llu is saved"), (unsigned long long)id);
	return 0;
}

static int lock(struct cli *cli, struct session *s, const struct person *user, struct err *err)
{
	int on = strcmp(cli->words[0], "lock") == 0;
	const char *reason;
	size_t ended = 0;

	if (cli_reason(cli, &reason, err) < 0)
		return -1;
	if (is_dry(cli)) {
		out_line(on ? _("%s would be locked; nothing has been changed")
			    : _("%s would be unlocked; nothing has been changed"),
			user->name);
		return 0;
	}
	if (on ? user_lock(s->data, user->id, reason, s->dir, &s->mem, &ended, err) < 0
	       : user_unlock(s->data, user->id, reason, &s->mem, err) < 0)
		return -1;
	out_line(on ? _("%s is locked; sessions ended: %zu") : _("%s is unlocked"), user->name,
		ended);
	return 0;
}

static void say_leave(const struct leave_plan *plan)
{
	if (plan->posts.count)
		person_say_plan(&plan->posts);
	for (size_t i = 0; i < plan->key_count; i++)
		out_line(_("  key that ends: %s"), plan->keys[i].fingerprint);
	out_line(_("  sessions that end: %zu; drafts that stay: %zu"), plan->session_count,
		plan->drafts);
}

static int leave(struct cli *cli, struct session *s, const struct people *people,
	const struct person *user, struct err *err)
{
	const char *next = cli_option(cli, "--successor");
	const struct person *heir = NULL;
	struct leave leaving = { .user = user->id, .dir = s->dir };
	struct leave_plan plan;
	size_t ended;

	if (cli_reason(cli, &leaving.reason, err) < 0 ||
		person_day(cli, s, "--day", &leaving.day, err) < 0 ||
		(next && work_user(people, next, &heir, err) < 0))
		return -1;
	leaving.successor = heir ? heir->id : 0;
	if (leave_plan(s->data, &leaving, &s->mem, &plan, err) < 0)
		return -1;
	say_leave(&plan);
	if (is_dry(cli)) {
		out_line(_("Nothing has been changed"));
		return 0;
	}
	if (leave_do(s->data, &leaving, &s->mem, &ended, err) < 0)
		return -1;
	out_line(_("%s is locked and holds no post any more"), user->name);
	return 0;
}

/* ---- the verbs ---- */

static int of_one(struct cli *cli, struct session *s, struct err *err)
{
	const char *verb = cli->words[0];
	const struct person *user;
	struct people people;
	int got;

	if (people_load(s->data, &s->mem, &people, err) < 0 ||
		work_user(&people, cli->words[1], &user, err) < 0)
		return -1;
	if (!strcmp(verb, "lock") || !strcmp(verb, "unlock"))
		return lock(cli, s, user, err);
	if (!strcmp(verb, "leave"))
		return leave(cli, s, &people, user, err);
	got = strcmp(verb, "end") ? give(cli, s, &people, user->id, err)
				  : end(cli, s, &people, user->id, err);
	if (got == 0)
		out_line(_("User %llu is saved"), (unsigned long long)user->id);
	return got;
}

static int user(struct cli *cli, struct session *s, struct err *err)
{
	static const char *const verbs[] = { "post", "end", "lock", "unlock", "leave", NULL };

	if (!cli->word_count)
		return list(s, err);
	if (!strcmp(cli->words[0], "key") && cli->word_count >= 2)
		return cmd_user_key(cli, s, err);
	if (!strcmp(cli->words[0], "rights") && cli->word_count == 2)
		return cmd_user_rights(s, cli->words[1], err);
	if (!strcmp(cli->words[0], "add") && cli->word_count == 2)
		return add(cli, s, err);
	for (size_t i = 0; verbs[i]; i++)
		if (!strcmp(verbs[i], cli->words[0]) && cli->word_count == 2)
			return of_one(cli, s, err);
	return err_set(err, ERR_USAGE, _("usage: herbledger %s %s"), "user",
		_("[add|post|end|lock|unlock|leave|rights LOGIN | key LOGIN "
		  "[list|add|end]]"));
}

int cmd_user(struct cli *cli, struct err *err)
{
	return session_run(cli, user, err);
}
