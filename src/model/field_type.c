/*
 * field_type.c - the table of field types, and what is the same for all of them: states,
 * bounds, order, keys.
 */
#include "model/field_type.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/form.h"
#include "model/types.h"

const struct field_type *const field_types[] = {
	&type_text, &type_note, &type_integer, &type_decimal, &type_money, &type_percent,
	&type_date, &type_period, &type_code, &type_unit, &type_ref, &type_yesno,
	&type_rows, &type_computed, NULL,
};

const struct field_type *field_type_find(const char *name)
{
	for (const struct field_type *const *type = field_types; *type; type++) {
		if (strcmp((*type)->name, name) == 0)
			return *type;
	}
	return NULL;
}

unsigned field_type_flags(const struct field *field)
{
	return field->type->flags | (field->result ? field->result->flags : 0);
}

/* ---- shared by the types ---- */

const char *type_label(const struct field *field)
{
	return field_label(field, i18n_lang());
}

struct short_text type_short(const char *text)
{
	struct short_text result = { "" };
	size_t len = utf8_cut(text, 40), room = sizeof(result.at) - sizeof("…");

	while (len > room)              /* marks without a width */
		len = utf8_previous(text, len);
	memcpy(result.at, text, len);
	if (text[len])
		memcpy(result.at + len, "…", sizeof("…"));
	return result;
}

/* Bytes of the blank that text begins with, 0 none. */
static size_t blank_at(const char *text)
{
	if ((unsigned char)*text < 0x80)
		return *text == ' ' || *text == '\t' || *text == '\r' || *text == '\n';
	if (text_starts_with(text, "\xE3\x80\x80"))     /* ideographic space */
		return 3;
	return text_starts_with(text, "\xC2\xA0") ? 2 : 0;
}

static size_t blank_before(const char *text, size_t len)
{
	size_t start;

	if (len == 0)
		return 0;
	start = utf8_previous(text, len);
	return blank_at(text + start) == len - start ? len - start : 0;
}

char *type_trim(const char *text, struct arena *mem)
{
	size_t blank, len;

	while ((blank = blank_at(text)) > 0)
		text += blank;
	len = strlen(text);
	while ((blank = blank_before(text, len)) > 0)
		len -= blank;
	return arena_text_len(mem, text, len);
}

char *type_fold(const char *text, struct arena *mem)
{
	struct str folded = { 0 };
	char *result;

	utf8_fold_punctuation(text, strlen(text), &folded);
	result = type_trim(str_text(&folded), mem);
	str_release(&folded);
	return result;
}

/* "." "/" "X" and nothing: 1 and the text of the state, 0 when a value is given. */
static int state_text(const struct value *value, const char **out)
{
	switch ((enum value_state)value->state) {
	case VALUE_GIVEN:
		return 0;
	case VALUE_MISSING:
		*out = ".";
		return 1;
	case VALUE_NOT_APPLICABLE:
		*out = "/";
		return 1;
	case VALUE_MASKED:
		*out = "X";
		return 1;
	case VALUE_NONE:
		break;
	}
	*out = "";
	return 1;
}

int type_valid(const struct model *model, const struct field *field, const struct value *value,
	       int32_t day, struct err *err)
{
	(void)model;
	(void)field;
	(void)value;
	(void)day;
	(void)err;
	return 0;
}

static int compare_lists(const struct value_list *a, const struct value_list *b)
{
	for (size_t i = 0; i < a->count && i < b->count; i++) {
		int order = strcmp(a->at[i], b->at[i]);

		if (order)
			return order < 0 ? -1 : 1;
	}
	return (a->count > b->count) - (a->count < b->count);
}

int type_compare(const struct model *model, const struct value *a, const struct value *b)
{
	int order = 0;

	(void)model;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	switch ((enum value_kind)a->kind) {
	case KIND_NUMBER:
		return decimal_compare(a->number, b->number);
	case KIND_TEXT:
		order = strcmp(a->text, b->text);
		return (order > 0) - (order < 0);
	case KIND_DATE:
		return (a->date > b->date) - (a->date < b->date);
	case KIND_PERIOD:
		return period_key_compare(a->period, b->period);
	case KIND_BOOL:
		return (a->yes > b->yes) - (a->yes < b->yes);
	case KIND_LIST:
		return compare_lists(&a->list, &b->list);
	case KIND_NONE:
	case KIND_ROWS:
		break;
	}
	return 0;
}

void type_encode_list(const struct value *value, struct str *out)
{
	for (size_t i = 0; i < value->list.count; i++) {
		put_u8(out, 1);
		put_key_text(out, bytes_of_text(value->list.at[i]));
	}
	put_u8(out, 0);
}

/* ---- through the table ---- */

static int is_x(const char *typed)
{
	return strcmp(typed, "X") == 0 || strcmp(typed, "x") == 0 ||
	       strcmp(typed, "\xEF\xBC\xB8") == 0;      /* full-width X */
}

/* The state that the text alone stands for; VALUE_GIVEN: it is a value to be read. */
static enum value_state state_typed(const struct field *field, const char *typed)
{
	if (!typed[0])
		return VALUE_NONE;
	if (strcmp(typed, ".") == 0 || strcmp(typed, "。") == 0 || strcmp(typed, "．") == 0)
		return VALUE_MISSING;
	if (strcmp(typed, "/") == 0 || strcmp(typed, "／") == 0)
		return VALUE_NOT_APPLICABLE;
	if (strcmp(typed, "×") == 0)
		return VALUE_MASKED;
	if (is_x(typed) && field->type->kind != KIND_TEXT && field->type->kind != KIND_ROWS)
		return VALUE_MASKED;
	return VALUE_GIVEN;
}

/* The first character that is neither clean nor a blank of any kind; 0 none. */
static int first_dirty(const char *text, size_t len, size_t *offset)
{
	size_t found, from = 0;

	while (utf8_first_dirty(text + from, len - from, 0, &found)) {
		*offset = from + found;
		from = *offset + 1;
		if (!strchr("\t\r\n", text[*offset]))
			return 1;
	}
	return 0;
}

int text_check(const char *label, const char *text, struct err *err)
{
	size_t len = strlen(text), offset = 0;
	struct str where = { 0 };

	if (!first_dirty(text, len, &offset))
		return 0;
	utf8_say_where(text, len, offset, &where);
	err_set(err, ERR_FAULT,
		utf8_valid_until(text, len) == offset
			? _("%s: %s is no UTF-8 text; save the text as UTF-8 and try again.")
			: _("%s: %s cannot be kept; delete it, or type the text again."),
		label, str_text(&where));
	str_release(&where);
	return -1;
}

int field_parse(const struct model *model, const struct field *field, const char *text,
		struct arena *mem, struct value *out, struct err *err)
{
	enum value_state state;

	if (field->type->flags & TYPE_COMPUTED)
		return err_set(err, ERR_FAULT,
			_("%s is computed by the program; leave it out."), type_label(field));
	if (text_check(type_label(field), text, err) < 0)
		return -1;
	state = state_typed(field, type_trim(text, mem));
	if (state != VALUE_GIVEN) {
		*out = value_state_only(state);
		return 0;
	}
	return field->type->parse(model, field, text, mem, out, err);
}

static int is_plain_x(const struct field *field)
{
	return field->type->kind != KIND_TEXT && field->type->kind != KIND_ROWS;
}

void field_format(const struct model *model, const struct field *field,
		  const struct value *value, struct str *out)
{
	const char *state;

	if (value->state == VALUE_MASKED && !is_plain_x(field))
		str_add(out, "×");      /* X would be a text, or a code */
	else if (state_text(value, &state))
		str_add(out, state);
	else
		field->type->format(model, field, value, out);
}

void field_show(const struct model *model, const struct field *field, const struct value *value,
		struct str *out)
{
	const char *state;

	if (state_text(value, &state))
		str_add(out, state);
	else
		field->type->show(model, field, value, out);
}

static int out_of_bounds(const struct model *model, const struct field *field,
			 const struct value *bound, int least, struct err *err)
{
	struct str shown = { 0 };

	field_show(model, field, bound, &shown);
	err_set(err, ERR_FAULT,
		least ? _("%s must be at least %s; check the figure.") :
			_("%s must be at most %s; check the figure."),
		type_label(field), str_text(&shown));
	str_release(&shown);
	return -1;
}

int field_validate(const struct model *model, const struct field *field,
		   const struct value *value, int32_t day, struct err *err)
{
	struct value end = *value;

	if (!value_is_given(value))
		return 0;
	if (value->kind == KIND_NUMBER && (value->upper.unscaled || value->upper.scale))
		end.number = value->upper;
	if (field->least.state == VALUE_GIVEN && field->least.kind == value->kind &&
	    field->type->compare(model, value, &field->least) < 0)
		return out_of_bounds(model, field, &field->least, 1, err);
	if (field->most.state == VALUE_GIVEN && field->most.kind == value->kind &&
	    field->type->compare(model, &end, &field->most) > 0)
		return out_of_bounds(model, field, &field->most, 0, err);
	return field->type->validate(model, field, value, day, err);
}

/* The order of states in lists and keys. */
static int state_rank(const struct value *value)
{
	static const int ranks[] = {
		[VALUE_NONE] = 0, [VALUE_MISSING] = 1, [VALUE_NOT_APPLICABLE] = 2,
		[VALUE_MASKED] = 3, [VALUE_GIVEN] = 4,
	};

	return ranks[value->state];
}

int field_compare(const struct model *model, const struct field *field, const struct value *a,
		  const struct value *b)
{
	int left = state_rank(a), right = state_rank(b);

	if (left != right)
		return left < right ? -1 : 1;
	return value_is_given(a) ? field->type->compare(model, a, b) : 0;
}

void field_encode_key(const struct field *field, const struct value *value, struct str *out)
{
	put_u8(out, (uint8_t)state_rank(value));
	if (value_is_given(value))
		field->type->encode_key(field, value, out);
}
