/*
 * typing.c - the steps typed on one screen and their draft.
 *
 * Owns the steps, what can be undone, and when the draft is written.  What is in memory is
 * whole: a draft that could not be written is written anew from it.
 */
#include "screens/typing_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "data/dataset.h"
#include "model/viewer.h"
#include "screens/screens.h"

/* ---- what happened, in memory ------------------------------------------------------------ */

static const char *kept(struct arena *mem, const char *text)
{
	return text ? arena_text(mem, text) : NULL;
}

static struct mark keep_mark(struct arena *mem, const struct mark *m)
{
	return (struct mark){ .text = arena_text(mem, m->text ? m->text : ""),
		.value = kept(mem, m->value),
		.note = text_is_empty(m->note) ? NULL : kept(mem, m->note),
		.carried = m->carried };
}

static int same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static int same_marks(const struct mark *a, const struct mark *b)
{
	return strcmp(a->text ? a->text : "", b->text ? b->text : "") == 0 &&
		same(a->value, b->value) && a->carried == b->carried &&
		strcmp(a->note ? a->note : "", b->note ? b->note : "") == 0;
}

void typing_set_now(struct typing *t, const char *place, const char *text, size_t cursor)
{
	struct str at = { 0 }, was = { 0 };

	/* the texts may be those of now itself */
	str_add(&at, place);
	str_add(&was, text ? text : "");
	str_release(&t->now.place);
	str_release(&t->now.text);
	t->now.place = at;
	t->now.text = was;
	t->now.is = 1;
	t->now.typed = text != NULL;
	t->now.cursor = cursor;
}

void typing_note_began(struct typing *t, const char *place, const struct mark *mark)
{
	*VEC_PUSH(&t->began) = (struct began){ .place = arena_text(&t->mem, place),
		.mark = keep_mark(&t->mem, mark) };
}

void typing_note_step(struct typing *t, unsigned long group, const char *place,
	const struct mark *before, const struct mark *after)
{
	t->steps.count = t->done;
	*VEC_PUSH(&t->steps) = (struct step){ .group = group,
		.place = arena_text(&t->mem, place),
		.before = keep_mark(&t->mem, before),
		.after = keep_mark(&t->mem, after) };
	t->done++;
	if (group > t->group)
		t->group = group;
	/* what was half typed there is a step now; who is cut off here goes on here */
	if (t->now.is && (!t->now.typed || strcmp(str_text(&t->now.place), place) == 0))
		typing_set_now(t, place, NULL, 0);
}

/* put NULL: only noted.  The place of the group's first step, NULL: there was nothing. */
const char *typing_take_back(struct typing *t, typing_put *put, void *ctx)
{
	unsigned long group = t->done ? t->steps.at[t->done - 1].group : 0;
	const struct step *s = NULL;

	while (t->done && t->steps.at[t->done - 1].group == group) {
		s = &t->steps.at[--t->done];
		if (put)
			put(ctx, s->place, &s->before);
	}
	if (!s)
		return NULL;
	typing_set_now(t, s->place, NULL, 0);
	return s->place;
}

const char *typing_do_again(struct typing *t, typing_put *put, void *ctx)
{
	const struct step *first = t->done < t->steps.count ? &t->steps.at[t->done] : NULL;

	while (t->done < t->steps.count && t->steps.at[t->done].group == first->group) {
		const struct step *s = &t->steps.at[t->done++];

		if (put)
			put(ctx, s->place, &s->after);
	}
	if (!first)
		return NULL;
	typing_set_now(t, first->place, NULL, 0);
	return first->place;
}

/* ---- opening and ending ------------------------------------------------------------------ */

static void copy_head(struct typing *t, const struct draft_head *head)
{
	struct arena mem = { 0 };
	struct draft_head h = *head;

	h.kind = arena_text(&mem, h.kind);
	h.form = arena_text(&mem, h.form);
	h.version = arena_text(&mem, h.version ? h.version : "");
	h.context = arena_text(&mem, h.context ? h.context : "");
	h.title = arena_text(&mem, h.title ? h.title : "");
	arena_release(&t->head_mem); /* what head may point into */
	t->head_mem = mem;
	t->head = h;
}

const char *typing_user(const struct app *app)
{
	const struct viewer *viewer = dataset_viewer(app->data);

	return viewer->user ? viewer->user : viewer->login ? viewer->login : "";
}

struct typing *typing_new(struct app *app, const struct draft_head *head)
{
	struct typing *t = xalloc(sizeof(*t));

	if (app->dir) {
		t->dir = xstrdup(app->dir);
		t->user = xstrdup(typing_user(app));
	}
	copy_head(t, head);
	return t;
}

static void forget_steps(struct typing *t)
{
	VEC_RELEASE(&t->began);
	VEC_RELEASE(&t->steps);
	str_release(&t->now.place);
	str_release(&t->now.text);
	memset(&t->now, 0, sizeof(t->now));
	arena_release(&t->mem);
	t->done = 0;
	t->behind = t->unsynced = 0;
	t->added = t->base = 0;
	str_clear(&t->trouble);
}

static void forget(struct typing **t)
{
	forget_steps(*t);
	arena_release(&(*t)->head_mem);
	str_release(&(*t)->trouble);
	free((*t)->dir);
	free((*t)->user);
	free(*t);
	*t = NULL;
}

void typing_close(struct typing **t)
{
	if (!*t)
		return;
	if ((*t)->behind)
		typing_write_anew(*t);
	if ((*t)->steps.count || (*t)->now.typed)
		draft_close(&(*t)->draft);
	else
		draft_drop(&(*t)->draft);
	forget(t);
}

int typing_put_away(struct typing **t)
{
	if ((*t)->behind)
		typing_write_anew(*t);
	typing_sync(*t, 1);
	if ((*t)->behind)
		return 0;
	typing_close(t);
	return 1;
}

void typing_drop(struct typing **t)
{
	if (!*t)
		return;
	draft_drop(&(*t)->draft);
	forget(t);
}

void typing_saved(struct typing *t, const struct draft_head *head)
{
	copy_head(t, head);
	draft_drop(&t->draft);
	forget_steps(t);
}

/* ---- typing ------------------------------------------------------------------------------ */

void typing_began(struct typing *t, const char *place, const struct mark *mark)
{
	typing_note_began(t, place, mark);
	if (t->draft)
		typing_tell_began(t, &t->began.at[t->began.count - 1]);
}

void typing_step(struct typing *t, const char *place, const struct mark *before,
	const struct mark *after)
{
	if (same_marks(before, after))
		return;
	typing_note_step(t, t->depth ? t->group : t->group + 1, place, before, after);
	typing_tell_step(t, &t->steps.at[t->done - 1]);
}

void typing_group_begin(struct typing *t)
{
	if (t->depth++ == 0)
		t->group++;
}

void typing_group_end(struct typing *t)
{
	if (t->depth == 0)
		BUG("a group of steps ends that has not begun");
	t->depth--;
}

void typing_now(struct typing *t, const char *place, const char *text, size_t cursor)
{
	int moved = !t->now.is || t->now.cursor != cursor || t->now.typed != (text != NULL) ||
		strcmp(str_text(&t->now.place), place) != 0 ||
		(text && strcmp(str_text(&t->now.text), text) != 0);

	if (moved) {
		typing_set_now(t, place, text, cursor);
		if (text || t->draft || t->behind)
			typing_tell_now(t);
	}
	typing_sync(t, 0);
}

int typing_undo(struct typing *t, typing_put *put, void *ctx, const char **place)
{
	*place = typing_take_back(t, put, ctx);
	if (*place)
		typing_tell_word(t, "undo");
	return *place != NULL;
}

int typing_redo(struct typing *t, typing_put *put, void *ctx, const char **place)
{
	*place = typing_do_again(t, put, ctx);
	if (*place)
		typing_tell_word(t, "redo");
	return *place != NULL;
}

int typing_is_open(const struct typing *t)
{
	return t->done > 0 || t->now.typed;
}

const char *typing_trouble(const struct typing *t)
{
	return str_text(&t->trouble);
}

/* ---- going on with a draft --------------------------------------------------------------- */

const struct draft_head *typing_head(const struct typing *t)
{
	return &t->head;
}

/* 1 when an earlier step than that one changed the same place. */
static int is_later(const struct typing *t, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(t->steps.at[i].place, t->steps.at[at].place) == 0)
			return 1;
	return 0;
}

/* In the order it was typed: rows grow and go as they did. */
void typing_replay(struct typing *t, typing_put *put, void *ctx, size_t *lost)
{
	*lost = 0;
	for (size_t i = 0; i < t->began.count; i++)
		put(ctx, t->began.at[i].place, &t->began.at[i].mark);
	for (size_t i = 0; i < t->done; i++)
		if (!put(ctx, t->steps.at[i].place, &t->steps.at[i].after) && !is_later(t, i))
			++*lost;
}

int typing_where(const struct typing *t, const char **place, const char **text, size_t *cursor)
{
	if (!t->now.is)
		return 0;
	*place = str_text(&t->now.place);
	*text = t->now.typed ? str_text(&t->now.text) : NULL;
	*cursor = t->now.cursor;
	return 1;
}

/* What stands in a place at the end of the steps; NULL: no step changed it. */
static const struct mark *last_mark(const struct typing *t, const char *place)
{
	for (size_t i = t->done; i > 0; i--)
		if (strcmp(t->steps.at[i - 1].place, place) == 0)
			return &t->steps.at[i - 1].after;
	return NULL;
}

static int is_half_typed(const struct typing *t, const char *place)
{
	return t->now.typed && strcmp(str_text(&t->now.place), place) == 0;
}

void typing_each(const struct typing *t,
	void (*visit)(void *ctx, const char *place, const struct mark *before,
		const struct mark *after),
	void *ctx)
{
	const struct mark half = { .text = str_text(&t->now.text) }, none = { .text = NULL };
	int told = 0;

	for (size_t i = 0; i < t->done; i++) {
		const struct step *s = &t->steps.at[i];
		const struct mark *end = last_mark(t, s->place);

		if (is_later(t, i))
			continue;
		if (is_half_typed(t, s->place)) {
			end = &half;
			told = 1;
		}
		if (!same_marks(&s->before, end))
			visit(ctx, s->place, &s->before, end);
	}
	if (t->now.typed && !told)
		visit(ctx, str_text(&t->now.place), &none, &half);
}
