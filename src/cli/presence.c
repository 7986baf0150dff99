/*
 * presence.c - marks and events of a session, from its login to its end.
 */
#include "cli/presence.h"

#include <pwd.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/conf_watch.h"
#include "cli/session.h"
#include "data/sessions.h"

/* Somebody with a shell on the server who works as another. */
static int is_another(const struct cli_globals *g)
{
	struct passwd *pw = g->as && !g->remote ? getpwuid(getuid()) : NULL;

	return g->as && !g->remote && (!pw || strcmp(pw->pw_name, g->as) != 0);
}

void presence_prepare(
	struct session *s, const struct cli_globals *g, const char *login, struct err *err)
{
	if (!g->screens && !g->words)
		return; /* a part of the program that is no session of a person */
	s->here.login = login;
	s->here.words = g->words && !g->screens ? arena_text(&s->mem, g->words)
		: g->rehearse && !g->scratch    ? "--rehearse"
						: "";
	s->here.from = g->from ? arena_text(&s->mem, g->from) : "";
	s->here.screens = g->screens;
	s->here.remote = g->remote;
	s->here.another = is_another(g);
	s->here.own_conf = !g->remote && (g->conf || g->forms);
	s->here.err = err;
	events_from(s->here.from);
}

/* The work goes on; whoever looks after the machine finds it in the log. */
static void untold(const struct err *err)
{
	log_line(LOG_WARN, "event not noted: %s", err->text);
}

static void begin_mark(struct session *s)
{
	struct session_info info = {
		.user = s->viewer.user,
		.login = s->viewer.login,
		.user_name = s->viewer.name,
		.from = s->here.from,
		.what = s->here.words,
	};
	struct err err = { 0 };

	if (session_mark_begin(s->dir, &info, &s->here.mark, &err) < 0)
		log_line(LOG_WARN, "session not marked: %s", err.text);
}

static void note_login(struct session *s)
{
	struct err err = { 0 };

	s->here.login_noted = 1;
	if (event_note(s->data, EVENT_LOGIN, &err, "%s%s", s->here.words,
		    !s->here.another       ? ""
			    : *s->here.words ? " (--as)"
					     : _("the screens, on the server itself "
						 "(--as)")) < 0)
		untold(&err);
}

static int comes_in(const struct session *s)
{
	return s->here.screens || s->here.remote;
}

void presence_begin(struct session *s)
{
	if (!comes_in(s) && !s->here.another)
		return;
	begin_mark(s);
	note_login(s);
	presence_reloaded(s);
}

void presence_reloaded(struct session *s)
{
	if (comes_in(s) && !s->here.own_conf)
		conf_watch(s);
}

void presence_active(struct session *s)
{
	session_mark_active(s->here.mark);
}

/* Who types is not to wait for a server that is away. */
static int hurry(const struct session *s)
{
	return dataset_hurry(s->data, s->here.screens);
}

void presence_refused(struct session *s, const char *why)
{
	const char *words = s->here.words ? s->here.words : "";
	struct err err = { 0 };
	int was, status;

	if (s->data) {
		was = hurry(s);
		status = event_note(s->data, EVENT_REFUSED, &err, "%s%s%s", words,
			*words ? ": " : "", why);
		dataset_hurry(s->data, was);
	} else {
		status = event_note_as(s->store, s->here.login, EVENT_REFUSED, &err, "%s%s%s",
			words, *words ? ": " : "", why);
	}
	if (status < 0)
		untold(&err);
}

static void note_logout(struct session *s)
{
	struct err err = { 0 };
	int was = hurry(s);

	if (event_note(s->data, EVENT_LOGOUT, &err, "%s", s->here.words) < 0)
		untold(&err);
	dataset_hurry(s->data, was);
}

void presence_end(struct session *s)
{
	if (s->store && s->here.err && s->here.err->code == ERR_DENIED)
		presence_refused(s, s->here.err->text);
	s->here.err = NULL;
	/* of --as on the server its beginning says enough */
	if (s->here.login_noted && s->data && comes_in(s))
		note_logout(s);
	s->here.login_noted = 0;
	session_mark_end(&s->here.mark);
}

void presence_refused_line(const struct cli_globals *g, const char *asked, const char *why)
{
	struct session s = { 0 };
	struct err err = { 0 };

	events_from(g->from);
	if (session_open_store(&s, g, &err) < 0 ||
		event_note_as(s.store, g->as ? g->as : "", EVENT_REFUSED, &err, "%s%s%s", asked,
			*asked ? ": " : "", why) < 0)
		untold(&err);
	session_close(&s);
}

int presence_gives_out(
	struct session *s, enum event_kind kind, struct err *err, const char *fmt, ...)
{
	struct str what = { 0 };
	va_list args;
	int status;

	va_start(args, fmt);
	str_vaddf(&what, fmt, args);
	va_end(args);
	status = event_note(s->data, kind, err, "%s", str_text(&what));
	if (status < 0)
		err_prefix(err, "%s",
			_("Nothing was given out, because it could not be noted"));
	str_release(&what);
	return status;
}
