/*
 * import_internal.h - one import at work; shared by the files of import, nobody else.
 *
 * A pass reads the file from start to end in batches.  The first pass only checks; the
 * second does the same again and writes.
 */
#ifndef EXCHANGE_IMPORT_INTERNAL_H
#define EXCHANGE_IMPORT_INTERNAL_H

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/dataset.h"
#include "exchange/columns.h"
#include "exchange/import.h"
#include "exchange/incoming.h"
#include "exchange/json.h"
#include "exchange/keyset.h"
#include "exchange/rows_in.h"

struct code_list;
struct form;
struct model;
struct unit;

/* One row of the batch. */
struct import_row {
	uint64_t row;
	char **cells;                   /* as read, for the file of failed rows */
	size_t cell_count;
	struct incoming in;
	struct record *record;          /* as it will be saved; NULL: unchanged or at fault */
	enum import_outcome outcome;
	uint64_t id;
	struct str why;                 /* the faults' sentences, one after the other */
};

/* A unit and mask of given axes that rows of this file have taken (see form_parts). */
struct import_place {
	uint64_t within;                /* hash */
	const char *unit_code;
	const struct unit *unit;
	uint16_t mask;
	uint64_t row;
};

struct importing {
	struct dataset *data;
	const struct form *form;
	const struct model *model;
	const struct import_options *options;
	struct import_result *result;
	struct arena *mem;              /* the result's */
	struct rows_in *rows;
	struct columns_in columns;
	const struct code_list *total_words;
	int by_id;                      /* the rows say which record they mean */
	int writing;                    /* 0: first pass */
	uint64_t looked; /* new rows compared with records that are likely the same */
	int last; /* 1: this pass's faults are the result's, its failed rows are written */
	int tells;                      /* 1: this pass's outcomes are told */
	int has_records;                /* the ledger was not empty when we began */
	int knows_keys;                 /* stored holds every key of the ledger */
	int compares; /* and a hash of what the file's columns hold there, 0: look at it */
	struct keyset stored;
	uint64_t seen;                  /* records read for it */
	struct keyset keys;             /* of this file, with their rows */
	struct arena pass_mem;          /* of this pass: places */
	VEC(struct import_place) places;
	struct arena work;              /* of this batch */
	VEC(struct import_row) batch;   /* in work */
	struct import_entry entry;
	uint64_t skip;                  /* rows without a key that an earlier try has stored */
	struct str failed;              /* bytes for the file of failed rows */
	int failed_started;
	uint64_t done, total; /* rows; total from the first pass, before it the lines */
	struct import_result counted;   /* what the entry counts already */
	int stopped;
};

/* ---- import_faults.c ---- */

/* field NULL: the row as a whole.  Counts, keeps the first ones, remembers why. */
void import_fault_add(struct importing *im, struct import_row *row, size_t column,
		      const struct field *field, const char *sentence);
void import_note(struct importing *im, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Appends a failed row (the header before the first) to im->failed. */
void import_failed_row(struct importing *im, const struct import_row *row);

/* ---- import_batch.c ---- */

/* Settles, checks or saves the rows of the batch and tells their outcomes. */
int import_batch(struct importing *im, struct err *err);

/* ---- import_keys.c ---- */

/* No record has the row's key, for certain. */
int import_is_new(const struct importing *im, const struct import_row *row);
/* Another row of this file has the same key: 1, and the row is at fault. */
int import_is_repeated(struct importing *im, struct import_row *row);
/* A row of this file is a whole of this one, or a part: 1, and the row is at fault. */
int import_is_part(struct importing *im, struct import_row *row);
/* The row says what is stored, for certain; 0: perhaps not. */
int import_says_the_same(const struct importing *im, const struct import_row *row);
/* Whether the ledger holds records, and which when the file is large; wants the columns. */
int import_look_at_ledger(struct importing *im, struct err *err);

#endif
