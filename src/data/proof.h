/*
 * proof.h - a backup that was brought back, checked and compared, and how long ago that was.
 *
 * The copy is compared row by row with the ledger it was taken from: history is only ever
 * appended to, so whatever the copy lacks must be younger than it is.
 */
#ifndef DATA_PROOF_H
#define DATA_PROOF_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

struct dataset;
struct store;

enum { PROOF_DAYS = 7 };        /* an older one is told as a warning */

struct proof {
	int64_t taken, proven;  /* instants of the server's clock */
	uint64_t records;
	uint64_t rows;          /* of history */
	const char *where;      /* the copy's directory */
};

/* Before the backup: taken and records. */
int proof_begin(struct store *store, struct proof *out, struct err *err);
/*
 * copy: the restored store.  Counts between those before the backup and those now, and each
 * row of history the same; fills rows.  ERR_FAULT says what the copy lacks.
 */
int proof_compare(
	struct store *store, struct store *copy, struct proof *proof, struct err *err);
/* It becomes the last proven one, unless a younger one is; proven is set here. */
int proof_note(struct store *store, struct proof *proof, struct err *err);
/* > 0: no backup has ever been proven. */
int proof_last(struct store *store, struct arena *mem, struct proof *out, struct err *err);
/* The last one as a line for people; *old 1 when a new one is wanted. */
int proof_line(struct store *store, struct arena *mem, const char **line, int *old,
	struct err *err);
/* The same in a session; NULL for all who do not administrate. */
int data_proof_line(struct dataset *data, struct arena *mem, const char **line, int *old,
	struct err *err);

#endif
