/*
 * ledger.h - the ledger a screen shows: its form, found again by id when the conf changes.
 *
 * Holds the model the form belongs to, so that what was read with it stays sound until the
 * next load.  Private to this folder.
 */
#ifndef SCREENS_LEDGER_H
#define SCREENS_LEDGER_H

#include "base/arena.h"
#include "base/err.h"
#include "model/viewer.h"

struct app;
struct form;
struct model;
struct record;

struct ledger {
	struct app *app; /* not ours */
	char *form_id; /* ours */
	struct model *model; /* one hold */
	const struct form *form; /* of model */
};

void ledger_init(struct ledger *l, struct app *app, const struct form *form);
void ledger_release(struct ledger *l);
/*
 * For load(): asks for new conf and takes the form of the model now in use.  1: another model,
 * and what was read with the old one must be dropped; 0 the same; -1 the form is gone.
 */
int ledger_load(struct ledger *l, struct err *err);
/* 1 when the viewer may; record NULL: the form as a whole. */
int ledger_may(const struct ledger *l, enum deed what, const struct record *record);

/*
 * The ledgers that the viewer may read, as home lists them: kinds of work in the order of the
 * code list `work`, those it does not have after them.  How many; *out in mem.
 */
size_t ledger_list(const struct model *model, const struct viewer *viewer, struct arena *mem,
	const struct form ***out);
/* Those that the program itself keeps: filings, comments; they stand in no list of ledgers. */
size_t ledger_list_kept(const struct model *model, const struct viewer *viewer,
	struct arena *mem, const struct form ***out);

#endif
