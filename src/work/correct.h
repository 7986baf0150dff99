/*
 * correct.h - a value changed after its period was closed: proposed with a number and a
 * reason, and carried out by whoever approves it.
 */
#ifndef WORK_CORRECT_H
#define WORK_CORRECT_H

#include "base/arena.h"
#include "base/err.h"
#include "data/dataset.h"

#include <stdint.h>

struct act_done;
struct act_order;
struct field;

struct correct_order {
	const struct form *form;        /* of the record */
	uint64_t record;
	const char *field;              /* id or label */
	const char *value;              /* as typed */
	const char *reason;
	int dry_run;
};
struct correct_done {
	struct save_result result;      /* of the correction */
	const char *number;             /* "2027-1", NULL in a dry run */
	const char *old_text, *new_text;
};
/* Refused (> 0) where the period is not closed: then it is changed or returned as usual. */
int correct_propose(struct dataset *data, const struct correct_order *order, struct arena *mem,
		    struct correct_done *out, struct err *err);

/*
 * Action "approve" of a correction: the record changed, its filing corrected, the approver
 * filled in, in one batch.  Called by work_act().
 */
int correct_approve(struct dataset *data, uint64_t id, const struct act_order *order,
		    struct arena *mem, struct act_done *out, struct err *err);

/* Printed reports that used the corrected record, a line each: for who has just approved. */
int correct_printed(struct dataset *data, uint64_t id, struct arena *mem, const char ***lines,
		    size_t *count, struct err *err);

#endif
