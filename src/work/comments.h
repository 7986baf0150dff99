/*
 * comments.h - comments on cells as records of their kept ledger, for the verbs that write
 * them.  Private to this folder; reading them is work/act.h.
 */
#ifndef WORK_COMMENTS_H
#define WORK_COMMENTS_H

#include "work/act.h"

struct filing;

struct comment_at {
	const struct record *record;    /* it is on */
	const struct record *filing;    /* that goes back with it; NULL: the record does */
};
/* Not saved yet; NULL with err: there is no such field, no text. */
struct record *comment_new(struct dataset *data, const struct comment_at *at,
			   const struct new_comment *wanted, struct arena *mem,
			   struct err *err);
/*
 * When it is filed again: the open comments of the filing whose cells hold something else now
 * than when it went back, marked done, to be saved with it.
 */
int comments_settled(struct dataset *data, const struct filing *f, struct record **lines,
	size_t line_count, struct arena *mem, struct record ***out, size_t *count,
	struct err *err);
/* 1: its record is there and nobody has put it right or said so; 0; -1. */
int comment_is_open(struct dataset *data, const struct record *comment, struct arena *mem,
	struct err *err);

#endif
