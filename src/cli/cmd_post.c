/*
 * cmd_post.c - herbledger post: posts, and who holds them.
 *
 *	post                                    all with their holders of today
 *	post add NAME --role R --unit U
 *	post give POST LOGIN [--unit U] [--from DATE] [--to DATE] [--acting]
 *	post end POST LOGIN [--unit U] [--to DATE]
 *	post hand-over LOGIN --successor LOGIN [--post POST] [--day DATE] [--acting]
 *
 * POST is its number, its name or a role, with --unit where there are several.
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
#include "work/people.h"

static int list(struct session *s, struct err *err)
{
	const struct rows_column columns[] = {
		{ "id", _("Number"), ROWS_NUMBER },
		{ "unit", _("Unit"), ROWS_LEFT },
		{ "name", _("Post"), ROWS_LEFT },
		{ "role", _("Role"), ROWS_LEFT },
		{ "holders", _("Held by"), ROWS_LEFT },
	};
	enum { COUNT = sizeof(columns) / sizeof(columns[0]) };
	int32_t day = dataset_today(s->data);
	struct people people;
	const char **cells;

	if (people_load(s->data, &s->mem, &people, err) < 0)
		return -1;
	cells = arena_array(&s->mem, people.posts.count * COUNT, sizeof(*cells));
	for (size_t i = 0; i < people.posts.count; i++) {
		const struct post *post = &people.posts.at[i];
		const char **row = cells + i * COUNT;
		struct str holders = { 0 };

		person_holders(&people, post, day, &holders);
		row[0] = arena_printf(&s->mem, "%" PRIu64, post->id);
		row[1] = post->unit ? unit_name(post->unit, DATE_NONE) : "";
		row[2] = post->name;
		row[3] = role_name(s->model, post->role);
		row[4] = str_keep(&holders, &s->mem);
	}
	return listing_print(ROWS_TEXT, columns, COUNT, cells, people.posts.count, err);
}

static int add(struct cli *cli, struct session *s, struct err *err)
{
	const char *typed = cli_option(cli, "--role");
	struct new_post post = { .name = cli->words[1] };
	uint64_t id;

	if (person_unit(cli, s, &post.unit, err) < 0)
		return -1;
	if (!typed || !post.unit)
		return err_set(err, ERR_USAGE, _("a post needs --role ROLE and --unit UNIT"));
	post.role = person_role(s, typed);
	if (!post.role)
		return err_set(err, ERR_NOT_FOUND,
			_("there is no role %s; herbledger forms shows the list of roles"),
			typed);
	if (post_add(s->data, &post, cli_option(cli, "--dry-run") != NULL, &s->mem, &id, err) <
		0)
		return -1;
	out_line(_("Post %llu is saved"), (unsigned long long)id);
	return 0;
}

/* POST and LOGIN of the words. */
static int find(struct cli *cli, struct session *s, const struct post **post,
	const struct person **user, struct err *err)
{
	struct people *people = arena_alloc(&s->mem, sizeof(*people));
	const char *role = person_role(s, cli->words[1]);
	const struct unit *unit;
	struct err ignored = { 0 };

	if (people_load(s->data, &s->mem, people, err) < 0 ||
		person_unit(cli, s, &unit, err) < 0 ||
		work_user(people, cli->words[2], user, err) < 0)
		return -1;
	if (work_post(s->data, people, cli->words[1], unit, post, &ignored) == 0)
		return 0;
	return work_post(s->data, people, role ? role : cli->words[1], unit, post, err);
}

static int give(struct cli *cli, struct session *s, struct err *err)
{
	struct post_term term = { .acting = cli_option(cli, "--acting") != NULL,
		.dry_run = cli_option(cli, "--dry-run") != NULL };
	const struct post *post;
	const struct person *user;

	if (person_day(cli, s, "--from", &term.from, err) < 0 ||
		person_day(cli, s, "--to", &term.to, err) < 0 ||
		find(cli, s, &post, &user, err) < 0)
		return -1;
	term.post = post->id;
	term.user = user->id;
	if (post_give(s->data, &term, &s->mem, err) < 0)
		return -1;
	out_line(_("%s holds the post %s"), user->name, post->name);
	return 0;
}

static int end(struct cli *cli, struct session *s, struct err *err)
{
	struct post_end ending = { .dry_run = cli_option(cli, "--dry-run") != NULL };
	const struct post *post;
	const struct person *user;
	int got;

	if (person_day(cli, s, "--to", &ending.to, err) < 0 ||
		find(cli, s, &post, &user, err) < 0)
		return -1;
	ending.post = post->id;
	ending.user = user->id;
	got = post_end(s->data, &ending, &s->mem, err);
	if (got > 0)
		return err_set(err, ERR_NOT_FOUND,
			_("no such post is held now; herbledger user lists them"));
	if (got == 0)
		out_line(_("%s holds the post %s no more after that day"), user->name,
			post->name);
	return got;
}

static int post(struct cli *cli, struct session *s, struct err *err)
{
	const char *verb = cli->word_count ? cli->words[0] : "";

	if (!cli->word_count)
		return list(s, err);
	if (!strcmp(verb, "add") && cli->word_count == 2)
		return add(cli, s, err);
	if (!strcmp(verb, "give") && cli->word_count == 3)
		return give(cli, s, err);
	if (!strcmp(verb, "end") && cli->word_count == 3)
		return end(cli, s, err);
	if (!strcmp(verb, "hand-over") && cli->word_count == 2)
		return person_hand_over(cli, s, cli->words[1], err);
	return err_set(err, ERR_USAGE, _("usage: herbledger %s %s"), "post",
		_("[add NAME | give POST LOGIN | end POST LOGIN | hand-over LOGIN]"));
}

int cmd_post(struct cli *cli, struct err *err)
{
	return session_run(cli, post, err);
}
