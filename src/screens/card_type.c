/*
 * card_type.c - text that comes into a box of the card: typed key by key, or pasted at once.
 */
#include "screens/card.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/field_type.h"
#include "model/form.h"
#include "tui/keys.h"
#include "tui/paste.h"

/* ---- typing ------------------------------------------------------------------------------ */

/* Texts and lists of codes are gone on with, everything else is typed over. */
static int is_typed_over(const struct box *box)
{
	if (box->field->flags & FIELD_SEVERAL)
		return 0;
	return (box->field->type->flags & TYPE_CODED) || box->field->type->kind != KIND_TEXT;
}

static void type_over(struct card *c, struct box *box)
{
	if (c->entry.fresh && is_typed_over(box) &&
		strcmp(editor_text(&box->editor), str_text(&box->settled)) == 0)
		editor_set(&box->editor, "");
	c->entry.fresh = 0;
}

static enum screen_next edit(struct card *c, int32_t key)
{
	struct box *box = entry_now(&c->entry);
	enum editor_took took;

	if (!box || box->locked)
		return SCREEN_PASS;
	if (key_is_text(key))
		type_over(c, box);
	took = editor_key(&box->editor, key);
	if (took == EDITOR_PASS)
		return SCREEN_PASS;
	c->entry.fresh = 0;
	if (took == EDITOR_CHANGED)
		c->entry.touched = 1;
	if (took == EDITOR_FULL)
		screen_warn(&c->base, _("No more characters fit into this field."));
	return SCREEN_STAY;
}

/* At the first key, not only at saving: why nothing can be typed, and who can. */
static enum screen_next refuse(struct card *c)
{
	return c->open && c->denied.code != ERR_NONE ? screen_fail(&c->base, &c->denied)
						     : SCREEN_PASS;
}

enum screen_next card_key(struct screen *s, int32_t k)
{
	struct card *c = (struct card *)s;

	if (!card_can_edit(s))
		return key_is_text(k) ? refuse(c) : SCREEN_PASS;
	c->done = 0;
	return edit(c, k);
}

/* ---- pasting ----------------------------------------------------------------------------- */

static int refuse_dirty(struct card *c, const struct str *text, int multi_line)
{
	struct str where = { 0 };
	size_t offset;

	if (!utf8_first_dirty(str_text(text), text->len, multi_line, &offset))
		return 0;
	utf8_say_where(str_text(text), text->len, offset, &where);
	screen_warn(&c->base,
		_("Nothing was pasted: %s cannot be kept in a text. Remove it and "
		  "paste again."),
		str_text(&where));
	str_release(&where);
	return 1;
}

static void paste_into(struct card *c, struct box *box, const struct str *text)
{
	size_t limit = box->editor.limit;

	type_over(c, box);
	if (limit &&
		utf8_count(editor_text(&box->editor)) + utf8_count(str_text(text)) > limit) {
		screen_warn(&c->base,
			_("Nothing was pasted: this field holds at most %zu characters."),
			limit);
		return;
	}
	if (editor_insert(&box->editor, str_text(text)) == EDITOR_CHANGED)
		c->entry.touched = 1;
}

enum screen_next card_paste(struct screen *s, const char *text)
{
	struct card *c = (struct card *)s;
	struct box *box = entry_now(&c->entry);
	struct str clean = { 0 };
	int multi_line;

	if (!card_can_edit(s))
		return refuse(c);
	if (!box || box->locked)
		return SCREEN_PASS;
	c->done = 0;
	multi_line = (box->editor.flags & EDITOR_LINES) != 0;
	if (multi_line)
		paste_lines(text, &clean);
	else
		paste_line(text, &clean);
	if (!refuse_dirty(c, &clean, multi_line))
		paste_into(c, box, &clean);
	str_release(&clean);
	return SCREEN_STAY;
}
