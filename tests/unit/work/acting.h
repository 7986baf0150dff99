/*
 * acting.h - collecting.h with a head of section and a director, who act on filings.
 */
#ifndef TESTS_UNIT_WORK_ACTING_H
#define TESTS_UNIT_WORK_ACTING_H

#include "unit/work/collecting.h"
#include "work/act.h"

extern const char town[];               /* of bao and chen */

struct acts {
	struct collecting c;
	struct dataset *sun, *li;       /* head of section, director */
	struct act_done done;           /* of the last action */
	struct err err;
};

void acts_open(struct acts *a);
void acts_close(struct acts *a);
/* The two more people, where c is open already. */
void acts_enter(struct acts *a);

const struct form *planting(struct acts *a);
const struct form *filings(struct acts *a);
/* Of what the unit has filed. */
uint64_t filing_id(struct acts *a, const char *unit);
/* The id of town's filing, with so many lines of the clerk's. */
uint64_t filed(struct acts *a, size_t lines);
/* What work_act() gives, on whatever revision there is. */
int do_order(struct acts *a, struct dataset *data, const struct form *form, uint64_t id,
	     const struct act_order *order);
int act(struct acts *a, struct dataset *data, uint64_t id, const char *action,
	const char *reason);
/* What was said when it was not done; fails unless the words are in it. */
const char *said(const struct acts *a);
void says(const struct acts *a, const char *words);
const char *state_of(struct acts *a, const char *form, uint64_t id);
/* A value of the filing as files carry it. */
const char *value_of(struct acts *a, uint64_t id, const char *field);
/* What a confirmation on paper asks. */
struct record *given(struct acts *a, const char *signer, const char *day, const char *scan);

#endif
