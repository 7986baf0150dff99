/*
 * presence.h - what is kept account of a session: that it is here, its login, refusals, logout.
 *
 * Terminal sessions, whatever comes through the gate, and --as of another user.  A subcommand
 * of one's own on the server writes nothing.  None of it stops the work it tells of.
 */
#ifndef CLI_PRESENCE_H
#define CLI_PRESENCE_H

#include "base/err.h"
#include "data/events.h"

struct cli_globals;
struct session;

/* In session_enter(): whose session it is to be, and where it is told what ends it. */
void presence_prepare(struct session *s, const struct cli_globals *g, const char *login,
		      struct err *err);
/* The mark, the login, what was changed behind our back in conf/. */
void presence_begin(struct session *s);
void presence_reloaded(struct session *s);      /* conf/ has been read again */
void presence_active(struct session *s);        /* somebody types; cheap */
void presence_refused(struct session *s, const char *why);
/* In session_close(): a refusal that ends it, the logout, the mark. */
void presence_end(struct session *s);
/* What the gate refuses before there is a session. */
void presence_refused_line(const struct cli_globals *g, const char *asked, const char *why);

/*
 * Something leaves the ledgers ("planting period=2021H1: 15 records"), noted before it does;
 * refused when it cannot be.
 */
int presence_gives_out(struct session *s, enum event_kind kind, struct err *err,
		       const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
