/*
 * sheet.c - the cells of a grid: what is stored, what was typed over it, what they add up to.
 */
#include "screens/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/screens.h"
#include "screens/typing.h"

size_t sheet_columns(const struct sheet *sh)
{
	return sh->form->grid.cells.count;
}

const struct field *sheet_field(const struct sheet *sh, size_t column)
{
	return sh->form->grid.cells.at[column];
}

const struct field *sheet_field_at(const struct sheet *sh, const struct sheet_row *row,
	size_t column, struct field *room)
{
	const struct field *field = sheet_field(sh, column);
	struct value code = value_text(row->code);

	if (!field->measure_of)
		return field;
	*room = *field;
	if (field->measure_of == sh->form->grid.rows)
		room->measure = field_measure_by(sh->model, field, &code);
	else
		room->measure = row->record
			? field_measure(sh->model, field, row->record->values)
			: NULL;
	return room;
}

struct sheet_row *sheet_now(const struct sheet *sh)
{
	return sh->list.at < sh->row_count ? &sh->rows[sh->list.at] : NULL;
}

struct sheet_row *sheet_row_of(const struct sheet *sh, const char *code)
{
	for (size_t i = 0; i < sh->row_count; i++) {
		if (strcmp(sh->rows[i].code, code) == 0)
			return &sh->rows[i];
	}
	return NULL;
}

/* ---- typed cells ------------------------------------------------------------------------- */

struct sheet_cell *sheet_typed(
	const struct sheet *sh, const struct sheet_row *row, size_t column)
{
	for (size_t i = 0; i < sh->cells.count; i++) {
		struct sheet_cell *cell = &sh->cells.at[i];

		if (cell->column == column && strcmp(cell->code, row->code) == 0)
			return cell;
	}
	return NULL;
}

struct sheet_cell *sheet_type(struct sheet *sh, const struct sheet_row *row, size_t column)
{
	struct sheet_cell *cell = sheet_typed(sh, row, column);

	if (cell)
		return cell;
	cell = VEC_PUSH(&sh->cells);
	*cell = (struct sheet_cell){ .code = xstrdup(row->code), .column = column };
	cell->base = sheet_stored(sh, row, column);
	cell->base = value_copy(&cell->base, &sh->typed);
	return cell;
}

static void release_cell(struct sheet_cell *cell)
{
	free(cell->code);
	str_release(&cell->text);
	str_release(&cell->error);
}

void sheet_forget(struct sheet *sh, struct sheet_cell *cell)
{
	size_t at = (size_t)(cell - sh->cells.at);

	release_cell(cell);
	memmove(cell, cell + 1, (--sh->cells.count - at) * sizeof(*cell));
}

void sheet_forget_all(struct sheet *sh)
{
	while (sh->cells.count > 0)
		sheet_forget(sh, &sh->cells.at[sh->cells.count - 1]);
	sh->editing = 0;
	arena_clear(&sh->typed);
}

void sheet_release(struct sheet *sh)
{
	typing_close(&sh->typing);
	sheet_forget_all(sh);
	VEC_RELEASE(&sh->cells);
	editor_release(&sh->editor);
	str_release(&sh->pane.text);
	comments_release(&sh->trail);
	arena_release(&sh->typed);
	arena_release(&sh->mem);
	model_drop(&sh->model);
}

/* ---- values ------------------------------------------------------------------------------ */

struct value sheet_stored(const struct sheet *sh, const struct sheet_row *row, size_t column)
{
	if (row->editable && row->record)
		return row->record->values[sheet_field(sh, column)->index];
	return row->now[column];
}

struct value sheet_value(const struct sheet *sh, const struct sheet_row *row, size_t column)
{
	const struct sheet_cell *cell = sheet_typed(sh, row, column);

	if (!cell)
		return sheet_stored(sh, row, column);
	return cell->faulty ? value_state_only(VALUE_NONE) : cell->value;
}

const char *sheet_note_at(const struct sheet *sh, const struct sheet_row *row, size_t column)
{
	const struct sheet_cell *cell = sheet_typed(sh, row, column);

	return cell ? cell->value.note : sheet_stored(sh, row, column).note;
}

int sheet_is_stored(const struct sheet *sh, const struct sheet_row *row, size_t column,
	const struct value *value)
{
	struct value stored = sheet_stored(sh, row, column);
	int32_t as_of = sh->as_of;

	/* the same figure as of a later day is a new report, and an unsubmitted one waits */
	if (row->record && sh->form->as_of)
		as_of = row->record->values[sh->form->as_of->index].date;
	return value_equal(&stored, value) && as_of == sh->as_of &&
		(!row->record || data_counts(sh->app->data, row->record->state));
}

int sheet_is_carried(const struct sheet *sh, const struct sheet_row *row)
{
	for (size_t i = 0; i < sheet_columns(sh); i++) {
		if (sheet_value(sh, row, i).carried)
			return 1;
	}
	return 0;
}

const char *sheet_error(const struct sheet *sh, const struct sheet_row *row)
{
	for (size_t i = 0; i < sh->cells.count; i++) {
		const struct sheet_cell *cell = &sh->cells.at[i];

		if (cell->error.len > 0 && strcmp(cell->code, row->code) == 0)
			return str_text(&cell->error);
	}
	return "";
}

struct value sheet_total(const struct sheet *sh, size_t column)
{
	struct value total = value_state_only(VALUE_MISSING);
	struct err ignored = { 0 };

	/* rows in several measure units have no total */
	if (sheet_field(sh, column)->measure_of)
		return value_state_only(VALUE_NONE);
	for (size_t i = 0; i < sh->row_count; i++) {
		const struct sheet_cell *cell = sheet_typed(sh, &sh->rows[i], column);
		struct value value = sheet_stored(sh, &sh->rows[i], column);

		/* what is not submitted counts nowhere */
		if (sh->rows[i].record &&
			!data_counts(sh->app->data, sh->rows[i].record->state))
			value = sh->rows[i].now[column];
		if (cell && !cell->faulty)
			value = cell->value;
		if (value.carried)
			continue;
		if (!value_is_given(&value))
			continue;
		if (!value_is_given(&total))
			total = value_number(value.number);
		else
			decimal_add(total.number, value.number, &total.number, &ignored);
	}
	return total;
}
