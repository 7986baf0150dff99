/*
 * save_ids.c - ids of new records, reserved block by block.
 */
#include "data/save_internal.h"

#include "base/i18n.h"
#include "store/store.h"

enum {
	ID_BLOCK = 16,
	ID_BLOCK_GROWS = 1024, /* for one who saves and saves */
	ID_BLOCK_MOST = 65536,
};

static int reserve(struct pass *pass, uint64_t block, struct err *err)
{
	struct shape *shape = pass->view.shape;
	struct bytes key = key_ids(shape, &pass->work), value = { 0 };
	struct batch *batch = batch_new();
	struct snapshot *view = NULL;
	struct str next = { 0 };
	uint64_t first = 1;
	int got = snapshot_open(pass->data->store, SNAPSHOT_SCREEN, &view, err);

	if (got == 0)
		got = store_get(view, TABLE_COUNTERS, key, &pass->work, &value, err);
	snapshot_close(&view);
	if (got == STORE_OK) {
		first = key_last_u64(value);
		batch_expect(batch, TABLE_COUNTERS, key, first);
	} else if (got == STORE_NONE) {
		batch_expect_absent(batch, TABLE_COUNTERS, key);
	}
	put_u64(&next, first + block);
	batch_put(batch, TABLE_COUNTERS, key, bytes_of_str(&next));
	if (got >= 0)
		got = store_commit(pass->data->store, batch, err);
	if (got == STORE_OK) {
		shape->id_next = first;
		shape->id_end = first + block;
		shape->id_block = block * 2 < ID_BLOCK_GROWS ? block * 2 : ID_BLOCK_GROWS;
	}
	str_release(&next);
	batch_free(&batch);
	return got;
}

int ids_next(struct pass *pass, size_t want, uint64_t *out, struct err *err)
{
	struct shape *shape = pass->view.shape;
	uint64_t least = shape->id_block ? shape->id_block : ID_BLOCK;
	uint64_t block = want < least ? least : want > ID_BLOCK_MOST ? ID_BLOCK_MOST : want;

	if (!pass->batch) {
		*out = UINT64_MAX - pass->planned; /* a dry run uses none up */
		return 0;
	}
	for (int tries = 0; shape->id_next == shape->id_end; tries++) {
		int got = reserve(pass, block, err);

		if (got < 0)
			return -1;
		if (got == STORE_CONFLICT && tries >= PASS_TRIES)
			return err_set(
				err, ERR_CONFLICT, _("Too many are saving at once: try again"));
		pass_wait(got == STORE_CONFLICT ? tries : 0);
	}
	*out = shape->id_next++;
	return 0;
}
