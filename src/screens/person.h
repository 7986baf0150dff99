/*
 * person.h - what the screens about one person share: who it is, found again at each load.
 *
 * Private to this folder.
 */
#ifndef SCREENS_PERSON_H
#define SCREENS_PERSON_H

#include "base/arena.h"
#include "base/err.h"
#include "data/people.h"
#include "screens/text_table.h"
#include "tui/screen.h"

#include <stdint.h>

struct app;
struct str;

struct person_view {
	struct app *app;                /* not ours */
	uint64_t id;                    /* of the user */
	struct arena mem;               /* of people */
	struct people people;           /* as of the last load */
	const struct person *user;      /* of people; NULL before the first load */
	int32_t day;                    /* of the last load */
};

/* The screens about one person begin with it. */
struct person_screen {
	struct text_screen list;
	struct person_view view;
};
struct screen *person_open(const struct screen_class *class, struct app *app, uint64_t user);
void person_unload(struct screen *s);
void person_heading(const struct screen *s, struct str *left, struct str *right);

/* For load(): the people anew; -1 when they cannot be read or the user is gone. */
int person_load(struct person_view *v, struct err *err);
/* What the user holds that day, in one line; "" nothing. */
void person_posts(const struct person_view *v, uint64_t user, struct str *out);
/* A user out of the list but one; 0: cancelled, or the list is empty. */
uint64_t person_choose(const struct person_view *v, struct screen *s, const char *title,
		       uint64_t but);
/* A reason that has to be given: 1, or 0 cancelled. */
int person_reason(struct screen *s, const char *label, struct str *out);

struct screen *scr_people(struct app *app);
/* What this person sees and may do. */
struct screen *scr_rights(struct app *app, uint64_t user);
struct screen *scr_person_keys(struct app *app, uint64_t user);
struct screen *scr_lock(struct app *app, uint64_t user);
struct screen *scr_handover(struct app *app, uint64_t user);
struct screen *scr_leave(struct app *app, uint64_t user);

#endif
