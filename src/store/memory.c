/*
 * memory.c - the back end for tests: sorted arrays, copied when a snapshot holds them.
 */
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/xalloc.h"
#include "store/apply.h"
#include "store/backend.h"
#include "store/clock.h"
#include "store/errors.h"
#include "store/seal.h"

struct memory_row {
	int refs;
	size_t key_len, value_len;
	unsigned char at[]; /* key, value */
};

struct memory_table {
	int refs; /* the store's and each snapshot's */
	struct memory_row **rows;
	size_t count, cap;
};

struct memory_store {
	struct store base;
	struct memory_table *tables[TABLE_COUNT];
	struct apply apply;
	struct plan plan;
	struct arena mem;
	struct clock clock;
	int32_t sealed_day; /* the day whose predecessors are sealed */
	uint64_t commits, snapshots;
};

struct memory_snapshot {
	struct snapshot base;
	struct memory_table *tables[TABLE_COUNT];
};

static struct bytes row_key(const struct memory_row *row)
{
	return bytes_of(row->at, row->key_len);
}

static struct bytes row_value(const struct memory_row *row)
{
	return bytes_of(row->at + row->key_len, row->value_len);
}

static struct memory_row *row_new(struct bytes key, struct bytes value)
{
	struct memory_row *row = xalloc(sizeof(*row) + key.len + value.len);

	row->refs = 1;
	row->key_len = key.len;
	row->value_len = value.len;
	memcpy(row->at, key.at, key.len);
	if (value.len)
		memcpy(row->at + key.len, value.at, value.len);
	return row;
}

static void row_drop(struct memory_row *row)
{
	if (--row->refs == 0)
		free(row);
}

static void table_drop(struct memory_table *table)
{
	if (--table->refs > 0)
		return;
	for (size_t i = 0; i < table->count; i++)
		row_drop(table->rows[i]);
	free(table->rows);
	free(table);
}

/* The store's own table, copied first if a snapshot sees it. */
static struct memory_table *table_to_write(struct memory_store *m, enum table t)
{
	struct memory_table *old = m->tables[t], *copy;

	if (old->refs == 1)
		return old;
	copy = xalloc(sizeof(*copy));
	copy->refs = 1;
	copy->count = copy->cap = old->count;
	copy->rows = xcalloc(old->count ? old->count : 1, sizeof(*copy->rows));
	for (size_t i = 0; i < old->count; i++) {
		copy->rows[i] = old->rows[i];
		copy->rows[i]->refs++;
	}
	old->refs--;
	m->tables[t] = copy;
	return copy;
}

/* Index of the first row whose key is not before key. */
static size_t lower_bound(const struct memory_table *table, struct bytes key)
{
	size_t low = 0, high = table->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (bytes_compare(row_key(table->rows[middle]), key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct memory_row *find(const struct memory_table *table, struct bytes key)
{
	size_t at = lower_bound(table, key);

	if (at < table->count && bytes_equal(row_key(table->rows[at]), key))
		return table->rows[at];
	return NULL;
}

/* ---- a transaction ---- */

static int tx_get(void *tx, enum table table, struct bytes key, size_t most, struct arena *mem,
	struct bytes *out, struct err *err)
{
	struct memory_store *m = tx;
	struct memory_row *row = find(m->tables[table], key);

	(void)err;
	if (!row)
		return STORE_NONE;
	*out = row_value(row);
	if (most && out->len > most)
		out->len = most;
	*out = arena_bytes(mem, *out);
	return 0;
}

static int tx_has(void *tx, enum table table, struct bytes key, struct err *err)
{
	struct memory_store *m = tx;

	(void)err;
	return find(m->tables[table], key) != NULL;
}

static int tx_chain_end(void *tx, struct bytes chain, struct chain_end *out, struct err *err)
{
	struct memory_store *m = tx;
	const struct memory_table *history = m->tables[TABLE_HISTORY];
	struct bytes after = chain_key(chain, UINT64_MAX, &m->mem);
	size_t at = lower_bound(history, after);
	struct chain_row row;

	memset(out, 0, sizeof(*out));
	if (at == 0)
		return 0;
	if (history->rows[at - 1]->key_len != after.len ||
		!bytes_start_with(row_key(history->rows[at - 1]), chain))
		return 0;
	if (chain_decode(row_value(history->rows[at - 1]), &row, err) < 0)
		return -1;
	out->sequence = row.sequence;
	memcpy(out->hash, row.hash, sizeof(out->hash));
	return 0;
}

static void write_row(struct memory_table *table, const struct change *change)
{
	size_t at = lower_bound(table, change->key);
	int exists = at < table->count && bytes_equal(row_key(table->rows[at]), change->key);

	if (exists)
		row_drop(table->rows[at]);
	if (exists && change->erase) {
		memmove(&table->rows[at], &table->rows[at + 1],
			(--table->count - at) * sizeof(*table->rows));
		return;
	}
	if (change->erase)
		return;
	if (!exists) {
		if (table->count == table->cap) {
			table->cap = table->cap ? 2 * table->cap : 64;
			table->rows = xrealloc(table->rows, table->cap, sizeof(*table->rows));
		}
		memmove(&table->rows[at + 1], &table->rows[at],
			(table->count++ - at) * sizeof(*table->rows));
	}
	table->rows[at] = row_new(change->key, change->value);
}

static int tx_write(
	void *tx, enum table table, const struct change *at, size_t count, struct err *err)
{
	struct memory_table *rows = table_to_write(tx, table);

	(void)err;
	for (size_t i = 0; i < count; i++)
		write_row(rows, &at[i]);
	return 0;
}

static const struct tx_ops memory_tx = {
	.get = tx_get,
	.has = tx_has,
	.chain_end = tx_chain_end,
	.write = tx_write,
};

/* ---- the store ---- */

static void memory_close(struct store *store)
{
	struct memory_store *m = (struct memory_store *)store;

	for (int t = 0; t < TABLE_COUNT; t++)
		table_drop(m->tables[t]);
	apply_release(&m->apply);
	plan_release(&m->plan);
	arena_release(&m->mem);
	free(m);
}

static int memory_now(struct store *store, int64_t *out, struct err *err)
{
	(void)err;
	*out = clock_read(&((struct memory_store *)store)->clock);
	return 0;
}

static int memory_set_now(struct store *store, int64_t now, struct err *err)
{
	(void)err;
	clock_set(&((struct memory_store *)store)->clock, now);
	return 0;
}

static int memory_snapshot_open(
	struct store *store, enum snapshot_life life, struct snapshot **out, struct err *err)
{
	struct memory_store *m = (struct memory_store *)store;
	struct memory_snapshot *view = xalloc(sizeof(*view));

	(void)life;
	(void)err;
	view->base.store = store;
	for (int t = 0; t < TABLE_COUNT; t++) {
		view->tables[t] = m->tables[t];
		view->tables[t]->refs++;
	}
	m->snapshots++;
	*out = &view->base;
	return 0;
}

static void memory_snapshot_close(struct snapshot *snapshot)
{
	struct memory_snapshot *view = (struct memory_snapshot *)snapshot;

	for (int t = 0; t < TABLE_COUNT; t++)
		table_drop(view->tables[t]);
	((struct memory_store *)snapshot->store)->snapshots--;
	free(view);
}

static int memory_get(struct snapshot *view, enum table table, struct bytes key,
	struct arena *mem, struct bytes *out, struct err *err)
{
	struct memory_row *row = find(((struct memory_snapshot *)view)->tables[table], key);

	(void)err;
	if (!row)
		return STORE_NONE;
	*out = arena_bytes(mem, row_value(row));
	return 0;
}

static int memory_scan(struct snapshot *view, const struct scan *scan, struct arena *mem,
	struct row_page *out, struct err *err)
{
	const struct memory_table *table =
		((struct memory_snapshot *)view)->tables[scan->table];
	size_t first = lower_bound(table, scan->from);
	size_t end = scan->to.len ? lower_bound(table, scan->to) : table->count;
	size_t count = end > first ? end - first : 0;
	size_t bytes = 0;

	(void)err;
	if (scan->max_rows && count > scan->max_rows)
		count = scan->max_rows;
	out->rows = arena_array(mem, count ? count : 1, sizeof(*out->rows));
	for (; out->count < count && bytes < PAGE_BYTES; out->count++) {
		size_t at =
			scan->flags & SCAN_REVERSE ? end - 1 - out->count : first + out->count;
		struct row *row = &out->rows[out->count];

		row->key = arena_bytes(mem, row_key(table->rows[at]));
		if (!(scan->flags & SCAN_KEYS_ONLY))
			row->value = arena_bytes(mem, row_value(table->rows[at]));
		bytes += row->key.len + row->value.len;
	}
	out->more = end > first && out->count < end - first;
	return 0;
}

static int memory_commit(struct store *store, struct batch *batch, struct err *err)
{
	struct memory_store *m = (struct memory_store *)store;
	int32_t today = instant_day(clock_read(&m->clock));
	int status;

	if (!batch->internal && m->sealed_day != today) {
		m->sealed_day = today;
		if (seal_ended_days(store, err) < 0)
			return -1;
	}
	if (plan_decode(&m->plan, bytes_of_str(&batch->ops), batch->internal, err) < 0)
		return -1;
	m->apply.instant = clock_read(&m->clock);
	m->apply.uid = (uint32_t)getuid();
	m->apply.day.day = DATE_NONE;
	status = apply_plan(&m->apply, &m->plan, NULL, err);
	if (status == STORE_CONFLICT)
		batch_set_conflict(batch, m->apply.conflict_table, m->apply.conflict_key);
	if (status == STORE_OK)
		m->commits++;
	arena_clear(&m->mem);
	return status;
}

static int memory_backup(struct store *store, const char *into, struct err *err)
{
	(void)store;
	return fault_set(err, ERR_USAGE, N_("A store in memory has no backup (%s)."), into);
}

static int memory_verify_pages(struct store *store, struct err *err)
{
	(void)store;
	(void)err;
	return 0;
}

static int memory_status(struct store *store, struct store_status *out, struct err *err)
{
	struct memory_store *m = (struct memory_store *)store;

	(void)err;
	out->sessions = 1;
	out->snapshots = m->snapshots;
	out->commits = m->commits;
	return 0;
}

static const struct store_ops memory_ops = {
	.close = memory_close,
	.now = memory_now,
	.set_now = memory_set_now,
	.snapshot_open = memory_snapshot_open,
	.snapshot_close = memory_snapshot_close,
	.get = memory_get,
	.scan = memory_scan,
	.commit = memory_commit,
	.backup = memory_backup,
	.verify_pages = memory_verify_pages,
	.status = memory_status,
};

int memory_open(const struct store_options *options, struct store **out, struct err *err)
{
	struct memory_store *m = xalloc(sizeof(*m));

	(void)err;
	m->base.ops = &memory_ops;
	for (int t = 0; t < TABLE_COUNT; t++) {
		m->tables[t] = xalloc(sizeof(*m->tables[t]));
		m->tables[t]->refs = 1;
	}
	m->apply.ops = &memory_tx;
	m->apply.tx = m;
	m->apply.mem = &m->mem;
	m->sealed_day = DATE_NONE;
	clock_set(&m->clock, options->now);
	*out = &m->base;
	return 0;
}
