/*
 * typing_offer.c - a screen that opens finds the draft that belongs to it: resume it, look at
 * it, throw it away or leave it.
 */
#include "screens/typing.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "data/drafts.h"
#include "model/form.h"
#include "screens/draft_text.h"
#include "screens/screens.h"
#include "tui/keys.h"
#include "tui/popup.h"
#include "tui/screen.h"

enum answer { ANSWER_RESUME, ANSWER_COMPARE, ANSWER_DISCARD, ANSWER_LATER };

size_t drafts_count(const struct app *app, size_t *waiting)
{
	struct arena mem = { 0 };
	struct draft_list list = { 0 };
	struct err ignored = { 0 };

	*waiting = 0;
	if (app->dir)
		drafts_list(app->dir, typing_user(app), &mem, &list, &ignored);
	for (size_t i = 0; i < list.count; i++)
		*waiting += !list.at[i].held;
	arena_release(&mem);
	return list.count;
}

/* Without a place for drafts there is no later. */
enum typing_leave typing_leave(const struct app *app, struct screen *s, struct typing **t)
{
	const struct choice choices[] = { { 's', _("Save") }, { 'd', _("Discard") },
		{ 'l', _("Keep it as a draft for later") } };
	static const enum typing_leave answers[] = { LEAVE_SAVED, LEAVE_DISCARDED,
		LEAVE_LATER };
	size_t count = COUNT_OF(choices) - (app->dir == NULL);
	int answer = screen_ask(s, _("What you typed is not saved."), choices, count);
	enum typing_leave how = answer < 0 ? LEAVE_NOT : answers[answer];

	if (how == LEAVE_LATER && !typing_put_away(t)) {
		screen_warn(s,
			_("No draft can be written now: save it, or stay here and try later."));
		return LEAVE_NOT;
	}
	return how;
}

void typing_compare(struct app *app, struct screen *s, const char *name)
{
	struct typing *t;
	struct str text = { 0 };
	struct err err = { 0 };
	int got = typing_peek(app, name, &t, &err);

	if (got == 0) {
		draft_compare(app, t, &text);
		screen_show_text(s, _("The draft beside what is stored"), str_text(&text));
		typing_close(&t);
	} else if (got < 0) {
		screen_fail(s, &err);
	} else {
		screen_warn(s, _("This draft is gone: it was saved or discarded meanwhile."));
	}
	str_release(&text);
}

/* ---- going on ---------------------------------------------------------------------------- */

static int is_of(const struct draft_head *head, const char *kind, const char *form, uint64_t id)
{
	return strcmp(head->kind, kind) == 0 && strcmp(head->form, form) == 0 && head->id == id;
}

static void tell_resumed(struct app *app, struct screen *s, const struct typing *t)
{
	size_t places = draft_places(t);

	if (draft_state(app, typing_head(t)) == DRAFT_OLDER_FORM)
		screen_warn(s,
			_("Resumed. The form has changed since then: look through it before you "
			  "save."));
	else
		screen_message(s,
			P_("Resumed where you were: %zu place typed and not saved.",
				"Resumed where you were: %zu places typed and not saved.",
				places),
			places);
}

static enum typing_offer take(
	struct app *app, struct screen *s, const char *name, struct typing **out)
{
	struct err err = { 0 };
	int got = typing_take(app, name, out, &err);

	if (got < 0)
		screen_fail(s, &err);
	else if (got > 0)
		screen_warn(s, _("This draft is gone: it was saved or discarded meanwhile."));
	else
		tell_resumed(app, s, *out);
	return got == 0 ? OFFER_RESUME : OFFER_LATER;
}

/* The one that the list of drafts has named; it opens in nothing else. */
static enum typing_offer take_named(struct app *app, struct screen *s, const char *kind,
	const char *form, uint64_t id, struct typing **out)
{
	char *name = str_detach(&app->resume);
	enum typing_offer offer = take(app, s, name, out);

	if (offer == OFFER_RESUME && !is_of(typing_head(*out), kind, form, id)) {
		typing_close(out);
		screen_warn(s, _("This draft belongs to another record; it is kept."));
		offer = OFFER_LATER;
	}
	free(name);
	return offer;
}

void typing_resume_context(struct app *app, struct str *out)
{
	struct typing *t;
	struct err ignored = { 0 };

	if (!app->dir || !app->resume.len ||
		typing_peek(app, str_text(&app->resume), &t, &ignored) != 0)
		return;
	str_add(out, typing_head(t)->context);
	typing_close(&t);
}

/* ---- asking ------------------------------------------------------------------------------ */

/* Names that were answered with "later" are not asked for again in this session. */
static int is_put_off(const struct app *app, const char *name)
{
	const char *at = strstr(str_text(&app->later), name);

	return at && at[strlen(name)] == '\n';
}

static void put_off(struct app *app, const char *name)
{
	if (!is_put_off(app, name))
		str_addf(&app->later, "%s\n", name);
}

static void question(const struct draft_info *d, const struct typing *t, struct str *out)
{
	struct str age = { 0 };
	size_t places = draft_places(t);

	draft_age(d->changed, &age);
	str_addf(out,
		P_("You typed %zu place here and did not save it (%s, %s).",
			"You typed %zu places here and did not save them (%s, %s).", places),
		places, d->head.title, str_text(&age));
	if (d->held)
		str_addf(out, "\n%s",
			_("Another session of yours still has it open; resuming it here ends "
			  "that session, and nothing typed there is lost."));
	str_release(&age);
}

static enum answer ask(struct app *app, struct screen *s, const struct draft_info *d)
{
	const struct choice choices[] = {
		{ 'r', _("Resume") },
		{ 'c', _("Compare") },
		{ 'd', _("Discard") },
		{ 'l', _("Later") },
		{ K_ENTER, NULL },
	};
	struct str text = { 0 };
	struct typing *t;
	struct err err = { 0 };
	int got = typing_peek(app, d->name, &t, &err);

	if (got == 0) {
		question(d, t, &text);
		typing_close(&t);
		got = screen_ask(s, str_text(&text), choices, COUNT_OF(choices));
	} else {
		got = ANSWER_LATER;
	}
	str_release(&text);
	return got < 0 ? ANSWER_LATER : got == 4 ? ANSWER_RESUME : (enum answer)got;
}

/* 1 removed. */
int typing_discard(struct app *app, struct screen *s, const char *name)
{
	struct err err = { 0 };
	int got;

	if (!screen_confirm(s, _("Throw away what was typed there? This cannot be undone.")))
		return 0;
	got = draft_remove(app->dir, typing_user(app), name, &err);
	if (got < 0)
		screen_fail(s, &err);
	else if (got == 0)
		screen_warn(s,
			_("Another session of yours has it open; resume it here first, then "
			  "discard it."));
	else
		screen_message(s, _("The draft is discarded."));
	return got > 0;
}

static enum typing_offer offer_one(
	struct app *app, struct screen *s, const struct draft_info *d, struct typing **out)
{
	for (;;) {
		switch (ask(app, s, d)) {
		case ANSWER_RESUME:
			return take(app, s, d->name, out);
		case ANSWER_COMPARE:
			typing_compare(app, s, d->name);
			break;
		case ANSWER_DISCARD:
			if (typing_discard(app, s, d->name))
				return OFFER_DISCARDED;
			break;
		case ANSWER_LATER:
			put_off(app, d->name);
			return OFFER_LATER;
		}
	}
}

/* A new record that another session is just typing is no business of this one. */
static int is_for(const struct app *app, const struct draft_info *d, const char *context)
{
	return strcmp(d->head.context, context) == 0 && !(d->held && d->head.id == 0) &&
		!is_put_off(app, d->name);
}

enum typing_offer typing_offer(struct app *app, struct screen *s, const char *kind,
	const char *form, uint64_t id, const char *context, struct typing **out)
{
	struct arena mem = { 0 };
	struct draft_list list = { 0 };
	struct err err = { 0 };
	enum typing_offer offer = OFFER_NONE;

	*out = NULL;
	if (!app->dir)
		return OFFER_NONE;
	if (app->resume.len)
		return take_named(app, s, kind, form, id, out);
	if (drafts_list(app->dir, typing_user(app), &mem, &list, &err) < 0)
		screen_warn(s, "%s", err.text);
	for (size_t i = 0; i < list.count && offer == OFFER_NONE; i++)
		if (is_of(&list.at[i].head, kind, form, id) &&
			is_for(app, &list.at[i], context))
			offer = offer_one(app, s, &list.at[i], out);
	arena_release(&mem);
	return offer;
}
