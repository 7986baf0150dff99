/*
 * entry_merge.c - somebody else saved the record meanwhile: what each has changed goes
 * together, and what both have changed is chosen field by field.
 *
 * Nothing is taken out of the boxes before that is decided, and nobody types again.
 */
#include "screens/entry_save.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/xalloc.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/merge.h"
#include "model/model.h"
#include "model/viewer.h"
#include "screens/entry_steps.h"
#include "screens/screens.h"
#include "tui/list.h"
#include "tui/popup.h"
#include "tui/screen.h"

enum { VIEW_COLS = 74, DETAIL_ROWS = 2, MOST_ROWS = 8 };
enum { SIDES = 3, MINE = 1 };

struct clashes {
	struct saving *v;
	struct merge merge;
	const struct record *sides[SIDES]; /* base, mine, theirs */
	int *chosen; /* a side, -1 not yet; beside merge.clashes */
	struct str who;
	struct list_view list;
	int below; /* rows for a field in full */
};

/* ---- who --------------------------------------------------------------------------------- */

void entry_by_whom(struct saving *v, uint64_t id, struct str *out)
{
	struct revision_list list = { 0 };
	struct err ignored = { 0 };
	const struct revision *last;
	struct str when = { 0 };

	if (data_history(v->e->app->data, v->e->form, id, &v->mem, &list, &ignored) < 0 ||
		list.count == 0) {
		str_add(out, _("somebody"));
		return;
	}
	last = &list.at[list.count - 1];
	instant_print_minute(last->instant, &when);
	str_addf(out, "%s %s",
		*last->user_name      ? last->user_name
			: *last->user ? last->user
				      : _("system"),
		str_text(&when));
	str_release(&when);
}

/* ---- what both have changed -------------------------------------------------------------- */

static void value_text_of(struct clashes *k, const struct field *field,
	const struct value *value, int whole, struct str *out)
{
	if (whole && field->group)
		field_format(k->v->e->model, field, value, out);
	else
		data_show(k->v->e->app->data, field, value, out);
	if (value->state == VALUE_NONE)
		str_add(out, _("(empty)"));
	if (value->note)
		str_addf(out, " ' %s", value->note);
}

static void draw_field(
	struct clashes *k, struct canvas *c, int row, size_t i, int label, int wide)
{
	const struct field *field = k->merge.clashes.at[i];
	struct str text = { 0 };

	canvas_fit(
		c, row, 2, label - 1, CANVAS_LEFT, LOOK_PLAIN, field_label(field, i18n_lang()));
	for (int side = 0; side < SIDES; side++) {
		str_clear(&text);
		/* what was chosen is marked, so that it can be seen before the last is */
		if (k->chosen[i] == side)
			str_add(&text, "* ");
		value_text_of(k, field, &k->sides[side]->values[field->index], 0, &text);
		canvas_fit(c, row, 2 + label + side * wide, wide - 1, CANVAS_LEFT, LOOK_PLAIN,
			str_text(&text));
	}
	str_release(&text);
	if (i != k->list.at)
		return;
	list_draw_marker(c, row);
	canvas_cursor(c, row, 0);
}

static void whole_text(struct clashes *k, const struct field *field, int side, struct str *out)
{
	const char *heads[] = { _("was"), _("mine"), _("theirs") };

	str_addf(out, "%s: ", heads[side]);
	value_text_of(k, field, &k->sides[side]->values[field->index], 1, out);
}

/* The field the cursor is on, in full; returns the rows used.  c NULL: only counted. */
static int draw_whole(struct clashes *k, const struct field *field, struct canvas *c, int row)
{
	int used = 0;

	for (int side = 0; side < SIDES; side++) {
		struct str text = { 0 };
		int rows;

		whole_text(k, field, side, &text);
		if (c)
			rows = canvas_wrap(c, row + used, 2, DETAIL_ROWS, c->cols - 2,
				LOOK_PLAIN, str_text(&text));
		else
			rows = text_wrap_rows(str_text(&text), VIEW_COLS - 2);
		used += rows < DETAIL_ROWS ? rows : DETAIL_ROWS;
		str_release(&text);
	}
	return used;
}

/* Rows for the longest of them. */
static int whole_rows(struct clashes *k)
{
	int most = 0;

	for (size_t i = 0; i < k->merge.clashes.count; i++) {
		int rows = draw_whole(k, k->merge.clashes.at[i], NULL, 0);

		most = rows > most ? rows : most;
	}
	return most;
}

static void intro(const struct clashes *k, struct str *out)
{
	str_addf(out,
		P_("Saved meanwhile by %s. This field was changed by both of you:",
			"Saved meanwhile by %s. These fields were changed by both of you:",
			k->merge.clashes.count),
		str_text(&k->who));
}

static void draw(void *ctx, struct canvas *c)
{
	struct clashes *k = ctx;
	const char *heads[] = { _("b was"), _("m mine"), _("t theirs") };
	int label = c->cols / 4, wide = (c->cols - 2 - label) / SIDES;
	int rows, row;
	struct str text = { 0 };

	intro(k, &text);
	row = canvas_wrap(c, 0, 0, 2, c->cols, LOOK_PLAIN, str_text(&text));
	for (int side = 0; side < SIDES; side++)
		canvas_fit(c, row, 2 + label + side * wide, wide - 1, CANVAS_LEFT, LOOK_ACCENT,
			heads[side]);
	row++;
	rows = c->rows - row - 1 - k->below;
	rows = rows > 1 ? rows : 1;
	list_scroll(&k->list, k->merge.clashes.count, rows);
	for (int i = 0; i < rows && k->list.top + (size_t)i < k->merge.clashes.count; i++)
		draw_field(k, c, row++, k->list.top + (size_t)i, label, wide);
	draw_whole(k, k->merge.clashes.at[k->list.at], c, row + 1);
	str_release(&text);
}

/* To the next field nobody has chosen for; 1 when there is none. */
static int go_on(struct clashes *k)
{
	size_t count = k->merge.clashes.count;

	for (size_t n = 1; n <= count; n++) {
		size_t i = (k->list.at + n) % count;

		if (k->chosen[i] < 0) {
			k->list.at = i;
			return 1;
		}
	}
	return 0;
}

static int choose(struct clashes *k, int side)
{
	k->chosen[k->list.at] = side;
	return go_on(k) ? POPUP_STAY : 0;
}

static int choose_all(struct clashes *k, int side)
{
	for (size_t i = 0; i < k->merge.clashes.count; i++) {
		if (k->chosen[i] < 0)
			k->chosen[i] = side;
	}
	return 0;
}

static int key(void *ctx, int32_t pressed)
{
	struct clashes *k = ctx;

	switch (pressed) {
	case 'b':
		return choose(k, 0);
	case 'm':
		return choose(k, MINE);
	case 't':
		return choose(k, 2);
	case 'M':
		return choose_all(k, MINE);
	case 'T':
		return choose_all(k, 2);
	default:
		return popup_list_key(&k->list, pressed);
	}
}

/* 1 chosen for every field, 0 later. */
static int ask(struct clashes *k)
{
	size_t count = k->merge.clashes.count;
	struct str text = { 0 };
	struct popup p = { .title = _("Two people changed this record"),
		.foot = _("b m t This field  M T All that are left  Esc Decide later"),
		.cols = VIEW_COLS,
		.draw = draw,
		.key = key,
		.ctx = k };
	int answer;

	intro(k, &text);
	k->below = whole_rows(k);
	p.rows = text_wrap_rows(str_text(&text), VIEW_COLS) + 2 + k->below +
		(int)(count < MOST_ROWS ? count : MOST_ROWS);
	str_release(&text);
	k->chosen = arena_array(&k->v->mem, count, sizeof(*k->chosen));
	for (size_t i = 0; i < count; i++)
		k->chosen[i] = -1;
	list_count(&k->list, count);
	answer = popup_run(k->v->s, &p);
	for (size_t i = 0; answer == 0 && i < count; i++) {
		size_t field = k->merge.clashes.at[i]->index;

		k->merge.merged->values[field] = k->sides[k->chosen[i]]->values[field];
	}
	return answer == 0;
}

/* ---- together ---------------------------------------------------------------------------- */

/* "; merged: Remark, Plot (Bao Mou 2021-06-25 09:00)": told when it is saved. */
static void note_merged(struct clashes *k)
{
	struct str labels = { 0 };
	size_t taken = k->merge.taken.count;

	for (size_t i = 0; i < taken; i++)
		str_addf(&labels, "%s%s", i ? _(", ") : "",
			field_label(k->merge.taken.at[i], i18n_lang()));
	str_clear(&k->v->note);
	if (taken > 0)
		str_addf(&k->v->note, _(" Merged from %s: %s."), str_text(&k->who),
			str_text(&labels));
	str_release(&labels);
}

static int is_as_theirs(const struct merge *merge, const struct record *theirs)
{
	for (size_t i = 0; i < theirs->form->field_count; i++) {
		if (!theirs->form->fields[i].compute &&
			!value_equal(&merge->merged->values[i], &theirs->values[i]))
			return 0;
	}
	return 1;
}

static enum step take_merged(struct clashes *k)
{
	struct saving *v = k->v;
	const struct record *theirs = v->result.theirs;

	/* nothing of mine is left to save */
	if (is_as_theirs(&k->merge, theirs) &&
		data_counts(v->e->app->data, theirs->state)) {
		entry_stored(v->e, theirs);
		screen_message(v->s, _("The record is shown as it was saved by the other."));
		return STEP_STAY;
	}
	note_merged(k);
	entry_rebase(v->e, theirs, k->merge.merged);
	v->record = record_copy(k->merge.merged, &v->mem);
	return STEP_AGAIN;
}

/* Forms may have been read anew meanwhile; the card keeps the one it was opened with. */
static int theirs_in_my_form(struct saving *v)
{
	struct record *now = NULL;
	struct err err = { 0 };

	if (v->result.theirs->form == v->e->form)
		return 0;
	if (data_get(v->e->app->data, v->e->form, v->record->id, &v->mem, &now, &err) != 0) {
		screen_fail(v->s, &err);
		return -1;
	}
	v->result.theirs = now;
	return 0;
}

enum step entry_conflict(struct saving *v)
{
	struct clashes k = { .v = v };
	enum step step = STEP_STAY;

	if (theirs_in_my_form(v) < 0)
		return STEP_STAY;
	k.sides[0] = v->e->base;
	k.sides[MINE] = v->record;
	k.sides[2] = v->result.theirs;
	merge_records(v->e->base, v->record, v->result.theirs, &v->mem, &k.merge);
	entry_by_whom(v, v->result.theirs->id, &k.who);
	if (k.merge.clashes.count == 0 || ask(&k))
		step = take_merged(&k);
	str_release(&k.who);
	return step;
}

/* ---- deleted meanwhile ------------------------------------------------------------------- */

static enum step undelete(struct saving *v, uint64_t id)
{
	struct save_result result = { 0 };
	struct record *now = NULL;
	struct err err = { 0 };
	int got = data_undelete(v->e->app->data, v->e->form, id, &v->mem, &result, &err);

	if (got > 0) {
		screen_warn(v->s, "%s", result.sentence ? result.sentence : "");
		return STEP_STAY;
	}
	if (got < 0 || data_get(v->e->app->data, v->e->form, id, &v->mem, &now, &err) != 0) {
		screen_fail(v->s, &err);
		return STEP_STAY;
	}
	v->result.theirs = now;
	return entry_conflict(v);
}

enum step entry_gone(struct saving *v)
{
	const struct choice choices[] = { { 'u', _("Undo the deletion and save mine") } };
	const struct viewer *viewer = dataset_viewer(v->e->app->data);
	const char *sentence = v->result.sentence ? v->result.sentence : "";
	struct str text = { 0 }, who = { 0 };
	struct record *now = NULL;
	struct err err = { 0 };
	enum step step = STEP_STAY;

	if (data_get(v->e->app->data, v->e->form, v->record->id, &v->mem, &now, &err) != 0 ||
		now->state != STATE_DELETED) {
		screen_warn(v->s, "%s", sentence);
		return STEP_STAY;
	}
	entry_by_whom(v, now->id, &who);
	if (may(v->e->model, viewer, ACTION_UNDELETE, v->e->form, now, &err) == 0) {
		str_addf(&text, _("Deleted meanwhile by %s. What you typed is still here."),
			str_text(&who));
		if (screen_ask(v->s, str_text(&text), choices, COUNT_OF(choices)) == 0)
			step = undelete(v, now->id);
	} else {
		screen_warn(v->s,
			_("Deleted meanwhile by %s; ask them to undo it. What you typed is "
			  "still here."),
			str_text(&who));
	}
	str_release(&text);
	str_release(&who);
	return step;
}
