/*
 * typing.c - the steps typed on one screen and their draft.
 *
 * Owns the steps, what can be undone, and when the draft is written.  What is in memory is
 * whole: a draft that could not be written is written anew from it.
 */
#include "screens/typing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/str.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "model/viewer.h"
#include "screens/screens.h"

enum { SYNC_US = 1000000, RETRY_US = 2000000, LARGE = 64 * 1024, MANY = 4 };

struct began {
	const char *place;
	struct mark mark;
};

struct step {
	unsigned long group;
	const char *place;
	struct mark before, after;
};

struct typing {
	char *dir, *user; /* dir NULL: no draft */
	struct arena head_mem, mem;
	struct draft_head head;
	VEC(struct began) began;
	VEC(struct step) steps;
	size_t done; /* of steps; those behind it can be done again */
	unsigned long group; /* the last one given out */
	unsigned depth; /* of open groups */
	struct {
		int is, typed; /* typed 0: only the cursor is there */
		struct str place, text;
		size_t cursor;
	} now;
	struct draft *draft; /* NULL: nothing written yet */
	int behind; /* the draft lacks something: it is to be written anew */
	int unsynced;
	int64_t tried, synced; /* instants */
	size_t added, base; /* bytes since it was last written whole, and then */
	struct str trouble;
};

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

static void set_now(
	struct typing *t, const char *place, const char *text, size_t cursor)
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

static void note_began(struct typing *t, const char *place, const struct mark *mark)
{
	*VEC_PUSH(&t->began) = (struct began){ .place = arena_text(&t->mem, place),
		.mark = keep_mark(&t->mem, mark) };
}

static void note_step(struct typing *t, unsigned long group, const char *place,
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
	/* what was half typed there is a step now */
	if (t->now.is && strcmp(str_text(&t->now.place), place) == 0)
		t->now.typed = 0;
}

/* put NULL: only noted.  The place of the group's first step, NULL: there was nothing. */
static const char *take_back(struct typing *t, typing_put *put, void *ctx)
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
	set_now(t, s->place, NULL, 0);
	return s->place;
}

static const char *do_again(struct typing *t, typing_put *put, void *ctx)
{
	const struct step *first = t->done < t->steps.count ? &t->steps.at[t->done] : NULL;

	while (t->done < t->steps.count && t->steps.at[t->done].group == first->group) {
		const struct step *s = &t->steps.at[t->done++];

		if (put)
			put(ctx, s->place, &s->after);
	}
	if (!first)
		return NULL;
	set_now(t, first->place, NULL, 0);
	return first->place;
}

/* ---- what happened, as lines ------------------------------------------------------------- */

enum { MARK_PARTS = 4, STEP_PARTS = 3 + 2 * MARK_PARTS };

static void put_number(struct str *line, unsigned long n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lu", n);
	draft_put(line, text);
}

static void put_mark(struct str *line, const struct mark *m)
{
	draft_put(line, m->text);
	draft_put(line, m->value);
	draft_put(line, m->note);
	draft_put(line, m->carried ? "1" : "0");
}

static struct mark taken_mark(char **part)
{
	return (struct mark){ .text = part[0] ? part[0] : "",
		.value = part[1],
		.note = part[2],
		.carried = part[3] && strcmp(part[3], "1") == 0 };
}

static void began_line(const struct began *b, struct str *line)
{
	draft_put(line, "began");
	draft_put(line, b->place);
	put_mark(line, &b->mark);
}

static void step_line(const struct step *s, struct str *line)
{
	draft_put(line, "step");
	put_number(line, s->group);
	draft_put(line, s->place);
	put_mark(line, &s->before);
	put_mark(line, &s->after);
}

static void now_line(const struct typing *t, struct str *line)
{
	draft_put(line, "now");
	draft_put(line, str_text(&t->now.place));
	put_number(line, t->now.cursor);
	draft_put(line, t->now.typed ? str_text(&t->now.text) : NULL);
}

/* Lines that say nothing here are passed over. */
static void read_line(struct typing *t, char **part, size_t count)
{
	struct mark before, after;

	for (size_t i = 0; i < 2 && i < count; i++)
		if (!part[i])
			return;
	if (strcmp(part[0], "began") == 0 && count == 2 + MARK_PARTS) {
		before = taken_mark(part + 2);
		note_began(t, part[1], &before);
	} else if (strcmp(part[0], "step") == 0 && count == STEP_PARTS && part[2]) {
		before = taken_mark(part + 3);
		after = taken_mark(part + 3 + MARK_PARTS);
		note_step(t, strtoul(part[1], NULL, 10), part[2], &before, &after);
	} else if (strcmp(part[0], "now") == 0 && count == 4 && part[2]) {
		set_now(t, part[1], part[3], strtoul(part[2], NULL, 10));
	} else if (strcmp(part[0], "undo") == 0 && count == 1) {
		take_back(t, NULL, NULL);
	} else if (strcmp(part[0], "redo") == 0 && count == 1) {
		do_again(t, NULL, NULL);
	}
}

static void read_lines(struct typing *t, const char **lines, size_t count)
{
	struct arena mem = { 0 };

	for (size_t i = 0; i < count; i++) {
		size_t parts;
		char **part = draft_split(lines[i], &mem, &parts);

		read_line(t, part, parts);
		arena_clear(&mem);
	}
	arena_release(&mem);
}

/* ---- the draft --------------------------------------------------------------------------- */

struct lines {
	const char **at;
	size_t count, cap;
};

static void add_line(struct lines *lines, struct arena *mem, struct str *line)
{
	*VEC_PUSH(lines) = arena_text(mem, str_text(line));
	str_clear(line);
}

/* How many undos take the steps behind `done` back. */
static size_t groups_behind(const struct typing *t)
{
	size_t count = 0;

	for (size_t i = t->done; i < t->steps.count; i++)
		count += i == t->done || t->steps.at[i].group != t->steps.at[i - 1].group;
	return count;
}

/* All that is known, as lines. */
static void all_lines(const struct typing *t, struct arena *mem, struct lines *out)
{
	struct str line = { 0 };

	for (size_t i = 0; i < t->began.count; i++) {
		began_line(&t->began.at[i], &line);
		add_line(out, mem, &line);
	}
	for (size_t i = 0; i < t->steps.count; i++) {
		step_line(&t->steps.at[i], &line);
		add_line(out, mem, &line);
	}
	for (size_t i = groups_behind(t); i > 0; i--) {
		str_add(&line, "undo");
		add_line(out, mem, &line);
	}
	if (t->now.is) {
		now_line(t, &line);
		add_line(out, mem, &line);
	}
	str_release(&line);
}

static void failed(struct typing *t, const struct err *err)
{
	t->behind = 1;
	t->tried = instant_now();
	str_clear(&t->trouble);
	str_add(&t->trouble, err->text);
}

static void write_anew(struct typing *t)
{
	struct arena mem = { 0 };
	struct lines lines = { 0 };
	struct err err = { 0 };
	int status = 0;

	all_lines(t, &mem, &lines);
	if (!t->draft)
		status = draft_new(t->dir, t->user, &t->head, &t->draft, &err);
	if (status == 0)
		status = draft_rewrite(t->draft, lines.at, lines.count, &err);
	if (status < 0) {
		failed(t, &err);
	} else {
		t->behind = t->added = 0;
		t->base = mem.used;
		t->unsynced = 1;
		str_clear(&t->trouble);
	}
	VEC_RELEASE(&lines);
	arena_release(&mem);
}

static int is_past(int64_t since, int64_t us)
{
	int64_t now = instant_now();

	return now - since >= us || now < since;
}

/* Something new that the line tells; the draft begins with it, or is made whole again. */
static void tell(struct typing *t, struct str *line)
{
	struct err err = { 0 };

	if (!t->dir) {
		str_clear(line);
		return;
	}
	if (t->behind ? is_past(t->tried, RETRY_US)
		      : !t->draft || t->added > LARGE + MANY * t->base) {
		write_anew(t);
	} else if (!t->behind) {
		if (draft_add(t->draft, str_text(line), &err) < 0)
			failed(t, &err);
		t->added += line->len;
		t->unsynced = 1;
	}
	str_clear(line);
}

static void tell_word(struct typing *t, const char *word)
{
	struct str line = { 0 };

	str_add(&line, word);
	tell(t, &line);
	str_release(&line);
}

void typing_sync(struct typing *t, int force)
{
	struct err err = { 0 };

	if (t->behind && is_past(t->tried, RETRY_US))
		write_anew(t);
	if (!t->draft || t->behind || !t->unsynced ||
		(!force && !is_past(t->synced, SYNC_US)))
		return;
	t->synced = instant_now();
	if (draft_sync(t->draft, &err) < 0)
		failed(t, &err);
	else
		t->unsynced = 0;
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
		write_anew(*t);
	if ((*t)->steps.count || (*t)->now.typed)
		draft_close(&(*t)->draft);
	else
		draft_drop(&(*t)->draft);
	forget(t);
}

int typing_put_away(struct typing **t)
{
	if ((*t)->behind)
		write_anew(*t);
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
	struct str line = { 0 };

	note_began(t, place, mark);
	if (t->draft) {
		began_line(&t->began.at[t->began.count - 1], &line);
		tell(t, &line);
	}
	str_release(&line);
}

void typing_step(struct typing *t, const char *place, const struct mark *before,
	const struct mark *after)
{
	struct str line = { 0 };

	if (same_marks(before, after))
		return;
	note_step(t, t->depth ? t->group : t->group + 1, place, before, after);
	step_line(&t->steps.at[t->done - 1], &line);
	tell(t, &line);
	str_release(&line);
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
	struct str line = { 0 };
	int moved = !t->now.is || t->now.cursor != cursor || t->now.typed != (text != NULL) ||
		strcmp(str_text(&t->now.place), place) != 0 ||
		(text && strcmp(str_text(&t->now.text), text) != 0);

	if (moved) {
		set_now(t, place, text, cursor);
		now_line(t, &line);
		if (text || t->draft || t->behind)
			tell(t, &line);
		str_release(&line);
	}
	typing_sync(t, 0);
}

int typing_undo(struct typing *t, typing_put *put, void *ctx, const char **place)
{
	*place = take_back(t, put, ctx);
	if (*place)
		tell_word(t, "undo");
	return *place != NULL;
}

int typing_redo(struct typing *t, typing_put *put, void *ctx, const char **place)
{
	*place = do_again(t, put, ctx);
	if (*place)
		tell_word(t, "redo");
	return *place != NULL;
}

int typing_can_undo(const struct typing *t)
{
	return t->done > 0;
}

int typing_can_redo(const struct typing *t)
{
	return t->done < t->steps.count;
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

static struct typing *typing_of(struct app *app, const struct draft_head *head,
	struct draft *draft, const char **lines, size_t count)
{
	struct typing *t = typing_new(app, head);

	read_lines(t, lines, count);
	t->draft = draft;
	for (size_t i = 0; i < count; i++)
		t->added += strlen(lines[i]);
	return t;
}

int typing_take(struct app *app, const char *name, struct typing **out, struct err *err)
{
	struct arena mem = { 0 };
	struct draft *draft = NULL;
	struct draft_head head;
	const char **lines;
	size_t count;
	int got = draft_take(
		app->dir, typing_user(app), name, &mem, &draft, &head, &lines, &count, err);

	*out = got == 0 ? typing_of(app, &head, draft, lines, count) : NULL;
	arena_release(&mem);
	return got;
}

int typing_peek(struct app *app, const char *name, struct typing **out, struct err *err)
{
	struct arena mem = { 0 };
	struct draft_head head;
	const char **lines;
	size_t count;
	int got = draft_read(
		app->dir, typing_user(app), name, &mem, &head, &lines, &count, err);

	*out = got == 0 ? typing_of(app, &head, NULL, lines, count) : NULL;
	if (*out) {
		/* it writes nothing */
		free((*out)->dir);
		(*out)->dir = NULL;
	}
	arena_release(&mem);
	return got;
}

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
		const struct mark *after), void *ctx)
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
