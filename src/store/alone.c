/*
 * alone.c - the in-process back end: store.h over an engine of our own.
 *
 * The server uses it too, for what it writes by itself (seals, old sessions).
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "store/backend.h"
#include "store/batch.h"
#include "store/datadir.h"
#include "store/engine.h"

enum { LOCK_WAIT_MS = 5000 }; /* a server that was asked to stop may still be closing */

struct alone {
	struct store base;
	struct engine *engine;
};

struct alone_snapshot {
	struct snapshot base;
	struct view *view;
};

static struct engine *engine_of(struct store *store)
{
	return ((struct alone *)store)->engine;
}

static void alone_close(struct store *store)
{
	struct alone *a = (struct alone *)store;

	engine_close(&a->engine);
}

static int alone_now(struct store *store, int64_t *out, struct err *err)
{
	(void)err;
	*out = engine_now(engine_of(store));
	return 0;
}

static int alone_set_now(struct store *store, int64_t now, struct err *err)
{
	return engine_set_now(engine_of(store), now, err);
}

static int alone_snapshot_open(
	struct store *store, enum snapshot_life life, struct snapshot **out, struct err *err)
{
	struct view *view;
	struct alone_snapshot *snapshot;

	if (bdb_view_open(engine_of(store), life, &view, err) < 0)
		return -1;
	snapshot = xalloc(sizeof(*snapshot));
	snapshot->base.store = store;
	snapshot->view = view;
	*out = &snapshot->base;
	return 0;
}

static void alone_snapshot_close(struct snapshot *view)
{
	bdb_view_close(engine_of(view->store), &((struct alone_snapshot *)view)->view);
	free(view);
}

static int alone_get(struct snapshot *view, enum table table, struct bytes key,
	struct arena *mem, struct bytes *out, struct err *err)
{
	return view_get(((struct alone_snapshot *)view)->view, table, key, mem, out, err);
}

static int alone_scan(struct snapshot *view, const struct scan *scan, struct arena *mem,
	struct row_page *out, struct err *err)
{
	return view_scan(((struct alone_snapshot *)view)->view, scan, mem, out, err);
}

static int alone_commit(struct store *store, struct batch *batch, struct err *err)
{
	struct engine *engine = engine_of(store);
	struct plan plan = { 0 };
	struct commit commit = {
		.plan = &plan, .uid = (uint32_t)getuid(), .internal = batch->internal
	};
	struct commit *all = &commit;
	int status = plan_decode(&plan, bytes_of_str(&batch->ops), batch->internal, err);

	if (status == 0) {
		engine_apply(engine, &all, 1);
		status = commit.status;
		if (status < 0)
			fault_set(
				err, commit.err.code, commit.fault.msgid, commit.fault.detail);
	}
	if (status == STORE_CONFLICT)
		batch_set_conflict(batch, commit.conflict_table, commit.conflict_key);
	plan_release(&plan);
	return status == 0 ? engine_flush(engine, err) : status;
}

static int alone_backup(struct store *store, const char *into, struct err *err)
{
	return engine_backup(engine_of(store), into, err);
}

static int alone_verify(struct store *store, struct err *err)
{
	return engine_verify(engine_of(store), err);
}

static int alone_status(struct store *store, struct store_status *out, struct err *err)
{
	out->sessions = 1;
	return engine_status(engine_of(store), out, err);
}

static const struct store_ops alone_ops = {
	.close = alone_close,
	.now = alone_now,
	.set_now = alone_set_now,
	.snapshot_open = alone_snapshot_open,
	.snapshot_close = alone_snapshot_close,
	.get = alone_get,
	.scan = alone_scan,
	.commit = alone_commit,
	.backup = alone_backup,
	.verify_pages = alone_verify,
	.status = alone_status,
};

struct store *engine_store_new(struct engine *engine)
{
	struct alone *a = xalloc(sizeof(*a));

	a->base.ops = &alone_ops;
	a->engine = engine;
	return &a->base;
}

int alone_open(const struct store_options *options, struct store **out, struct err *err)
{
	struct engine_options eo = { .now = options->now };
	struct engine *engine;
	char *dir = NULL;
	int status;

	if (datadir_prepare(options->dir, options->create, err) < 0)
		return -1;
	dir = datadir_resolve(options->dir, err);
	if (!dir)
		return -1;
	eo.dir = dir;
	status = client_ask_to_stop(dir, err);
	if (status == 0)
		status = datadir_lock(dir, "alone", LOCK_WAIT_MS, &eo.lock_fd, err);
	if (status == 0)
		status = engine_open(&eo, &engine, err);
	if (status == 0)
		*out = engine_store(engine);
	free(dir);
	return status;
}
