/*
 * cmd_conf.c - herbledger conf: what of conf/ and forms/ is in force, and changing it.
 *
 *	conf                    every file, whose it is, who changed it when; faults; what waits
 *	conf get FILE           its text
 *	conf put FILE           its text from stdin, when everything is sound with it
 *	conf drop FILE          the installed one again
 */
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/cli.h"
#include "cli/conf_change.h"
#include "cli/conf_watch.h"
#include "cli/listing.h"
#include "cli/session.h"
#include "conf/in_force.h"
#include "data/conf_noted.h"
#include "model/model.h"

/* ---- the list ---- */

static void put_file(struct session *s, const struct conf_file_info *file,
	const struct conf_noted *noted, const char **cells)
{
	struct str when = { 0 }, who = { 0 };

	conf_noted_when(noted, file->own ? file->changed : 0, &when);
	conf_noted_who(noted, &who);
	cells[0] = file->name;
	cells[1] = conf_file_label(file);
	cells[2] = str_keep(&when, &s->mem);
	cells[3] = str_keep(&who, &s->mem);
}

static int print_files(struct cli *cli, struct session *s, struct err *err)
{
	const struct rows_column columns[] = {
		{ "file", _("File"), ROWS_LEFT },
		{ "state", _("In force"), ROWS_LEFT },
		{ "changed", _("Changed"), ROWS_LEFT },
		{ "by", _("Changed by"), ROWS_LEFT },
	};
	enum { COUNT = sizeof(columns) / sizeof(columns[0]) };
	enum rows_format format = ROWS_TEXT;
	struct conf_file_info *files;
	struct conf_noted *noted;
	const char **cells;
	size_t count, noted_count;

	if (listing_format(cli, &format, err) < 0 ||
		conf_files(&s->dirs, &s->mem, &files, &count, err) < 0 ||
		conf_noted_list(s->data, &s->mem, &noted, &noted_count, err) < 0)
		return -1;
	cells = arena_array(&s->mem, count * COUNT, sizeof(*cells));
	for (size_t i = 0; i < count; i++)
		put_file(s, &files[i], conf_noted_find(noted, noted_count, files[i].name),
			cells + i * COUNT);
	return listing_print(format, columns, COUNT, cells, count, err);
}

static void say_faults(const struct faults *faults)
{
	for (size_t i = 0; i < faults->count; i++)
		say("%s:%d: %s", faults->at[i].file, faults->at[i].line,
			faults->at[i].sentence);
}

static int list(struct cli *cli, struct session *s, struct err *err)
{
	if (print_files(cli, s, err) < 0)
		return -1;
	say_faults(&s->faults);
	for (size_t i = 0; i < s->waiting_count; i++)
		say(_("%s: its file has another shape than what is stored; herbledger forms "
		      "--apply takes it over"),
			s->waiting[i]);
	return s->faults.count > 0;
}

static int get(struct session *s, const char *name, struct err *err)
{
	struct conf_file_info *files;
	const struct conf_file_info *file;
	struct str text = { 0 };
	size_t count;
	int status;

	if (conf_name_check(name, err) < 0 ||
		conf_files(&s->dirs, &s->mem, &files, &count, err) < 0)
		return -1;
	file = conf_file_find(files, count, name);
	if (!file)
		return err_set(err, ERR_NOT_FOUND,
			_("there is no file %s; herbledger conf lists them"), name);
	status = conf_file_read(file, &text, err);
	if (status == 0)
		out_text(str_text(&text));
	str_release(&text);
	return status;
}

/* ---- changing ---- */

static int read_stdin(struct str *out, struct err *err)
{
	char bytes[8192];
	size_t got;

	while ((got = fread(bytes, 1, sizeof(bytes), stdin)) > 0) {
		str_add_len(out, bytes, got);
		if (out->len > CONF_FILE_MOST)
			return err_set(err, ERR_USAGE, _("the file is longer than 8 MB"));
	}
	if (ferror(stdin))
		return err_set(err, ERR_USAGE, _("stdin could not be read"));
	return 0;
}

/* Asked on a terminal, else wanted as an option. */
static int is_sure(struct cli *cli, const char *name, struct err *err)
{
	char answer[16] = "";

	if (cli_option(cli, "--yes"))
		return 1;
	if (!isatty(STDIN_FILENO))
		return err_set(err, ERR_USAGE,
			_("%s would be taken away and the installed file hold again; add --yes "
			  "when you are sure"),
			name);
	fprintf(stderr,
		_("Take %s away, so that the installed file holds again? y Yes > "), name);
	return fgets(answer, sizeof(answer), stdin) && (*answer == 'y' || *answer == 'Y');
}

static int make(struct cli *cli, struct session *s, const struct conf_change *change,
	struct err *err)
{
	struct conf_outcome outcome = { 0 };
	int dry = cli_option(cli, "--dry-run") != NULL;
	int status = conf_change_make(s, change, dry, &outcome, err);

	say_faults(&outcome.faults);
	for (size_t i = 0; i < outcome.sentence_count; i++)
		say("%s", outcome.sentences[i]);
	if (status > 0)
		say(_("%s was not changed: put right what is listed above, and try again"),
			change->name);
	else if (status == 0)
		out_line("%s", outcome.done);
	return status;
}

static int put(struct cli *cli, struct session *s, const char *name, struct err *err)
{
	struct str text = { 0 };
	int status = read_stdin(&text, err);

	if (status == 0)
		status = make(cli, s,
			&(struct conf_change){ name, str_text(&text), text.len }, err);
	str_release(&text);
	return status;
}

static int drop(struct cli *cli, struct session *s, const char *name, struct err *err)
{
	int sure = cli_option(cli, "--dry-run") ? 1 : is_sure(cli, name, err);

	if (sure <= 0)
		return sure;
	return make(cli, s, &(struct conf_change){ .name = name }, err);
}

static int run(struct cli *cli, struct session *s, struct err *err)
{
	const char *verb = cli->word_count ? cli->words[0] : "";
	int changes = strcmp(verb, "put") == 0 || strcmp(verb, "drop") == 0;

	if (changes ? may(s->model, &s->viewer, ACTION_CONF, NULL, NULL, err) < 0
		    : conf_noted_may_see(s->data, err) < 0)
		return -1;
	/* what was changed before is not laid to whoever changes now */
	conf_watch(s);
	if (!*verb)
		return list(cli, s, err);
	if (strcmp(verb, "get") == 0)
		return get(s, cli->words[1], err);
	if (conf_name_check(cli->words[1], err) < 0)
		return -1;
	return strcmp(verb, "put") == 0 ? put(cli, s, cli->words[1], err)
					: drop(cli, s, cli->words[1], err);
}

int cmd_conf(struct cli *cli, struct err *err)
{
	static const char *const verbs[] = { "get", "put", "drop" };
	int known = !cli->word_count;

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]) && cli->word_count == 2; i++)
		known |= strcmp(cli->words[0], verbs[i]) == 0;
	if (!known)
		return err_set(err, ERR_USAGE,
			_("write conf, conf get FILE, conf put FILE or conf drop FILE"));
	return session_run(cli, run, err);
}
