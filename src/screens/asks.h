/*
 * asks.h - what an action of a workflow asks besides a reason: signer, date, number of a scan.
 *
 * One pop-up with a box for each field.  Private to this folder.
 */
#ifndef SCREENS_ASKS_H
#define SCREENS_ASKS_H

struct app;
struct arena;
struct form;
struct record;
struct screen;
struct work_action;

/*
 * 0: *given holds what was typed (in mem), NULL when the action asks nothing; 1 cancelled.
 */
int asks_run(struct screen *s, struct app *app, const struct form *form,
	     const struct work_action *action, struct arena *mem, const struct record **given);

#endif
