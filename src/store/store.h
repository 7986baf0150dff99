/*
 * store.h - ordered tables of bytes: read a snapshot, write one batch.
 *
 * The only door to the database: no other folder sees <db.h>.  Keys and values are
 * plain bytes here, keys in memcmp order; src/data/ gives them meaning.  Three back
 * ends stand behind this header: Berkeley DB in this process (exclusive), the client
 * of the store server, and memory (tests).
 *
 * Results:   0 done; > 0 an expected "no" (STORE_NONE, STORE_CONFLICT);
 *            < 0 a failure, explained in *err.
 * Ownership: what is read is copied into the caller's arena and outlives the
 *            snapshot.  Every close and free takes NULL and clears the pointer.
 * Threads:   one struct store is used by one thread at a time.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct store; /* one data directory, opened */
struct snapshot; /* one consistent view of it */
struct batch; /* expectations and changes, applied together */

enum { STORE_FAILED = -1, STORE_OK = 0, STORE_NONE = 1, STORE_CONFLICT = 2 };

enum table {
	TABLE_RECORDS,
	TABLE_INDEX,
	TABLE_HISTORY,
	TABLE_COUNTERS,
	TABLE_TOTALS,
	TABLE_EVENTS,
	TABLE_META,
	TABLE_COUNT,
};

enum store_kind {
	STORE_SERVER, /* client of DIR's server, which is started when absent */
	STORE_ALONE, /* in this process, exclusive; asks an idle server to stop */
	STORE_MEMORY, /* nothing on disk; dir is ignored */
};

struct store_options {
	enum store_kind kind;
	const char *dir; /* the data directory */
	int create; /* 1: make it when absent (init only) */
	/* 1: the system runs the server: wait and retry, never start one */
	int wait_for_system;
	/* microseconds for a server started here (demo directories), 0: the clock */
	int64_t now;
	/* herbledger's own path, to start the server; NULL: this process is forked (tests) */
	const char *program;
};

int store_open(const struct store_options *options, struct store **out, struct err *err)
	__attribute__((warn_unused_result));
void store_close(struct store **store);
/* The server's clock (serve --now moves it); microseconds since 1970 UTC. */
int store_now(struct store *store, int64_t *out, struct err *err);

/* ---- reading ---- */

/*
 * 1: someone is typing; what is asked fails with ERR_STORE rather than wait for a server that
 * is away, starting or stuck, and the clock runs on without it.  0: as ever.  Returns what it
 * was.
 */
int store_hurry(struct store *store, int hurry);

enum snapshot_life { SNAPSHOT_SCREEN /* 30 s */, SNAPSHOT_REPORT /* 5 min */ };

/* Fixes the instant by reading.  Expired later: reads give ERR_EXPIRED, take a new one. */
int snapshot_open(struct store *store, enum snapshot_life life, struct snapshot **out,
	struct err *err) __attribute__((warn_unused_result));
void snapshot_close(struct snapshot **view);

/* STORE_NONE when there is no such key. */
int store_get(struct snapshot *view, enum table table, struct bytes key, struct arena *mem,
	struct bytes *out, struct err *err);

enum scan_flags { SCAN_REVERSE = 1 << 0, SCAN_KEYS_ONLY = 1 << 1 };

struct scan {
	enum table table;
	struct bytes from; /* first key that may come; empty: the table's first */
	struct bytes to; /* keys before this one; empty: to the end */
	unsigned
		flags; /* enum scan_flags; reverse: from the last key before to, down to from */
	size_t max_rows; /* 0: as many as fit in one page (about 256 KiB) */
};

struct row {
	struct bytes key, value;
};

struct row_page {
	struct row *rows; /* in the arena */
	size_t count;
	int more; /* 1: the range goes on; see scan_next() */
};

/* One page of the range, in order. */
int store_scan(struct snapshot *view, const struct scan *scan, struct arena *mem,
	struct row_page *out, struct err *err);
/*
 * Moves scan's bound to just past page's last row, so that the next store_scan() goes on
 * there; the new bound is copied into mem.  Returns page->more.
 */
int scan_next(struct scan *scan, const struct row_page *page, struct arena *mem);
/* Smallest key greater than every key that starts with prefix (empty: no such key). */
struct bytes bytes_after_prefix(struct bytes prefix, struct arena *mem);

/* ---- writing ---- */

struct batch *batch_new(void);
void batch_free(struct batch **batch);
size_t batch_size(const struct batch *batch); /* bytes it will take on the wire */

/* The key's value must start with this revision (8 bytes big-endian) when applied... */
void batch_expect(struct batch *batch, enum table table, struct bytes key, uint64_t revision);
/* ... or the key must be absent. */
void batch_expect_absent(struct batch *batch, enum table table, struct bytes key);
/*
 * Of several puts and deletes of one key the last one counts.  TABLE_HISTORY is only appended
 * to; keys of TABLE_META that begin with day/ or session/ and chains that begin with s are the
 * store's own.  Both are refused.
 */
void batch_put(struct batch *batch, enum table table, struct bytes key, struct bytes value);
void batch_delete(struct batch *batch, enum table table, struct bytes key);
/*
 * Commutative: the value is a row of count big-endian int64 (put_i64), absent being all
 * zero; adds element by element.  All zero afterwards: the key is deleted.  An overflow
 * refuses the whole batch.
 */
void batch_add(struct batch *batch, enum table table, struct bytes key, const int64_t *deltas,
	size_t count);
/*
 * Adds a row to a chain of TABLE_HISTORY.  Its key is chain + u64 sequence (from 1); its
 * value is laid out as struct chain_row below.
 */
void batch_append(struct batch *batch, struct bytes chain, struct bytes payload);

/*
 * Applies the batch if every expectation holds, durably, once, however often it has to be
 * sent.  STORE_CONFLICT: nothing was written; batch_conflict() tells the first key.
 */
int store_commit(struct store *store, struct batch *batch, struct err *err)
	__attribute__((warn_unused_result));
/*
 * The same in two steps, so that its sender can go on while the store works: the answer is
 * store_commit()'s.  Between the two the batch stays as it is, and any other use of the
 * store waits for the answer first.
 */
void store_commit_send(struct store *store, struct batch *batch);
int store_commit_answer(struct store *store, struct batch *batch, struct err *err)
	__attribute__((warn_unused_result));
int batch_conflict(const struct batch *batch, enum table *table, struct bytes *key);

/* ---- chains ---- */

enum { CHAIN_HASH_SIZE = 32 }; /* SHA-256 */

struct chain_row {
	uint64_t sequence; /* 1, 2, ... */
	int64_t instant; /* the server's clock, microseconds */
	uint32_t uid; /* the peer's Unix uid */
	unsigned char previous[CHAIN_HASH_SIZE]; /* zero in the first row */
	unsigned char hash[CHAIN_HASH_SIZE]; /* of all above, the chain and the payload */
	struct bytes payload; /* into the value that was decoded */
};

/* ERR_STORE when the value is not a chain row. */
int chain_decode(struct bytes value, struct chain_row *out, struct err *err);
/* Recomputes the hash of a row; 1 when it is the one stored. */
int chain_row_is_whole(struct bytes chain, const struct chain_row *row);

#endif
