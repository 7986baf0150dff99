/*
 * apply.c - forms --apply: key rows, indexes and totals made anew for a changed shape.
 *
 * A fence in the shape's row keeps writers out.  The new rows stand under the next number;
 * only when all are there does the number rise, and then the old ones are dropped.  Cut
 * anywhere, it is run again: what was half built is cleared first.
 */
#include "data/upkeep.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "data/encode.h"
#include "data/totals.h"
#include "data/verify.h"

enum { BATCH_BYTES = 2 * 1024 * 1024, DELETES = 4000 };

struct rebuild {
	struct dataset *data;
	struct shape *shape; /* of the wanted form; number is the target */
	struct shape_row row; /* as it stands in the store */
	struct bytes row_key;
	struct batch *batch;
	struct sum_map sums, keys;
	struct arena sum_mem, mem;
	uint64_t done, of;
	void (*progress)(void *context, uint64_t done, uint64_t of);
	void *context;
};

/* ---- batches under the fence ---- */

static int commit(struct rebuild *r, struct err *err)
{
	int got;

	batch_expect(r->batch, TABLE_META, r->row_key, r->row.revision);
	got = store_commit(r->data->store, r->batch, err);
	batch_free(&r->batch);
	r->batch = batch_new();
	if (got == STORE_CONFLICT)
		return err_set(err, ERR_CONFLICT,
			_("Somebody else is rebuilding this ledger: try again later"));
	return got;
}

/* Writes the shape's row as it now is in r->row, its revision one up. */
static int put_row(struct rebuild *r, const struct shape_row *row, struct err *err)
{
	struct shape_row next = *row;
	struct str value = { 0 };
	int got;

	next.revision = r->row.revision + 1;
	shape_row_encode(&next, &value);
	batch_put(r->batch, TABLE_META, r->row_key, bytes_of_str(&value));
	got = commit(r, err);
	if (got == 0)
		r->row = next;
	str_release(&value);
	return got;
}

static int drop_page(struct rebuild *r, enum table table, const struct scan *range,
	size_t *count, struct err *err)
{
	struct scan scan = *range;
	struct snapshot *view;
	struct arena mem = { 0 };
	struct row_page page = { 0 };
	int got;

	scan.flags = SCAN_KEYS_ONLY;
	scan.max_rows = DELETES;
	if (snapshot_open(r->data->store, SNAPSHOT_SCREEN, &view, err) < 0)
		return -1;
	got = store_scan(view, &scan, &mem, &page, err);
	snapshot_close(&view);
	for (size_t i = 0; got == 0 && i < page.count; i++)
		batch_delete(r->batch, table, page.rows[i].key);
	*count = page.count;
	if (got == 0 && page.count > 0)
		got = commit(r, err);
	arena_release(&mem);
	return got;
}

static int drop_number(struct rebuild *r, uint64_t number, struct err *err)
{
	static const struct {
		enum table table;
		int letter;
	} kinds[] = {
		{ TABLE_INDEX, ROW_KEY },
		{ TABLE_INDEX, ROW_INDEX },
		{ TABLE_TOTALS, ROW_TOTAL },
		{ TABLE_TOTALS, ROW_PARTS },
	};
	struct str prefix = { 0 };
	int got = 0;

	for (size_t i = 0; got == 0 && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct scan scan = { .table = kinds[i].table };
		size_t count = 1;

		str_clear(&prefix);
		key_start(r->shape, kinds[i].letter, number, &prefix);
		scan.from = copy_str(&prefix, &r->mem);
		scan.to = bytes_after_prefix(scan.from, &r->mem);
		while (got == 0 && count > 0)
			got = drop_page(r, kinds[i].table, &scan, &count, err);
	}
	str_release(&prefix);
	return got;
}

/* ---- the records ---- */

typedef int record_taker(struct rebuild *r, const struct record *record, struct err *err);

/* One page a snapshot: the fence keeps the records as they are. */
static int each_record(struct rebuild *r, record_taker *take, struct err *err)
{
	struct scan scan = { .table = TABLE_RECORDS, .from = r->shape->prefix };
	struct arena mem = { 0 };
	struct row_page page;
	struct snapshot *view;
	int got;

	scan.to = bytes_after_prefix(r->shape->prefix, &r->mem);
	do {
		arena_clear(&mem);
		if (snapshot_open(r->data->store, SNAPSHOT_SCREEN, &view, err) < 0) {
			got = -1;
			break;
		}
		got = store_scan(view, &scan, &mem, &page, err);
		snapshot_close(&view);
		for (size_t i = 0; got == 0 && i < page.count; i++) {
			struct record *record;

			got = record_decode(r->shape, key_last_u64(page.rows[i].key),
				page.rows[i].value, &mem, &record, err);
			if (got == 0)
				got = take(r, record, err);
		}
	} while (got == 0 && scan_next(&scan, &page, &r->mem));
	arena_release(&mem);
	return got;
}

/* Two records that the new natural key cannot tell apart. */
static int check_key(struct rebuild *r, const struct record *record, struct err *err)
{
	struct str key = { 0 };
	struct sum_entry *e;
	uint64_t hash[2];

	r->of++;
	if (!record_is_live(record) || r->shape->form->key.count == 0)
		return 0;
	key_natural(r->shape, r->shape->number, record->values, &key);
	hash[0] = hash_bytes(key.at, key.len, 1);
	hash[1] = hash_bytes(key.at, key.len, 2);
	str_release(&key);
	e = sum_map_at(&r->keys, bytes_of(hash, sizeof(hash)), 1);
	if (e->sums[0] != 0)
		return err_set(err, ERR_FAULT,
			_("%s: records %lld and %llu would have the same key: "
			  "change one of them first"),
			form_label(r->shape->form, i18n_lang()), (long long)e->sums[0],
			(unsigned long long)record->id);
	e->sums[0] = (int64_t)record->id;
	return 0;
}

static int flush(struct rebuild *r, struct err *err)
{
	if (r->sums.overflow)
		return err_set(err, ERR_FAULT, _("The totals become too large to be added up"));
	for (size_t i = 0; i < r->sums.all.count; i++)
		batch_add(r->batch, TABLE_TOTALS, r->sums.all.at[i].key, r->sums.all.at[i].sums,
			r->sums.all.at[i].width);
	sum_map_clear(&r->sums);
	arena_clear(&r->sum_mem);
	if (r->progress)
		r->progress(r->context, r->done, r->of);
	return commit(r, err);
}

static void put_implied(void *context, struct bytes key, struct bytes value)
{
	batch_put(((struct rebuild *)context)->batch, TABLE_INDEX, key, value);
}

static int build_rows(struct rebuild *r, const struct record *record, struct err *err)
{
	implied_rows(r->shape, record, put_implied, r);
	totals_add(r->shape, r->shape->number, record, 1, &r->sums);
	parts_add(r->shape, r->shape->number, record, 1, &r->sums);
	r->done++;
	return batch_size(r->batch) >= BATCH_BYTES || r->sums.all.count > 20000 ? flush(r, err)
										: 0;
}

/* ---- the steps ---- */

static int read_row(struct rebuild *r, struct err *err)
{
	struct snapshot *view;
	int got;

	if (snapshot_open(r->data->store, SNAPSHOT_SCREEN, &view, err) < 0)
		return -1;
	got = shape_row_get(view, r->shape->form->id, &r->mem, &r->row, err);
	snapshot_close(&view);
	return got;
}

static int raise_fence(struct rebuild *r, struct err *err)
{
	struct shape_row row = r->row;

	if (row.leftover && drop_number(r, row.leftover, err) < 0)
		return -1;
	row.leftover = 0;
	if (!row.target)
		row.target = row.number + 1;
	r->shape->number = row.target;
	if (put_row(r, &row, err) < 0)
		return -1;
	return drop_number(r, row.target, err);
}

static int lower_fence(struct rebuild *r, struct err *why)
{
	struct shape_row row = r->row;
	struct err ignored = { 0 };

	row.target = 0;
	put_row(r, &row, &ignored);
	return err_set(why, ERR_FAULT, "?");
}

static int raise_number(struct rebuild *r, struct err *err)
{
	struct shape_row row = r->row;

	row.leftover = row.number;
	row.number = row.target;
	row.target = 0;
	row.text = r->shape->text;
	row.source = r->shape->form->source;
	if (put_row(r, &row, err) < 0 || drop_number(r, row.leftover, err) < 0)
		return -1;
	row.leftover = 0;
	return put_row(r, &row, err);
}

/* Nothing stored changes: at most the text that is kept, and rows left to be dropped. */
static int tidy(struct rebuild *r, struct err *err)
{
	struct shape_row row = r->row;
	const char *source = r->shape->form->source ? r->shape->form->source : "";

	if (row.leftover && drop_number(r, row.leftover, err) < 0)
		return -1;
	if (!row.leftover && strcmp(row.source, source) == 0)
		return 0;
	row.leftover = 0;
	row.source = source;
	return put_row(r, &row, err);
}

static int rebuild(struct rebuild *r, struct err *err)
{
	int got = read_row(r, err);

	if (got == STORE_NONE)
		return 0; /* its first record will bring the shape */
	if (got < 0)
		return -1;
	if (!r->row.target && bytes_equal(r->row.text, r->shape->text))
		return tidy(r, err);
	if (raise_fence(r, err) < 0)
		return -1;
	if (each_record(r, check_key, err) < 0)
		return err->code == ERR_FAULT ? lower_fence(r, err) : -1;
	if (each_record(r, build_rows, err) < 0 || flush(r, err) < 0)
		return -1;
	return raise_number(r, err);
}

int data_apply_form(struct dataset *data, const struct form *applied, const struct form *wanted,
	void (*progress)(void *context, uint64_t done, uint64_t of), void *context,
	struct err *err)
{
	struct rebuild r = { .data = data, .progress = progress, .context = context };
	int got;

	(void)applied; /* records tell by themselves what they hold */
	if (may(data->model, &data->viewer, ACTION_ADMIN, wanted, NULL, err) < 0)
		return -1;
	r.sums.mem = &r.sum_mem;
	r.keys.mem = &r.mem;
	r.shape = shape_make(wanted, &r.mem);
	r.row_key = shape_key(wanted->id, &r.mem);
	r.batch = batch_new();
	got = rebuild(&r, err);
	batch_free(&r.batch);
	sum_map_release(&r.sums);
	sum_map_release(&r.keys);
	arena_release(&r.sum_mem);
	arena_release(&r.mem);
	return got < 0 ? -1 : 0;
}
