/*
 * filing_name.h - a filing as people name it: CYCLE/UNIT/PERIOD, or CYCLE/PERIOD for the one
 * unit of one's own post.
 */
#ifndef CLI_FILING_NAME_H
#define CLI_FILING_NAME_H

#include "base/err.h"
#include "model/cycle.h"
#include "model/period.h"
#include "model/unit.h"

struct model;
struct record;
struct session;

struct filing_name {
	const struct cycle *cycle;
	const struct unit *unit;
	struct period period;
};

/* *record is NULL where nothing has been filed yet. */
int filing_named(struct session *s, const char *text, struct filing_name *out,
		 struct record **record, struct err *err);
/* What a record is the filing of; cycle NULL where conf/ does not have it any more.  0. */
int filing_of_record(const struct model *model, const struct record *record,
		     struct filing_name *out);

#endif
