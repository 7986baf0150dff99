/*
 * handover.h - a post goes from one holder to the next; all that refers to it goes along.
 *
 * Ledgers refer to posts, never to persons: handing over changes the rows of holders and
 * nothing else.  What was signed before keeps the name of who signed.
 */
#ifndef WORK_HANDOVER_H
#define WORK_HANDOVER_H

#include "base/arena.h"
#include "base/err.h"
#include "data/people.h"

#include <stddef.h>
#include <stdint.h>

struct dataset;

struct handover {
	uint64_t from;                  /* user who hands over */
	uint64_t to;                    /* successor; 0: nobody yet */
	uint64_t post;                  /* 0: every post he holds on the day */
	int32_t day;                    /* the successor's first; DATE_NONE today */
	int acting;                     /* the successor stands in: the holder stays */
};

struct handover_post {
	const struct post *post;        /* NULL: a row of older data, which only ends */
	const char *title;              /* "East Town clerk" */
	int acting;                     /* as the one who hands over holds it */
	struct ref_count *counts;       /* what refers to the post */
	size_t count;
	const char *refusal;            /* "" none: why this post cannot go to the successor */
};

struct handover_plan {
	const struct person *from, *to; /* to NULL: nobody yet */
	int32_t day;
	struct handover_post *posts;
	size_t count;
};

/*
 * What would go.  Counts are of all records that refer to the posts, also of ledgers whose rows
 * the viewer does not see: who may give a post decides over them.  > 0: he holds nothing of it.
 */
int handover_plan(struct dataset *data, const struct handover *wanted, struct arena *mem,
		  struct handover_plan *out, struct err *err);
/* All of it in one batch, or nothing and why. */
int handover_do(struct dataset *data, const struct handover *wanted, const char *reason,
		struct arena *mem, struct err *err);

#endif
