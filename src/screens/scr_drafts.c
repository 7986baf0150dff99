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
#include "screens/typing.h"
#include "tui/list.h"
#include "tui/list_find.h"
#include "tui/popup.h"

enum { FORM_COLS = 16, TITLE_COLS = 24, AGE_COLS = 10, PLACE_COLS = 6, STATE_COLS = 16 };
enum { TITLE_MOST = 160, GAP = 2, EDGES = 3 };

struct waiting {
	const struct draft_info *info;
	const char *title;
	size_t places;
	enum draft_state state;
};

struct drafts {
	struct screen screen;
	struct app *app; /* not ours */
	struct arena mem;
	struct waiting *rows;
	size_t count;
	struct list_view list;
	int shown; /* there were some */
};

static const struct waiting *current(const struct drafts *d)
{
	return d->list.at < d->count ? &d->rows[d->list.at] : NULL;
}

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
	const char *out;

	if (foreign || (!head->id && !*head->context))
		typing_each(t, add_typed, &title);
	out = arena_text(
		&d->mem, title.len || foreign ? str_text(&title) : head->title);
	str_release(&title);
	return out;
}

static void read_row(struct drafts *d, const struct draft_info *info)
{
	struct waiting *row = &d->rows[d->count];
	struct typing *t;
	struct err ignored = { 0 };

	if (typing_peek(d->app, info->name, &t, &ignored) != 0)
		return;
	*row = (struct waiting){ .info = info,
		.title = title_of(d, &info->head, t),
		.places = draft_places(t),
		.state = draft_state(d->app, &info->head) };
	d->count++;
	typing_close(&t);
}

static enum screen_next load(struct screen *s)
{
	struct drafts *d = (struct drafts *)s;
	struct draft_list list = { 0 };
	struct err err = { 0 };

	app_refresh(d->app);
	arena_clear(&d->mem);
	d->count = 0;
	if (drafts_list(d->app->dir, typing_user(d->app), &d->mem, &list, &err) < 0)
		screen_warn(s, "%s", err.text);
	d->rows = arena_array(&d->mem, list.count + 1, sizeof(*d->rows));
	for (size_t i = 0; i < list.count; i++)
		read_row(d, &list.at[i]);
	list_count(&d->list, d->count);
	if (d->count || err.code != ERR_NONE) {
		d->shown = 1;
		return SCREEN_STAY;
	}
	if (!s->message.len)
		screen_message(
			s, d->shown ? _("No draft is left.") : _("There are no drafts."));
	return SCREEN_BACK;
}

static void unload(struct screen *s)
{
	arena_release(&((struct drafts *)s)->mem);
}

/* ---- drawing ---- */

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

static void cell(const void *ctx, size_t at, size_t column, struct str *out)
{
	const struct drafts *d = ctx;
	const struct waiting *row = &d->rows[at];

	switch (column) {
	case 0:
		str_add(out, draft_form_label(d->app, &row->info->head));
		break;
	case 1:
		str_add(out, row->title);
		break;
	case 2:
		draft_age(row->info->changed, out);
		break;
	case 3:
		str_addf(out, "%zu", row->places);
		break;
	default:
		str_add(out, state_word(row));
		break;
	}
}

enum { DRAFT_COLUMNS = 5 };

/* As wide as what stands in it, up to most; 0: nothing does. */
static int width_of(const struct drafts *d, size_t column, int most)
{
	struct str text = { 0 };
	int width = 0;

	for (size_t i = 0; i < d->count; i++) {
		str_clear(&text);
		cell(d, i, column, &text);
		width = at_least(width, (int)utf8_width(str_text(&text)));
	}
	str_release(&text);
	return at_most(width, most);
}

/* The titles get what room the others leave. */
static void draw(struct screen *s, struct canvas *body)
{
	struct drafts *d = (struct drafts *)s;
	int form = at_least(
		width_of(d, 0, FORM_COLS), at_most((int)utf8_width(_("Ledger")), FORM_COLS));
	int state = width_of(d, DRAFT_COLUMNS - 1, STATE_COLS);
	int room = body->cols - EDGES - form - AGE_COLS - PLACE_COLS - 3 * GAP -
		(state ? state + GAP : 0);
	const struct list_column columns[DRAFT_COLUMNS] = {
		{ _("Ledger"), form, CANVAS_LEFT },
		{ _("Record"), at_least(room, TITLE_COLS), CANVAS_LEFT },
		{ _("Typed"), AGE_COLS, CANVAS_LEFT },
		{ _("Places"), PLACE_COLS, CANVAS_RIGHT },
		{ "", state, CANVAS_LEFT },
	};
	struct list_table t = { .columns = columns,
		.column_count = state ? DRAFT_COLUMNS : DRAFT_COLUMNS - 1,
		.frozen = 1,
		.row_count = d->count,
		.cell = cell,
		.ctx = d };
	struct canvas rows = canvas_part(body, 2, 0, body->rows - 2, body->cols);

	canvas_put(body, 0, 1, LOOK_PLAIN,
		_("Typed and not saved: Enter goes on where you were, Esc leaves it for later."));
	list_draw_table(&d->list, &rows, &t);
}

static void hint(const struct screen *s, struct str *out)
{
	const struct waiting *row = current((const struct drafts *)s);

	if (row)
		str_add(out, draft_state_text(row->state));
}

/* ---- actions ---- */

static int has_row(const struct screen *s)
{
	return current((const struct drafts *)s) != NULL;
}

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
	const struct waiting *row = current(d);
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

static enum screen_next compare(struct screen *s)
{
	struct drafts *d = (struct drafts *)s;

	typing_compare(d->app, s, current(d)->info->name);
	return SCREEN_STAY;
}

static enum screen_next discard(struct screen *s)
{
	struct drafts *d = (struct drafts *)s;

	return typing_discard(d->app, s, current(d)->info->name) ? SCREEN_REFRESH : SCREEN_STAY;
}

static void find_text(const void *ctx, size_t row, struct str *out)
{
	for (size_t column = 0; column < DRAFT_COLUMNS; column++) {
		cell(ctx, row, column, out);
		str_add(out, "  ");
	}
}

static enum screen_next find(struct screen *s)
{
	struct drafts *d = (struct drafts *)s;
	struct list_find f = {
		.text = find_text, .at = &d->list.at, .count = &d->list.count, .ctx = d
	};

	return list_find_run(s, &f);
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "draft-resume", .keys = "Enter", .label = N_("Resume"),
	  .help = N_("Go on typing where you were; ^Z takes back what was typed, step by step."), .run = resume, .when = has_row },
	{ .name = "draft-compare", .keys = "c", .label = N_("Compare"),
	  .help = N_("Show each place: what was there, what was typed, what is stored now."), .run = compare, .when = has_row },
	{ .name = "draft-discard", .keys = "d Del", .label = N_("Discard"),
	  .help = N_("Throw away what was typed there."), .run = discard, .when = has_row },
	ACTION_FIND(find, has_row),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

static enum screen_next key(struct screen *s, int32_t k)
{
	return list_key(&((struct drafts *)s)->list, k) == LIST_PASS ? SCREEN_PASS
								     : SCREEN_STAY;
}

const struct screen_class drafts_class = {
	.name = "drafts",
	.title = N_("Drafts"),
	.size = sizeof(struct drafts),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.key = key,
	.hint = hint,
};

struct screen *scr_drafts(struct app *app)
{
	struct drafts *d = screen_new(&drafts_class);

	d->app = app;
	return &d->screen;
}
