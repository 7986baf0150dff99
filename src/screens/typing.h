/*
 * typing.h - what is being typed on one screen: steps that can be undone, kept in a draft.
 *
 * A place is a field's box or a grid's cell, by name ("f", "f#2" its second level, "g.0.f",
 * "CODE/f"); a mark is what stands in it.  A step is the change of one place; steps of
 * one group are undone together.  Everything goes to the draft as it happens, so that another
 * session can go on at the same place, undo included.  Private to this folder; knows no form.
 */
#ifndef SCREENS_TYPING_H
#define SCREENS_TYPING_H

#include "base/err.h"
#include "data/drafts.h"

#include <stddef.h>

struct app;
struct typing;

/* Kind of the draft of a blind second entry: never shown beside the record, nor saved as it. */
#define DRAFT_SECOND "retyped"

struct mark {                           /* borrowed texts */
	const char *text;               /* as the editor has it */
	const char *value;              /* as field_format() writes it; NULL: text is no value */
	const char *note;               /* NULL none */
	int carried;                    /* copied from last period, not yet confirmed */
};

/* Puts a mark into a place; the screen grows rows as it must.  Unknown places: returns 0. */
typedef int typing_put(void *ctx, const char *place, const struct mark *mark);

/*
 * Nothing is written before something is typed.  The head is copied.  app->dir NULL: undo only,
 * no draft.
 */
struct typing *typing_new(struct app *app, const struct draft_head *head);
void typing_close(struct typing **t);   /* the draft stays: the line went, or "later" */
/* The same because the user wants it for later: 0 when it cannot be written, it stays open. */
int typing_put_away(struct typing **t);
void typing_drop(struct typing **t);    /* thrown away by the user */
/* Stored: the draft goes, undo begins anew; the head is now that of what was stored. */
void typing_saved(struct typing *t, const struct draft_head *head);

/*
 * What a place of a new record held when it was opened (presets, sticky fields): needed to
 * begin it again, and no step to be undone.
 */
void typing_began(struct typing *t, const char *place, const struct mark *mark);
/* A place was left with another content, or an action changed it. Equal marks: nothing. */
void typing_step(struct typing *t, const char *place, const struct mark *before,
		 const struct mark *after);
/* Steps between the two are one; they may be nested. */
void typing_group_begin(struct typing *t);
void typing_group_end(struct typing *t);
/*
 * After each burst of keys: the text under the cursor, not yet a step.  text NULL: it is the
 * one of the place's mark, only the cursor stands there; that alone begins no draft.
 */
void typing_now(struct typing *t, const char *place, const char *text, size_t cursor);
/* On leaving a field, and from tick(): to the disk, at most once a second unless forced. */
void typing_sync(struct typing *t, int force);

/* Takes the last group back, or does it again; *place: where the cursor belongs. 0: nothing. */
int typing_undo(struct typing *t, typing_put *put, void *ctx, const char **place);
int typing_redo(struct typing *t, typing_put *put, void *ctx, const char **place);
/* Something was typed that a hang-up now would leave in a draft. */
int typing_is_open(const struct typing *t);
/* What is wrong with the draft just now ("the disk is full ..."), "" nothing. */
const char *typing_trouble(const struct typing *t);

/* ---- going on with a draft ---- */

/* > 0: it is gone.  The draft is taken over and goes on being written. */
int typing_take(struct app *app, const char *name, struct typing **out, struct err *err);
/* To be looked at only: another session may have it open. */
int typing_peek(struct app *app, const char *name, struct typing **out, struct err *err);
const struct draft_head *typing_head(const struct typing *t);
/* Puts what stood there at the end; *lost counts places that put() did not know. */
void typing_replay(struct typing *t, typing_put *put, void *ctx, size_t *lost);
/* The last typing_now() (*text NULL as it was there): 1, or 0 when there was none. */
int typing_where(const struct typing *t, const char **place, const char **text, size_t *cursor);
/*
 * Each place that differs from its beginning, for comparing; before->text NULL: what was there
 * is not known, the place is half typed.
 */
void typing_each(const struct typing *t,
	void (*visit)(void *ctx, const char *place, const struct mark *before,
		const struct mark *after), void *ctx);

/* ---- the user's drafts (typing_offer.c, scr_drafts.c) ---- */

const char *typing_user(const struct app *app); /* whose drafts they are */

struct screen;
struct str;

enum typing_offer { OFFER_NONE, OFFER_RESUME, OFFER_DISCARDED, OFFER_LATER };
/*
 * A draft of this kind, form, id and context, if there is one: resume / discard / compare /
 * later.  OFFER_RESUME: *out is the typing to go on with.  The one named by app->resume (set
 * by the list of drafts before it opens the screen) is taken without a question.
 */
enum typing_offer typing_offer(struct app *app, struct screen *s, const char *kind,
	const char *form, uint64_t id, const char *context, struct typing **out);
/* The context of the draft that app->resume names, "" none: "2021H1 2021-06-25". */
void typing_resume_context(struct app *app, struct str *out);
enum typing_leave { LEAVE_NOT, LEAVE_SAVED, LEAVE_DISCARDED, LEAVE_LATER };
/* What is to become of what was typed and not saved; LEAVE_LATER closes the draft. */
enum typing_leave typing_leave(const struct app *app, struct screen *s, struct typing **t);
/* Shows one beside what is stored. */
void typing_compare(struct app *app, struct screen *s, const char *name);
/* Asks, and removes it: 1 removed. */
int typing_discard(struct app *app, struct screen *s, const char *name);
/* All of them, as a screen: opened from home, and by itself at login when there are any. */
struct screen *scr_drafts(struct app *app);
/* How many there are; *waiting: of them those nobody has open. */
size_t drafts_count(const struct app *app, size_t *waiting);

#endif
