/*
 * export.h - records, groups and forms out: CSV, JSON lines or aligned text.
 *
 * A CSV export carries the labels as header and the stored form of values (codes as codes),
 * so that importing it changes nothing; the aligned text shows what a screen shows.
 */
#ifndef EXCHANGE_EXPORT_H
#define EXCHANGE_EXPORT_H

#include "base/arena.h"
#include "base/err.h"
#include "data/query.h"
#include "exchange/rows_out.h"

#include <stddef.h>
#include <stdint.h>

struct field_set;

enum export_flags {
	EXPORT_LABELS = 1 << 0,         /* CSV: names instead of codes */
	EXPORT_IDS = 1 << 1,            /* first column _id; CSV without a key has it always */
	EXPORT_BARE = 1 << 2,           /* JSON: without _id and the like */
	/* Looked at, not taken away: reading is enough.  With a workflow, the state too. */
	EXPORT_SHOWN = 1 << 3,
};

struct export_options {
	enum rows_format format;
	unsigned flags;                 /* enum export_flags */
	unsigned rows;                  /* enum rows_flags */
	/* NULL: the form's columns for text, else all stored fields. */
	const struct field *const *fields;
	size_t field_count;
	uint64_t limit;                 /* rows; 0: all */
};

/* *written may be NULL.  *outside: characters GBK readers show wrong (in mem), may be NULL. */
int export_query(struct dataset *data, const struct query *query,
		 const struct export_options *options, const struct sink *sink,
		 struct arena *mem, uint64_t *written, const char **outside, struct err *err);
int export_groups(struct dataset *data, const struct group_query *query,
		  const struct group_result *result, enum rows_format format,
		  const struct sink *sink, struct err *err);
/* All forms that the viewer may read; or one form's fields, key and rules. */
int export_forms(struct dataset *data, enum rows_format format, const struct sink *sink,
		 struct err *err);
int export_form(struct dataset *data, const struct form *form, enum rows_format format,
		const struct sink *sink, struct err *err);
/* "a,b,c" -> fields by id or label; ERR_USAGE names the unknown one and the nearest. */
int export_columns(const struct form *form, const char *list, struct arena *mem,
		   const struct field *const **out, size_t *count, struct err *err);

#endif
