/*
 * scr_units.c - how units have changed, by day: a new change, tried and shown before it is
 * made; a change undone.
 */
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "conf/conf.h"
#include "conf/in_force.h"
#include "data/dataset.h"
#include "model/field_type.h"
#include "model/model.h"
#include "model/unit_change.h"
#include "screens/classes.h"
#include "screens/screens.h"
#include "screens/text_table.h"
#include "tui/list_find.h"
#include "tui/popup.h"
#include "work/unit_change.h"

struct units_screen {
	struct text_screen in;
	struct app *app; /* not ours */
};

/* ---- the list ---- */

static void draw(struct screen *s, struct canvas *body)
{
	text_table_draw(&((struct text_screen *)s)->table, body,
		_("No unit has changed; n makes a change."));
}

static void hint(const struct screen *s, struct str *out)
{
	(void)s;
	str_add(out,
		_("Values stay with the unit they were reported for; what stands here says "
		  "where they count."));
}

static enum screen_next load(struct screen *s)
{
	struct units_screen *u = (struct units_screen *)s;
	struct text_table *t = &u->in.table;
	const char *const titles[] = { _("No."), _("From"), _("The change"), NULL };
	const struct model *model;

	app_refresh(u->app);
	model = app_model(u->app);
	text_table_begin(t, titles);
	text_table_right(t, 0);
	for (size_t i = 0; i < model->change_count; i++) {
		struct text_row *row = text_table_add(t);
		struct str day = { 0 }, text = { 0 };

		date_print(model->changes[i].on, &day);
		unit_change_show(&model->units, &model->changes[i], &text);
		row->cell[0] = arena_printf(&t->mem, "%zu", i + 1);
		row->cell[1] = str_keep(&day, &t->mem);
		row->cell[2] = strchr(str_keep(&text, &t->mem), ' ') + 1;
		row->data = &model->changes[i];
	}
	text_table_end(t);
	return SCREEN_STAY;
}

static void add_codes(const char *label, const char *const *codes, struct str *out)
{
	if (!codes || !codes[0])
		return;
	str_addf(out, "%s:", label);
	for (; *codes; codes++)
		str_addf(out, " %s", *codes);
	str_add_char(out, '\n');
}

static enum screen_next open_one(struct screen *s)
{
	struct units_screen *u = (struct units_screen *)s;
	const struct unit_change *c = text_screen_data(s);
	struct str text = { 0 };

	unit_change_show(&app_model(u->app)->units, c, &text);
	str_add(&text, "\n\n");
	add_codes(_("Units"), (const char *const *)c->units, &text);
	if (c->into)
		str_addf(&text, "%s: %s\n", _("Goes on in"), c->into);
	add_codes(_("With them"), (const char *const *)c->villages, &text);
	if (c->source)
		str_addf(&text, "%s: %s\n", _("Source"), c->source);
	screen_show_text(s, unit_change_label(c->kind), str_text(&text));
	str_release(&text);
	return SCREEN_STAY;
}

/* ---- asking ---- */

struct asking {
	struct screen *s;
	const struct model *model;
	struct arena mem;
	struct err err;
};

/* NULL: cancelled, or an empty line where there has to be something. */
static const char *ask_text(struct asking *a, const char *label, const char *preset, int needed)
{
	struct str text = { 0 };
	const char *kept = NULL;

	str_add(&text, preset);
	if (screen_prompt(a->s, label, 0, &text) == 0 && (text.len || !needed))
		kept = arena_text(&a->mem, str_text(&text));
	str_release(&text);
	return kept;
}

static const char *unit_named(struct asking *a, const char *text)
{
	const struct field field = { .id = "unit",
		.label = { _("unit"), _("unit") },
		.type = field_type_find("unit") };
	struct value value;

	if (field_parse(a->model, &field, text, &a->mem, &value, &a->err) < 0 ||
		!value_is_given(&value))
		return NULL;
	return value.text;
}

/* Words apart by blanks or commas; NULL: cancelled or not understood. */
static const char **ask_units(struct asking *a, const char *label, int needed)
{
	const char *line = ask_text(a, label, "", needed);
	char *rest = line ? arena_text(&a->mem, line) : NULL, *word;
	size_t count = 0, most = line ? strlen(line) : 0;
	const char **codes = arena_array(&a->mem, most + 2, sizeof(*codes));

	while (rest && (word = strsep(&rest, " ,"))) {
		if (!*word)
			continue;
		codes[count] = unit_named(a, word);
		if (!codes[count++])
			return NULL;
	}
	return line ? codes : NULL;
}

static const char *ask_unit(struct asking *a, const char *label)
{
	const char *text = ask_text(a, label, "", 1);

	return text ? unit_named(a, text) : NULL;
}

static int ask_day(struct asking *a, const struct app *app, int32_t *out)
{
	const struct field field = { .id = "on",
		.label = { _("day"), _("day") },
		.type = field_type_find("date") };
	struct str today = { 0 };
	struct value value;
	const char *text;

	date_print(dataset_today(app->data), &today);
	text = ask_text(a, _("The first day on which it holds: "), str_text(&today), 1);
	str_release(&today);
	if (!text || field_parse(a->model, &field, text, &a->mem, &value, &a->err) < 0 ||
		!value_is_given(&value))
		return -1;
	*out = value.date;
	return 0;
}

static int ask_kind(struct screen *s, enum unit_change_kind *out)
{
	const char *const kinds[CHANGE_KINDS] = {
		_("Merge: units end and go on in another"),
		_("Split: a new unit begins beside one"),
		_("Rename: a unit is called otherwise"),
		_("Transfer: units go below another"),
	};
	int chosen = screen_choose(s, _("What changes?"), kinds, CHANGE_KINDS, 0);

	*out = (enum unit_change_kind)chosen;
	return chosen < 0 ? -1 : 0;
}

/* What belongs to the kind; -1 cancelled, or err says why not. */
static int ask_rest(struct asking *a, struct unit_change *c)
{
	int many = c->kind == CHANGE_MERGE || c->kind == CHANGE_TRANSFER;

	c->units = ask_units(a,
		many ? _("Which units (names or codes, a blank between): ")
		     : _("Which unit (name or code): "),
		1);
	if (!c->units || !c->units[0])
		return -1;
	if (!many)
		c->units[1] = NULL;
	switch (c->kind) {
	case CHANGE_MERGE:
		c->into = ask_unit(a, _("Into which unit: "));
		return c->into ? 0 : -1;
	case CHANGE_TRANSFER:
		c->into = ask_unit(a, _("To which unit: "));
		return c->into ? 0 : -1;
	case CHANGE_RENAME:
		c->name = ask_text(a, _("What is it called now: "), "", 1);
		return c->name ? 0 : -1;
	default:
		c->into = ask_text(a, _("The code of the new unit: "), "", 1);
		c->name = c->into ? ask_text(a, _("The name of the new unit: "), "", 1) : NULL;
		c->villages = c->name ? ask_units(a,
						_("What goes to it (names or codes; nothing: "
						  "none): "),
						0)
				      : NULL;
		return c->villages ? 0 : -1;
	}
}

/* ---- making ---- */

static void show_faults(struct screen *s, const struct faults *faults)
{
	struct str text = { 0 };

	for (size_t i = 0; i < faults->count; i++)
		str_addf(&text, "%s\n", faults->at[i].sentence);
	screen_show_text(s, _("So it cannot be"), str_text(&text));
	str_release(&text);
}

/* What it would do, as far as it can be; 1: the user wants it. */
static int is_wanted(struct units_screen *u, const struct conf_change *change,
	const char *question, struct arena *mem, struct err *err)
{
	struct screen *s = &u->in.screen;
	struct unit_effect effect;
	struct model *next = NULL;
	struct faults faults = { 0 };
	struct str text = { 0 };
	int wanted = 0;

	if (conf_try(u->app->dirs, change, mem, &next, &faults, err) == 0) {
		if (faults.count)
			show_faults(s, &faults);
		else if (work_unit_effect(u->app->data, next, mem, &effect, err) == 0) {
			work_unit_effect_show(&effect, &text);
			screen_show_text(s, _("What it changes"), str_text(&text));
			wanted = screen_confirm(s, question);
		}
	}
	str_release(&text);
	model_drop(&next);
	return wanted;
}

static enum screen_next make(struct units_screen *u, const struct str *text,
	const char *question, struct arena *mem)
{
	struct conf_change change = { unit_changes_file, str_text(text), text->len };
	struct screen *s = &u->in.screen;
	struct str says = { 0 };
	struct err err = { 0 };
	int got = 1;

	if (is_wanted(u, &change, question, mem, &err)) {
		got = u->app->change_conf(u->app->context, &change, &says, &err);
		if (got > 0)
			screen_show_text(s, _("So it cannot be"), str_text(&says));
		else if (got == 0)
			screen_message(s, "%s", str_text(&says));
		u->app->refreshed = 0; /* seen at once */
	}
	str_release(&says);
	if (err.code != ERR_NONE)
		return screen_fail(s, &err);
	return got == 0 ? SCREEN_REFRESH : SCREEN_STAY;
}

static enum screen_next new_change(struct screen *s)
{
	struct units_screen *u = (struct units_screen *)s;
	struct asking a = { .s = s, .model = app_model(u->app) };
	struct unit_change c = { 0 };
	struct str text = { 0 };
	enum screen_next next = SCREEN_STAY;

	if (ask_kind(s, &c.kind) == 0 && ask_rest(&a, &c) == 0 &&
		ask_day(&a, u->app, &c.on) == 0) {
		c.source = ask_text(&a, _("By which document (nothing: none): "), "", 1);
		work_units_with(a.model, &c, &text);
		if (work_units_day(u->app->data, &c, &a.err) < 0)
			next = screen_fail(s, &a.err);
		else
			next = make(u, &text, _("Make this change? It can be undone."), &a.mem);
	} else if (a.err.code != ERR_NONE) {
		next = screen_fail(s, &a.err);
	}
	str_release(&text);
	arena_release(&a.mem);
	return next;
}

static enum screen_next undo(struct screen *s)
{
	struct units_screen *u = (struct units_screen *)s;
	const struct model *model = app_model(u->app);
	const struct unit_change *c = text_screen_data(s);
	struct arena mem = { 0 };
	struct str text = { 0 };
	struct err err = { 0 };
	enum screen_next next;

	if (work_units_without(model, (size_t)(c - model->changes) + 1, &text, &err) < 0)
		next = screen_fail(s, &err);
	else
		next = make(u, &text, _("Undo this change, as if it had never been?"), &mem);
	str_release(&text);
	arena_release(&mem);
	return next;
}

static int may_change(const struct screen *s)
{
	const struct app *app = ((const struct units_screen *)s)->app;
	struct err ignored = { 0 };

	return app->change_conf && app->dirs &&
		may(app_model(app), dataset_viewer(app->data), ACTION_CONF, NULL, NULL,
			&ignored) == 0;
}

static int may_undo(const struct screen *s)
{
	return text_screen_has_row(s) && may_change(s);
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "unit-change-open", .keys = "Enter", .label = N_("In full"),
	  .help = N_("Show the change with its codes and its source."), .run = open_one, .when = text_screen_has_row },
	{ .name = "unit-change-new", .keys = "n Ins", .label = N_("New"),
	  .help = N_("Merge, split, rename or transfer units; what it changes is shown first."), .run = new_change, .when = may_change },
	{ .name = "unit-change-undo", .keys = "d Del", .label = N_("Undo"),
	  .help = N_("Take the change out again; what it changes is shown first."), .run = undo, .when = may_undo },
	ACTION_FIND(text_screen_find, text_screen_has_row),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

const struct screen_class units_class = {
	.name = "units",
	.title = N_("Units over time"),
	.size = sizeof(struct units_screen),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = text_screen_unload,
	.key = text_screen_key,
	.hint = hint,
};

struct screen *scr_units(struct app *app)
{
	struct units_screen *u = screen_new(&units_class);

	u->app = app;
	return &u->in.screen;
}
