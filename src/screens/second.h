/*
 * second.h - blind second entry on a card: nothing of the record but its key is on the screen
 * until what was typed is kept.  Private to this folder.
 */
#ifndef SCREENS_SECOND_H
#define SCREENS_SECOND_H

#include "screens/card.h"

/* The card as it begins: 0, or -1 and the screen below says why not. */
int second_begin(struct card *c);
/* "Second entry  Planting  2021H1 East"; what stands for a title of the draft, too. */
void second_title(const struct model *model, const struct record *blank, uint64_t id,
		  struct str *out);
/* Compares, asks what to do with what differs, keeps it: SCREEN_BACK when that is done. */
enum screen_next second_finish(struct card *c);
/* On the card of the record itself: what a second entry has left to be decided. */
void second_tell(struct card *c, const struct record *record);
/* 1: the record may be offered for a second entry. */
int second_offers(const struct app *app, const struct record *record);

/* "How far first and second entries agree", as a text to read. */
void second_show_rates(struct screen *s, struct app *app);

#endif
