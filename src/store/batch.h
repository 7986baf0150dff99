/*
 * batch.h - a batch as bytes (what goes over the wire) and as a checked plan.
 *
 * The bytes of an operation: u8 kind, u8 table, sized key, and after it for
 * OP_EXPECT u64 revision, for OP_PUT, OP_ADD and OP_APPEND a sized value.
 */
#ifndef STORE_BATCH_H
#define STORE_BATCH_H

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "store/store.h"

enum op_kind { OP_EXPECT = 1, OP_ABSENT, OP_PUT, OP_DELETE, OP_ADD, OP_APPEND };

enum { KEY_MAX = 4096 }; /* bytes of one key, sequence of a chain included */

struct op {
	enum op_kind kind;
	enum table table;
	struct bytes key; /* into the batch's bytes; of OP_APPEND the chain */
	struct bytes value;
	uint64_t revision;
};

struct plan {
	VEC(struct op) ops;
};

struct batch {
	struct str ops;
	size_t count;
	int internal; /* the store's own: may touch its own keys */
	int in_conflict;
	enum table conflict_table;
	struct str conflict_key;
	uint64_t number; /* under which it was sent */
	int sent;        /* 1: on its way over the connection of that number */
	unsigned connection;
	int landed; /* 1: result and err are its answer */
	int result;
	struct err err;
};

/* ERR_STORE in words when the bytes are not a batch; clears the plan first. */
int plan_decode(struct plan *plan, struct bytes ops, int internal, struct err *err);
void plan_release(struct plan *plan);
void batch_set_conflict(struct batch *batch, enum table table, struct bytes key);

/* Keys of TABLE_META that only the store itself writes. */
#define META_DAY "day/"
#define META_SESSION "session/"

#endif
