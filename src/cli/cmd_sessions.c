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
#include "cli/session.h"
#include "data/events.h"
#include "data/sessions.h"
#include "exchange/rows_out.h"
#include "model/viewer.h"

static void put_idle(int64_t active, struct str *out)
{
	long long seconds = (instant_now() - active) / 1000000;

	seconds = seconds < 0 ? 0 : seconds;
	str_addf(out, "%lld:%02lld", seconds / 60, seconds % 60);
}

/* ahead: by how much the server's clock is ahead of this machine's. */
static int print_one(struct rows_out *out, const struct session_info *info, int64_t ahead,
	struct err *err)
{
	struct str begun = { 0 }, idle = { 0 };
	const char *cells[] = { info->name, info->login, info->user_name, NULL, NULL,
		info->from, info->what };
	int status;

	instant_print(info->begun + ahead, &begun);
	put_idle(info->active, &idle);
	cells[3] = str_text(&begun);
	cells[4] = str_text(&idle);
	status = rows_out_row(out, cells, err);
	str_release(&begun);
	str_release(&idle);
	return status;
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
	const char *name = cli_option(cli, "--format");
	enum rows_format format = ROWS_TEXT;
	struct sink sink = out_sink(stdout);
	struct session_info *all;
	struct rows_out *out;
	size_t count;
	int64_t now;
	int status = 0;

	if ((name && rows_format_parse(name, &format, err) < 0) ||
		sessions_list(s->dir, &s->mem, &all, &count, err) < 0 ||
		data_now(s->store, &now, err) < 0)
		return -1;
	out = rows_out_open(format, 0, columns, sizeof(columns) / sizeof(columns[0]), &sink);
	for (size_t i = 0; i < count && status == 0; i++)
		status = print_one(out, &all[i], now - instant_now(), err);
	if (status == 0)
		status = rows_out_finish(out, err);
	rows_out_close(&out);
	return status;
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
			_("there is no session %s, and nobody of that login is here; herbledger "
			  "sessions lists them"),
			which);
	out_line(P_("%zu session ended; what was not saved is kept as a draft",
			 "%zu sessions ended; what was not saved is kept as drafts", ended),
		ended);
	return 0;
}

int cmd_sessions(struct cli *cli, struct err *err)
{
	struct session s = { 0 };
	int status = 0;

	if (cli->word_count == 1 || (cli->word_count && strcmp(cli->words[0], "end") != 0))
		return err_set(err, ERR_USAGE, _("write sessions, or sessions end NAME"));
	status = session_enter(&s, &cli->globals, err);
	if (status == 0)
		status = may(s.model, &s.viewer, ACTION_SESSIONS, NULL, NULL, err);
	if (status == 0)
		status = cli->word_count ? end(&s, cli->words[1], err) : list(cli, &s, err);
	session_close(&s);
	return status;
}
