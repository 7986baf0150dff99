/*
 * save_internal.h - one pass of writing: many records planned on one snapshot into one batch.
 *
 * A pass is planned anew from the start whenever its batch meets a conflict.
 */
#ifndef DATA_SAVE_INTERNAL_H
#define DATA_SAVE_INTERNAL_H

#include "base/str.h"
#include "data/dataset_internal.h"
#include "data/summap.h"
#include "data/totals.h"

enum doing { DO_SAVE, DO_DELETE, DO_UNDELETE, DO_ACT };

/* Records with equal `within` fields: how many stand at each unit with each mask. */
struct part_count {
	const char *unit_code;
	const struct unit *unit;        /* NULL: not in the tree */
	uint16_t mask;
	int64_t count;
	uint64_t checked;               /* the group's version when clear was found; 0 never */
};

struct part_record {
	uint64_t id;
	const char *unit_code;
	uint16_t mask;
	int gone;
};

struct part_group {
	struct bytes within;            /* the fields as they stand in keys */
	uint64_t guard;                 /* its revision; 0: absent */
	int touched, bump;
	uint64_t version;               /* moves on when a count leaves or reaches zero */
	VEC(struct part_count) counts;
	int listed;                     /* 0: records holds only this pass's */
	VEC(struct part_record) records;
};

/*
 * What a pass knows of parts.  It is kept for the dataset's next pass, which can add records
 * by it without a look: the guards say whether it still holds.  Other sessions may meanwhile
 * have added to counts that are not zero, so it serves for nothing else.
 */
struct parts_state {
	struct arena mem;
	const struct shape *shape;
	uint64_t number;                /* of the shape */
	VEC(struct part_group) groups;  /* in mem */
	struct sum_map places;          /* within, unit, mask: { group, count } */
};

struct people;
struct periods_known;
struct work_action;

struct renamed {
	const char *from, *to;
};

struct change {
	struct record *old;             /* NULL: new */
	struct record *now;
	enum record_state before;       /* of a deletion: the state it had */
	const char *action, *reason;
	const struct work_action *act;  /* NULL: none of a workflow */
};

struct pass {
	struct dataset *data;
	const struct save_options *options;
	enum doing doing;
	const char *act;                /* DO_ACT: id of the action */
	const struct record *given;     /* DO_ACT: what the action asks; NULL nothing */
	int together;                   /* all goes into one batch, items may act */
	struct arena *mem;              /* the caller's: results */
	struct arena work;              /* of this try */
	struct view view;
	struct batch *batch;            /* NULL: a dry run */
	struct sum_map deltas;          /* totals and counts of parts */
	struct sum_map keys;            /* natural keys of this pass: { id, taken } */
	struct sum_map ids;             /* records changed in this pass */
	struct parts_state *parts;
	int parts_kept;                 /* 1: parts is an earlier pass's */
	int64_t now;
	int32_t day;
	/* a dry run of a form never stored: its number is made up */
	int assumed;
	uint64_t number, revision;      /* of the shape, as this pass keys and expects it */
	int careful;                    /* everything is looked up before it is put */
	int empty;                      /* the ledger has never held a record */
	size_t planned;
	int of_people;                  /* it changes users, posts or keys */
	VEC(struct renamed) renames;    /* in work: users who get another login */
	struct periods_known *periods;  /* in work: what the guard has read; NULL nothing */
	struct people *people;          /* with what this pass has planned; NULL not read yet */
	struct err refused;             /* why the last item with result -1 was refused */
};

/* Opens the view when it is not yet; a pass that only adds records may do without. */
int pass_look(struct pass *pass, struct err *err);
/* 0 planned, 1 refused (item->result says how), STORE_CONFLICT plan again carefully, -1. */
int pass_plan(struct pass *pass, struct save_item *item, size_t more, struct err *err);

/* 1, and the item says why. */
int pass_refuse(struct pass *pass, struct save_item *item, int result, const char *sentence);
int pass_refuse_err(struct pass *pass, struct save_item *item); /* pass->refused */
/* May the viewer?  pass->refused says why not. */
int pass_allowed(struct pass *pass, enum deed action, const struct record *record);
/* save_parts.c: 0 nothing stands in the way (any more), 1 refused, STORE_CONFLICT, -1. */
int pass_check_parts(struct pass *pass, struct save_item *item, const struct record *old,
		     const struct record *now, struct err *err);
int pass_conflict(struct pass *pass, struct save_item *item, const struct record *old);
/*
 * The record as it is, with its deeds where they will be asked; before: of a deleted one, the
 * state it had.  0, 1 refused, -1.
 */
int pass_read_old(struct pass *pass, struct save_item *item, struct record **old,
		  enum record_state *before, struct err *err);
/* References, people, key, periods, wholes and parts: 0, 1 refused, STORE_CONFLICT, -1. */
int pass_check_place(struct pass *pass, struct save_item *item, struct change *change,
		     struct err *err);
/* As the next revision will stand, the contents being given's. */
struct record *pass_next_record(struct pass *pass, const struct record *old,
				const struct record *given);
int pass_find_faults(struct pass *pass, struct record *now, struct findings *found);
/* All that the change implies goes into the batch, and the item has its result. */
int pass_finish(struct pass *pass, struct save_item *item, struct change *change,
		struct err *err);
/* act.c: as pass_plan() for an action of the workflow. */
int plan_act(struct pass *pass, struct save_item *item, struct err *err);

/* save_many.c: the steps of a pass over one form. */
int pass_begin(struct pass *pass, const struct form *form, struct err *err);
/* Plans items from the first on; *taken is how many went in.  STORE_CONFLICT: again. */
int pass_items(struct pass *pass, struct save_item *items, size_t count, size_t *taken,
	       struct err *err);
/* The batch has all that the pass planned; 0, -1. */
int pass_fill(struct pass *pass, struct err *err);
/* The batch was taken: who listens for changes of people is to be told. */
void pass_taken(struct pass *pass);
void pass_end(struct pass *pass);
/* Nothing was written: the next try hands out the same ids of the block. */
void pass_give_back_ids(struct pass *pass, uint64_t id, uint64_t end);
/* Many at once back off by chance, so that each gets its turn. */
void pass_wait(int tries);
enum { PASS_TRIES = 60 };
/* A record opened under another model: the same fields under this one's form. */
struct record *record_in_model(struct dataset *data, struct record *record, struct arena *mem);

enum { BATCH_BYTES = 40 * 1024 * 1024 }; /* of one that cannot be cut */

/* What is to be done to the items. */
struct save_job {
	enum doing doing;
	const char *act;
	const struct record *given;     /* with act */
	const struct save_options *options;
};
/* refused: why the last item with result -1 was; NULL: not asked. */
int save_items(struct dataset *data, const struct save_job *job, struct save_item *items,
	       size_t count, struct arena *mem, struct err *refused, struct err *err);
/* One record: its result, err filled when it is -1. */
int save_one(struct dataset *data, const struct save_job *job, struct record *record,
	     struct arena *mem, struct save_result *out, struct err *err);
/* refs.c: 0, 1 refused because a record newly referred to is not there, -1. */
int refs_check(struct pass *pass, struct save_item *item, const struct record *old,
	       const struct record *now, struct err *err);

/* Puts all rows that the change implies into the batch. */
void change_write(struct pass *pass, const struct change *change);
int ids_next(struct pass *pass, size_t want, uint64_t *out, struct err *err);

/* Takes what the last pass kept, unless this one is careful. */
void parts_begin(struct pass *pass);
void parts_end(struct pass *pass);
/* The batch was taken: what is known of parts serves the next pass. */
void parts_keep(struct pass *pass);
/* Who stands in the way of the record; *others is their number. STORE_CONFLICT: look again. */
int parts_check(struct pass *pass, const struct record *old, const struct record *now,
		size_t *others, struct err *err);
/* Their ids, after parts_check() found some. */
int parts_others(struct pass *pass, const struct record *now, struct arena *mem,
		 uint64_t **ids, size_t *count, struct err *err);
/* The change goes into the batch: counts follow. */
int parts_follow(struct pass *pass, const struct change *change, struct err *err);
void parts_emit(struct pass *pass);

#endif
