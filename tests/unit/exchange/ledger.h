/*
 * ledger.h - a made-up office for the tests of exchange/: a ledger with a natural key,
 * one without, and a dataset on a store in memory.
 */
#ifndef UNIT_EXCHANGE_LEDGER_H
#define UNIT_EXCHANGE_LEDGER_H

#include "base/arena.h"
#include "base/str.h"
#include "data/dataset.h"
#include "data/imports.h"
#include "exchange/import.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"

#include <stdio.h>

struct ledger {
	struct model *model;
	struct store *store;
	struct dataset *data;
	const struct form *crop;        /* when, unit, kind, grower are its key */
	const struct form *diary;       /* no key */
	struct arena mem;
};

struct ledger *ledger_open(void);
void ledger_close(struct ledger **ledger);

/* A file that holds the text. */
FILE *file_of(const char *text);
FILE *file_of_bytes(const void *bytes, size_t len);
/* Imports text as CSV; options may be NULL.  Fails the test when it cannot be read at all. */
int import_text(struct ledger *l, const struct form *form, const char *text,
		const struct import_options *options, struct import_result *out);
/* All rows of the form as CSV without BOM, in store order. */
const char *export_text(struct ledger *l, const struct form *form);
/* In store order; fails the test when there is none. */
const struct record *first_record(struct ledger *l, const struct form *form);
uint64_t records_in(struct ledger *l, const struct form *form);
/* The fault's sentence as a user reads it. */
const char *fault_text(struct ledger *l, const struct import_result *result, size_t which);

#endif
