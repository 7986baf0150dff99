/*
 * inbox_internal.h - an inbox while it is filled.  Private to this folder.
 */
#ifndef WORK_INBOX_INTERNAL_H
#define WORK_INBOX_INTERNAL_H

#include "base/vec.h"
#include "data/people.h"
#include "model/viewer.h"
#include "work/collect_internal.h"
#include "work/inbox.h"

struct box {
	struct dataset *data;
	const struct model *model;
	const struct viewer *viewer;
	struct arena *mem;
	struct kept_rows kept;
	struct people holders;
	int holders_read;
	VEC(struct inbox_item) items;
	/* ledgers of which a returned filing stands in the box already */
	VEC(const struct form *) returned;
};

/* One line; takes text over. */
struct inbox_item *box_add(struct box *box, enum inbox_kind kind, struct str *text);
/* The viewer's post acts so on the unit's rows of the form; NULL none. */
const struct viewer_post *box_actor(
	const struct box *box, const struct work_action *action, const struct form *form);
/* 1 when the viewer reports the form, for his own units alone (unit NULL: for any). */
int box_reports(const struct box *box, const struct form *form, const struct unit *unit);

/* inbox_waiting.c */
int box_waiting_filings(struct box *box, const struct filing *filings, size_t count,
			struct err *err);
/* Ledgers that no cycle asks for; corrections; unlocks that end. */
int box_waiting_records(struct box *box, struct err *err);

#endif
