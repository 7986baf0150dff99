/*
 * review.h - the review screen's own struct, shared by scr_review.c (what it shows) and
 * review_acts.c (what it does).  Private to the two.
 */
#ifndef SCREENS_REVIEW_H
#define SCREENS_REVIEW_H

#include "base/arena.h"
#include "model/period.h"
#include "screens/marks.h"
#include "tui/list.h"
#include "tui/screen.h"
#include "work/review.h"

#include <stddef.h>

struct app;
struct model;
struct work_action;

enum {
	REVIEW_UNIT, REVIEW_STATE, REVIEW_FILED, REVIEW_PERCENT, REVIEW_FIGURE, REVIEW_BEFORE,
	REVIEW_CHANGE, REVIEW_REMARKS, REVIEW_COLUMNS,
};

/* A filing with what the viewer may do to it now. */
struct review_line {
	struct review_row *row;
	const struct work_action *onward;       /* confirms or accepts; NULL none */
	const struct work_action *back;         /* returns, with a reason; NULL none */
	const struct work_action *paper;        /* asks who signed; NULL none */
	const char *refusal;            /* why nothing leads onward, "" nothing to be said */
	const char *reviewer;           /* who else looks into it, "" nobody */
	const char *cell[REVIEW_COLUMNS];
};

struct review {
	struct screen screen;
	struct app *app;                /* not ours */
	struct model *model;            /* one hold: rows belong to it */
	char *cycle_id;                 /* ours */
	const struct cycle *cycle;      /* of model */
	struct period period;
	struct arena mem;               /* of the load */
	struct review_line *lines;
	size_t count, filed, exceptions, open;  /* open: can be confirmed or accepted */
	struct list_column columns[REVIEW_COLUMNS];
	struct list_view list;
	int cut;                        /* columns that the remarks had when drawn last */
	struct marks marks;             /* filings, by record id */
};

/* The line with the cursor, NULL none. */
struct review_line *review_now(const struct review *r);

/* ---- review_acts.c ---- */

enum screen_next review_onward(struct screen *s);       /* of the marked ones, or this one */
enum screen_next review_back(struct screen *s);
enum screen_next review_paper(struct screen *s);
enum screen_next review_mark(struct screen *s);
enum screen_next review_mark_clean(struct screen *s);
enum screen_next review_open(struct screen *s);         /* its lines, to be commented on */
enum screen_next review_why(struct screen *s);          /* nothing leads onward */
int review_can_onward(const struct screen *s);
int review_is_refused(const struct screen *s);
int review_can_back(const struct screen *s);
int review_can_paper(const struct screen *s);

#endif
