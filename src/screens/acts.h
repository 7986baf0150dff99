/*
 * acts.h - the actions of a form's workflow at the screen: chosen, a reason asked, done.
 *
 * Private to this folder.
 */
#ifndef SCREENS_ACTS_H
#define SCREENS_ACTS_H

#include "data/dataset.h"
#include "tui/screen.h"

struct act_done;
struct app;
struct browse;
struct form;
struct str;
struct work_action;

/* 1 when an action of the workflow leaves from the record's state. */
int acts_any(const struct form *form, const struct record *record);
/* Chooses one of those and does it: 1 done, 0 not, and s has the message. */
int acts_one(struct screen *s, struct app *app, const struct record *record);
/* Where the action wants one: 0 given (or not wanted), 1 cancelled. */
int acts_ask_reason(struct screen *s, const struct work_action *action, struct str *out);
/* "a: confirm, return", what the viewer may do to it now; nothing when he may do nothing. */
void acts_tell_may(struct app *app, const struct record *record, struct str *out);
/* What is to be done to the marked records of a ledger, asked with their number, and done. */
enum screen_next acts_many(struct browse *b);
/*
 * Where the record is held up (returned): "Returned by Chen Mou: why", on the message line.
 */
void acts_tell_why(struct screen *s, struct app *app, const struct record *record);

#endif
