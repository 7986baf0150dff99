/*
 * scr_card.c - one record as a card: read, shown, its draft gone on with.
 *
 * The card keeps the model it was opened with, so that no form changes under the hands.
 */
#include "screens/card.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "data/drafts.h"
#include "model/form.h"
#include "model/model.h"
#include "model/workflow.h"
#include "screens/acts.h"
#include "screens/classes.h"
#include "screens/correct_view.h"
#include "screens/entry_new.h"
#include "screens/entry_steps.h"
#include "screens/field_help.h"
#include "screens/second.h"
#include "screens/typing.h"

/* ---- loading ----------------------------------------------------------------------------- */

static void look_at_rights(struct card *c, const struct record *record)
{
	const struct viewer *viewer = dataset_viewer(c->app->data);

	err_clear(&c->denied);
	may(c->model, viewer, record->id ? ACTION_CHANGE : ACTION_CREATE, c->form,
		record->id ? record : NULL, &c->denied);
	if (c->denied.code == ERR_NONE)
		data_is_typed(c->app->data, c->form, &c->denied);
	c->shut = correction_period_denies(c->app, record, &c->denied);
	if (record->state == STATE_DELETED) {
		err_clear(&c->denied);
		err_set(&c->denied, ERR_DENIED, _("This record was deleted."));
	}
}

static void close_entry(struct card *c)
{
	if (!c->open)
		return;
	typing_drop(&c->entry.typing);
	entry_release(&c->entry);
	c->open = 0;
}

static void fill_entry(struct card *c, const struct record *record)
{
	close_entry(c);
	entry_open(&c->entry, c->app, c->model, record, c->denied.code != ERR_NONE);
	c->open = 1;
}

/* Another record, or a new one, comes under the hands; what was typed before is thrown away. */
static void open_record(struct card *c, const struct record *record)
{
	look_at_rights(c, record);
	fill_entry(c, record);
	str_clear(&c->may);
	if (c->denied.code != ERR_NONE && c->id && !c->shut)
		acts_tell_may(c->app, record, &c->may);
	if (!c->entry.locked)
		entry_begin_steps(&c->entry);
}

void card_open_new(struct card *c, const struct record *start)
{
	struct arena mem = { 0 };

	c->id = 0;
	open_record(c,
		entry_new_record(
			c->app, c->model, c->form, start, app_last(c->app, c->form), &mem));
	entry_go_first_empty(&c->entry);
	arena_release(&mem);
}

static int read_record(struct card *c, struct arena *mem, struct record **out)
{
	struct err err = { 0 };
	int got = data_get(c->app->data, c->form, c->id, mem, out, &err);

	if (got < 0)
		screen_fail(&c->base, &err);
	else if (got != DATA_OK)
		screen_warn(&c->base, _("This record is not there, or not yours to see."));
	return got;
}

/* ---- going on with a draft --------------------------------------------------------------- */

/* The revision that the draft was begun on: what others saved since is merged on saving. */
static int open_revision(struct card *c, uint64_t revision)
{
	struct arena mem = { 0 };
	struct record *base = NULL;
	struct err err = { 0 };
	int got = data_get_revision(c->app->data, c->form, c->id, revision, &mem, &base, &err);

	if (got == DATA_OK)
		fill_entry(c, base);
	else if (got < 0)
		screen_fail(&c->base, &err);
	else
		screen_warn(&c->base,
			_("The record as it was when this was typed is gone; nothing "
			  "is resumed."));
	arena_release(&mem);
	return got;
}

static void resume(struct card *c, struct typing *t)
{
	uint64_t revision = typing_head(t)->revision;
	size_t lost;

	if (c->id && revision != c->entry.base->revision && open_revision(c, revision) != 0) {
		typing_close(&t);
		return;
	}
	typing_drop(&c->entry.typing);
	lost = entry_resume(&c->entry, &t);
	if (lost > 0)
		screen_warn(&c->base,
			P_("%zu field is not in the form any more: Esc, l, then c in the "
			   "drafts shows it.",
				"%zu fields are not in the form any more: Esc, l, then c "
				"in the drafts shows them.",
				lost),
			lost);
}

static void offer_draft(struct card *c)
{
	struct typing *t = NULL;

	if (c->entry.locked)
		return;
	if (typing_offer(c->app, &c->base, c->second ? DRAFT_SECOND : "card", c->form->id,
		    c->second ? c->second : c->id, "", &t) == OFFER_RESUME)
		resume(c, t);
}

static void open_stored(struct card *c, const struct record *record)
{
	size_t at = c->entry.at;

	open_record(c, record);
	if (at > 0 && at < c->entry.boxes.count)
		entry_go(&c->entry, at);
}

/* Who looks into it, or why it was returned, is the first thing to be known. */
static void tell_state(struct card *c, const struct record *record)
{
	if (c->reviewer.len)
		screen_message(&c->base, "%s", str_text(&c->reviewer));
	else if (!entry_is_dirty(&c->entry) && !c->trail.count)
		acts_tell_why(&c->base, c->app, record);
	second_tell(c, record);
}

int card_go_record(struct card *c, uint64_t id)
{
	struct arena mem = { 0 };
	struct record *record;
	uint64_t was = c->id;
	int got;

	if (!card_may_leave(c))
		return 0;
	c->id = id;
	got = read_record(c, &mem, &record);
	if (got == DATA_OK) {
		c->done = 0;
		open_record(c, record);
		card_read_comments(c);
		offer_draft(c);
	} else {
		c->id = was;
	}
	arena_release(&mem);
	return got == DATA_OK;
}

static enum screen_next load(struct screen *s)
{
	struct card *c = (struct card *)s;
	struct arena mem = { 0 };
	struct record *record = NULL;
	int first = !c->open;

	if (c->open && (c->id == 0 || entry_is_dirty(&c->entry)))
		return SCREEN_STAY;
	if (c->second)
		second_begin(c);
	else if (c->id == 0)
		card_open_new(c, c->start);
	else if (read_record(c, &mem, &record) == DATA_OK &&
		(!c->open || record->revision != c->entry.base->revision)) {
		open_stored(c, record);
		card_read_comments(c);
		if (first)
			card_first_comment(c);
		tell_state(c, record);
	}
	arena_release(&mem);
	if (first && c->open)
		offer_draft(c);
	return c->open ? SCREEN_STAY : SCREEN_BACK;
}

static void unload(struct screen *s)
{
	struct card *c = (struct card *)s;

	/* a draft that is still there stays: the line went, or it is for later */
	if (c->open)
		entry_release(&c->entry);
	str_release(&c->may);
	str_release(&c->reviewer);
	comments_release(&c->trail);
	arena_release(&c->mem);
	model_drop(&c->model);
}

/* ---- the draft --------------------------------------------------------------------------- */

static void flush(struct screen *s)
{
	struct card *c = (struct card *)s;

	if (!c->open || c->done)
		return;
	entry_keep(&c->entry, c->left);
	c->left = 0;
}

static enum screen_next tick(struct screen *s)
{
	struct card *c = (struct card *)s;
	struct typing *typing = c->open ? c->entry.typing : NULL;
	int trouble;

	if (!typing)
		return SCREEN_PASS;
	trouble = *typing_trouble(typing) != '\0';
	typing_sync(typing, 0);
	return trouble == (*typing_trouble(typing) != '\0') ? SCREEN_PASS : SCREEN_STAY;
}

/* ---- showing ----------------------------------------------------------------------------- */

static void draw(struct screen *s, struct canvas *body)
{
	struct card *c = (struct card *)s;

	if (c->open)
		entry_draw(&c->entry, body);
}

static const char *state_text(const struct card *c)
{
	if (entry_is_dirty(&c->entry))
		return _("not saved");
	if (c->entry.base->state == STATE_SAVED)
		return _("saved, not submitted");
	return c->id ? state_label(c->model, c->entry.base->state) : "";
}

static void heading(const struct screen *s, struct str *left, struct str *right)
{
	const struct card *c = (const struct card *)s;

	str_clear(left);
	str_addf(left, "%s  ", form_label(c->form, i18n_lang()));
	if (!c->open)
		return;
	if (c->second)
		second_title(c->model, c->entry.base, c->second, left);
	else if (c->id)
		record_title(c->model, c->entry.base, left);
	else
		str_add(left, _("new record"));
	if (state_text(c)[0])
		str_addf(left, "  (%s)", state_text(c));
	(void)right;
}

/* What is said of the value itself comes before what is said of its field. */
static void hint(const struct screen *s, struct str *out)
{
	const struct card *c = (const struct card *)s;
	const struct entry *e = &c->entry;
	const struct box *box = c->open ? entry_now((struct entry *)e) : NULL;

	card_comment_hint(c, out);
	if (out->len == 0 && c->open && e->locked && c->denied.code != ERR_NONE)
		str_add(out, c->may.len ? str_text(&c->may) : c->denied.text);
	if (!box || out->len > 0)
		return;
	if (e->typing && typing_trouble(e->typing)[0]) {
		str_add(out, typing_trouble(e->typing));
		return;
	}
	if (box->value.carried)
		str_addf(out, "%s  ", _("~ copied from last period: Enter confirms it"));
	if (box->value.note)
		str_addf(out, _("Note: %s"), box->value.note);
	if (out->len > 0)
		return;
	if (box->group)
		str_addf(out, "%s  ", field_label(box->field, i18n_lang()));
	str_add(out, text_in(box->field->help, i18n_lang()));
}

static void help(const struct screen *s, struct str *out)
{
	const struct card *c = (const struct card *)s;
	const struct box *box = c->open ? entry_now((struct entry *)&c->entry) : NULL;

	if (!box)
		return;
	field_help(c->model, c->form, box->group, box->field, out);
	str_add(out, _("~ before a value: copied from last period, Enter confirms it."));
	str_addf(out, "\n%s\n", _("' behind a value: there is a note on it."));
	if (box->value.note)
		str_addf(out, _("Note: %s"), box->value.note);
	str_add_char(out, '\n');
}

static int typing(const struct screen *s)
{
	const struct card *c = (const struct card *)s;

	return card_can_edit(s) && !c->done;
}

const struct screen_class card_class = {
	.name = "card",
	.title = N_("Record"),
	.size = sizeof(struct card),
	.actions = card_actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.key = card_key,
	.typing = typing,
	.heading = heading,
	.hint = hint,
	.help = help,
	.flush = flush,
	.tick = tick,
	.paste = card_paste,
};

struct screen *scr_card(
	struct app *app, const struct form *form, uint64_t id, const struct record *start)
{
	struct card *c = screen_new(&card_class);

	c->app = app;
	/* a session's models are read-only to everyone but their count of holders */
	c->model = model_hold((struct model *)app_model(app));
	c->form = model_form(c->model, form->id);
	if (!c->form)
		c->form = form;
	c->id = id;
	if (start && start->form == c->form)
		c->start = record_copy(start, &c->mem);
	return &c->base;
}
