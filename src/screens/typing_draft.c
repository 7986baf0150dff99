/*
 * typing_draft.c - the steps of typing.c as lines of a draft: written as they happen, written
 * anew when something is lacking, read again by another session.
 */
#include "screens/typing_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "data/drafts.h"
#include "screens/screens.h"

enum { SYNC_US = 1000000, RETRY_US = 2000000, LARGE = 64 * 1024, MANY = 4 };

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
		typing_note_began(t, part[1], &before);
	} else if (strcmp(part[0], "step") == 0 && count == STEP_PARTS && part[2]) {
		before = taken_mark(part + 3);
		after = taken_mark(part + 3 + MARK_PARTS);
		typing_note_step(t, strtoul(part[1], NULL, 10), part[2], &before, &after);
	} else if (strcmp(part[0], "now") == 0 && count == 4 && part[2]) {
		typing_set_now(t, part[1], part[3], strtoul(part[2], NULL, 10));
	} else if (strcmp(part[0], "undo") == 0 && count == 1) {
		typing_take_back(t, NULL, NULL);
	} else if (strcmp(part[0], "redo") == 0 && count == 1) {
		typing_do_again(t, NULL, NULL);
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

void typing_write_anew(struct typing *t)
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
		typing_write_anew(t);
	} else if (!t->behind) {
		if (draft_add(t->draft, str_text(line), &err) < 0)
			failed(t, &err);
		t->added += line->len;
		t->unsynced = 1;
	}
	str_clear(line);
}

void typing_tell_began(struct typing *t, const struct began *began)
{
	struct str line = { 0 };

	began_line(began, &line);
	tell(t, &line);
	str_release(&line);
}

void typing_tell_step(struct typing *t, const struct step *step)
{
	struct str line = { 0 };

	step_line(step, &line);
	tell(t, &line);
	str_release(&line);
}

void typing_tell_now(struct typing *t)
{
	struct str line = { 0 };

	now_line(t, &line);
	tell(t, &line);
	str_release(&line);
}

void typing_tell_word(struct typing *t, const char *word)
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
		typing_write_anew(t);
	if (!t->draft || t->behind || !t->unsynced || (!force && !is_past(t->synced, SYNC_US)))
		return;
	t->synced = instant_now();
	if (draft_sync(t->draft, &err) < 0)
		failed(t, &err);
	else
		t->unsynced = 0;
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
	int got =
		draft_read(app->dir, typing_user(app), name, &mem, &head, &lines, &count, err);

	*out = got == 0 ? typing_of(app, &head, NULL, lines, count) : NULL;
	if (*out) {
		/* it writes nothing */
		free((*out)->dir);
		(*out)->dir = NULL;
	}
	arena_release(&mem);
	return got;
}
