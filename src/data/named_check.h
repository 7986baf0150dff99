/*
 * named_check.h - what holds for the records of saved queries, however they are written.
 * Private to this folder.
 */
#ifndef DATA_NAMED_CHECK_H
#define DATA_NAMED_CHECK_H

#include "base/arena.h"
#include "base/err.h"

struct dataset;
struct findings;
struct model;
struct record;

/* All of these are for any record; those of other forms they let be. */

/* A new one belongs to who saves it, where nobody is named. */
void named_prepare(const struct dataset *data, const struct record *old, struct record *now);
/* 0, or -1 with ERR_DENIED: only the owner changes and deletes his own. */
int named_allows(const struct dataset *data, const struct record *old, const struct record *now,
		 struct err *err);
/* Adds what is wrong with name, ledger and words. */
int named_findings(struct dataset *data, const struct record *now, struct arena *mem,
		   struct findings *findings, struct err *err);

/* "" when it is not given. */
const char *named_text(const struct record *record, const char *field);
int named_is_shared(const struct model *model, const struct record *record);

#endif
