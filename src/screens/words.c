/*
 * words.c - reads a line of conditions with the saved queries, and changes it cell by cell.
 */
#include "screens/words.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "data/named.h"
#include "model/form.h"
#include "model/qbe_line.h"

/* Where the cell begins in a word about this field, NULL when it is about something else. */
static const char *cell_of(const struct form *form, const struct field *field, const char *word)
{
	size_t len = qbe_line_name(word);
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
	struct qbe_words words = { 0 };

	qbe_line_split(line, &mem, &words);
	for (size_t i = 0; i < words.count; i++) {
		const char *cell = cell_of(form, field, words.at[i]);

		if (!cell)
			continue;
		str_clear(out);
		str_add(out, cell);
	}
	arena_release(&mem);
}

void words_set(
	const struct form *form, const struct field *field, const char *cell, struct str *line)
{
	const char *label = field_label(field, i18n_lang());
	struct arena mem = { 0 };
	struct qbe_words words = { 0 };

	qbe_line_split(str_text(line), &mem, &words);
	str_clear(line);
	for (size_t i = 0; i < words.count; i++)
		if (!cell_of(form, field, words.at[i]))
			qbe_line_add(line, NULL, words.at[i]);
	if (*cell)
		qbe_line_add(
			line, form_field_named(form, label) == field ? label : field->id, cell);
	arena_release(&mem);
}

int words_condition(const struct model *model, const struct form *form, const char *line,
	struct dataset *data, struct arena *mem, const struct expr **out, struct err *err)
{
	struct qbe_saved saved = data_named_words(data);

	return qbe_line_condition(model, form, line, data ? &saved : NULL, mem, out, err);
}
