/*
 * scr_drafts.c - what the user typed and did not save: resume, compare, discard.
 */
#include <string.h>

#include "base/arena.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "data/drafts.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/draft_text.h"
#include "screens/screens.h"
#include "screens/text_table.h"
#include "screens/typing.h"
#include "tui/list_find.h"
#include "tui/popup.h"

enum { COL_FORM, COL_TITLE, COL_AGE, COL_PLACES, COL_STATE, COL_COUNT };
enum { TITLE_LEAST = 24, TITLE_MOST = 160 };

struct waiting {
	const struct draft_info *info;
	enum draft_state state;
};

struct drafts {
	struct text_screen in;
	struct app *app; /* not ours */
	int shown; /* there were some */
};

/* ---- loading ---- */

static void add_typed(
	void *ctx, const char *place, const struct mark *before, const struct mark *after)
{
	struct str *title = ctx;

	(void)place;
	(void)before;
	if (text_is_empty(after->text) || utf8_width(str_text(title)) >= TITLE_MOST)
		return;
	if (title->len)
		str_add_char(title, ' ');
	str_add(title, after->text);
}

/* Without a title, or one that is shown, what was typed says which one it is. */
static const char *title_of(struct drafts *d, const struct draft_head *head, struct typing *t)
{
	int foreign = draft_is_foreign(d->app, head);
	struct str title = { 0 };

	if (foreign || (!head->id && !*head->context))
		typing_each(t, add_typed, &title);
	if (title.len || foreign)
		return str_keep(&title, &d->in.table.mem);
	return head->title;
}

static const char *state_word(const struct waiting *row)
{
	if (row->info->held)
		return _("open elsewhere");
	switch (row->state) {
	case DRAFT_OLDER_FORM:
		return _("form changed");
	case DRAFT_RECORD_GONE:
		return _("record gone");
	case DRAFT_FORM_GONE:
		return _("ledger gone");
	case DRAFT_FITS:
		break;
	}
	return "";
}

static void add_draft(struct drafts *d, const struct draft_info *info)
{
	struct text_table *t = &d->in.table;
	struct waiting *waiting;
	struct text_row *row;
	struct typing *typing;
	struct str age = { 0 };
	struct err ignored = { 0 };

	if (typing_peek(d->app, info->name, &typing, &ignored) != 0)
		return;
	waiting = arena_alloc(&t->mem, sizeof(*waiting));
	waiting->info = info;
	waiting->state = draft_state(d->app, &info->head);
	draft_age(info->changed, &age);
	row = text_table_add(t);
	row->cell[COL_FORM] = draft_form_label(d->app, &info->head);
	row->cell[COL_TITLE] = title_of(d, &info->head, typing);
	row->cell[COL_AGE] = str_keep(&age, &t->mem);
	row->cell[COL_PLACES] = arena_printf(&t->mem, "%zu", draft_places(typing));
	row->cell[COL_STATE] = state_word(waiting);
	row->data = waiting;
	typing_close(&typing);
}

static enum screen_next load(struct screen *s)
{
	struct drafts *d = (struct drafts *)s;
	struct text_table *t = &d->in.table;
	const char *const titles[COL_COUNT + 1] = {
		_("Ledger"), _("Record"), _("Typed"), _("Places"), ""
	};
	struct draft_list list = { 0 };
	struct err err = { 0 };

	app_refresh(d->app);
	text_table_begin(t, titles);
	text_table_wide(t, COL_TITLE, TITLE_LEAST);
	text_table_right(t, COL_PLACES);
	if (drafts_list(d->app->dir, typing_user(d->app), &t->mem, &list, &err) < 0) {
		screen_refused(&err);
		screen_warn(s, "%s", err.text);
	}
	for (size_t i = 0; i < list.count; i++)
		add_draft(d, &list.at[i]);
	text_table_end(t);
	if (t->count || err.code != ERR_NONE) {
		d->shown = 1;
		return SCREEN_STAY;
	}
	if (!s->message.len)
		screen_message(
			s, d->shown ? _("No draft is left.") : _("There are no drafts."));
	return SCREEN_BACK;
}

/* ---- drawing ---- */

static void draw(struct screen *s, struct canvas *body)
{
	struct canvas rows = canvas_part(body, 2, 0, body->rows - 2, body->cols);

	canvas_put(body, 0, 1, LOOK_PLAIN,
		_("Typed and not saved: Enter goes on where you were, Esc leaves it for "
		  "later."));
	text_table_draw(&((struct text_screen *)s)->table, &rows, "");
}

static void hint(const struct screen *s, struct str *out)
{
	const struct waiting *row = text_screen_data(s);

	if (row)
		str_add(out, draft_state_text(row->state));
}

/* ---- actions ---- */

/* The screen that goes on with it; NULL: there is none. */
static struct screen *screen_for(struct app *app, const struct draft_head *head)
{
	const struct form *form = model_form(app_model(app), head->form);
	struct period period = { 0 };
	struct err ignored = { 0 };
	struct str word = { 0 };

	if (!form)
		return NULL;
	if (strcmp(head->kind, "card") == 0)
		return scr_card(app, form, head->id, NULL);
	if (strcmp(head->kind, DRAFT_SECOND) == 0)
		return scr_second(app, form, head->id);
	if (strcmp(head->kind, "grid") != 0 || !form->grid.rows)
		return NULL;
	str_add_len(&word, head->context, strcspn(head->context, " "));
	if (form->period)
		period_parse(str_text(&word), &period, &ignored);
	str_release(&word);
	return scr_grid(app, form, period);
}

static int may_take(struct screen *s, const struct waiting *row)
{
	struct drafts *d = (struct drafts *)s;
	enum draft_state state;

	/* it may have been restored since the list was read */
	app_refresh(d->app);
	state = draft_state(d->app, &row->info->head);
	if (state == DRAFT_FORM_GONE || state == DRAFT_RECORD_GONE) {
		screen_warn(s, "%s", draft_state_text(state));
		return 0;
	}
	return !row->info->held ||
		screen_confirm(s,
			_("Another session of yours has it open. End that session and go on "
			  "here? Nothing typed there is lost."));
}

static enum screen_next resume(struct screen *s)
{
	struct drafts *d = (struct drafts *)s;
	const struct waiting *row = text_screen_data(s);
	struct screen *above;
	enum screen_next next;

	if (!may_take(s, row))
		return SCREEN_STAY;
	above = screen_for(d->app, &row->info->head);
	if (!above) {
		screen_warn(s,
			_("Nothing here can go on with this draft; compare it (c) and "
			  "type it again."));
		return SCREEN_STAY;
	}
	str_clear(&d->app->resume);
	str_add(&d->app->resume, row->info->name);
	next = screen_push(s, above);
	/* nobody else takes it when the screen did not open */
	str_clear(&d->app->resume);
	return next;
}

static const char *name_of(const struct screen *s)
{
	return ((const struct waiting *)text_screen_data(s))->info->name;
}

static enum screen_next compare(struct screen *s)
{
	typing_compare(((struct drafts *)s)->app, s, name_of(s));
	return SCREEN_STAY;
}

static enum screen_next discard(struct screen *s)
{
	return typing_discard(((struct drafts *)s)->app, s, name_of(s)) ? SCREEN_REFRESH
									: SCREEN_STAY;
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "draft-resume", .keys = "Enter", .label = N_("Resume"),
	  .help = N_("Go on typing where you were; ^Z takes back what was typed, step by step."), .run = resume, .when = text_screen_has_row },
	{ .name = "draft-compare", .keys = "c", .label = N_("Compare"),
	  .help = N_("Show each place: what was there, what was typed, what is stored now."), .run = compare, .when = text_screen_has_row },
	{ .name = "draft-discard", .keys = "d Del", .label = N_("Discard"),
	  .help = N_("Throw away what was typed there."), .run = discard, .when = text_screen_has_row },
	ACTION_FIND(text_screen_find, text_screen_has_row),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

const struct screen_class drafts_class = {
	.name = "drafts",
	.title = N_("Drafts"),
	.size = sizeof(struct drafts),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = text_screen_unload,
	.key = text_screen_key,
	.hint = hint,
};

struct screen *scr_drafts(struct app *app)
{
	struct drafts *d = screen_new(&drafts_class);

	d->app = app;
	return &d->in.screen;
}
