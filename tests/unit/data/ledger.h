/*
 * ledger.h - small ledgers for the tests of data/: units, codes, forms made by hand, a store.
 */
#ifndef TESTS_UNIT_DATA_LEDGER_H
#define TESTS_UNIT_DATA_LEDGER_H

#include "data/dataset.h"
#include "data/query.h"
#include "model/expr.h"
#include "model/model.h"
#include "model/workflow.h"
#include "store/store.h"

struct field_def {
	const char *id, *type;
	int scale;
	unsigned flags;
	const char *was;                /* old id, NULL none */
	const char *compute;            /* NULL none */
	const struct field_def *group;  /* type rows */
};

struct form_def {
	const char *id;
	const struct field_def *fields; /* ended by a NULL id */
	const char *key;                /* ids apart by blanks, "" none */
	const char *sort;
	enum over_time over_time;
	const char *period, *unit, *as_of;      /* NULL none */
	const char *indexes[4];         /* NULL-terminated */
	const char *total_by[3], *total_sum[3];
	const char *within, *axes;      /* NULL: no parts */
	const char *rule;               /* an error rule, NULL none */
	const char *warning;            /* NULL none */
};

extern const struct form_def planting_def;      /* cumulative, as-of, parts */
extern const struct form_def event_def;         /* flow, no key */

extern const struct form_def user_def;          /* logins with rows of posts */

struct ledger {
	struct model *model;
	struct store *store;
	struct dataset *data;
	struct arena mem;
	char dir[64];
};

/* A model of the forms; units: 00, towns 01..04, villages 0101..0103 and so on; codes A..F. */
struct model *make_model(const struct form_def *const *forms, size_t count);
void ledger_open(struct ledger *l, enum store_kind kind);       /* both forms, the owner */
void ledger_close(struct ledger *l);
/*
 * Gives planting a workflow: confirm (leader) and accept (section) lead from submitted to
 * confirmed and accepted, return (leader, section; with a reason) from there to returned.
 * Who typed does not confirm or accept.  A leader of 01 may read all of 01 and no more.
 */
enum { RETURNED = STATE_FIRST_OWN, CONFIRMED, ACCEPTED };
void add_workflow(struct model *model);
/* Somebody with that post: role, unit. */
struct dataset *open_as(struct store *store, struct model *model, const char *user,
			const char *role, const char *unit);
struct dataset *open_data(struct store *store, struct model *model);    /* the owner */
/* A clerk of that unit. */
struct dataset *open_clerk(struct store *store, struct model *model, const char *unit);

const struct form *form_in(struct dataset *data, const char *id);
/* "field=text" words; the record is in mem. */
struct record *make_record(struct dataset *data, const char *form, struct arena *mem,
			   const char *words);
void set_words(struct dataset *data, struct record *record, struct arena *mem,
	       const char *words);
/* Saves and asserts DATA_OK; returns the id. */
uint64_t must_save(struct dataset *data, const char *form, struct arena *mem,
		   const char *words);
struct record *must_get(struct dataset *data, const char *form, uint64_t id, struct arena *mem);
/* Saves the record with id and changes to it; asserts DATA_OK. */
void must_change(struct dataset *data, const char *form, uint64_t id, struct arena *mem,
		 const char *words);
const char *text_of(struct dataset *data, const struct record *record, const char *field,
		    struct arena *mem);
const struct expr *condition(struct dataset *data, const char *form, struct arena *mem,
			     const char *text);
/* The sum of planting.area (as "12.50") and the lines; "." when missing. */
const char *area_sum(struct dataset *data, struct arena *mem, const char *where, int32_t as_of,
		     uint64_t *lines);
void must_verify(struct ledger *l);

#endif
