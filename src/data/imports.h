/*
 * imports.h - what came in by file: one entry an import, and which records it touched.
 *
 * The entry is written before the first batch and after each one; an import whose process
 * has died is incomplete until it is resumed or undone.  data_save() writes, in the same
 * batch as the record, a row that says which revision an import found and which it made.
 */
#ifndef DATA_IMPORTS_H
#define DATA_IMPORTS_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct batch;
struct dataset;
struct form;

enum import_state {
	IMPORT_RUNNING,                 /* its process is alive */
	IMPORT_INCOMPLETE,              /* it is not: --resume or --undo */
	IMPORT_COMPLETE,
	IMPORT_UNDOING,                 /* an undo was cut short: --undo goes on */
	IMPORT_UNDONE,
};

struct import_entry {
	const char *id;                 /* "20210625-3-9f2c1a" */
	const char *form;               /* its id */
	const char *file;               /* name as given */
	const char *hash;               /* SHA-256 of the content, 64 hex digits */
	const char *user, *user_name;
	int64_t started, changed;       /* instants */
	enum import_state state;
	uint64_t rows;                  /* in the file */
	uint64_t done;                  /* settled so far, in the file's order */
	uint64_t created, updated, unchanged, failed;
	uint64_t revision;              /* of the entry, for its writer */
	int pid;
};
const char *import_state_label(enum import_state state);        /* translated */

/* form, file, hash, rows given; gives it id, user, times; may() is asked for ACTION_IMPORT. */
int imports_begin(struct dataset *data, struct import_entry *entry, struct arena *mem,
		  struct err *err);
/* Writes the entry as it is now (counts, state). */
int imports_update(struct dataset *data, struct import_entry *entry, struct err *err);
/*
 * Newest first; form NULL: of all forms that the viewer may read.  Here and below: one's own,
 * and others' of ledgers that one sees whole.
 */
int imports_list(struct dataset *data, const char *form, struct arena *mem,
		 struct import_entry **out, size_t *count, struct err *err);
/* 1: none such. */
int imports_find(struct dataset *data, const char *id, struct arena *mem,
		 struct import_entry *out, struct err *err);
/* The newest import of the same content into the form that was not undone; 1: none such. */
int imports_same(struct dataset *data, const char *form, const char *hash, struct arena *mem,
		 struct import_entry *out, struct err *err);

struct import_touch {
	uint64_t record;                /* id */
	uint64_t before, after;         /* revisions; before 0: created */
};
/* Every record it touched; visit returns 0 to go on, -1 error. */
int imports_each(struct dataset *data, const char *id,
		 int (*visit)(void *context, const struct import_touch *touch,
			      struct err *err),
		 void *context, struct err *err);

struct undo_result {
	uint64_t deleted, restored;
	uint64_t left; /* changed since, or no longer allowed: left as they are */
	uint64_t *left_ids;             /* the first ones, in mem */
	const char **left_why;
	size_t left_kept;
};
/*
 * Created records are deleted, changed ones set back to the revision before.  Can be cut
 * and run again.  1: no such import; ERR_FAULT when it is undone already or still running.
 */
int imports_undo(struct dataset *data, const char *id, struct arena *mem,
		 struct undo_result *out, struct err *err);

/* For data_save(): the row of one touched record, into the record's own batch. */
void imports_note(struct batch *batch, const char *import_id, const struct form *form,
		  const struct import_touch *touch);

/* SHA-256 of a content read piece by piece. */
struct content_hash;
struct content_hash *content_hash_new(void);
void content_hash_add(struct content_hash *hash, const void *bytes, size_t len);
/* Writes 64 hex digits and a NUL; frees and clears the pointer. */
void content_hash_end(struct content_hash **hash, char hex[65]);

#endif
