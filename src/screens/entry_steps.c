/*
 * entry_steps.c - the changes of an entry as steps of typing.h: taken back, done again, kept
 * in a draft and gone on with.
 *
 * After each action the boxes are compared with what they were; what differs is one group.  So
 * whatever follows from a change (levels of a unit, dates a period gives, rows that move up) is
 * taken back with it.
 */
#include "screens/entry_steps.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/vec.h"
#include "data/drafts.h"
#include "model/field_type.h"
#include "model/form.h"
#include "screens/entry.h"
#include "screens/entry_rows.h"
#include "screens/screens.h"
#include "screens/second.h"
#include "screens/typing.h"

/* What typing.h knows of one box. */
struct kept_mark {
	struct str place, text, value, note;
	int faulty; /* value is none */
	int carried;
	int seen;
};

struct marks {
	struct kept_mark *at;
	size_t count, cap;
};

/* ---- places ------------------------------------------------------------------------------ */

void entry_place(const struct box *box, struct str *out)
{
	str_clear(out);
	if (box->group)
		str_addf(out, "%s.%zu.%s", box->group->id, box->row, box->field->id);
	else if (box->level > 1)
		str_addf(out, "%s#%d", box->field->id, box->level);
	else
		str_add(out, box->field->id);
}

struct box *entry_at_place(struct entry *e, const char *place)
{
	struct str name = { 0 };
	struct box *found = NULL;

	for (size_t i = 0; i < e->boxes.count && !found; i++) {
		entry_place(&e->boxes.at[i], &name);
		if (strcmp(str_text(&name), place) == 0)
			found = &e->boxes.at[i];
	}
	str_release(&name);
	return found;
}

/* The group and row of "g.ROW.f"; NULL: another place, or not one of this form. */
static const struct field *group_of_place(
	const struct entry *e, const char *place, size_t *row, const char **cell)
{
	const char *dot = strchr(place, '.');
	char *end;

	if (!dot)
		return NULL;
	*row = strtoul(dot + 1, &end, 10);
	if (end == dot + 1 || *end != '.')
		return NULL;
	*cell = end + 1;
	for (size_t i = 0; i < e->form->field_count; i++) {
		const struct field *field = &e->form->fields[i];

		if (field->group && strlen(field->id) == (size_t)(dot - place) &&
			strncmp(field->id, place, (size_t)(dot - place)) == 0)
			return field;
	}
	return NULL;
}

enum { MOST_ROWS = 10000 };

/* As entry_at_place(), with the rows it takes. */
static struct box *grown_place(struct entry *e, const char *place)
{
	struct box *box = entry_at_place(e, place);
	const struct field *group;
	const char *cell;
	size_t row;

	if (box || !(group = group_of_place(e, place, &row, &cell)) || row > MOST_ROWS ||
		!form_field(group->group, cell))
		return box;
	while (entry_row_count(e, group) <= row)
		entry_append_row(e, group);
	return entry_at_place(e, place);
}

/* ---- marks ------------------------------------------------------------------------------- */

static void release_marks(struct marks *m)
{
	for (size_t i = 0; i < m->count; i++) {
		struct kept_mark *k = &m->at[i];

		str_release(&k->place);
		str_release(&k->text);
		str_release(&k->value);
		str_release(&k->note);
	}
	VEC_RELEASE(m);
}

void entry_forget_steps(struct entry *e)
{
	struct marks old = { e->kept.at, e->kept.count, e->kept.cap };

	release_marks(&old);
	e->kept.at = NULL;
	e->kept.count = e->kept.cap = 0;
}

static void take_marks(const struct entry *e, struct marks *out)
{
	for (size_t i = 0; i < e->boxes.count; i++) {
		const struct box *box = &e->boxes.at[i];
		struct kept_mark *k;

		if (box->locked)
			continue;
		k = VEC_PUSH(out);
		entry_place(box, &k->place);
		str_add(&k->text, str_text(&box->left));
		k->faulty = box->faulty;
		if (!box->faulty)
			field_format(e->model, box->field, &box->value, &k->value);
		str_add(&k->note, box->value.note ? box->value.note : "");
		k->carried = box->value.carried;
	}
}

static struct mark mark_of(const struct kept_mark *k)
{
	return (struct mark){ .text = str_text(&k->text),
		.value = k->faulty ? NULL : str_text(&k->value),
		.note = k->note.len ? str_text(&k->note) : NULL,
		.carried = k->carried };
}

static struct mark no_mark(void)
{
	return (struct mark){ .text = "", .value = "" };
}

static int is_same(const struct kept_mark *a, const struct kept_mark *b)
{
	return a->faulty == b->faulty && a->carried == b->carried &&
		strcmp(str_text(&a->text), str_text(&b->text)) == 0 &&
		strcmp(str_text(&a->value), str_text(&b->value)) == 0 &&
		strcmp(str_text(&a->note), str_text(&b->note)) == 0;
}

static int is_blank(const struct kept_mark *k)
{
	return !k->faulty && !k->carried && k->text.len == 0 && k->value.len == 0 &&
		k->note.len == 0;
}

/* Boxes stay in their order but for rows that come and go: the next one is looked at first. */
static struct kept_mark *find_mark(struct marks *m, const char *place, size_t *next)
{
	for (size_t n = 0; n < m->count; n++) {
		size_t i = (*next + n) % m->count;

		if (strcmp(str_text(&m->at[i].place), place) == 0) {
			*next = i + 1;
			return &m->at[i];
		}
	}
	return NULL;
}

/* Keeps the marks as they are now, without a step. */
static void keep_marks(struct entry *e)
{
	struct marks now = { 0 };

	take_marks(e, &now);
	entry_forget_steps(e);
	e->kept.at = now.at;
	e->kept.count = now.count;
	e->kept.cap = now.cap;
}

/* ---- steps ------------------------------------------------------------------------------- */

static void one_step(struct entry *e, const char *place, struct mark before, struct mark after,
	size_t *steps)
{
	if ((*steps)++ == 0)
		typing_group_begin(e->typing);
	typing_step(e->typing, place, &before, &after);
}

/* Steps from the marks kept to those of now; how many. */
static size_t compare_marks(struct entry *e, struct marks *old, struct marks *now)
{
	size_t steps = 0, next = 0;

	for (size_t i = 0; i < now->count; i++) {
		const char *place = str_text(&now->at[i].place);
		struct kept_mark *was = find_mark(old, place, &next);

		if (was)
			was->seen = 1;
		if (was ? !is_same(was, &now->at[i]) : !is_blank(&now->at[i]))
			one_step(e, place, was ? mark_of(was) : no_mark(), mark_of(&now->at[i]),
				&steps);
	}
	for (size_t i = 0; i < old->count; i++) {
		const struct kept_mark *was = &old->at[i];

		if (!was->seen && !is_blank(was))
			one_step(e, str_text(&was->place), mark_of(was), no_mark(), &steps);
	}
	if (steps > 0)
		typing_group_end(e->typing);
	return steps;
}

size_t entry_step(struct entry *e)
{
	struct marks old = { e->kept.at, e->kept.count, e->kept.cap }, now = { 0 };
	size_t steps;

	if (!e->typing)
		return 0;
	take_marks(e, &now);
	steps = compare_marks(e, &old, &now);
	release_marks(&old);
	e->kept.at = now.at;
	e->kept.count = now.count;
	e->kept.cap = now.cap;
	return steps;
}

/* ---- the draft --------------------------------------------------------------------------- */

static void open_typing(struct entry *e)
{
	struct str version = { 0 }, title = { 0 };
	struct draft_head head = {
		.kind = e->second ? DRAFT_SECOND : "card",
		.form = e->form->id,
		.id = e->second ? e->second : e->base->id,
		.revision = e->base->revision,
		.context = "",
	};

	form_version(e->form, &version);
	if (e->second)
		second_title(e->model, e->base, e->second, &title);
	else if (e->base->id)
		record_title(e->model, e->base, &title);
	else
		str_add(&title, _("new record"));
	head.version = str_text(&version);
	head.title = str_text(&title);
	if (e->typing)
		typing_saved(e->typing, &head);
	else
		e->typing = typing_new(e->app, &head);
	str_release(&version);
	str_release(&title);
}

void entry_begin_steps(struct entry *e)
{
	open_typing(e);
	keep_marks(e);
	for (size_t i = 0; e->base->id == 0 && i < e->kept.count; i++) {
		const struct kept_mark *k = &e->kept.at[i];
		struct mark mark = mark_of(k);

		if (!is_blank(k))
			typing_began(e->typing, str_text(&k->place), &mark);
	}
}

void entry_keep(struct entry *e, int force)
{
	const struct box *box = entry_now(e);
	struct str place = { 0 };

	if (!e->typing || !box || box->locked)
		return;
	entry_place(box, &place);
	typing_now(e->typing, str_text(&place),
		strcmp(editor_text(&box->editor), str_text(&box->left)) == 0
			? NULL
			: editor_text(&box->editor),
		box->editor.cursor);
	typing_sync(e->typing, force);
	str_release(&place);
}

void entry_stored(struct entry *e, const struct record *saved)
{
	if (saved != e->base) {
		e->base = record_copy(saved, &e->mem);
		entry_fill(e, e->base);
	}
	if (!e->typing)
		return;
	open_typing(e);
	keep_marks(e);
}

void entry_rebase(struct entry *e, const struct record *base, const struct record *mine)
{
	struct record *now = record_copy(mine, &e->mem);

	e->base = record_copy(base, &e->mem);
	entry_fill(e, e->base);
	if (e->typing) {
		typing_drop(&e->typing);
		open_typing(e);
		keep_marks(e);
	}
	entry_fill(e, now);
	e->touched = 1;
	entry_step(e);
}

/* ---- putting back ------------------------------------------------------------------------ */

/* A text that is no value says again why. */
static void put_fault(struct entry *e, struct box *box, const char *text)
{
	box->value = value_state_only(VALUE_NONE);
	entry_show_text(e, box, "");
	editor_set(&box->editor, text);
	entry_fault(e, box);
}

static int put(void *ctx, const char *place, const struct mark *mark)
{
	struct entry *e = ctx;
	struct box *box = grown_place(e, place);
	struct value value = value_state_only(VALUE_NONE);
	struct err why = { 0 };

	if (!box || box->locked)
		return 0;
	if (!mark->value ||
		field_parse(e->model, box->field, mark->value, &e->mem, &value, &why) < 0) {
		put_fault(e, box, mark->text);
	} else {
		box->value = value;
		entry_show_text(e, box, mark->text);
		entry_check_box(e, box);
	}
	box->value.note = mark->note && *mark->note ? arena_text(&e->mem, mark->note) : NULL;
	box->value.carried = mark->carried != 0;
	return 1;
}

/* After boxes have been put: what follows from them, and the cursor in one of them. */
static void settle_down(struct entry *e, const char *place)
{
	struct box *box;

	entry_follow(e);
	box = place ? entry_at_place(e, place) : NULL;
	if (box && entry_can_focus(e, box))
		entry_go(e, (size_t)(box - e->boxes.at));
	e->touched = 1;
	keep_marks(e);
}

/* The half-typed box is left, so that it can be done again; 1: that was all. */
static int take_back_typing(struct entry *e)
{
	struct box *box = entry_now(e);

	if (!box || box->locked || strcmp(editor_text(&box->editor), str_text(&box->left)) == 0)
		return 0;
	if (!(box->field->flags & FIELD_TWICE)) {
		entry_settle(e, box);
		return entry_step(e) == 0;
	}
	/* it was emptied for the second time: what is taken back is the first */
	if (editor_text(&box->editor)[0] == '\0' && entry_waits_twice(e, box))
		return 0;
	editor_set(&box->editor, str_text(&box->left));
	e->fresh = 1;
	return 1;
}

int entry_undo(struct entry *e)
{
	const char *place = NULL;

	if (!e->typing)
		return 0;
	if (take_back_typing(e))
		return 1;
	if (!typing_undo(e->typing, put, e, &place))
		return 0;
	settle_down(e, place);
	return 1;
}

int entry_redo(struct entry *e)
{
	struct box *box = entry_now(e);
	const char *place = NULL;

	if (!e->typing)
		return 0;
	if (box && !box->locked &&
		strcmp(editor_text(&box->editor), str_text(&box->left)) != 0) {
		/* what is half typed would be lost: it is a step, and nothing follows it */
		entry_settle(e, box);
		if (entry_step(e) > 0)
			return 0;
	}
	if (!typing_redo(e->typing, put, e, &place))
		return 0;
	settle_down(e, place);
	return 1;
}

/* ---- going on ---------------------------------------------------------------------------- */

static void empty_boxes(struct entry *e)
{
	for (size_t i = 0; i < e->boxes.count; i++) {
		struct box *box = &e->boxes.at[i];

		if (box->locked)
			continue;
		box->value = value_state_only(VALUE_NONE);
		entry_show_text(e, box, "");
	}
}

size_t entry_resume(struct entry *e, struct typing **typing)
{
	const char *place = NULL, *text = NULL;
	size_t cursor = 0, lost = 0;
	struct box *box;

	e->typing = *typing;
	*typing = NULL;
	if (e->base->id == 0)
		empty_boxes(e);
	typing_replay(e->typing, put, e, &lost);
	if (!typing_where(e->typing, &place, &text, &cursor))
		place = NULL;
	if (place)
		grown_place(e, place);
	settle_down(e, place);
	box = place ? entry_at_place(e, place) : NULL;
	if (box && !box->locked) {
		if (text)
			editor_set(&box->editor, text);
		if (cursor <= box->editor.text.len)
			box->editor.cursor = cursor;
		e->fresh = text == NULL;
	}
	return lost;
}
