/*
 * scr_close.c - closing a period: what of it is open, unit by unit; then closing or unlocking.
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "model/aids.h"
#include "model/field_type.h"
#include "model/kept.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/inbox.h"
#include "screens/screens.h"
#include "screens/text_table.h"
#include "tui/list_find.h"
#include "tui/popup.h"
#include "work/close.h"

enum { COL_UNIT, COL_WHAT, COL_COUNT };
enum { WHAT_LEAST = 30, TEXT_LIMIT = 60, REASON_LIMIT = 200, DAYS_USUAL = 7 };

struct closing_screen {
	struct text_screen in;
	struct app *app; /* not ours */
	char *cycle; /* id, ours */
	struct period period;
	struct period_hold hold; /* of the period as a whole */
	size_t open; /* things that keep it from being closed */
	size_t silent; /* of them units that filed nothing: it can go on without */
};

static const struct cycle *cycle_now(const struct closing_screen *c)
{
	return model_cycle(app_model(c->app), c->cycle);
}

/* ---- loading ---- */

static const char *name_of(const struct unit *unit)
{
	return unit ? unit_name(unit, DATE_NONE) : _("all units");
}

static void add_row(struct text_table *t, const struct unit *unit, const char *what)
{
	struct text_row *row = text_table_add(t);

	row->cell[COL_UNIT] = name_of(unit);
	row->cell[COL_WHAT] = what;
	row->data = unit;
}

static int add_open(struct closing_screen *c, const struct cycle *cycle, struct err *err)
{
	struct text_table *t = &c->in.table;
	struct open_item *items;

	if (close_open(c->app->data, cycle, c->period, &t->mem, &items, &c->open, err) < 0)
		return -1;
	for (size_t i = 0; i < c->open; i++) {
		add_row(t, items[i].unit, items[i].sentence);
		c->silent += items[i].silent != 0;
	}
	return 0;
}

/* Of a closed period: who opened it again. */
static int add_unlocks(struct closing_screen *c, const struct cycle *cycle, struct err *err)
{
	struct text_table *t = &c->in.table;
	struct unlock *all;
	struct str text = { 0 };
	size_t count;

	if (unlocks_read(c->app->data, 1, &t->mem, &all, &count, err) < 0)
		return -1;
	for (size_t i = count; i-- > 0;) {
		if (all[i].cycle != cycle || period_key_compare(all[i].period, c->period) != 0)
			continue;
		str_clear(&text);
		str_add(&text,
			all[i].in_force ? _("unlocked until ") : _("was unlocked until "));
		date_print(all[i].until, &text);
		str_addf(&text, _(", ordered by %s: %s"), all[i].authority, all[i].reason);
		add_row(t, all[i].unit, arena_text(&t->mem, str_text(&text)));
	}
	str_release(&text);
	return 0;
}

static enum screen_next load(struct screen *s)
{
	struct closing_screen *c = (struct closing_screen *)s;
	struct text_table *t = &c->in.table;
	const char *titles[COL_COUNT + 1] = { _("Unit"), _("What is open") };
	const struct cycle *cycle;
	struct err err = { 0 };
	int got;

	app_refresh(c->app);
	cycle = cycle_now(c);
	if (!cycle)
		return SCREEN_BACK;
	c->open = c->silent = 0;
	got = period_hold_of(c->app->data, cycle, c->period, NULL, &c->hold, &err);
	if (c->hold.closing)
		titles[COL_WHAT] = _("Who unlocked it");
	text_table_begin(t, titles);
	text_table_wide(t, COL_WHAT, WHAT_LEAST);
	if (got == 0)
		got = c->hold.closing ? add_unlocks(c, cycle, &err) : add_open(c, cycle, &err);
	if (got < 0)
		return screen_fail_load(s, &err);
	text_table_end(t);
	return SCREEN_STAY;
}

/* ---- drawing ---- */

static void draw(struct screen *s, struct canvas *body)
{
	const struct closing_screen *c = (const struct closing_screen *)s;

	text_table_draw(&((struct text_screen *)s)->table, body,
		c->hold.closing ? _("The period is closed. Nobody has unlocked it.")
				: _("Nothing is open: the period can be closed."));
}

static void heading(const struct screen *s, struct str *left, struct str *right)
{
	const struct closing_screen *c = (const struct closing_screen *)s;
	const struct cycle *cycle = cycle_now(c);

	(void)right;
	str_add(left, "  ");
	if (cycle)
		cycle_period_text(cycle, c->period, left);
}

static void hint(const struct screen *s, struct str *out)
{
	const struct closing_screen *c = (const struct closing_screen *)s;

	if (c->hold.closing) {
		str_add(out, _("closed on "));
		date_print(c->hold.closed_on, out);
	} else {
		str_addf(out, P_("%zu thing is open", "%zu things are open", c->open), c->open);
	}
}

/* ---- actions ---- */

static int may_add(const struct closing_screen *c, enum kept what)
{
	const struct model *model = app_model(c->app);
	const struct form *form = kept_form(model, what);
	struct err ignored = { 0 };

	return form &&
		may(model, dataset_viewer(c->app->data), ACTION_CREATE, form, NULL, &ignored) ==
		0;
}

static int may_close(const struct screen *s)
{
	const struct closing_screen *c = (const struct closing_screen *)s;

	return !c->hold.closing && may_add(c, KEPT_CLOSING);
}

static int may_unlock(const struct screen *s)
{
	const struct closing_screen *c = (const struct closing_screen *)s;

	return (c->hold.closing || c->hold.locked) && may_add(c, KEPT_UNLOCK);
}

static int has_unit(const struct screen *s)
{
	return text_screen_data(s) != NULL;
}

/* 1 it would be done, 0 told why not. */
static int told(
	struct screen *s, int got, const struct save_result *result, const struct err *err)
{
	if (got < 0)
		screen_fail(s, err);
	else if (got > 0)
		screen_warn(s, "%s", result->sentence);
	return got == DATA_OK;
}

static int try_close(struct closing_screen *c, const struct close_order *order)
{
	struct save_result result;
	struct arena mem = { 0 };
	struct err err = { 0 };
	int got =
		close_period(c->app->data, cycle_now(c), c->period, order, &mem, &result, &err);
	int done = told(&c->in.screen, got, &result, &err);

	arena_release(&mem);
	return done;
}

/* All that is open are units that filed nothing: closed without them, for a reason? */
static int ask_without(struct closing_screen *c, struct close_order *order, struct str *reason)
{
	struct text_table *t = &c->in.table;
	const struct unit **units = arena_array(&t->mem, c->silent, sizeof(*units));
	struct str text = { 0 };
	int yes;

	str_add(&text, _("These have filed nothing:\n"));
	for (size_t i = 0; i < c->silent; i++) {
		units[i] = t->rows[i].data;
		str_addf(&text, "%s%s", i ? _(", ") : "", name_of(units[i]));
	}
	str_add(&text, _("\nClose the period without them?"));
	yes = screen_confirm(&c->in.screen, str_text(&text));
	str_release(&text);
	if (!yes ||
		screen_prompt(&c->in.screen, _("Why without them"), TEXT_LIMIT, reason) != 0)
		return 0;
	order->without = units;
	order->without_count = c->silent;
	order->reason = str_text(reason);
	return 1;
}

static int confirm_close(struct closing_screen *c)
{
	struct str text = { 0 };
	int yes;

	str_add(&text, _("Close this period?\n"));
	cycle_period_text(cycle_now(c), c->period, &text);
	str_add(&text,
		_("\nAfter that nothing of it is entered any more: a value is changed by "
		  "a correction, or after unlocking."));
	yes = screen_confirm(&c->in.screen, str_text(&text));
	str_release(&text);
	return yes;
}

/* While they are in time it is not even asked: told what is open instead. */
static int may_be_left_out(const struct closing_screen *c)
{
	return dataset_today(c->app->data) >
		cycle_late_after(cycle_now(c), app_model(c->app), c->period);
}

static enum screen_next close_it(struct screen *s)
{
	struct closing_screen *c = (struct closing_screen *)s;
	struct close_order order = { .dry_run = 1 };
	struct str reason = { 0 };
	int done = 0;

	if (!c->silent || c->silent < c->open || !may_be_left_out(c) ||
		ask_without(c, &order, &reason))
		done = try_close(c, &order) && confirm_close(c);
	order.dry_run = 0;
	done = done && try_close(c, &order);
	str_release(&reason);
	if (!done)
		return SCREEN_STAY;
	screen_message(s, _("The period is closed."));
	return SCREEN_REFRESH;
}

/* As people type it anywhere. */
static int ask_until(struct closing_screen *c, int32_t *day, struct err *err)
{
	const struct field field = {
		.id = "day", .label = { "day", "day" }, .type = field_type_find("date")
	};
	struct value value = { 0 };
	struct arena mem = { 0 };
	struct str text = { 0 };
	int got = 1;

	*day = DATE_NONE;
	date_print(dataset_today(c->app->data) + DAYS_USUAL, &text);
	aids_set(dataset_today(c->app->data));
	if (screen_prompt(
		    &c->in.screen, _("Unlocked until (the last day)"), TEXT_LIMIT, &text) == 0)
		got = field_parse(
			app_model(c->app), &field, str_text(&text), &mem, &value, err);
	if (got == 0 && value_is_given(&value))
		*day = value.date;
	str_release(&text);
	arena_release(&mem);
	return got;
}

/* For the unit of the row, or for all. */
static int ask_whom(struct closing_screen *c, const struct unit **out)
{
	const struct unit *unit = text_screen_data(&c->in.screen);
	const char *const items[] = { _("every unit"), unit ? name_of(unit) : "" };
	int at;

	*out = NULL;
	if (!unit)
		return 0;
	at = screen_choose(&c->in.screen, _("Unlock it for whom?"), items, COUNT_OF(items), 1);
	if (at == 1)
		*out = unit;
	return at < 0 ? 1 : 0;
}

static int unlock_asked(struct closing_screen *c, struct unlock_order *order,
	struct str *authority, struct str *reason, struct err *err)
{
	struct screen *s = &c->in.screen;
	struct save_result result;
	struct arena mem = { 0 };
	int got = ask_whom(c, &order->unit), done = 0;

	if (got == 0)
		got = ask_until(c, &order->until, err);
	if (got == 0)
		got = screen_prompt(s, _("Who ordered it?"), TEXT_LIMIT, authority);
	if (got == 0)
		got = screen_prompt(s, _("Why?"), REASON_LIMIT, reason);
	if (got == 0) {
		order->authority = str_text(authority);
		order->reason = str_text(reason);
		got = unlock_period(c->app->data, order, &mem, &result, err);
		done = told(s, got, &result, err);
	} else if (got < 0) {
		screen_fail(s, err);
	}
	arena_release(&mem);
	return done;
}

static enum screen_next unlock_it(struct screen *s)
{
	struct closing_screen *c = (struct closing_screen *)s;
	struct unlock_order order = { .cycle = cycle_now(c), .period = c->period };
	struct str authority = { 0 }, reason = { 0 };
	struct err err = { 0 };
	int done = unlock_asked(c, &order, &authority, &reason, &err);

	str_release(&authority);
	str_release(&reason);
	if (done)
		screen_message(s,
			_("It is unlocked; what was accepted still has to be reopened "
			  "before it changes."));
	return done ? SCREEN_REFRESH : SCREEN_STAY;
}

static enum screen_next lines(struct screen *s)
{
	struct closing_screen *c = (struct closing_screen *)s;

	return screen_push(s, scr_lines(c->app, cycle_now(c), text_screen_data(s), c->period));
}

static enum screen_next corrections(struct screen *s)
{
	return screen_push(s, scr_corrections(((struct closing_screen *)s)->app));
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "closing-lines", .keys = "Enter", .label = N_("Lines"),
	  .help = N_("Open the unit's lines of the period."), .run = lines, .when = has_unit },
	{ .name = "closing-close", .keys = "c", .label = N_("Close"),
	  .help = N_("Close the period; refused while anything is open."), .run = close_it, .when = may_close },
	{ .name = "closing-unlock", .keys = "o", .label = N_("Unlock period"),
	  .help = N_("Unlock the period till a day, for one unit or all; asks who ordered it and why."), .run = unlock_it, .when = may_unlock },
	{ .name = "closing-corrections", .keys = "K", .label = N_("Corrections"),
	  .help = N_("Corrections of closed periods, and unlocks in force."), .run = corrections },
	{ .name = "closing-again", .keys = "u", .label = N_("Read again"),
	  .help = N_("Look again at what is open."), .run = screen_again, .flags = ACTION_QUIET },
	ACTION_FIND(text_screen_find, text_screen_has_row),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

static void unload(struct screen *s)
{
	free(((struct closing_screen *)s)->cycle);
	text_screen_unload(s);
}

const struct screen_class closing_class = {
	.name = "period-close",
	.title = N_("Closing"),
	.size = sizeof(struct closing_screen),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.key = text_screen_key,
	.heading = heading,
	.hint = hint,
};

struct screen *scr_close(struct app *app, const struct cycle *cycle, struct period period)
{
	struct closing_screen *c = screen_new(&closing_class);

	c->app = app;
	c->cycle = xstrdup(cycle->id);
	c->period = period;
	return &c->in.screen;
}
