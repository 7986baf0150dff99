/*
 * commands.c - the table of subcommands, and how one is run.
 */
#include "cli/commands.h"

#include "base/str.h"
#include "cli/cli.h"

#include <stdint.h>

#define ANY SIZE_MAX

enum { WORDS_MOST = 400 };

/* What a row leaves out is none: no flags, no word that is a file. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* clang-format off */
static const struct option_row forms_options[] = {
	{ "--format", "text|json", N_("how it is printed") },
	{ "--apply", "", N_("rebuild what hangs on changed shapes"), OPTION_LOCAL },
	{ 0 },
};
static const struct option_row init_options[] = {
	{ "--demo", "", N_("with the example ledgers") },
	{ "--admin", N_("NAME"), N_("login of the system administrator (else yours)") },
	{ "--security", N_("NAME"), N_("login of who gives posts (else anquan)") },
	{ "--audit", N_("NAME"), N_("login of the auditor (else shenji)") },
	{ 0 },
};
static const struct option_row list_options[] = {
	{ "--columns", "a,b", N_("fields to print") },
	{ "--sort", "a,-b", N_("order; - is descending") },
	{ "--limit", "N", N_("at most so many records") },
	{ "--format", "table|csv|json", N_("how it is printed") },
	{ "--deleted", "", N_("deleted records only") },
	{ "--explain", "", N_("say on stderr how they were found") },
	{ "--count", "", N_("only how many") },
	{ "--sum", "a,b", N_("group and sum these fields") },
	{ "--by", "a,b", N_("groups of --sum; unit@1 rolls up to that level") },
	{ "--as-of", N_("DATE"), N_("figures of --sum as of this day") },
	{ "--units", "was|now", N_("units as they were in each record's period, or as they are now (else)") },
	{ 0 },
};
static const struct option_row show_options[] = {
	{ "--at-rev", "N", N_("as it was at this revision") },
	{ "--format", "text|json", N_("how it is printed") },
	{ 0 },
};
static const struct option_row put_options[] = {
	{ "--dry-run", "", N_("check only, write nothing") },
	{ "--keep", "", N_("save without submitting") },
	{ "--replace", "", N_("replace a total by its parts, or parts by their total") },
	{ "--for", N_("TEXT"), N_("who reported it, where you type it for them; kept in the history") },
	{ 0 },
};
static const struct option_row act_options[] = {
	{ "--rev", "N", N_("only if this is still its revision, as show prints it") },
	{ "--reason", N_("TEXT"), N_("why; kept in the history") },
	{ "--nil", "", N_("submit of a filing: there is nothing to report, said so") },
	{ "--for", N_("TEXT"), N_("who reported it, where you type it for them; kept in the history") },
	{ "--dry-run", "", N_("check only, write nothing") },
	{ 0 },
};
static const struct option_row due_options[] = {
	{ "--period", "P", N_("2027H1, 2027-06, ... (else the latest)") },
	{ "--matrix", "", N_("units by the last six periods") },
	{ "--units", "was|now", N_("units as they were in the period (else), or as they are now") },
	{ "--overdue", "", N_("who has not filed although it is due, and who answers for it") },
	{ "--review", "", N_("what the units of CYCLE filed beside the period before, what is remarkable first") },
	{ "--reminders", "", N_("today's reminders; nothing when nobody is to be reminded") },
	{ "--print", "", N_("the reminders as pages, one a unit") },
	{ "--format", "table|csv|json", N_("how it is printed") },
	{ 0 },
};
static const struct option_row close_options[] = {
	{ "--without", N_("UNIT,UNIT..."), N_("closed although these have filed nothing; with --reason") },
	{ "--reason", N_("TEXT"), N_("why; kept in the history") },
	{ "--dry-run", "", N_("check only, write nothing") },
	{ 0 },
};
static const struct option_row unlock_options[] = {
	{ "--until", N_("DATE"), N_("the last day, at most 30 days ahead; it ends by itself") },
	{ "--authority", N_("TEXT"), N_("who ordered it") },
	{ "--reason", N_("TEXT"), N_("why; kept in the history") },
	{ "--dry-run", "", N_("check only, write nothing") },
	{ 0 },
};
static const struct option_row correct_options[] = {
	{ "--reason", N_("TEXT"), N_("why; kept in the history") },
	{ "--dry-run", "", N_("check only, write nothing") },
	{ 0 },
};
static const struct option_row delete_options[] = {
	{ "--reason", N_("TEXT"), N_("why; kept in the history") },
	{ "--undo", "", N_("bring a deleted record back") },
	{ 0 },
};
static const struct option_row import_options[] = {
	{ "--dry-run", "", N_("check only, write nothing") },
	{ "--errors", N_("FILE"), N_("write the failed rows here and import the others; - is stdout"), OPTION_FILE },
	{ "--resume", "ID", N_("go on with an import that was cut") },
	{ "--undo", "ID", N_("take an import back") },
	{ "--list", "", N_("the imports so far") },
	{ "--replace", "", N_("replace a total by its parts, or parts by their total") },
	{ "--reason", N_("TEXT"), N_("accepts warnings, kept with each record") },
	{ 0 },
};
static const struct option_row export_options[] = {
	{ "--format", "csv|json", N_("how it is printed") },
	{ "--columns", "a,b", N_("fields to print") },
	{ "--encoding", "utf-8|gb18030", N_("of csv") },
	{ "--labels", "", N_("labels instead of codes") },
	{ "--units", "was|now", N_("units as they were in each record's period, or as they are now (else)") },
	{ "-o", N_("FILE"), N_("write to this file"), OPTION_FILE },
	{ 0 },
};
static const struct option_row report_options[] = {
	{ "--period", "P", N_("2021H1, 2021-06, ...") },
	{ "--as-of", N_("DATE"), N_("the cut-off date") },
	{ "--unit", N_("UNIT"), N_("of this unit") },
	{ "--units", "was|now", N_("units as they were in the period (else), or as they are now") },
	{ "--format", "text", N_("how it is printed") },
	{ "--figures", "", N_("one JSON line for each figure") },
	{ "--printed", "", N_("what was printed so far, and which of its figures have changed since; NAME may be the number of one: its records and revisions") },
	{ "-o", N_("FILE"), N_("write to this file"), OPTION_FILE },
	{ 0 },
};
static const struct option_row history_options[] = {
	{ "--format", "text|json", N_("how it is printed") },
	{ 0 },
};
static const struct option_row user_options[] = {
	{ "--name", N_("NAME"), N_("of a new user") },
	{ "--post", N_("POST"), N_("post to give or to end") },
	{ "--unit", N_("UNIT"), N_("where") },
	{ "--from", N_("DATE"), N_("first day") },
	{ "--to", N_("DATE"), N_("last day") },
	{ "--acting", "", N_("acting") },
	{ "--successor", N_("LOGIN"), N_("who gets the posts of who leaves") },
	{ "--day", N_("DATE"), N_("first day without him") },
	{ "--reason", N_("TEXT"), N_("why; kept in the history") },
	{ "--dry-run", "", N_("check only, write nothing") },
	{ 0 },
};
static const struct option_row post_options[] = {
	{ "--role", N_("ROLE"), N_("of a new post") },
	{ "--unit", N_("UNIT"), N_("where") },
	{ "--from", N_("DATE"), N_("first day") },
	{ "--to", N_("DATE"), N_("last day") },
	{ "--acting", "", N_("acting") },
	{ "--successor", N_("LOGIN"), N_("who holds it next") },
	{ "--post", N_("POST"), N_("hand over this one only") },
	{ "--day", N_("DATE"), N_("the successor's first day (else today)") },
	{ "--reason", N_("TEXT"), N_("why; kept in the history") },
	{ "--dry-run", "", N_("check only, write nothing") },
	{ 0 },
};
static const struct option_row backup_options[] = {
	{ "--prove", "", N_("into DIR/YYYY-MM-DDTHHMM, then bring it back elsewhere, check and compare it") },
	{ "--keep", "N", N_("so many proven copies; older ones are removed") },
	{ "--age", "", N_("how old the last proven copy is; 1 when over a week or none") },
	{ 0 },
};
static const struct option_row events_options[] = {
	{ "--from", N_("DATE"), N_("first day") },
	{ "--to", N_("DATE"), N_("last day") },
	{ "--kind", "a,b", N_("of these kinds: login logout export refused conf people backup report") },
	{ "--user", N_("LOGIN"), N_("of this person") },
	{ "--text", N_("TEXT"), N_("in which this occurs") },
	{ "--limit", "N", N_("the newest only") },
	{ "--format", "table|csv|json", N_("how it is printed") },
	{ 0 },
};
static const struct option_row sessions_options[] = {
	{ "--format", "table|csv|json", N_("how it is printed") },
	{ 0 },
};
static const struct option_row conf_options[] = {
	{ "--dry-run", "", N_("check only, write nothing") },
	{ "--yes", "", N_("take a file away without asking") },
	{ "--format", "table|csv|json", N_("how it is printed") },
	{ 0 },
};
static const struct option_row second_options[] = {
	{ "--take", "a,b", N_("of these fields, where they differ, what was typed second") },
	{ "--dry-run", "", N_("only whether the line can be read; nothing of the first entry is told") },
	{ "--rate", "", N_("how far first and second entries agree, by ledger, unit and typist") },
	{ "--period", "P", N_("of records of this period") },
	{ "--format", "table|csv|json", N_("how it is printed") },
	{ 0 },
};
static const struct option_row unit_options[] = {
	{ "--on", N_("DATE"), N_("the first day on which it holds") },
	{ "--into", N_("UNIT"), N_("merge: which goes on; with --name a new code") },
	{ "--to", N_("UNIT"), N_("transfer: what they belong to then") },
	{ "--new", N_("CODE"), N_("split: the code of the new unit, its name behind it") },
	{ "--villages", "A,B", N_("split: what goes to the new unit") },
	{ "--name", N_("NAME"), N_("rename: the new name; of a new unit") },
	{ "--pinyin", N_("TEXT"), N_("of a new unit, for finding it") },
	{ "--initials", N_("TEXT"), N_("of a new unit, for finding it") },
	{ "--source", N_("TEXT"), N_("the document that says so") },
	{ "--dry-run", "", N_("list the records concerned, change nothing") },
	{ "--format", "table|csv|json", N_("how the list is printed") },
	{ 0 },
};
static const struct option_row serve_options[] = {
	{ "--auto", "", N_("stop when nobody is there (started by a session)") },
	{ "--ready-fd", "N", N_("a byte is written there when sessions can come") },
	{ "--now", N_("DATETIME"), N_("the clock of a demonstration directory; moves a running server's") },
	{ "--stop", "", N_("ask the running server to stop") },
	{ 0 },
};

const struct command cli_commands[] = {
	{ "check", "", N_("conf/ and forms/: every fault"), NULL, cmd_check, COMMAND_REMOTE, 0, 0 },
	{ "init", "", N_("make the data directory and its first users"), init_options, cmd_init, 0, 0, 0 },
	{ "forms", N_("[FORM]"), N_("the forms, or one form's fields, rules and keys"), forms_options, cmd_forms, COMMAND_REMOTE, 0, 1 },
	{ "list", N_("FORM [QUERY]"), N_("records; QUERY is words field=cell, or @name of a saved query"), list_options, cmd_list, COMMAND_REMOTE, 1, ANY },
	{ "show", N_("FORM ID"), N_("one record"), show_options, cmd_show, COMMAND_REMOTE, 2, 2 },
	{ "put", N_("FORM [FILE|-]"), N_("records as JSON lines, created or changed by their key"), put_options, cmd_put, COMMAND_REMOTE, 1, 2, 2 },
	{ "delete", N_("FORM ID"), N_("delete a record, or undo that"), delete_options, cmd_delete, COMMAND_REMOTE, 2, 2 },
	{ "act", N_("FORM ID [ACTION [FIELD=VALUE...] [RECORD.FIELD:=COMMENT...]]"), N_("an action of the workflow (without ACTION: which there are); ID of a filing may be CYCLE/UNIT/PERIOD, and submit files it"), act_options, cmd_act, COMMAND_REMOTE, 2, SIZE_MAX },
	{ "due", N_("[CYCLE]"), N_("what is due, overdue or waits for you; CYCLE: how each unit stands"), due_options, cmd_due, COMMAND_REMOTE, 0, 1 },
	{ "close", N_("[CYCLE PERIOD]"), N_("close a period, or say what of it is open; without words: the periods that are closed"), close_options, cmd_close, COMMAND_REMOTE, 0, 2 },
	{ "unlock", N_("[CYCLE PERIOD [UNIT]]"), N_("open a closed period again till a day; without words: the unlocks in force"), unlock_options, cmd_unlock, COMMAND_REMOTE, 0, 3 },
	{ "correct", N_("FORM ID FIELD=VALUE"), N_("propose a numbered correction of a value of a closed period"), correct_options, cmd_correct, COMMAND_REMOTE, 3, 3 },
	{ "second", N_("FORM ID [FILE|-]"), N_("a record typed once more by somebody else, blind; what differs is kept (--rate: how much agrees)"), second_options, cmd_second, COMMAND_REMOTE, 0, 3, 3 },
	{ "import", N_("FORM FILE|-"), N_("records from a csv file"), import_options, cmd_import, COMMAND_REMOTE, 0, 2, 2 },
	{ "export", N_("FORM [QUERY]"), N_("records to csv or JSON lines"), export_options, cmd_export, COMMAND_REMOTE, 1, ANY },
	{ "report", N_("NAME"), N_("a report from the records"), report_options, cmd_report, COMMAND_REMOTE, 0, 1 },
	{ "history", N_("FORM ID"), N_("every revision of a record"), history_options, cmd_history, COMMAND_REMOTE, 2, 2 },
	{ "user", N_("[VERB LOGIN]"), N_("users, their posts and keys: add post end lock unlock leave rights key"), user_options, cmd_user, COMMAND_REMOTE, 0, 4 },
	{ "post", N_("[VERB ...]"), N_("posts and who holds them: add give end hand-over"), post_options, cmd_post, COMMAND_REMOTE, 0, 3 },
	{ "events", "", N_("who came, gave out, was refused, changed conf: for the auditor"), events_options, cmd_events, COMMAND_REMOTE, 0, 0 },
	{ "sessions", N_("[end NAME|LOGIN]"), N_("who is here; end a session, its drafts kept"), sessions_options, cmd_sessions, COMMAND_REMOTE, 0, 2 },
	{ "conf", N_("[get|put|drop FILE]"), N_("what of conf/ and forms/ is in force; put takes the new text from stdin"), conf_options, cmd_conf, COMMAND_REMOTE, 0, 2 },
	{ "unit", N_("[list|merge|split|rename|transfer|undo ...]"), N_("how units have changed, by day; changing them"), unit_options, cmd_unit, COMMAND_REMOTE, 0, ANY },
	{ "verify", "", N_("check everything stored again"), NULL, cmd_verify, 0, 0, 0 },
	{ "backup", N_("DIR"), N_("a copy of the data, while people work"), backup_options, cmd_backup, 0, 0, 1 },
	{ "restore", N_("DIR"), N_("make the data directory from a backup"), NULL, cmd_restore, 0, 1, 1 },
	{ "gate", N_("USER"), N_("what sshd runs for each login (see the manual)"), NULL, cmd_gate, COMMAND_HIDDEN, 0, ANY },
	{ "man", "", N_("this program's manual page, for make install"), NULL, cmd_man, COMMAND_HIDDEN, 0, 0 },
	{ "serve", "", N_("the store server of a data directory"), serve_options, cmd_serve, 0, 0, 0 },
	{ 0 },
};
/* clang-format on */

/* As they were given, for the list of sessions and the events. */
static void add_words(const struct cli *cli, struct str *out)
{
	str_add(out, cli->command->name);
	for (size_t i = 0; i < cli->word_count && out->len < WORDS_MOST; i++)
		str_addf(out, " %s", cli->words[i]);
	for (size_t i = 0; i < cli->given_count && out->len < WORDS_MOST; i++)
		str_addf(out, " %s%s%s", cli->given[i].row->name,
			*cli->given[i].value ? " " : "",
			cli->given[i].value);
}

int cli_run(struct cli *cli)
{
	struct err err = { 0 };
	struct str words = { 0 };
	int status;

	if (cli->help) {
		cli_help(cli);
		return 0;
	}
	add_words(cli, &words);
	cli->globals.words = str_text(&words);
	status = cli->command->run(cli, &err);
	if (status >= 0 && out_finish(&err) < 0)
		status = -1;
	if (status < 0) {
		out_finish(&(struct err){ 0 });
		say("%s", err.text);
		status = err_exit_status(&err);
	}
	cli->globals.words = NULL;
	str_release(&words);
	return status;
}
