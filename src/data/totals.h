/*
 * totals.h - what a record adds to the totals and to the counts of wholes and parts.
 *
 * A row of totals: 't' form shape, u8 total, u8 state, u8 nature, the `by` fields in the
 * order of shape->by, u32 as-of (ordered).  Its sums: lines, then sum, given, missing for
 * each summed field.  Lines and missing values count under NATURE_ACTUAL.  A line with
 * earlier values adds the first in full and of each later one the difference at its own
 * as-of date, so that the figure as of a day is the sum of all rows up to it.
 */
#ifndef DATA_TOTALS_H
#define DATA_TOTALS_H

#include "data/shape.h"
#include "data/summap.h"

enum {
	TOTAL_SUMS_MAX = 32,            /* summed fields of one total */
	/* records in these have no rows of keys, indexes, totals and parts */
	STATES_NOT_LIVE = 1 << STATE_NEW | 1 << STATE_DELETED,
};

static inline size_t total_width(size_t sums) { return 1 + 3 * sums; }
void key_total_start(const struct shape *shape, uint64_t number, size_t total,
		     enum record_state state, enum value_nature nature, struct str *out);
static inline uint32_t as_of_key(int32_t day) { return (uint32_t)day ^ UINT32_C(0x80000000); }

/* sign 1 or -1; a record that is not live adds nothing. */
void totals_add(const struct shape *shape, uint64_t number, const struct record *record,
		int sign, struct sum_map *map);
void parts_add(const struct shape *shape, uint64_t number, const struct record *record,
	       int sign, struct sum_map *map);

static inline int record_is_live(const struct record *record)
{
	return record->state != STATE_NEW && record->state != STATE_DELETED;
}
/* The date a value stands for; DATE_NONE when the form or the record has none. */
int32_t record_as_of(const struct record *record);

#endif
