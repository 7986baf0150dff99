/*
 * handover_steps.h - what handing over one post changes, for verbs that hand over several.
 * Private to this folder.
 */
#ifndef WORK_HANDOVER_STEPS_H
#define WORK_HANDOVER_STEPS_H

#include "data/people.h"
#include "work/records.h"

struct handover_step {
	const struct people *people;
	const struct holding *holding;  /* what is handed over */
	uint64_t to;                    /* 0: it only ends */
	int32_t day;                    /* the successor's first */
	int acting;                     /* the holder stays */
};

/* Into the changes; nothing is saved. */
int handover_step(struct changes *c, const struct handover_step *step, struct err *err);

#endif
