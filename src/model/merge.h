/*
 * merge.h - two people's changes of one record put together, field by field.
 *
 * Three records of one form: as it was when the typing began (for a new one: empty), as it is
 * typed here, and as it stands now.  Pure; what clashes is for people to choose.
 */
#ifndef MODEL_MERGE_H
#define MODEL_MERGE_H

#include "base/arena.h"
#include "model/record.h"

#include <stddef.h>

struct field;

struct merge_fields {
	const struct field **at;        /* in the order of the form */
	size_t count;
};

struct merge {
	/*
	 * To be saved over theirs: id, revision, state and strays are theirs.  What one of the
	 * two has changed is taken; a field that clashes is as mine until somebody chooses.
	 */
	struct record *merged;
	struct merge_fields clashes;    /* changed by both, differently */
	struct merge_fields taken;      /* changed by the other alone */
	struct merge_fields kept;       /* changed by me alone */
};

/*
 * Rows of a group are put together row by row as long as no row was changed by both; rows
 * added at the same place stand one after the other, theirs first, equal ones once.  A note
 * on a value is merged apart from the value.  Computed fields are theirs, to be computed anew.
 */
void merge_records(const struct record *base, const struct record *mine,
	const struct record *theirs, struct arena *mem, struct merge *out);

#endif
