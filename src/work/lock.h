/*
 * lock.h - a user is locked: no login, and open sessions see and do nothing any more.
 */
#ifndef WORK_LOCK_H
#define WORK_LOCK_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct dataset;

/*
 * The reason stays in the history of the user's record and has to be given.  dir: the data
 * directory, whose sessions of the user end (drafts kept), *ended of them; NULL: they stay.
 */
int user_lock(struct dataset *data, uint64_t user, const char *reason, const char *dir,
	      struct arena *mem, size_t *ended, struct err *err);
/* -1: the viewer may not, err says why; nothing is written. */
int user_lock_try(struct dataset *data, uint64_t user, int locked, struct arena *mem,
		  struct err *err);
int user_unlock(struct dataset *data, uint64_t user, const char *reason, struct arena *mem,
		struct err *err);

#endif
