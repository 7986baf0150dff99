/*
 * entry_twice.c - fields typed twice: the box empties, is typed once more, and both are
 * compared as values.
 *
 * A box that waits is faulty, and what it was left with is the text typed before: so a step, an
 * undo and a draft keep that text, and another session asks for the second time again.
 */
#include "screens/entry.h"

#include <string.h>

#include "base/i18n.h"
#include "model/field_type.h"
#include "model/form.h"

/* 1: the text is a value, into *out. */
static int is_value(struct entry *e, const struct box *box, const char *text, struct value *out)
{
	struct err ignored = { 0 };

	return field_parse(e->model, box->field, text, &e->mem, out, &ignored) == 0 &&
		value_is_given(out);
}

int entry_waits_twice(struct entry *e, const struct box *box)
{
	struct value ignored;

	return box->field->flags & FIELD_TWICE && box->faulty &&
		is_value(e, box, str_text(&box->left), &ignored);
}

static void empty(struct entry *e, struct box *box)
{
	editor_set(&box->editor, "");
	if (entry_now(e) == box)
		e->fresh = 1;
}

void entry_tell_twice(struct box *box)
{
	struct str sentence = { 0 };

	str_addf(&sentence, _("%s: please type it once more, to be sure."),
		field_label(box->field, i18n_lang()));
	entry_error(box, str_text(&sentence));
	str_release(&sentence);
}

static void ask_again(struct entry *e, struct box *box)
{
	empty(e, box);
	entry_tell_twice(box);
}

static void wait_for(struct box *box, const char *text)
{
	box->faulty = 1;
	str_clear(&box->left);
	str_add(&box->left, text);
}

/* The newer text is kept in the draft, the one before beside it: either may be right. */
static void disagree(struct entry *e, struct box *box, const char *text)
{
	struct str sentence = { 0 };

	str_addf(&sentence, _("%s: first %s, now %s. Look again and type it once more."),
		field_label(box->field, i18n_lang()), str_text(&box->left), text);
	str_clear(&box->first);
	str_add(&box->first, str_text(&box->left));
	wait_for(box, text);
	empty(e, box);
	entry_error(box, str_text(&sentence));
	str_release(&sentence);
}

static int is_same(
	struct entry *e, const struct box *box, const char *text, const struct value *value)
{
	struct value other;

	if (!text[0] || !is_value(e, box, text, &other))
		return 0;
	other.note = value->note;
	other.carried = value->carried;
	return value_equal(&other, value);
}

/* Nothing was typed since the text before: nobody has confirmed it. */
static int is_untouched(struct entry *e, const struct box *box, const char *text)
{
	return !text[0] ||
		(strcmp(text, str_text(&box->left)) == 0 && (entry_now(e) != box || e->fresh));
}

int entry_ask_twice(struct entry *e, struct box *box)
{
	const char *text = editor_text(&box->editor);
	struct value typed;
	struct str copy = { 0 };
	int asks = 1, given = is_value(e, box, text, &typed);

	str_add(&copy, text);
	if (!entry_waits_twice(e, box)) {
		/* no value, emptied, or as it was: nothing to be sure of */
		asks = given && !is_same(e, box, str_text(&box->settled), &typed);
		str_clear(&box->first);
		if (asks) {
			wait_for(box, str_text(&copy));
			ask_again(e, box);
		}
	} else if (is_untouched(e, box, text)) {
		ask_again(e, box);
	} else if (!given) {
		struct err why = { 0 };

		if (field_parse(e->model, box->field, text, &e->mem, &typed, &why) < 0)
			entry_error(box, why.text);
		else
			asks = 0; /* "." and the like need no second time */
	} else if (is_same(e, box, str_text(&box->left), &typed) ||
		is_same(e, box, str_text(&box->first), &typed)) {
		str_clear(&box->first);
		asks = 0;
	} else {
		disagree(e, box, str_text(&copy));
	}
	str_release(&copy);
	return asks;
}
