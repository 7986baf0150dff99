/*
 * cmd_man.c - herbledger man: the manual page as roff, for make install.
 *
 * Printed from the command table here and from the screens' key tables, which main.c hands
 * over, so that it cannot say other than what the program does.
 */
#include "cli/commands.h"

#include "base/str.h"
#include "cli/cli.h"

#include <string.h>

/* Text as roff takes it: a backslash and a hyphen are themselves, a first dot is no request. */
static void roff_add(struct str *out, const char *text)
{
	if (*text == '.' || *text == '\'')
		str_add(out, "\\&");
	for (; *text; text++) {
		if (*text == '\\')
			str_add(out, "\\e");
		else if (*text == '-')
			str_add(out, "\\-");
		else
			str_add_char(out, *text);
	}
}

static void line(const char *request, const char *text)
{
	struct str out = { 0 };

	str_add(&out, request);
	if (*request && *text)
		str_add_char(&out, ' ');
	roff_add(&out, text);
	str_add_char(&out, '\n');
	out_text(str_text(&out));
	str_release(&out);
}

static void section(const char *title)
{
	struct str out = { 0 };

	str_addf(&out, ".SH \"%s\"\n", title);
	out_text(str_text(&out));
	str_release(&out);
}

/* ".TP", a bold word with what follows it, and what it means. */
static void entry(const char *word, const char *rest, const char *means)
{
	struct str out = { 0 };

	str_add(&out, ".TP\n\\fB");
	roff_add(&out, word);
	str_add(&out, "\\fR");
	if (*rest) {
		str_add_char(&out, ' ');
		roff_add(&out, rest);
	}
	str_add_char(&out, '\n');
	out_text(str_text(&out));
	line("", means);
	str_release(&out);
}

static void options(const struct option_row *rows)
{
	for (; rows && rows->name; rows++)
		entry(rows->name, *rows->value ? _(rows->value) : "", _(rows->help));
}

static int cmd_is_man(const struct command *c)
{
	return c->run == cmd_man;
}

static void commands(void)
{
	section(_("COMMANDS"));
	for (const struct command *c = cli_commands; c->name; c++) {
		if (cmd_is_man(c))
			continue;
		entry(c->name, *c->words ? _(c->words) : "", _(c->help));
		if (!c->options)
			continue;
		out_text(".RS\n");
		options(c->options);
		out_text(".RE\n");
	}
}

static void over_ssh(void)
{
	struct str names = { 0 };

	for (const struct command *c = cli_commands; c->name; c++)
		if (c->flags & COMMAND_REMOTE)
			str_addf(&names, "%s%s", names.len ? ", " : "", c->name);
	section(_("OVER SSH"));
	line("",
		_("Without a command the screens open. With one, its rules and rights"
		  " are those of the person whose key it is; files are stdin and "
		  "stdout of one's own machine:"));
	out_text(".PP\n.nf\n");
	line("", "    ssh herb@SERVER export planting period=2021H1 > a.csv");
	line("", "    ssh herb@SERVER import planting - < a.csv");
	out_text(".fi\n.PP\n");
	line("", _("These commands are open to everybody who may log in:"));
	line("", str_text(&names));
	out_text(".PP\n");
	line("",
		_("sshd runs herbledger gate LOGIN for each key, as "
		  "DATA/authorized_keys says, or, where people have passwords, "
		  "herbledger gate through sudo for the Unix accounts in group "
		  "herbledger; nothing else of what is asked for is run."));
	str_release(&names);
}

/* ---- keys ---- */

struct key_list {
	const char *screen; /* the last one, "" none */
};

static void key_row(void *context, const char *screen, const char *keys, const char *help)
{
	struct key_list *list = context;
	struct str title = { 0 };

	if (strcmp(list->screen, screen)) {
		str_addf(&title, ".SS \"%s\"\n", screen);
		out_text(str_text(&title));
		str_release(&title);
	}
	list->screen = screen;
	entry(keys, "", help);
}

static void keys(const struct cli *cli)
{
	struct key_list list = { "" };

	if (!cli->list_keys)
		return;
	section(_("KEYS"));
	line("", _("A ^ means Ctrl; conf/keys.conf binds others."));
	cli->list_keys(key_row, &list);
}

/* ---- the rest ---- */

struct row {
	const char *name, *means; /* means: N_() */
};

static void rows(const char *title, const struct row *row)
{
	section(title);
	for (; row->name; row++)
		entry(row->name, "", _(row->means));
}

/* clang-format off */
static const struct row files[] = {
	{ "DATA/conf, DATA/forms", N_("the office's own files; each takes the place of the shipped one of its name") },
	{ "DATA/drafts/USER", N_("what was typed and not saved yet") },
	{ "DATA/authorized_keys", N_("the keys of the people, written by the program, read by sshd") },
	{ "DATA/store", N_("the database; never copy it while it is in use, herbledger backup does that") },
	{ 0 },
};
static const struct row environment[] = {
	{ "HERBLEDGER_DATA", N_("the data directory, when --data does not name it") },
	{ "HERBLEDGER_LOOK", N_("lean (text alone, for slow lines) or rich (colour, frames)") },
	{ "HERBLEDGER_CACHE_MB", N_("memory of the store server for pages of the database") },
	{ "LC_ALL, LC_CTYPE, LANG", N_("the charset of the terminal; the language comes from --lang and conf/site.conf") },
	{ 0 },
};
static const struct row statuses[] = {
	{ "0", N_("done") },
	{ "1", N_("the data or the conf have faults") },
	{ "2", N_("wrong usage") },
	{ "3", N_("not permitted") },
	{ "4", N_("not found") },
	{ "5", N_("the store or the disk failed, or a backup could not be proven") },
	{ 0 },
};
/* clang-format on */

static void head(void)
{
	out_text(".TH HERBLEDGER 1 \"\" \"Herb Ledger\" \"Herb Ledger\"\n");
	section(_("NAME"));
	line("", _("herbledger - the ledgers of a county's medicinal-herb centre"));
	section(_("SYNOPSIS"));
	entry("herbledger", "[OPTION...]", _("the terminal application"));
	entry("herbledger", "[OPTION...] COMMAND [WORD...]", _("one task, for scripts"));
	section(_("DESCRIPTION"));
	line("",
		_("Keeps the centre's ledgers, collects figures from townships over "
		  "ssh and writes the work summary from the records. Everything a "
		  "screen does, a command does, with the same rules and rights. The "
		  "data directory belongs to one account; who one is comes from one's"
		  " key or one's Unix account."));
}

int cmd_man(struct cli *cli, struct err *err)
{
	(void)err;
	head();
	commands();
	section(_("OPTIONS EVERYWHERE"));
	options(cli_global_options());
	over_ssh();
	keys(cli);
	rows(_("FILES"), files);
	rows(_("ENVIRONMENT"), environment);
	rows(_("EXIT STATUS"), statuses);
	section(_("SEE ALSO"));
	line("", "ssh(1), sshd_config(5), systemctl(1), README.md");
	return 0;
}
