/*
 * main.c - start: a subcommand, or the terminal application.
 */
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "cli/cli.h"
#include "cli/session.h"
#include "screens/screens.h"
#include "tui/terminal.h"

#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ANSWER_MS = 2000, FAST_LINE_MS = 40, FAST_ESCAPE_MS = 100 };

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

/* The locales built for terminals of other charsets lie beside the program's folder. */
static void find_locales(void)
{
	char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);
	struct str dir = { 0 };

	if (len <= 0 || getenv("LOCPATH"))
		return;
	path[len] = '\0';
	*strrchr(path, '/') = '\0';
	str_addf(&dir, "%s/../locale", path);
	if (!access(str_text(&dir), R_OK | X_OK))
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

/* Asks the terminal how far it is and of which charset; the locale is set before it starts. */
static int start_terminal(enum lang lang, struct err *err)
{
	struct terminal_answer answer;
	struct terminal_options options = { .look = TERMINAL_LEAN };

	find_locales();
	terminal_ask(ANSWER_MS, &answer);
	i18n_init(lang, terminal_locale(&answer));
	if (answer.answered && answer.round_trip_ms <= FAST_LINE_MS) {
		options.look = TERMINAL_RICH;
		options.escape_ms = FAST_ESCAPE_MS;
	}
	look_named(getenv("HERBLEDGER_LOOK"), &options.look);
	return terminal_start(&options, err);
}

static int reload(void *context, struct err *err)
{
	return session_reload(context, err);
}

/* -1 with *err: told when the terminal is itself again. */
static int run_session(struct session *s, const struct cli_globals *globals, struct err *err)
{
	struct app app = { .reload = reload, .context = s };
	int gone;

	if (session_enter(s, globals, err) < 0)
		return -1;
	if (!s->viewer.post_count)
		return err_set(err, ERR_DENIED,
			_("%s holds no post today, so no ledger is open; "
			  "ask the administrator."),
			s->viewer.name);
	if (start_terminal(i18n_lang(), err) < 0)
		return -1;
	app.data = s->data;
	app.dir = s->dir;
	gone = app_run(&app, err);
	terminal_stop();
	return gone;
}

static int run_terminal(const struct cli *cli)
{
	struct session s = { 0 };
	struct err err = { 0 };
	int got = 0;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		err_set(&err, ERR_USAGE,
			_("The screens need a terminal, and this is none; "
			  "herbledger --help lists the subcommands."));
	else
		got = run_session(&s, &cli->globals, &err);
	session_close(&s);
	if (err.code == ERR_NONE)
		return got < 0 ? 5 : 0;
	say("%s", err.text);
	return err_exit_status(&err);
}

int main(int argc, char **argv)
{
	struct cli cli = { 0 };
	struct err err = { 0 };
	enum lang lang = LANG_ZH;

	signal(SIGPIPE, SIG_IGN);
	i18n_init(lang, session_charset());
	if (cli_parse(argc, argv, &cli, &err) < 0 ||
		(cli.globals.lang && lang_parse(cli.globals.lang, &lang, &err) < 0)) {
		say("%s", err.text);
		return err_exit_status(&err);
	}
	if (cli.globals.lang)
		i18n_use(lang);
	return cli.command || cli.help ? cli_run(&cli) : run_terminal(&cli);
}
