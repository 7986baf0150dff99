/*
 * walk.c - reads the rows of a source page by page, forwards or from behind.
 */
#include "data/plan.h"

#include "base/str.h"
#include "data/dataset_internal.h"

enum { ROWS_A_BEAT = 256 };

void walk_start(struct walk *w, struct snapshot *snapshot, const struct source *source,
	int reverse, struct bytes past)
{
	*w = (struct walk){ .snapshot = snapshot, .source = source, .reverse = reverse };
	w->past = past;
}

void walk_release(struct walk *w)
{
	arena_release(&w->rows);
	arena_release(&w->mem);
}

static struct bytes just_past(struct bytes key, struct arena *mem)
{
	unsigned char *at = arena_alloc(mem, key.len + 1);

	for (size_t i = 0; i < key.len; i++)
		at[i] = key.at[i];
	return bytes_of(at, key.len + 1);
}

/* The next range, cut at the key to go on from; 0 when there is none. */
static int next_range(struct walk *w)
{
	while (w->range < w->source->range_count) {
		size_t n = w->range++;
		const struct key_range *r =
			&w->source->ranges[w->reverse ? w->source->range_count - 1 - n : n];

		w->scan = (struct scan){ .table = TABLE_INDEX,
			.from = r->from,
			.to = r->to,
			.max_rows = w->page_rows };
		if (w->source->rows == ROWS_RECORDS)
			w->scan.table = TABLE_RECORDS;
		if (w->reverse)
			w->scan.flags |= SCAN_REVERSE;
		if (w->keys_only)
			w->scan.flags |= SCAN_KEYS_ONLY;
		if (w->past.at && !w->reverse && bytes_compare(w->past, r->from) >= 0)
			w->scan.from = just_past(w->past, &w->mem);
		if (w->past.at && w->reverse &&
			(!r->to.len || bytes_compare(w->past, r->to) < 0))
			w->scan.to = w->past;
		if (!w->scan.to.len || bytes_compare(w->scan.from, w->scan.to) < 0)
			return 1;
	}
	return 0;
}

static int next_page(struct walk *w, struct err *err)
{
	for (;;) {
		if (!w->more && !next_range(w))
			return 0;
		arena_clear(&w->rows);
		w->at = 0;
		if (store_scan(w->snapshot, &w->scan, &w->rows, &w->page, err) < 0)
			return -1;
		w->more = scan_next(&w->scan, &w->page, &w->mem);
		if (w->page.count > 0)
			return 1;
	}
}

int walk_next(struct walk *w, struct hit *out, struct err *err)
{
	const struct row *row;

	if (w->at >= w->page.count) {
		int got = next_page(w, err);

		if (got <= 0) {
			w->page.count = w->at = 0;
			return got;
		}
	}
	row = &w->page.rows[w->at++];
	if (++w->read % ROWS_A_BEAT == 0 && w->data &&
		dataset_reads(w->data, w->source->shape, w->read, err) < 0)
		return -1;
	*out = (struct hit){ 0 };
	if (w->source->rows == ROWS_RECORDS) {
		out->id = key_last_u64(row->key);
		out->key = row->key;
		out->value = row->value;
		return 1;
	}
	out->id = key_last_u64(w->source->rows == ROWS_NATURAL ? row->value : row->key);
	out->key = bytes_of(
		row->key.at + w->source->start.len, row->key.len - w->source->start.len);
	return 1;
}

enum { FEW_ROWS = 500, FEW_SHARE = 25 };

int source_if_few(const struct shape *shape, struct snapshot *snapshot, struct arena *mem,
	struct source *source, struct err *err)
{
	uint64_t most, count = 0;
	struct bytes value;
	struct walk walk;
	struct hit hit;
	int got;

	if (source->rows == ROWS_RECORDS || source->whole_key || source->range_count == 0)
		return 0;
	got = store_get(snapshot, TABLE_COUNTERS, key_ids(shape, mem), mem, &value, err);
	if (got < 0)
		return -1;
	most = got == STORE_OK ? key_last_u64(value) / FEW_SHARE : 0;
	if (most < FEW_ROWS)
		most = FEW_ROWS;
	walk_start(&walk, snapshot, source, 0, (struct bytes){ 0 });
	walk.keys_only = 1;
	while (count <= most && (got = walk_next(&walk, &hit, err)) > 0)
		count++;
	walk_release(&walk);
	if (got >= 0 && count > most)
		source_all(shape, ROWS_RECORDS, mem, source);
	return got < 0 ? -1 : 0;
}
