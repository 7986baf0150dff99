/*
 * conf.h - reads conf/ and forms/ into a model; every fault as file:line: sentence.
 *
 * The only room that sees <libconfig.h>.  Files of DATA/conf and DATA/forms override the
 * installed ones file by file (same path below conf/ or forms/); new ones are added.  One
 * broken file or form never stops the others: it is left out and its faults are listed.
 */
#ifndef CONF_CONF_H
#define CONF_CONF_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

struct form;
struct model;

struct conf_dirs {
	const char *conf; /* installed conf/ */
	const char *forms; /* installed forms/ */
	const char *data_conf; /* DATA/conf, NULL or absent: none */
	const char *data_forms; /* DATA/forms */
};

struct fault {
	const char *file; /* as a person would open it */
	int line;
	const char *sentence; /* what is wrong, and what would be right */
};

struct faults {
	struct fault *at; /* in order of file and line; in the caller's arena */
	size_t count;
	struct fault *remarks; /* nothing is left out for these */
	size_t remark_count;
};

/*
 * Reads all of it.  *out always gets a model with whatever was sound; faults may be many.
 * -1 only when the directories cannot be read at all.  Strings of the model and the files'
 * names in its places live with the model; faults live in mem.
 */
int conf_read(const struct conf_dirs *dirs, struct arena *mem, struct model **out,
	struct faults *faults, struct err *err);

/*
 * A model like `from` but with these forms read from stored texts instead of their files
 * (shapes that wait for `forms --apply`).
 */
struct stored_form {
	const char *id;
	const char *source;
	const char *folder; /* where its file lay, for a form whose file is gone; NULL none */
};
int conf_read_with(const struct conf_dirs *dirs, const struct stored_form *stored, size_t count,
	struct arena *mem, struct model **out, struct faults *faults, struct err *err);

/* As it would be with one file changed: see in_force.h. */
struct conf_change;
int conf_read_changed(const struct conf_dirs *dirs, const struct conf_change *change,
	struct arena *mem, struct model **out, struct faults *faults, struct err *err);

/* Changes when any file read has changed, come or gone (paths, sizes, times). */
unsigned long long conf_stamp(const struct conf_dirs *dirs);

#endif
