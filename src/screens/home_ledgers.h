/*
 * home_ledgers.h - the ledgers on home: one row each, counted when nobody types.
 *
 * Private to this folder.
 */
#ifndef SCREENS_HOME_LEDGERS_H
#define SCREENS_HOME_LEDGERS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stddef.h>
#include <stdint.h>

struct app;
struct form;
struct model;
struct pick_item;
struct screen;

struct home_ledger {
	const struct form *form;
	const char *group;              /* label of its kind of work; "" as in the row above */
	int counted;
	uint64_t records;
	const char *due, *names;        /* of the latest period: how many reported, who not */
};

struct home_ledgers {
	struct app *app;                /* not ours */
	struct model *model;            /* one hold: rows belong to it */
	struct arena mem;
	struct home_ledger *rows;
	size_t count;
	const struct form **kept;       /* that the program keeps: found by name, not listed */
	size_t kept_count;
	struct str text;                /* of the row being drawn */
};

void home_ledgers_release(struct home_ledgers *l);
/* Those the viewer may read; what was counted stays in sight until it is counted again. */
void home_ledgers_load(struct home_ledgers *l);
/* Counts the next ones until the instant; 1 something was counted, 0 nothing. */
int home_ledgers_count(struct home_ledgers *l, struct screen *s, int64_t until);
const char *home_ledgers_text(const void *ctx, size_t row);
/* For pick: by id or label, kept ones too. */
size_t home_ledgers_find(
	void *ctx, const char *typed, struct arena *mem, const struct pick_item **items);

#endif
