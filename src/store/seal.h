/*
 * seal.h - the day seals: who writes them; store_seals_check() of admin.h reads them.
 */
#ifndef STORE_SEAL_H
#define STORE_SEAL_H

#include "base/err.h"
#include "store/store.h"

/* Adds to chain "seal" one row for each ended day that has grown since its last seal. */
int seal_ended_days(struct store *store, struct err *err);

#endif
