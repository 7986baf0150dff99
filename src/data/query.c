/*
 * query.c - pages, counts and rows of a ledger.
 *
 * A page comes in the order of an index where one has it; when too few of the rows read
 * belong to the answer, and where no index has the order, the ledger is read once and the
 * first rows are kept.
 */
#include "data/query.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "data/encode.h"
#include "data/group.h"
#include "data/sorted.h"
#include "data/totals.h"
#include "model/expr.h"

enum {
	ROWS_IN_VAIN = 3000,
	ROWS_A_BEAT = 64, /* each is fetched on its own */
};

struct asked {
	struct dataset *data;
	const struct query *query;
	struct view view;
	struct filter filter;
	struct source source;
	const struct sort_key *sort;
	size_t sort_count;
	int id_descends; /* rows equal in all sort fields: the later first */
	struct arena mem;
};

/* The query's sort keys, else the form's. */
static void find_sort(struct asked *a, int own_order)
{
	const struct field_set *set = &a->query->form->sort;
	struct sort_key *keys;

	a->sort = a->query->sort;
	a->sort_count = a->query->sort ? a->query->sort_count : 0;
	if (a->sort || !own_order)
		return;
	keys = arena_array(&a->mem, set->count, sizeof(*keys));
	for (size_t i = 0; i < set->count; i++)
		keys[i].field = set->at[i];
	a->sort = keys;
	a->sort_count = set->count;
}

static int asked_begin(struct asked *a, struct dataset *data, const struct query *query,
	enum snapshot_life life, int own_order, struct err *err)
{
	*a = (struct asked){ .data = data, .query = query };
	if (!may_read(data, query->form, err))
		return -1;
	if (view_open(data, query->form, life, &a->view, err) < 0)
		return -1;
	filter_init(&a->filter, data, a->view.shape, query, model_states_live(data->model));
	find_sort(a, own_order);
	return 0;
}

static void asked_end(struct asked *a)
{
	if (a->view.snapshot)
		view_close(&a->view);
	filter_release(&a->filter);
	arena_release(&a->mem);
}

/* Reads the record of an index's row; 1, or 0 when there is none. */
static int fetch(struct asked *a, struct hit *hit, struct arena *mem, struct err *err)
{
	int got;

	if (hit->value.at)
		return 1;
	got = store_get(a->view.snapshot, TABLE_RECORDS,
		key_record(a->view.shape, hit->id, mem), mem, &hit->value, err);
	return got < 0 ? -1 : got == STORE_OK;
}

/* 1 belongs, 0 not, -1; an index's row that does not tell is fetched. */
static int belongs(
	struct asked *a, struct hit *hit, int covered, struct arena *mem, struct err *err)
{
	int got;

	if (covered)
		return filter_key(&a->filter, a->source.fields, hit->key, err);
	got = fetch(a, hit, mem, err);
	return got <= 0 ? got : filter_bytes(&a->filter, hit->id, hit->value, err);
}

/* The whole record for the caller: decoded in mem, computed fields filled. */
static int full_record(struct asked *a, uint64_t id, struct bytes value, struct arena *mem,
	struct record **out, struct err *err)
{
	if (record_decode(a->view.shape, id, value, mem, out, err) < 0)
		return -1;
	return compute_own(a->data->model, *out, mem, err);
}

/* The rows to read; *covered: an index's rows tell by themselves. */
static int find_source(struct asked *a, int *covered, struct err *err)
{
	if (source_best(&a->filter, &a->mem, &a->source, err) < 0)
		return -1;
	*covered = a->source.fields && filter_covered(&a->filter, a->source.fields);
	if (*covered)
		return 0;
	return source_if_few(a->view.shape, a->view.snapshot, &a->mem, &a->source, err);
}

/* From the first row of the source to the last. */
static int walk_all(struct asked *a, struct walk *walk, int *covered, struct err *err)
{
	if (find_source(a, covered, err) < 0)
		return -1;
	walk_start(walk, a->view.snapshot, &a->source, 0, (struct bytes){ 0 });
	walk->data = a->data;
	return 0;
}

/* ---- pages ---- */

/* Where the page begins in the source's own order. */
static struct bytes boundary(struct asked *a, const struct record *record)
{
	const struct shape *shape = a->view.shape;
	struct str key = { 0 };
	struct bytes copy;

	if (!record)
		return (struct bytes){ 0 };
	if (a->source.rows == ROWS_RECORDS)
		return key_record(shape, record->id, &a->mem);
	if (a->source.rows == ROWS_NATURAL)
		key_natural(shape, shape->number, record->values, &key);
	else
		key_index(shape, shape->number, (size_t)a->source.rows, record, &key);
	copy = copy_str(&key, &a->mem);
	str_release(&key);
	return copy;
}

/* An index that has the order, the one with the most bounds. */
static int find_ordered(struct asked *a, int *reverse, int *found, struct err *err)
{
	const struct form *form = a->query->form;
	struct filter *f = &a->filter;
	int first = form->key.count > 0 ? ROWS_NATURAL : 0;
	int turned;

	*found = 0;
	source_all(a->view.shape, ROWS_RECORDS, &a->mem, &a->source);
	if (a->sort_count == 0 && !a->query->where) {
		*found = 1;
		*reverse = 0;
		return 0;
	}
	if (!a->view.shape->usable || !a->view.shape->number || f->states & STATES_NOT_LIVE)
		return 0;
	for (int rows = first; rows < (int)form->index_count; rows++) {
		struct source other;

		if (source_bounded(f, rows, &a->mem, &other, err) < 0)
			return -1;
		if (!source_sorted(&other, a->sort, a->sort_count, &turned))
			continue;
		if (*found ? other.bound <= a->source.bound
			   : other.bound == 0 && a->sort_count == 0)
			continue;
		a->source = other;
		*reverse = turned;
		*found = 1;
	}
	return 0;
}

/*
 * Sorting has to give exactly the order of the index, ties included: a page may come from
 * the one and the next page from the other.
 */
static void sort_like_source(struct asked *a, int reverse)
{
	const struct field_set *fields = a->source.fields;
	struct sort_key *keys;

	if (!fields)
		return;
	keys = arena_array(&a->mem, fields->count, sizeof(*keys));
	for (size_t i = 0; i < fields->count; i++)
		keys[i] = (struct sort_key){ fields->at[i], reverse };
	a->sort = keys;
	a->sort_count = fields->count;
	a->id_descends = reverse;
}

static void turn_rows(struct record_page *page)
{
	for (size_t i = 0; i < page->count / 2; i++) {
		struct record *swap = page->rows[i];

		page->rows[i] = page->rows[page->count - 1 - i];
		page->rows[page->count - 1 - i] = swap;
	}
}

/* limit rows were asked for and one more looked for: what lies on either side. */
static void set_more(struct record_page *page, const struct page_at *at, int more)
{
	int backwards = at->before || at->from_end;

	page->more_after = backwards ? at->before != NULL : more;
	page->more_before = backwards ? more : at->after != NULL;
	if (backwards)
		turn_rows(page);
}

/* 1 the page is whole, 0 given up: too many rows in vain, -1. */
static int page_by_order(struct asked *a, const struct page_at *at, int reverse,
	struct arena *mem, struct record_page *out, struct err *err)
{
	int backwards = at->before || at->from_end;
	int covered = a->source.fields && filter_covered(&a->filter, a->source.fields);
	size_t in_vain = 0;
	struct walk walk;
	struct hit hit;
	int got, more = 0;

	walk_start(&walk, a->view.snapshot, &a->source, reverse ^ backwards,
		boundary(a, at->before ? at->before : at->after));
	walk.page_rows = at->limit < 100 ? 256 : 0;
	walk.data = a->data;
	out->count = 0;
	while ((got = walk_next(&walk, &hit, err)) > 0) {
		if (!covered && in_vain > ROWS_IN_VAIN)
			break;
		got = belongs(a, &hit, covered, &walk.rows, err);
		if (got < 0)
			break;
		in_vain += got == 0;
		if (got == 0)
			continue;
		if ((more = out->count == at->limit))
			break;
		got = fetch(a, &hit, mem, err);
		if (got > 0)
			got = full_record(a, hit.id, arena_bytes(mem, hit.value), mem,
				&out->rows[out->count], err);
		if (got < 0)
			break;
		out->count++;
	}
	walk_release(&walk);
	if (got < 0)
		return -1;
	if (!covered && in_vain > ROWS_IN_VAIN && !more)
		return 0;
	set_more(out, at, more);
	return 1;
}

/* Offers every row that belongs. */
static int collect(struct asked *a, struct sorted *sorted, struct err *err)
{
	struct walk walk;
	struct hit hit;
	int covered, got;

	for (size_t i = 0; i < a->sort_count; i++)
		filter_need(&a->filter, a->sort[i].field);
	if (walk_all(a, &walk, &covered, err) < 0)
		return -1;
	while ((got = walk_next(&walk, &hit, err)) > 0) {
		got = belongs(a, &hit, covered, &walk.rows, err);
		if (got < 0)
			break;
		if (got > 0)
			sorted_offer(sorted, &a->filter.row, hit.id);
	}
	walk_release(&walk);
	if (got >= 0)
		sorted_finish(sorted);
	return got < 0 ? -1 : 0;
}

static int take_row(
	struct asked *a, uint64_t id, struct arena *mem, struct record **out, struct err *err)
{
	struct hit hit = { .id = id };
	int got = fetch(a, &hit, mem, err);

	if (got == 0)
		return err_set(err, ERR_STORE, _("A record is missing: run herbledger verify"));
	return got < 0 ? -1 : full_record(a, id, hit.value, mem, out, err);
}

static int page_by_sorting(struct asked *a, const struct page_at *at, struct arena *mem,
	struct record_page *out, struct err *err)
{
	const struct record *edge = at->before ? at->before : at->after;
	struct sorted sorted = { .sort = a->sort,
		.sort_count = a->sort_count,
		.limit = at->limit + 1,
		.id_descends = a->id_descends,
		.from_end = at->before || at->from_end };
	struct str past = { 0 };
	size_t first;
	int got;

	if (edge) {
		sorted_key(&sorted, edge->values, edge->id, &past);
		sorted.past = bytes_of_str(&past);
	}
	got = collect(a, &sorted, err);
	out->count = sorted.count > at->limit ? at->limit : sorted.count;
	first = sorted.from_end ? sorted.count - out->count : 0;
	for (size_t i = 0; got == 0 && i < out->count; i++)
		got = take_row(a, sorted.rows[first + i].id, mem, &out->rows[i], err);
	if (got == 0 && sorted.from_end)
		turn_rows(out); /* set_more() turns them back */
	if (got == 0)
		set_more(out, at, sorted.count > at->limit);
	str_release(&past);
	sorted_release(&sorted);
	return got;
}

/* An index that bounds more than the one in order, and leaves few rows, is worth sorting. */
static int find_narrower(struct asked *a, int *found, struct err *err)
{
	struct source best;

	if (!*found || !a->query->where)
		return 0;
	if (source_best(&a->filter, &a->mem, &best, err) < 0)
		return -1;
	if (best.range_count > 0 && best.bound <= a->source.bound)
		return 0;
	if (source_if_few(a->view.shape, a->view.snapshot, &a->mem, &best, err) < 0)
		return -1;
	*found = best.rows == ROWS_RECORDS;
	return 0;
}

static int page_once(struct dataset *data, const struct query *query, const struct page_at *at,
	struct arena *mem, struct record_page *out, struct err *err)
{
	struct asked a;
	int ordered = 0, found, reverse = 0, got;

	*out = (struct record_page){ 0 };
	out->rows = arena_array(mem, at->limit + 1, sizeof(*out->rows));
	got = asked_begin(&a, data, query, SNAPSHOT_SCREEN, 1, err);
	if (got == 0)
		got = find_ordered(&a, &reverse, &ordered, err);
	found = ordered;
	if (got == 0)
		got = find_narrower(&a, &found, err);
	if (got == 0 && found)
		got = page_by_order(&a, at, reverse, mem, out, err);
	if (got == 0 && ordered)
		sort_like_source(&a, reverse);
	if (got == 0)
		got = page_by_sorting(&a, at, mem, out, err);
	if (got >= 0)
		out->plan = (struct plan){ source_kind(&a.source),
			source_sentence(&a.source, mem) };
	asked_end(&a);
	return got < 0 ? -1 : 0;
}

int query_page(struct dataset *data, const struct query *query, const struct page_at *at,
	struct arena *mem, struct record_page *out, struct err *err)
{
	int got = page_once(data, query, at, mem, out, err);

	if (got < 0 && err->code == ERR_EXPIRED) {
		err_clear(err);
		got = page_once(data, query, at, mem, out, err);
	}
	return got;
}

/* ---- counts ---- */

static int count_rows(struct asked *a, uint64_t *out, struct err *err)
{
	struct walk walk;
	struct hit hit;
	int covered, got;

	if (walk_all(a, &walk, &covered, err) < 0)
		return -1;
	while ((got = walk_next(&walk, &hit, err)) > 0) {
		got = belongs(a, &hit, covered, &walk.rows, err);
		if (got < 0)
			break;
		*out += (uint64_t)got;
	}
	walk_release(&walk);
	return got < 0 ? -1 : 0;
}

static int count_once(
	struct dataset *data, const struct query *query, uint64_t *out, struct err *err)
{
	struct asked a;
	int got;

	*out = 0;
	got = asked_begin(&a, data, query, SNAPSHOT_REPORT, 0, err);
	if (got == 0)
		got = count_by_totals(&a.view, &a.filter, out, err);
	if (got == 1)
		got = count_rows(&a, out, err);
	asked_end(&a);
	return got;
}

int query_count(struct dataset *data, const struct query *query, uint64_t *out, struct err *err)
{
	int got, tries = 0;

	do {
		got = count_once(data, query, out, err);
	} while (view_again(data, got, tries++, err));
	return got;
}

/* ---- every row ---- */

typedef int visitor(void *context, const struct record *record, struct err *err);

/* The order of the pages, ties included. */
static int sort_like_pages(struct asked *a, struct err *err)
{
	int reverse = 0, found = 0;

	if (find_ordered(a, &reverse, &found, err) < 0)
		return -1;
	if (found)
		sort_like_source(a, reverse);
	return 0;
}

static int each_in_order(struct asked *a, visitor *visit, void *context, struct err *err)
{
	struct sorted sorted = { 0 };
	struct arena mem = { 0 };
	int got = sort_like_pages(a, err);

	sorted.sort = a->sort;
	sorted.sort_count = a->sort_count;
	sorted.id_descends = a->id_descends;
	if (got == 0)
		got = collect(a, &sorted, err);

	for (size_t i = 0; got == 0 && i < sorted.count; i++) {
		struct record *record;

		arena_clear(&mem);
		if (i % ROWS_A_BEAT == 0)
			got = dataset_beat(a->data, i, sorted.count, err);
		if (got == 0)
			got = take_row(a, sorted.rows[i].id, &mem, &record, err);
		if (got == 0)
			got = visit(context, record, err);
	}
	arena_release(&mem);
	sorted_release(&sorted);
	return got < 0 ? -1 : 0;
}

static int each_as_stored(struct asked *a, visitor *visit, void *context, struct err *err)
{
	struct arena mem = { 0 };
	struct walk walk;
	struct hit hit;
	int covered, got;

	if (walk_all(a, &walk, &covered, err) < 0)
		return -1;
	while ((got = walk_next(&walk, &hit, err)) > 0) {
		struct record *record;

		arena_clear(&mem);
		got = belongs(a, &hit, 0, &mem, err);
		if (got == 0)
			continue;
		if (got > 0)
			got = full_record(a, hit.id, hit.value, &mem, &record, err);
		if (got == 0)
			got = visit(context, record, err);
		if (got != 0)
			break;
	}
	walk_release(&walk);
	arena_release(&mem);
	return got < 0 ? -1 : 0;
}

int query_each(struct dataset *data, const struct query *query,
	int (*visit)(void *context, const struct record *record, struct err *err),
	void *context, struct err *err)
{
	struct asked a;
	int got = asked_begin(&a, data, query, SNAPSHOT_REPORT, 0, err);

	if (got == 0)
		got = a.sort_count > 0 ? each_in_order(&a, visit, context, err)
				       : each_as_stored(&a, visit, context, err);
	asked_end(&a);
	return got;
}
