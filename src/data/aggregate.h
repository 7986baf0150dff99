/*
 * aggregate.h - what the files that answer aggregates share.  Private to data/.
 */
#ifndef DATA_AGGREGATE_H
#define DATA_AGGREGATE_H

#include "data/dataset_internal.h"
#include "data/query.h"
#include "data/summap.h"

/*
 * A call made ready: the date of a condition "as-of field <= D", or the scope's $as_of when
 * the condition does not name that field, is taken out of it and asks for the figures of
 * that day.
 */
struct question {
	struct dataset *data;
	struct aggregate_call call;
	const struct expr_scope *scope;
	int32_t as_of;                  /* DATE_NONE: as it is now */
	int nothing;                    /* the date is missing: no record satisfies */
	struct arena mem;
};
int question_begin(struct question *q, struct dataset *data, const struct aggregate_call *call,
		   const struct expr_scope *scope, struct err *err);
void question_end(struct question *q);
struct query question_query(const struct question *q);
/* Was the record's line there on the date? */
int question_sees(const struct question *q, const struct record *record);
/* The call's field as it stood on the date; NULL: the line was not there yet. */
const struct value *question_value(const struct question *q, const struct record *record);

/* One pass over the records. */
struct reading {
	const struct question *q;
	const struct record *record;    /* of the row at hand */
	struct sum_map seen;            /* distinct */
	struct arena mem;
	struct value best;              /* or the sum */
	int64_t rank[3];
	uint64_t given;
};
/* Takes one value of one record into the answer; -1 when a sum is too large. */
int reading_take(struct reading *r, const struct record *record, const struct value *v,
		 struct err *err);
/* The date of the record's as-of field; DATE_NONE. */
int32_t record_day(const struct record *record);

/* Over the rows of a group. */
int rows_read(struct reading *r, struct err *err);
/* 1 when the condition chooses a row of the record with anything in its field, 0, -1. */
int rows_chosen(const struct question *q, const struct record *record, struct err *err);

#endif
