/*
 * in_force.h - the files of conf/ and forms/ one by one: which hold, and changing them.
 *
 * A file is named as it lies below the folders: "conf/site.conf", "forms/primary/base.conf".
 * Changes are made in DATA alone; what is installed is never written.  Who may and who is told
 * of it is not asked here.
 */
#ifndef CONF_IN_FORCE_H
#define CONF_IN_FORCE_H

#include "base/arena.h"
#include "base/err.h"
#include "conf/conf.h"

#include <stddef.h>
#include <stdint.h>

struct str;

struct conf_file_info {
	const char *name;
	const char *path;               /* of the one in force */
	int own;                        /* 1: DATA's */
	int shipped;                    /* 1: one is installed, below DATA's or in force */
	int64_t changed;                /* instant of the file in force */
};

/* In order of name. */
int conf_files(const struct conf_dirs *dirs, struct arena *mem, struct conf_file_info **out,
	       size_t *count, struct err *err);
/* Whose it is, translated. */
const char *conf_file_label(const struct conf_file_info *info);
/* NULL: there is none. */
const struct conf_file_info *conf_file_find(const struct conf_file_info *all, size_t count,
					    const char *name);
/* -1 with *err when a name leads elsewhere or is no .conf or .txt. */
int conf_name_check(const char *name, struct err *err);
int conf_file_read(const struct conf_file_info *info, struct str *out, struct err *err);

enum { CONF_FILE_MOST = 8 * 1024 * 1024 };

/* text NULL: the installed one again (or none). */
struct conf_change {
	const char *name;
	const char *text;
	size_t len;
};
/*
 * Everything as it would be: *fresh are the faults that this change brings (in mem), *model is
 * what would be in force.
 */
int conf_try(const struct conf_dirs *dirs, const struct conf_change *change, struct arena *mem,
	     struct model **model, struct faults *fresh, struct err *err);

/*
 * In two steps, so that it can be noted between them: written beside its place and on the disk;
 * then renamed, or taken away (kept 0).  A change without text has nothing to be written.
 */
struct conf_staged {
	char *path, *fresh;             /* ours */
};
int conf_stage(const struct conf_dirs *dirs, const struct conf_change *change,
	       struct conf_staged *out, struct err *err);
int conf_settle(struct conf_staged *staged, int kept, struct err *err);

#endif
