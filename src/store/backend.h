/*
 * backend.h - the one table of functions behind store.h and admin.h.
 */
#ifndef STORE_BACKEND_H
#define STORE_BACKEND_H

#include "store/admin.h"
#include "store/store.h"

struct store_ops {
	void (*close)(struct store *store);
	int (*now)(struct store *store, int64_t *out, struct err *err);
	int (*set_now)(struct store *store, int64_t now, struct err *err);
	int (*snapshot_open)(struct store *store, enum snapshot_life life,
		struct snapshot **out, struct err *err);
	void (*snapshot_close)(struct snapshot *view);
	int (*get)(struct snapshot *view, enum table table, struct bytes key, struct arena *mem,
		struct bytes *out, struct err *err);
	int (*scan)(struct snapshot *view, const struct scan *scan, struct arena *mem,
		struct row_page *out, struct err *err);
	int (*commit)(struct store *store, struct batch *batch, struct err *err);
	/* May be NULL: commit serves.  land makes batch->landed true. */
	void (*send)(struct store *store, struct batch *batch);
	void (*land)(struct store *store, struct batch *batch);
	int (*backup)(struct store *store, const char *into, struct err *err);
	int (*verify_pages)(struct store *store, struct err *err);
	int (*status)(struct store *store, struct store_status *out, struct err *err);
};

/* The first member of each back end's own struct. */
struct store {
	const struct store_ops *ops;
	int hurry; /* store_hurry() */
};

struct snapshot {
	struct store *store;
};

enum { PAGE_BYTES = 256 * 1024 }; /* of rows in one page of a scan, about */

int memory_open(const struct store_options *options, struct store **out, struct err *err);
int alone_open(const struct store_options *options, struct store **out, struct err *err);
/* Asks dir's server, if there is one, to stop; ERR_STORE when it has other sessions. */
int client_ask_to_stop(const char *dir, struct err *err);
int client_open(const struct store_options *options, struct store **out, struct err *err);

#endif
