/*
 * past.h - what stood in a cell before: the last values of one field, and its neighbours'.
 *
 * The line a record belongs to is told by its natural key without the period.  Read within the
 * viewer's scope like everything else.
 */
#ifndef DATA_PAST_H
#define DATA_PAST_H

#include "base/arena.h"
#include "base/err.h"
#include "model/record.h"

struct dataset;
struct field;

struct past_value {
	struct period period;           /* kind PERIOD_NONE: the form has none */
	int32_t as_of;                  /* DATE_NONE none */
	struct value value;             /* a sum when several lines stand behind it */
	const char *who;                /* neighbours: name of the unit; else "" */
};

struct past {
	struct past_value *at;          /* this line's, the latest period first; at most 12 */
	size_t count;
	struct past_value *near;        /* the same period, other units of the same parent */
	size_t near_count;              /* at most 12, in report order */
};

/*
 * Of a number field, for the record as it stands (its unit and key fields; what is empty is
 * not asked for).  The form may lack unit or period: then those parts are empty.
 */
int data_past(struct dataset *data, const struct record *record, const struct field *field,
	      struct arena *mem, struct past *out, struct err *err);
/*
 * Records that are probably the same thing entered twice: alike in the form's `likely` fields,
 * all given, and another natural key; the record itself is not among them.
 */
int data_likely(struct dataset *data, const struct record *record, size_t limit,
		struct arena *mem, struct record ***out, size_t *count, struct err *err);

#endif
