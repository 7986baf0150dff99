/*
 * scr_corrections.c - unlocks in force, corrections newest first, and printed reports whose
 * figures have changed since.
 */
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/printed.h"
#include "data/query.h"
#include "model/kept.h"
#include "model/model.h"
#include "model/workflow.h"
#include "screens/acts.h"
#include "screens/classes.h"
#include "screens/correct_view.h"
#include "screens/screens.h"
#include "screens/text_table.h"
#include "tui/list_find.h"
#include "tui/popup.h"
#include "work/close.h"

enum { COL_KIND, COL_WHICH, COL_WHAT, COL_STATE, COL_COUNT };
enum { WHAT_LEAST = 30, MOST = 200 };

struct corrections_screen {
	struct text_screen in;
	struct app *app; /* not ours */
	size_t corrections, unlocks, printed;
};

/* What a row is: exactly one is set. */
struct row_of {
	const struct record *correction;
	const struct unlock *unlock;
	const struct printed *printed;
};

static struct text_row *add(struct text_table *t, const char *kind, struct row_of of)
{
	struct row_of *kept = arena_alloc(&t->mem, sizeof(*kept));
	struct text_row *row = text_table_add(t);

	*kept = of;
	row->cell[COL_KIND] = kind;
	row->data = kept;
	return row;
}

static const struct row_of *row_now(const struct screen *s)
{
	return text_screen_data(s);
}

/* ---- loading ---- */

static const char *kept_label(const struct corrections_screen *c, enum kept what)
{
	return form_label(kept_form(app_model(c->app), what), i18n_lang());
}

static int add_unlocks(struct corrections_screen *c, struct err *err)
{
	struct text_table *t = &c->in.table;
	struct unlock *all;
	struct str text = { 0 };

	if (unlocks_read(c->app->data, 0, &t->mem, &all, &c->unlocks, err) < 0)
		return -1;
	for (size_t i = 0; i < c->unlocks; i++) {
		struct text_row *row = add(
			t, kept_label(c, KEPT_UNLOCK), (struct row_of){ .unlock = &all[i] });

		row->cell[COL_WHICH] =
			all[i].unit ? unit_name(all[i].unit, DATE_NONE) : _("all units");
		str_clear(&text);
		cycle_period_text(all[i].cycle, all[i].period, &text);
		str_addf(&text, _(", ordered by %s: %s"), all[i].authority, all[i].reason);
		row->cell[COL_WHAT] = arena_text(&t->mem, str_text(&text));
		str_clear(&text);
		str_add(&text, _("until "));
		date_print(all[i].until, &text);
		row->cell[COL_STATE] = arena_text(&t->mem, str_text(&text));
	}
	str_release(&text);
	return 0;
}

static int add_correction(void *context, const struct record *record, struct err *err)
{
	struct corrections_screen *c = context;
	struct text_table *t = &c->in.table;
	const struct model *model = app_model(c->app);
	struct row_of of = { .correction = record_copy(record, &t->mem) };
	struct text_row *row = add(t, kept_label(c, KEPT_CORRECTION), of);
	struct str text = { 0 };

	(void)err;
	row->cell[COL_WHICH] = correction_text(model, of.correction, CORRECTION_NUMBER);
	correction_show(model, of.correction, &text);
	row->cell[COL_WHAT] = arena_text(&t->mem, str_text(&text));
	row->cell[COL_STATE] = state_label(model, record->state);
	str_release(&text);
	return ++c->corrections == MOST;
}

/* Those that wait come first in the eye: they are the newest. */
static int add_corrections(struct corrections_screen *c, struct err *err)
{
	const struct model *model = app_model(c->app);
	const struct form *form = kept_form(model, KEPT_CORRECTION);
	const struct field *number = kept_field(model, KEPT_CORRECTION, CORRECTION_NUMBER);
	struct sort_key sort = { .field = number, .descending = 1 };
	struct query query = { .form = form, .sort = &sort, .sort_count = 1 };
	struct err refused = { 0 };

	c->corrections = 0;
	if (!form ||
		may(model, dataset_viewer(c->app->data), ACTION_READ, form, NULL, &refused) < 0)
		return 0;
	return query_each(c->app->data, &query, add_correction, c, err) < 0 ? -1 : 0;
}

static int add_printed(struct corrections_screen *c, struct err *err)
{
	struct text_table *t = &c->in.table;
	struct printed *all;
	struct str text = { 0 };

	if (printed_stale(c->app->data, &t->mem, &all, &c->printed, err) < 0)
		return -1;
	for (size_t i = 0; i < c->printed; i++) {
		struct text_row *row =
			add(t, _("printed"), (struct row_of){ .printed = &all[i] });

		str_clear(&text);
		printed_text(&all[i], &text);
		row->cell[COL_WHICH] =
			arena_printf(&t->mem, "%llu", (unsigned long long)all[i].number);
		row->cell[COL_WHAT] = arena_text(&t->mem, str_text(&text));
		row->cell[COL_STATE] = _("figures changed since");
	}
	str_release(&text);
	return 0;
}

static enum screen_next load(struct screen *s)
{
	struct corrections_screen *c = (struct corrections_screen *)s;
	struct text_table *t = &c->in.table;
	const char *const titles[COL_COUNT + 1] = { _("Kind"), _("Number or unit"), _("What"),
		_("State") };
	struct err err = { 0 };

	app_refresh(c->app);
	text_table_begin(t, titles);
	text_table_wide(t, COL_WHAT, WHAT_LEAST);
	if (add_unlocks(c, &err) < 0 || add_corrections(c, &err) < 0 ||
		add_printed(c, &err) < 0)
		return screen_fail_load(s, &err);
	text_table_end(t);
	return SCREEN_STAY;
}

/* ---- drawing ---- */

static void draw(struct screen *s, struct canvas *body)
{
	text_table_draw(&((struct text_screen *)s)->table, body,
		_("No unlock is in force, nothing has been corrected."));
}

static void hint(const struct screen *s, struct str *out)
{
	const struct corrections_screen *c = (const struct corrections_screen *)s;

	str_addf(out,
		_("unlocks in force %zu, corrections %zu, printed reports to be printed "
		  "again %zu"),
		c->unlocks, c->corrections, c->printed);
}

/* ---- actions ---- */

static void show_printed(struct screen *s, const struct printed *p)
{
	struct str text = { 0 };

	printed_text(p, &text);
	str_addf(&text, "\n\n%s\n", _("Figures that it used have changed since:"));
	for (size_t i = 0; i < p->change_count; i++)
		str_addf(&text, "  %s\n", p->changes[i].sentence);
	screen_show_text(s, _("Printed"), str_text(&text));
	str_release(&text);
}

static enum screen_next open_it(struct screen *s)
{
	struct corrections_screen *c = (struct corrections_screen *)s;
	const struct row_of *row = row_now(s);
	struct str text = { 0 };

	if (row->correction)
		return screen_push(s,
			scr_card(c->app, kept_form(app_model(c->app), KEPT_CORRECTION),
				row->correction->id, NULL));
	if (row->printed) {
		show_printed(s, row->printed);
		return SCREEN_STAY;
	}
	unlock_text(row->unlock, &text);
	screen_show_text(s, _("Unlock period"), str_text(&text));
	str_release(&text);
	return SCREEN_STAY;
}

static int is_correction(const struct screen *s)
{
	const struct row_of *row = row_now(s);

	return row && row->correction && acts_any(row->correction->form, row->correction);
}

static enum screen_next act(struct screen *s)
{
	struct corrections_screen *c = (struct corrections_screen *)s;

	return acts_one(s, c->app, row_now(s)->correction) ? SCREEN_REFRESH : SCREEN_STAY;
}

static int is_any_correction(const struct screen *s)
{
	const struct row_of *row = row_now(s);

	return row && row->correction;
}

static enum screen_next printed(struct screen *s)
{
	if (!correction_tell_printed(s, ((struct corrections_screen *)s)->app,
		    row_now(s)->correction))
		screen_message(s, _("Nothing was printed with a value that it has changed."));
	return SCREEN_STAY;
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "correction-open", .keys = "Enter", .label = N_("In full"),
	  .help = N_("Show the correction, the unlock, or what has changed since it was printed."), .run = open_it, .when = text_screen_has_row },
	{ .name = "correction-act", .keys = "a", .label = N_("Act"),
	  .help = N_("Approve the correction, or refuse it with a reason."), .run = act, .when = is_correction },
	{ .name = "correction-printed", .keys = "p", .label = N_("Printed"),
	  .help = N_("List the reports that were printed with the old value."), .run = printed, .when = is_any_correction },
	{ .name = "corrections-again", .keys = "u", .label = N_("Read again"),
	  .help = N_("Read all of it again."), .run = screen_again, .flags = ACTION_QUIET },
	ACTION_FIND(text_screen_find, text_screen_has_row),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

const struct screen_class corrections_class = {
	.name = "corrections",
	.title = N_("Corrections"),
	.size = sizeof(struct corrections_screen),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = text_screen_unload,
	.key = text_screen_key,
	.hint = hint,
};

struct screen *scr_corrections(struct app *app)
{
	struct corrections_screen *c = screen_new(&corrections_class);

	c->app = app;
	return &c->in.screen;
}
