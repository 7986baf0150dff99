/*
 * rights.h - what can this person see and do: posts, and for each ledger what may be done, on
 * whose rows, and where not, why.
 */
#ifndef WORK_RIGHTS_H
#define WORK_RIGHTS_H

#include "base/arena.h"
#include "base/err.h"
#include "data/people.h"
#include "model/viewer.h"

#include <stddef.h>

struct dataset;
struct form;
struct work_action;

struct work_right {
	const struct form *form;
	enum deed deed;
	const struct work_action *action;       /* NULL: deed is meant */
	const char *name;               /* as people call it */
	const char *refusal;            /* "" he may, else the sentence */
	const char *where;              /* "" when he may not; "all rows", "East Town", ... */
};

struct work_rights {
	struct person user;
	struct viewer viewer;           /* with today's posts */
	struct people *people;          /* NULL: of oneself, who may not read the users */
	struct holding *holdings;       /* all, past ones too */
	size_t holding_count;
	struct work_right *at;          /* by form as home shows them, then deeds, actions */
	size_t count;
};

/* Of oneself, or of others for who may read the users; ERR_NOT_FOUND no such login. */
int rights_of(struct dataset *data, const char *login, struct arena *mem,
	      struct work_rights *out, struct err *err);

#endif
