/*
 * units_world.h - random histories of units, kept as whole pictures of the tree: the model that
 * lists and sums are compared with.  It knows nothing of how the program keeps them.
 */
#ifndef TESTS_UNIT_DATA_UNITS_WORLD_H
#define TESTS_UNIT_DATA_UNITS_WORLD_H

#include "lib/prop.h"
#include "model/period.h"
#include "model/unit_change.h"
#include "unit/data/ledger.h"

enum {
	TOWNS = 4,
	VILLAGES = 3,
	FIRST_UNITS = 1 + TOWNS + TOWNS * VILLAGES,
	UNITS = FIRST_UNITS + 8,
	CHANGES = 9,
	RECORDS = 22, /* of each ledger */
	LEDGERS = 4,
	PERIODS = 6,
};

/* What adds up, what stands, what grows, what has a date only; each with an amount. */
extern const struct form_def world_forms[LEDGERS];
extern const char *const world_periods[PERIODS];

/* The whole tree after a change: by unit, what it is below and whether it is there. */
struct picture {
	int32_t from; /* first day */
	int parent[UNITS];
	int into[UNITS]; /* merged: what it went on in; -1 not */
	int there[UNITS];
};

struct entry {
	int unit, kind, period; /* period -1: a date */
	int32_t day; /* on which it is looked at */
	int64_t amount;
};

struct world {
	struct prop dice;
	struct ledger l;
	char code[UNITS][24];
	int count; /* of units */
	struct picture pictures[CHANGES + 1];
	int picture_count;
	struct unit_change changes[CHANGES];
	int change_count;
	struct entry rows[LEDGERS][RECORDS];
	int row_count[LEDGERS];
};

/* Towns 01..04 with villages 0101..0403 below 00; no changes. */
void world_begin(struct world *w);
/* Another history: merge, split and transfer at least once each. */
void world_history(struct world *w);
/* Opens a ledger in memory whose model has the tree with all changes. */
void world_open(struct world *w);
/* The tree as it counts for a record of that day. */
const struct picture *world_picture(struct world *w, enum unit_view view, int32_t day);
int world_depth(const struct picture *p, int unit);
int32_t world_last_day(const char *period, struct period *out);

#endif
