/*
 * figures.h - the figures below a list: how many records, sums, who has reported.
 *
 * Counted on their own, after the rows are shown, because a count may take longer than a
 * page.  Private to this folder.
 */
#ifndef SCREENS_FIGURES_H
#define SCREENS_FIGURES_H

#include "base/arena.h"
#include "data/query.h"
#include "model/period.h"

struct model;
struct str;

struct figures {
	struct arena mem;
	uint64_t records;
	const struct field *fields[GROUP_MAX_SUMS];
	struct value sums[GROUP_MAX_SUMS];
	uint64_t missing[GROUP_MAX_SUMS];
	size_t sum_count;
	struct period period; /* the one asked for; NONE: none, several, or none to report in */
	const char *due; /* "15 of 16 reported; not yet: ...", "" none */
};

void figures_release(struct figures *f);
/* Of the records of the query; sums of number columns in the form's way over time. */
int figures_read(
	struct figures *f, struct dataset *data, const struct query *query, struct err *err);
/* A column's total, "" when it has none. */
void figures_show(const struct figures *f, const struct model *model, const struct form *form,
	const struct field *field, struct str *out);

/*
 * The period that entry is about now: today's, unless the ledger has entries of a later one,
 * or of the one before while today's is in its first half, or none for a year.
 */
int due_period(struct dataset *data, const struct form *form, struct period *out,
	struct arena *mem, struct err *err);

/*
 * The as-of date to begin with in that period: the last one reported, else today when it lies
 * in the period, else its last day.
 */
int32_t due_day(struct dataset *data, const struct model *model, const struct form *form,
	struct period period);

struct due {
	size_t all, reported; /* units; all 0: nobody owes it */
	const char *short_text; /* "15 of 16 reported" */
	const char *text; /* "15 of 16 reported; not yet: ..." */
};
/* Who owes the form for a period; text names that many units at most. */
int due_read(struct dataset *data, const struct form *form, struct period period, size_t names,
	struct arena *mem, struct due *out, struct err *err);

#endif
