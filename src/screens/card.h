/*
 * card.h - the card's own struct, shared by scr_card.c (what it shows), card_acts.c (what it
 * does) and card_comments.c.  Private to them.
 */
#ifndef SCREENS_CARD_H
#define SCREENS_CARD_H

#include "base/err.h"
#include "base/str.h"
#include "screens/comments.h"
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
	uint64_t second;                /* the record that is typed once more; id is 0 then */
	struct arena mem;
	struct record *start;           /* of a new record, may be NULL; in mem */
	struct entry entry;
	int open;                       /* entry is filled */
	int done;                       /* a new record has just been saved: n goes on */
	int left;                       /* a field was left since the draft was synced */
	struct err denied;              /* why nothing can be changed; code 0: it can */
	int shut;                       /* its period is closed: denied says so */
	struct str may;                 /* what may be done to it all the same; "" nothing */
	struct comment_trail trail;     /* open comments of the filing it stands in */
	struct str reviewer;            /* who looks into that filing now; "" nobody */
};

extern const struct action card_actions[];

/* A new record as entry_new_record() makes it, and the cursor where the first key is due. */
void card_open_new(struct card *c, const struct record *start);
int card_can_edit(const struct screen *s);
/* 1 when nothing typed would be lost by going on. */
int card_may_leave(struct card *c);
/* Another record in place of this one, when nothing typed would be lost: 1, or 0. */
int card_go_record(struct card *c, uint64_t id);

/* ---- card_comments.c ---- */

/* Of the record as it is stored now; and who reviews it. */
void card_read_comments(struct card *c);
void card_first_comment(struct card *c);        /* the cursor goes to the first of this line */
void card_settle_comments(struct card *c);      /* it was saved: what is still open */
void card_comment_hint(const struct card *c, struct str *out);
int card_has_comments(const struct screen *s);
int card_can_comment(const struct screen *s);
enum screen_next card_comment(struct screen *s);        /* writes one, or answers it */
enum screen_next card_comment_next(struct screen *s);
enum screen_next card_comment_back(struct screen *s);

/* For the class. */
enum screen_next card_key(struct screen *s, int32_t k);
enum screen_next card_paste(struct screen *s, const char *text);

#endif
