/*
 * copies.h - the folder of dated backups: their names, their lock, and what is cleared away.
 *
 * DIR/2026-11-22T0215 is a proven copy, DIR/2026-11-22T0215.unproven one that was not (or not
 * yet), DIR/.prove-XXXXXX a copy brought back to be looked at.
 */
#ifndef CLI_COPIES_H
#define CLI_COPIES_H

#include "base/err.h"
#include "base/str.h"

#include <stddef.h>
#include <stdint.h>

/* Makes the folder (0700) when absent and locks it; the descriptor, or -1. */
int copies_lock(const char *dir, struct err *err);
void copies_name(int64_t taken, struct str *out);       /* appends "2026-11-22T0215" */
/* What earlier runs left: copies that were not proven, copies brought back. */
int copies_clear(const char *dir, struct err *err);
/* Removes the oldest proven copies until so many are there; *removed how many. */
int copies_keep(const char *dir, size_t keep, size_t *removed, struct err *err);

/* The copy's own note of when it was begun and of how many records. */
int copy_note_write(const char *copy, int64_t taken, uint64_t records, struct err *err);
int copy_note_read(const char *copy, int64_t *taken, uint64_t *records, struct err *err);

#endif
