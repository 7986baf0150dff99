/*
 * qbe.c - a cell's text becomes the text of an expression, which is then parsed: what a
 * person sees as the translation is what is asked.
 */
#include "model/qbe.h"

#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"
#include "model/workflow.h"

struct cell {
	const struct model *model;
	struct field field;             /* as a query reads it: one value, any kind of period */
	enum expr_type type;
	const char *name;               /* of the field, as expressions read it */
	struct arena *mem;
	struct err *err;
};

/* One alternative of a cell. */
struct atom {
	const char *equals; /* constant that the field is to equal, NULL another condition */
	const char *text;               /* the condition */
};

/* clang-format off */
static const struct { const char *typed, *sign; } signs[] = {
	{ ">=", ">=" }, { "<=", "<=" }, { "≥", ">=" }, { "≤", "<=" }, { "<>", "!=" }, { "!=", "!=" },
	{ "≠", "!=" }, { "！＝", "!=" }, { "＞＝", ">=" }, { "＜＝", "<=" }, { "==", "=" },
	{ ">", ">" }, { "<", "<" }, { "=", "=" }, { "!", "!" },
	{ "＞", ">" }, { "＜", "<" }, { "＝", "=" }, { "！", "!" },
};
/* clang-format on */

/* ---- text ---- */

static int is_text(const struct cell *cell)
{
	return cell->type == EXPR_TEXT && !cell->field.list && !cell->field.target;
}

static const char *quoted(const char *text, struct arena *mem)
{
	struct str out = { 0 };
	const char *kept;

	str_add_char(&out, '\'');
	for (; *text; text++)
		str_add_len(&out, *text == '\'' ? "''" : text, *text == '\'' ? 2 : 1);
	str_add_char(&out, '\'');
	kept = arena_text(mem, out.at);
	str_release(&out);
	return kept;
}

static const char *trimmed(const char *text, size_t len, struct arena *mem)
{
	static const char wide_blank[] = "\xE3\x80\x80";

	for (;;) {
		if (len > 0 && strchr(" \t\r\n", *text)) {
			text++;
			len--;
		} else if (len >= 3 && memcmp(text, wide_blank, 3) == 0) {
			text += 3;
			len -= 3;
		} else {
			break;
		}
	}
	for (;;) {
		if (len > 0 && strchr(" \t\r\n", text[len - 1]))
			len--;
		else if (len >= 3 && memcmp(text + len - 3, wide_blank, 3) == 0)
			len -= 3;
		else
			break;
	}
	return arena_text_len(mem, text, len);
}

/* The sign at the start, text moved past it; "" none. */
static const char *take_sign(const char **text)
{
	for (size_t i = 0; i < COUNT_OF(signs); i++)
		if (text_starts_with(*text, signs[i].typed)) {
			*text += strlen(signs[i].typed);
			*text += strspn(*text, " ");
			return signs[i].sign;
		}
	return "";
}

/* Where the separator (ASCII or full-width) stands next; NULL nowhere. */
static const char *find_separator(const char *text, char ascii, const char *wide, size_t *len)
{
	for (; *text; text++) {
		if (*text == '\\' && text[1]) {
			text++;
			continue;
		}
		*len = *text == ascii ? 1 : text_starts_with(text, wide) ? strlen(wide) : 0;
		if (*len)
			return text;
	}
	return NULL;
}

/* ---- constants ---- */

static const char *constant_text(const struct cell *cell, const struct value *value)
{
	struct str out = { 0 };
	const char *text;

	switch (value->kind) {
	case KIND_NUMBER:
		decimal_print_short(value->number, &out);
		break;
	case KIND_DATE:
		date_print(value->date, &out);
		break;
	case KIND_PERIOD:
		period_print(value->period, &out);
		break;
	case KIND_BOOL:
		str_add(&out, value->yes ? "true" : "false");
		break;
	default:
		return quoted(value->text, cell->mem);
	}
	text = arena_text(cell->mem, out.at);
	str_release(&out);
	return text;
}

/* Reads typed as the type reads it; *period 1 when a date cell holds a period. */
static int read_constant(struct cell *cell, const char *typed, const char **out, int *period)
{
	struct field as_period = cell->field;
	struct err why = { 0 };
	struct value value = { 0 };

	*period = cell->type == EXPR_PERIOD;
	if (is_text(cell)) {
		*out = quoted(typed, cell->mem);
		return 0;
	}
	if (field_parse(cell->model, &cell->field, typed, cell->mem, &value, &why) < 0) {
		as_period.type = field_type_find("period");
		if (cell->type != EXPR_DATE || field_parse(cell->model, &as_period, typed,
						       cell->mem, &value, NULL) < 0)
			return err_set(cell->err, ERR_FAULT, "%s", why.text);
		*period = 1;
	}
	if (!value_is_given(&value))
		return err_set(cell->err, ERR_FAULT, _("%s: 「%s」 cannot be compared with"),
			field_label(&cell->field, i18n_lang()), typed);
	*out = constant_text(cell, &value);
	return 0;
}

/* ---- one condition ---- */

/* The first or last day of a constant period in a comparison, and of a period field. */
static const char *day_in(
	const struct cell *cell, const char *end, const char *text, int period)
{
	return period ? arena_printf(cell->mem, "%s(%s)", end, text) : text;
}

static int compare_atom(
	struct cell *cell, const char *sign, const char *typed, const char **out)
{
	/* >= and < look at the beginning of what is typed, <= and > at its end. */
	const char *end = strcmp(sign, ">=") == 0 || strcmp(sign, "<") == 0 ? "start" : "end";
	const char *side = *sign == '>' ? "start" : "end";
	const char *constant;
	int period;

	if (cell->type == EXPR_UNIT || cell->type == EXPR_BOOL)
		return err_set(cell->err, ERR_FAULT, _("%s has no order: 「%s」 cannot be asked"),
			field_label(&cell->field, i18n_lang()), sign);
	if (read_constant(cell, typed, &constant, &period) < 0)
		return -1;
	*out = arena_printf(cell->mem, "%s %s %s",
		day_in(cell, side, cell->name, cell->type == EXPR_PERIOD), sign,
		day_in(cell, end, constant, period));
	return 0;
}

static int equal_atom(struct cell *cell, const char *typed, int subtree, struct atom *out)
{
	const char *constant;
	int period;

	if (read_constant(cell, typed, &constant, &period) < 0)
		return -1;
	if (period && cell->type == EXPR_DATE)
		subtree = 1;
	else if (cell->type != EXPR_UNIT && cell->type != EXPR_PERIOD)
		subtree = 0;
	if (subtree)
		out->text = arena_printf(cell->mem, "%s within %s", cell->name, constant);
	else if (cell->type == EXPR_BOOL)
		out->text = arena_printf(cell->mem, "%s = %s", cell->name, constant);
	else
		out->equals = constant;
	return 0;
}

static int has_ranges(const struct cell *cell)
{
	return cell->type == EXPR_NUMBER || cell->type == EXPR_DATE ||
		cell->type == EXPR_PERIOD;
}

/* a:b, a: and :b; 1 when it is one. */
static int range_atom(struct cell *cell, const char *typed, struct atom *out)
{
	size_t len;
	const char *mark = has_ranges(cell) ? find_separator(typed, ':', "：", &len) : NULL;
	const char *from, *to, *low = NULL, *high = NULL;

	if (!mark)
		return 0;
	from = trimmed(typed, (size_t)(mark - typed), cell->mem);
	to = trimmed(mark + len, strlen(mark + len), cell->mem);
	if (!*from && !*to)
		return err_set(cell->err, ERR_FAULT,
			_("%s: 「:」 needs a value before or after it"),
			field_label(&cell->field, i18n_lang()));
	if ((*from && compare_atom(cell, ">=", from, &low) < 0) ||
	    (*to && compare_atom(cell, "<=", to, &high) < 0))
		return -1;
	out->text = low && high ? arena_printf(cell->mem, "%s and %s", low, high)
				: low ? low : high;
	return 1;
}

/* . / X * stand for states, not for values. */
static const char *state_atom(const struct cell *cell, const char *typed)
{
	static const char *const states[][2] = {
		{ ".", "missing" }, { "。", "missing" }, { "/", "not applicable" },
		{ "／", "not applicable" }, { "X", "masked" }, { "Ｘ", "masked" },
		{ "*", "given" }, { "＊", "given" },
	};

	for (size_t i = 0; i < COUNT_OF(states); i++)
		if (strcmp(states[i][0], typed) == 0)
			return arena_printf(cell->mem, "%s is %s", cell->name, states[i][1]);
	return NULL;
}

static int takes_pattern(const struct cell *cell, const char *typed)
{
	return (cell->type == EXPR_TEXT || cell->type == EXPR_UNIT) && !cell->field.target &&
	       strchr(typed, '*') != NULL;
}

static int plain_atom(struct cell *cell, const char *typed, struct atom *out)
{
	int range;

	if (*typed == '\\')
		return equal_atom(cell, typed + 1, 1, out);
	out->text = state_atom(cell, typed);
	if (out->text)
		return 0;
	if (takes_pattern(cell, typed)) {
		out->text = arena_printf(cell->mem, "%s like %s", cell->name,
			quoted(typed, cell->mem));
		return 0;
	}
	range = range_atom(cell, typed, out);
	return range ? range < 0 ? -1 : 0 : equal_atom(cell, typed, 1, out);
}

/* Not x is also what has no value at all. */
static void negate(const struct cell *cell, struct atom *atom)
{
	if (atom->equals)
		atom->text = arena_printf(cell->mem, "(%s != %s or %s is not given)",
			cell->name, atom->equals, cell->name);
	else
		atom->text = arena_printf(
			cell->mem, "(not (%s) or %s is not given)", atom->text, cell->name);
	atom->equals = NULL;
}

static int read_atom(struct cell *cell, const char *typed, struct atom *out)
{
	const char *at = typed, *sign = take_sign(&at);

	*out = (struct atom){ 0 };
	if (!*typed)
		return err_set(cell->err, ERR_FAULT, _("%s: a value is missing beside 「|」"),
			field_label(&cell->field, i18n_lang()));
	if (!*sign)
		return plain_atom(cell, typed, out);
	if (!*at && (*sign == '=' || strcmp(sign, "!=") == 0)) {
		out->text = arena_printf(cell->mem, "%s is %sempty", cell->name,
			*sign == '=' ? "" : "not ");
		return 0;
	}
	if (!*at)
		return err_set(cell->err, ERR_FAULT, _("%s: a value must follow 「%s」"),
			field_label(&cell->field, i18n_lang()), sign);
	if (*sign == '=')
		return equal_atom(cell, *at == '\\' ? at + 1 : at, 0, out);
	if (*sign != '!')
		return compare_atom(cell, sign, at, &out->text);
	if (read_atom(cell, at, out) < 0)
		return -1;
	negate(cell, out);
	return 0;
}

/* ---- the alternatives of a cell ---- */

struct choice {
	struct str equal, other;        /* "'a', 'b'" and "x or y" */
	size_t equals, others;
};

static void add_atom(struct choice *choice, const struct atom *atom)
{
	if (atom->equals) {
		str_addf(&choice->equal, "%s%s", choice->equals++ ? ", " : "", atom->equals);
		return;
	}
	/* "a and b" binds closer than or: no parentheses are needed. */
	str_addf(&choice->other, "%s%s", choice->others++ ? " or " : "", atom->text);
}

static const char *choice_text(const struct cell *cell, const struct choice *choice)
{
	const char *in = choice->equals == 0 ? ""
		: choice->equals == 1
		? arena_printf(cell->mem, "%s = %s", cell->name, str_text(&choice->equal))
		: arena_printf(cell->mem, "%s in (%s)", cell->name, str_text(&choice->equal));

	return arena_printf(cell->mem, "%s%s%s", in, *in && choice->others ? " or " : "",
		str_text(&choice->other));
}

static const char *read_choice(struct cell *cell, const char *text)
{
	struct choice choice = { 0 };
	const char *out = NULL, *mark;
	struct atom atom;
	size_t len = 0;

	for (;;) {
		mark = find_separator(text, '|', "｜", &len);
		if (read_atom(cell,
			    trimmed(text, mark ? (size_t)(mark - text) : strlen(text),
				    cell->mem),
			    &atom) < 0)
			goto out;
		add_atom(&choice, &atom);
		if (!mark)
			break;
		text = mark + len;
	}
	out = choice_text(cell, &choice);
out:
	str_release(&choice.equal);
	str_release(&choice.other);
	return out;
}

/* The text of a whole cell's condition; NULL with the fault. */
static const char *read_cell(struct cell *cell, const char *text)
{
	const char *at = text, *sign, *rest;
	size_t len;

	if (*text == '\\') {
		struct atom atom = { 0 };

		if (equal_atom(cell, text + 1, 1, &atom) < 0)
			return NULL;
		return atom.equals ? arena_printf(cell->mem, "%s = %s", cell->name, atom.equals)
				   : atom.text;
	}
	sign = take_sign(&at);
	/* !a|b is neither of them. */
	if (*sign != '!' || !*at || !find_separator(at, '|', "｜", &len))
		return read_choice(cell, text);
	rest = read_choice(cell, at);
	return rest ? arena_printf(cell->mem, "(not (%s) or %s is not given)", rest, cell->name)
		    : NULL;
}

static const char *type_name_of(enum expr_type type)
{
	switch (type) {
	case EXPR_NUMBER: return "decimal";
	case EXPR_DATE: return "date";
	case EXPR_PERIOD: return "period";
	case EXPR_BOOL: return "yesno";
	case EXPR_UNIT: return "unit";
	default: return "text";
	}
}

/* The field as a cell asks it: computed by its result, several by one of them. */
static void init_cell(struct cell *cell, const struct field *field)
{
	cell->field = *field;
	cell->field.flags &= ~(unsigned)(FIELD_SEVERAL | FIELD_REQUIRED);
	cell->field.flags |= FIELD_QUALIFIED;
	cell->field.period_kinds = 0;
	if (field->compute) {
		cell->type = expr_type(field->compute);
		cell->field.type = field_type_find(type_name_of(cell->type));
		return;
	}
	cell->type = field->group ? EXPR_ROWS
		: strcmp(field->type->name, "unit") == 0 ? EXPR_UNIT
		: field->type->kind == KIND_NUMBER ? EXPR_NUMBER
		: field->type->kind == KIND_DATE ? EXPR_DATE
		: field->type->kind == KIND_PERIOD ? EXPR_PERIOD
		: field->type->kind == KIND_BOOL ? EXPR_BOOL : EXPR_TEXT;
}

static int is_empty_sign(const char *text)
{
	const char *at = text, *sign = take_sign(&at);

	return !*at && (*sign == '=' || strcmp(sign, "!=") == 0);
}

static int parse_condition(const struct model *model, const struct form *form, const char *text,
			   struct arena *mem, const struct expr **out, struct err *err)
{
	struct expr_options options = { .model = model, .form = form, .want = EXPR_BOOL };

	return expr_parse(text, &options, mem, out, err);
}

int qbe_cell(const struct model *model, const struct form *form, const struct field *field,
	     const char *text, struct arena *mem, const struct expr **out, struct err *err)
{
	struct cell cell = { .model = model, .mem = mem, .err = err };
	const char *typed = trimmed(text, strlen(text), mem), *condition;

	*out = NULL;
	if (!*typed)
		return 0;
	init_cell(&cell, field);
	cell.name = arena_printf(mem, "「%s」", field->id);
	if (cell.type == EXPR_ROWS && !is_empty_sign(typed))
		return err_set(err, ERR_FAULT,
			_("%s is a group of rows: only = and != can be asked"),
			field_label(field, i18n_lang()));
	condition = read_cell(&cell, typed);
	return condition ? parse_condition(model, form, condition, mem, out, err) : -1;
}

/* ---- words ---- */

static int no_state(const struct model *model, const char *typed, struct err *err)
{
	struct str known = { 0 };

	states_list(model, &known);
	err_set(err, ERR_USAGE, _("there is no state 「%s」; there are %s"), typed,
		str_text(&known));
	str_release(&known);
	return -1;
}

/* "'saved', 'deleted'" of saved|deleted; how many, or -1. */
static int state_list(const struct model *model, const char *typed, struct arena *mem,
	struct str *list, struct err *err)
{
	int count = 0;
	const char *mark;
	size_t len = 0;

	do {
		const struct work_state *state;
		const char *one;

		mark = find_separator(typed, '|', "｜", &len);
		one = trimmed(typed, mark ? (size_t)(mark - typed) : strlen(typed), mem);
		state = state_called(model, one);
		if (!state || state->number == STATE_NEW)
			return no_state(model, one, err);
		str_addf(list, "%s'%s'", count++ ? ", " : "", state->id);
		typed = mark ? mark + len : typed;
	} while (mark);
	return count;
}

/* state=saved|submitted, state=!deleted, state=* for all that there are. */
static const char *state_condition(
	const struct model *model, const char *typed, struct arena *mem, struct err *err)
{
	struct str list = { 0 };
	const char *sign = take_sign(&typed), *out = NULL;
	int is_not = *sign == '!', count;

	if (*sign == '<' || *sign == '>') {
		err_set(err, ERR_USAGE, _("%s has no order: 「%s」 cannot be asked"),
			_("state"), sign);
		return NULL;
	}
	if (strcmp(typed, "*") == 0)
		return "state is given";
	count = state_list(model, typed, mem, &list, err);
	if (count == 1)
		out = arena_printf(mem, "state %s %s", is_not ? "!=" : "=", str_text(&list));
	else if (count > 1)
		out = arena_printf(
			mem, "state %sin (%s)", is_not ? "not " : "", str_text(&list));
	str_release(&list);
	return out;
}

int qbe_names_state(const char *name)
{
	return strcmp(name, "state") == 0 || strcmp(name, "状态") == 0;
}

static int one_word(const struct model *model, const struct form *form, const char *name,
	const char *cell, struct arena *mem, const struct expr **out, struct err *err)
{
	const struct field *field = form_field_named(form, name);
	const char *condition;

	if (field)
		return qbe_cell(model, form, field, cell, mem, out, err);
	if (!qbe_names_state(name))
		return err_set(err, ERR_USAGE,
			_("%s has no field 「%s」 (or more than one of that name)"),
			form_label(form, i18n_lang()), name);
	*out = NULL;
	if (!*cell)
		return 0;
	condition = state_condition(model, cell, mem, err);
	return condition ? parse_condition(model, form, condition, mem, out, err) : -1;
}

/* Where the name ends; the cell begins behind a plain =, else with the sign itself. */
static const char *end_of_name(const char *word, const char **cell)
{
	for (const char *at = word; *at; at++) {
		const char *rest = at, *sign = take_sign(&rest);

		if (!*sign)
			continue;
		*cell = *at == '=' ? at + 1 : text_starts_with(at, "＝") ? at + strlen("＝") : at;
		return at;
	}
	return NULL;
}

int qbe_words(const struct model *model, const struct form *form, char *const *words,
	      size_t count, struct arena *mem, const struct expr **out, struct err *err)
{
	const struct expr *all = NULL, *one = NULL;

	*out = NULL;
	for (size_t i = 0; i < count; i++) {
		struct err why = { 0 };
		const char *cell = NULL, *end = end_of_name(words[i], &cell), *name;

		if (!end || end == words[i])
			return err_set(err, ERR_USAGE,
				_("「%s」 is not a condition; write field=value, for example "
				  "field=>=100"),
				words[i]);
		name = trimmed(words[i], (size_t)(end - words[i]), mem);
		if (one_word(model, form, name, trimmed(cell, strlen(cell), mem), mem, &one,
			    &why) < 0)
			return err_set(err, ERR_USAGE, "%s: %s", words[i], why.text);
		all = expr_and(all, one, mem);
	}
	*out = all;
	return 0;
}
