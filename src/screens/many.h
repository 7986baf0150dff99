/*
 * many.h - one deed done to many records: in batches, with progress, stopped when the user
 * does not want to wait, and told exactly.  Private to this folder.
 */
#ifndef SCREENS_MANY_H
#define SCREENS_MANY_H

#include "base/arena.h"
#include "base/err.h"
#include "model/viewer.h"

#include <stddef.h>
#include <stdint.h>

struct ledger;
struct record;
struct screen;

enum many_what { MANY_SAVE, MANY_SUBMIT, MANY_DELETE, MANY_UNDELETE, MANY_ACT };
/* What is to become of one: done, left because of *why, or nothing needs to be done. */
enum many_will { MANY_DO, MANY_LEAVE, MANY_PASS };

struct many_deed {
	const char *title;      /* of the progress, translated */
	enum many_what what;    /* MANY_SAVE: a record keeps the state it has */
	const char *act;        /* MANY_ACT: id of the workflow's action */
	const char *reason;     /* of deleting, of an action */
	const struct record *given;     /* MANY_ACT: what the action asks, NULL nothing */
	/* Optional: changes the record as it is now, in mem. */
	enum many_will (*prepare)(
		void *ctx, struct record *now, struct arena *mem, const char **why);
	/* Optional: it is stored; before is the record that prepare() was given, unchanged. */
	void (*stored)(void *ctx, const struct record *before, uint64_t revision);
	void *ctx;
};

struct many_result {
	struct { uint64_t *at; size_t count, cap; } done;       /* in mem, as the rest */
	size_t passed;          /* needed nothing */
	struct { struct many_left *at; size_t count, cap; } left;
	size_t skipped;         /* not come to: cancelled, or a failure */
	struct err stopped;     /* why; code ERR_NONE: all were come to */
	struct arena mem;
};

struct many_left {
	const char *title, *why;
};

/* Every record on its own merits: what one is refused for does not stop the others. */
void many_do(const struct ledger *in, const uint64_t *ids, size_t count,
	const struct many_deed *deed, struct many_result *out);
void many_release(struct many_result *r);
/* "12 done, 3 not" on the message line, and those not done in a list with the reasons. */
void many_tell(struct screen *s, const struct many_result *r, const char *also);

/* What is marked, before a question: read again, with progress. */
struct many_tally {
	/* saved: counts nowhere; submitted: counts; denied: the deed is not permitted */
	uint64_t saved, submitted, deleted, gone, denied;
	const char *titles;     /* a line for each of the first ones, in mem */
	struct arena mem;
};
/* see: optional, told of each.  -1: cancelled or failed. */
int many_look(const struct ledger *in, const uint64_t *ids, size_t count, enum deed deed,
	void (*see)(void *ctx, const struct record *record), void *ctx, struct many_tally *out,
	struct err *err);

#endif
