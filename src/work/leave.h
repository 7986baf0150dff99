/*
 * leave.h - somebody leaves the office: posts handed over or ended, keys ended, user locked, in
 * one batch; then his sessions end.  His drafts stay.
 */
#ifndef WORK_LEAVE_H
#define WORK_LEAVE_H

#include "base/arena.h"
#include "base/err.h"
#include "data/sessions.h"
#include "work/handover.h"

#include <stddef.h>
#include <stdint.h>

struct dataset;
struct user_key;

struct leave {
	uint64_t user;
	uint64_t successor;             /* of all his posts; 0: nobody yet */
	/* or each post its own: post, user pairs; 0 the successor above */
	const struct leave_heir {
		uint64_t post, user;
	} *heirs;
	size_t heir_count;
	int32_t day;                    /* the first without him; DATE_NONE today */
	const char *reason;
	const char *dir;                /* the data directory: sessions and drafts; NULL none */
};

struct leave_plan {
	struct handover_plan posts;     /* count may be 0 */
	struct user_key *keys;          /* still valid */
	size_t key_count;
	struct session_info *sessions;
	size_t session_count;
	size_t drafts;                  /* his unfinished typing, which stays */
	int locked;                     /* already */
};

int leave_plan(struct dataset *data, const struct leave *leave, struct arena *mem,
	       struct leave_plan *out, struct err *err);
/* *ended: how many sessions. */
int leave_do(struct dataset *data, const struct leave *leave, struct arena *mem, size_t *ended,
	     struct err *err);

#endif
