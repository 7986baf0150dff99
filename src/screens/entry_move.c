/*
 * entry_move.c - from box to box: in the order of the form, and up and down as they stand; on
 * the strict path as trail.h has it.  Which boxes are asked just now.
 */
#include "screens/entry.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "data/query.h"
#include "model/expr.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/entry_rows.h"
#include "screens/entry_steps.h"
#include "screens/screens.h"

/* ---- what is asked ----------------------------------------------------------------------- */

static int has_conditions(const struct form *form)
{
	for (size_t i = 0; i < form->field_count; i++) {
		const struct field *field = &form->fields[i];

		if (field->asked_if || (field->group && has_conditions(field->group)))
			return 1;
	}
	return 0;
}

/* A condition that cannot be worked out hides nothing. */
static int is_asked(const struct field *field, const struct expr_scope *scope)
{
	struct err ignored = { 0 };

	return field_is_asked(field, scope, &ignored) != 0;
}

/* A cell's row as it is typed, blank or not. */
static int cell_is_asked(struct entry *e, size_t at, const struct expr_scope *outside)
{
	const struct box *box = &e->boxes.at[at];
	const struct form *group = box->group->group;
	size_t start = at - box->field->index;
	struct record row = { .form = group, .state = outside->record->state };
	struct expr_scope scope = *outside;

	if (!box->field->asked_if)
		return 1;
	row.values = arena_array(scope.mem, group->field_count, sizeof(*row.values));
	for (size_t i = 0; i < group->field_count; i++)
		row.values[i] = e->boxes.at[start + i].value;
	scope.record = &row;
	scope.outer = outside->record;
	return is_asked(box->field, &scope);
}

void entry_ask(struct entry *e)
{
	struct arena mem = { 0 };
	struct expr_scope scope = { .model = e->model,
		.param = data_rule_param,
		.context = e->app->data,
		.mem = &mem };

	if (!has_conditions(e->form))
		return;
	scope.record = entry_record(e, &mem);
	for (size_t i = 0; i < e->boxes.count; i++) {
		struct box *box = &e->boxes.at[i];

		box->skipped = !is_asked(box->group ? box->group : box->field, &scope) ||
			(box->group && !cell_is_asked(e, i, &scope));
	}
	arena_release(&mem);
}

/* What stands in a skipped box has to be taken out: it can be gone to, but not by Enter. */
int entry_can_focus(const struct entry *e, const struct box *box)
{
	if (e->locked)
		return 1;
	if (box->locked)
		return 0;
	return !box->skipped || box->faulty || box->value.state != VALUE_NONE ||
		editor_text(&box->editor)[0] != '\0';
}

static int is_open(const struct entry *e, const struct box *box)
{
	return e->locked || (!box->locked && !box->skipped);
}

/* ---- in the order of the form ------------------------------------------------------------ */

static void put_cursor(struct entry *e, size_t box)
{
	struct box *now;

	e->at = box;
	e->fresh = 1;
	now = entry_now(e);
	if (now && !(now->editor.flags & EDITOR_LINES))
		now->editor.cursor = now->editor.text.len;
}

/* The blank row behind a group is one step: Enter in its first cell leaves the group. */
static size_t past_blank_row(const struct entry *e, size_t at)
{
	const struct box *box = &e->boxes.at[at];
	size_t i = at;

	if (!box->group || !entry_row_is_blank(e, box->group, box->row))
		return at + 1;
	while (i < e->boxes.count && e->boxes.at[i].group == box->group &&
		e->boxes.at[i].row == box->row)
		i++;
	return i;
}

static int next(struct entry *e, size_t from)
{
	for (size_t i = from; i < e->boxes.count; i++) {
		if (is_open(e, &e->boxes.at[i])) {
			put_cursor(e, i);
			return 1;
		}
	}
	return 0;
}

static int back(struct entry *e)
{
	const struct box *now = &e->boxes.at[e->at];

	for (size_t i = e->at; i-- > 0;) {
		const struct box *box = &e->boxes.at[i];

		if (!is_open(e, box))
			continue;
		/* into the first cell of a blank row, not its last */
		if (box->group && i > 0 && e->boxes.at[i - 1].group == box->group &&
			e->boxes.at[i - 1].row == box->row &&
			entry_row_is_blank(e, box->group, box->row) &&
			!(now->group == box->group && now->row == box->row))
			continue;
		put_cursor(e, i);
		return 1;
	}
	return 0;
}

/* The nearest row that way, and in it the box nearest to the column. */
static int vertical(struct entry *e, int down)
{
	const struct box *now = &e->boxes.at[e->at];
	int best_row = 0, best_off = 0;
	size_t best = e->boxes.count;

	for (size_t i = 0; i < e->boxes.count; i++) {
		const struct box *box = &e->boxes.at[i];
		int far = down ? box->at_row - now->at_row : now->at_row - box->at_row;
		int off = abs(box->at_col - now->at_col);

		if (far <= 0 || !entry_can_focus(e, box))
			continue;
		if (best == e->boxes.count || far < best_row ||
			(far == best_row && off < best_off)) {
			best = i;
			best_row = far;
			best_off = off;
		}
	}
	if (best == e->boxes.count)
		return 0;
	put_cursor(e, best);
	return 1;
}

/* Keys may come faster than the card is drawn. */
static int is_laid_out(const struct entry *e)
{
	for (size_t i = 0; i < e->boxes.count; i++) {
		if (e->boxes.at[i].cols == 0)
			return 0;
	}
	return 1;
}

/* ---- the form leads ---------------------------------------------------------------------- */

/* Not in a query, which has no record behind it. */
static int leads(const struct entry *e)
{
	return e->form->path == PATH_STRICT && !e->locked && e->base;
}

/* 1: the box may be left forwards; else why not. */
static int box_is_sound(const struct entry *e, const struct box *box, struct err *why)
{
	const struct value *v = &box->value;

	if (box->faulty)
		return 0;
	if (box->locked || box->skipped ||
		(box->group && entry_row_is_blank(e, box->group, box->row)) ||
		(box->level > 1 && v->state == VALUE_NONE))
		return 1;
	return field_check(e->model, box->field, v, entry_day(e), why) == 0;
}

static int path_is_open(const void *ctx, size_t i)
{
	const struct entry *e = ctx;

	return is_open(e, &e->boxes.at[i]);
}

static int path_is_sound(const void *ctx, size_t i)
{
	const struct entry *e = ctx;
	struct err ignored = { 0 };

	return box_is_sound(e, &e->boxes.at[i], &ignored);
}

static size_t path_after(const void *ctx, size_t i)
{
	return past_blank_row(ctx, i);
}

static size_t path_after_cell(const void *ctx, size_t i)
{
	(void)ctx;
	return i + 1;
}

static void path_place(const void *ctx, size_t i, struct str *out)
{
	const struct entry *e = ctx;

	entry_place(&e->boxes.at[i], out);
}

static struct trail_fields path_of(const struct entry *e)
{
	return (struct trail_fields){ .count = e->boxes.count,
		.is_open = path_is_open,
		.is_sound = path_is_sound,
		.after = path_after,
		.place = path_place,
		.ctx = e };
}

/* The box that holds the cursor says why. */
static void tell_why(struct entry *e)
{
	struct box *box = entry_now(e);
	struct err why = { 0 };

	if (box && !box_is_sound(e, box, &why) && why.code != ERR_NONE)
		entry_error(box, why.text);
}

static int led(struct entry *e, enum entry_way way)
{
	struct trail_fields f = path_of(e);
	size_t at = e->at;
	enum trail_moved moved;

	if (way == WAY_NEXT || way == WAY_DOWN)
		f.after = path_after_cell;
	if (way == WAY_BACK || way == WAY_UP)
		moved = trail_back(&e->trail, &f, &at);
	else
		moved = trail_forward(&e->trail, &f, &at);
	if (moved == TRAIL_HELD)
		tell_why(e);
	else if (moved == TRAIL_MOVED)
		put_cursor(e, at);
	return moved != TRAIL_END;
}

void entry_go(struct entry *e, size_t box)
{
	struct trail_fields f = path_of(e);
	size_t at = e->at;

	if (!leads(e) || at >= e->boxes.count || box >= e->boxes.count ||
		e->boxes.at[box].skipped) {
		put_cursor(e, box);
		return;
	}
	trail_jump(&e->trail, &f, &at, box);
	put_cursor(e, at);
	if (at != box)
		tell_why(e);
}

/* ---- leaving a box ----------------------------------------------------------------------- */

int entry_walk(struct entry *e, enum entry_way way)
{
	switch (way) {
	case WAY_ENTER:
		return next(e, past_blank_row(e, e->at));
	case WAY_NEXT:
		return next(e, e->at + 1);
	case WAY_BACK:
		return back(e);
	case WAY_UP:
		return is_laid_out(e) ? vertical(e, 0) : back(e);
	case WAY_DOWN:
		return is_laid_out(e) ? vertical(e, 1) : next(e, e->at + 1);
	}
	return 0;
}

int entry_move(struct entry *e, enum entry_way way)
{
	struct box *now = entry_now(e);
	int goes_back = way == WAY_BACK || way == WAY_UP, waited;

	if (!now)
		return 0;
	waited = entry_waits_twice(e, now);
	/* settling may grow a group: boxes move, the cursor with them */
	if (entry_settle(e, now) && entry_waits_twice(e, entry_now(e)) &&
		!(waited && goes_back))
		return 1;
	if (leads(e))
		return led(e, way);
	return entry_walk(e, way);
}
