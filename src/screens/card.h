/*
 * card.h - the card's own struct, shared by scr_card.c (what it shows) and card_acts.c (what
 * it does).  Private to the two.
 */
#ifndef SCREENS_CARD_H
#define SCREENS_CARD_H

#include "base/err.h"
#include "base/str.h"
#include "screens/entry.h"
#include "screens/screens.h"
#include "tui/screen.h"

#include <stdint.h>

struct card {
	struct screen base;
	struct app *app;                /* not ours */
	struct model *model;            /* held */
	const struct form *form;        /* in model */
	uint64_t id;                    /* 0: not stored yet */
	struct arena mem;
	struct record *start;           /* of a new record, may be NULL; in mem */
	struct entry entry;
	int open;                       /* entry is filled */
	int done;                       /* a new record has just been saved: n goes on */
	int left;                       /* a field was left since the draft was synced */
	struct err denied;              /* why nothing can be changed; code 0: it can */
	struct str may;                 /* what may be done to it all the same; "" nothing */
};

extern const struct action card_actions[];

/* A new record as entry_new_record() makes it, and the cursor where the first key is due. */
void card_open_new(struct card *c, const struct record *start);
int card_can_edit(const struct screen *s);

/* For the class. */
enum screen_next card_key(struct screen *s, int32_t k);
enum screen_next card_paste(struct screen *s, const char *text);

#endif
