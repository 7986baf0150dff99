/*
 * card_acts.c - what the keys of a card do: moving, choosing, repeating, taking back, saving.
 *
 * Every action ends with step(): what it changed can be taken back as one.
 */
#include "screens/card.h"

#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "data/drafts.h"
#include "model/field_type.h"
#include "model/form.h"
#include "screens/acts.h"
#include "screens/correct_view.h"
#include "screens/entry_choice.h"
#include "screens/entry_new.h"
#include "screens/entry_rows.h"
#include "screens/entry_steps.h"
#include "screens/file_period.h"
#include "screens/past_view.h"
#include "screens/second.h"
#include "screens/typing.h"
#include "tui/keys.h"
#include "tui/popup.h"
#include "tui/terminal.h"

enum { PAGE = 10, WHO_LIMIT = 60 };

/* What was changed becomes a step. */
static void step(struct card *c)
{
	if (entry_step(&c->entry) > 0)
		c->left = 1;
}

int card_can_edit(const struct screen *s)
{
	const struct card *c = (const struct card *)s;

	return c->open && !c->entry.locked;
}

static struct box *now(const struct screen *s)
{
	return entry_now(&((struct card *)s)->entry);
}

/* ---- moving ------------------------------------------------------------------------------ */

static enum screen_next go(struct screen *s, enum entry_way way)
{
	struct card *c = (struct card *)s;
	int moved;

	c->done = 0;
	c->left = 1;
	moved = entry_move(&c->entry, way);
	step(c);
	if (!moved && way <= WAY_NEXT && !c->entry.locked)
		screen_message(s, _("That was the last field; ^S saves."));
	return SCREEN_STAY;
}

/*
 * Enter: what is typed is settled; a choice that is not clear is listed; a value copied from
 * last period is confirmed.
 */
static enum screen_next enter(struct screen *s)
{
	struct card *c = (struct card *)s;
	struct box *box = now(s);

	if (!box)
		return SCREEN_STAY;
	entry_confirm(&c->entry);
	/* a group grows when its last row is typed into: boxes move */
	if (entry_is_choice(box) && entry_settle(&c->entry, box) &&
		entry_matches(&c->entry, now(s)) > 1) {
		/* the list says it better than the sentence */
		entry_error(now(s), "");
		if (entry_choose(&c->entry, s) != 0) {
			entry_settle(&c->entry, now(s));
			step(c);
			return SCREEN_STAY;
		}
	}
	return go(s, WAY_ENTER);
}

static enum screen_next tab(struct screen *s)
{
	return go(s, WAY_NEXT);
}

static enum screen_next tab_back(struct screen *s)
{
	return go(s, WAY_BACK);
}

/* In a note the arrows move in its lines first. */
static enum screen_next vertical(struct screen *s, int32_t k, enum entry_way way)
{
	struct card *c = (struct card *)s;
	struct box *box = now(s);

	if (box && !box->locked && editor_key(&box->editor, k) != EDITOR_PASS)
		return SCREEN_STAY;
	/* keys may come faster than the card is drawn */
	entry_lay_out(&c->entry, terminal_cols());
	return go(s, way);
}

static enum screen_next up(struct screen *s)
{
	return vertical(s, K_UP, WAY_UP);
}

static enum screen_next down(struct screen *s)
{
	return vertical(s, K_DOWN, WAY_DOWN);
}

static enum screen_next page_up(struct screen *s)
{
	for (int i = 0; i < PAGE; i++)
		go(s, WAY_UP);
	return SCREEN_STAY;
}

static enum screen_next page_down(struct screen *s)
{
	for (int i = 0; i < PAGE; i++)
		go(s, WAY_DOWN);
	return SCREEN_STAY;
}

/* ---- choosing, repeating, notes ---------------------------------------------------------- */

static enum screen_next choose(struct screen *s)
{
	struct card *c = (struct card *)s;
	struct box *box = now(s);

	if (!box || !entry_is_choice(box)) {
		screen_message(s, _("There is no list for this field."));
		return SCREEN_STAY;
	}
	c->done = 0;
	if (entry_choose(&c->entry, s) != 0)
		return SCREEN_STAY;
	if (now(s)->field->flags & FIELD_SEVERAL) {
		step(c);
		return SCREEN_STAY;
	}
	return go(s, WAY_NEXT);
}

/* The record before; NULL: there is none, and that is said. */
static const struct record *before(struct card *c)
{
	const struct record *last = app_last(c->app, c->form);

	if (!last)
		screen_message(&c->base,
			_("No record of this ledger has been saved in this session: "
			  "nothing to repeat."));
	return last;
}

static enum screen_next repeat(struct screen *s)
{
	struct card *c = (struct card *)s;

	c->done = 0;
	if (entry_repeat(&c->entry, app_last(c->app, c->form)))
		return go(s, WAY_NEXT);
	if (before(c))
		screen_message(s, _("The record before holds nothing for this field."));
	return SCREEN_STAY;
}

static enum screen_next repeat_all(struct screen *s)
{
	struct card *c = (struct card *)s;
	const struct record *last = before(c);
	size_t filled;

	if (!last)
		return SCREEN_STAY;
	c->done = 0;
	filled = entry_repeat_all(&c->entry, last);
	step(c);
	if (filled)
		screen_message(s,
			P_("%zu empty field was filled from the record before; ^Z takes it "
			   "back.",
				"%zu empty fields were filled from the record before; ^Z takes "
				"them back.",
				filled),
			filled);
	else
		screen_message(
			s, _("Nothing is empty here that the record before could fill."));
	return SCREEN_STAY;
}

static enum screen_next note(struct screen *s)
{
	struct card *c = (struct card *)s;

	c->done = 0;
	entry_write_note(&c->entry, s);
	step(c);
	return SCREEN_STAY;
}

static enum screen_next past(struct screen *s)
{
	struct card *c = (struct card *)s;
	const struct box *box = now(s);
	struct arena mem = { 0 };

	if (!box || box->group || !(box->field->type->flags & TYPE_NUMBER))
		screen_message(s, _("Earlier values are kept together for figures only."));
	else
		past_show(s, c->app, entry_record(&c->entry, &mem), box->field);
	arena_release(&mem);
	return SCREEN_STAY;
}

static enum screen_next undo(struct screen *s)
{
	struct card *c = (struct card *)s;

	c->done = 0;
	if (!entry_undo(&c->entry))
		screen_message(
			s, _("Nothing to take back: this is how the record was opened."));
	c->left = 1;
	return SCREEN_STAY;
}

static enum screen_next redo(struct screen *s)
{
	struct card *c = (struct card *)s;

	c->done = 0;
	if (!entry_redo(&c->entry))
		screen_message(s, _("Nothing was taken back that could be done again."));
	c->left = 1;
	return SCREEN_STAY;
}

/* ---- rows -------------------------------------------------------------------------------- */

static enum screen_next row_add(struct screen *s)
{
	struct card *c = (struct card *)s;

	c->done = 0;
	entry_add_row(&c->entry);
	step(c);
	return SCREEN_STAY;
}

static enum screen_next row_delete(struct screen *s)
{
	struct card *c = (struct card *)s;
	const struct box *box = now(s);

	if (!box || !box->group) {
		screen_message(
			s, _("The cursor stands in no table: there is no row to delete."));
		return SCREEN_STAY;
	}
	if (entry_row_is_blank(&c->entry, box->group, box->row))
		return SCREEN_STAY;
	c->done = 0;
	if (entry_delete_row(&c->entry))
		screen_message(s, _("The row was deleted; ^Z brings it back."));
	step(c);
	return SCREEN_STAY;
}

/* ---- saving and leaving ------------------------------------------------------------------ */

/* While it was tried, the base may have become another record or revision. */
static void follow_base(struct card *c)
{
	struct entry *e = &c->entry;
	const struct draft_head *head = e->typing ? typing_head(e->typing) : NULL;
	struct arena mem = { 0 };

	if (head && (head->id != e->base->id || head->revision != e->base->revision))
		entry_rebase(e, e->base, entry_record(e, &mem));
	arena_release(&mem);
	step(c);
}

static enum screen_next save(struct screen *s)
{
	struct card *c = (struct card *)s;
	uint64_t other = 0;
	int is_new = c->id == 0;
	enum entry_saved saved;

	entry_settle_all(&c->entry);
	step(c);
	if (c->second)
		return second_finish(c);
	if (c->id && !entry_is_dirty(&c->entry) &&
		data_counts(c->app->data, c->entry.base->state)) {
		screen_message(s, _("Nothing has changed; nothing to save."));
		return SCREEN_STAY;
	}
	entry_keep(&c->entry, 1);
	saved = entry_save(&c->entry, s, &other);
	/* another record may have been taken over, or ours got its number */
	c->id = c->entry.base->id;
	if (saved != ENTRY_SAVED) {
		follow_base(c);
	} else {
		c->done = is_new;
		entry_stored(&c->entry, c->entry.base);
		/* one of an older form is of no use for the next */
		if (c->model == app_model(c->app))
			app_keep_last(c->app, c->entry.base);
		card_settle_comments(c);
		file_record_ready(s, c->app, c->entry.base);
	}
	if (saved == ENTRY_OTHER)
		return screen_push(s, scr_card(c->app, c->form, other, NULL));
	return SCREEN_STAY;
}

int card_may_leave(struct card *c)
{
	struct entry *e = &c->entry;

	entry_settle_all(e);
	step(c);
	if (e->locked || !entry_is_dirty(e)) {
		typing_drop(&e->typing);
		return 1;
	}
	entry_keep(e, 1);
	switch (typing_leave(c->app, &c->base, &e->typing)) {
	case LEAVE_NOT:
		return 0;
	case LEAVE_SAVED:
		save(&c->base);
		return !entry_is_dirty(e);
	case LEAVE_DISCARDED:
		typing_drop(&e->typing);
		return 1;
	case LEAVE_LATER:
		return 1;
	}
	return 0;
}

static enum screen_next back(struct screen *s)
{
	struct card *c = (struct card *)s;

	if (!c->open)
		return SCREEN_BACK;
	return card_may_leave(c) ? SCREEN_BACK : SCREEN_STAY;
}

static enum screen_next next_new(struct screen *s)
{
	struct card *c = (struct card *)s;

	if (!card_may_leave(c))
		return SCREEN_STAY;
	c->done = 0;
	card_open_new(c, NULL);
	return SCREEN_STAY;
}

static enum screen_next second(struct screen *s)
{
	struct card *c = (struct card *)s;

	return screen_push(s, scr_second(c->app, c->form, c->id));
}

static enum screen_next history(struct screen *s)
{
	struct card *c = (struct card *)s;

	return screen_push(s, scr_history(c->app, c->form, c->id));
}

static enum screen_next act(struct screen *s)
{
	struct card *c = (struct card *)s;

	return acts_one(s, c->app, c->entry.base) ? SCREEN_REFRESH : SCREEN_STAY;
}

/* Who telephoned, where a township's row is typed here. */
static enum screen_next entered_for(struct screen *s)
{
	struct card *c = (struct card *)s;
	struct str who = { 0 };

	str_add(&who, c->entry.entered_for ? c->entry.entered_for : "");
	if (screen_prompt(s, _("Who reported it? Kept in the history."), WHO_LIMIT, &who) == 0)
		c->entry.entered_for = arena_text(&c->entry.mem, str_text(&who));
	str_release(&who);
	return SCREEN_STAY;
}

/* ---- the table --------------------------------------------------------------------------- */

static int is_taller(const struct screen *s)
{
	return ((const struct card *)s)->entry.taller;
}

static int has_rows(const struct screen *s)
{
	const struct card *c = (const struct card *)s;

	/* a retired table has no boxes */
	for (size_t i = 0; card_can_edit(s) && i < c->entry.boxes.count; i++) {
		if (c->entry.boxes.at[i].group)
			return 1;
	}
	return 0;
}

static int is_stored(const struct screen *s)
{
	return ((const struct card *)s)->id != 0;
}

/* Not over what is typed and not saved. */
static int can_act(const struct screen *s)
{
	const struct card *c = (const struct card *)s;

	return c->open && acts_any(c->form, c->entry.base) && !entry_is_dirty(&c->entry);
}

static int is_blind(const struct screen *s)
{
	return ((const struct card *)s)->second != 0;
}

static int is_reported(const struct screen *s)
{
	return card_can_edit(s) && !is_blind(s) && ((const struct card *)s)->form->reported_by;
}

/* A second entry takes nothing from other records. */
static int can_look(const struct screen *s)
{
	return ((const struct card *)s)->open && !is_blind(s);
}

static int can_copy(const struct screen *s)
{
	return card_can_edit(s) && !is_blind(s);
}

static int can_second(const struct screen *s)
{
	const struct card *c = (const struct card *)s;

	return c->id && c->open && !entry_is_dirty(&c->entry) &&
		second_offers(c->app, c->entry.base);
}

static int is_done(const struct screen *s)
{
	return card_can_edit(s) && ((const struct card *)s)->done;
}

/* The key line stays the same from field to field: it would cost bytes at each move. */
/* clang-format off */
const struct action card_actions[] = {
	{ .name = "card-new", .keys = "n", .label = N_("Next new one"), .run = next_new,
	  .when = is_done, .help = N_("Begin another record; some fields are kept.") },
	{ .name = "card-next", .keys = "Enter", .label = N_("Next field"), .run = enter,
	  .help = N_("Go on to the next field; a choice that is not clear is listed.") },
	{ .name = "card-save", .keys = "^S F2", .label = N_("Save"), .run = save, .when = card_can_edit,
	  .help = N_("Save this record."), .flags = ACTION_KEEP },
	{ .name = "comment-next", .keys = "^C F3", .label = N_("Next comment"), .run = card_comment_next,
	  .when = card_has_comments,
	  .help = N_("Go to the next comment of the returned filing, on another line too.") },
	{ .name = "comment-back", .keys = "^A", .label = N_("Comment before"), .run = card_comment_back,
	  .when = card_has_comments, .help = N_("Go to the comment before."), .flags = ACTION_QUIET },
	{ .name = "comment-write", .keys = "^K F5", .label = N_("Comment"), .run = card_comment,
	  .when = card_can_comment,
	  .help = N_("While reviewing: a comment on this cell, sent with the return. On a returned line: answer the comment.") },
	{ .name = "card-page-down", .keys = "PgDn", .label = N_("Some rows down"), .run = page_down,
	  .when = is_taller },
	{ .name = "card-choose", .keys = "^F F4", .label = N_("List"), .run = choose, .when = card_can_edit,
	  .help = N_("Choose from a list: by code, name, alias, pinyin or initials.") },
	{ .name = "card-row-add", .keys = "^R", .label = N_("Add row"), .run = row_add, .when = has_rows,
	  .help = N_("Go to the blank row of a table in this record.") },
	{ .name = "card-repeat", .keys = "^P F7", .label = N_("As before"), .run = repeat,
	  .when = can_copy, .help = N_("The same value as in the record saved before this one.") },
	{ .name = "card-undo", .keys = "^Z", .label = N_("Undo"), .run = undo, .when = card_can_edit,
	  .help = N_("Take the last change back, field by field to the opening of the record.") },
	{ .name = "card-note", .keys = "^N", .label = N_("Note"), .run = note, .when = can_copy,
	  .help = N_("A note on this value, up to 200 characters.") },
	{ .name = "card-row-delete", .keys = "^X", .label = N_("Delete row"), .run = row_delete,
	  .when = has_rows, .help = N_("Delete the row of the table.") },
	{ .name = "card-repeat-all", .keys = "^D", .label = N_("All as before"), .run = repeat_all,
	  .when = can_copy, .help = N_("Fill what is empty from the record saved before this one."),
	  .flags = ACTION_QUIET },
	{ .name = "card-redo", .keys = "^Y", .label = N_("Redo"), .run = redo, .when = card_can_edit,
	  .help = N_("Do again what was taken back."), .flags = ACTION_QUIET },
	{ .name = "card-past", .keys = "^V F6", .label = N_("Earlier values"), .run = past,
	  .when = can_look, .help = N_("The last twelve values of this figure and its neighbours."),
	  .flags = ACTION_QUIET },
	{ .name = "card-history", .keys = "^T", .label = N_("History"), .run = history,
	  .when = is_stored, .help = N_("Who changed this record, when and how."), .flags = ACTION_QUIET },
	{ .name = "card-act", .keys = "a F9", .label = N_("Act"), .run = act, .when = can_act,
	  .help = N_("Confirm, accept, return: what may be done to this record now, and by whom.") },
	{ .name = "card-correct", .keys = "c", .label = N_("Correct"), .run = card_correct,
	  .when = card_can_correct,
	  .help = N_("Propose a numbered correction of this value; for closed periods, with a reason.") },
	{ .name = "card-second", .keys = "e F11", .label = N_("Second entry"), .run = second,
	  .when = can_second, .flags = ACTION_QUIET,
	  .help = N_("Type this record once more, without seeing it; then see what differs.") },
	{ .name = "card-for", .keys = "^W F8", .label = N_("Reported by"), .run = entered_for,
	  .when = is_reported, .flags = ACTION_QUIET,
	  .help = N_("Who reported this record, when you type it for a township that telephoned.") },
	{ .name = "card-tab", .keys = "Tab", .label = N_("Next field"), .run = tab, .flags = ACTION_QUIET },
	{ .name = "card-tab-back", .keys = "S-Tab", .label = N_("Field before"), .run = tab_back,
	  .flags = ACTION_QUIET },
	{ .name = "card-up", .keys = "Up", .label = N_("Up"), .run = up, .flags = ACTION_QUIET },
	{ .name = "card-down", .keys = "Down", .label = N_("Down"), .run = down, .flags = ACTION_QUIET },
	{ .name = "card-page-up", .keys = "PgUp", .label = N_("Some rows up"), .run = page_up,
	  .flags = ACTION_QUIET },
	{ .name = "screen-back", .keys = "Esc ^B F10", .label = N_("Back"), .run = back,
	  .help = N_("Leave this record; asks when something is not saved."), .flags = ACTION_KEEP },
	{ 0 },
};
/* clang-format on */
