/*
 * review.h - what the units filed for a period beside the period before, exceptions first.
 *
 * What is remarkable about a filing is told by review_judge(), which is pure; review_read()
 * reads what it judges in one instant.
 */
#ifndef WORK_REVIEW_H
#define WORK_REVIEW_H

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "work/collect.h"

#include <stddef.h>
#include <stdint.h>

struct dataset;
struct model;
struct record;
struct str;
struct value;

/* Why a filing is worth a look, the worst first; it may have several. */
enum review_mark {
	REVIEW_OVERDUE,         /* nothing filed, and the day is past */
	REVIEW_NOT_FILED,       /* nothing filed yet */
	REVIEW_RETURNED,        /* or otherwise held up: it does not count */
	REVIEW_BROKEN,          /* rules broken by what was saved and not submitted */
	REVIEW_WARNED,          /* warnings that were accepted with a reason */
	REVIEW_JUMP,            /* against the last period: cycle->jump percent or more */
	REVIEW_MISSING,         /* required cells that are not given */
	REVIEW_LATE,
	REVIEW_MARKS,
};

/* How a figure stands to the last period's. */
enum review_change {
	CHANGE_NONE,            /* neither has one, or the unit did not owe it then */
	CHANGE_PERCENT,         /* row->percent */
	CHANGE_FROM_ZERO, CHANGE_TO_ZERO,
	CHANGE_CAME, CHANGE_WENT,       /* there was no figure before; there is none now */
};

struct review_row {
	struct filing now;
	struct value *before;           /* cycle->figures of the period before, as they count */
	int held_up;                    /* 1: filed, and its state does not count (returned) */
	int32_t over;                   /* days past the due day: not filed, or filed late */
	unsigned marks;                 /* 1 << enum review_mark; 0: nothing remarkable */
	uint64_t broken, warned;        /* records */
	size_t figure;                  /* of cycle->figures: the one that changed most */
	enum review_change change;
	int64_t percent;                /* rounded half-up, signed */
	/* { id, revision } of what the filing covers, as act_order.seen wants it */
	uint64_t (*seen)[2];
	size_t seen_count;
	/* of these the first that is broken or warned about, 0 none */
	uint64_t look_at;
};

/*
 * Every unit in sight that owes it, exceptions first, each kind in report order.  In mem.
 */
int review_read(struct dataset *data, const struct cycle *cycle, struct period period,
		struct arena *mem, struct review_row **out, size_t *count, struct err *err);
/* marks, figure, change and percent from the rest.  Pure. */
void review_judge(struct review_row *row);
/* "+151 %", "from 0", "to 0", "new", "none now", "" where nothing can be compared. */
void review_change_text(const struct review_row *row, struct str *out);
/* A figure (of now or of the last period) as printed, "" none. */
void review_figure_text(const struct model *model, const struct review_row *row,
			const struct value *figures, struct str *out);
/* "accepted on paper", "late": the state in a word or two. */
void review_state_text(const struct model *model, const struct review_row *row,
		       struct str *out);
/* What is remarkable: "2 warnings accepted; area +151 %"; "" nothing. */
void review_remarks(const struct model *model, const struct review_row *row, struct str *out);

/*
 * The filing that covers rows of this unit and period; DATA_NONE: there is none, or the form is
 * due from nobody.  For what stands on a line's card: who reviews it, which comments it has.
 */
int review_filing_of(struct dataset *data, const struct record *line, struct arena *mem,
		     const struct cycle **cycle, struct record **filing, struct err *err);

#endif
