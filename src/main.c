/*
 * main.c - start: a subcommand, or the terminal application.
 */
#include "base/i18n.h"
#include "base/place.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "cli/cli.h"
#include "cli/conf_change.h"
#include "cli/gate.h"
#include "cli/presence.h"
#include "cli/rehearsal.h"
#include "cli/session.h"
#include "data/settings.h"
#include "model/model.h"
#include "model/viewer.h"
#include "screens/screens.h"
#include "tui/idle.h"
#include "tui/lines.h"
#include "tui/screen.h"
#include "tui/terminal.h"
#include "work/rehearse.h"

#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * A hop may pause in the middle of a key even where the probe was fast: 300 ms are waited for
 * everywhere.  Drawing is paced by a quarter of the round trip, so that an echo stays prompt.
 */
enum { ANSWER_MS = 2000, FAST_LINE_MS = 40, FAST_ESCAPE_MS = 350, PACE_MOST_MS = 100 };

/* The charset of the session; a missing LANG is no reason for another language. */
static const char *session_charset(void)
{
	const char *names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *value = getenv(names[i]);

		if (!text_is_empty(value))
			return value;
	}
	return NULL;
}

/* The locales built for terminals of other charsets; the machine need not have them. */
static void find_locales(void)
{
	struct str dir = { 0 };

	if (!getenv("LOCPATH") && place_find("../locale", "lib/herbledger/locale", &dir))
		setenv("LOCPATH", str_text(&dir), 1);
	str_release(&dir);
}

static int look_named(const char *name, enum terminal_look *out)
{
	if (text_is_empty(name))
		return 0;
	*out = strcmp(name, "rich") ? TERMINAL_LEAN : TERMINAL_RICH;
	return 1;
}

/* The environment says, else what this user kept, else the line. */
static enum terminal_look choose_look(const struct session *s, int fast)
{
	enum terminal_look look = fast ? TERMINAL_RICH : TERMINAL_LEAN;
	struct str kept = { 0 };

	if (!look_named(getenv("HERBLEDGER_LOOK"), &look) &&
		settings_get(s->dir, s->viewer.user, "look", &kept) > 0)
		look_named(str_text(&kept), &look);
	str_release(&kept);
	return look;
}

static int keep_look(void *context, int rich, struct err *err)
{
	const struct session *s = context;

	return settings_put(s->dir, s->viewer.user, "look", rich ? "rich" : "lean", err);
}

/* Asks the terminal how far it is and of which charset; the locale is set before it starts. */
static int start_terminal(struct session *s, enum lang lang, struct err *err)
{
	struct terminal_answer answer;
	struct terminal_options options = { 0 };
	int fast;

	find_locales();
	terminal_ask(ANSWER_MS, &answer);
	i18n_init(lang, terminal_locale(&answer));
	fast = answer.answered && answer.round_trip_ms <= FAST_LINE_MS;
	options.look = choose_look(s, fast);
	if (fast)
		options.escape_ms = FAST_ESCAPE_MS;
	else
		options.pace_ms = answer.round_trip_ms / 4 < PACE_MOST_MS && answer.answered
			? answer.round_trip_ms / 4
			: PACE_MOST_MS;
	screens_keep_look(keep_look, s);
	return terminal_start(&options, err);
}

static void somebody_types(void *context)
{
	presence_active(context);
}

static void refused(void *context, const char *why)
{
	presence_refused(context, why);
}

/* Why the screens are gone, where the line is still there to read it. */
static void say_end(const struct session *s, const struct cli_globals *globals)
{
	int seconds = s->model->site.idle_seconds;

	if (globals->scratch)
		return; /* its own sentence */
	if (!idle_is_over()) {
		if (isatty(STDOUT_FILENO))
			lines_put("%s",
				_("This session was ended from elsewhere; what is not saved is "
				  "kept as a draft, to go on with at the next login."));
	} else if (seconds % 60)
		lines_put(_("Nobody has typed for %d seconds, so the session has ended; what "
			    "is not saved is kept as a draft, to go on with at the next "
			    "login."),
			seconds);
	else
		lines_put(_("Nobody has typed for %d minutes, so the session has ended; what "
			    "is not saved is kept as a draft, to go on with at the next "
			    "login."),
			seconds / 60);
}

static int reload(void *context, struct err *err)
{
	return session_reload(context, err);
}

static const char *const *waiting(void *context, size_t *count)
{
	const struct session *s = context;

	*count = s->waiting_count;
	return s->waiting;
}

/* What stands in the way, or what is done. */
static int change_conf(void *context, const struct conf_change *change, struct str *says,
	struct err *err)
{
	struct conf_outcome outcome = { 0 };
	int status = conf_change_make(context, change, 0, &outcome, err);

	for (size_t i = 0; i < outcome.faults.count; i++)
		str_addf(says, "%s\n", outcome.faults.at[i].sentence);
	for (size_t i = 0; i < outcome.sentence_count; i++)
		str_addf(says, "%s\n", outcome.sentences[i]);
	if (status == 0)
		str_add(says, outcome.done);
	return status;
}

static int refuse_postless(const struct session *s, struct err *err)
{
	const char *posts = s->model->site.posts.form;
	const struct form *form = posts ? model_form(s->model, posts) : NULL;
	struct str who = { 0 };

	if (form && may_who(s->model, ACTION_CHANGE, form, NULL, &who) > 0)
		err_set(err, ERR_DENIED,
			_("%s holds no post today, so no ledger is open; posts are given by "
			  "%s."),
			s->viewer.name, str_text(&who));
	else
		err_set(err, ERR_DENIED,
			_("%s holds no post today, so no ledger is open; "
			  "ask the administrator."),
			s->viewer.name);
	str_release(&who);
	return -1;
}

/* -1 with *err: told when the terminal is itself again. */
static int run_session(struct session *s, const struct cli_globals *globals, struct err *err)
{
	struct app app = { .reload = reload, .context = s };
	int gone;

	if (session_enter(s, globals, err) < 0)
		return -1;
	if (!s->viewer.post_count)
		return refuse_postless(s, err);
	app.data = s->data;
	app.dir = s->dir;
	app.dirs = &s->dirs;
	app.waiting = waiting;
	app.change_conf = change_conf;
	app.plain = globals->plain;
	if (!app.plain && start_terminal(s, i18n_lang(), err) < 0)
		return -1;
	idle_set(s->model->site.idle_seconds);
	idle_on_typing(somebody_types, s);
	screens_on_refusal(refused, s);
	gone = app_run(&app, err);
	if (!app.plain)
		terminal_stop();
	if (gone > 0 && (!app.plain || idle_is_over()))
		say_end(s, globals);
	return gone;
}

/* What is typed while the ledgers are still being opened is typed into the first screen. */
static int hold_and_run(
	struct session *s, const struct cli_globals *globals, struct err *err)
{
	int gone;

	if (globals->plain)
		return run_session(s, globals, err);
	terminal_hold();
	gone = run_session(s, globals, err);
	terminal_let_go();
	return gone;
}

/* The same on a copy; all that it was is gone afterwards, however it ended. */
static int rehearse_and_run(struct session *s, struct cli_globals *globals, struct err *err)
{
	struct rehearsing r = { 0 };
	struct cli_globals scratch;
	int gone = rehearsal_begin(&r, globals, &scratch, err);

	if (gone == 0) {
		screens_set_mark(_("[Rehearsal] "));
		gone = hold_and_run(s, &scratch, err);
		session_close(s);
	}
	rehearsal_end(&r);
	if (gone >= 0 && isatty(STDOUT_FILENO))
		lines_put("%s", _("The rehearsal is over; nothing of it is kept."));
	return gone;
}

static int run_terminal(const struct cli *cli)
{
	struct session s = { 0 };
	struct err err = { 0 };
	struct cli_globals globals = cli->globals;
	int got = 0;

	globals.screens = 1;
	rehearse_sweep(session_data_dir(&globals));
	if (!cli->globals.plain && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)))
		err_set(&err, ERR_USAGE, "%s",
			cli->globals.remote
				? _("The screens need a terminal, and this is none: ssh -t "
				    "gives one, and ssh SERVER --help lists what runs without.")
				: _("The screens need a terminal, and this is none; "
				    "herbledger --help lists the subcommands."));
	else
		got = globals.rehearse ? rehearse_and_run(&s, &globals, &err)
				       : hold_and_run(&s, &globals, &err);
	session_close(&s);
	if (err.code == ERR_NONE)
		return got < 0 ? 5 : 0;
	say("%s", err.text);
	return err_exit_status(&err);
}

/* What is asked on the command line or, through the gate, by the other side of ssh. */
static int read_line(int argc, char **argv, struct gate *gate, struct cli *cli, struct err *err)
{
	int through = gate_is_line(argc, argv);
	enum lang lang = LANG_ZH;

	if (through)
		gate_shut(gate);
	i18n_init(lang, session_charset());
	if (through ? gate_parse(gate, argc, argv, cli, err) : cli_parse(argc, argv, cli, err))
		return -1;
	if (!cli->globals.lang)
		return 0;
	if (lang_parse(cli->globals.lang, &lang, err) < 0)
		return -1;
	i18n_use(lang);
	return 0;
}

/* Of one table; leaving a screen is told once, with what every screen can. */
static void list_actions(
	const char *title, const struct action *table, cli_key_row *row, void *context)
{
	for (const struct action *a = table; a && a->name; a++)
		if (a->run != screen_back)
			row(context, title, a->keys, a->help ? _(a->help) : _(a->label));
}

/* For the manual. */
static void list_keys(cli_key_row *row, void *context)
{
	static const struct action back = ACTION_BACK;

	row(context, _("On every screen"), back.keys, _(back.help));
	list_actions(_("On every screen"), screen_common_actions, row, context);
	for (size_t i = 0; screen_classes[i]; i++)
		list_actions(_(screen_classes[i]->title), screen_classes[i]->actions, row,
			context);
}

int main(int argc, char **argv)
{
	struct gate gate = { 0 };
	struct cli cli = { .list_keys = list_keys };
	struct err err = { 0 };
	int status;

	signal(SIGPIPE, SIG_IGN);
	if (read_line(argc, argv, &gate, &cli, &err) < 0) {
		if (cli.globals.remote && err.code == ERR_DENIED)
			presence_refused_line(&cli.globals, gate.asked, err.text);
		say("%s", err.text);
		status = err_exit_status(&err);
	} else
		status = cli.command || cli.help ? cli_run(&cli) : run_terminal(&cli);
	gate_release(&gate);
	return status;
}
