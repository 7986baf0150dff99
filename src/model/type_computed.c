/*
 * type_computed.c - the answer of an expression, treated as the type of its result.
 */
#include "model/types.h"

#include "base/i18n.h"
#include "base/str.h"
#include "model/form.h"

/* The type that the value is printed and keyed by: the declared one, else by its kind. */
static const struct field_type *result_type(const struct field *field,
					    const struct value *value)
{
	if (field->result && field->result != &type_computed &&
	    field->result->kind == value->kind)
		return field->result;
	switch ((enum value_kind)value->kind) {
	case KIND_NUMBER:
		return &type_decimal;
	case KIND_DATE:
		return &type_date;
	case KIND_PERIOD:
		return &type_period;
	case KIND_BOOL:
		return &type_yesno;
	case KIND_LIST:
		return &type_code;
	default:
		return &type_text;
	}
}

/* Brought to the field's scale: a quotient has twelve decimals. */
static struct value at_scale(const struct field *field, const struct value *value)
{
	struct value result = *value;
	struct err ignored = { 0 };

	if (value->kind == KIND_NUMBER && decimal_loses(value->number, field->scale))
		decimal_rescale(value->number, field->scale, &result.number, &ignored);
	return result;
}

static int parse_computed(const struct model *model, const struct field *field,
			  const char *text, struct arena *mem, struct value *out,
			  struct err *err)
{
	(void)model;
	(void)text;
	(void)mem;
	(void)out;
	return err_set(err, ERR_FAULT, _("%s is computed by the program; leave it out."),
		type_label(field));
}

static void format_computed(const struct model *model, const struct field *field,
			    const struct value *value, struct str *out)
{
	struct value scaled = at_scale(field, value);

	if (value->kind != KIND_ROWS)
		result_type(field, value)->format(model, field, &scaled, out);
}

static void show_computed(const struct model *model, const struct field *field,
			  const struct value *value, struct str *out)
{
	struct value scaled = at_scale(field, value);

	if (value->kind != KIND_ROWS)
		result_type(field, value)->show(model, field, &scaled, out);
}

static void encode_computed(const struct field *field, const struct value *value,
			    struct str *out)
{
	if (value->kind != KIND_ROWS)
		result_type(field, value)->encode_key(field, value, out);
}

const struct field_type type_computed = {
	.name = "computed", .flags = TYPE_COMPUTED, .kind = KIND_NONE, .width = 12,
	.parse = parse_computed, .format = format_computed, .show = show_computed,
	.compare = type_compare, .validate = type_valid, .encode_key = encode_computed,
};
