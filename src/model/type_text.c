/*
 * type_text.c - text and note: what was typed, trimmed.  A backslash in front takes the
 * rest as it stands, so that "\." is a full stop and not "missing".
 */
#include "model/types.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/form.h"

static int validate_text(const struct model *model, const struct field *field,
			 const struct value *value, int32_t day, struct err *err)
{
	size_t count = utf8_count(value->text);

	(void)model;
	(void)day;
	if (count <= FIELD_TEXT_LIMIT)
		return 0;
	return err_set(err, ERR_FAULT, _("%s has %zu characters; shorten it to %d at most."),
		type_label(field), count, FIELD_TEXT_LIMIT);
}

/* Too long a text is refused here, before anybody looks it up as a key. */
static int parse_text(const struct model *model, const struct field *field, const char *text,
		      struct arena *mem, struct value *out, struct err *err)
{
	int multi_line = (field->type->flags & TYPE_MULTI_LINE) != 0;
	char *typed = type_trim(text, mem);
	struct str clean = { 0 };

	/* what may not be kept was refused before; only CR LF is left to be made one */
	if (typed[0] == '\\')
		typed = arena_text(mem, strchr(text, '\\') + 1);
	for (char *c = typed; *c; c++) {
		if (*c == '\t' || (!multi_line && (*c == '\n' || *c == '\r')))
			*c = ' ';
	}
	utf8_clean(typed, strlen(typed), multi_line, &clean);
	*out = value_text(arena_text(mem, str_text(&clean)));
	str_release(&clean);
	return strlen(out->text) > FIELD_TEXT_LIMIT ? validate_text(model, field, out, 0, err)
						    : 0;
}

/* Would the text be read as something else if it stood alone? */
static int needs_backslash(const char *text)
{
	struct arena mem = { 0 };
	const char *trimmed = type_trim(text, &mem);
	int needs = strcmp(trimmed, text) != 0 || !text[0] || text[0] == '\\' ||
		strcmp(text, ".") == 0 || strcmp(text, "。") == 0 || strcmp(text, "．") == 0 ||
		strcmp(text, "/") == 0 || strcmp(text, "／") == 0 || strcmp(text, "×") == 0;

	arena_release(&mem);
	return needs;
}

static void format_text(const struct model *model, const struct field *field,
			const struct value *value, struct str *out)
{
	(void)model;
	(void)field;
	if (needs_backslash(value->text))
		str_add_char(out, '\\');
	str_add(out, value->text);
}

static void show_text(const struct model *model, const struct field *field,
		      const struct value *value, struct str *out)
{
	(void)model;
	(void)field;
	str_add(out, value->text);
}

static void encode_text(const struct field *field, const struct value *value, struct str *out)
{
	(void)field;
	put_key_text(out, bytes_of_text(value->text));
}

const struct field_type type_text = {
	.name = "text", .kind = KIND_TEXT, .width = 20,
	.parse = parse_text, .format = format_text, .show = show_text,
	.compare = type_compare, .validate = validate_text, .encode_key = encode_text,
};

const struct field_type type_note = {
	.name = "note",
	.flags = TYPE_MULTI_LINE | TYPE_NOT_KEYED,
	.kind = KIND_TEXT,
	.width = 40,
	.parse = parse_text,
	.format = format_text,
	.show = show_text,
	.compare = type_compare,
	.validate = validate_text,
	.encode_key = encode_text,
};
