/*
 * cmd_backup.c - herbledger backup and restore.
 *
 *	backup DIR                      a copy in DIR, as it is
 *	backup DIR --prove [--keep N]   DIR/YYYY-MM-DDTHHMM, brought back elsewhere, verified
 *	                                and compared; only then it has that name
 *	backup COPY --prove             the same with a copy that is there (from another place)
 *	backup --age                    how old the last proven one is
 */
#include "cli/commands.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/tree.h"
#include "cli/cli.h"
#include "cli/copies.h"
#include "cli/session.h"
#include "data/events.h"
#include "data/proof.h"
#include "data/upkeep.h"

struct run {
	struct cli *cli;
	struct session *s;
	const char *dir; /* absolute; NULL: the copy is from elsewhere */
	struct str copy; /* where it is now */
	struct str scratch; /* where it is brought back */
	struct proof proof;
};

/* Who typed it; the server adds the uid. */
static const char *doer(struct session *s)
{
	struct passwd *pw = getpwuid(getuid());

	return pw ? arena_text(&s->mem, pw->pw_name) : "";
}

/* ---- proving ---- */

static int verify_copy(struct session *copy, struct err *err)
{
	struct verify_report report = { 0 };

	if (data_verify(copy->store, copy->model, &copy->mem, &report, err) < 0)
		return -1;
	if (!report.faults)
		return 0;
	return err_set(err, ERR_FAULT, "%s", report.sentence_count ? report.sentences[0] : "?");
}

/* With the copy's own conf and forms, as whoever restores it would have them. */
static int look_at_scratch(struct run *run, struct err *err)
{
	struct cli_globals globals = run->cli->globals;
	struct session copy = { 0 };
	int status;

	globals.data = str_text(&run->scratch);
	globals.alone = 1;
	globals.now = 0;
	status = session_open_store(&copy, &globals, err);
	if (status == 0)
		status = verify_copy(&copy, err);
	if (status == 0)
		status = proof_compare(run->s->store, copy.store, &run->proof, err);
	session_close(&copy);
	return status;
}

/* Beside the copies; with a copy from elsewhere, maybe read-only, where there is room. */
static int make_scratch(struct run *run, struct err *err)
{
	const char *tmp = getenv("TMPDIR");

	if (run->dir)
		str_addf(&run->scratch, "%s/.prove-XXXXXX", run->dir);
	else
		str_addf(&run->scratch, "%s/herbledger-prove-XXXXXX",
			text_is_empty(tmp) ? "/var/tmp" : tmp);
	if (mkdtemp(run->scratch.at))
		return 0;
	return err_set(err, ERR_STORE, _("%s cannot be used: %s"), str_text(&run->scratch),
		strerror(errno));
}

static int look(struct run *run, struct err *err)
{
	struct err ignored = { 0 };
	int status = make_scratch(run, err);

	if (status < 0)
		return -1;
	status = data_restore(str_text(&run->copy), str_text(&run->scratch), err);
	if (status == 0)
		status = look_at_scratch(run, err);
	tree_remove(str_text(&run->scratch), &ignored);
	return status;
}

/* Told to whoever asked, kept as an event, and always a failure of the store: exit status 5. */
static int not_proven(struct run *run, struct err *err)
{
	struct err ignored = { 0 };

	event_note_as(run->s->store, doer(run->s), EVENT_BACKUP, &ignored,
		"backup %s: not proven: %s", str_text(&run->copy), err->text);
	err_prefix(err, _("The backup in %s is not proven"), str_text(&run->copy));
	err->code = ERR_STORE;
	return -1;
}

static int proven(struct run *run, struct err *err)
{
	struct proof *proof = &run->proof;

	proof->where = str_text(&run->copy);
	if (proof_note(run->s->store, proof, err) < 0 ||
		event_note_as(run->s->store, doer(run->s), EVENT_BACKUP, err,
			"backup %s: proven, %llu records, %llu rows of history", proof->where,
			(unsigned long long)proof->records,
			(unsigned long long)proof->rows) < 0)
		return not_proven(run, err);
	out_line(_("Backed up to %s, brought back, verified and compared: %llu records, %llu "
		   "rows of history"),
		proof->where, (unsigned long long)proof->records,
		(unsigned long long)proof->rows);
	return 0;
}

/* ---- a new dated copy ---- */

static int take_copy(struct run *run, struct err *err)
{
	struct err ignored = { 0 };
	const char *copy;

	if (proof_begin(run->s->store, &run->proof, err) < 0)
		return -1;
	str_addf(&run->copy, "%s/", run->dir);
	copies_name(run->proof.taken, &run->copy);
	if (access(str_text(&run->copy), F_OK) == 0)
		return err_set(err, ERR_USAGE, _("There is a copy of this minute already: %s"),
			str_text(&run->copy));
	str_add(&run->copy, ".unproven");
	copy = str_text(&run->copy);
	if (data_backup(run->s->store, copy, err) == 0 &&
		copy_note_write(copy, run->proof.taken, run->proof.records, err) == 0)
		return 0;
	tree_remove(copy, &ignored); /* half a copy only takes room */
	return not_proven(run, err);
}

static int give_name(struct run *run, struct err *err)
{
	struct str name = { 0 };
	int status;

	str_add_len(&name, run->copy.at, run->copy.len - strlen(".unproven"));
	status = rename(str_text(&run->copy), str_text(&name));
	if (status < 0)
		err_set(err, ERR_STORE, _("%s cannot be used: %s"), str_text(&name),
			strerror(errno));
	else
		str_truncate(&run->copy, name.len);
	str_release(&name);
	return status;
}

static int keep(struct run *run, long long count, struct err *err)
{
	size_t removed;

	if (!count)
		return 0;
	if (copies_keep(run->dir, (size_t)count, &removed, err) < 0)
		return -1;
	if (removed)
		out_line(P_("%zu older copy is removed", "%zu older copies are removed",
				 removed),
			removed);
	return 0;
}

static int prove_new(struct run *run, long long count, struct err *err)
{
	int lock = copies_lock(run->dir, err), status;

	if (lock < 0)
		return -1;
	status = copies_clear(run->dir, err);
	if (status == 0)
		status = take_copy(run, err);
	if (status == 0 && (look(run, err) < 0 || give_name(run, err) < 0))
		status = not_proven(run, err);
	if (status == 0)
		status = proven(run, err);
	if (status == 0)
		status = keep(run, count, err);
	close(lock);
	return status;
}

/* ---- a copy that is there ---- */

static int is_copy(const char *dir)
{
	struct str mark = { 0 };
	int found;

	str_addf(&mark, "%s/complete", dir);
	found = access(str_text(&mark), F_OK) == 0;
	str_release(&mark);
	return found;
}

static int prove_old(struct run *run, struct err *err)
{
	str_add(&run->copy, run->dir);
	run->dir = NULL;
	if (copy_note_read(str_text(&run->copy), &run->proof.taken, &run->proof.records, err) <
			0 ||
		look(run, err) < 0)
		return not_proven(run, err);
	return proven(run, err);
}

static int prove(struct cli *cli, struct session *s, struct err *err)
{
	struct run run = { .cli = cli, .s = s };
	char *here = cli->words[0][0] == '/' ? NULL : getcwd(NULL, 0);
	long long count = 0;
	int status = cli_number(cli, "--keep", 1, &count, err);

	run.dir = here ? arena_printf(&s->mem, "%s/%s", here, cli->words[0]) : cli->words[0];
	free(here);
	if (status == 0)
		status = is_copy(run.dir) ? prove_old(&run, err) : prove_new(&run, count, err);
	str_release(&run.copy);
	str_release(&run.scratch);
	return status;
}

/* ---- the command ---- */

static int plain_copy(struct cli *cli, struct session *s, struct err *err)
{
	if (data_backup(s->store, cli->words[0], err) < 0 ||
		event_note_as(
			s->store, doer(s), EVENT_BACKUP, err, "backup %s", cli->words[0]) < 0)
		return -1;
	out_line(_("Backed up to %s; herbledger --data NEWDIR restore %s makes a data "
		   "directory of it"),
		cli->words[0], cli->words[0]);
	return 0;
}

static int age(struct session *s, struct err *err)
{
	const char *line;
	int old;

	if (proof_line(s->store, &s->mem, &line, &old, err) < 0)
		return -1;
	out_line("%s", line);
	return old;
}

static int check_words(const struct cli *cli, struct err *err)
{
	if (!cli->word_count && !cli_option(cli, "--age"))
		return err_set(
			err, ERR_USAGE, _("usage: herbledger %s %s"), "backup", _("DIR"));
	if (cli_option(cli, "--keep") && !cli_option(cli, "--prove"))
		return err_set(err, ERR_USAGE,
			_("--keep goes with --prove: only a proven copy takes the place of an "
			  "older one"));
	return 0;
}

int cmd_backup(struct cli *cli, struct err *err)
{
	struct session s = { 0 };
	int status = check_words(cli, err);

	if (status == 0)
		status = session_open_store(&s, &cli->globals, err);
	if (status == 0 && cli_option(cli, "--age"))
		status = age(&s, err);
	else if (status == 0)
		status = cli_option(cli, "--prove") ? prove(cli, &s, err)
						    : plain_copy(cli, &s, err);
	session_close(&s);
	return status;
}

int cmd_restore(struct cli *cli, struct err *err)
{
	const char *dir = session_data_dir(&cli->globals);

	if (data_restore(cli->words[0], dir, err) < 0)
		return -1;
	out_line(_("Restored to %s; herbledger verify checks it"), dir);
	return 0;
}
