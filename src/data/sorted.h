/*
 * sorted.h - the first rows of an answer that no index has in order.
 *
 * A row's sort key is bytes: its sort fields as in keys (turned over when descending),
 * then its id; memcmp order is the order asked for.
 */
#ifndef DATA_SORTED_H
#define DATA_SORTED_H

#include "data/plan.h"

struct sorted_row {
	struct bytes key;
	uint64_t id;
};

struct sorted {
	const struct sort_key *sort;
	size_t sort_count;
	int id_descends;
	size_t limit;                   /* rows kept; 0: all */
	int from_end;                   /* keep the last ones */
	struct bytes past;              /* only keys after it (from_end: before it) */
	struct sorted_row *rows;        /* in order once sorted_finish() has run */
	size_t count, cap;
	struct arena mem, spare;        /* keys; copied over when much of it is dead */
};

void sorted_key(const struct sorted *s, const struct value *values, uint64_t id,
		struct str *out);
void sorted_offer(struct sorted *s, const struct record *row, uint64_t id);
void sorted_finish(struct sorted *s);
void sorted_release(struct sorted *s);

#endif
