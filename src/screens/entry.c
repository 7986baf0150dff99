/*
 * entry.c - the boxes of one record: filled from it and put together again.
 */
#include "screens/entry.h"

#include <string.h>

#include "base/date.h"
#include "base/vec.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/entry_rows.h"
#include "screens/entry_steps.h"
#include "screens/typing.h"

enum { NOTE_LIMIT = FIELD_TEXT_LIMIT };

/* ---- boxes ------------------------------------------------------------------------------- */

static int is_computed(const struct field *field)
{
	return (field->type->flags & TYPE_COMPUTED) != 0;
}

struct box *entry_new_box(struct entry *e, size_t at, const struct field *field)
{
	int flags = field->type->flags & TYPE_MULTI_LINE ? EDITOR_LINES : 0;
	struct box *box;

	VEC_PUSH(&e->boxes);
	box = &e->boxes.at[at];
	memmove(box + 1, box, (e->boxes.count - 1 - at) * sizeof(*box));
	*box = (struct box){ .field = field };
	box->locked = e->locked || is_computed(field) || (field->flags & FIELD_READ_ONLY) ||
		(e->second && (field->flags & FIELD_KEY));
	editor_init(&box->editor, flags | (box->locked ? EDITOR_READ_ONLY : 0), NOTE_LIMIT);
	return box;
}

static void release_box(struct box *box)
{
	editor_release(&box->editor);
	str_release(&box->settled);
	str_release(&box->left);
	str_release(&box->first);
	str_release(&box->error);
	str_release(&box->echo);
}

void entry_drop_box(struct entry *e, size_t at)
{
	struct box *box = &e->boxes.at[at];

	release_box(box);
	memmove(box, box + 1, (--e->boxes.count - at) * sizeof(*box));
}

static void drop_boxes(struct entry *e)
{
	for (size_t i = 0; i < e->boxes.count; i++)
		release_box(&e->boxes.at[i]);
	e->boxes.count = 0;
}

struct box *entry_now(struct entry *e)
{
	return e->at < e->boxes.count ? &e->boxes.at[e->at] : NULL;
}

/* ---- filling ----------------------------------------------------------------------------- */

static int deepest_level(const struct model *model)
{
	int deepest = 1;

	for (size_t i = 0; i < model->units.count; i++) {
		int level = unit_level(&model->units.units[i], DATE_NONE);

		if (level > deepest)
			deepest = level;
	}
	return deepest;
}

static void add_levels(struct entry *e, const struct field *field)
{
	for (int level = 1; level <= e->levels; level++)
		entry_new_box(e, e->boxes.count, field)->level = level;
}

static void add_boxes(struct entry *e, const struct record *record)
{
	for (size_t i = 0; i < e->form->field_count; i++) {
		const struct field *field = &e->form->fields[i];

		if ((field->flags & FIELD_RETIRED) && record->values[i].state == VALUE_NONE)
			continue;
		if (field->group)
			entry_add_group(e, field, &record->values[i]);
		else if (field->flags & FIELD_LEVELS && !(field->flags & FIELD_SEVERAL))
			add_levels(e, field);
		else
			entry_new_box(e, e->boxes.count, field);
	}
}

/* The ancestor that belongs into a box of a unit's levels; nothing below the unit itself. */
static struct value level_value(
	const struct entry *e, const struct box *box, const struct value *value)
{
	const struct unit *unit = NULL, *at;
	struct value out;

	if (value_is_given(value))
		unit = unit_find(&e->model->units, value->text);
	if (!unit || unit_level(unit, entry_day(e)) < 1)
		return box->level == 1 ? *value : value_state_only(VALUE_NONE);
	at = unit_at_level(unit, box->level, entry_day(e));
	out = at ? value_text(at->code) : value_state_only(VALUE_NONE);
	/* what is said of the value is said where the unit itself stands */
	if (at == unit) {
		out.note = value->note;
		out.carried = value->carried;
	}
	return out;
}

void entry_fill(struct entry *e, const struct record *record)
{
	drop_boxes(e);
	add_boxes(e, record);
	for (size_t i = 0; i < e->boxes.count; i++) {
		struct box *box = &e->boxes.at[i];

		if (!box->group) /* cells have theirs from the group */
			box->value = value_copy(&record->values[box->field->index], &e->mem);
	}
	for (size_t i = 0; i < e->boxes.count; i++) {
		struct box *box = &e->boxes.at[i];

		if (box->level)
			box->value = level_value(e, box, &box->value);
		entry_show_box(e, box);
	}
	if (e->at >= e->boxes.count || !entry_can_focus(e, &e->boxes.at[e->at])) {
		e->at = 0;
		while (e->at < e->boxes.count && !entry_can_focus(e, &e->boxes.at[e->at]))
			e->at++;
	}
	e->fresh = 1;
	e->touched = e->told = 0;
	entry_compute(e);
	entry_ask(e);
}

/* app, locked and second stand. */
static void fill_new(struct entry *e, struct model *model, const struct record *record)
{
	e->taller = 1;
	e->as_of_given = DATE_NONE;
	e->model = model_hold(model);
	e->form = record->form;
	e->levels = deepest_level(model);
	e->base = record_copy(record, &e->mem);
	entry_fill(e, e->base);
}

void entry_open(struct entry *e, struct app *app, struct model *model,
	const struct record *record, int locked)
{
	*e = (struct entry){ .app = app, .locked = locked };
	fill_new(e, model, record);
}

void entry_open_second(struct entry *e, struct app *app, struct model *model,
	const struct record *blank, uint64_t second)
{
	*e = (struct entry){ .app = app, .second = second };
	fill_new(e, model, blank);
}

void entry_release(struct entry *e)
{
	typing_close(&e->typing);
	entry_forget_steps(e);
	trail_release(&e->trail);
	VEC_RELEASE(&e->unlike);
	drop_boxes(e);
	VEC_RELEASE(&e->boxes);
	arena_release(&e->mem);
	model_drop(&e->model);
}

/* ---- together ---------------------------------------------------------------------------- */

/*
 * Of a unit's levels the deepest that is given; a state typed into the first box counts.  A
 * note may stand at any of them.
 */
static void take_level(const struct box *box, struct value *out)
{
	const char *note = box->level > 1 ? out->note : NULL;

	if (box->level == 1 || value_is_given(&box->value))
		*out = box->value;
	if (box->value.note)
		note = box->value.note;
	out->note = note;
}

struct record *entry_record(const struct entry *e, struct arena *mem)
{
	struct record *record = record_copy(e->base, mem);

	for (size_t i = 0; i < e->boxes.count; i++) {
		const struct box *box = &e->boxes.at[i];
		struct value *value = &record->values[box->field->index];

		if (box->group)
			continue;
		if (box->level)
			take_level(box, value);
		else
			*value = box->value;
	}
	for (size_t i = 0; i < e->form->field_count; i++) {
		const struct field *field = &e->form->fields[i];

		struct value rows;

		if (!field->group)
			continue;
		rows = entry_group_value(e, field, mem);
		/* "known to be missing" of a whole group stays as it was */
		if (value_is_given(&rows) || value_is_given(&record->values[i]))
			record->values[i] = rows;
	}
	return record;
}

int entry_is_typed(const struct box *box)
{
	return !box->locked && strcmp(editor_text(&box->editor), str_text(&box->settled)) != 0;
}

int entry_is_dirty(const struct entry *e)
{
	struct arena mem = { 0 };
	const struct record *now;
	int dirty = 0;

	if (!e->touched)
		return 0;
	for (size_t i = 0; i < e->boxes.count && !dirty; i++)
		dirty = e->boxes.at[i].faulty || entry_is_typed(&e->boxes.at[i]);
	now = entry_record(e, &mem);
	for (size_t i = 0; i < e->form->field_count && !dirty; i++)
		dirty = !is_computed(&e->form->fields[i]) &&
			!value_equal(&now->values[i], &e->base->values[i]);
	arena_release(&mem);
	return dirty;
}
