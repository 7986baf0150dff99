/*
 * apply.h - what a batch means: expectations, then puts, deletes, sums and appends.
 *
 * The same for every back end; a back end lends a transaction as struct tx_ops.
 */
#ifndef STORE_APPLY_H
#define STORE_APPLY_H

#include "base/arena.h"
#include "base/vec.h"
#include "store/batch.h"
#include "store/chain.h"

struct change {
	enum table table;
	int erase;
	struct bytes key, value;
	size_t order; /* in the batch: the last one of a key wins */
};

struct tx_ops {
	/* At most `most` bytes of the value (0: all); STORE_NONE when the key is absent. */
	int (*get)(void *tx, enum table table, struct bytes key, size_t most, struct arena *mem,
		struct bytes *out, struct err *err);
	/* 1 present, 0 absent, -1; quickest when asked in the order of keys. */
	int (*has)(void *tx, enum table table, struct bytes key, struct err *err);
	/* sequence 0 when the chain has no row; quickest in the order of chains. */
	int (*chain_end)(void *tx, struct bytes chain, struct chain_end *out, struct err *err);
	/* Rows of one table in the order of keys, no key twice. */
	int (*write)(void *tx, enum table table, const struct change *at, size_t count,
		struct err *err);
};

struct apply {
	const struct tx_ops *ops;
	void *tx;
	int64_t instant;
	uint32_t uid;
	struct day_sum day; /* in: the running day; out: with this batch's rows */
	struct arena *mem; /* scratch, and conflict_key */
	enum table conflict_table;
	struct bytes conflict_key;
	VEC(struct change) changes; /* kept between batches; apply_release() frees it */
};

/* own: a row of TABLE_META to be written in the same breath, or NULL. */
int apply_plan(
	struct apply *a, const struct plan *plan, const struct row *own, struct err *err);
void apply_release(struct apply *a);

#endif
