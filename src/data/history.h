/*
 * history.h - one revision in a record's chain: who, what, why, and the record after it.
 */
#ifndef DATA_HISTORY_H
#define DATA_HISTORY_H

#include "base/bytes.h"

#include <stdint.h>

struct str;

/* After role@unit of who stood in for another. */
#define HISTORY_ACTING "+"

struct history_row {
	uint64_t revision;
	const char *action, *user, *user_name, *post, *reason, *import_id, *entered_for;
	struct bytes record;            /* as stored in TABLE_RECORDS */
};

void history_encode(const struct history_row *row, struct str *out);
/* Texts and record point into payload; -1 when it is no such row. */
int history_decode(struct bytes payload, struct history_row *out);

#endif
