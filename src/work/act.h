/*
 * act.h - an action as the office means it: with what it triggers, in one batch.
 *
 * The front doors ask for actions here and not in data/: an action of a filing does the same to
 * every record the filing covers (work_action.triggers), comments are written with a return,
 * an approved correction changes the record it is about.
 */
#ifndef WORK_ACT_H
#define WORK_ACT_H

#include "base/arena.h"
#include "base/err.h"
#include "data/dataset.h"

#include <stddef.h>
#include <stdint.h>

/* On a cell of the record, or of a record the filing covers. */
struct new_comment {
	const struct form *form;        /* of the commented record */
	uint64_t record;
	const char *field;              /* id, NULL: the whole record */
	const char *text;
};

struct act_order {
	const char *action;             /* id */
	const char *reason;             /* NULL none */
	const struct record *given;     /* what the action asks; NULL nothing */
	const struct new_comment *comments;
	size_t comment_count;
	/*
	 * Records seen while reviewing, as { id, revision } of the covered form: when one has
	 * changed since or one has come, nothing is done (DATA_CONFLICT).  NULL: not asked.
	 */
	const uint64_t (*seen)[2];
	size_t seen_count;
	int dry_run;
};

struct act_done {
	struct save_result result;      /* of the record itself */
	size_t also;                    /* other records that were changed with it */
};

/* As data_act(): DATA_..., or -1 with a sentence. */
int work_act(struct dataset *data, const struct form *form, uint64_t id, uint64_t revision,
	     const struct act_order *order, struct arena *mem, struct act_done *out,
	     struct err *err);
/* Each by itself; item results as data_save_many(). */
int work_act_many(struct dataset *data, struct save_item *items, size_t count,
		  const struct act_order *order, struct arena *mem, struct err *err);

/* ---- comments ---- */

struct comment {
	uint64_t id, record;
	const struct form *form;
	const struct field *field;      /* NULL: the whole record */
	const char *text, *answer, *by; /* "" none; by: who wrote it, as history names him */
	int round, done;
};
/*
 * Of one record (record 0: of every record of the form), open ones first in order of fields;
 * of the last round unless all.
 */
int comments_list(struct dataset *data, const struct form *form, uint64_t record, int all,
		  struct arena *mem, struct comment **out, size_t *count, struct err *err);
/* By those who report: seen and put right, or answered (NULL none). */
int comment_done(struct dataset *data, uint64_t id, const char *answer, struct arena *mem,
		 struct err *err);

#endif
