/*
 * type_ref.c - ref (another record, by its number) and yesno.  The names of records are
 * data's to know.
 */
#include "model/types.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "model/choice.h"
#include "model/form.h"
#include "model/pick.h"

enum { MOST_DIGITS = 19 };      /* of an id that fits 64 bits */

static int one_ref(const struct model *model, const struct field *field, const char *typed,
		   struct arena *mem, const char **out, struct err *err)
{
	const char *at = type_fold(typed, mem);

	(void)model;
	at += *at == '#';
	at += strspn(at, "0");
	if (!isdigit((unsigned char)*at) || strspn(at, "0123456789") != strlen(at) ||
	    strlen(at) > MOST_DIGITS)
		return err_set(err, ERR_FAULT,
			_("%s: \"%s\" is not the number of a record; type its number or "
			  "choose it."),
			type_label(field), type_short(typed).at);
	*out = at;
	return 0;
}

static int parse_ref(const struct model *model, const struct field *field, const char *text,
		     struct arena *mem, struct value *out, struct err *err)
{
	return choice_parse(model, field, text, one_ref, mem, out, err);
}

static void name_ref(const struct model *model, const struct field *field, const char *id,
		     struct str *out)
{
	(void)model;
	(void)field;
	str_addf(out, "#%s", id);
}

static void show_ref(const struct model *model, const struct field *field,
		     const struct value *value, struct str *out)
{
	choice_show(model, field, value, name_ref, out);
}

static uint64_t id_of(const struct value *value)
{
	return strtoull(value->text, NULL, 10);
}

/* As numbers: record 9 before record 10. */
static int compare_ref(const struct model *model, const struct value *a, const struct value *b)
{
	uint64_t left, right;

	if (a->kind != KIND_TEXT || b->kind != KIND_TEXT)
		return type_compare(model, a, b);
	left = id_of(a);
	right = id_of(b);
	return (left > right) - (left < right);
}

static void encode_ref(const struct field *field, const struct value *value, struct str *out)
{
	(void)field;
	if (value->kind == KIND_LIST)
		type_encode_list(value, out);
	else
		put_u64(out, id_of(value));
}

const struct field_type type_ref = {
	.name = "ref", .flags = TYPE_CODED, .kind = KIND_TEXT, .width = 12,
	.parse = parse_ref, .format = choice_format, .show = show_ref,
	.compare = compare_ref, .validate = type_valid, .encode_key = encode_ref,
};

/* ---- yes or no ---- */

static int parse_yesno(const struct model *model, const struct field *field, const char *text,
		       struct arena *mem, struct value *out, struct err *err)
{
	static const struct {
		const char *typed;
		int yes;
	} words[] = {
		{ "yes", 1 }, { "y", 1 }, { "true", 1 }, { "1", 1 }, { "是", 1 },
		{ "no", 0 }, { "n", 0 }, { "false", 0 }, { "0", 0 }, { "否", 0 },
	};
	const char *typed = pick_fold(type_trim(text, mem), mem);

	(void)model;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].typed, typed) == 0) {
			*out = value_bool(words[i].yes);
			return 0;
		}
	}
	return err_set(err, ERR_FAULT, _("%s: \"%s\" is neither yes nor no; type y or n."),
		type_label(field), type_short(typed).at);
}

static void format_yesno(const struct model *model, const struct field *field,
			 const struct value *value, struct str *out)
{
	(void)model;
	(void)field;
	str_add(out, value->yes ? "yes" : "no");
}

static void show_yesno(const struct model *model, const struct field *field,
		       const struct value *value, struct str *out)
{
	(void)model;
	(void)field;
	str_add(out, value->yes ? _("yes") : _("no"));
}

static void encode_yesno(const struct field *field, const struct value *value, struct str *out)
{
	(void)field;
	put_u8(out, value->yes != 0);
}

const struct field_type type_yesno = {
	.name = "yesno", .flags = TYPE_CODED, .kind = KIND_BOOL, .width = 4,
	.parse = parse_yesno, .format = format_yesno, .show = show_yesno,
	.compare = type_compare, .validate = type_valid, .encode_key = encode_yesno,
};
