/*
 * entry_rows.c - repeating groups inside a card: rows of cells, a blank one always at the end.
 *
 * The boxes of a group stand together in the entry, row after row; a blank row is not stored.
 */
#include "screens/entry_rows.h"

#include <string.h>

#include "model/form.h"
#include "screens/entry.h"

static size_t group_start(const struct entry *e, const struct field *group)
{
	size_t i = 0;

	while (i < e->boxes.count && e->boxes.at[i].group != group)
		i++;
	return i;
}

size_t entry_row_count(const struct entry *e, const struct field *group)
{
	size_t boxes = 0;

	for (size_t i = 0; i < e->boxes.count; i++)
		boxes += e->boxes.at[i].group == group;
	return group->group->field_count ? boxes / group->group->field_count : 0;
}

/* A row of boxes from place at on. */
static void add_row(struct entry *e, size_t at, const struct field *group, size_t row)
{
	for (size_t i = 0; i < group->group->field_count; i++) {
		struct box *box = entry_new_box(e, at + i, &group->group->fields[i]);

		box->group = group;
		box->row = row;
		box->locked = box->locked || (group->flags & FIELD_READ_ONLY);
	}
}

void entry_add_group(struct entry *e, const struct field *group, const struct value *value)
{
	const struct row_values *rows = &value->rows;
	size_t width = group->group->field_count, count = 0;

	if (value_is_given(value) && value->kind == KIND_ROWS && rows->width == width)
		count = rows->count;
	for (size_t row = 0; row < count; row++) {
		size_t at = e->boxes.count;

		add_row(e, at, group, row);
		for (size_t i = 0; i < width; i++)
			e->boxes.at[at + i].value =
				value_copy(&rows->cells[row * width + i], &e->mem);
	}
	if (!e->locked && !(group->flags & FIELD_READ_ONLY))
		add_row(e, e->boxes.count, group, count);
}

int entry_row_is_blank(const struct entry *e, const struct field *group, size_t row)
{
	for (size_t i = group_start(e, group); i < e->boxes.count; i++) {
		const struct box *box = &e->boxes.at[i];

		if (box->group == group && box->row == row &&
			(box->value.state != VALUE_NONE || box->value.note || box->faulty ||
				editor_text(&box->editor)[0] != '\0'))
			return 0;
	}
	return 1;
}

void entry_blank_rows(struct entry *e)
{
	for (size_t i = 0; i < e->form->field_count; i++) {
		const struct field *group = &e->form->fields[i];
		size_t rows;

		if (!group->group || e->locked || (group->flags & FIELD_READ_ONLY))
			continue;
		rows = entry_row_count(e, group);
		if (rows > 0 && !entry_row_is_blank(e, group, rows - 1))
			entry_append_row(e, group);
	}
}

void entry_append_row(struct entry *e, const struct field *group)
{
	size_t rows = entry_row_count(e, group), width = group->group->field_count;
	size_t at = rows ? group_start(e, group) + rows * width : e->boxes.count;

	add_row(e, at, group, rows);
	if (e->at >= at)
		e->at += width;
}

void entry_trim_rows(struct entry *e)
{
	for (size_t f = 0; f < e->form->field_count; f++) {
		const struct field *group = &e->form->fields[f];
		size_t rows = group->group ? entry_row_count(e, group) : 0;

		for (; rows > 1 && entry_row_is_blank(e, group, rows - 1) &&
			entry_row_is_blank(e, group, rows - 2);
			rows--) {
			size_t width = group->group->field_count;
			size_t at = group_start(e, group) + (rows - 1) * width;

			for (size_t i = 0; i < width; i++)
				entry_drop_box(e, at);
			if (e->at >= at + width)
				e->at -= width;
			else if (e->at >= at)
				e->at = at - width;
		}
	}
}

struct value entry_group_value(
	const struct entry *e, const struct field *group, struct arena *mem)
{
	size_t width = group->group->field_count, rows = entry_row_count(e, group), kept = 0;
	size_t start = group_start(e, group);
	struct value *cells = arena_array(mem, rows * width + 1, sizeof(*cells));
	struct value out = value_state_only(VALUE_NONE);

	for (size_t row = 0; row < rows; row++) {
		if (entry_row_is_blank(e, group, row))
			continue;
		for (size_t i = 0; i < width; i++)
			cells[kept * width + i] = e->boxes.at[start + row * width + i].value;
		kept++;
	}
	if (kept == 0)
		return out;
	out.state = VALUE_GIVEN;
	out.kind = KIND_ROWS;
	out.rows = (struct row_values){ .cells = cells, .count = kept, .width = width };
	return out;
}

int entry_delete_row(struct entry *e)
{
	struct box *now = entry_now(e);
	const struct field *group = now ? now->group : NULL;
	size_t row, start, width;

	if (!group || now->locked)
		return 0;
	row = now->row;
	width = group->group->field_count;
	start = group_start(e, group) + row * width;
	for (size_t i = 0; i < width; i++)
		entry_drop_box(e, start);
	for (size_t i = start; i < e->boxes.count && e->boxes.at[i].group == group; i++)
		e->boxes.at[i].row--;
	if (entry_row_count(e, group) == 0)
		add_row(e, start, group, 0);
	e->touched = 1;
	entry_blank_rows(e);
	entry_go(e, start < e->boxes.count ? start : e->boxes.count - 1);
	return 1;
}

int entry_add_row(struct entry *e)
{
	struct box *now = entry_now(e);
	const struct field *group = now ? now->group : NULL;

	for (size_t i = 0; !group && i < e->boxes.count; i++)
		group = e->boxes.at[i].group;
	if (!group || e->locked)
		return 0;
	if (now)
		entry_settle(e, now);
	entry_go(e,
		group_start(e, group) +
			(entry_row_count(e, group) - 1) * group->group->field_count);
	return 1;
}

struct box *entry_cell(
	struct entry *e, const struct field *group, size_t row, const struct field *field)
{
	for (size_t i = 0; i < e->boxes.count; i++) {
		struct box *box = &e->boxes.at[i];

		if (box->group == group && box->row == row && box->field == field)
			return box;
	}
	return NULL;
}
