/*
 * periods_internal.h - how a period stands, read within a snapshot, and the guard of a pass.
 */
#ifndef DATA_PERIODS_INTERNAL_H
#define DATA_PERIODS_INTERNAL_H

#include "data/dataset_internal.h"
#include "data/periods.h"
#include "model/kept.h"

struct batch;
struct change;
struct pass;
struct save_item;

/* What was read of one ledger of the program's own: what a batch expects to hold still. */
struct kept_seen {
	int there;                      /* 0: conf has no such ledger */
	struct shape shape;             /* a copy: passes keep their own */
	uint64_t id, revision;          /* of the record, 0: there is none */
	struct bytes key;               /* natural key; empty: none was looked for */
	struct record *record;          /* NULL none */
};

struct period_seen {
	const struct cycle *cycle;
	struct period period;
	const struct unit *unit;        /* as asked */
	struct period_hold hold;
	struct kept_seen closing, filing, unlock;
	int expected;                   /* 1: the pass's batch expects it */
};

/* All of it as it stands in the snapshot on that day. */
int period_see(struct dataset *data, struct snapshot *view, int32_t day, struct arena *mem,
	       struct period_seen *seen, struct err *err);
/* Why rows may not be written; appends nothing and returns 0 when they may. */
int period_why(const struct model *model, const struct period_seen *seen, struct str *why);
/* The same for the period alone, whatever was filed. */
int period_why_shut(const struct model *model, const struct period_seen *seen, struct str *why);
/* What was read holds still until the batch is applied. */
void period_expect(const struct period_seen *seen, int filing, struct batch *batch);

/* A row is written for the filing: once a pass. */
void period_rows_touch(const struct period_seen *seen, struct pass *pass);
/* As a guard: what is done to the filing stands on the rows read (save_options.rows). */
int period_rows_check(struct pass *pass, struct save_item *item, const struct period_seen *seen,
		      struct err *err);

/*
 * 0: the change may be written, and the pass's batch expects that this stays so; 1: refused;
 * -1.  Free for forms that no switched-on cycle asks for.
 */
int periods_guard(struct pass *pass, struct save_item *item, const struct change *change,
		  struct err *err);

#endif
