/*
 * options.c - argv into a struct cli: options may stand anywhere, "--" ends them.
 */
#include "cli/cli.h"

#include "base/date.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "model/field_type.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option_row global_rows[] = {
	{ "--data", N_("DIR"), N_("data directory (else HERBLEDGER_DATA)"), OPTION_LOCAL },
	{ "--conf", N_("DIR"), N_("conf/ directory"), OPTION_LOCAL },
	{ "--forms", N_("DIR"), N_("forms/ directory"), OPTION_LOCAL },
	{ "--as", N_("USER"), N_("work as this user"), OPTION_LOCAL },
	{ "--lang", "zh|en", N_("language"), 0 },
	{ "--plain", "", N_("the application in lines, one field each, for screen readers"),
		0 },
	{ "--rehearse", "",
		N_("the application on a copy of the ledgers, to practise; nothing of it "
		   "stays"),
		0 },
	{ "--alone", "", N_("open the store in this process alone"), OPTION_LOCAL },
	{ "--now", N_("DATETIME"), N_("clock of a demonstration server started here"),
		OPTION_LOCAL },
	{ "--help", "", N_("this help"), 0 },
	{ 0 },
};

const struct option_row *cli_global_options(void)
{
	return global_rows;
}

static const struct command *find_command(const char *name)
{
	for (const struct command *c = cli_commands; c->name; c++)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

static const struct option_row *find_row(
	const struct option_row *rows, const char *word, size_t len)
{
	for (; rows && rows->name; rows++)
		if (strlen(rows->name) == len && !strncmp(rows->name, word, len))
			return rows;
	return NULL;
}

static int set_global(struct cli *cli, const char *name, const char *value, struct err *err)
{
	struct cli_globals *g = &cli->globals;
	const struct {
		const char *name;
		const char **text;
		int *flag;
	} places[] = {
		{ "--data", &g->data, NULL }, { "--conf", &g->conf, NULL },
		{ "--forms", &g->forms, NULL }, { "--as", &g->as, NULL },
		{ "--lang", &g->lang, NULL }, { "--alone", NULL, &g->alone },
		{ "--plain", NULL, &g->plain }, { "--rehearse", NULL, &g->rehearse },
		{ "--help", NULL, &cli->help },
	};

	if (!strcmp(name, "--now")) {
		if (instant_parse(value, &g->now, err) < 0) {
			err->code = ERR_USAGE;
			return -1;
		}
		return 0;
	}
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		if (strcmp(places[i].name, name))
			continue;
		if (places[i].text)
			*places[i].text = value;
		else
			*places[i].flag = 1;
		return 0;
	}
	BUG("option %s has no place", name);
}

struct scan {
	int argc, at;
	char **argv;
	int names_done;         /* after "--" */
};

/* The value after "=" or the next word; "" for a switch. */
static const char *option_value(
	struct scan *s, const struct option_row *row, const char *equals, struct err *err)
{
	if (!*row->value) {
		if (equals)
			err_set(err, ERR_USAGE, _("%s takes no value"), row->name);
		return equals ? NULL : "";
	}
	if (equals)
		return equals + 1;
	if (s->at + 1 < s->argc)
		return s->argv[++s->at];
	err_set(err, ERR_USAGE, _("%s needs a value after it"), row->name);
	return NULL;
}

static int is_stdio(const char *name)
{
	return !strcmp(name, "-");
}

static int option_is_allowed(
	const struct cli *cli, const struct option_row *row, struct err *err)
{
	if (!cli->globals.remote || !(row->flags & OPTION_LOCAL))
		return 0;
	return err_set(err, ERR_DENIED,
		_("%s is not taken over ssh, only from a shell on the server: who you are and "
		  "which ledgers these are is settled by your login; leave it out"),
		row->name);
}

static int file_is_allowed(const struct cli *cli, const struct option_row *row,
	const char *value, struct err *err)
{
	if (!cli->globals.remote || !(row->flags & OPTION_FILE) || is_stdio(value))
		return 0;
	return err_set(err, ERR_DENIED,
		_("%s %s: over ssh no file of the server is written by name; write - there, "
		  "and have your own side keep it: ssh SERVER export FORM > a.csv"),
		row->name, value);
}

/* --now of serve is its own: the command's rows go first. */
static int take_option(struct cli *cli, struct scan *s, struct err *err)
{
	const char *word = s->argv[s->at], *equals = strchr(word, '='), *value;
	size_t len = equals ? (size_t)(equals - word) : strlen(word);
	const struct option_row *row =
		find_row(cli->command ? cli->command->options : NULL, word, len);
	const struct option_row *global = row ? NULL : find_row(global_rows, word, len);
	const struct option_row *found = row ? row : global;

	if (!found)
		return err_set(
			err, ERR_USAGE, _("%s is not an option here; --help lists them"), word);
	if (option_is_allowed(cli, found, err) < 0)
		return -1;
	value = option_value(s, found, equals, err);
	if (!value || file_is_allowed(cli, found, value, err) < 0)
		return -1;
	if (global)
		return set_global(cli, global->name, value, err);
	if (cli->given_count == CLI_MAX_OPTIONS)
		return err_set(err, ERR_USAGE, _("too many options"));
	cli->given[cli->given_count].row = row;
	cli->given[cli->given_count++].value = value;
	return 0;
}

/* Each call of a subcommand would have a copy of its own, gone before the next. */
static int check_rehearsal(const struct cli *cli, struct err *err)
{
	if (!cli->globals.rehearse)
		return 0;
	if (cli->command)
		return err_set(err, ERR_USAGE,
			_("--rehearse opens the screens on a copy of the ledgers; the "
			  "subcommand %s would do it to the ledgers themselves, so nothing "
			  "was done. Leave one of the two out."),
			cli->command->name);
	if (cli->globals.alone)
		return err_set(err, ERR_USAGE,
			_("--rehearse works beside the others; leave --alone out"));
	return 0;
}

static int check_words(const struct cli *cli, struct err *err)
{
	const struct command *c = cli->command;

	if (cli->help)
		return 0;
	if (check_rehearsal(cli, err) < 0)
		return -1;
	if (!c)
		return 0;
	if (cli->word_count < c->least || cli->word_count > c->most)
		return err_set(err, ERR_USAGE, _("usage: herbledger %s %s"), c->name,
			*c->words ? _(c->words) : "");
	if (cli->globals.remote && c->file && cli->word_count >= c->file &&
		!is_stdio(cli->words[c->file - 1]))
		return err_set(err, ERR_DENIED,
			_("%s %s: over ssh no file of the server is read by name; write - "
			  "there, and have your own side send it: ssh SERVER import FORM - < "
			  "a.csv"),
			c->name, cli->words[c->file - 1]);
	return 0;
}

/* "-" alone is a file: stdin or stdout. */
static int is_option(const char *word)
{
	return word[0] == '-' && word[1];
}

static int command_is_allowed(const struct cli *cli, struct err *err)
{
	if (!cli->globals.remote || (cli->command->flags & COMMAND_REMOTE))
		return 0;
	return err_set(err, ERR_DENIED,
		_("%s is for somebody with a shell on the server; ask the administrator"),
		cli->command->name);
}

/* The command is the first word that is neither an option nor a global option's value. */
static int find_name(struct cli *cli, int argc, char **argv, struct err *err)
{
	for (int i = 1; i < argc; i++) {
		const char *equals = strchr(argv[i], '=');
		const struct option_row *row;

		if (!is_option(argv[i])) {
			cli->command = find_command(argv[i]);
			if (!cli->command)
				return err_set(err, ERR_USAGE,
					_("%s is not a subcommand; herbledger --help lists "
					  "them"),
					argv[i]);
			return command_is_allowed(cli, err) < 0 ? -1 : i;
		}
		row = find_row(global_rows, argv[i],
			       equals ? (size_t)(equals - argv[i]) : strlen(argv[i]));
		if (row && *row->value && !equals)
			i++;
	}
	return argc;
}

int cli_parse(int argc, char **argv, struct cli *cli, struct err *err)
{
	struct scan s = { .argc = argc, .argv = argv };
	int name = find_name(cli, argc, argv, err), words = 1;

	if (name < 0)
		return -1;
	for (s.at = 1; s.at < argc; s.at++) {
		if (s.at == name)
			continue;
		if (!s.names_done && !strcmp(argv[s.at], "--"))
			s.names_done = 1;
		else if (!s.names_done && is_option(argv[s.at])) {
			if (take_option(cli, &s, err) < 0)
				return -1;
		} else
			argv[words++] = argv[s.at];
	}
	cli->words = argv + 1;
	cli->word_count = (size_t)words - 1;
	return check_words(cli, err);
}

const char *cli_option(const struct cli *cli, const char *name)
{
	const char *value = NULL;

	for (size_t i = 0; i < cli->given_count; i++)
		if (!strcmp(cli->given[i].row->name, name))
			value = cli->given[i].value;
	return value;
}

int cli_reason(const struct cli *cli, const char **out, struct err *err)
{
	*out = cli_option(cli, "--reason");
	return *out ? text_check("--reason", *out, err) : 0;
}

int cli_number(const struct cli *cli, const char *name, long long least, long long *out,
	       struct err *err)
{
	const char *text = cli_option(cli, name);
	char *end;
	long long n;

	if (!text)
		return 0;
	errno = 0;
	n = strtoll(text, &end, 10);
	if (errno || *end || end == text || n < least)
		return err_set(err, ERR_USAGE, _("%s wants a whole number from %lld, not '%s'"),
			name, least, text);
	*out = n;
	return 0;
}

static void help_rows(const struct cli *cli, const struct option_row *rows)
{
	for (; rows && rows->name; rows++)
		if (!cli->globals.remote || !(rows->flags & OPTION_LOCAL))
			out_line("  %s%s%s\n      %s", rows->name, *rows->value ? " " : "",
				*rows->value ? _(rows->value) : "", _(rows->help));
}

static int is_listed(const struct cli *cli, const struct command *c)
{
	if (c->flags & COMMAND_HIDDEN)
		return 0;
	return !cli->globals.remote || (c->flags & COMMAND_REMOTE);
}

void cli_help(const struct cli *cli)
{
	if (cli->command) {
		out_line(_("usage: herbledger %s %s"), cli->command->name,
			 *cli->command->words ? _(cli->command->words) : "");
		out_line("%s\n", _(cli->command->help));
		help_rows(cli, cli->command->options);
	} else {
		out_line("%s\n",
			_("herbledger: the terminal application; herbledger COMMAND ...: one "
			  "task"));
		for (const struct command *c = cli_commands; c->name; c++)
			if (is_listed(cli, c))
				out_line("  %s %s\n      %s", c->name,
					*c->words ? _(c->words) : "", _(c->help));
		out_line("\n%s", _("Options everywhere:"));
	}
	help_rows(cli, global_rows);
	if (!cli->command)
		out_line("\n%s",
			_("Over ssh the server takes the words apart once more, with quotes as "
			  "in a shell, but expands nothing and opens no file:\n"
			  "  ssh SERVER \"list FORM 'field=two words'\"\n"
			  "  ssh SERVER export FORM > a.csv\n"
			  "  ssh SERVER import FORM - < a.csv"));
}
