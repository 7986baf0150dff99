/*
 * scr_overdue.c - the overdue and the silent: who has not filed although it is due, who answers
 * for it, and whether at least something is entered.
 */
#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "data/dataset.h"
#include "data/events.h"
#include "model/cycle.h"
#include "model/kept.h"
#include "model/model.h"
#include "model/unit.h"
#include "model/viewer.h"
#include "screens/classes.h"
#include "screens/inbox.h"
#include "screens/screens.h"
#include "screens/text_table.h"
#include "tui/bare.h"
#include "tui/list_find.h"
#include "tui/popup.h"
#include "work/collect.h"
#include "work/inbox.h"

enum { UNIT, TASK, PERIOD, LATE, ENTERED, WHO };

struct overdue {
	struct text_screen in;
	struct app *app; /* not ours */
	struct model *model; /* one hold: rows belong to it */
	int known;
};

/* ---- loading ---- */

static void add_row(struct overdue *o, const struct silent *silent)
{
	const struct filing *f = silent->filing;
	struct text_table *t = &o->in.table;
	struct text_row *row = text_table_add(t);
	struct str period = { 0 };

	period_print(f->period, &period);
	row->cell[UNIT] = arena_text(&t->mem, unit_name(f->unit, DATE_NONE));
	row->cell[TASK] = cycle_label(f->cycle);
	row->cell[PERIOD] = str_keep(&period, &t->mem);
	row->cell[LATE] = arena_printf(&t->mem, "%d", silent->late);
	row->cell[ENTERED] = silent->entered ? _("in part") : _("nothing at all");
	row->cell[WHO] = silent->who;
	row->mark = silent->entered ? 0 : '!';
	row->data = f;
}

static int read_rows(struct overdue *o)
{
	const char *const titles[TEXT_COLUMNS + 1] = {
		_("Unit"), _("Task"), _("Period"), _("Days late"), _("Ledger"),
		_("Who answers for it")
	};
	struct text_table *t = &o->in.table;
	struct silent *at = NULL;
	struct err err = { 0 };
	size_t count = 0;

	text_table_begin(t, titles);
	text_table_right(t, LATE);
	o->known = 1;
	if (silent_read(o->app->data, NULL, (struct period){ 0 }, &t->mem, &at, &count, &err) <
		0) {
		o->known = err.code != ERR_CANCELLED;
		count = 0;
		if (o->known)
			screen_fail(&o->in.screen, &err);
	}
	for (size_t i = 0; i < count; i++)
		add_row(o, &at[i]);
	text_table_end(t);
	return o->known;
}

static enum screen_next load(struct screen *s)
{
	struct overdue *o = (struct overdue *)s;

	app_refresh(o->app);
	model_drop(&o->model);
	o->model = model_hold((struct model *)app_model(o->app));
	read_rows(o);
	return SCREEN_STAY;
}

/* When a key came first. */
static enum screen_next tick(struct screen *s)
{
	struct overdue *o = (struct overdue *)s;

	return !o->known && read_rows(o) ? SCREEN_STAY : SCREEN_PASS;
}

/* ---- drawing ---- */

static void draw(struct screen *s, struct canvas *body)
{
	struct overdue *o = (struct overdue *)s;

	text_table_draw(
		&o->in.table, body, o->known ? _("Nobody is overdue.") : _("reading ..."));
}

static void hint(const struct screen *s, struct str *out)
{
	size_t count = ((const struct text_screen *)s)->table.count;

	if (count)
		str_addf(out,
			P_("%zu is overdue; ! has entered nothing.",
				"%zu are overdue; ! have entered nothing.", count),
			count);
}

/* ---- actions ---- */

static enum screen_next open_lines(struct screen *s)
{
	struct overdue *o = (struct overdue *)s;
	const struct filing *f = text_screen_data(s);

	return screen_push(s, scr_lines(o->app, f->cycle, f->unit, f->period));
}

static void show_line(const struct overdue *o)
{
	const struct site *site = &app_model(o->app)->site;
	struct str line = { 0 }, text = { 0 };

	str_addf(&line, "ssh %s due --overdue --format csv > overdue.csv",
		*site->ssh ? site->ssh : _("herb@SERVER"));
	str_addf(&text, _("Copy this line into a terminal on your own computer; the "
			  "file is written there:\n\n%s\n"),
		str_text(&line));
	bare_show(str_text(&text));
	str_release(&line);
	str_release(&text);
}

static void add_line(const struct text_table *t, const struct text_row *row, struct str *out)
{
	for (size_t i = 0; i < t->columns; i++) {
		const char *text = row ? row->cell[i] : t->column[i].title;

		if (i + 1 < t->columns)
			utf8_fit(text, (size_t)t->column[i].width,
				t->column[i].fit == CANVAS_RIGHT, out);
		else
			str_add(out, text);
		str_add(out, i + 1 < t->columns ? "  " : "\n");
	}
}

/* What leaves is noted. */
static enum screen_next show_pages(struct overdue *o)
{
	const struct text_table *t = &o->in.table;
	struct str text = { 0 };
	struct err err = { 0 };
	int got = event_note(o->app->data, EVENT_EXPORT, &err,
		P_("who is overdue, on the screen: %zu", "who is overdue, on the screen: %zu",
			t->count),
		t->count);

	add_line(t, NULL, &text);
	for (size_t i = 0; i < t->count; i++)
		add_line(t, &t->rows[i], &text);
	if (got == 0)
		bare_show(str_text(&text));
	str_release(&text);
	return got < 0 ? screen_fail(&o->in.screen, &err) : SCREEN_STAY;
}

static enum screen_next export(struct screen *s)
{
	struct overdue *o = (struct overdue *)s;
	const struct form *filings = kept_form(app_model(o->app), KEPT_FILING);
	const struct choice choices[] = {
		{ 'c', _("Line for a spreadsheet file") },
		{ 'p', _("Pages without frames") },
	};
	struct err err = { 0 };
	int at;

	if (may(app_model(o->app), dataset_viewer(o->app->data), ACTION_EXPORT, filings, NULL,
		    &err) < 0)
		return screen_fail(s, &err);
	at = screen_ask(s, _("How do you want this list?"), choices, 2);
	if (at == 0)
		show_line(o);
	return at == 1 ? show_pages(o) : SCREEN_STAY;
}

static void unload(struct screen *s)
{
	model_drop(&((struct overdue *)s)->model);
	text_screen_unload(s);
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "overdue-open", .keys = "Enter", .label = N_("Lines"),
	  .help = N_("Open the unit's lines of the period."), .run = open_lines, .when = text_screen_has_row },
	{ .name = "overdue-export", .keys = "x", .label = N_("Export"),
	  .help = N_("The ssh line that fetches this list to your own computer, or pages to copy from."), .run = export, .when = text_screen_has_row },
	{ .name = "overdue-again", .keys = "u", .label = N_("Read again"),
	  .help = N_("Look who is overdue now."), .run = screen_again },
	ACTION_FIND(text_screen_find, text_screen_has_row),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

const struct screen_class overdue_class = {
	.name = "overdue",
	.title = N_("Overdue and silent"),
	.size = sizeof(struct overdue),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.key = text_screen_key,
	.hint = hint,
	.tick = tick,
};

struct screen *scr_overdue(struct app *app)
{
	struct overdue *o = screen_new(&overdue_class);

	o->app = app;
	return &o->in.screen;
}
