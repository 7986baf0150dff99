/*
 * rehearse.h - a copy of the ledgers to practise on: DATA/rehearse/LOGIN-PID/, gone afterwards.
 *
 * The copy is a data directory of its own with a server of its own.  The ledgers themselves
 * are only read, and that through their server.  Who died with a copy left its lock free; such
 * copies are cleared away by whoever comes next.
 */
#ifndef WORK_REHEARSE_H
#define WORK_REHEARSE_H

#include "base/err.h"

#include <stdint.h>

struct rehearsal;
struct store;

/* Called about twice a second while it is copied, from a thread of its own; may be NULL. */
typedef void rehearse_progress(uint64_t done, uint64_t of);

/* Without others' typing and without keys.  ERR_FULL: there is no room, said in a sentence. */
int rehearse_begin(struct store *store, const char *dir, const char *login,
		   rehearse_progress *progress, struct rehearsal **out, struct err *err);
const char *rehearse_dir(const struct rehearsal *r);    /* the data directory to open */
/* Ends its server and removes all of it; everybody has closed it before. */
void rehearse_end(struct rehearsal **r);
/* Copies whose sessions died; quiet, and cheap where there are none. */
void rehearse_sweep(const char *dir);
/* How much a copy of the ledgers takes, and what is said when room is not enough for it. */
uint64_t rehearse_size(const char *dir);
int rehearse_fits(uint64_t size, uint64_t room, struct err *err);

#endif
