/*
 * inbox.h - the rows of the inbox, for home and the list of all of them, and what each opens.
 *
 * Read when nobody types; what was read stays in sight until it is read again.  Private to this
 * folder.
 */
#ifndef SCREENS_INBOX_H
#define SCREENS_INBOX_H

#include "base/arena.h"
#include "base/err.h"
#include "model/period.h"
#include "tui/screen.h"
#include "work/inbox.h"

#include <stddef.h>
#include <stdint.h>

struct app;
struct cycle;
struct form;
struct model;
struct str;
struct unit;

struct inbox {
	struct model *model;            /* one hold: items belong to it */
	struct arena mem;
	struct inbox_item *items;
	size_t count;
	int known;                      /* it has been read */
	int fresh;                      /* 0: to be read at the next tick */
	uint64_t rights;                /* of the viewer, by which it was read */
};

void inbox_release(struct inbox *in);
/* For load(): to be read again; what stands there goes when conf or rights are others now. */
void inbox_expire(struct inbox *in, struct app *app);
/* For tick(): 1 it was read, 0 a key came first, -1. */
int inbox_refresh(struct inbox *in, struct app *app, struct err *err);
/* "returned  Planting 2027 H1: ..." */
void inbox_text(const struct inbox_item *item, struct str *out);
int inbox_look(const struct inbox_item *item);
/* Where the work is done. */
enum screen_next inbox_open(struct screen *s, struct app *app, const struct inbox_item *item);

/* 1: it is a filing that the viewer still has to make. */
int inbox_may_file(const struct app *app, const struct inbox_item *item);

/* The lines of one unit and period: the grid while there are none, else the filtered list. */
struct screen *scr_lines(struct app *app, const struct cycle *cycle, const struct unit *unit,
			 struct period period);
/* 1: the viewer confirms or accepts what units file. */
int inbox_reviews(const struct app *app);
/* 1: a post of the viewer's own unit, at it or below a unit other than the whole. */
int inbox_is_own(const struct app *app, const struct unit *unit);

#endif
