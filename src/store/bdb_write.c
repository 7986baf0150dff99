/*
 * bdb_write.c - batches as transactions of the one writer.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "store/engine.h"
#include "store/errors.h"
#include "store/pack.h"
#include "store/seal.h"

enum {
	BULK_FROM = 24, /* rows of one table from which a bulk put pays */
	EXIT_UNCERTAIN = 43, /* a server that cannot tell what it saved: recovery can */
};

static DBT dbt_of(struct bytes run)
{
	DBT dbt = { 0 };

	dbt.data = (void *)(uintptr_t)run.at;
	dbt.size = (u_int32_t)run.len;
	return dbt;
}

/* ---- reads of the writer ---- */

/* Reads into buf, which grows; DB_NOTFOUND as it comes. */
static int get_into(DB *db, DB_TXN *txn, struct bytes key, size_t most, struct str *buf)
{
	DBT k = dbt_of(key), v = { 0 };
	int code;

	str_reserve(buf, 1024);
	do {
		v.flags = DB_DBT_USERMEM | (most ? DB_DBT_PARTIAL : 0);
		v.dlen = (u_int32_t)most;
		v.data = buf->at;
		v.ulen = (u_int32_t)buf->cap;
		code = db->get(db, txn, &k, &v, 0);
		if (code == DB_BUFFER_SMALL)
			str_reserve(buf, v.size + 1);
	} while (code == DB_BUFFER_SMALL);
	buf->len = 0;
	v.data = buf->at;
	if (!code)
		buf->len = v.size;
	return code;
}

static int tx_get(void *at, enum table table, struct bytes key, size_t most, struct arena *mem,
	struct bytes *out, struct err *err)
{
	struct tx *tx = at;
	int code;

	table_at_work = table;
	str_clear(&tx->value);
	code = get_into(tx->engine->tables[table], tx->txn, key, most, &tx->value);
	if (code == DB_NOTFOUND)
		return STORE_NONE;
	if (code)
		return fault_db(err, code);
	*out = arena_bytes(mem, bytes_of(tx->value.at, tx->value.len));
	return 0;
}

static int cursor_of(struct tx *tx, enum table table, DBC **out)
{
	DB *db = tx->engine->tables[table];
	int code = 0;

	table_at_work = table;
	if (!tx->cursors[table])
		code = db->cursor(db, tx->txn, &tx->cursors[table], 0);
	*out = tx->cursors[table];
	return code;
}

/* A key at the cursor into buf; its value too when value is given. */
static int cursor_get(DBC *cursor, u_int32_t how, struct str *key, struct str *value)
{
	DBT k = { 0 }, v = { 0 };
	int code;

	str_reserve(key, KEY_MAX + 16);
	if (value)
		str_reserve(value, 1024);
	do {
		k.data = key->at;
		k.size = (u_int32_t)key->len;
		k.ulen = (u_int32_t)key->cap;
		k.flags = DB_DBT_USERMEM;
		v.flags = DB_DBT_USERMEM | (value ? 0 : DB_DBT_PARTIAL);
		v.data = value ? value->at : NULL;
		v.ulen = value ? (u_int32_t)value->cap : 0;
		code = cursor->get(cursor, &k, &v, how);
		if (code == DB_BUFFER_SMALL && value)
			str_reserve(value, v.size + 1);
	} while (code == DB_BUFFER_SMALL && value);
	if (!code)
		key->len = k.size;
	if (!code && value)
		value->len = v.size;
	return code;
}

static void str_set(struct str *s, struct bytes run)
{
	str_clear(s);
	str_add_len(s, run.at, run.len);
}

static int in_gap(const struct gap *gap, struct bytes first, struct bytes last)
{
	return gap->known && bytes_compare(bytes_of_str(&gap->low), first) <= 0 &&
		(gap->endless || bytes_compare(last, bytes_of_str(&gap->high)) < 0);
}

static int tx_has(void *at, enum table table, struct bytes key, struct err *err)
{
	struct tx *tx = at;
	struct gap *gap = &tx->gaps[table];
	DBC *cursor;
	int code;

	if (in_gap(gap, key, key))
		return 0;
	code = cursor_of(tx, table, &cursor);
	str_set(&gap->high, key);
	if (!code)
		code = cursor_get(cursor, DB_SET_RANGE, &gap->high, NULL);
	if (code && code != DB_NOTFOUND)
		return fault_db(err, code);
	gap->known = code == DB_NOTFOUND || !bytes_equal(bytes_of_str(&gap->high), key);
	gap->endless = code == DB_NOTFOUND;
	str_set(&gap->low, key);
	return !gap->known;
}

/* Moves to the last key before the cursor's SET_RANGE at after; fills gap.high on the way. */
static int last_before(DBC *cursor, struct bytes after, struct gap *gap, struct str *value)
{
	int code;

	str_set(&gap->high, after);
	code = cursor_get(cursor, DB_SET_RANGE, &gap->high, NULL);
	gap->endless = code == DB_NOTFOUND;
	if (code && code != DB_NOTFOUND)
		return code;
	str_clear(&gap->low);
	return cursor_get(cursor, gap->endless ? DB_LAST : DB_PREV, &gap->low, value);
}

static int tx_chain_end(void *at, struct bytes chain, struct chain_end *out, struct err *err)
{
	struct tx *tx = at;
	struct gap *gap = &tx->gaps[TABLE_HISTORY];
	struct bytes after = chain_key(chain, UINT64_MAX, &tx->engine->scratch);
	struct chain_row row;
	DBC *cursor;
	int code, ours;

	memset(out, 0, sizeof(*out));
	if (in_gap(gap, chain, after))
		return 0;
	gap->known = 0;
	code = cursor_of(tx, TABLE_HISTORY, &cursor);
	if (!code)
		code = last_before(cursor, after, gap, &tx->value);
	if (code && code != DB_NOTFOUND)
		return fault_db(err, code);
	ours = !code && gap->low.len == after.len &&
		bytes_start_with(bytes_of_str(&gap->low), chain);
	str_add_len(&gap->low, "", 1); /* just after the row that was found */
	if (code == DB_NOTFOUND)
		str_clear(&gap->low);
	gap->known = 1;
	if (!ours)
		return 0;
	if (chain_decode(bytes_of(tx->value.at, tx->value.len), &row, err) < 0)
		return -1;
	out->sequence = row.sequence;
	memcpy(out->hash, row.hash, sizeof(out->hash));
	return 0;
}

/* ---- writes ---- */

static int write_one(struct tx *tx, DB *db, const struct change *change)
{
	DBT key = dbt_of(change->key), value = dbt_of(change->value);
	int code;

	if (!change->erase)
		return db->put(db, tx->txn, &key, &value, 0);
	code = db->del(db, tx->txn, &key, 0);
	return code == DB_NOTFOUND ? 0 : code;
}

static size_t bulk_room(const struct change *at, size_t count)
{
	size_t room = 1024;

	for (size_t i = 0; i < count; i++)
		room += at[i].key.len + at[i].value.len + 6 * sizeof(u_int32_t);
	return (room + 1023) / 1024 * 1024;
}

static int write_bulk(struct tx *tx, DB *db, const struct change *at, size_t count)
{
	DBT rows = { 0 }, unused = { 0 };
	void *place;

	str_clear(&tx->bulk);
	rows.ulen = (u_int32_t)bulk_room(at, count);
	str_reserve(&tx->bulk, rows.ulen);
	rows.data = tx->bulk.at;
	rows.flags = DB_DBT_USERMEM | DB_DBT_BULK;
	DB_MULTIPLE_WRITE_INIT(place, &rows);
	for (size_t i = 0; i < count; i++) {
		DB_MULTIPLE_KEY_WRITE_NEXT(place, &rows, at[i].key.at, at[i].key.len,
			at[i].value.at, at[i].value.len);
		if (!place)
			BUG("a bulk put of %zu rows does not fit its own size", count);
	}
	return db->put(db, tx->txn, &rows, &unused, DB_MULTIPLE_KEY);
}

/* Puts in one go where there are many in a row, deletes one by one. */
static int tx_write(
	void *p, enum table table, const struct change *at, size_t count, struct err *err)
{
	struct tx *tx = p;
	DB *db = tx->engine->tables[table];
	size_t i = 0, run;
	int code = 0;

	table_at_work = table;
	while (i < count && !code) {
		for (run = 0; i + run < count && !at[i + run].erase; run++)
			;
		if (run >= BULK_FROM) {
			code = write_bulk(tx, db, &at[i], run);
			i += run;
		} else {
			code = write_one(tx, db, &at[i++]);
		}
	}
	return code ? fault_db(err, code) : 0;
}

static const struct tx_ops engine_tx = {
	.get = tx_get,
	.has = tx_has,
	.chain_end = tx_chain_end,
	.write = tx_write,
};

void tx_release(struct tx *tx)
{
	for (int t = 0; t < TABLE_COUNT; t++) {
		str_release(&tx->gaps[t].low);
		str_release(&tx->gaps[t].high);
	}
	str_release(&tx->value);
	str_release(&tx->bulk);
}

/* ---- one batch ---- */

static int close_cursors(struct tx *tx)
{
	int first = 0;

	for (int t = 0; t < TABLE_COUNT; t++) {
		int code = tx->cursors[t] ? tx->cursors[t]->close(tx->cursors[t]) : 0;

		tx->cursors[t] = NULL;
		tx->gaps[t].known = 0;
		first = first ? first : code;
	}
	return first;
}

/* One batch in the open transaction; an expected no leaves the transaction as it was. */
static int apply_one(struct engine *e, struct commit *commit, struct err *err)
{
	struct tx *tx = &e->tx;
	int status, code;

	status = commit->admit ? commit->admit(commit, err) : 0;
	if (status == STORE_NONE)
		return STORE_OK;
	commit->admitted = status == 0;
	if (status < 0)
		return -1;
	e->apply.instant = engine_now(e);
	e->apply.uid = commit->uid;
	status = apply_plan(&e->apply, commit->plan, commit->own, err);
	code = close_cursors(tx);
	if (code && status == 0)
		status = fault_db(err, code);
	if (commit->internal)
		e->apply.day.day = DATE_NONE; /* a seal changes the day's row */
	commit->conflict_table = e->apply.conflict_table;
	commit->conflict_key = e->apply.conflict_key;
	return status;
}

static void undo(struct commit **commits, size_t count)
{
	while (count-- > 0) {
		if (commits[count]->admitted && commits[count]->undo)
			commits[count]->undo(commits[count]);
		commits[count]->admitted = 0;
	}
}

/* Batches up to the first that fails; that one's place is in *done. */
static int apply_some(
	struct engine *e, struct commit **commits, size_t count, size_t *done, struct err *err)
{
	for (*done = 0; *done < count; (*done)++) {
		struct commit *commit = commits[*done];
		struct day_sum before = e->apply.day;

		commit->status = apply_one(e, commit, err);
		if (commit->status < 0)
			return -1;
		if (commit->status == STORE_CONFLICT) {
			e->apply.day = before;
			undo(&commit, 1);
		}
	}
	return 0;
}

/* All in one transaction, or none: *done is then the place of the one to blame. */
static int run_tx(
	struct engine *e, struct commit **commits, size_t count, size_t *done, struct err *err)
{
	struct tx *tx = &e->tx;
	int status, code = e->env->txn_begin(e->env, NULL, &tx->txn, DB_TXN_NOSYNC);

	*done = 0;
	if (code)
		return fault_db(err, code);
	e->apply.ops = &engine_tx;
	e->apply.tx = tx;
	status = apply_some(e, commits, count, done, err);
	if (status == 0) {
		code = tx->txn->commit(tx->txn, DB_TXN_NOSYNC);
		status = code ? fault_db(err, code) : 0;
	} else {
		tx->txn->abort(tx->txn);
	}
	tx->txn = NULL;
	if (status < 0) {
		e->apply.day.day = DATE_NONE; /* read again what it was */
		undo(commits, *done < count ? *done + 1 : count);
	}
	return status;
}

static void blame(struct commit *commit, const struct err *err)
{
	commit->status = -1;
	commit->err = *err;
	commit->fault = *fault_last();
}

/* One at a time: two that read the same unsealed day would both seal it. */
int engine_seal(struct engine *engine, struct err *err)
{
	int status;

	pthread_mutex_lock(&engine->seal_lock);
	status = seal_ended_days(engine_store(engine), err);
	pthread_mutex_unlock(&engine->seal_lock);
	return status;
}

/* On the first commit of a day the days before it get their seals. */
static int seal_first(struct engine *e, struct err *err)
{
	int32_t today = instant_day(engine_now(e));
	int due;

	pthread_mutex_lock(&e->lock);
	due = e->sealed_day != today;
	e->sealed_day = today;
	pthread_mutex_unlock(&e->lock);
	if (!due || engine_seal(e, err) == 0)
		return 0;
	pthread_mutex_lock(&e->lock);
	e->sealed_day = DATE_NONE;
	pthread_mutex_unlock(&e->lock);
	return -1;
}

static size_t bytes_of_all(struct commit **commits, size_t count)
{
	size_t bytes = 0;

	for (size_t n = 0; n < count; n++)
		for (size_t i = 0; i < commits[n]->plan->ops.count; i++)
			bytes += commits[n]->plan->ops.at[i].key.len +
				commits[n]->plan->ops.at[i].value.len + 64;
	return bytes;
}

/*
 * After a failed write to the log the library may write pages ahead of it: nothing more is
 * written from here, and whoever opens next recovers (with the reserve's room).
 */
static void stop_writing(struct engine *e, const char *why)
{
	log_line(LOG_ERROR_LEVEL, "the log cannot be written: %s", why);
	space_give_reserve(e);
	e->broken = 1;
	if (e->exit_on_panic)
		_exit(EXIT_UNCERTAIN);
}

static int broken(struct err *err)
{
	return fault_set(err, ERR_FULL,
		N_("The log could not be written, so it is not known what was saved last. "
		   "Make room on the disk, then open the data again."),
		NULL);
}

/* Under the write lock.  When one spoils a transaction for all, each gets its own. */
static void apply_all(struct engine *e, struct commit **commits, size_t count)
{
	struct err err = { 0 };
	size_t done = 0, bytes = bytes_of_all(commits, count);
	int status = e->broken ? broken(&err) : space_check(e, bytes, &err);

	if (status == 0) {
		status = run_tx(e, commits, count, &done, &err);
		if (status < 0 && err.code == ERR_FULL)
			stop_writing(e, err.text);
		e->dirty += bytes;
	}
	arena_clear(&e->scratch);
	if (status == 0)
		return;
	if (count == 1) {
		blame(commits[0], &err);
		return;
	}
	for (size_t i = 0; i < count; i++)
		apply_all(e, &commits[i], 1);
}

static uint64_t applied(struct commit **commits, size_t count)
{
	uint64_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += commits[i]->admitted || (!commits[i]->admit && commits[i]->status == 0);
	return n;
}

void engine_apply(struct engine *engine, struct commit **commits, size_t count)
{
	struct err err = { 0 };

	if (!commits[0]->internal && seal_first(engine, &err) < 0) {
		for (size_t i = 0; i < count; i++)
			blame(commits[i], &err);
		return;
	}
	pthread_mutex_lock(&engine->write_lock);
	apply_all(engine, commits, count);
	pthread_mutex_unlock(&engine->write_lock);
	pthread_mutex_lock(&engine->lock);
	engine->commits += applied(commits, count);
	pthread_mutex_unlock(&engine->lock);
}

int engine_flush(struct engine *engine, struct err *err)
{
	int code = engine->env->log_flush(engine->env, NULL);

	if (code) {
		pthread_mutex_lock(&engine->write_lock);
		stop_writing(engine, db_strerror(code));
		pthread_mutex_unlock(&engine->write_lock);
		return broken(err);
	}
	pthread_mutex_lock(&engine->lock);
	engine->flushes++;
	pthread_mutex_unlock(&engine->lock);
	return 0;
}
