/*
 * unit_use.h - where units stand in the ledgers, for who changes units.
 *
 * Who keeps conf/ need not read any ledger: which records a change concerns is told by number,
 * nothing of what is in them.
 */
#ifndef DATA_UNIT_USE_H
#define DATA_UNIT_USE_H

#include "base/err.h"
#include "model/period.h"

#include <stdint.h>

struct dataset;
struct form;
struct record;

struct unit_use {
	const struct form *form;
	const struct record *record;    /* of the posts' form only, else NULL */
	uint64_t id;
	const char *unit;               /* code as recorded */
	struct period period;           /* PERIOD_NONE: the form or the record has none */
	int32_t day;                    /* unit_view_day() as was; DATE_NONE */
};

/*
 * Every live record of every ledger that has units, form by form.  -1 ERR_DENIED unless the
 * viewer may change conf.  visit: 0 goes on, -1 with *err.
 */
int data_unit_uses(struct dataset *data,
		   int (*visit)(void *context, const struct unit_use *use, struct err *err),
		   void *context, struct err *err);

#endif
