/*
 * dataset.h - the ledgers as one viewer sees them: nothing is read past the viewer.
 *
 * A dataset joins a store, a model and a viewer.  Every read, count, total, suggestion and
 * export goes through one, so that scope and may() stand where nothing can pass them.
 *
 * Shapes: for each form the store keeps a number and the form's text as applied.  A new
 * form is applied when it is first written; a changed shape waits for forms --apply, and
 * until then the model handed in must hold the applied form (see data_applied_forms()).
 */
#ifndef DATA_DATASET_H
#define DATA_DATASET_H

#include "base/arena.h"
#include "base/err.h"
#include "model/record.h"
#include "model/viewer.h"

#include <stddef.h>
#include <stdint.h>

struct dataset;
struct field;
struct form;
struct model;
struct store;
struct str;
struct value;
struct work_action;

struct data_options {
	const char *dir;
	enum { DATA_SERVER, DATA_ALONE, DATA_MEMORY } how;
	int create;             /* init only */
	int demo;               /* init --demo only: the clock may be moved */
	int wait_for_system;
	int64_t now;            /* for a server started here */
	const char *program;    /* own path */
	int ready_fd;           /* data_serve: gets a byte when sessions can come; < 0 none */
};

/* The store handle, opened once a process; the door for cli/ that may not include store/. */
int data_open_store(const struct data_options *options, struct store **out, struct err *err);
void data_close_store(struct store **store);
int data_now(struct store *store, int64_t *out, struct err *err);

/* What the store holds of a form's shape. */
struct applied_form {
	const char *id;
	uint64_t number;        /* of the shape, from 1 */
	const char *source;     /* the form file's text when applied */
	int rebuilding;         /* 1: forms --apply was cut short and has to be run again */
};
int data_applied_forms(struct store *store, struct arena *mem, struct applied_form **out,
		       size_t *count, struct err *err);
/* 1 when wanted stores keys otherwise than applied (the applied text, parsed), 0 same. */
int data_shape_differs(const struct form *applied, const struct form *wanted);

/* model is held until close; viewer is copied. */
int dataset_open(struct store *store, struct model *model, const struct viewer *viewer,
		 struct dataset **out, struct err *err);
void dataset_close(struct dataset **data);
/* Hot reload: the same store and viewer on another model. */
void dataset_use_model(struct dataset *data, struct model *model);
/* 1: forms --apply has given a form another shape than the model's: read conf again. */
int dataset_is_stale(const struct dataset *data);
const struct model *dataset_model(const struct dataset *data);
const struct viewer *dataset_viewer(const struct dataset *data);
/*
 * Reads until dataset_let() see one instant: for a report of many questions, not for saving.
 * A read may give ERR_EXPIRED: let go, and start all of it again.
 */
int dataset_hold(struct dataset *data, struct err *err);
void dataset_let(struct dataset *data); /* nothing held is fine */
/*
 * Called while many rows are read or written, about every page, with the rows so far (of: how
 * many there are, 0 unknown); 1 stops the question with ERR_CANCELLED.  NULL: nobody asks.
 */
void dataset_pulse(struct dataset *data,
	int (*pulse)(void *context, uint64_t rows, uint64_t of), void *context);
/*
 * 1 while someone types: reads fail at once rather than wait for a server that is away, and
 * the clock runs on without it.  Returns what it was, to be set again before anything is saved.
 */
int dataset_hurry(struct dataset *data, int hurry);
/* The server's clock, fresh. */
int dataset_now(struct dataset *data, int64_t *out, struct err *err);
/* Today in Beijing by the server's clock; DATE_NONE on failure. */
int32_t dataset_today(struct dataset *data);

/* The user with that login (or id), with the posts held today.  > 0: none such. */
int viewer_load(struct store *store, struct model *model, const char *login, struct arena *mem,
		struct viewer *out, struct err *err);
/* For whoever owns the data directory: init, verify, apply. */
struct viewer viewer_owner(int64_t now);

/* ---- one record ---- */

/* DATA_NONE: no such record in the viewer's scope. */
enum {
	DATA_OK = 0, DATA_NONE = 1, DATA_CONFLICT = 2, DATA_FINDINGS = 3, DATA_DUPLICATE = 4,
	DATA_PARTS = 5,
};

int data_get(struct dataset *data, const struct form *form, uint64_t id, struct arena *mem,
	     struct record **out, struct err *err);
/* By the natural key in key's values. */
int data_get_by_key(struct dataset *data, const struct record *key, struct arena *mem,
		    struct record **out, struct err *err);
/* As it was at a revision; DATA_NONE too when the viewer could not have seen it then. */
int data_get_revision(struct dataset *data, const struct form *form, uint64_t id,
		      uint64_t revision, struct arena *mem, struct record **out,
		      struct err *err);

enum save_flags {
	SAVE_KEEP = 1 << 0,             /* stay `saved` even if it could be submitted */
	SAVE_ACCEPT_WARNINGS = 1 << 1,  /* record->warn_reason says why */
	SAVE_REPLACE_PARTS = 1 << 2,    /* delete the wholes (or parts) that exclude it */
	SAVE_DRY_RUN = 1 << 3,          /* all checks, nothing written */
	SAVE_VERB = 1 << 4,             /* a verb of work/ writes a kept form: model/kept.h */
	SAVE_GUARDED = 1 << 5,          /* with it: other rows are guarded by their period */
};

struct save_options {
	unsigned flags;                 /* enum save_flags */
	const char *import_id;          /* NULL: typed */
	const char *reason;             /* kept in history, NULL none */
	const char *entered_for;        /* who telephoned, where another's report is typed */
	/* what a filing stands on: period_rows() before its rows were read; NULL not asked */
	const uint64_t *rows;
};

struct save_result {
	struct findings findings;       /* DATA_FINDINGS, or warnings accepted */
	uint64_t id, revision;          /* after DATA_OK */
	enum record_state state;
	uint64_t other;                 /* the record with this key, or one that excludes it */
	size_t others;                  /* DATA_PARTS: how many */
	struct record *theirs;          /* DATA_CONFLICT: the record as it is now */
	const char *sentence;           /* unless DATA_OK: what stands in the way, what to do */
};

/*
 * The one way a record is written: permission and state, rules, natural key, wholes and
 * parts, revision, indexes, totals, history, in one batch.  A new record has id 0.  A
 * submitted record with error findings, or warnings without a reason, gives DATA_FINDINGS
 * and nothing is written; with SAVE_KEEP hard rules do not block and the state is saved.
 * DATA_CONFLICT: somebody saved another revision meanwhile.
 */
int data_save(struct dataset *data, const struct record *record,
	      const struct save_options *options, struct arena *mem, struct save_result *out,
	      struct err *err);
int data_delete(struct dataset *data, const struct form *form, uint64_t id, const char *reason,
		struct arena *mem, struct save_result *out, struct err *err);
int data_undelete(struct dataset *data, const struct form *form, uint64_t id,
		  struct arena *mem, struct save_result *out, struct err *err);
/* field_show(), with the titles of the records that a reference names. */
void data_show(struct dataset *data, const struct field *field, const struct value *value,
	struct str *out);
/* The same with the names that units had on the day; DATE_NONE: have now. */
void data_show_on(struct dataset *data, const struct field *field, const struct value *value,
	int32_t day, struct str *out);
/* Fills computed fields, those that ask other records included. */
int data_compute(struct dataset *data, struct record *record, struct arena *mem,
		 struct err *err);

/*
 * Many records in as few batches as is safe; each record has its own result.  When it is
 * cancelled on the way, those with a detail.id have been written and the others not.
 */
struct save_number {
	const char *series;             /* "correction/2027" */
	const char *field;              /* id of the text field that gets it */
	const char *before;             /* "2027-": stands before the number */
};
struct save_item {
	struct record *record;
	/*
	 * data_save_together(): the next gap-free number of a series, used up only with the
	 * batch; of each series once a batch.  NULL none
	 */
	const struct save_number *number;
	/* data_save_together(): this action of the workflow instead of saving; NULL saves */
	const char *act;
	const char *reason;             /* with it, instead of the options' */
	int result;                     /* DATA_... or -1 */
	struct save_result detail;
};
int data_save_many(struct dataset *data, struct save_item *items, size_t count,
		   const struct save_options *options, struct arena *mem, struct err *err);

/*
 * Records of several forms in one batch: all of them are written, or none.  Items with act set
 * are actions on the stored record (its revision expected unless 0), the values of the fields
 * that the action asks being taken from the item, and where it brings new contents along all
 * of them (values NULL: the contents stay).  Actions that never stand alone want SAVE_VERB.
 * The items are put in order by form.  0; > 0: what the first item in the way has as its
 * result (DATA_...), its detail says why; -1, the result of the item that was refused, if it
 * was one, being -1 too.
 */
int data_save_together(struct dataset *data, struct save_item *items, size_t count,
		       const struct save_options *options, struct arena *mem, struct err *err);

/*
 * 0; -1 ERR_DENIED: nobody types records of the form, with the verb that makes them (kept.h).
 * Saving, deleting and undeleting refuse it too.
 */
int data_is_typed(const struct dataset *data, const struct form *form, struct err *err);

/* The same for deletions; of the items only form and id of the record are read. */
int data_delete_many(struct dataset *data, struct save_item *items, size_t count,
		     const char *reason, struct arena *mem, struct err *err);

/* ---- workflow ---- */

/* 1 when figures count records in that state. */
int data_counts(const struct dataset *data, enum record_state state);

/*
 * An action of the form's workflow, as one revision: may_act(), state, reason, separation, all
 * checks anew in the batch.  revision 0: whatever it is now; else DATA_CONFLICT as in saving.
 */
struct act_options {
	const char *action;             /* id */
	const char *reason;             /* NULL none */
	int dry_run;
	/* holds what the action asks (work_action.asks, .changes); NULL nothing */
	const struct record *given;
};
int data_act(struct dataset *data, const struct form *form, uint64_t id, uint64_t revision,
	     const struct act_options *options, struct arena *mem, struct save_result *out,
	     struct err *err);
/* Every action from the record's state, with why this viewer may not ("" he may). */
struct act_choice {
	const struct work_action *action;
	const char *refusal;
};
int data_acts(struct dataset *data, const struct record *record, struct arena *mem,
	      struct act_choice **out, size_t *count, struct err *err);
/* Fills record->done in from the history, in mem. */
int data_deeds(struct dataset *data, struct record *record, struct arena *mem,
	       struct err *err);

/* ---- people ---- */

/*
 * Rights as they are now: 1 the viewer has changed (another day, posts given or taken), 0
 * not; -1 ERR_DENIED: locked, or no user any more.  Reads and batches do it by themselves.
 */
int dataset_freshen(struct dataset *data, struct err *err);
/* Called after a batch that changed users, posts or keys. */
void dataset_on_people(struct dataset *data, void (*changed)(void *context), void *context);

/* ---- history ---- */

struct revision {
	uint64_t number;
	int64_t instant;
	const char *user, *user_name;
	const char *post;               /* role@unit, "" none */
	int acting;                     /* 1: did it as a deputy in that post */
	uint32_t uid;
	const char *action;             /* create submit ... import, or a workflow's */
	const char *reason;             /* "" none */
	const char *import_id;          /* "" none */
	const char *entered_for;        /* "" typed by those who report; else whose it is */
	struct record *record;          /* as it was after */
	int whole;                      /* 1: the chain's hash holds here */
};
struct revision_list {
	struct revision *at;            /* oldest first */
	size_t count;
	/* how many were left out: the record was then another unit's or somebody's own */
	size_t hidden;
};
/* What was done, for people: an action of the form's workflow or of the program. */
const char *data_deed_label(const struct form *form, const char *action);
/* For whom the contents as they are now were typed, "" for nobody else; in mem. */
int data_entered_for(struct dataset *data, const struct record *record, struct arena *mem,
		     const char **out, struct err *err);
int data_history(struct dataset *data, const struct form *form, uint64_t id,
		 struct arena *mem, struct revision_list *out, struct err *err);

#endif
