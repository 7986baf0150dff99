/*
 * periods.h - which periods are closed, locked or unlocked, and the guard that every change
 * of a ledger with a reporting cycle passes.
 *
 * Closings, filings and unlocks are read with the owner's eyes: whether a period is closed is
 * nobody's secret, and what the viewer may see has been asked before.
 */
#ifndef DATA_PERIODS_H
#define DATA_PERIODS_H

#include "base/arena.h"
#include "base/err.h"
#include "model/period.h"
#include "model/record.h"

#include <stddef.h>
#include <stdint.h>

struct cycle;
struct dataset;
struct form;
struct str;
struct unit;

/* How a period of a cycle stands today for a unit. */
struct period_hold {
	uint64_t closing;               /* record of KEPT_CLOSING, 0: not closed */
	int32_t closed_on;              /* DATE_NONE: not closed */
	int32_t lock_day;               /* last day of entry, DATE_NONE never */
	int locked;                     /* 1: that day is past */
	uint64_t unlock;                /* in force today for the unit or all, 0 none */
	const struct unit *unit;        /* whose filing covers it, NULL: nobody owes it */
	uint64_t filing;                /* record of KEPT_FILING, 0: nothing filed */
	enum record_state filing_state; /* STATE_NEW: nothing filed */
	int settled;                    /* 1: it has to be returned before a row may change */
};

/* unit NULL: the period as a whole (filing is not looked at, only unlocks for all count). */
int period_hold_of(struct dataset *data, const struct cycle *cycle, struct period period,
		   const struct unit *unit, struct period_hold *out, struct err *err);
/* 1 when rows may not be written because the period is closed or past its last day. */
int period_is_shut(const struct period_hold *hold);
/*
 * A number that moves on with every row that is written for the unit's filing, so that what is
 * done to a filing meets the rows that were read for it and no others (save_options.rows).
 */
int period_rows(struct dataset *data, const struct cycle *cycle, struct period period,
	const struct unit *unit, uint64_t *out, struct err *err);
/*
 * 1: it is shut for the unit, and *why says which rule, since when, and who can help; 0: not.
 * What was filed is not asked.
 */
int period_shut_text(struct dataset *data, const struct cycle *cycle, struct period period,
		     const struct unit *unit, struct str *why, struct err *err);

/*
 * Closings and unlocks that stand, oldest first; unlocks in force only unless all, and only for
 * units whose rows the viewer sees.
 */
struct unlock {
	uint64_t id;
	const struct cycle *cycle;
	struct period period;
	const struct unit *unit;        /* NULL: every unit */
	int32_t until;
	int in_force;
	const char *authority, *reason; /* "" none */
};
int unlocks_read(struct dataset *data, int all, struct arena *mem, struct unlock **out,
		 size_t *count, struct err *err);
struct closing {
	uint64_t id;
	const struct cycle *cycle;
	struct period period;
	int32_t closed;
};
int closings_read(struct dataset *data, struct arena *mem, struct closing **out, size_t *count,
		  struct err *err);

#endif
