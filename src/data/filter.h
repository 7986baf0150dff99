/*
 * filter.h - does a stored row belong to the answer: state, scope, condition.
 *
 * Reads only the fields it needs, by their slots where the record has the form's shape.
 */
#ifndef DATA_FILTER_H
#define DATA_FILTER_H

#include "data/dataset_internal.h"
#include "data/encode.h"
#include "data/query.h"

struct filter {
	struct dataset *data;
	const struct shape *shape;
	const struct expr *where;
	struct expr_scope scope;        /* record is row */
	unsigned states;                /* 1 << enum record_state */
	unsigned char *needs;           /* by field index: row.values must hold it */
	int walks;                      /* a needed field has no slot */
	int computes;                   /* 1: computed fields, 2: those that ask others too */
	int scoped;                     /* the viewer does not see every row */
	int walked;                     /* the last row was decoded whole */
	struct record row;              /* what the last row held, of the needed fields */
	struct arena mem;               /* what row points to, cleared now and then */
	struct arena fixed;             /* needs, row.values */
};

/* states: when neither the query nor its condition names any. */
void filter_init(struct filter *f, struct dataset *data, const struct shape *shape,
		 const struct query *query, unsigned states);
void filter_release(struct filter *f);
void filter_need(struct filter *f, const struct field *field);
/* 1 it belongs, 0 not, -1.  row holds what is needed until the next call. */
int filter_bytes(struct filter *f, uint64_t id, struct bytes value, struct err *err);
/* Decodes the whole row, whatever is needed; computed fields too when they are. */
int filter_decode(struct filter *f, uint64_t id, struct bytes value, struct err *err);
/* 1 when the slots of the record are this shape's. */
int filter_has_slots(const struct filter *f, const struct record_head *head);
/* 1 when a row of these fields alone tells. */
int filter_covered(const struct filter *f, const struct field_set *fields);
/* key holds the fields from its start. */
int filter_key(struct filter *f, const struct field_set *fields, struct bytes key,
	       struct err *err);
/* Of a row whose needed values are filled in. */
int filter_row(struct filter *f, struct err *err);

#endif
