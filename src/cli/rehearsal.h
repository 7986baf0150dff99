/*
 * rehearsal.h - the terminal application on a copy of the ledgers: --rehearse.
 *
 * Who comes is noted in the ledgers themselves, and that he went; between the two they are
 * closed.  He stays in their list of sessions, so that who locks him ends his rehearsal too.
 */
#ifndef CLI_REHEARSAL_H
#define CLI_REHEARSAL_H

#include "base/err.h"
#include "cli/session.h"

struct cli_globals;
struct rehearsal;

struct rehearsing {
	struct session real;            /* at rest */
	struct rehearsal *copy;
	struct cli_globals *globals;    /* those of the ledgers; not ours */
};

/* Copies; *scratch is filled for a session on the copy, as the same user. */
int rehearsal_begin(struct rehearsing *r, struct cli_globals *globals,
		    struct cli_globals *scratch, struct err *err);
/* After the session on the copy is closed; nothing of it is left. */
void rehearsal_end(struct rehearsing *r);

#endif
