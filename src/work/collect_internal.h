/*
 * collect_internal.h - what the files about filings share.  Private to this folder.
 */
#ifndef WORK_COLLECT_INTERNAL_H
#define WORK_COLLECT_INTERNAL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/vec.h"
#include "data/dataset.h"
#include "data/periods.h"
#include "model/cycle.h"
#include "model/record.h"
#include "work/collect.h"

#include <stddef.h>
#include <stdint.h>

struct code;
struct expr;
struct work_action;

/* ---- collect_cells.c: what a ledger has of what is required ---- */

struct cells {
	const struct model *model;
	const struct cycle *cycle;
	struct arena *mem;
	uint64_t records, wanted, given;
	const struct code **codes;      /* cycle->each: valid in the period */
	size_t code_count;
	unsigned char *marks;           /* code after code: a bit for given, one for lacking */
	int listing;                    /* 1: lacks is filled too */
	VEC(const char *) lacks;        /* in mem: "New area of 2027H1 East" */
};

void cells_begin(struct cells *c, const struct model *model, const struct cycle *cycle,
		 struct period period, struct arena *mem);
void cells_add(struct cells *c, const struct record *record);
/* wanted and given are right from here on. */
void cells_end(struct cells *c);
/* All of it for these lines, what is lacking by name; 1: something is. */
int cells_lacking(struct cells *c, const struct model *model, const struct filing *f,
		  struct record *const *lines, size_t count, struct arena *mem);

/* ---- collect_kept.c: what is kept beside the ledgers ---- */

/* Of all cycles, or of one; filings in the viewer's scope. */
struct kept_rows {
	VEC(struct record *) filings;   /* these in mem */
	struct closing *closings;
	size_t closing_count;
	struct unlock *unlocks;         /* in force */
	size_t unlock_count;
	int32_t today;
};

/* Closings, unlocks and today; no filings yet. */
int kept_begin(struct dataset *data, struct arena *mem, struct kept_rows *out, struct err *err);
/* Adds the filings of a cycle: of the period, or (PERIOD_NONE) all that are not done with. */
int kept_filings(struct dataset *data, const struct cycle *cycle, struct period period,
		 struct arena *mem, struct kept_rows *out, struct err *err);
/* It can be done by itself and sends nothing back. */
int action_leads_on(const struct work_action *action);
/* Came back, or was never filed: it may be filed. */
int filing_is_owed(const struct model *model, enum record_state state);

/*
 * The units in sight that owe it (one: that one alone), with what was filed; what the ledger
 * holds is left at nothing.
 */
int filings_filed_in(struct dataset *data, const struct kept_rows *kept,
		     const struct cycle *cycle, struct period period, const struct unit *one,
		     struct arena *mem, struct filing **out, size_t *count, struct err *err);

/* filing_of() without what the ledger holds. */
int filing_filed(struct dataset *data, const struct cycle *cycle, const struct unit *unit,
		 struct period period, struct arena *mem, struct filing *out, struct err *err);
/* 1: it holds what an explicit nil report of the cycle stores. */
int record_is_nil(const struct model *model, const struct cycle *cycle,
		  const struct record *record, struct arena *mem);
/* 0, or -1 when the viewer reads nothing of what is asked for. */
int cycle_may_read(struct dataset *data, const struct cycle *cycle, struct err *err);

/* A condition made from text; the ids are the form's, so it always parses. */
const struct expr *work_condition(const struct model *model, const struct form *form,
				  struct arena *mem, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
/* "period = 2027H1", as the form knows its period; NULL with *err clear: every record. */
int period_condition(const struct model *model, const struct form *form, struct period period,
		     struct arena *mem, const struct expr **out, struct err *err);

/* "Dongming 2027 H1 Planting area" */
void filing_title(const struct filing *f, struct str *out);
/* "...: due by 2027-06-25, due in 5 days" */
void due_sentence(const struct model *model, const struct filing *f, const char *task,
		  int32_t today, struct str *out);
/* Names with a separator, at most five, "and n more". */
void some_text(const char *const *names, size_t count, struct str *out);

#endif
