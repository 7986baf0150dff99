/*
 * card_comments.c - comments on a card: written by who reviews it, gone through and answered
 * by who puts it right, over all lines of the filing.
 */
#include "screens/card.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "model/form.h"

/* A table is commented as one. */
static const struct field *field_now(const struct card *c)
{
	const struct box *box = c->open ? entry_now((struct entry *)&c->entry) : NULL;

	return box ? box->group ? box->group : box->field : NULL;
}

static const struct comment *comment_now(const struct card *c)
{
	const struct field *field = field_now(c);

	return c->id && field ? comments_on(&c->trail, c->id, field) : NULL;
}

/* Of the cell with the cursor, or of the line as a whole. */
static const struct comment *comment_here(const struct card *c)
{
	const struct comment *on = comment_now(c);

	return on || !c->id ? on : comments_on(&c->trail, c->id, NULL);
}

static struct reviewing *reviewing_here(const struct card *c)
{
	return c->open && c->id ? reviewing_of(c->app, c->entry.base) : NULL;
}

static void go_to_field(struct card *c, const struct field *field)
{
	struct entry *e = &c->entry;

	for (size_t i = 0; field && i < e->boxes.count; i++) {
		const struct box *box = &e->boxes.at[i];
		const struct field *of = box->group ? box->group : box->field;

		if (strcmp(of->id, field->id) == 0 && entry_can_focus(e, box)) {
			entry_go(e, i);
			return;
		}
	}
}

/* ---- with the card ----------------------------------------------------------------------- */

void card_read_comments(struct card *c)
{
	struct err err = { 0 };

	str_clear(&c->reviewer);
	comments_release(&c->trail);
	if (!c->id || !c->open)
		return;
	if (comments_read(c->app, c->entry.base, &c->trail, &err) < 0)
		screen_warn(&c->base, "%s", err.text);
	comments_reviewer(c->app, c->entry.base, &c->reviewer);
}

void card_first_comment(struct card *c)
{
	const struct comment *first = comments_next(&c->trail, NULL, c->id, 1);

	if (first && first->record == c->id)
		go_to_field(c, first->field);
}

/* A comment is done when its cell holds something else: work/comments.c sees that. */
void card_settle_comments(struct card *c)
{
	card_read_comments(c);
	if (c->trail.count)
		screen_message(&c->base,
			P_("Saved. %zu comment is still open.",
				"Saved. %zu comments are still open.", c->trail.count),
			c->trail.count);
	comments_add_reviewer(&c->base, str_text(&c->reviewer));
}

void card_comment_hint(const struct card *c, struct str *out)
{
	const struct comment *here = comment_here(c);
	const struct reviewing *r = reviewing_here(c);
	const char *own =
		r && field_now(c) ? reviewing_on(r, c->entry.base, field_now(c)) : NULL;

	if (own)
		str_addf(out, _("Your comment: %s"), own);
	else if (here)
		comment_text(&c->trail, here, out);
}

/* ---- keys -------------------------------------------------------------------------------- */

int card_has_comments(const struct screen *s)
{
	const struct card *c = (const struct card *)s;

	return c->open && c->trail.count > 0;
}

static enum screen_next step(struct screen *s, int by)
{
	struct card *c = (struct card *)s;
	const struct comment *to = comments_next(&c->trail, comment_here(c), c->id, by);
	uint64_t id;

	if (!to)
		return SCREEN_STAY;
	id = to->id;
	/* its line may be another: then the trail is read again */
	if (to->record != c->id && !card_go_record(c, to->record))
		return SCREEN_STAY;
	for (size_t i = 0; i < c->trail.count; i++)
		if (c->trail.at[i].id == id)
			go_to_field(c, c->trail.at[i].field);
	return SCREEN_STAY;
}

enum screen_next card_comment_next(struct screen *s)
{
	return step(s, 1);
}

enum screen_next card_comment_back(struct screen *s)
{
	return step(s, -1);
}

/* Whatever the cursor is on: the key line stays the same from field to field. */
int card_can_comment(const struct screen *s)
{
	return card_has_comments(s) || reviewing_here((const struct card *)s) != NULL;
}

enum screen_next card_comment(struct screen *s)
{
	struct card *c = (struct card *)s;
	struct reviewing *r = reviewing_here(c);
	const struct comment *here = comment_here(c);

	if (r)
		return reviewing_ask(r, s, c->entry.base, field_now(c));
	if (!here) {
		screen_message(s, _("There is no comment on this cell."));
	} else if (comment_answer(c->app, s, here)) {
		card_read_comments(c);
		screen_message(s,
			P_("Answered. %zu comment is still open.",
				"Answered. %zu comments are still open.", c->trail.count),
			c->trail.count);
	}
	return SCREEN_STAY;
}
