/*
 * apply.c - turns a plan into sorted changes and lends them to a transaction.
 *
 * Everything that can refuse the batch (expectations, overflow) comes before the
 * first write.
 */
#include "store/apply.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "store/errors.h"
#include "store/pack.h"

/* ---- expectations ---- */

static int conflict(struct apply *a, const struct op *op)
{
	a->conflict_table = op->table;
	a->conflict_key = op->key;
	return STORE_CONFLICT;
}

static int expect_revision(struct apply *a, const struct op *op, struct err *err)
{
	struct bytes head;
	int status = a->ops->get(a->tx, op->table, op->key, 8, a->mem, &head, err);

	if (status < 0)
		return -1;
	if (status == STORE_NONE || head.len < 8 || unpack_u64(head.at) != op->revision)
		return conflict(a, op);
	return 0;
}

static int expectations(struct apply *a, const struct plan *plan, struct err *err)
{
	for (size_t i = 0; i < plan->ops.count; i++) {
		const struct op *op = &plan->ops.at[i];
		int status = 0;

		if (op->kind == OP_EXPECT)
			status = expect_revision(a, op, err);
		else if (op->kind == OP_ABSENT)
			status = a->ops->has(a->tx, op->table, op->key, err);
		if (status < 0)
			return -1;
		if (status > 0)
			return conflict(a, op);
	}
	return 0;
}

/* ---- sorted changes ---- */

static int change_order(const void *left, const void *right)
{
	const struct change *l = left;
	const struct change *r = right;
	int order;

	if (l->table != r->table)
		return l->table < r->table ? -1 : 1;
	order = bytes_compare(l->key, r->key);
	if (order)
		return order;
	return (l->order > r->order) - (l->order < r->order);
}

static int same_key(const struct change *l, const struct change *r)
{
	return l->table == r->table && bytes_equal(l->key, r->key);
}

/* Sorts all changes; of several to one key the last one stays. */
static void sort_changes(struct apply *a)
{
	struct change *at = a->changes.at;
	size_t count = a->changes.count, kept = 0, i;

	for (i = 1; i < count && change_order(&at[i - 1], &at[i]) < 0; i++)
		;
	if (i < count)
		qsort(at, count, sizeof(*at), change_order);
	for (i = 0; i < count; i++) {
		if (i + 1 < count && same_key(&at[i], &at[i + 1]))
			continue;
		if (kept != i)
			at[kept] = at[i];
		at[kept].order = kept; /* what is added later comes after it */
		kept++;
	}
	a->changes.count = kept;
}

/*
 * All changes sorted, of which the first so many are already.  What the batch puts is most
 * of it and comes in by its own order; sums and chains come after, each by theirs.
 */
static void merge_changes(struct apply *a, size_t sorted)
{
	size_t count = a->changes.count, n = 0, i = 0, j = sorted;
	struct change *at = a->changes.at, *out;

	if (sorted == 0 || sorted == count) {
		sort_changes(a);
		return;
	}
	qsort(at + sorted, count - sorted, sizeof(*at), change_order);
	out = arena_array(a->mem, count, sizeof(*out));
	while (i < sorted && j < count)
		out[n++] = change_order(&at[i], &at[j]) < 0 ? at[i++] : at[j++];
	while (i < sorted)
		out[n++] = at[i++];
	while (j < count)
		out[n++] = at[j++];
	memcpy(at, out, count * sizeof(*at));
	sort_changes(a); /* in order: only keeps the last of each key */
}

static struct change *add_change(
	struct apply *a, enum table table, struct bytes key, struct bytes value)
{
	struct change *change = VEC_PUSH(&a->changes);

	*change = (struct change){
		.table = table, .key = key, .value = value, .order = a->changes.count
	};
	return change;
}

static void collect_puts(struct apply *a, const struct plan *plan)
{
	for (size_t i = 0; i < plan->ops.count; i++) {
		const struct op *op = &plan->ops.at[i];

		if (op->kind == OP_PUT || op->kind == OP_DELETE)
			add_change(a, op->table, op->key, op->value)->erase =
				op->kind == OP_DELETE;
	}
	sort_changes(a);
}

/* ---- sums ---- */

static int op_order(const void *left, const void *right)
{
	const struct op *const *l = left;
	const struct op *const *r = right;
	int order;

	if ((*l)->table != (*r)->table)
		return (*l)->table < (*r)->table ? -1 : 1;
	order = bytes_compare((*l)->key, (*r)->key);
	return order ? order : (*l > *r) - (*l < *r);
}

/* Operations of one kind, by key, then as they came. */
static const struct op **sorted_ops(
	struct apply *a, const struct plan *plan, enum op_kind kind, size_t *count)
{
	const struct op **out;
	size_t n = 0;

	for (size_t i = 0; i < plan->ops.count; i++)
		n += plan->ops.at[i].kind == kind;
	*count = n;
	if (!n)
		return NULL;
	out = arena_array(a->mem, n, sizeof(const struct op *));
	n = 0;
	for (size_t i = 0; i < plan->ops.count; i++)
		if (plan->ops.at[i].kind == kind)
			out[n++] = &plan->ops.at[i];
	qsort(out, n, sizeof(*out), op_order);
	return out;
}

/* The row before this batch's sums: as the batch puts it, else as it is stored. */
static int base_of_sum(
	struct apply *a, const struct op *op, size_t puts, struct bytes *out, struct err *err)
{
	struct change key = { .table = op->table, .key = op->key };
	size_t low = 0, high = puts;
	int status;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (change_order(&a->changes.at[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*out = (struct bytes){ 0 };
	if (low < puts && same_key(&a->changes.at[low], &key)) {
		if (!a->changes.at[low].erase)
			*out = a->changes.at[low].value;
		return 0;
	}
	status = a->ops->get(a->tx, op->table, op->key, 0, a->mem, out, err);
	return status < 0 ? -1 : 0;
}

static int64_t unpack_i64(const unsigned char *at)
{
	return (int64_t)(unpack_u64(at) ^ (UINT64_C(1) << 63));
}

static int add_numbers(unsigned char *sum, struct bytes deltas, struct err *err)
{
	for (size_t i = 0; i + 8 <= deltas.len; i += 8) {
		int64_t total;

		if (__builtin_add_overflow(
			    unpack_i64(sum + i), unpack_i64(deltas.at + i), &total))
			return fault_set(err, ERR_FAULT,
				N_("A total would become too large to be kept; "
				   "nothing was saved."),
				NULL);
		pack_u64(sum + i, (uint64_t)total ^ (UINT64_C(1) << 63));
	}
	return 0;
}

static int is_zero_row(const unsigned char *sum, size_t len)
{
	for (size_t i = 0; i < len; i += 8)
		if (unpack_i64(sum + i) != 0)
			return 0;
	return 1;
}

/* ops[0 .. count) are the sums of one key. */
static int sum_key(
	struct apply *a, const struct op **ops, size_t count, size_t puts, struct err *err)
{
	struct bytes base;
	unsigned char *sum;
	size_t len = 0;

	if (base_of_sum(a, ops[0], puts, &base, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		len = ops[i]->value.len > len ? ops[i]->value.len : len;
	if (base.len % 8)
		return fault_set(err, ERR_STORE,
			N_("The store refused a batch that is not well formed: %s"),
			"sum over a row that is none");
	len = base.len > len ? base.len : len;
	sum = arena_alloc(a->mem, len);
	for (size_t i = 0; i < len; i += 8)
		sum[i] = 0x80;
	if (base.len)
		memcpy(sum, base.at, base.len);
	for (size_t i = 0; i < count; i++)
		if (add_numbers(sum, ops[i]->value, err) < 0)
			return -1;
	add_change(a, ops[0]->table, ops[0]->key, bytes_of(sum, len))->erase =
		is_zero_row(sum, len);
	return 0;
}

/* How many of ops[0 .. count) have the first one's table and key. */
static size_t run_length(const struct op **ops, size_t count)
{
	size_t n = 1;

	while (n < count && ops[n]->table == ops[0]->table &&
		bytes_equal(ops[n]->key, ops[0]->key))
		n++;
	return n;
}

static int collect_sums(struct apply *a, const struct plan *plan, struct err *err)
{
	size_t count, run, puts = a->changes.count;
	const struct op **ops = sorted_ops(a, plan, OP_ADD, &count);

	for (size_t i = 0; i < count; i += run) {
		run = run_length(ops + i, count - i);
		if (sum_key(a, ops + i, run, puts, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- chains ---- */

static int load_day(struct apply *a, struct err *err)
{
	int32_t today = instant_day(a->instant);
	struct bytes key, value;
	int status;

	if (a->day.day == today)
		return 0;
	memset(&a->day, 0, sizeof(a->day));
	key = day_key(today, a->mem);
	status = a->ops->get(a->tx, TABLE_META, key, 0, a->mem, &value, err);
	if (status == STORE_OK && day_decode(key, value, &a->day) < 0)
		return fault_set(err, ERR_STORE, N_("A day's seal cannot be read."), NULL);
	a->day.day = today;
	return status < 0 ? -1 : 0;
}

static int append_run(struct apply *a, const struct op **ops, size_t count, struct err *err)
{
	struct chain_end end;
	struct row row;

	if (a->ops->chain_end(a->tx, ops[0]->key, &end, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		chain_next(ops[i]->key, ops[i]->value, a->instant, a->uid, &end, a->mem, &row);
		add_change(a, TABLE_HISTORY, row.key, row.value);
		if (ops[i]->key.at[0] != 's')
			day_add(&a->day, end.hash);
	}
	return 0;
}

static int collect_appends(struct apply *a, const struct plan *plan, struct err *err)
{
	size_t count, run;
	const struct op **ops = sorted_ops(a, plan, OP_APPEND, &count);
	uint64_t before;

	if (!count)
		return 0;
	if (load_day(a, err) < 0)
		return -1;
	before = a->day.count;
	for (size_t i = 0; i < count; i += run) {
		run = run_length(ops + i, count - i);
		if (append_run(a, ops + i, run, err) < 0)
			return -1;
	}
	if (a->day.count != before)
		add_change(a, TABLE_META, day_key(a->day.day, a->mem),
			day_encode(&a->day, a->mem));
	return 0;
}

static int write_changes(struct apply *a, size_t sorted, struct err *err)
{
	size_t run;

	merge_changes(a, sorted);
	for (size_t i = 0; i < a->changes.count; i += run) {
		const struct change *at = &a->changes.at[i];

		for (run = 1; i + run < a->changes.count && at[run].table == at->table; run++)
			;
		if (a->ops->write(a->tx, at->table, at, run, err) < 0)
			return -1;
	}
	return 0;
}

int apply_plan(struct apply *a, const struct plan *plan, const struct row *own, struct err *err)
{
	int status = expectations(a, plan, err);
	size_t puts;

	if (status)
		return status;
	a->changes.count = 0;
	collect_puts(a, plan);
	puts = a->changes.count;
	if (collect_sums(a, plan, err) < 0 || collect_appends(a, plan, err) < 0)
		return -1;
	if (own)
		add_change(a, TABLE_META, own->key, own->value);
	return write_changes(a, puts, err);
}

void apply_release(struct apply *a)
{
	VEC_RELEASE(&a->changes);
}
