/*
 * admin.h - the store's own verbs: serve, backup, restore, verify.
 *
 * data/ opens doors to these for cli/; nobody else includes this header.
 */
#ifndef STORE_ADMIN_H
#define STORE_ADMIN_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

struct store;

struct serve_options {
	const char *dir;
	int auto_started; /* 1: stop after idle_seconds without a session */
	int idle_seconds; /* 0: the default, 60 */
	/* >= 0: 'R' comes here once sessions can connect, else why not; -1: nobody waits */
	int ready_fd;
	int64_t now; /* the clock's start (demo directories), 0: the machine's */
};

/* Runs until SIGTERM (clean stop) or idle.  0, or -1 with *err; ERR_STORE: one runs already. */
int store_serve(const struct serve_options *options, struct err *err);
/* 1 when a server answers for dir. */
int store_is_served(const char *dir);
/* Asks it to stop and waits for the answer; ERR_STORE when other sessions are there. */
int store_stop_server(const char *dir, struct err *err);
/* Moves the clock of the running server of a demo directory. */
int store_set_now(struct store *store, int64_t now, struct err *err);

/* Hot copy into an empty or absent directory, usable by store_restore(). */
int store_backup(struct store *store, const char *into, struct err *err);
/* Makes dir from a backup; dir must be absent or empty.  Runs recovery and page checks. */
int store_restore(const char *from, const char *dir, struct err *err);
/* Makes a finished backup itself a data directory: recovery, no page checks; no backup then. */
int store_settle(const char *backup, struct err *err);

/* Page checksums and tree order of every table, of a store opened any way. */
int store_verify_pages(struct store *store, struct err *err);

/* Marks a new data directory as a demo (serve --now is allowed) before its first open. */
int store_mark_demo(const char *dir, struct err *err);

/* For tests and the load display: frozen MVCC pages, open snapshots, commits, flushes. */
struct store_status {
	uint64_t sessions, snapshots, frozen_pages, commits, flushes;
};
int store_status(struct store *store, struct store_status *out, struct err *err);

/*
 * Day seals: the store writes one row per ended day into chain "seal", over all rows appended
 * that day.  The check reads all history again: each row's hash and link, each day's sum, each
 * seal.  ERR_FAULT names the first place that does not agree.  progress (may be NULL) is called
 * about every 256 KiB; non-zero stops the check with STORE_NONE.
 */
int store_seals_check(struct store *store, int (*progress)(void), struct err *err);

#endif
