/*
 * get.c - one record by id or natural key, within the viewer's scope.
 */
#include "data/dataset.h"

#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset_internal.h"
#include "data/encode.h"
#include "data/query.h"
#include "data/scope.h"
#include "model/expr.h"
#include "store/store.h"

int read_record(struct dataset *data, struct view *view, uint64_t id, struct arena *mem,
	struct bytes *bytes, struct record **out, struct err *err)
{
	int got = store_get(view->snapshot, TABLE_RECORDS, key_record(view->shape, id, mem),
		mem, bytes, err);

	*out = NULL;
	if (got != STORE_OK)
		return got < 0 ? -1 : DATA_NONE;
	if (record_decode(view->shape, id, *bytes, mem, out, err) < 0)
		return -1;
	if (!scope_sees(data, view->shape, *out)) {
		*out = NULL;
		return DATA_NONE;
	}
	return DATA_OK;
}

static int get_in(struct dataset *data, struct view *view, uint64_t id, struct arena *mem,
	struct record **out, struct err *err)
{
	struct bytes bytes;
	int got = read_record(data, view, id, mem, &bytes, out, err);

	if (got == DATA_OK && compute_own(data->model, *out, mem, err) < 0)
		return -1;
	if (got == DATA_OK && deeds_asked((*out)->form) &&
		deeds_read(view, *out, mem, err) < 0)
		return -1;
	return got;
}

static int get_once(struct dataset *data, const struct form *form, uint64_t id,
	struct arena *mem, struct record **out, struct err *err)
{
	struct view view;
	int got;

	*out = NULL;
	if (!may_read(data, form, err) ||
		view_open(data, form, SNAPSHOT_SCREEN, &view, err) < 0)
		return -1;
	got = get_in(data, &view, id, mem, out, err);
	view_close(&view);
	return got;
}

int data_get(struct dataset *data, const struct form *form, uint64_t id, struct arena *mem,
	struct record **out, struct err *err)
{
	int got, tries = 0;

	do {
		got = get_once(data, form, id, mem, out, err);
	} while (view_again(data, got, tries++, err));
	return got;
}

struct key_search {
	const struct record *key;
	struct arena *mem;
	struct record *found;
};

static int is_it(void *context, const struct record *record, struct err *err)
{
	struct key_search *search = context;
	const struct field_set *key = &record->form->key;
	struct str a = { 0 }, b = { 0 };
	int same;

	(void)err;
	key_put_fields(key, record->values, &a);
	key_put_fields(key, search->key->values, &b);
	same = bytes_equal(bytes_of_str(&a), bytes_of_str(&b));
	if (same)
		search->found = record_copy(record, search->mem);
	str_release(&a);
	str_release(&b);
	return same;
}

/* While the applied shape is another one its key rows do not serve. */
static int get_by_scan(struct dataset *data, const struct record *key, struct arena *mem,
	struct record **out, struct err *err)
{
	struct query query = { .form = key->form };
	struct key_search search = { .key = key, .mem = mem };

	if (query_each(data, &query, is_it, &search, err) < 0)
		return -1;
	*out = search.found;
	return search.found ? DATA_OK : DATA_NONE;
}

int key_lookup(struct view *view, const struct value *values, uint64_t *id, struct err *err)
{
	struct arena mem = { 0 };
	struct str key = { 0 };
	struct bytes value;
	int got;

	key_natural(view->shape, view->shape->number, values, &key);
	got = key.len > KEY_LONGEST
		? STORE_NONE /* no such key was ever stored */
		: store_get(view->snapshot, TABLE_INDEX, bytes_of_str(&key), &mem, &value, err);
	*id = got == STORE_OK ? key_last_u64(value) : 0;
	str_release(&key);
	arena_release(&mem);
	return got;
}

static int get_by_key_once(struct dataset *data, const struct record *key, struct arena *mem,
	struct record **out, struct err *err)
{
	struct view view;
	uint64_t id;
	int got;

	*out = NULL;
	if (!may_read(data, key->form, err))
		return -1;
	if (key->form->key.count == 0)
		return DATA_NONE;
	if (view_open(data, key->form, SNAPSHOT_SCREEN, &view, err) < 0)
		return -1;
	if (!view.shape->usable) {
		view_close(&view);
		return get_by_scan(data, key, mem, out, err);
	}
	got = key_lookup(&view, key->values, &id, err);
	if (got == STORE_OK)
		got = get_in(data, &view, id, mem, out, err);
	else if (got == STORE_NONE)
		got = DATA_NONE;
	view_close(&view);
	return got;
}

int data_get_by_key(struct dataset *data, const struct record *key, struct arena *mem,
	struct record **out, struct err *err)
{
	int got, tries = 0;

	do {
		got = get_by_key_once(data, key, mem, out, err);
	} while (view_again(data, got, tries++, err));
	return got;
}

int data_compute(
	struct dataset *data, struct record *record, struct arena *mem, struct err *err)
{
	struct expr_scope scope = { .model = data->model,
		.record = record,
		.mem = mem,
		.aggregate = data_aggregate,
		.context = data };

	return compute_fields(&scope, record, 1, err);
}
