/*
 * batch.c - building a batch, and checking the bytes of one.
 *
 * A plan is made from bytes that a peer sent: everything in it is checked here, so
 * that whoever applies it need not.
 */
#include "store/batch.h"

#include <string.h>

#include "base/i18n.h"
#include "base/xalloc.h"
#include "store/errors.h"

struct batch *batch_new(void)
{
	return xalloc(sizeof(struct batch));
}

void batch_free(struct batch **batch)
{
	if (!*batch)
		return;
	str_release(&(*batch)->ops);
	str_release(&(*batch)->conflict_key);
	free(*batch);
	*batch = NULL;
}

size_t batch_size(const struct batch *batch)
{
	return batch->ops.len;
}

static void add_op(struct batch *b, enum op_kind kind, enum table table, struct bytes key)
{
	unsigned char head[6] = { (unsigned char)kind, (unsigned char)table,
		(unsigned char)(key.len >> 24), (unsigned char)(key.len >> 16),
		(unsigned char)(key.len >> 8), (unsigned char)key.len };

	if (table >= TABLE_COUNT || key.len > KEY_MAX)
		BUG("a batch names table %d with a key of %zu bytes", (int)table, key.len);
	str_add_len(&b->ops, head, sizeof(head));
	str_add_len(&b->ops, key.at, key.len);
	b->count++;
}

void batch_expect(struct batch *batch, enum table table, struct bytes key, uint64_t revision)
{
	add_op(batch, OP_EXPECT, table, key);
	put_u64(&batch->ops, revision);
}

void batch_expect_absent(struct batch *batch, enum table table, struct bytes key)
{
	add_op(batch, OP_ABSENT, table, key);
}

void batch_put(struct batch *batch, enum table table, struct bytes key, struct bytes value)
{
	add_op(batch, OP_PUT, table, key);
	put_sized(&batch->ops, value);
}

void batch_delete(struct batch *batch, enum table table, struct bytes key)
{
	add_op(batch, OP_DELETE, table, key);
}

void batch_add(struct batch *batch, enum table table, struct bytes key, const int64_t *deltas,
	size_t count)
{
	add_op(batch, OP_ADD, table, key);
	put_u32(&batch->ops, (uint32_t)(8 * count));
	for (size_t i = 0; i < count; i++)
		put_i64(&batch->ops, deltas[i]);
}

void batch_append(struct batch *batch, struct bytes chain, struct bytes payload)
{
	add_op(batch, OP_APPEND, TABLE_HISTORY, chain);
	put_sized(&batch->ops, payload);
}

void batch_set_conflict(struct batch *batch, enum table table, struct bytes key)
{
	batch->in_conflict = 1;
	batch->conflict_table = table;
	str_clear(&batch->conflict_key);
	str_add_len(&batch->conflict_key, key.at, key.len);
}

int batch_conflict(const struct batch *batch, enum table *table, struct bytes *key)
{
	if (!batch->in_conflict)
		return 0;
	*table = batch->conflict_table;
	*key = bytes_of_str(&batch->conflict_key);
	return 1;
}

/* ---- the plan ---- */

static int is_own_key(const struct op *op)
{
	return op->table == TABLE_META &&
		(bytes_start_with(op->key, bytes_of_text(META_DAY)) ||
			bytes_start_with(op->key, bytes_of_text(META_SESSION)));
}

/* NULL when the operation is sound, else what is wrong with it. */
static const char *fault_of(const struct op *op, int internal)
{
	int writes = op->kind == OP_PUT || op->kind == OP_DELETE || op->kind == OP_ADD;

	if (op->key.len == 0 || op->key.len > KEY_MAX)
		return "key length";
	if (op->kind == OP_ADD && (op->value.len % 8 || op->value.len == 0))
		return "sum length";
	if (op->kind == OP_APPEND && (op->table != TABLE_HISTORY || op->key.len > KEY_MAX - 8))
		return "chain";
	if (writes && op->table == TABLE_HISTORY)
		return "history is only appended to";
	if (!internal && op->kind == OP_APPEND && op->key.at[0] == 's')
		return "chains that begin with s are the store's";
	if (!internal && writes && is_own_key(op))
		return "key of the store's own";
	return NULL;
}

static const char *take_op(struct taker *t, struct op *op, int internal)
{
	int kind = take_u8(t);
	int table = take_u8(t);

	op->key = take_sized(t);
	if (kind < OP_EXPECT || kind > OP_APPEND)
		return "kind";
	if (table >= TABLE_COUNT)
		return "table";
	op->kind = (enum op_kind)kind;
	op->table = (enum table)table;
	if (kind == OP_EXPECT)
		op->revision = take_u64(t);
	else if (kind == OP_PUT || kind == OP_ADD || kind == OP_APPEND)
		op->value = take_sized(t);
	if (t->bad)
		return "length";
	return fault_of(op, internal);
}

int plan_decode(struct plan *plan, struct bytes ops, int internal, struct err *err)
{
	struct taker t = { .left = ops };
	const char *wrong;

	plan->ops.count = 0;
	while (t.left.len > 0) {
		struct op op = { 0 };

		wrong = take_op(&t, &op, internal);
		if (wrong)
			return fault_set(err, ERR_STORE,
				N_("The store refused a batch that is not well formed: %s"),
				wrong);
		*VEC_PUSH(&plan->ops) = op;
	}
	return 0;
}

void plan_release(struct plan *plan)
{
	VEC_RELEASE(&plan->ops);
}
