/*
 * keys.h - public keys of users, and DATA/authorized_keys, which sshd reads.
 */
#ifndef WORK_KEYS_H
#define WORK_KEYS_H

#include "base/arena.h"
#include "base/err.h"
#include "data/people.h"

#include <stddef.h>
#include <stdint.h>

struct dataset;
struct model;
struct store;

/* The line as ssh-keygen wrote it; remark: of which computer, NULL none. */
int key_add(struct dataset *data, uint64_t user, const char *line, const char *remark,
	    int dry_run, struct arena *mem, struct user_key *out, struct err *err);
/* key 0: all of the user (a lost computer).  *count of them ended today. */
int key_end(struct dataset *data, uint64_t user, uint64_t key, const char *reason, int dry_run,
	    struct arena *mem, size_t *count, struct err *err);
/* Whoever has found one may be in with it: the user's sessions end, drafts kept; ours stays. */
int key_sessions_end(const char *dir, uint64_t user, size_t *ended, struct err *err);
/* A user's keys, ended ones too; user 0: everybody's. */
int key_list(struct dataset *data, uint64_t user, struct arena *mem, struct user_key **out,
	     size_t *count, struct err *err);

/*
 * DATA/authorized_keys anew: one line for each valid key of a user who is not locked, written
 * beside and renamed.  program: what sshd is to run; "--data DIR" stands in it unless dir is
 * where the program looks by itself.  1: conf/site names no keys, nothing was written.
 */
struct key_file {
	const char *dir;                /* the data directory */
	const char *program;            /* own path */
	int is_default_dir;
};
int keys_write(struct store *store, struct model *model, const struct key_file *file,
	       struct err *err);
/* Lines of the file that let this login in; 0 when it cannot be read. */
size_t keys_of_login(const struct key_file *file, const char *login);
/* The same when the file is of an earlier day or of earlier rights than the store's. */
int keys_current(struct store *store, struct model *model, const struct key_file *file,
		 struct err *err);

#endif
