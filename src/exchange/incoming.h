/*
 * incoming.h - one row from outside before it is a record: which fields it names, and what
 * it becomes beside what is stored.
 */
#ifndef EXCHANGE_INCOMING_H
#define EXCHANGE_INCOMING_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct dataset;
struct field;
struct form;
struct record;

struct incoming {
	const struct form *form;
	struct record *values;          /* a new record with the values that were given */
	unsigned char *named;           /* by field->index: 1 the row says something about it */
	uint64_t id, revision;          /* 0: not said */
	const char *warn_reason;        /* NULL: not said */
	int says_notes, says_carried;   /* 1: of the named fields it says notes, marks too */
	const struct field *fault;      /* what was read last: the field to blame */
};

void incoming_init(struct incoming *in, const struct form *form, struct arena *mem);

/*
 * The record as it will be saved: the stored one with that _id or key and the named values
 * put over it, else a new one.  Marks and notes stay where the row does not say them.
 * *unchanged: 1 when nothing differs from what is stored.  0, or -1 (ERR_NOT_FOUND: no
 * record with that _id; ERR_CONFLICT: _rev is not the one stored).
 */
int incoming_settle(struct dataset *data, const struct incoming *in, struct arena *mem,
		    struct record **out, int *unchanged, struct err *err);
/* The same beside a record already read (NULL: there is none). */
int incoming_merge(const struct incoming *in, const struct record *stored, struct arena *mem,
		   struct record **out, int *unchanged, struct err *err);

#endif
