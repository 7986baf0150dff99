/*
 * seal.c - seals ended days, and recomputes history against the seals.
 *
 * Works on any back end through store.h alone.
 */
#include "store/seal.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "store/admin.h"
#include "store/backend.h"
#include "store/batch.h"
#include "store/chain.h"
#include "store/errors.h"

static const char seal_chain[] = "seal";

enum { SEAL_VERSION = 1 };

/* ---- writing ---- */

/* Payload of a seal: u8 version, u32 day (as in the day's key), u64 count, the sum. */
static void seal_encode(const struct day_sum *day, struct str *out)
{
	put_u8(out, SEAL_VERSION);
	put_u32(out, (uint32_t)day->day ^ (UINT32_C(1) << 31));
	put_u64(out, day->count);
	str_add_len(out, day->sum, sizeof(day->sum));
}

static int seal_decode(struct bytes payload, struct day_sum *out)
{
	struct taker t = { .left = payload };
	uint8_t version = take_u8(&t);
	struct bytes sum;

	memset(out, 0, sizeof(*out));
	out->day = (int32_t)(take_u32(&t) ^ (UINT32_C(1) << 31));
	out->count = take_u64(&t);
	sum = take_bytes(&t, CHAIN_HASH_SIZE);
	if (t.bad || version != SEAL_VERSION)
		return -1;
	memcpy(out->sum, sum.at, CHAIN_HASH_SIZE);
	return 0;
}

/* Expects the day's row unchanged, so that two sealers write one seal. */
static int seal_day(struct store *store, struct day_sum day, struct arena *mem, struct err *err)
{
	struct bytes key = day_key(day.day, mem);
	struct batch *batch = batch_new();
	struct str payload = { 0 };
	int status;

	batch->internal = 1;
	batch_expect(batch, TABLE_META, key, day.count);
	seal_encode(&day, &payload);
	batch_append(batch, bytes_of_text(seal_chain), bytes_of_str(&payload));
	day.sealed = day.count;
	batch_put(batch, TABLE_META, key, day_encode(&day, mem));
	status = store->ops->commit(store, batch, err);
	str_release(&payload);
	batch_free(&batch);
	return status < 0 ? -1 : 0;
}

/* The rows of META_DAY in one view. */
static int days_read(
	struct snapshot *view, struct arena *mem, struct row_page *out, struct err *err)
{
	struct bytes prefix = bytes_of_text(META_DAY);
	struct scan scan = {
		.table = TABLE_META, .from = prefix, .to = bytes_after_prefix(prefix, mem)
	};
	VEC(struct row) all = { 0 };
	struct row_page page;

	do {
		if (store_scan(view, &scan, mem, &page, err) < 0)
			return -1;
		for (size_t i = 0; i < page.count; i++)
			*VEC_PUSH_IN(mem, &all) = page.rows[i];
	} while (scan_next(&scan, &page, mem));
	out->rows = all.at;
	out->count = all.count;
	return 0;
}

int seal_ended_days(struct store *store, struct err *err)
{
	struct arena mem = { 0 };
	struct snapshot *view = NULL;
	struct row_page days = { 0 };
	int64_t now;
	int status = -1;

	if (store_now(store, &now, err) < 0 ||
		snapshot_open(store, SNAPSHOT_REPORT, &view, err) < 0 ||
		days_read(view, &mem, &days, err) < 0)
		goto out;
	snapshot_close(&view);
	status = 0;
	for (size_t i = 0; i < days.count && status == 0; i++) {
		struct day_sum day = { 0 };

		if (day_decode(days.rows[i].key, days.rows[i].value, &day) == 0 &&
			day.day < instant_day(now) && day.count != day.sealed)
			status = seal_day(store, day, &mem, err);
	}
out:
	snapshot_close(&view);
	arena_release(&mem);
	return status;
}

/* ---- checking ---- */

struct check {
	struct str chain; /* of the row before */
	struct chain_row before;
	VEC(struct day_sum) sums; /* recomputed, by day */
	VEC(struct day_sum) seals; /* the last seal of each day */
};

/* The day's place in a list that is ordered by day. */
static struct day_sum *day_in(
	struct arena *mem, struct day_sum **at, size_t *count, size_t *cap, int32_t day)
{
	size_t i = *count;

	while (i > 0 && (*at)[i - 1].day >= day)
		i--;
	if (i < *count && (*at)[i].day == day)
		return &(*at)[i];
	*at = vec_grow_in(mem, *at, *count, cap, sizeof(**at));
	memmove(*at + i + 1, *at + i, ((*count)++ - i) * sizeof(**at));
	memset(*at + i, 0, sizeof(**at));
	(*at)[i].day = day;
	return &(*at)[i];
}

#define DAY_IN(mem, v, day) day_in((mem), &(v)->at, &(v)->count, &(v)->cap, (day))

static int broken(struct err *err, struct bytes chain, uint64_t sequence)
{
	struct str where = { 0 };

	for (size_t i = 0; i < chain.len && i < 40; i++)
		str_addf(&where, chain.at[i] > 32 && chain.at[i] < 127 ? "%c" : "\\%02x",
			chain.at[i]);
	str_addf(&where, " #%llu", (unsigned long long)sequence);
	fault_set(err, ERR_FAULT,
		N_("The history was changed from outside: the chain is broken at %s. "
		   "Compare with the last backup."),
		str_text(&where));
	str_release(&where);
	return -1;
}

static int check_row(
	struct check *c, const struct row *row, struct arena *keep, struct err *err)
{
	struct bytes chain = bytes_of(row->key.at, row->key.len < 8 ? 0 : row->key.len - 8);
	int same = c->chain.len > 0 && bytes_equal(chain, bytes_of_str(&c->chain));
	uint64_t expected = same ? c->before.sequence + 1 : 1;
	struct taker t = { .left = bytes_of(
				   row->key.at + chain.len, row->key.len - chain.len) };
	uint64_t sequence = take_u64(&t);
	static const unsigned char none[CHAIN_HASH_SIZE];
	struct chain_row now;
	struct day_sum seal;

	if (chain_decode(row->value, &now, err) < 0)
		return -1;
	if (chain.len == 0 || sequence != expected || now.sequence != sequence ||
		memcmp(now.previous, same ? c->before.hash : none, CHAIN_HASH_SIZE) != 0 ||
		!chain_row_is_whole(chain, &now))
		return broken(err, chain, sequence);
	if (chain.at[0] != 's') {
		day_add(DAY_IN(keep, &c->sums, instant_day(now.instant)), now.hash);
	} else {
		if (seal_decode(now.payload, &seal) < 0)
			return broken(err, chain, sequence);
		*DAY_IN(keep, &c->seals, seal.day) = seal;
	}
	str_clear(&c->chain);
	str_add_len(&c->chain, chain.at, chain.len);
	c->before = now;
	c->before.payload = (struct bytes){ 0 };
	return 0;
}

static int check_rows(struct snapshot *view, struct check *c, struct arena *keep,
	int (*progress)(void), struct err *err)
{
	struct scan scan = { .table = TABLE_HISTORY };
	struct arena mem = { 0 }, bound = { 0 };
	struct row_page page;
	int status = 0, more;

	do {
		arena_clear(&mem);
		status = store_scan(view, &scan, &mem, &page, err);
		for (size_t i = 0; i < page.count && status == 0; i++)
			status = check_row(c, &page.rows[i], keep, err);
		if (status == 0 && progress && progress())
			status = STORE_NONE;
		arena_clear(&bound);
		more = status == 0 && scan_next(&scan, &page, &bound);
	} while (more);
	arena_release(&bound);
	arena_release(&mem);
	return status;
}

static int same_sum(const struct day_sum *a, const struct day_sum *b)
{
	return a->count == b->count && memcmp(a->sum, b->sum, CHAIN_HASH_SIZE) == 0;
}

static int wrong_day(struct err *err, int32_t day)
{
	struct str text = { 0 };

	date_print(day, &text);
	fault_set(err, ERR_FAULT,
		N_("The history of %s does not match its seal: rows were changed or taken "
		   "away from outside. Compare with the last backup."),
		str_text(&text));
	str_release(&text);
	return -1;
}

static int has_day(const struct row_page *days, int32_t day)
{
	for (size_t i = 0; i < days->count; i++) {
		struct day_sum stored = { 0 };

		if (day_decode(days->rows[i].key, days->rows[i].value, &stored) == 0 &&
			stored.day == day)
			return 1;
	}
	return 0;
}

/* Each running sum must be the recomputed one, and each sealed day's seal too. */
static int check_days(
	struct snapshot *view, struct check *c, struct arena *mem, struct err *err)
{
	struct row_page days;

	if (days_read(view, mem, &days, err) < 0)
		return -1;
	for (size_t i = 0; i < c->sums.count; i++)
		if (!has_day(&days, c->sums.at[i].day))
			return wrong_day(err, c->sums.at[i].day);
	for (size_t i = 0; i < days.count; i++) {
		struct day_sum day = { 0 };

		if (day_decode(days.rows[i].key, days.rows[i].value, &day) < 0)
			return fault_set(
				err, ERR_STORE, N_("A day's seal cannot be read."), NULL);
		if (!same_sum(&day, DAY_IN(mem, &c->sums, day.day)))
			return wrong_day(err, day.day);
		if (day.sealed == day.count && !same_sum(&day, DAY_IN(mem, &c->seals, day.day)))
			return wrong_day(err, day.day);
	}
	for (size_t i = 0; i < c->seals.count; i++)
		if (c->seals.at[i].count > DAY_IN(mem, &c->sums, c->seals.at[i].day)->count)
			return wrong_day(err, c->seals.at[i].day);
	return 0;
}

int store_seals_check(struct store *store, int (*progress)(void), struct err *err)
{
	struct arena mem = { 0 };
	struct snapshot *view = NULL;
	struct check check = { 0 };
	int status = snapshot_open(store, SNAPSHOT_REPORT, &view, err);

	if (status == 0)
		status = check_rows(view, &check, &mem, progress, err);
	if (status == 0)
		status = check_days(view, &check, &mem, err);
	snapshot_close(&view);
	str_release(&check.chain);
	arena_release(&mem);
	return status;
}
