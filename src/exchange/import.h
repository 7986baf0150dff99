/*
 * import.h - a file of rows into a ledger: all of it checked before the first row is written.
 *
 * CSV (see columns.h) or JSON lines (see json.h).  A row is created, or changes the record
 * with the same natural key (or _id), or is unchanged: it says what is stored.  Written in
 * batches under one import id; data/imports.h keeps how far it came, so that one cut short
 * is seen and resumed or undone.
 */
#ifndef EXCHANGE_IMPORT_H
#define EXCHANGE_IMPORT_H

#include "base/arena.h"
#include "base/err.h"
#include "data/imports.h"
#include "exchange/sink.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct dataset;
struct form;
struct str;

enum import_format { IMPORT_CSV, IMPORT_JSON };

enum import_flags {
	IMPORT_DRY_RUN = 1 << 0,        /* check only */
	IMPORT_UNRECORDED = 1 << 1,     /* no import id and no entry: put, init --demo */
	IMPORT_DRAFTS = 1 << 2,         /* rows that break hard rules stay `saved` */
	IMPORT_REPEAT = 1 << 3,         /* a ledger without a key: the same file once more */
	IMPORT_REPLACE = 1 << 4,         /* totals give way to their parts and back */
};

enum import_outcome {
	IMPORT_CREATED, IMPORT_CHANGED, IMPORT_UNCHANGED, IMPORT_FAILED, IMPORT_SKIPPED,
};

struct import_options {
	enum import_format format;
	unsigned flags;                 /* enum import_flags */
	const char *file_name;          /* kept with the import; NULL: "-" */
	const char *resume;             /* import id to go on with, NULL none */
	const char *warn_reason;        /* for warnings in rows without a reason, NULL none */
	const char *entered_for;        /* who reported the rows that others type, NULL none */
	const struct sink *failed;      /* gets them, the good are written; NULL: all or none */
	size_t batch;                   /* rows in one batch; 0: 8000 */
	size_t most_faults;             /* kept in the result; 0: 100 (all are counted) */
	/* After each batch; checking 1: first pass.  Returns 0 to go on, 1 to stop there. */
	int (*progress)(void *context, int checking, uint64_t done, uint64_t of);
	/* Told for each row in order when written (or, on a dry run, checked); may be NULL. */
	void (*told)(void *context, uint64_t row, enum import_outcome outcome, uint64_t id);
	void *context;
};

struct import_fault {
	uint64_t row;                   /* the header is row 1; JSON: the line */
	char column[8];                 /* "C"; "" the whole row, or JSON */
	const char *label;              /* of the field, "" none */
	const char *sentence;           /* what is wrong and what to do */
};

struct import_result {
	uint64_t rows;                  /* data rows read, without empty and total rows */
	uint64_t created, changed, unchanged, failed;
	uint64_t denied;                /* of the failed ones: not the user's to write */
	uint64_t parts;                 /* of the failed ones: IMPORT_REPLACE would help */
	uint64_t skipped;               /* total rows passed over */
	uint64_t fault_count;           /* all of them */
	struct import_fault *faults;    /* the first ones */
	size_t faults_kept;
	const char **notes;             /* rows and columns passed over, a repeated file */
	size_t note_count;
	const char *charset;            /* "UTF-8", "GB18030", "UTF-16LE" */
	const char *id;                 /* of the import, NULL when nothing was to be written */
	const struct import_entry *before;      /* of the same content, NULL none */
	int stopped;                    /* 1: progress() asked to stop; --resume goes on */
};

/* IMPORT_FAULTS: some rows (or the header) are at fault; the result says which. */
enum { IMPORT_OK = 0, IMPORT_FAULTS = 1 };

/*
 * Check, then write.  IMPORT_FAULTS without options->failed: nothing was written; with it:
 * the good rows were.  -1: *err; what was written before stays and out->id can be resumed.
 * All of result lives in mem.
 */
int import_run(struct dataset *data, const struct form *form, FILE *in,
	       const struct import_options *options, struct arena *mem,
	       struct import_result *out, struct err *err);
/* "row 5, column C (area): sentence" in the user's language. */
void import_fault_print(const struct import_fault *fault, struct str *out);

#endif
