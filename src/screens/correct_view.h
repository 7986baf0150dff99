/*
 * correct_view.h - corrections as screens show and ask for them.  Private to this folder.
 */
#ifndef SCREENS_CORRECT_VIEW_H
#define SCREENS_CORRECT_VIEW_H

#include "model/kept.h"
#include "model/record.h"
#include "tui/screen.h"

struct app;
struct err;
struct model;
struct str;

/* A text field of a correction, "" none. */
const char *correction_text(const struct model *model, const struct record *correction,
			    enum correction_field which);
/* "Planting area 2027H1 Dongming, Area: 878 → 873, added up wrongly" */
void correction_show(
	const struct model *model, const struct record *correction, struct str *out);
/* After one was approved: the printed reports that used the old value; 0: none. */
int correction_tell_printed(struct screen *s, struct app *app, const struct record *record);

/* 1 a stored record of a closed period: *err says so, instead of what it said; 0 unchanged. */
int correction_period_denies(struct app *app, const struct record *record, struct err *err);

/* For the card: the value under the cursor, of a record in a closed period. */
int card_can_correct(const struct screen *s);
enum screen_next card_correct(struct screen *s);

#endif
