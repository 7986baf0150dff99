/*
 * json_in.c - JSON lines read through jansson: what they say about a record.
 */
#include "exchange/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "data/dataset.h"
#include "exchange/nearest.h"
#include "exchange/ref_text.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"

struct reader {
	struct dataset *data;
	const struct model *model;
	struct arena *mem;
	struct err *err;
	int depth;
};

static int take_value(struct reader *r, const struct field *field, const json_t *json,
		      struct value *out);

static int wrong_kind(struct reader *r, const char *sentence)
{
	return err_set(r->err, ERR_FAULT, "%s", sentence);
}

static int take_text(struct reader *r, const struct field *field, const json_t *json,
		     struct value *out)
{
	const char *text = json_string_value(json);

	if (strlen(text) != json_string_length(json))
		return wrong_kind(r, _("A text must not contain \\u0000."));
	return ref_text_parse(r->data, field, text, r->mem, out, r->err);
}

static int take_integer(struct reader *r, const struct field *field, const json_t *json,
			struct value *out)
{
	if (!(field->type->flags & TYPE_NUMBER) || field->scale != 0)
		return wrong_kind(r, _("Write the value as a string in quotation marks."));
	return field_parse(r->model, field,
		arena_printf(r->mem, "%lld", (long long)json_integer_value(json)), r->mem, out,
		r->err);
}

static int take_several(struct reader *r, const struct field *field, const json_t *json,
			struct value *out)
{
	struct field one = *field;
	struct value item;
	size_t count = json_array_size(json);

	one.flags &= ~(unsigned)FIELD_SEVERAL;
	*out = value_state_only(VALUE_NONE);
	if (count == 0)
		return 0;
	out->state = VALUE_GIVEN;
	out->kind = KIND_LIST;
	out->list.at = arena_array(r->mem, count, sizeof(*out->list.at));
	for (size_t i = 0; i < count; i++) {
		if (take_value(r, &one, json_array_get(json, i), &item) < 0)
			return -1;
		if (!value_is_given(&item) || item.kind != KIND_TEXT)
			return wrong_kind(r, _("An entry of the list is empty; leave it out."));
		out->list.at[out->list.count++] = item.text;
	}
	return 0;
}

static int unknown_key(struct reader *r, const struct form *form, const char *key)
{
	const struct field *near = nearest_field(form, key);

	if (near)
		return err_set(r->err, ERR_FAULT,
			_("There is no field \"%.40s\"; did you mean \"%s\"?"), key, near->id);
	return err_set(r->err, ERR_FAULT, _("There is no field \"%.40s\"."), key);
}

static int take_note(struct reader *r, const struct form *form, const char *key,
		     const json_t *json, struct value *cells)
{
	const struct field *field = form_field_named(form, key);
	const char *text = json_string_value(json);

	if (!field)
		return unknown_key(r, form, key);
	if (!text || strlen(text) != json_string_length(json))
		return wrong_kind(r, _("Write a note as a string in quotation marks."));
	if (text_check(field_label(field, i18n_lang()), text, r->err) < 0)
		return -1;
	if (utf8_count(text) > VALUE_NOTE_LIMIT)
		return err_set(r->err, ERR_FAULT,
			_("The note on %s is too long; shorten it to %d characters at most."),
			field_label(field, i18n_lang()), VALUE_NOTE_LIMIT);
	cells[field->index].note = text[0] ? arena_text(r->mem, text) : NULL;
	return 0;
}

static int take_notes(struct reader *r, const struct form *form, const json_t *json,
		      struct value *cells)
{
	const char *key;
	json_t *note;

	if (!json_is_object(json))
		return wrong_kind(r, _("Write _notes as an object: field and note."));
	json_object_foreach((json_t *)json, key, note) {
		if (take_note(r, form, key, note, cells) < 0)
			return err_prefix(r->err, "_notes");
	}
	return 0;
}

static int take_carried(struct reader *r, const struct form *form, const json_t *json,
			struct value *cells)
{
	if (!json_is_array(json))
		return wrong_kind(r, _("Write _carried as a list of fields."));
	for (size_t i = 0; i < json_array_size(json); i++) {
		const char *key = json_string_value(json_array_get(json, i));
		const struct field *field = form_field_named(form, key ? key : "");

		if (!field) {
			unknown_key(r, form, key ? key : "");
			return err_prefix(r->err, "_carried");
		}
		cells[field->index].carried = 1;
	}
	return 0;
}

/* Of an object whose values have been taken: what it says beside them. */
static int take_marks(struct reader *r, const struct form *form, const json_t *json,
		      struct value *cells)
{
	const json_t *notes = json_object_get(json, "_notes");
	const json_t *carried = json_object_get(json, "_carried");

	if (notes && take_notes(r, form, notes, cells) < 0)
		return -1;
	return carried ? take_carried(r, form, carried, cells) : 0;
}

/* The names of an object's members are fields of form; each is taken into cells. */
static int take_members(struct reader *r, const struct form *form, const json_t *json,
			struct value *cells)
{
	const char *key;
	json_t *member;

	json_object_foreach((json_t *)json, key, member) {
		const struct field *field = form_field_named(form, key);

		if (strcmp(key, "_notes") == 0 || strcmp(key, "_carried") == 0)
			continue;
		if (!field)
			return unknown_key(r, form, key);
		if (field->type->flags & TYPE_COMPUTED)
			continue;
		if (take_value(r, field, member, &cells[field->index]) < 0)
			return err_prefix(r->err, "%s", field->id);
	}
	return take_marks(r, form, json, cells);
}

static int take_rows(struct reader *r, const struct field *field, const json_t *json,
		     struct value *out)
{
	size_t count = json_array_size(json), width = field->group->field_count;

	*out = value_state_only(VALUE_NONE);
	if (count == 0)
		return 0;
	out->state = VALUE_GIVEN;
	out->kind = KIND_ROWS;
	out->rows.width = width;
	out->rows.count = count;
	out->rows.cells = arena_array(r->mem, count * width, sizeof(struct value));
	for (size_t i = 0; i < count; i++) {
		const json_t *row = json_array_get(json, i);

		if (!json_is_object(row))
			return wrong_kind(r, _("Write the rows as an array of objects."));
		if (take_members(r, field->group, row, out->rows.cells + i * width) < 0)
			return err_prefix(r->err, _("row %zu of the group"), i + 1);
	}
	return 0;
}

static int take_ref(struct reader *r, const struct field *field, const json_t *json,
		    struct value *out)
{
	const struct form *target = field->target ? model_form(r->model, field->target) : NULL;
	struct record *key, *found;
	int result;

	if (!target)
		return wrong_kind(r, _("Write the value as a string in quotation marks."));
	key = record_new(target, r->mem);
	if (take_members(r, target, json, key->values) < 0)
		return -1;
	result = data_get_by_key(r->data, key, r->mem, &found, r->err);
	if (result < 0)
		return -1;
	if (result != DATA_OK)
		return err_set(r->err, ERR_NOT_FOUND,
			_("No record of \"%s\" has this key; enter that record first."),
			form_label(target, i18n_lang()));
	*out = value_text(arena_printf(r->mem, "%llu", (unsigned long long)found->id));
	return 0;
}

static int take_deep(struct reader *r, const struct field *field, const json_t *json,
		     struct value *out)
{
	int result;

	if (r->depth >= 8)
		return wrong_kind(r, _("The value is nested too deeply."));
	r->depth++;
	if (json_is_object(json))
		result = take_ref(r, field, json, out);
	else if (field->group)
		result = take_rows(r, field, json, out);
	else if (field->flags & FIELD_SEVERAL)
		result = take_several(r, field, json, out);
	else
		result = wrong_kind(r, _("The field takes one value, not a list."));
	r->depth--;
	return result;
}

static int take_value(struct reader *r, const struct field *field, const json_t *json,
		      struct value *out)
{
	switch (json_typeof(json)) {
	case JSON_NULL:
		*out = value_state_only(VALUE_NONE);
		return 0;
	case JSON_STRING:
		return take_text(r, field, json, out);
	case JSON_INTEGER:
		return take_integer(r, field, json, out);
	case JSON_REAL:
		return wrong_kind(r, _("Write a number with decimals as a string: \"12.5\"."));
	case JSON_TRUE:
	case JSON_FALSE:
		if (field->type->kind != KIND_BOOL)
			return wrong_kind(
				r, _("Write the value as a string in quotation marks."));
		*out = value_bool(json_is_true(json));
		return 0;
	default:
		return take_deep(r, field, json, out);
	}
}

static int take_number(struct reader *r, const char *key, const json_t *json, uint64_t *out)
{
	const char *text = json_string_value(json);
	struct decimal number;
	struct err ignored = { 0 };

	if (json_is_integer(json) && json_integer_value(json) > 0) {
		*out = (uint64_t)json_integer_value(json);
		return 0;
	}
	if (json_is_null(json))
		return 0;
	if (text && decimal_parse(text, &number, &ignored) == 0 && number.scale == 0 &&
	    number.unscaled > 0) {
		*out = (uint64_t)number.unscaled;
		return 0;
	}
	return err_set(r->err, ERR_FAULT, _("%s is not a whole number above 0."), key);
}

static int take_meta(struct reader *r, const char *key, const json_t *json,
		     struct incoming *out)
{
	if (strcmp(key, "_id") == 0)
		return take_number(r, key, json, &out->id);
	if (strcmp(key, "_rev") == 0)
		return take_number(r, key, json, &out->revision);
	if (strcmp(key, "_reason") != 0 || !json_is_string(json) || !json_string_length(json))
		return 0;
	if (text_check(_("Reason"), json_string_value(json), r->err) < 0)
		return -1;
	out->warn_reason = arena_text(r->mem, json_string_value(json));
	return 0;
}

static int take_member(struct reader *r, const char *key, const json_t *json,
		       struct incoming *out)
{
	const struct field *field;

	if (key[0] == '_')
		return take_meta(r, key, json, out);
	field = form_field_named(out->form, key);
	out->fault = NULL;
	if (!field)
		return unknown_key(r, out->form, key);
	if (field->type->flags & TYPE_COMPUTED)
		return 0;
	out->fault = field;
	out->named[field->index] = 1;
	return take_value(r, field, json, &out->values->values[field->index]);
}

static json_t *parse(const char *text, size_t len, struct err *err)
{
	json_error_t why;
	json_t *json = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);

	if (!json)
		err_set(err, ERR_FAULT,
			_("This is no valid JSON at character %d; check quotes, commas and "
			  "braces, and that no name stands twice."),
			why.column);
	return json;
}

int json_to_incoming(struct dataset *data, const struct form *form, const char *line,
		     size_t len, struct arena *mem, struct incoming *out, struct err *err)
{
	struct reader r = {
		.data = data, .model = dataset_model(data), .mem = mem, .err = err
	};
	json_t *json = parse(line, len, err), *member;
	const char *key;
	int result = 0;

	incoming_init(out, form, mem);
	if (!json)
		return -1;
	if (!json_is_object(json))
		result = wrong_kind(&r, _("Each line must be one object in braces."));
	else
		json_object_foreach(json, key, member) {
			result = take_member(&r, key, member, out);
			if (result < 0)
				break;
		}
	if (result == 0)
		out->fault = NULL;
	if (result == 0)
		result = take_marks(&r, form, json, out->values->values);
	out->says_notes = json_object_get(json, "_notes") != NULL;
	out->says_carried = json_object_get(json, "_carried") != NULL;
	json_decref(json);
	return result;
}

void json_with_text(const char *line, const char *key, const char *text, struct str *out)
{
	struct err ignored = { 0 };
	json_t *json = parse(line, strlen(line), &ignored);
	char *dump = NULL;

	if (json_is_object(json)) {
		json_object_set_new(json, key, json_string(text));
		dump = json_dumps(json, 0);
	}
	str_add(out, dump ? dump : line);
	free(dump);
	json_decref(json);
}
