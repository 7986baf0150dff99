/*
 * sessions.h - who is here now: one locked file a session, DATA/sessions/.
 *
 * A file whose lock is free is a session that died; it is cleared away.  Asks no store.
 */
#ifndef DATA_SESSIONS_H
#define DATA_SESSIONS_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct session_mark;                    /* this process's own */

struct session_info {
	const char *name;               /* of the file */
	const char *user;               /* record id */
	const char *login, *user_name;
	const char *from;               /* address, "" here */
	const char *what;               /* "" the screens, else the subcommand's words */
	int64_t begun, active;          /* instants of this machine */
	int pid;
};

int session_mark_begin(const char *dir, const struct session_info *info,
		       struct session_mark **out, struct err *err);
void session_mark_active(struct session_mark *mark);    /* cheap; writes every 10 s at most */
void session_mark_end(struct session_mark **mark);
int sessions_list(const char *dir, struct arena *mem, struct session_info **out,
		  size_t *count, struct err *err);
/* Hang-up, so that drafts are kept; after a grace of 3 s killed.  > 0: not there any more. */
int sessions_stop(const char *dir, const char *name, struct err *err);
/* All of one user but our own; *count how many. */
int sessions_stop_user(const char *dir, const char *user, size_t *count, struct err *err);

#endif
