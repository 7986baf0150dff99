/*
 * key_follow.c - tells work/keys where the file is and which program it is to name.
 */
#include "cli/key_follow.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/cli.h"
#include "cli/session.h"
#include "data/dataset.h"
#include "work/keys.h"

static struct key_file file_of(struct session *s, char *program, char *dir)
{
	ssize_t len = readlink("/proc/self/exe", program, PATH_MAX - 1);

	program[len > 0 ? len : 0] = '\0';
	if (!realpath(s->dir, dir))
		dir[0] = '\0';
	return (struct key_file){ .dir = dir,
		.program = program,
		.is_default_dir = strcmp(dir, session_default_dir()) == 0 };
}

static int write_file(struct session *s,
	int (*write)(struct store *, struct model *, const struct key_file *, struct err *),
	struct err *err)
{
	char program[PATH_MAX], dir[PATH_MAX];
	struct key_file file = file_of(s, program, dir);

	return *program && *dir ? write(s->store, s->model, &file, err) : 0;
}

/* Under the screens a sentence would lie across them: there the log has it. */
static void people_changed(void *context)
{
	struct session *s = context;
	struct err err = { 0 };

	if (write_file(s, keys_write, &err) >= 0)
		return;
	if (s->here.screens)
		log_line(LOG_WARN, "%s", err.text);
	else
		say("%s", err.text);
}

static size_t own_lines(struct session *s)
{
	char program[PATH_MAX], dir[PATH_MAX];
	struct key_file file = file_of(s, program, dir);

	return *dir ? keys_of_login(&file, s->viewer.login) : 0;
}

int key_follow(struct session *s, struct err *err)
{
	struct err why = { 0 };
	size_t before = s->here.remote ? own_lines(s) : 0;

	dataset_on_people(s->data, people_changed, s);
	if (write_file(s, keys_current, &why) < 0)
		say("%s", why.text);
	/* a process that died before it wrote the file: which key it was is not known here */
	if (s->here.remote && own_lines(s) < before)
		return err_set(err, ERR_DENIED,
			_("A key of %s has ended; log in again with one that is valid."),
			s->viewer.name);
	return 0;
}
