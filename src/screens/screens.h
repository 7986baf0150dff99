/*
 * screens.h - the screens, one scr_<noun>.c each, and what they share: struct app.
 *
 * A screen loads (data), draws (pure) and acts; rules, permissions and computations live
 * below.  Every text of a record goes through tui/, which cleans it.
 */
#ifndef SCREENS_SCREENS_H
#define SCREENS_SCREENS_H

#include "base/err.h"
#include "base/str.h"
#include "data/query.h"
#include "model/period.h"
#include "model/record.h"

#include <stdint.h>

struct conf_change;
struct conf_dirs;
struct cycle;
struct dataset;
struct form;
struct model;
struct reviewing;
struct screen;
struct unit;

/* One running terminal application; outlives its screens. */
struct app {
	struct dataset *data;           /* not ours */
	/* 1: conf or forms have changed and the dataset uses a new model now; 0 no; -1. */
	int (*reload)(void *context, struct err *err);
	void *context;
	const char *dir;                /* the data directory; NULL: no drafts, no settings */
	const struct conf_dirs *dirs;   /* not ours; NULL: conf is not shown */
	/* Ids of forms whose changed shape waits for forms --apply; NULL: none is known. */
	const char *const *(*waiting)(void *context, size_t *count);
	/* A change of conf/, noted and made: 0, 1 refused, *says why; -1.  NULL: not from here. */
	int (*change_conf)(void *context, const struct conf_change *change, struct str *says,
			   struct err *err);
	struct str later;               /* drafts not to be asked for again, a line each */
	struct str resume;              /* the draft that the next screen goes on with */
	int plain;                      /* 1: in lines, for dumb terminals and screen readers */
	struct reviewing *reviewing;    /* the filing that is open for review; NULL none */
	/* app.c's own, zero at first: */
	int64_t refreshed;              /* instant of the last app_refresh() that asked */
	struct str notice;              /* what is wrong with conf/keys, told on home */
	struct { struct last_record *at; size_t count, cap; } last;
};

/* Runs from home until the user leaves; 0, or 1 when the line went. */
int app_run(struct app *app, struct err *err);

const struct model *app_model(const struct app *app);   /* the one in use now */
/*
 * For load(): asks reload, at most once a second.  Screens hold the form by id and look it up
 * again; only a card and a grid with unsaved typing keep the model they were opened with.
 */
void app_refresh(struct app *app);
/* The record of this form saved last in this session; NULL none, or the form is another now. */
const struct record *app_last(const struct app *app, const struct form *form);
void app_keep_last(struct app *app, const struct record *record);       /* copied */
void app_forget_last(struct app *app);  /* app_run() does it at its end */

struct screen *scr_home(struct app *app);
/* What waits for the holder of one's posts, all of it. */
struct screen *scr_inbox(struct app *app);
/* Units and periods of a reporting cycle; NULL: the first one that is on. */
struct screen *scr_matrix(struct app *app, const struct cycle *cycle);
/* Who has not filed what was due, or filed late. */
struct screen *scr_overdue(struct app *app);
/* where NULL: all records.  The condition is copied. */
struct screen *scr_browse(struct app *app, const struct form *form, const char *where);
/* With a filter as if it had been typed: it is shown, and can be taken away. */
struct screen *scr_browse_filtered(struct app *app, const struct form *form, const char *line);
/* id 0: a new record, with start's values when given (copied). */
struct screen *scr_card(struct app *app, const struct form *form, uint64_t id,
			const struct record *start);
/* The record typed once more, blind. */
struct screen *scr_second(struct app *app, const struct form *form, uint64_t id);
/* period of kind PERIOD_NONE: the one that entry is about now. */
struct screen *scr_grid(struct app *app, const struct form *form, struct period period);
/* Where codes go down: of that unit. */
struct screen *scr_grid_of(
	struct app *app, const struct form *form, struct period period, const struct unit *unit);
struct screen *scr_history(struct app *app, const struct form *form, uint64_t id);
/* What all units filed for a period, exceptions first, to be confirmed or returned. */
struct screen *scr_review(struct app *app, const struct cycle *cycle, struct period period);
/* A returned filing: its line with the first open comment, or its lines. */
struct screen *scr_returned(struct app *app, const struct cycle *cycle, const struct unit *unit,
			    struct period period);
/* Closing a period: what is open, who unlocked it; corrections and unlocks in force. */
struct screen *scr_close(struct app *app, const struct cycle *cycle, struct period period);
struct screen *scr_corrections(struct app *app);
/* Deleted records of a form; undo from here. */
struct screen *scr_deleted(struct app *app, const struct form *form);

/* What happened beside the records; who is here; what of conf/ is in force. */
struct screen *scr_events(struct app *app);
struct screen *scr_sessions(struct app *app);
struct screen *scr_conf(struct app *app);
/* How units have changed, and changing them. */
struct screen *scr_units(struct app *app);

/* What the terminal sends, what it is taken for, what it would do. */
struct screen *scr_keys(void);

/* Every action table of every screen, for tests and the key list; ended by NULL. */
struct screen_class;
extern const struct screen_class *const screen_classes[];

#endif
