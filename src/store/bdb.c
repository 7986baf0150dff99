/*
 * bdb.c - opening and closing the environment and its tables.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "store/datadir.h"
#include "store/engine.h"
#include "store/errors.h"

enum {
	MEGABYTE = 1024 * 1024,
	LOG_BUFFER = 8 * MEGABYTE,
	LOG_FILE = 32 * MEGABYTE,
	MANY_LOCKS = 400000, /* one batch may touch this many pages */
	FIRST_LOCKS = 8000, /* the tables grow from here */
	MANY_TXNS = 4000, /* open snapshots pin transaction slots */
	EXIT_PANIC = 42,
	LINES_A_SECOND = 20,
};

const char *const table_files[TABLE_COUNT] = {
	[TABLE_RECORDS] = "records.db",
	[TABLE_INDEX] = "index.db",
	[TABLE_HISTORY] = "history.db",
	[TABLE_COUNTERS] = "counters.db",
	[TABLE_TOTALS] = "totals.db",
	[TABLE_EVENTS] = "events.db",
	[TABLE_META] = "meta.db",
};

_Thread_local int table_at_work = -1;

static void on_message(const DB_ENV *env, const char *text)
{
	(void)env;
	log_line(LOG_INFO, "database: %s", text);
}

/* A full disk makes the library say the same thousands of times. */
static int may_say_more(void)
{
	static _Thread_local int64_t second;
	static _Thread_local int said;
	int64_t now = clock_steady() / 1000000;

	if (now != second)
		said = 0;
	second = now;
	return said++ < LINES_A_SECOND;
}

static void on_error(const DB_ENV *env, const char *prefix, const char *text)
{
	struct engine *e = env->app_private;

	(void)prefix;
	if (may_say_more())
		log_line(LOG_WARN, "database: %s", text);
	if (e && strstr(text, "checksum error") && table_at_work >= 0)
		datadir_note_damage(e->dir, table_files[table_at_work]);
}

static void on_event(DB_ENV *env, u_int32_t event, void *info)
{
	struct engine *e = env->app_private;

	(void)info;
	if (event != DB_EVENT_PANIC)
		return;
	log_line(LOG_ERROR_LEVEL, "the database stopped; a restart recovers it");
	if (e && e->exit_on_panic)
		_exit(EXIT_PANIC);
}

/* Old versions of pages live in the cache: it is generous, and only grows as it is used. */
static u_int32_t cache_bytes(void)
{
	const char *text = getenv("HERBLEDGER_CACHE_MB");
	long mb = text ? strtol(text, NULL, 10) : 0;
	long pages = sysconf(_SC_PHYS_PAGES);
	long all_mb = pages > 0 ? pages / (MEGABYTE / sysconf(_SC_PAGESIZE)) : 1024;

	if (mb < 1)
		mb = all_mb / 16 < 64 ? 64 : all_mb / 16 > 1024 ? 1024 : all_mb / 16;
	return (u_int32_t)(mb > 3000 ? 3000 : mb) * MEGABYTE;
}

static int configure(DB_ENV *env, struct engine *e)
{
	int code;

	env->app_private = e;
	env->set_errcall(env, on_error);
	env->set_msgcall(env, on_message);
	code = env->set_event_notify(env, on_event);
	if (!code)
		code = env->set_cachesize(env, 0, cache_bytes(), 1);
	if (!code)
		code = env->set_lg_bsize(env, LOG_BUFFER);
	if (!code)
		code = env->set_lg_max(env, LOG_FILE);
	if (!code)
		code = env->set_lk_max_locks(env, MANY_LOCKS);
	if (!code)
		code = env->set_lk_max_objects(env, MANY_LOCKS);
	if (!code)
		code = env->set_memory_init(env, DB_MEM_LOCK, FIRST_LOCKS);
	if (!code)
		code = env->set_memory_init(env, DB_MEM_LOCKOBJECT, FIRST_LOCKS);
	if (!code)
		code = env->set_lk_tablesize(env, FIRST_LOCKS);
	if (!code)
		code = env->set_lk_max_lockers(env, MANY_TXNS * 2);
	if (!code)
		code = env->set_tx_max(env, MANY_TXNS);
	if (!code)
		code = env->set_lk_detect(env, DB_LOCK_YOUNGEST);
	return code;
}

static int open_table(struct engine *e, enum table t)
{
	int large = t == TABLE_RECORDS || t == TABLE_HISTORY;
	DB *db;
	int code = db_create(&db, e->env, 0);

	if (code)
		return code;
	e->tables[t] = db;
	table_at_work = t;
	code = db->set_pagesize(db, large ? 16384 : 8192);
	if (!code)
		code = db->set_flags(db, DB_CHKSUM);
	if (!code)
		code = db->open(db, NULL, table_files[t], NULL, DB_BTREE,
			DB_CREATE | DB_AUTO_COMMIT | DB_THREAD | DB_MULTIVERSION, 0600);
	return code;
}

static int open_environment(struct engine *e, struct err *err)
{
	u_int32_t flags = DB_CREATE | DB_INIT_TXN | DB_INIT_LOG | DB_INIT_LOCK | DB_INIT_MPOOL |
		DB_THREAD | DB_PRIVATE | (e->recover_all ? DB_RECOVER_FATAL : DB_RECOVER);
	int code = db_env_create(&e->env, 0);

	if (code) {
		e->env = NULL;
		return fault_db(err, code);
	}
	code = configure(e->env, e);
	if (!code)
		code = e->env->open(e->env, e->home, flags, 0600);
	for (int t = 0; t < TABLE_COUNT && !code; t++)
		code = open_table(e, (enum table)t);
	return code ? fault_db(err, code) : 0;
}

/* One reader for each processor; two at least, so that a long scan never stops the rest. */
static unsigned reader_places(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	return processors < 2 ? 2 : processors > 8 ? 8 : (unsigned)processors;
}

static void init_locks(struct engine *e)
{
	pthread_condattr_t attr;

	sem_init(&e->readers, 0, reader_places());
	pthread_mutex_init(&e->write_lock, NULL);
	pthread_mutex_init(&e->lock, NULL);
	pthread_mutex_init(&e->checkpoint_lock, NULL);
	pthread_mutex_init(&e->files_lock, NULL);
	pthread_mutex_init(&e->seal_lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&e->wake, &attr);
	pthread_condattr_destroy(&attr);
}

static void close_environment(struct engine *e)
{
	for (int t = 0; t < TABLE_COUNT; t++)
		if (e->tables[t])
			e->tables[t]->close(e->tables[t], 0);
	if (e->env)
		e->env->close(e->env, 0);
	memset(e->tables, 0, sizeof(e->tables));
	e->env = NULL;
}

/* Recovery writes: on a full disk it gets the reserve. */
static int open_with_reserve(struct engine *e, struct err *err)
{
	struct err first = { 0 };

	if (open_environment(e, &first) == 0)
		return 0;
	close_environment(e);
	if (!space_is_low(e))
		return err_set(err, first.code, "%s", first.text);
	if (space_give_reserve(e)) {
		log_line(LOG_WARN, "the disk is full: the reserve was given to recovery");
		if (open_environment(e, &first) == 0)
			return 0;
		close_environment(e);
	}
	return fault_errno(err, ENOSPC, e->dir);
}

int engine_open(const struct engine_options *options, struct engine **out, struct err *err)
{
	struct engine *e = xalloc(sizeof(*e));

	init_locks(e);
	e->dir = xstrdup(options->dir);
	e->home = datadir_path(options->dir, "store");
	e->recover_all = options->recover_all;
	e->store = engine_store_new(e);
	e->lock_fd = options->lock_fd;
	e->sealed_day = DATE_NONE;
	e->apply.day.day = DATE_NONE;
	e->apply.mem = &e->scratch;
	e->tx.engine = e;
	clock_set(&e->clock, options->now);
	*out = e;
	if (options->now && !datadir_is_demo(e->dir))
		fault_set(err, ERR_USAGE,
			N_("The clock can only be set on a data directory made by "
			   "herbledger init --demo (%s is none)."),
			e->dir);
	else if (datadir_check_damage(e->dir, err) == 0 && datadir_make(e->home, err) == 0 &&
		open_with_reserve(e, err) == 0 && upkeep_start(e, err) == 0) {
		e->exit_on_panic = options->exit_on_panic;
		return 0;
	}
	engine_close(out);
	return -1;
}

void engine_close(struct engine **engine)
{
	struct engine *e = *engine;
	struct err ignored = { 0 };

	if (!e)
		return;
	upkeep_stop(e); /* before engine is cleared: upkeep works through e->store */
	*engine = NULL; /* which may be where engine lies, and goes too */
	if (e->env && e->tables[TABLE_META] && !e->broken)
		engine_checkpoint(e, 0, &ignored);
	if (!e->broken) /* closing would write pages: see stop_writing() */
		close_environment(e);
	if (e->lock_fd >= 0)
		close(e->lock_fd);
	tx_release(&e->tx);
	apply_release(&e->apply);
	arena_release(&e->scratch);
	pthread_mutex_destroy(&e->write_lock);
	pthread_mutex_destroy(&e->lock);
	pthread_mutex_destroy(&e->checkpoint_lock);
	pthread_mutex_destroy(&e->files_lock);
	pthread_mutex_destroy(&e->seal_lock);
	pthread_cond_destroy(&e->wake);
	sem_destroy(&e->readers);
	free(e->dir);
	free(e->home);
	free(e->store);
	free(e);
}

struct store *engine_store(struct engine *engine)
{
	return engine->store;
}

int64_t engine_now(struct engine *engine)
{
	int64_t now;

	pthread_mutex_lock(&engine->lock);
	now = clock_read(&engine->clock);
	pthread_mutex_unlock(&engine->lock);
	return now;
}

int engine_set_now(struct engine *engine, int64_t now, struct err *err)
{
	if (!datadir_is_demo(engine->dir))
		return fault_set(err, ERR_USAGE,
			N_("The clock can only be set on a data directory made by "
			   "herbledger init --demo (%s is none)."),
			engine->dir);
	pthread_mutex_lock(&engine->lock);
	clock_set(&engine->clock, now);
	pthread_mutex_unlock(&engine->lock);
	return 0;
}

int engine_status(struct engine *engine, struct store_status *out, struct err *err)
{
	(void)err;
	pthread_mutex_lock(&engine->lock);
	out->snapshots = engine->view_count;
	out->frozen_pages = engine->frozen;
	out->commits = engine->commits;
	out->flushes = engine->flushes;
	pthread_mutex_unlock(&engine->lock);
	return 0;
}
