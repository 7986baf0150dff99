/*
 * leak.h - a data directory in which every foreign record carries a marker, and the search of
 * everything that reaches somebody for markers that are not his to see.
 *
 * Who may see what is said here once more, from the roles as people know them; nothing of the
 * program's own scope is asked.
 */
#ifndef TESTS_E2E_LEAK_H
#define TESTS_E2E_LEAK_H

#include <stddef.h>
#include <stdint.h>

#include "house.h"

struct form;
struct hold;

enum {
	LEAK_MARK = 7,                  /* bytes of a marker: "zq0123w" */
	LEAK_ROLES = 13,
	LEAK_WORKERS = 20,              /* at most */
};

/*
 * One of the twelve roles: the ledgers it reads, and whose rows.  reads: folders, each with a
 * blank after it; "*" all; "*-" all but users and keys.  One of them is there twice: one clerk
 * for two units, the second (also) as a deputy.
 */
struct leak_role {
	const char *role, *login, *reads;
	int whole;
	const char *unit, *also;
};
extern const struct leak_role leak_roles[LEAK_ROLES];
extern const size_t leak_role_count;

/* What belongs to a unit or to a person: a revision, a file name, a draft. */
struct leak_mark {
	const char *form;               /* its id */
	const char *unit;               /* NULL none */
	const char *owner;              /* NULL: it is nobody's own, or is shared */
	int moved;                      /* 1: of a record that was another unit's before */
};

struct leak_row {
	const char *form;
	uint64_t id;
	const char *unit, *owner;
	unsigned state;
	int moved;                      /* 1: it was another unit's once */
	int mark;                       /* number of its marker now, -1 none */
	int64_t sum;                    /* of the form's field to add up, unscaled */
	int has_sum;
	char period[16];
};

struct leak {
	char *folder, *data;
	struct session s;
	struct dataset *all;            /* sees everything */
	struct leak_mark *marks;
	size_t mark_count;
	struct leak_row *rows;
	size_t row_count;
	const char *import_id;          /* zhang's, of another township */
	const char *saved_query;        /* zhang's own, not shared */
	struct hold *hold;              /* on a filing of another township */
	struct arena mem;
};

/* Every ledger filled: here and there, deleted, kept, moved, private, imported. */
void leak_open(struct leak *l);
void leak_close(struct leak *l);

/*
 * One more record of the form at the unit, with a marker of the other one, as if it had been
 * that one's all the time; it is that one's after leak_move().  number: its period, < 50.
 */
struct leak_row *leak_add(struct leak *l, const struct form *form, const char *unit,
	const char *whose, int number);
/* Text of a marker that belongs to rows of that form and unit. */
const char *leak_new_mark(struct leak *l, const char *form, const char *unit);
void leak_move(struct leak *l, struct leak_row *row, const char *unit);

int leak_reads(const struct leak *l, const struct leak_role *role, const char *form);
int leak_sees(const struct leak *l, const struct leak_role *role, const char *form,
	const char *unit, const char *owner);
/* The field of the form that is added up, NULL none; its sum is compared with period=that. */
const char *leak_sum_field(const char *form);

/*
 * Looks for markers that the role may not see, but for those in said (what was typed).
 * Returns how many; *first is where the first one stands, *own counts those he may see.
 */
size_t leak_search(const struct leak *l, const struct leak_role *role, const char *bytes,
	size_t len, const char *said, const char **first, size_t *own);

/* ---- leak_run.c: several processes, and the program that hides nothing ---- */

/* walk(context, n) for each n in a process of its own, all at once; each has to end well. */
void leak_workers(size_t count, void (*walk)(void *context, size_t n), void *context);
/* From here to house_back() the program without its scope is run. */
void leak_unscoped(void);
/* Fails for a kind of which nothing was found. */
void leak_is_not_blind(const unsigned *leaks, const char *const *kinds, size_t count);

/* ---- leak_office.c: printed reports and holds, for leak_open() and leak_close() ---- */

void leak_office_open(struct leak *l);
void leak_office_close(struct leak *l);

/* ---- leak_rows.c: records of a form; NULL none ---- */

/* The turn-th of those that the role may not see. */
const struct leak_row *leak_foreign(const struct leak *l, const struct leak_role *role,
	const char *form, size_t turn);
/* One that he sees and that was another unit's before. */
const struct leak_row *leak_moved_in(
	const struct leak *l, const struct leak_role *role, const char *form);
/* Submitted, of that unit. */
const struct leak_row *leak_at(const struct leak *l, const char *form, const char *unit);
/* How many records of the form the role sees, deleted ones not. */
unsigned long leak_count(const struct leak *l, const struct leak_role *role, const char *form);

#endif
