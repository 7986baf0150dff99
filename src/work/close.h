/*
 * close.h - a period is closed when nothing of it is open, and unlocked only by order, for a
 * reason and till a day.
 */
#ifndef WORK_CLOSE_H
#define WORK_CLOSE_H

#include "base/arena.h"
#include "base/err.h"
#include "data/dataset.h"
#include "data/periods.h"
#include "model/cycle.h"

#include <stddef.h>
#include <stdint.h>

struct filing;

enum { UNLOCK_DAYS_MOST = 30 };

/* What keeps a period from being closed. */
struct open_item {
	const struct unit *unit;        /* NULL: of the whole period */
	const char *sentence;           /* "not filed", "returned (round 2)": for people */
	int silent;                     /* 1: nothing was filed, and that is all */
};

/* All that is open, units in report order; of a closed period what was opened since. */
int close_open(struct dataset *data, const struct cycle *cycle, struct period period,
	       struct arena *mem, struct open_item **out, size_t *count, struct err *err);
/* 1: filed, and neither locked nor corrected: in a closed period, one to be locked again. */
int filing_is_loose(const struct model *model, const struct filing *f);

/*
 * A unit that will never file does not keep a period open for ever: it is closed without it, by
 * name and for a reason, which stand in the closing, after its last day in time.  Only what was
 * not filed is passed over.
 */
struct close_order {
	const struct unit *const *without;      /* of without_count */
	size_t without_count;
	const char *reason;             /* needed with them */
	int dry_run;
};

/*
 * One batch: the closing, and every filing locked.  DATA_OK; > 0: out->sentence says what
 * stands in the way (with the list of what is open); -1.  Of a period that is closed what was
 * opened since is locked again, and out->sentence says how many.
 */
int close_period(struct dataset *data, const struct cycle *cycle, struct period period,
		 const struct close_order *order, struct arena *mem, struct save_result *out,
		 struct err *err);

struct unlock_order {
	const struct cycle *cycle;
	struct period period;
	const struct unit *unit;        /* NULL: every unit */
	int32_t until;                  /* last day, at most UNLOCK_DAYS_MOST days ahead */
	const char *authority, *reason;
	int dry_run;
};
/* As close_period(): refused when nothing is locked. */
int unlock_period(struct dataset *data, const struct unlock_order *order, struct arena *mem,
		  struct save_result *out, struct err *err);
/* "2027 H1 Planting East: unlocked until 2027-08-05, ordered by ...: reason" */
void unlock_text(const struct unlock *unlock, struct str *out);

#endif
