/*
 * bdb_read.c - views: snapshot transactions, point reads and bulk scans.
 *
 * Few threads are let into the library at a time.  While the writer has a page latched,
 * readers of that page spin on the lock of its hash bucket, which the writer needs too: the
 * lock prefers readers, so that with many of them there the writer never got its turn.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/xalloc.h"
#include "store/backend.h"
#include "store/engine.h"
#include "store/errors.h"

enum {
	SCREEN_MS = 30 * 1000,
	REPORT_MS = 5 * 60 * 1000,
	FEW_ROWS = 100, /* up to which a small buffer serves */
	SMALL_BUFFER = 32 * 1024,
	GET_BUFFER = 2048,
};

struct view {
	struct engine *engine;
	struct view *next; /* in engine->views */
	pthread_mutex_t lock; /* one reader, or the end of its life */
	DB_TXN *txn; /* NULL once expired */
	int64_t born, until; /* steady microseconds */
	struct str value; /* of the last get */
};

static int64_t life_us(enum snapshot_life life)
{
	const char *test = getenv("HERBLEDGER_TEST_SNAPSHOT_MS");
	int64_t ms = life == SNAPSHOT_REPORT ? REPORT_MS : SCREEN_MS;

	if (test && strtol(test, NULL, 10) > 0)
		ms = strtol(test, NULL, 10);
	return ms * 1000;
}

static void reader_begin(struct engine *engine)
{
	while (sem_wait(&engine->readers) < 0 && errno == EINTR)
		;
}

static void reader_end(struct engine *engine)
{
	sem_post(&engine->readers);
}

/* The first read fixes what a snapshot sees. */
static int fix_instant(struct view *view)
{
	DB *db = view->engine->tables[TABLE_META];
	DBT key = { 0 }, value = { 0 };
	char first[] = "?";
	int code;

	table_at_work = TABLE_META;
	key.data = first;
	key.size = 1;
	value.flags = DB_DBT_USERMEM | DB_DBT_PARTIAL;
	code = db->get(db, view->txn, &key, &value, 0);
	return code == DB_NOTFOUND ? 0 : code;
}

static void end_transaction(struct view *view)
{
	if (view->txn)
		view->txn->abort(view->txn);
	view->txn = NULL;
}

static void view_free(struct view *view)
{
	end_transaction(view);
	pthread_mutex_destroy(&view->lock);
	str_release(&view->value);
	free(view);
}

int bdb_view_open(
	struct engine *engine, enum snapshot_life life, struct view **out, struct err *err)
{
	struct view *view = xalloc(sizeof(*view));
	int code;

	view->engine = engine;
	pthread_mutex_init(&view->lock, NULL);
	view->born = clock_steady();
	view->until = view->born + life_us(life);
	reader_begin(engine);
	code = engine->env->txn_begin(engine->env, NULL, &view->txn, DB_TXN_SNAPSHOT);
	if (!code)
		code = fix_instant(view);
	else
		view->txn = NULL;
	reader_end(engine);
	if (code) {
		view_free(view);
		return fault_db(err, code);
	}
	pthread_mutex_lock(&engine->lock);
	view->next = engine->views;
	engine->views = view;
	engine->view_count++;
	pthread_mutex_unlock(&engine->lock);
	*out = view;
	return 0;
}

void bdb_view_close(struct engine *engine, struct view **view)
{
	struct view **at;

	if (!*view)
		return;
	pthread_mutex_lock(&engine->lock);
	for (at = &engine->views; *at != *view; at = &(*at)->next)
		;
	*at = (*view)->next;
	engine->view_count--;
	pthread_mutex_unlock(&engine->lock);
	view_free(*view);
	*view = NULL;
}

/* Call with the engine's lock. */
static void expire(struct view *view, const char *why)
{
	if (pthread_mutex_trylock(&view->lock) != 0)
		return; /* at work; next time */
	if (view->txn)
		log_line(LOG_INFO, "a snapshot was ended: %s", why);
	end_transaction(view);
	pthread_mutex_unlock(&view->lock);
}

void views_expire(struct engine *engine, int frozen_more)
{
	struct view *oldest = NULL;
	int64_t now = clock_steady();

	pthread_mutex_lock(&engine->lock);
	for (struct view *v = engine->views; v; v = v->next) {
		if (now >= v->until)
			expire(v, "too old");
		else if (v->txn && (!oldest || v->born < oldest->born))
			oldest = v;
	}
	if (frozen_more && oldest)
		expire(oldest, "the cache is full of old pages");
	pthread_mutex_unlock(&engine->lock);
}

/* Locks the view for a read, until leave(); -1 when its life is over. */
static int enter(struct view *view, enum table table, struct err *err)
{
	pthread_mutex_lock(&view->lock);
	table_at_work = table;
	if (clock_steady() >= view->until)
		end_transaction(view);
	if (view->txn) {
		reader_begin(view->engine);
		return 0;
	}
	pthread_mutex_unlock(&view->lock);
	return fault_set(
		err, ERR_EXPIRED, N_("This view of the data is too old; read again."), NULL);
}

static void leave(struct view *view)
{
	reader_end(view->engine);
	pthread_mutex_unlock(&view->lock);
}

int view_get(struct view *view, enum table table, struct bytes key, struct arena *mem,
	struct bytes *out, struct err *err)
{
	DB *db = view->engine->tables[table];
	DBT k = { 0 }, v = { 0 };
	int code;

	if (enter(view, table, err) < 0)
		return -1;
	k.data = (void *)(uintptr_t)key.at;
	k.size = (u_int32_t)key.len;
	str_reserve(&view->value, GET_BUFFER);
	do {
		v.flags = DB_DBT_USERMEM;
		v.data = view->value.at;
		v.ulen = (u_int32_t)view->value.cap;
		code = db->get(db, view->txn, &k, &v, 0);
		if (code == DB_BUFFER_SMALL)
			str_reserve(&view->value, v.size + 1);
	} while (code == DB_BUFFER_SMALL);
	if (!code)
		*out = arena_bytes(mem, bytes_of(v.data, v.size));
	leave(view);
	if (code == DB_NOTFOUND)
		return STORE_NONE;
	return code ? fault_db(err, code) : 0;
}

/* ---- scans ---- */

struct page_work {
	DBC *cursor;
	const struct scan *scan;
	struct arena *mem;
	struct row_page *out;
	size_t cap;
	size_t bytes;
	int done; /* the range or the page is at its end */
};

/* One row found; 1 while more are wanted. */
static int add_row(struct page_work *w, struct bytes key, struct bytes value)
{
	const struct scan *scan = w->scan;
	int past = scan->flags & SCAN_REVERSE
		? bytes_compare(key, scan->from) < 0
		: scan->to.len && bytes_compare(key, scan->to) >= 0;

	if (past) {
		w->done = 1;
		return 0;
	}
	if ((scan->max_rows && w->out->count == scan->max_rows) || w->bytes >= PAGE_BYTES) {
		w->out->more = w->done = 1;
		return 0;
	}
	if (w->out->count == w->cap)
		w->out->rows = vec_grow_in(
			w->mem, w->out->rows, w->out->count, &w->cap, sizeof(*w->out->rows));
	w->out->rows[w->out->count].key = key;
	if (!(scan->flags & SCAN_KEYS_ONLY))
		w->out->rows[w->out->count].value = value;
	w->out->count++;
	w->bytes += key.len + (scan->flags & SCAN_KEYS_ONLY ? 0 : value.len);
	return 1;
}

/* One row at the cursor, copied; for steps back and for the look past a page. */
static int read_row(struct page_work *w, u_int32_t how, struct bytes at, struct bytes *key,
	struct bytes *value)
{
	DBT k = { 0 }, v = { 0 };
	size_t room = GET_BUFFER;
	int code;

	k.data = arena_alloc(w->mem, KEY_MAX + 16);
	k.ulen = KEY_MAX + 16;
	k.flags = v.flags = DB_DBT_USERMEM;
	do {
		if (at.len)
			memcpy(k.data, at.at, at.len);
		k.size = (u_int32_t)at.len;
		v.data = arena_alloc(w->mem, room);
		v.ulen = (u_int32_t)room;
		code = w->cursor->get(w->cursor, &k, &v, how);
		room = v.size;
	} while (code == DB_BUFFER_SMALL);
	*key = bytes_of(k.data, k.size);
	*value = bytes_of(v.data, v.size);
	return code;
}

static int scan_back(struct page_work *w)
{
	struct bytes key, value, to = w->scan->to;
	int code = DB_NOTFOUND;

	if (to.len)
		code = read_row(w, DB_SET_RANGE, to, &key, &value);
	if (code && code != DB_NOTFOUND)
		return code;
	code = read_row(w, code ? DB_LAST : DB_PREV, (struct bytes){ 0 }, &key, &value);
	while (!code && add_row(w, key, value))
		code = read_row(w, DB_PREV, (struct bytes){ 0 }, &key, &value);
	return code == DB_NOTFOUND ? 0 : code;
}

/* Fills one bulk buffer from the cursor; it lives in the arena and the rows point into it. */
static int fill(struct page_work *w, u_int32_t how, DBT *rows)
{
	unsigned char first[KEY_MAX + 16];
	size_t room =
		w->scan->max_rows && w->scan->max_rows <= FEW_ROWS ? SMALL_BUFFER : PAGE_BYTES;
	DBT k = { 0 };
	int code;

	k.flags = DB_DBT_USERMEM;
	k.data = first;
	k.ulen = sizeof(first);
	do {
		k.size = how == DB_SET_RANGE ? (u_int32_t)w->scan->from.len : 0;
		if (k.size)
			memcpy(first, w->scan->from.at, k.size);
		rows->data = arena_alloc(w->mem, room);
		rows->ulen = (u_int32_t)room;
		rows->flags = DB_DBT_USERMEM;
		code = w->cursor->get(w->cursor, &k, rows, how | DB_MULTIPLE_KEY);
		if (code == DB_BUFFER_SMALL)
			room = (room < rows->size ? rows->size : room * 2) / 1024 * 1024 + 1024;
	} while (code == DB_BUFFER_SMALL);
	return code;
}

static void add_bulk(struct page_work *w, const DBT *rows)
{
	void *place;
	unsigned char *key, *value;
	size_t key_len, value_len;

	for (DB_MULTIPLE_INIT(place, rows);;) {
		DB_MULTIPLE_KEY_NEXT(place, rows, key, key_len, value, value_len);
		if (!place || !add_row(w, bytes_of(key, key_len), bytes_of(value, value_len)))
			return;
	}
}

static int scan_forward(struct page_work *w)
{
	u_int32_t how = w->scan->from.len ? DB_SET_RANGE : DB_FIRST;
	struct bytes key, value;
	DBT rows = { 0 };
	int code;

	while (!(code = fill(w, how, &rows))) {
		add_bulk(w, &rows);
		if (w->done)
			return 0;
		how = DB_NEXT;
		if (w->bytes < PAGE_BYTES / 2)
			continue;
		code = read_row(w, DB_NEXT, (struct bytes){ 0 }, &key, &value);
		if (!code && (!w->scan->to.len || bytes_compare(key, w->scan->to) < 0))
			w->out->more = 1;
		break;
	}
	return code == DB_NOTFOUND ? 0 : code;
}

int view_scan(struct view *view, const struct scan *scan, struct arena *mem,
	struct row_page *out, struct err *err)
{
	DB *db = view->engine->tables[scan->table];
	struct page_work w = { .scan = scan, .mem = mem, .out = out };
	int code, closed;

	if (scan->from.len > KEY_MAX || scan->to.len > KEY_MAX)
		return fault_set(err, ERR_STORE, N_("A scan's bound is too long."), NULL);
	if (enter(view, scan->table, err) < 0)
		return -1;
	code = db->cursor(db, view->txn, &w.cursor, 0);
	if (!code) {
		code = scan->flags & SCAN_REVERSE ? scan_back(&w) : scan_forward(&w);
		closed = w.cursor->close(w.cursor);
		code = code ? code : closed;
	}
	leave(view);
	return code ? fault_db(err, code) : 0;
}
