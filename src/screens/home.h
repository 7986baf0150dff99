/*
 * home.h - the state of the first screen, shared by scr_home.c and home_draw.c.
 */
#ifndef SCREENS_HOME_H
#define SCREENS_HOME_H

#include "base/arena.h"
#include "base/str.h"
#include "screens/home_ledgers.h"
#include "screens/inbox.h"
#include "tui/list.h"
#include "tui/screen.h"

#include <stddef.h>
#include <stdint.h>

struct home {
	struct screen screen;
	struct app *app; /* not ours */
	struct inbox inbox;
	struct home_ledgers ledgers;
	size_t items; /* of the inbox in this list, before the ledgers */
	struct list_view list; /* items, then ledgers */
	struct list_view parts[2]; /* what of them is in sight */
	struct str text; /* of the row being drawn */
	struct arena mem; /* of proof */
	int touched; /* somebody has typed, or has seen the inbox: the place is his */
	int ticks; /* since the inbox was read */
	int told; /* of drafts, once a session */
	size_t drafts; /* at the last load */
	uint64_t rights; /* of the viewer, by which the ledgers were listed */
	const char *proof; /* of the last proven backup, NULL: not for this user */
	int proof_old;
};

/* ---- home_draw.c ---- */

/* Borrowed until the next call; ctx is the home. */
const char *home_item_text(const void *ctx, size_t i);
/* A few rows, fewer when they are long: all of home has to come quickly on a thin line. */
size_t home_items_shown(const struct home *h);
void home_draw(struct screen *s, struct canvas *body);

#endif
