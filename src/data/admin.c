/*
 * admin.c - doors to the store's own verbs, for those who may not include store/.
 */
#include "data/upkeep.h"

#include <string.h>

#include "base/vec.h"
#include "data/dataset.h"
#include "data/dataset_internal.h"
#include "data/people_rights.h"
#include "data/shape.h"
#include "store/admin.h"
#include "store/store.h"

int data_open_store(const struct data_options *options, struct store **out, struct err *err)
{
	struct store_options store = {
		.dir = options->dir,
		.create = options->create,
		.wait_for_system = options->wait_for_system,
		.now = options->now,
		.program = options->program,
	};

	*out = NULL;
	switch (options->how) {
	case DATA_SERVER:
		store.kind = STORE_SERVER;
		break;
	case DATA_ALONE:
		store.kind = STORE_ALONE;
		break;
	case DATA_MEMORY:
		store.kind = STORE_MEMORY;
		break;
	}
	if (options->create && options->demo && options->how != DATA_MEMORY &&
		store_mark_demo(options->dir, err) < 0)
		return -1;
	return store_open(&store, out, err);
}

void data_close_store(struct store **store)
{
	store_close(store);
}

int data_now(struct store *store, int64_t *out, struct err *err)
{
	return store_now(store, out, err);
}

int data_serve(const struct data_options *options, int auto_started, struct err *err)
{
	struct serve_options serve = {
		.dir = options->dir,
		.auto_started = auto_started,
		.ready_fd = options->ready_fd,
		.now = options->now,
	};

	return store_serve(&serve, err);
}

int data_set_now(struct store *store, int64_t now, struct err *err)
{
	rights_changed_here();
	return store_set_now(store, now, err);
}

int data_backup(struct store *store, const char *into, struct err *err)
{
	return store_backup(store, into, err);
}

int data_restore(const char *from, const char *dir, struct err *err)
{
	return store_restore(from, dir, err);
}

int data_settle(const char *backup, struct err *err)
{
	return store_settle(backup, err);
}

/* ---- the shapes the store holds ---- */

static int take_applied(
	const struct row *row, struct arena *mem, struct applied_form *out, struct err *err)
{
	size_t prefix = strlen("shape/");
	struct shape_row shape;

	if (shape_row_decode(row->value, mem, &shape, err) < 0)
		return -1;
	out->id =
		arena_text_len(mem, (const char *)row->key.at + prefix, row->key.len - prefix);
	out->number = shape.number;
	out->source = shape.source;
	out->rebuilding = shape.target != 0 || shape.leftover != 0;
	return 0;
}

static int read_applied(struct store *store, struct arena *mem, struct applied_form **out,
	size_t *count, struct err *err)
{
	VEC(struct applied_form) all = { 0 };
	struct scan scan = { .table = TABLE_META, .from = bytes_of_text("shape/") };
	struct snapshot *view;
	struct row_page page;
	int got = 0;

	*out = NULL;
	*count = 0;
	if (snapshot_open(store, SNAPSHOT_SCREEN, &view, err) < 0)
		return -1;
	scan.to = bytes_after_prefix(scan.from, mem);
	do {
		got = store_scan(view, &scan, mem, &page, err);
		for (size_t i = 0; got == 0 && i < page.count; i++)
			got = take_applied(&page.rows[i], mem, VEC_PUSH_IN(mem, &all), err);
	} while (got == 0 && scan_next(&scan, &page, mem));
	snapshot_close(&view);
	*out = all.at;
	*count = all.count;
	return got < 0 ? -1 : 0;
}

int data_applied_forms(struct store *store, struct arena *mem, struct applied_form **out,
	size_t *count, struct err *err)
{
	int got, tries = 0;

	do {
		got = read_applied(store, mem, out, count, err);
	} while (read_again(got, tries++, err));
	return got;
}
