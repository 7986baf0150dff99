/*
 * upkeep.h - what is done to a whole store: verified, served, backed up, restored, reshaped.
 *
 * For whoever owns the data directory; no viewer is asked.
 */
#ifndef DATA_UPKEEP_H
#define DATA_UPKEEP_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct data_options;
struct dataset;
struct form;
struct model;
struct store;

struct verify_report {
	uint64_t records, revisions, index_rows, totals, seals, faults;
	const char **sentences;         /* first 100 faults, in the arena */
	size_t sentence_count;
};
/* Everything again from the records: pages, chains, seals, keys, indexes, totals, shapes. */
int data_verify(struct store *store, struct model *model, struct arena *mem,
		struct verify_report *out, struct err *err);
int data_serve(const struct data_options *options, int auto_started, struct err *err);
/* 1 when a server answers for dir; and please stop (ERR_STORE when others use it). */
int data_is_served(const char *dir);
int data_stop_server(const char *dir, struct err *err);
int data_set_now(struct store *store, int64_t now, struct err *err);
int data_backup(struct store *store, const char *into, struct err *err);
int data_restore(const char *from, const char *dir, struct err *err);
/* Makes a finished backup itself a data directory. */
int data_settle(const char *backup, struct err *err);
/* Rebuilds what hangs on a form's shape, in batches; can be cut and run again. */
int data_apply_form(struct dataset *data, const struct form *applied, const struct form *wanted,
		    void (*progress)(void *context, uint64_t done, uint64_t of), void *context,
		    struct err *err);

#endif
