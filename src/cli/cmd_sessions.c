/*
 * cmd_sessions.c - herbledger sessions: who is here, and ending somebody's session.
 *
 *	sessions                who, since when, how long idle, from where, doing what
 *	sessions end NAME       that one; a login: all of that user's.  Drafts are kept
 */
#include "cli/commands.h"

#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/listing.h"
#include "cli/session.h"
#include "data/events.h"
#include "data/sessions.h"
#include "model/viewer.h"

static const char *idle(struct arena *mem, int64_t active)
{
	long long seconds = (instant_now() - active) / 1000000;

	seconds = seconds < 0 ? 0 : seconds;
	return arena_printf(mem, "%lld:%02lld", seconds / 60, seconds % 60);
}

static int list(struct cli *cli, struct session *s, struct err *err)
{
	const struct rows_column columns[] = {
		{ "session", _("Session"), ROWS_LEFT },
		{ "login", _("Login"), ROWS_LEFT },
		{ "name", _("Name"), ROWS_LEFT },
		{ "begun", _("Since"), ROWS_LEFT },
		{ "idle", _("Idle"), ROWS_NUMBER },
		{ "from", _("Came from"), ROWS_LEFT },
		{ "what", _("Doing"), ROWS_LEFT },
	};
	enum { COUNT = sizeof(columns) / sizeof(columns[0]) };
	enum rows_format format = ROWS_TEXT;
	struct session_info *all;
	const char **cells;
	size_t count;
	int64_t now;

	if (listing_format(cli, &format, err) < 0 ||
		sessions_list(s->dir, &s->mem, &all, &count, err) < 0 ||
		data_now(s->store, &now, err) < 0)
		return -1;
	cells = arena_array(&s->mem, count * COUNT, sizeof(*cells));
	for (size_t i = 0; i < count; i++) {
		const char **row = cells + i * COUNT;
		struct str begun = { 0 };

		/* the server's clock may be ahead of this machine's */
		instant_print(all[i].begun + now - instant_now(), &begun);
		row[0] = all[i].name;
		row[1] = all[i].login;
		row[2] = all[i].user_name;
		row[3] = str_keep(&begun, &s->mem);
		row[4] = idle(&s->mem, all[i].active);
		row[5] = all[i].from;
		row[6] = all[i].what;
	}
	return listing_print(format, columns, COUNT, cells, count, err);
}

/* Noted first: who ends a session is told of even when ours goes with it. */
static int end_one(struct session *s, const struct session_info *info, struct err *err)
{
	struct err ignored = { 0 };

	event_note(s->data, EVENT_PEOPLE, &ignored, _("ended the session %s of %s"), info->name,
		info->login);
	return sessions_stop(s->dir, info->name, err);
}

static int end(struct session *s, const char *which, struct err *err)
{
	struct session_info *all;
	size_t count, ended = 0, found = 0;

	if (sessions_list(s->dir, &s->mem, &all, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		int by_name = strcmp(all[i].name, which) == 0;

		if (!by_name && (strcmp(all[i].login, which) != 0 || all[i].pid == getpid()))
			continue;
		found++;
		if (end_one(s, &all[i], err) < 0)
			return -1;
		ended++;
	}
	if (!found)
		return err_set(err, ERR_NOT_FOUND,
			_("there is no session %s, and nobody of that login is here; "
			  "herbledger sessions lists them"),
			which);
	out_line(P_("%zu session ended; what was not saved is kept as a draft",
			 "%zu sessions ended; what was not saved is kept as drafts", ended),
		ended);
	return 0;
}

static int run(struct cli *cli, struct session *s, struct err *err)
{
	if (may(s->model, &s->viewer, ACTION_SESSIONS, NULL, NULL, err) < 0)
		return -1;
	return cli->word_count ? end(s, cli->words[1], err) : list(cli, s, err);
}

int cmd_sessions(struct cli *cli, struct err *err)
{
	if (cli->word_count == 1 || (cli->word_count && strcmp(cli->words[0], "end") != 0))
		return err_set(err, ERR_USAGE, _("write sessions, or sessions end NAME"));
	return session_run(cli, run, err);
}
