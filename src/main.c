/*
 * main.c - start: a subcommand, or the terminal application.
 */
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "cli/cli.h"

#include <locale.h>
#include <signal.h>
#include <stdlib.h>

/* A missing LANG is no reason for another language; the session's charset comes from LC_ALL, LC_CTYPE. */
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
	if (cli.command || cli.help)
		return cli_run(&cli);
}
