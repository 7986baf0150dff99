/*
 * choice.c - what codes, units and refs share when they are typed, listed and shown.
 */
#include "model/choice.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "model/form.h"
#include "model/pick.h"
#include "model/types.h"

struct text_vec {
	const char **at;
	size_t count, cap;
};

/* How sure a score is: whole code, name, alias, sound, the sound's beginning; 0 not enough. */
static int certainty(int score)
{
	switch (score) {
	case PICK_CODE:
		return 5;
	case PICK_NAME:
		return 4;
	case PICK_ALIAS:
		return 3;
	case PICK_INITIALS + 1:
	case PICK_PINYIN + 1:
		return 2;
	case PICK_INITIALS:
	case PICK_PINYIN:
		return 1;
	default:
		return 0;
	}
}

struct choice_best choice_best(const int *scores, size_t count)
{
	struct choice_best best = { 0 };
	int level = 0;

	for (size_t i = 0; i < count; i++) {
		if (certainty(scores[i]) > level)
			level = certainty(scores[i]);
	}
	for (size_t i = 0; i < count; i++) {
		if (certainty(scores[i]) != level)
			continue;
		best.count += level > 0;
		if (best.listed < CHOICE_LISTED)
			best.at[best.listed++] = i;
	}
	return best;
}

int choice_unclear(const struct field *field, const char *typed,
		   const struct choice_best *best, const char *const *names, struct err *err)
{
	struct str list = { 0 };

	for (size_t i = 0; i < best->listed; i++)
		str_addf(&list, "%s%s", i ? _(", ") : "", names[i]);
	if (best->count > best->listed)
		str_add(&list, _(" and others"));
	if (best->count > 1)
		err_set(err, ERR_FAULT, _("%s: \"%s\" may mean %s; type the code."),
			type_label(field), type_short(typed).at, str_text(&list));
	else if (best->listed > 0)
		err_set(err, ERR_FAULT, _("%s: there is no \"%s\"; is one of these meant: %s?"),
			type_label(field), type_short(typed).at, str_text(&list));
	else
		err_set(err, ERR_FAULT,
			_("%s: there is no \"%s\"; type a code, a name or initials of the "
			  "list."),
			type_label(field), type_short(typed).at);
	str_release(&list);
	return -1;
}

/* ---- several ---- */

static void add_once(struct text_vec *codes, const char *code, struct arena *mem)
{
	for (size_t i = 0; i < codes->count; i++) {
		if (strcmp(codes->at[i], code) == 0)
			return;
	}
	*VEC_PUSH_IN(mem, codes) = arena_text(mem, code);
}

/* Bytes of the mark between two of several at text; 0 none. */
static size_t mark_at(const char *text)
{
	static const char *const marks[] = { ",", ";", "、", "，", "；" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (text_starts_with(text, marks[i]))
			return strlen(marks[i]);
	}
	return 0;
}

struct several {
	const struct model *model;
	const struct field *field;
	choice_fn *one;
	struct arena *mem;
	struct text_vec codes;
};

/* A piece between marks: one name (which may hold blanks), else names with blanks between. */
static int add_piece(struct several *s, const char *piece, struct err *err)
{
	struct err whole = { 0 };
	const char *code;

	if (s->one(s->model, s->field, piece, s->mem, &code, &whole) == 0) {
		add_once(&s->codes, code, s->mem);
		return 0;
	}
	if (!strchr(piece, ' '))
		return err_set(err, whole.code, "%s", whole.text);
	while (*piece) {
		size_t len = strcspn(piece, " ");

		if (len > 0) {
			if (s->one(s->model, s->field, arena_text_len(s->mem, piece, len),
				    s->mem, &code, err) < 0)
				return -1;
			add_once(&s->codes, code, s->mem);
		}
		piece += len + (piece[len] == ' ');
	}
	return 0;
}

static int add_pieces(struct several *s, const char *typed, struct err *err)
{
	struct err whole = { 0 };
	const char *start = typed, *code;

	if (s->one(s->model, s->field, typed, s->mem, &code, &whole) == 0) {
		add_once(&s->codes, code, s->mem);
		return 0;
	}
	for (const char *at = typed;; at++) {
		size_t mark = mark_at(at);
		const char *piece;

		if (*at && !mark)
			continue;
		piece = type_trim(arena_text_len(s->mem, start, (size_t)(at - start)), s->mem);
		if (*piece && add_piece(s, piece, err) < 0)
			return -1;
		if (!*at)
			return 0;
		start = at + mark;
		at = start - 1;
	}
}

int choice_parse(const struct model *model, const struct field *field, const char *text,
		 choice_fn *one, struct arena *mem, struct value *out, struct err *err)
{
	struct several s = { .model = model, .field = field, .one = one, .mem = mem };
	const char *typed = type_trim(text, mem), *code;
	struct err why = { 0 };
	int result;

	if (field->flags & FIELD_SEVERAL) {
		result = add_pieces(&s, typed, &why);
		*out = (struct value){ .state = VALUE_GIVEN, .kind = KIND_LIST,
				       .list = { .at = s.codes.at, .count = s.codes.count } };
	} else {
		result = one(model, field, typed, mem, &code, &why);
		if (result == 0)
			*out = value_text(arena_text(mem, code));
	}
	if (result < 0 && (strcmp(typed, "X") == 0 || strcmp(typed, "Ｘ") == 0)) {
		*out = value_state_only(VALUE_MASKED);
		return 0;
	}
	return result < 0 ? err_set(err, why.code, "%s", why.text) : 0;
}

void choice_format(const struct model *model, const struct field *field,
		   const struct value *value, struct str *out)
{
	(void)model;
	(void)field;
	if (value->kind == KIND_TEXT)
		str_add(out, value->text);
	for (size_t i = 0; value->kind == KIND_LIST && i < value->list.count; i++)
		str_addf(out, "%s%s", i ? "," : "", value->list.at[i]);
}

void choice_show(const struct model *model, const struct field *field,
		 const struct value *value, choice_name_fn *name, struct str *out)
{
	if (value->kind == KIND_TEXT)
		name(model, field, value->text, out);
	for (size_t i = 0; value->kind == KIND_LIST && i < value->list.count; i++) {
		if (i > 0)
			str_add(out, _(", "));
		name(model, field, value->list.at[i], out);
	}
}
