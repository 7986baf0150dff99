/*
 * proof.c - comparing a restored copy with its ledger; the row that keeps the last proof.
 */
#include "data/proof.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset_internal.h"
#include "data/value_bytes.h"

static const char proof_row[] = "backup/proven";
enum { VERSION = 1 };

/* ---- reading a table page by page, each in a snapshot of its own ---- */

struct side {
	struct store *store;
	struct scan scan;
	struct row_page page;
	size_t at;
	int begun, ended;
	struct arena mem, bounds;
};

static void side_release(struct side *side)
{
	arena_release(&side->mem);
	arena_release(&side->bounds);
}

static int read_page(struct side *side, struct err *err)
{
	struct snapshot *view;
	int got, tries = 0;

	do {
		arena_clear(&side->mem);
		got = snapshot_open(side->store, SNAPSHOT_SCREEN, &view, err);
		if (got == 0)
			got = store_scan(view, &side->scan, &side->mem, &side->page, err);
		snapshot_close(&view);
	} while (read_again(got, tries++, err));
	side->at = 0;
	return got < 0 ? -1 : 0;
}

/* The row the side stands at; *out NULL at the end. */
static int side_row(struct side *side, const struct row **out, struct err *err)
{
	*out = NULL;
	while (!side->ended && side->at == side->page.count) {
		if (side->begun && !scan_next(&side->scan, &side->page, &side->bounds)) {
			side->ended = 1;
			return 0;
		}
		side->begun = 1;
		if (read_page(side, err) < 0)
			return -1;
	}
	if (!side->ended)
		*out = &side->page.rows[side->at];
	return 0;
}

static int count_records(struct store *store, uint64_t *out, struct err *err)
{
	struct side side = { .store = store,
		.scan = { .table = TABLE_RECORDS, .flags = SCAN_KEYS_ONLY } };
	const struct row *row;
	int got;

	*out = 0;
	while ((got = side_row(&side, &row, err)) == 0 && row) {
		*out += side.page.count - side.at;
		side.at = side.page.count;
	}
	side_release(&side);
	return got;
}

int proof_begin(struct store *store, struct proof *out, struct err *err)
{
	if (store_now(store, &out->taken, err) < 0)
		return -1;
	return count_records(store, &out->records, err);
}

/* ---- comparing ---- */

/* Made by whoever has the store open when a day ends; each side has checked its own. */
static int is_seal(const struct row *row)
{
	return row->key.len > 0 && row->key.at[0] == 's';
}

static int only_here(const struct row *row, int64_t taken, struct err *err)
{
	struct chain_row chain;

	if (is_seal(row))
		return 0;
	if (chain_decode(row->value, &chain, err) < 0)
		return -1;
	if (chain.instant >= taken)
		return 0;
	return err_set(err, ERR_FAULT,
		_("The copy lacks history that was written before it was taken."));
}

static int same_row(const struct row *here, const struct row *there, struct err *err)
{
	if (is_seal(here) || bytes_equal(here->value, there->value))
		return 0;
	return err_set(err, ERR_FAULT, _("The copy holds other history than the ledger."));
}

/* One step of both sides, the smaller key first. */
static int compare_row(
	struct side *here, struct side *there, struct proof *proof, int *more, struct err *err)
{
	const struct row *ours, *theirs;
	int order, got = 0;

	if (side_row(here, &ours, err) < 0 || side_row(there, &theirs, err) < 0)
		return -1;
	*more = ours || theirs;
	if (!*more)
		return 0;
	order = !theirs ? -1 : !ours ? 1 : bytes_compare(ours->key, theirs->key);
	if (order == 0)
		got = same_row(ours, theirs, err);
	else if (order < 0)
		got = only_here(ours, proof->taken, err);
	else if (!is_seal(theirs))
		got = err_set(err, ERR_FAULT,
			_("The copy holds history that the ledger does not have."));
	here->at += order <= 0;
	there->at += order >= 0;
	proof->rows += order >= 0;
	return got;
}

static int compare_history(
	struct store *store, struct store *copy, struct proof *proof, struct err *err)
{
	struct side here = { .store = store, .scan = { .table = TABLE_HISTORY } };
	struct side there = { .store = copy, .scan = { .table = TABLE_HISTORY } };
	int more, got;

	proof->rows = 0;
	do {
		got = compare_row(&here, &there, proof, &more, err);
	} while (got == 0 && more);
	side_release(&here);
	side_release(&there);
	return got;
}

int proof_compare(struct store *store, struct store *copy, struct proof *proof, struct err *err)
{
	uint64_t before = proof->records, now;

	if (compare_history(store, copy, proof, err) < 0 ||
		count_records(copy, &proof->records, err) < 0 ||
		count_records(store, &now, err) < 0)
		return -1;
	if (before <= proof->records && proof->records <= now)
		return 0;
	return err_set(err, ERR_FAULT,
		_("The copy holds %llu records; the ledger held %llu before and %llu after."),
		(unsigned long long)proof->records, (unsigned long long)before,
		(unsigned long long)now);
}

/* ---- the row ---- */

static int put_row(struct store *store, const struct proof *proof, struct err *err)
{
	struct batch *batch = batch_new();
	struct str value = { 0 };
	int got;

	put_u8(&value, VERSION);
	put_i64(&value, proof->taken);
	put_i64(&value, proof->proven);
	put_u64(&value, proof->records);
	put_u64(&value, proof->rows);
	text_put(proof->where, &value);
	batch_put(batch, TABLE_META, bytes_of_text(proof_row), bytes_of_str(&value));
	got = store_commit(store, batch, err);
	batch_free(&batch);
	str_release(&value);
	return got < 0 ? -1 : 0;
}

static int read_row(struct store *store, struct arena *mem, struct bytes *out, struct err *err)
{
	struct snapshot *view;
	int got, tries = 0;

	do {
		got = snapshot_open(store, SNAPSHOT_SCREEN, &view, err);
		if (got == 0)
			got = store_get(
				view, TABLE_META, bytes_of_text(proof_row), mem, out, err);
		snapshot_close(&view);
	} while (read_again(got, tries++, err));
	return got;
}

int proof_last(struct store *store, struct arena *mem, struct proof *out, struct err *err)
{
	struct taker in = { 0 };
	int got = read_row(store, mem, &in.left, err);

	if (got != 0)
		return got;
	take_u8(&in);
	out->taken = take_i64(&in);
	out->proven = take_i64(&in);
	out->records = take_u64(&in);
	out->rows = take_u64(&in);
	out->where = arena_text(mem, text_take(&in));
	if (in.bad)
		return err_set(
			err, ERR_FAULT, _("What is kept of the last backup is damaged."));
	return 0;
}

int proof_note(struct store *store, struct proof *proof, struct err *err)
{
	struct arena mem = { 0 };
	struct proof last = { 0 };
	int got = proof_last(store, &mem, &last, err);

	if (got >= 0 && (got > 0 || last.taken <= proof->taken)) {
		got = store_now(store, &proof->proven, err);
		if (got == 0)
			got = put_row(store, proof, err);
	}
	arena_release(&mem);
	return got < 0 ? -1 : 0;
}

/* "today", "yesterday", "5 days ago" */
static void print_ago(int32_t days, struct str *out)
{
	if (days <= 0)
		str_add(out, _("today"));
	else if (days == 1)
		str_add(out, _("yesterday"));
	else
		str_addf(out, P_("%d day ago", "%d days ago", (unsigned long)days), (int)days);
}

int proof_line(
	struct store *store, struct arena *mem, const char **line, int *old, struct err *err)
{
	struct proof proof = { 0 };
	struct str text = { 0 };
	int64_t now;
	int32_t days;
	int got = proof_last(store, mem, &proof, err);

	if (got < 0 || store_now(store, &now, err) < 0)
		return -1;
	days = got ? 0 : instant_day(now) - instant_day(proof.taken);
	*old = got || days > PROOF_DAYS;
	if (got) {
		str_add(&text, _("No backup has been proven yet"));
	} else {
		str_add(&text, _("Last proven backup: "));
		print_ago(days, &text);
		if (*old)
			str_add(&text, _("; a new one is wanted"));
	}
	*line = arena_text(mem, str_text(&text));
	str_release(&text);
	return 0;
}

int data_proof_line(
	struct dataset *data, struct arena *mem, const char **line, int *old, struct err *err)
{
	struct err ignored = { 0 };

	*line = NULL;
	*old = 0;
	if (may(data->model, &data->viewer, ACTION_ADMIN, NULL, NULL, &ignored) < 0)
		return 0;
	return proof_line(data->store, mem, line, old, err);
}
