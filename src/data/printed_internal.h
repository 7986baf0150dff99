/*
 * printed_internal.h - the stored row of a printed report, for printed.c and printed_read.c.
 */
#ifndef DATA_PRINTED_INTERNAL_H
#define DATA_PRINTED_INTERNAL_H

#include "base/bytes.h"
#include "data/printed.h"

struct model;

extern const char printed_chain[];      /* of TABLE_HISTORY */

/* A form's records in one printed report; form NULL: it is gone, nothing can be compared. */
struct printed_used {
	const struct form *form;
	uint64_t *ids, *revisions, *marks;
	size_t count;
};

struct printed_row {
	struct printed out;             /* without number, instant, label and changes */
	const char *user;               /* id, into the payload */
	struct printed_used *used;
	size_t used_count;
};

/* Texts of out go to mem, the rest to work; -1: unreadable, of a newer program. */
int printed_row_decode(const struct model *model, struct bytes payload, struct arena *mem,
		       struct arena *work, struct printed_row *out);

#endif
