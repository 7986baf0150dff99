/*
 * entry_move.c - from box to box: in the order of the form, and up and down as they stand.
 */
#include "screens/entry.h"

#include <stdlib.h>

#include "model/form.h"

int entry_can_focus(const struct entry *e, const struct box *box)
{
	return e->locked ? 1 : !box->locked;
}

void entry_go(struct entry *e, size_t box)
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
		if (entry_can_focus(e, &e->boxes.at[i])) {
			entry_go(e, i);
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

		if (!entry_can_focus(e, box))
			continue;
		/* into the first cell of a blank row, not its last */
		if (box->group && i > 0 && e->boxes.at[i - 1].group == box->group &&
			e->boxes.at[i - 1].row == box->row &&
			entry_row_is_blank(e, box->group, box->row) &&
			!(now->group == box->group && now->row == box->row))
			continue;
		entry_go(e, i);
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
	entry_go(e, best);
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

int entry_move(struct entry *e, enum entry_way way)
{
	struct box *now = entry_now(e);

	if (!now)
		return 0;
	entry_settle(e, now);
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
