/*
 * engine.h - the Berkeley DB environment of one data directory, owned by this process.
 *
 * Used by the in-process back end and by the server.  Many threads may read and commit
 * at once; each view is used by one thread at a time.
 */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include <db.h>
#include <pthread.h>
#include <semaphore.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "store/admin.h"
#include "store/apply.h"
#include "store/batch.h"
#include "store/clock.h"
#include "store/errors.h"
#include "store/store.h"

struct view;

/* What is known of a table while a batch is checked: no key in [low, high). */
struct gap {
	int known;
	int endless; /* high is the end of the table */
	struct str low, high;
};

/* The writer's transaction; one at a time, under write_lock. */
struct tx {
	struct engine *engine;
	DB_TXN *txn;
	DBC *cursors[TABLE_COUNT];
	struct gap gaps[TABLE_COUNT];
	struct str value; /* last value read */
	struct str bulk; /* rows of a bulk put */
};

struct engine {
	char *dir, *home; /* absolute; home is DIR/store */
	int lock_fd; /* DIR/lock, ours */
	int exit_on_panic, recover_all;
	DB_ENV *env;
	DB *tables[TABLE_COUNT];

	pthread_mutex_t write_lock; /* guards the next nine */
	struct tx tx;
	struct apply apply;
	struct arena scratch;
	int64_t space_seen; /* steady time of the last look at free space */
	uint64_t unseen; /* bytes applied since then */
	_Atomic int full;
	_Atomic uint64_t dirty; /* bytes applied since the last checkpoint */
	_Atomic uint64_t leaving; /* and those that one under way is writing */
	_Atomic int broken; /* the log could not be written: nothing more is */

	pthread_mutex_t lock; /* guards the rest */
	struct clock clock;
	struct view *views;
	uint64_t view_count, commits, flushes, frozen;
	int32_t sealed_day; /* days before it are sealed */
	int stopping;
	pthread_cond_t wake;
	pthread_t upkeep;
	int upkeep_runs;

	sem_t readers; /* places for threads reading pages, see bdb_read.c */
	pthread_mutex_t checkpoint_lock; /* who finds it taken waits for all pages */
	pthread_mutex_t seal_lock;
	pthread_mutex_t files_lock; /* log files are kept while a backup copies */
	struct store *store; /* the in-process back end around this engine */
};

struct engine_options {
	const char *dir; /* prepared, absolute */
	int64_t now;
	int exit_on_panic;
	int recover_all; /* catastrophic recovery: all log files (a restored backup) */
	int lock_fd; /* becomes the engine's, also on failure; -1: none */
};

int engine_open(const struct engine_options *options, struct engine **out, struct err *err);
void engine_close(struct engine **engine); /* checkpoint and clean close */
/* An engine's in-process back end; closing that store closes the engine. */
struct store *engine_store(struct engine *engine);
struct store *engine_store_new(struct engine *engine);

int64_t engine_now(struct engine *engine);
int engine_set_now(struct engine *engine, int64_t now, struct err *err);

/* ---- writing (bdb_write.c) ---- */

struct commit {
	const struct plan *plan;
	uint32_t uid;
	int internal;
	const struct row *own; /* a row of the store's own, or NULL */
	/*
	 * May be NULL.  Called just before the batch's turn: 0 go on, STORE_NONE it was applied
	 * before (counts as done), -1 refuse it.  undo is called when an admitted batch was not
	 * applied after all.
	 */
	int (*admit)(struct commit *commit, struct err *err);
	void (*undo)(struct commit *commit);

	int status; /* out: STORE_OK, STORE_CONFLICT, -1 with err and fault */
	int admitted;
	enum table conflict_table;
	struct bytes conflict_key; /* into plan */
	struct err err;
	struct fault fault;
};

/*
 * Applies batches in their order, all in one transaction; one that fails does not harm the
 * others.  Applied is not yet durable: see engine_flush().
 */
void engine_apply(struct engine *engine, struct commit **commits, size_t count);
/* Seals the ended days. */
int engine_seal(struct engine *engine, struct err *err);
/* Makes all that was applied before it durable.  A failure means: not known. */
int engine_flush(struct engine *engine, struct err *err);
void tx_release(struct tx *tx);

/* ---- reading (bdb_read.c) ---- */

int bdb_view_open(
	struct engine *engine, enum snapshot_life life, struct view **out, struct err *err);
void bdb_view_close(struct engine *engine, struct view **view);
int view_get(struct view *view, enum table table, struct bytes key, struct arena *mem,
	struct bytes *out, struct err *err);
int view_scan(struct view *view, const struct scan *scan, struct arena *mem,
	struct row_page *out, struct err *err);
/* Ends views that are too old, and the oldest one when pages were frozen since. */
void views_expire(struct engine *engine, int frozen_more);

/* ---- upkeep (upkeep.c) ---- */

int upkeep_start(struct engine *engine, struct err *err);
void upkeep_stop(struct engine *engine);
int engine_checkpoint(struct engine *engine, int only_when_much, struct err *err);

/* ---- room on the disk (space.c) ---- */

void space_keep_reserve(struct engine *engine);
int space_check(struct engine *engine, size_t bytes, struct err *err); /* under write_lock */
int space_is_low(const struct engine *engine);
int space_give_reserve(struct engine *engine); /* 1 when there was one to give */

/* ---- backup (backup.c) ---- */

int engine_backup(struct engine *engine, const char *into, struct err *err);
int engine_verify(struct engine *engine, struct err *err);
int engine_status(struct engine *engine, struct store_status *out, struct err *err);

/* Names of the table files in home. */
extern const char *const table_files[TABLE_COUNT];
/* The table that this thread is at work on, for a checksum failure's report. */
extern _Thread_local int table_at_work;

#endif
