/*
 * qbe_line.c - splits a line of conditions, understands each word, and writes it for keeping.
 */
#include "model/qbe_line.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "model/aids.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/qbe.h"

#define WIDE_BLANK "\u3000"
#define WIDE_AT "＠"

/* What all words of one line are read with. */
struct reading {
	const struct model *model;
	const struct form *form;
	const struct qbe_saved *saved;
	struct arena *mem;
	struct err *err;
};

/* ---- words ---- */

static int blank_at(const char *at)
{
	if (*at == ' ' || *at == '\t')
		return 1;
	return text_starts_with(at, WIDE_BLANK) ? (int)strlen(WIDE_BLANK) : 0;
}

void qbe_line_split(const char *line, struct arena *mem, struct qbe_words *out)
{
	struct str word = { 0 };

	while (*line) {
		int quoted = 0, blank = blank_at(line);

		if (blank) {
			line += blank;
			continue;
		}
		str_clear(&word);
		for (; *line && (quoted || !blank_at(line)); line++) {
			if (*line == '"')
				quoted = !quoted;
			else
				str_add_char(&word, *line);
		}
		if (word.len)
			*VEC_PUSH_IN(mem, out) = arena_text(mem, str_text(&word));
	}
	str_release(&word);
}

size_t qbe_line_name(const char *word)
{
	static const char *const signs[] = { "=", "<", ">", "!", "＝", "＜", "＞", "！", "≥",
		"≤", "≠" };

	for (const char *at = word; *at; at++)
		for (size_t i = 0; i < COUNT_OF(signs); i++)
			if (text_starts_with(at, signs[i]))
				return (size_t)(at - word);
	return 0;
}

const char *qbe_line_saved(const char *word)
{
	if (*word == '@')
		return word + 1;
	return text_starts_with(word, WIDE_AT) ? word + strlen(WIDE_AT) : NULL;
}

void qbe_line_add(struct str *line, const char *name, const char *cell)
{
	int quote = strpbrk(cell, " \t") || strstr(cell, WIDE_BLANK) ||
		(name && (strpbrk(name, " \t") || strstr(name, WIDE_BLANK)));

	str_addf(line, "%s%s%s%s%s%s", line->len ? " " : "", quote ? "\"" : "",
		name ? name : "", name ? "=" : "", cell, quote ? "\"" : "");
}

/* ---- words without a field ---- */

/* A name, period or date that a column understands is meant; NULL none. */
static const struct field *coded_field(const struct reading *r, const char *word)
{
	const struct field_set *columns = &r->form->columns;

	for (size_t i = 0; i < columns->count; i++) {
		const struct field *field = columns->at[i];
		unsigned flags = field_type_flags(field);
		const struct expr *one = NULL;
		struct err ignored = { 0 };

		if (flags & (TYPE_NUMBER | TYPE_GROUP | TYPE_COMPUTED))
			continue;
		if (field->type->kind == KIND_TEXT && !(flags & TYPE_CODED))
			continue;
		if (qbe_cell(r->model, r->form, field, word, r->mem, &one, &ignored) == 0 &&
			one)
			return field;
	}
	return NULL;
}

/* The next column of plain text from *at on, NULL no more. */
static const struct field *next_text(const struct reading *r, size_t *at)
{
	while (*at < r->form->columns.count) {
		const struct field *field = r->form->columns.at[(*at)++];
		unsigned flags = field_type_flags(field);

		if (field->type->kind == KIND_TEXT &&
			!(flags & (TYPE_CODED | TYPE_NUMBER | TYPE_GROUP | TYPE_COMPUTED)))
			return field;
	}
	return NULL;
}

/* "a like '*word*' or b like '*word*'", "" when no column can hold the word. */
static const char *texts_have(const struct reading *r, const char *word, size_t *fields)
{
	const struct field *field;
	const char *text = "";
	size_t at = 0;

	*fields = 0;
	if (strpbrk(word, "'*\\"))
		return text;
	while ((field = next_text(r, &at)))
		text = arena_printf(r->mem, "%s%s%s like '*%s*'", text,
			(*fields)++ ? " or " : "", field->id, word);
	return text;
}

static int no_column(const struct reading *r, const char *word)
{
	const struct field_set *columns = &r->form->columns;

	return err_set(r->err, ERR_USAGE,
		_("No column of this list knows 「%s」; write field=value, for example %s=..."),
		word, columns->count ? field_label(columns->at[0], i18n_lang()) : "");
}

static int bare_word(const struct reading *r, const char *word, const struct expr **out)
{
	struct expr_options options = { .model = r->model, .form = r->form, .want = EXPR_BOOL };
	const struct field *field = coded_field(r, word);
	const char *text;
	size_t fields;

	if (field)
		return qbe_cell(r->model, r->form, field, word, r->mem, out, r->err);
	text = texts_have(r, word, &fields);
	if (fields == 0)
		return no_column(r, word);
	return expr_parse(text, &options, r->mem, out, r->err);
}

/* ---- words with a field ---- */

/* By name, or by a part of a label where only one label has it; NULL none. */
static const struct field *field_of(const struct form *form, const char *name)
{
	const struct field *found = form_field_named(form, name);

	for (size_t i = 0; !found && i < form->field_count; i++) {
		if (!strstr(field_label(&form->fields[i], i18n_lang()), name))
			continue;
		for (size_t k = i + 1; k < form->field_count; k++)
			if (strstr(field_label(&form->fields[k], i18n_lang()), name))
				return NULL;
		found = &form->fields[i];
	}
	return found;
}

/* The word with the field's id before the sign; as it is when no field is meant. */
static char *with_id(const struct reading *r, char *word)
{
	size_t len = qbe_line_name(word);
	const char *name = arena_text_len(r->mem, word, len);
	const struct field *field = qbe_names_state(name) ? form_field_named(r->form, name)
							  : field_of(r->form, name);

	return field ? arena_printf(r->mem, "%s%s", field->id, word + len) : word;
}

/* ---- saved ones ---- */

static int saved_line(
	const struct reading *r, const char *word, const char *name, const char **line)
{
	if (!r->saved)
		return err_set(r->err, ERR_USAGE,
			_("%s: a saved query cannot stand here; write its words"), word);
	return r->saved->find(r->saved->context, r->form, name, r->mem, line, r->err);
}

static int saved_word(
	const struct reading *r, const char *word, const char *name, const struct expr **out)
{
	int32_t typed_on = aids_today();
	const char *line;
	int got;

	if (saved_line(r, word, name, &line) < 0)
		return -1;
	/* as if its owner typed it now, in a script too */
	aids_set(r->saved->today(r->saved->context));
	got = qbe_line_condition(r->model, r->form, line, NULL, r->mem, out, r->err);
	aids_set(typed_on);
	if (got == 0)
		return 0;
	return err_prefix(
		r->err, _("the saved query %s does not fit this ledger any more"), word);
}

static int one_word(const struct reading *r, char *word, const struct expr **out)
{
	const char *name = qbe_line_saved(word);

	if (name)
		return saved_word(r, word, name, out);
	if (!qbe_line_name(word))
		return bare_word(r, word, out);
	word = with_id(r, word);
	return qbe_words(r->model, r->form, &word, 1, r->mem, out, r->err);
}

int qbe_line_condition(const struct model *model, const struct form *form, const char *line,
	const struct qbe_saved *saved, struct arena *mem, const struct expr **out,
	struct err *err)
{
	struct reading r = { model, form, saved, mem, err };
	struct qbe_words words = { 0 };

	*out = NULL;
	qbe_line_split(line, mem, &words);
	for (size_t i = 0; i < words.count; i++) {
		const struct expr *one = NULL;

		if (one_word(&r, words.at[i], &one) < 0)
			return -1;
		*out = expr_and(*out, one, mem);
	}
	return 0;
}

/* ---- for keeping ---- */

/* A word about several columns stays bare: no field says it. */
static void keep_bare(const struct reading *r, const char *word, struct str *out)
{
	const struct field *field = coded_field(r, word);
	size_t fields = 0, at = 0;

	if (field) {
		qbe_line_add(out, field->id, word);
		return;
	}
	texts_have(r, word, &fields);
	if (fields == 1)
		qbe_line_add(out, next_text(r, &at)->id, arena_printf(r->mem, "*%s*", word));
	else
		qbe_line_add(out, NULL, word);
}

static int keep_word(const struct reading *r, char *word, struct str *out)
{
	const char *name = qbe_line_saved(word), *line;

	if (name) {
		if (saved_line(r, word, name, &line) < 0)
			return -1;
		str_addf(out, "%s%s", out->len ? " " : "", line);
	} else if (qbe_line_name(word)) {
		qbe_line_add(out, NULL, with_id(r, word));
	} else {
		keep_bare(r, word, out);
	}
	return 0;
}

int qbe_line_keep(const struct model *model, const struct form *form, const char *line,
	const struct qbe_saved *saved, struct str *out, struct err *err)
{
	struct arena mem = { 0 };
	struct reading r = { model, form, saved, &mem, err };
	struct qbe_words words = { 0 };
	const struct expr *ignored;
	int got = 0;

	qbe_line_split(line, &mem, &words);
	for (size_t i = 0; got == 0 && i < words.count; i++)
		got = keep_word(&r, words.at[i], out);
	if (got == 0)
		got = qbe_line_condition(model, form, str_text(out), NULL, &mem, &ignored, err);
	arena_release(&mem);
	return got;
}
