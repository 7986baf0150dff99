/*
 * upkeep.c - what the engine does by the clock: checkpoints, old log files, snapshots'
 * lives, day seals, forgotten sessions.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/log.h"
#include "store/backend.h"
#include "store/engine.h"
#include "store/errors.h"
#include "store/pack.h"

enum {
	SECOND = 1000 * 1000, /* microseconds */
	CHECKPOINT_SECONDS = 30,
	CHECKPOINT_BYTES = 64 << 20, /* applied since the last one */
	PURGE_SECONDS = 3600,
	SESSION_DAYS = 7,
	STACK = 512 * 1024,
};

/* Log files that recovery needs no more; not while a backup copies them. */
static void remove_logs(struct engine *e)
{
	if (pthread_mutex_trylock(&e->files_lock) != 0)
		return;
	e->env->log_archive(e->env, NULL, DB_ARCH_REMOVE);
	pthread_mutex_unlock(&e->files_lock);
}

int engine_checkpoint(struct engine *engine, int only_when_much, struct err *err)
{
	int code;

	if (engine->broken || (only_when_much && engine->dirty < CHECKPOINT_BYTES))
		return 0;
	pthread_mutex_lock(&engine->checkpoint_lock);
	engine->leaving = atomic_exchange(&engine->dirty, 0); /* commits go on meanwhile */
	/* Unforced it skips what was written while the one before was at work. */
	code = engine->env->txn_checkpoint(engine->env, 0, 0, engine->leaving ? DB_FORCE : 0);
	if (code)
		engine->dirty += engine->leaving;
	engine->leaving = 0;
	pthread_mutex_unlock(&engine->checkpoint_lock);
	if (code)
		return fault_db(err, code);
	remove_logs(engine);
	return 0;
}

/* Frozen pages now; 1 when there are more than at the last look. */
static int look_at_frozen(struct engine *e)
{
	DB_MPOOL_STAT *stat = NULL;
	uint64_t frozen = 0;
	int more;

	if (e->env->memp_stat(e->env, &stat, NULL, 0) != 0)
		return 0;
	if (stat->st_mvcc_frozen > stat->st_mvcc_thawed + stat->st_mvcc_freed)
		frozen = stat->st_mvcc_frozen - stat->st_mvcc_thawed - stat->st_mvcc_freed;
	free(stat);
	pthread_mutex_lock(&e->lock);
	more = frozen > e->frozen;
	e->frozen = frozen;
	pthread_mutex_unlock(&e->lock);
	return more;
}

/* Deletes the answers kept for sessions that have been gone for a week. */
static int purge_sessions(struct engine *e, struct err *err)
{
	struct store *store = engine_store(e);
	struct bytes prefix = bytes_of_text(META_SESSION);
	int64_t least = instant_now() - (int64_t)SESSION_DAYS * 86400 * SECOND;
	struct arena mem = { 0 };
	struct scan scan = {
		.table = TABLE_META, .from = prefix, .to = bytes_after_prefix(prefix, &mem)
	};
	struct batch *batch = batch_new();
	struct snapshot *view = NULL;
	struct row_page page = { 0 };
	int status = snapshot_open(store, SNAPSHOT_REPORT, &view, err);

	batch->internal = 1;
	do {
		if (status == 0)
			status = store_scan(view, &scan, &mem, &page, err);
		for (size_t i = 0; status == 0 && i < page.count; i++)
			if (page.rows[i].value.len >= 16 &&
				(int64_t)unpack_u64(page.rows[i].value.at + 8) < least)
				batch_delete(batch, TABLE_META, page.rows[i].key);
	} while (status == 0 && scan_next(&scan, &page, &mem));
	snapshot_close(&view);
	if (status == 0 && batch_size(batch))
		status = store_commit(store, batch, err);
	batch_free(&batch);
	arena_release(&mem);
	return status;
}

static void report(int status, struct err *err, const char *what)
{
	if (status < 0)
		log_line(LOG_WARN, "%s: %s", what, err->text);
	err_clear(err);
}

static void each_tick(struct engine *e, uint64_t seconds)
{
	struct err err = { 0 };
	uint64_t views;

	pthread_mutex_lock(&e->lock);
	views = e->view_count + e->frozen;
	pthread_mutex_unlock(&e->lock);
	views_expire(e, views ? look_at_frozen(e) : 0);
	report(engine_checkpoint(e, seconds % CHECKPOINT_SECONDS != 0 && !e->full, &err), &err,
		"checkpoint");
	if (seconds % 10 == 0)
		space_keep_reserve(e);
	if (seconds % 60 == 0)
		report(engine_seal(e, &err), &err, "day seals");
	if (seconds % PURGE_SECONDS == 0)
		report(purge_sessions(e, &err), &err, "old sessions");
}

static void *run(void *at)
{
	struct engine *e = at;
	struct timespec next;
	uint64_t seconds = 0;

	pthread_mutex_lock(&e->lock);
	while (!e->stopping) {
		pthread_mutex_unlock(&e->lock);
		each_tick(e, seconds++);
		pthread_mutex_lock(&e->lock);
		clock_gettime(CLOCK_MONOTONIC, &next);
		next.tv_sec++;
		while (!e->stopping && pthread_cond_timedwait(&e->wake, &e->lock, &next) == 0)
			;
	}
	pthread_mutex_unlock(&e->lock);
	return NULL;
}

int upkeep_start(struct engine *engine, struct err *err)
{
	pthread_attr_t attr;
	int code;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK);
	code = pthread_create(&engine->upkeep, &attr, run, engine);
	pthread_attr_destroy(&attr);
	if (code)
		return fault_errno(err, code, "thread");
	engine->upkeep_runs = 1;
	return 0;
}

void upkeep_stop(struct engine *engine)
{
	if (!engine->upkeep_runs)
		return;
	pthread_mutex_lock(&engine->lock);
	engine->stopping = 1;
	pthread_cond_signal(&engine->wake);
	pthread_mutex_unlock(&engine->lock);
	pthread_join(engine->upkeep, NULL);
	engine->upkeep_runs = 0;
}
