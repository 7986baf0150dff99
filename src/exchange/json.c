/*
 * json.c - records written as JSON lines; json_in.c reads them.
 */
#include "exchange/json.h"

#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/record.h"
#include "model/workflow.h"

void json_put_text(const char *text, struct str *out)
{
	size_t len = strlen(text), pos = 0, plain = 0;

	str_add_char(out, '"');
	while (pos < len) {
		size_t start = pos;
		int32_t c = utf8_next(text, len, &pos);
		int bad = c == 0xFFFD && (unsigned char)text[start] != 0xEF;

		if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F && !bad)
			continue;
		str_add_len(out, text + plain, start - plain);
		plain = pos;
		if (bad)
			str_add(out, "\xEF\xBF\xBD");
		else if (c == '"' || c == '\\')
			str_addf(out, "\\%c", (char)c);
		else if (c == '\n')
			str_add(out, "\\n");
		else
			str_addf(out, "\\u%04x", (unsigned)c);
	}
	str_add_len(out, text + plain, len - plain);
	str_add_char(out, '"');
}

static void put_value(const struct model *model, const struct field *field,
		      const struct value *value, struct str *out);

/* "_notes": {...} and "_carried": [...] of those that have them; values by field->index. */
static void put_marks(const struct form *form, const struct value *values, const char *gap,
		      struct str *out)
{
	const char *between = "\"_notes\": {";
	size_t start = out->len;

	for (size_t i = 0; i < form->field_count; i++) {
		if (!values[i].note)
			continue;
		str_addf(out, "%s%s\"%s\": ", out->len == start ? gap : "", between,
			form->fields[i].id);
		json_put_text(values[i].note, out);
		between = ", ";
	}
	if (out->len > start) {
		str_add_char(out, '}');
		gap = ", ";
	}
	start = out->len;
	between = "\"_carried\": [";
	for (size_t i = 0; i < form->field_count; i++) {
		if (!values[i].carried)
			continue;
		str_addf(out, "%s%s\"%s\"", out->len == start ? gap : "", between,
			form->fields[i].id);
		between = ", ";
	}
	if (out->len > start)
		str_add_char(out, ']');
}

static void put_row(const struct model *model, const struct form *group,
		    const struct value *cells, struct str *out)
{
	const char *gap = "";

	str_add_char(out, '{');
	for (size_t i = 0; i < group->field_count; i++) {
		if (cells[i].state == VALUE_NONE)
			continue;
		str_addf(out, "%s\"%s\": ", gap, group->fields[i].id);
		put_value(model, &group->fields[i], &cells[i], out);
		gap = ", ";
	}
	put_marks(group, cells, gap, out);
	str_add_char(out, '}');
}

static void put_rows(const struct model *model, const struct field *field,
		     const struct value *value, struct str *out)
{
	const struct row_values *rows = &value->rows;

	str_add_char(out, '[');
	for (size_t row = 0; row < rows->count; row++) {
		if (row > 0)
			str_add(out, ", ");
		put_row(model, field->group, rows->cells + row * rows->width, out);
	}
	str_add_char(out, ']');
}

static void put_list(const struct value_list *list, struct str *out)
{
	str_add_char(out, '[');
	for (size_t i = 0; i < list->count; i++) {
		if (i > 0)
			str_add(out, ", ");
		json_put_text(list->at[i], out);
	}
	str_add_char(out, ']');
}

static void put_value(const struct model *model, const struct field *field,
		      const struct value *value, struct str *out)
{
	struct str text = { 0 };

	if (value->state == VALUE_NONE) {
		str_add(out, "null");
	} else if (value_is_given(value) && value->kind == KIND_LIST) {
		put_list(&value->list, out);
	} else if (value_is_given(value) && value->kind == KIND_ROWS) {
		put_rows(model, field, value, out);
	} else {
		field_format(model, field, value, &text);
		json_put_text(str_text(&text), out);
		str_release(&text);
	}
}

static void put_meta_text(const char *key, const char *text, struct str *out)
{
	str_addf(out, ", \"%s\": ", key);
	json_put_text(text, out);
}

static void put_meta(const struct model *model, const struct record *record, struct str *out)
{
	struct str when = { 0 };

	str_addf(out, "\"_id\": \"%llu\", \"_rev\": \"%llu\"", (unsigned long long)record->id,
		(unsigned long long)record->revision);
	put_meta_text("_state", state_id(model, record->state), out);
	if (record->warn_reason)
		put_meta_text("_reason", record->warn_reason, out);
	instant_print(record->changed, &when);
	put_meta_text("_changed", str_text(&when), out);
	put_meta_text("_by", record->changed_by ? record->changed_by : "", out);
	str_release(&when);
}

/* Only of the columns that are asked for. */
static void put_chosen_marks(const struct record *record, const struct field *const *fields,
			     size_t count, const char *gap, struct str *out)
{
	struct arena mem = { 0 };
	struct value *values = arena_array(&mem, record->form->field_count, sizeof(*values));

	for (size_t i = 0; i < count; i++)
		values[fields[i]->index] = record->values[fields[i]->index];
	put_marks(record->form, values, gap, out);
	arena_release(&mem);
}

void record_to_json(const struct model *model, const struct record *record,
		    const struct field *const *fields, size_t field_count, unsigned flags,
		    struct str *out)
{
	size_t count = fields ? field_count : record->form->field_count;
	const char *gap = "";

	str_add_char(out, '{');
	if (!(flags & JSON_BARE) && record->id > 0) {
		put_meta(model, record, out);
		gap = ", ";
	}
	for (size_t i = 0; i < count; i++) {
		const struct field *field = fields ? fields[i] : &record->form->fields[i];
		const struct value *value = &record->values[field->index];

		if ((flags & JSON_SPARSE) && value->state == VALUE_NONE)
			continue;
		str_addf(out, "%s\"%s\": ", gap, field->id);
		put_value(model, field, value, out);
		gap = ", ";
	}
	if (!fields)
		put_marks(record->form, record->values, gap, out);
	else
		put_chosen_marks(record, fields, field_count, gap, out);
	str_add_char(out, '}');
}
