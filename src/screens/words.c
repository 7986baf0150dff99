/*
 * words.c - splits, reads and changes a line of conditions.
 */
#include "screens/words.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/qbe.h"

#define WIDE_BLANK "\u3000"

struct words {
	char **at;
	size_t count, cap;
};

static int blank_at(const char *at)
{
	if (*at == ' ' || *at == '\t')
		return 1;
	return text_starts_with(at, WIDE_BLANK) ? (int)strlen(WIDE_BLANK) : 0;
}

static void split(const char *line, struct arena *mem, struct words *out)
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

/* Bytes of the name before the first sign of a condition; 0: the word has none. */
static size_t name_length(const char *word)
{
	static const char *const signs[] = { "=", "<", ">", "!", "＝", "＜", "＞", "！", "≥",
		"≤", "≠" };

	for (const char *at = word; *at; at++)
		for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
			if (text_starts_with(at, signs[i]))
				return (size_t)(at - word);
	return 0;
}

/* Where the cell begins in a word about this field, NULL when it is about something else. */
static const char *cell_of(const struct form *form, const struct field *field, const char *word)
{
	size_t len = name_length(word);
	struct arena mem = { 0 };
	const struct field *named;

	if (!len)
		return NULL;
	named = form_field_named(form, arena_text_len(&mem, word, len));
	arena_release(&mem);
	if (named != field)
		return NULL;
	word += len;
	return *word == '='                    ? word + 1
		: text_starts_with(word, "＝") ? word + strlen("＝")
					       : word;
}

void words_cell(
	const struct form *form, const struct field *field, const char *line, struct str *out)
{
	struct arena mem = { 0 };
	struct words words = { 0 };

	split(line, &mem, &words);
	for (size_t i = 0; i < words.count; i++) {
		const char *cell = cell_of(form, field, words.at[i]);

		if (!cell)
			continue;
		str_clear(out);
		str_add(out, cell);
	}
	arena_release(&mem);
}

static void add_word(struct str *line, const char *name, const char *cell)
{
	int quote =
		name ? strpbrk(cell, " \t") || strpbrk(name, " \t") : !!strpbrk(cell, " \t");

	str_addf(line, "%s%s%s%s%s%s", line->len ? " " : "", quote ? "\"" : "",
		name ? name : "", name ? "=" : "", cell, quote ? "\"" : "");
}

void words_set(
	const struct form *form, const struct field *field, const char *cell, struct str *line)
{
	const char *label = field_label(field, i18n_lang());
	struct arena mem = { 0 };
	struct words words = { 0 };

	split(str_text(line), &mem, &words);
	str_clear(line);
	for (size_t i = 0; i < words.count; i++)
		if (!cell_of(form, field, words.at[i]))
			add_word(line, NULL, words.at[i]);
	if (*cell)
		add_word(
			line, form_field_named(form, label) == field ? label : field->id, cell);
	arena_release(&mem);
}

/* ---- words without a field ---- */

/* A text holds the word: 1 and *out, 0 when the word cannot stand in an expression. */
static int text_has(const struct model *model, const struct form *form,
	const struct field *field, const char *word, struct arena *mem, const struct expr **out)
{
	struct expr_options options = { .model = model, .form = form, .want = EXPR_BOOL };
	struct err ignored = { 0 };

	if (strpbrk(word, "'*\\"))
		return 0;
	return expr_parse(arena_printf(mem, "%s like '*%s*'", field->id, word), &options, mem,
		       out, &ignored) == 0;
}

/* "a or b" of two printed conditions. */
static const struct expr *either(const struct model *model, const struct form *form,
	const struct expr *a, const struct expr *b, struct arena *mem)
{
	struct expr_options options = { .model = model, .form = form, .want = EXPR_BOOL };
	struct str text = { 0 };
	struct err ignored = { 0 };
	const struct expr *out = NULL;

	if (!a)
		return b;
	str_add_char(&text, '(');
	expr_print(a, &text);
	str_add(&text, ") or (");
	expr_print(b, &text);
	str_add_char(&text, ')');
	if (expr_parse(arena_text(mem, str_text(&text)), &options, mem, &out, &ignored) < 0)
		out = a;
	str_release(&text);
	return out;
}

/* A name, period or date that a column understands is meant; else any text that holds it. */
static int bare_word(const struct model *model, const struct form *form, const char *word,
	struct arena *mem, const struct expr **out, struct err *err)
{
	const struct field_set *columns = &form->columns;

	*out = NULL;
	for (size_t i = 0; i < columns->count; i++) {
		const struct field *field = columns->at[i];
		const struct expr *one = NULL;
		struct err ignored = { 0 };
		unsigned flags = field_type_flags(field);

		if (flags & (TYPE_NUMBER | TYPE_GROUP | TYPE_COMPUTED))
			continue;
		if (field->type->kind == KIND_TEXT && !(flags & TYPE_CODED)) {
			if (text_has(model, form, field, word, mem, &one))
				*out = either(model, form, *out, one, mem);
			continue;
		}
		if (qbe_cell(model, form, field, word, mem, &one, &ignored) == 0 && one) {
			*out = one;
			return 0;
		}
	}
	if (*out)
		return 0;
	return err_set(err, ERR_USAGE,
		_("No column of this list knows 「%s」; write field=value, for example %s=..."),
		word, columns->count ? field_label(columns->at[0], i18n_lang()) : "");
}

/*
 * A part of a label will do where only one label has it: the word with the field's id, or the
 * word as it is.
 */
static char *complete_name(const struct form *form, char *word, struct arena *mem)
{
	const char *name = arena_text_len(mem, word, name_length(word));
	const struct field *found = NULL;

	if (form_field_named(form, name))
		return word;
	for (size_t i = 0; i < form->field_count; i++) {
		if (!strstr(field_label(&form->fields[i], i18n_lang()), name))
			continue;
		if (found)
			return word;
		found = &form->fields[i];
	}
	return found ? arena_printf(mem, "%s%s", found->id, word + name_length(word)) : word;
}

int words_condition(const struct model *model, const struct form *form, const char *line,
	struct arena *mem, const struct expr **out, struct err *err)
{
	struct words words = { 0 };

	*out = NULL;
	split(line, mem, &words);
	for (size_t i = 0; i < words.count; i++) {
		const struct expr *one = NULL;
		char *word = words.at[i];
		int got;

		if (name_length(word))
			word = complete_name(form, word, mem);
		got = name_length(word) ? qbe_words(model, form, &word, 1, mem, &one, err)
					: bare_word(model, form, word, mem, &one, err);

		if (got < 0)
			return -1;
		*out = expr_and(*out, one, mem);
	}
	return 0;
}
