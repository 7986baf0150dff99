/*
 * type_rows.c - a repeating group as one text (for csv cells): rows end with ; and cells
 * with |, a backslash takes the next character as it stands.  Json carries rows by itself.
 */
#include "model/types.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "model/form.h"

struct reading {
	const struct model *model;
	const struct field *field;
	struct arena *mem;
	VEC(struct value) cells;
	size_t column;          /* of the cell being read, from 0 */
	size_t rows;
};

/* Fills up the row with nothing, or drops it when nothing at all stands in it. */
static void end_row(struct reading *r)
{
	size_t width = r->field->group->field_count, start = r->rows * width, given = 0;

	while (r->cells.count < start + width)
		VEC_PUSH_IN(r->mem, &r->cells);
	for (size_t i = start; i < start + width; i++)
		given += r->cells.at[i].state != VALUE_NONE;
	if (given > 0)
		r->rows++;
	else
		r->cells.count = start;
	r->column = 0;
}

static int end_cell(struct reading *r, const char *text, struct err *err)
{
	const struct form *group = r->field->group;
	struct err inner = { 0 };
	struct value *cell;

	if (r->column >= group->field_count)
		return err_set(err, ERR_FAULT,
			_("%s: row %zu has more than %zu cells; separate rows with ; and "
			  "cells with |."),
			type_label(r->field), r->rows + 1, group->field_count);
	cell = VEC_PUSH_IN(r->mem, &r->cells);
	if (field_parse(r->model, &group->fields[r->column], text, r->mem, cell, &inner) < 0)
		return err_set(err, inner.code, _("%s, row %zu: %s"), type_label(r->field),
			r->rows + 1, inner.text);
	r->column++;
	return 0;
}

static int read_cells(struct reading *r, const char *text, struct err *err)
{
	struct str cell = { 0 };
	int result = 0;

	for (const char *at = text; result == 0; at++) {
		if (*at == '\\' && at[1]) {
			str_add_char(&cell, *++at);
			continue;
		}
		if (*at && *at != '|' && *at != ';') {
			str_add_char(&cell, *at);
			continue;
		}
		result = end_cell(r, str_text(&cell), err);
		str_clear(&cell);
		if (result == 0 && *at != '|')
			end_row(r);
		if (!*at)
			break;
	}
	str_release(&cell);
	return result;
}

static int parse_rows(const struct model *model, const struct field *field, const char *text,
		      struct arena *mem, struct value *out, struct err *err)
{
	struct reading r = { .model = model, .field = field, .mem = mem };

	if (read_cells(&r, text, err) < 0)
		return -1;
	*out = value_state_only(VALUE_NONE);
	if (r.rows == 0)
		return 0;
	out->state = VALUE_GIVEN;
	out->kind = KIND_ROWS;
	out->rows = (struct row_values){ .cells = r.cells.at, .count = r.rows,
					 .width = field->group->field_count };
	return 0;
}

static void add_escaped(const char *text, struct str *out)
{
	for (; *text; text++) {
		if (*text == '\\' || *text == '|' || *text == ';')
			str_add_char(out, '\\');
		str_add_char(out, *text);
	}
}

typedef void cell_fn(const struct model *model, const struct field *field,
		     const struct value *value, struct str *out);

static void add_row(const struct model *model, const struct form *group,
		    const struct value *cells, cell_fn *print, struct str *out)
{
	struct str cell = { 0 };

	for (size_t i = 0; i < group->field_count; i++) {
		str_clear(&cell);
		print(model, &group->fields[i], &cells[i], &cell);
		if (i > 0)
			str_add_char(out, '|');
		add_escaped(str_text(&cell), out);
	}
	str_release(&cell);
}

static void format_rows(const struct model *model, const struct field *field,
			const struct value *value, struct str *out)
{
	const struct row_values *rows = &value->rows;

	if (rows->width != field->group->field_count)
		return;
	for (size_t i = 0; i < rows->count; i++) {
		add_row(model, field->group, rows->cells + i * rows->width, field_format, out);
		str_add_char(out, ';');
	}
}

static void show_rows(const struct model *model, const struct field *field,
		      const struct value *value, struct str *out)
{
	(void)model;
	(void)field;
	str_addf(out, P_("%zu row", "%zu rows", value->rows.count), value->rows.count);
}

static int compare_rows(const struct model *model, const struct value *a, const struct value *b)
{
	(void)model;
	return (a->rows.count > b->rows.count) - (a->rows.count < b->rows.count);
}

static void encode_rows(const struct field *field, const struct value *value, struct str *out)
{
	(void)field;
	put_u32(out, (uint32_t)value->rows.count);
}

const struct field_type type_rows = {
	.name = "rows", .flags = TYPE_GROUP | TYPE_NOT_KEYED, .kind = KIND_ROWS, .width = 8,
	.parse = parse_rows, .format = format_rows, .show = show_rows,
	.compare = compare_rows, .validate = type_valid, .encode_key = encode_rows,
};
