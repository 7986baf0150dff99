/*
 * dataset_internal.h - what the files of data/ share; no other folder includes it.
 */
#ifndef DATA_DATASET_INTERNAL_H
#define DATA_DATASET_INTERNAL_H

#include "base/arena.h"
#include "base/vec.h"
#include "data/dataset.h"
#include "data/shape.h"
#include "model/model.h"
#include "store/store.h"

struct batch;
struct expr_scope;
struct parts_state;

struct dataset {
	struct store *store;            /* not ours */
	struct model *model;            /* held */
	struct viewer viewer;           /* in mem */
	struct arena mem;               /* goes when the model changes */
	VEC(struct shape *) shapes;     /* of this model, in mem */
	struct snapshot *held;          /* between dataset_hold() and dataset_let() */
	struct parts_state *parts;      /* kept by the last pass of writing, NULL none */
	int (*pulse)(void *context, uint64_t rows, uint64_t of); /* NULL: nobody asks */
	void *pulse_context;
	int64_t rights_looked;          /* when rights were read last, steady microseconds */
	unsigned long rights_seen;      /* changes by this process known then */
	void (*on_people)(void *context); /* NULL: nobody listens */
	void *people_context;
	int people_changed;             /* 1: still to be told */
};

/* For loops over many rows; -1 with ERR_CANCELLED when the user does not want to wait. */
int dataset_beat(struct dataset *data, uint64_t rows, uint64_t of, struct err *err);
/* The same for rows of a ledger as they are read, foreign ones too: told to who sees all. */
int dataset_reads(
	struct dataset *data, const struct shape *shape, uint64_t rows, struct err *err);

/* A snapshot in which the form's shape is known. */
struct view {
	struct snapshot *snapshot;
	struct shape *shape;
	int borrowed;                   /* 1: the snapshot is the dataset's */
};
int view_open(struct dataset *data, const struct form *form, enum snapshot_life life,
	      struct view *out, struct err *err);
void view_close(struct view *view);
/* 1, err cleared: the snapshot went with the server, and the read is to be repeated. */
int read_again(int got, int tries, struct err *err);
int view_again(const struct dataset *data, int got, int tries, struct err *err);

/* Another viewer in place of the one there is; shapes know their scope anew. */
void dataset_set_viewer(struct dataset *data, const struct viewer *viewer);
void parts_forget(struct dataset *data);

/* 1 when the viewer may read the form at all, else 0 with err filled. */
int may_read(struct dataset *data, const struct form *form, struct err *err);
/* The record's unit code, NULL none. */
const char *record_unit(const struct shape *shape, const struct record *record);

/* Bytes of one record and the record, out of scope or absent: DATA_NONE. */
int read_record(struct dataset *data, struct view *view, uint64_t id, struct arena *mem,
		struct bytes *bytes, struct record **out, struct err *err);
enum { KEY_LONGEST = 3000 };     /* bytes of any key: the store keeps few thousand */

/* The id under the natural key in values; STORE_NONE: nobody has it. */
int key_lookup(struct view *view, const struct value *values, uint64_t *id, struct err *err);
/*
 * counters.c: the next number into the record's field, as the batch (NULL: a dry run) will take
 * it from the series.
 */
int number_plan(struct dataset *data, struct batch *batch, const struct save_number *number,
		struct record *record, struct arena *mem, struct err *err);
/* deeds.c: 1 when may() has to know who did what before to a record of the form. */
int deeds_asked(const struct form *form);
/* Fills record->done in from the record's chain. */
int deeds_read(const struct view *view, struct record *record, struct arena *mem,
	       struct err *err);
/*
 * unheld.c: fills record->unheld in where an action leaves from its state only if a level is
 * absent.  *known NULL: the people are read, and kept there.
 */
struct people;
int unheld_read(struct dataset *data, struct people **known, struct record *record,
		struct arena *mem, struct err *err);
/* Computed fields that read only their own record. */
int compute_own(const struct model *model, struct record *record, struct arena *mem,
		struct err *err);

int compute_fields(const struct expr_scope *scope, struct record *record, int aggregates,
		   struct err *err);

/* A condition made from text; ids are the form's, so it always parses. */
const struct expr *expr_make(const struct model *model, const struct form *form,
			     struct arena *mem, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

#endif
