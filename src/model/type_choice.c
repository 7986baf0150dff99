/*
 * type_choice.c - code and unit: one of a list or of the tree, by whatever people call it.
 */
#include "model/types.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "model/choice.h"
#include "model/form.h"
#include "model/model.h"
#include "model/pick.h"

/* ---- codes ---- */

static int no_such_code(const struct field *field, const char *typed,
			const struct code **found, const struct choice_best *best,
			struct arena *mem, struct err *err)
{
	const char *names[CHOICE_LISTED];

	for (size_t i = 0; i < best->listed; i++)
		names[i] = arena_printf(mem, "%s %s", found[best->at[i]]->code,
			code_label(found[best->at[i]], i18n_lang()));
	return choice_unclear(field, typed, best, names, err);
}

static int one_code(const struct model *model, const struct field *field, const char *typed,
		    struct arena *mem, const char **out, struct err *err)
{
	const struct code *code = field->list ? code_list_find(field->list, typed) : NULL;
	const struct code **found = NULL;
	struct choice_best best = { 0 };
	size_t count;
	int *scores;

	(void)model;
	if (!code && field->list) {
		count = code_list_scored(
			field->list, pick_fold(typed, mem), mem, &found, &scores);
		best = choice_best(scores, count);
		if (best.count == 1)
			code = found[best.at[0]];
	}
	if (!code)
		return no_such_code(field, typed, found, &best, mem, err);
	*out = code->code;
	return 0;
}

static int parse_code(const struct model *model, const struct field *field, const char *text,
		      struct arena *mem, struct value *out, struct err *err)
{
	return choice_parse(model, field, text, one_code, mem, out, err);
}

static void name_code(const struct model *model, const struct field *field, const char *code,
		      struct str *out)
{
	const struct code *found = field->list ? code_list_find(field->list, code) : NULL;

	(void)model;
	str_add(out, found ? code_label(found, i18n_lang()) : code);
}

static void show_code(const struct model *model, const struct field *field,
		      const struct value *value, struct str *out)
{
	choice_show(model, field, value, name_code, out);
}

/* "ended on ..." or "is valid from ..."; from and to are days or DATE_NONE. */
static int check_validity(const struct field *field, const char *name, int32_t from, int32_t to,
			  int32_t day, struct err *err)
{
	struct str limit = { 0 };
	int early = from != DATE_NONE && day < from, late = to != DATE_NONE && day > to;

	if (day == DATE_NONE || (!early && !late))
		return 0;
	date_print(early ? from : to, &limit);
	err_set(err, ERR_FAULT,
		early ? _("%s: %s is valid from %s only; choose another or check the date.") :
			_("%s: %s was valid until %s; choose what has taken its place."),
		type_label(field), name, str_text(&limit));
	str_release(&limit);
	return -1;
}

static int validate_one_code(const struct field *field, const char *text, int32_t day,
			     struct err *err)
{
	const struct code *code = field->list ? code_list_find(field->list, text) : NULL;

	if (!code)
		return err_set(err, ERR_FAULT,
			_("%s: the code %s is not in its list; choose another."),
			type_label(field), text);
	return check_validity(field, code_label(code, i18n_lang()), code->valid_from,
		code->valid_to, day, err);
}

static int validate_code(const struct model *model, const struct field *field,
			 const struct value *value, int32_t day, struct err *err)
{
	(void)model;
	if (value->kind == KIND_TEXT)
		return validate_one_code(field, value->text, day, err);
	for (size_t i = 0; value->kind == KIND_LIST && i < value->list.count; i++) {
		if (validate_one_code(field, value->list.at[i], day, err) < 0)
			return -1;
	}
	return 0;
}

static void encode_choice(const struct field *field, const struct value *value, struct str *out)
{
	(void)field;
	if (value->kind == KIND_LIST)
		type_encode_list(value, out);
	else
		put_key_text(out, bytes_of_text(value->text));
}

const struct field_type type_code = {
	.name = "code", .flags = TYPE_CODED, .kind = KIND_TEXT, .width = 12,
	.parse = parse_code, .format = choice_format, .show = show_code,
	.compare = type_compare, .validate = validate_code, .encode_key = encode_choice,
};

/* ---- units ---- */

/* The only unit called exactly so today; NULL none or several. */
static const struct unit *unit_by_name(const struct unit_tree *tree, const char *name)
{
	const struct unit *found = NULL;

	for (size_t i = 0; i < tree->count; i++) {
		if (strcmp(unit_name(&tree->units[i], DATE_NONE), name) != 0)
			continue;
		if (found)
			return NULL;
		found = &tree->units[i];
	}
	return found;
}

/* Is the text the township's name or short name? */
static int names_unit(const struct unit *unit, const char *text, size_t len)
{
	const char *names[] = { unit_name(unit, DATE_NONE), unit->short_name,
		unit->report_name };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i] && strlen(names[i]) == len && memcmp(names[i], text, len) == 0)
			return 1;
	}
	return 0;
}

/* "光明村(大沁他拉镇)", "光明村(大沁他拉镇 1505...)", "大沁他拉镇光明村": is it this unit? */
static int names_with_parent(const struct unit *unit, const char *text)
{
	const struct unit *parent = unit_parent(unit, DATE_NONE);
	const char *name = unit_name(unit, DATE_NONE), *inside;
	size_t len = strlen(text), inside_len;

	if (!parent)
		return 0;
	if (text_ends_with(text, name) && names_unit(parent, text, len - strlen(name)))
		return 1;
	if (!text_starts_with(text, name) || text[strlen(name)] != '(' || text[len - 1] != ')')
		return 0;
	inside = text + strlen(name) + 1;
	inside_len = len - 1 - (size_t)(inside - text);
	if (inside_len > strlen(unit->code) + 1 &&
	    memcmp(text + len - 1 - strlen(unit->code), unit->code, strlen(unit->code)) == 0)
		inside_len -= strlen(unit->code) + 1;
	return names_unit(parent, inside, inside_len);
}

static const struct unit *unit_with_parent(const struct unit_tree *tree, const char *text)
{
	const struct unit *found = NULL;

	for (size_t i = 0; i < tree->count; i++) {
		const struct unit *unit = &tree->units[i];

		if (!names_with_parent(unit, text))
			continue;
		if (found)      /* like-named twice in a township: the code tells */
			return strstr(text, unit->code) ? unit :
			       strstr(text, found->code) ? found : NULL;
		found = unit;
	}
	return found;
}

/* The unit that the words before the last blank name, when they name one alone. */
static const struct unit *above_named(const struct unit_tree *tree, const char *text,
				      size_t len, struct arena *mem)
{
	const struct unit **found;
	struct choice_best best;
	size_t count;
	int *scores;

	count = unit_scored(
		tree, pick_fold(arena_text_len(mem, text, len), mem), mem, &found, &scores);
	best = choice_best(scores, count);
	return best.count == 1 ? found[best.at[0]] : NULL;
}

/*
 * "东明 光明村", "dmz gmc": a place and one within it.  1 and the only one in *out; found and
 * best tell the others.
 */
static int unit_below(const struct unit_tree *tree, const char *text, struct arena *mem,
		      const struct unit ***found, struct choice_best *best)
{
	const char *blank = strrchr(text, ' ');
	const struct unit *above;
	size_t count, kept = 0;
	int *scores;

	if (!blank || blank == text || !(above = above_named(tree, text,
						 (size_t)(blank - text), mem)))
		return 0;
	count = unit_scored(tree, pick_fold(blank + 1, mem), mem, found, &scores);
	for (size_t i = 0; i < count; i++) {
		if ((*found)[i] == above || !unit_is_within((*found)[i], above, DATE_NONE))
			continue;
		(*found)[kept] = (*found)[i];
		scores[kept++] = scores[i];
	}
	*best = choice_best(scores, kept);
	return best->count > 0;
}

static int no_such_unit(const struct model *model, const struct field *field, const char *typed,
			const struct unit **found, const struct choice_best *best,
			struct arena *mem, struct err *err)
{
	const char *names[CHOICE_LISTED];

	for (size_t i = 0; i < best->listed; i++) {
		const struct unit *unit = found[best->at[i]];

		names[i] = arena_printf(mem, "%s %s", unit->code,
			unit_display(&model->units, unit, DATE_NONE, mem));
	}
	return choice_unclear(field, typed, best, names, err);
}

/* Units outside the office's own tree are told by code or name, never guessed. */
static size_t keep_own(const struct model *model, const struct unit **found, int *scores,
		       size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (!model_unit_is_own(model, found[i]))
			continue;
		found[kept] = found[i];
		scores[kept++] = scores[i];
	}
	return kept;
}

static int one_unit(const struct model *model, const struct field *field, const char *typed,
		    struct arena *mem, const char **out, struct err *err)
{
	const struct unit *unit = unit_find(&model->units, typed);
	const struct unit **found;
	struct choice_best best;
	size_t count;
	int *scores;

	if (!unit)
		unit = unit_by_name(&model->units, typed);
	if (!unit)
		unit = unit_with_parent(&model->units, type_fold(typed, mem));
	if (!unit) {
		count = unit_scored(&model->units, pick_fold(typed, mem), mem, &found, &scores);
		count = keep_own(model, found, scores, count);
		best = choice_best(scores, count);
		if (best.count == 0)
			unit_below(&model->units, type_fold(typed, mem), mem, &found, &best);
		if (best.count != 1)
			return no_such_unit(model, field, typed, found, &best, mem, err);
		unit = found[best.at[0]];
	}
	*out = unit->code;
	return 0;
}

static int parse_unit(const struct model *model, const struct field *field, const char *text,
		      struct arena *mem, struct value *out, struct err *err)
{
	return choice_parse(model, field, text, one_unit, mem, out, err);
}

static void name_unit(const struct model *model, const struct field *field, const char *code,
		      struct str *out)
{
	const struct unit *unit = unit_find(&model->units, code);
	struct arena mem = { 0 };

	(void)field;
	str_add(out, unit ? unit_display(&model->units, unit, DATE_NONE, &mem) : code);
	arena_release(&mem);
}

static void show_unit(const struct model *model, const struct field *field,
		      const struct value *value, struct str *out)
{
	choice_show(model, field, value, name_unit, out);
}

static int validate_one_unit(const struct model *model, const struct field *field,
			     const char *code, int32_t day, struct err *err)
{
	const struct unit *unit = unit_find(&model->units, code);

	if (!unit)
		return err_set(err, ERR_FAULT, _("%s: there is no unit %s; choose another."),
			type_label(field), code);
	return check_validity(
		field, unit_name(unit, day), unit->valid_from, unit->valid_to, day, err);
}

static int validate_unit(const struct model *model, const struct field *field,
			 const struct value *value, int32_t day, struct err *err)
{
	if (value->kind == KIND_TEXT)
		return validate_one_unit(model, field, value->text, day, err);
	for (size_t i = 0; value->kind == KIND_LIST && i < value->list.count; i++) {
		if (validate_one_unit(model, field, value->list.at[i], day, err) < 0)
			return -1;
	}
	return 0;
}

const struct field_type type_unit = {
	.name = "unit", .flags = TYPE_CODED, .kind = KIND_TEXT, .width = 16,
	.parse = parse_unit, .format = choice_format, .show = show_unit,
	.compare = type_compare, .validate = validate_unit, .encode_key = encode_choice,
};
