/*
 * collecting.h - an office in June 2027 whose townships owe their half-year: entering, filing,
 * asking how it stands.
 */
#ifndef TESTS_UNIT_WORK_COLLECTING_H
#define TESTS_UNIT_WORK_COLLECTING_H

#include "unit/work/office.h"
#include "work/collect.h"

struct collecting {
	struct office o;
	struct cycle *cycle;            /* the shipped half-year of planted areas, alone */
	struct period period;           /* 2027H1, its first, due 2027-06-25 */
	struct dataset *bao, *chen, *zhang;     /* clerk and leader of 150525105; the section */
	struct save_result result;      /* of the last filing */
	struct err err;
};

void collecting_open(struct collecting *c);     /* 2027-06-20 09:00 */
void collecting_close(struct collecting *c);
const struct unit *unit_of(struct collecting *c, const char *code);
/* A line of the period; keep: saved only.  Its id. */
uint64_t enter(struct collecting *c, struct dataset *data, const char *unit,
	       const char *species, const char *area, int keep);
/* What file_period() gives. */
int file_it(struct collecting *c, struct dataset *data, const char *unit, int nil);
/* Of who sees everything; fails when the unit does not owe it. */
struct filing filing_now(struct collecting *c, const char *unit);
/* Entry is open again for the unit, till that day. */
void unlock_it(struct collecting *c, const char *unit, int32_t until);
/* An action on the unit's filing, with what it triggers; it has to succeed. */
void act_on(struct collecting *c, struct dataset *data, const char *unit, const char *action,
	    const char *reason);

#endif
