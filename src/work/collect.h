/*
 * collect.h - what units owe and what they filed: status, filing, nil reports, who is silent.
 */
#ifndef WORK_COLLECT_H
#define WORK_COLLECT_H

#include "base/arena.h"
#include "base/err.h"
#include "data/dataset.h"
#include "model/cycle.h"

#include <stddef.h>
#include <stdint.h>

struct filing {
	const struct cycle *cycle;
	const struct unit *unit;
	struct period period;
	enum due_state due;             /* by the day of the first filing */
	enum record_state state;        /* STATE_NEW: nothing filed */
	const struct record *record;    /* of KEPT_FILING, NULL none */
	int32_t filed;                  /* DATE_NONE none */
	int nil, on_paper;
	int returned;                   /* it came back and has not been filed again */
	int64_t rounds;
	int32_t due_day, lock_day;      /* with an unlock: its last day; DATE_NONE never */
	int closed;                     /* the period is closed and not unlocked for the unit */
	/* what is in the ledger, filed or not */
	uint64_t records, kept;         /* that stand; of these saved or returned */
	uint64_t cells, given;          /* required ones; of these in a real state */
	struct value *figures;          /* cycle->figures, sums of records that stand */
	uint64_t open_comments;
};

/* Of each unit in the viewer's scope that owes it, report order; one read of the ledger. */
int filings_of(struct dataset *data, const struct cycle *cycle, struct period period,
	       struct arena *mem, struct filing **out, size_t *count, struct err *err);
/* The same without what the ledger holds (records to open_comments stay 0): for a matrix. */
int filings_filed(struct dataset *data, const struct cycle *cycle, struct period period,
		  struct arena *mem, struct filing **out, size_t *count, struct err *err);
/* One; DATA_NONE: the unit does not owe it, or is out of sight. */
int filing_of(struct dataset *data, const struct cycle *cycle, const struct unit *unit,
	      struct period period, struct arena *mem, struct filing *out, struct err *err);
/* What was filed, as it is stored; DATA_NONE: nothing, or out of sight. */
int filing_find(struct dataset *data, const struct cycle *cycle, const struct unit *unit,
		struct period period, struct arena *mem, struct record **out, struct err *err);
/* "late (28 June)", "due in 3 days (2 working days)", "accepted", "nil report, accepted" */
void filing_text(const struct model *model, const struct filing *f, int32_t today,
		 struct str *out);
/* One sign of one column for the matrix: see filing_legend(). */
const char *filing_sign(const struct filing *f);
/* "* in time  ~ late ..." for the foot of a matrix. */
void filing_legend(struct str *out);
/* Of given/cells: 0..100, 100 only when nothing is missing; a nil report is 100. */
int filing_percent(const struct filing *f);

/*
 * Files what the ledger holds (again, where it was returned): its records are submitted with it
 * in one batch.  nil: an explicit nil report instead, refused where there are records.
 * Refused with a sentence that lists what is missing: nothing entered, required cells empty,
 * hard rules, not open yet, locked, closed, filed already.
 *
 * DATA_OK; DATA_FINDINGS or another DATA_... with out->sentence, DATA_DUPLICATE when it is
 * filed already (by whom and when); -1 with *err: nothing of the kind is due, not permitted.
 */
struct file_order {
	int nil;
	const char *reason;             /* warnings accepted because; NULL */
	const char *entered_for;        /* who telephoned; NULL */
	int dry_run;
};
int file_period(struct dataset *data, const struct cycle *cycle, const struct unit *unit,
		struct period period, const struct file_order *order, struct arena *mem,
		struct save_result *out, struct err *err);

/* The records of the ledger that a filing covers: unit's subtree, period; in store order. */
int filing_records(struct dataset *data, const struct filing *f, struct arena *mem,
		   struct record ***out, size_t *count, struct err *err);

#endif
