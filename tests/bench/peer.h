/*
 * peer.h - the same ledger in SQLite: WAL, synchronous FULL, the same unique key and indexes.
 *
 * A line costs the record, its three index entries, its sum and its history row, in one
 * transaction.  It keeps no hash chain, checks no rule, no validity of codes, no wholes and
 * parts: what we do beyond it is ours to carry.
 */
#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include <sqlite3.h>
#include <stdint.h>

struct plot;

struct peer {
	sqlite3 *db;
	sqlite3_stmt *begin, *commit, *record, *total, *history;
};

/* fresh: an older file of that name goes. */
void peer_open(struct peer *peer, const char *path, int fresh);
void peer_close(struct peer *peer);
void peer_begin(struct peer *peer);
void peer_commit(struct peer *peer);
void peer_put(struct peer *peer, const struct plot *plot);
/* One line as a transaction of its own. */
void peer_save(struct peer *peer, const struct plot *plot);
/* Runs a query to its end; the number of rows. */
long long peer_rows(struct peer *peer, const char *sql);

#endif
