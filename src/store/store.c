/*
 * store.c - the door: hands each call to the back end, and the paging of scans.
 */
#include "store/store.h"

#include <string.h>

#include "base/xalloc.h"
#include "store/backend.h"
#include "store/batch.h"

int store_open(const struct store_options *options, struct store **out, struct err *err)
{
	*out = NULL;
	switch (options->kind) {
	case STORE_SERVER:
		return client_open(options, out, err);
	case STORE_ALONE:
		return alone_open(options, out, err);
	case STORE_MEMORY:
		return memory_open(options, out, err);
	}
	BUG("no back end %d", (int)options->kind);
}

void store_close(struct store **store)
{
	if (*store)
		(*store)->ops->close(*store);
	*store = NULL;
}

int store_hurry(struct store *store, int hurry)
{
	int was = store->hurry;

	store->hurry = hurry;
	return was;
}

int store_now(struct store *store, int64_t *out, struct err *err)
{
	return store->ops->now(store, out, err);
}

int store_set_now(struct store *store, int64_t now, struct err *err)
{
	return store->ops->set_now(store, now, err);
}

int snapshot_open(
	struct store *store, enum snapshot_life life, struct snapshot **out, struct err *err)
{
	*out = NULL;
	return store->ops->snapshot_open(store, life, out, err);
}

void snapshot_close(struct snapshot **view)
{
	if (*view)
		(*view)->store->ops->snapshot_close(*view);
	*view = NULL;
}

int store_get(struct snapshot *view, enum table table, struct bytes key, struct arena *mem,
	struct bytes *out, struct err *err)
{
	*out = (struct bytes){ 0 };
	return view->store->ops->get(view, table, key, mem, out, err);
}

int store_scan(struct snapshot *view, const struct scan *scan, struct arena *mem,
	struct row_page *out, struct err *err)
{
	*out = (struct row_page){ 0 };
	if (scan->to.len && bytes_compare(scan->from, scan->to) >= 0)
		return 0;
	return view->store->ops->scan(view, scan, mem, out, err);
}

int scan_next(struct scan *scan, const struct row_page *page, struct arena *mem)
{
	struct bytes last;
	unsigned char *after;

	if (!page->more || !page->count)
		return 0;
	last = page->rows[page->count - 1].key;
	if (scan->flags & SCAN_REVERSE) {
		scan->to = arena_bytes(mem, last);
		return 1;
	}
	after = arena_alloc(mem, last.len + 1); /* the key and a zero byte: the next key */
	memcpy(after, last.at, last.len);
	scan->from = bytes_of(after, last.len + 1);
	return 1;
}

struct bytes bytes_after_prefix(struct bytes prefix, struct arena *mem)
{
	unsigned char *after;

	while (prefix.len && prefix.at[prefix.len - 1] == 0xff)
		prefix.len--;
	if (!prefix.len)
		return (struct bytes){ 0 };
	after = arena_alloc(mem, prefix.len);
	memcpy(after, prefix.at, prefix.len);
	after[prefix.len - 1]++;
	return bytes_of(after, prefix.len);
}

int store_commit(struct store *store, struct batch *batch, struct err *err)
{
	batch->in_conflict = 0;
	return store->ops->commit(store, batch, err);
}

void store_commit_send(struct store *store, struct batch *batch)
{
	batch->in_conflict = batch->landed = 0;
	err_clear(&batch->err);
	if (store->ops->send) {
		store->ops->send(store, batch);
		return;
	}
	batch->result = store->ops->commit(store, batch, &batch->err);
	batch->landed = 1;
}

int store_commit_answer(struct store *store, struct batch *batch, struct err *err)
{
	if (!batch->landed)
		store->ops->land(store, batch);
	if (batch->result < 0)
		return err_set(err, batch->err.code, "%s", batch->err.text);
	return batch->result;
}

int store_backup(struct store *store, const char *into, struct err *err)
{
	return store->ops->backup(store, into, err);
}

int store_verify_pages(struct store *store, struct err *err)
{
	return store->ops->verify_pages(store, err);
}

int store_status(struct store *store, struct store_status *out, struct err *err)
{
	memset(out, 0, sizeof(*out));
	return store->ops->status(store, out, err);
}
