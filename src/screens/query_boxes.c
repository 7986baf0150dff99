/*
 * query_boxes.c - the boxes of the query form: filled from a line of words, read as cells.
 *
 * A box holds the text of a cell (qbe.h) and never a value.  What the filter says that no box
 * can hold stays beside the boxes.
 */
#include "screens/query.h"

#include <string.h>

#include "base/i18n.h"
#include "base/xalloc.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/measure.h"
#include "model/qbe.h"
#include "model/qbe_line.h"
#include "screens/browse.h"
#include "screens/entry_rows.h"
#include "screens/screens.h"
#include "screens/words.h"
#include "tui/pick.h"

enum { CELL_COLS = 16 };

/* ---- boxes ------------------------------------------------------------------------------- */

static void add_box(struct entry *e, const struct field *field)
{
	struct box *box = entry_new_box(e, e->boxes.count, field);

	box->locked = 0; /* computed ones can be asked */
	box->editor.flags = 0;
	box->wide = CELL_COLS;
	if (field->measure)
		str_add(&box->echo, text_in(field->measure->label, i18n_lang()));
}

static struct box *box_of(struct query_screen *q, const struct field *field)
{
	for (size_t i = 0; field && i < q->entry.boxes.count; i++)
		if (q->entry.boxes.at[i].field == field)
			return &q->entry.boxes.at[i];
	return NULL;
}

/* "field=cell" or "field>=cell" behind the line, by label where it is clear. */
static void add_cell(const struct form *form, const struct box *box, struct str *line)
{
	const char *label = field_label(box->field, i18n_lang());
	const char *cell = editor_text(&box->editor);
	struct str word = { 0 };

	str_add(&word, form_field_named(form, label) == box->field ? label : box->field->id);
	if (!strchr("<>!", *cell))
		str_add_char(&word, '=');
	str_add(&word, cell);
	qbe_line_add(line, NULL, str_text(&word));
	str_release(&word);
}

static void add_rest(struct query_screen *q, const char *word)
{
	qbe_line_add(&q->rest, NULL, word);
}

/* The cell behind the name and a plain =; with its sign otherwise. */
static const char *cell_of(const char *word)
{
	word += qbe_line_name(word);
	if (*word == '=')
		return word + 1;
	return text_starts_with(word, "＝") ? word + strlen("＝") : word;
}

/* "field=cell" goes into its box; of two about one field the last. */
static void put_word(struct query_screen *q, const char *word)
{
	const struct form *form = q->entry.form;
	struct arena mem = { 0 };
	const char *name = arena_text_len(&mem, word, qbe_line_name(word));
	struct box *box = *name ? box_of(q, form_field_named(form, name)) : NULL;

	if (box && box->editor.text.len)
		add_cell(form, box, &q->rest);
	if (box)
		editor_set(&box->editor, cell_of(word));
	else
		add_rest(q, word);
	arena_release(&mem);
}

void query_fill(struct query_screen *q, const char *line)
{
	const struct form *form = q->entry.form;
	struct arena mem = { 0 };
	struct qbe_words words = { 0 };

	for (size_t i = 0; i < form->field_count; i++)
		if (!form->fields[i].group && !(form->fields[i].flags & FIELD_RETIRED))
			add_box(&q->entry, &form->fields[i]);
	qbe_line_split(line, &mem, &words);
	for (size_t i = 0; i < words.count; i++) {
		struct qbe_words kept = { 0 };
		struct str one = { 0 }, text = { 0 };
		struct err ignored = { 0 };

		qbe_line_add(&one, NULL, words.at[i]);
		if (!qbe_line_saved(words.at[i]) &&
			qbe_line_keep(q->entry.model, q->entry.form, str_text(&one), NULL,
				&text, &ignored) == 0)
			qbe_line_split(str_text(&text), &mem, &kept);
		if (kept.count == 1)
			put_word(q, kept.at[0]);
		else
			add_rest(q, words.at[i]);
		str_release(&one);
		str_release(&text);
	}
	arena_release(&mem);
}

/* ---- what the boxes say ------------------------------------------------------------------ */

static int is_blank(const struct box *box)
{
	return text_is_empty(str_text(&box->editor.text));
}

void query_line(struct query_screen *q, struct str *out)
{
	str_add(out, str_text(&q->rest));
	for (size_t i = 0; i < q->entry.boxes.count; i++) {
		const struct box *box = &q->entry.boxes.at[i];

		if (!is_blank(box))
			add_cell(q->entry.form, box, out);
	}
}

int query_check(struct query_screen *q, struct box *box)
{
	struct arena mem = { 0 };
	const struct expr *ignored;
	struct err why = { 0 };
	int got = qbe_cell(q->entry.model, q->entry.form, box->field, editor_text(&box->editor),
		&mem, &ignored, &why);

	entry_error(box, got < 0 ? why.text : "");
	arena_release(&mem);
	return got < 0;
}

void query_understand(struct query_screen *q)
{
	const struct model *model = q->entry.model;
	const struct form *form = q->entry.form;
	const struct expr *all = NULL, *one = NULL;
	struct str text = { 0 };

	arena_clear(&q->mem);
	if (words_condition(model, form, str_text(&q->rest), q->browse->in.app->data, &q->mem,
		    &all, &(struct err){ 0 }) < 0)
		all = NULL;
	for (size_t i = 0; i < q->entry.boxes.count; i++) {
		const struct box *box = &q->entry.boxes.at[i];

		if (qbe_cell(model, form, box->field, editor_text(&box->editor), &q->mem, &one,
			    &(struct err){ 0 }) == 0)
			all = expr_and(all, one, &q->mem);
	}
	if (all)
		expr_show(model, all, &text);
	q->said = arena_text(&q->mem, str_text(&text));
	q->changed = 0;
	str_release(&text);
}

/* ---- choosing ---------------------------------------------------------------------------- */

size_t query_head(const char *cell)
{
	static const char *const signs[] = { "|", "｜", "!", "！", "=", "＝", ":", "：", "<",
		">" };
	size_t head = 0;

	for (const char *at = cell; *at; at++)
		for (size_t i = 0; i < COUNT_OF(signs); i++)
			if (text_starts_with(at, signs[i]))
				head = (size_t)(at - cell) + strlen(signs[i]);
	return head;
}

const char *query_chosen(
	struct query_screen *q, const struct box *box, const struct pick_item *item)
{
	struct arena mem = { 0 };
	struct value value = { 0 };
	int same =
		field_parse(q->entry.model, box->field, item->label, &mem, &value, NULL) == 0 &&
		value_is_given(&value) &&
		(value.kind != KIND_TEXT || strcmp(value.text, item->code) == 0);

	arena_release(&mem);
	return same || !*item->code ? item->label : item->code;
}
