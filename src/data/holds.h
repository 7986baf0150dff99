/*
 * holds.h - who is looking into a record just now, as a hint to others: DATA/holds/.
 *
 * A locked file a hold, as of sessions: one whose lock is free belonged to a session that died,
 * and is cleared away.  It never blocks anybody.  Asks no store; is in no backup or copy.
 */
#ifndef DATA_HOLDS_H
#define DATA_HOLDS_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct hold;                            /* this session's own */

struct hold_info {
	const char *login, *name;
	int64_t since;                  /* instant, as whoever took it says (the server's) */
	int pid;
};

/* Says that it is looked into from now on.  form: id. */
int hold_take(const char *dir, const char *form, uint64_t id, const struct hold_info *who,
	      struct hold **out, struct err *err);
void hold_drop(struct hold **hold);     /* NULL is fine */
/* Those of other sessions, the oldest first.  No folder: none. */
int holds_of(const char *dir, const char *form, uint64_t id, struct arena *mem,
	     struct hold_info **out, size_t *count, struct err *err);
/* 0: nobody holds anything, or only we do: nothing more has to be asked. */
int holds_any(const char *dir);

#endif
