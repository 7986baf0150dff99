/*
 * verify.h - checking one form's rows against its records.
 */
#ifndef DATA_VERIFY_H
#define DATA_VERIFY_H

#include "base/str.h"
#include "base/vec.h"
#include "data/dataset_internal.h"
#include "data/summap.h"
#include "data/upkeep.h"

/* A set of rows, told by count and by the sum of their hashes, whatever their order. */
struct row_set {
	uint64_t count, sum[2];
};
void row_set_add(struct row_set *set, struct bytes key, struct bytes value);

struct verify {
	struct snapshot *view;
	struct model *model;
	struct verify_report *report;
	struct arena *mem;              /* of the report */
	VEC(const char *) sentences;
};
void verify_fault(struct verify *v, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

struct form_check {
	struct verify *v;
	struct shape *shape;
	int rows;                       /* 1: keys, indexes, totals are checked too */
	uint64_t leftover;              /* number whose rows are still to be dropped */
	struct row_set expected;        /* in TABLE_INDEX */
	struct sum_map sums;            /* in TABLE_TOTALS */
	struct arena sum_mem;
	uint64_t last_id;
};

/* Calls take for every row that the record implies in TABLE_INDEX. */
typedef void row_taker(void *context, struct bytes key, struct bytes value);
void implied_rows(const struct shape *shape, const struct record *record, row_taker *take,
		  void *context);
/* Records with their chains; fills expected and sums. */
int verify_records(struct form_check *c, struct err *err);
/* Rows of keys and indexes against expected, then one by one where they differ. */
int verify_index(struct form_check *c, struct err *err);
int verify_totals(struct form_check *c, struct err *err);

/* Pages of rows that begin with prefix. */
int each_row(struct snapshot *view, enum table table, struct bytes prefix,
	     int (*take)(void *context, const struct row *row, struct err *err), void *context,
	     struct err *err);

#endif
