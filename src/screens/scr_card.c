/*
 * scr_card.c - one record as a card: seen, typed, saved; then the next new one.
 *
 * The card keeps the model it was opened with, so that no form changes under the hands.
 */
#include "screens/screens.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/entry.h"
#include "tui/keys.h"
#include "tui/popup.h"
#include "tui/screen.h"
#include "tui/terminal.h"

enum { PAGE = 10 };

struct card {
	struct screen base;
	struct app *app; /* not ours */
	struct model *model; /* held */
	const struct form *form; /* in model */
	uint64_t id; /* 0: not stored yet */
	struct arena mem;
	struct record *start; /* of a new record, may be NULL; in mem */
	struct entry entry;
	int open; /* entry is filled */
	int done; /* a new record has just been saved: n goes on */
	struct err denied; /* why nothing can be changed; code 0: it can */
};

/* ---- loading ----------------------------------------------------------------------------- */

/* The one unit of the first level that the viewer may report for, or NULL. */
static const struct unit *only_unit(const struct card *c)
{
	const struct unit_tree *tree = &c->model->units;
	const struct viewer *viewer = dataset_viewer(c->app->data);
	const struct unit *only = NULL;

	for (size_t i = 0; i < tree->count; i++) {
		const struct unit *unit = &tree->units[i];

		if (unit_level(unit, DATE_NONE) != 1 ||
			!viewer_sees(c->model, viewer, c->form, unit))
			continue;
		if (only)
			return NULL;
		only = unit;
	}
	return only;
}

static int32_t period_end(const struct card *c, const struct record *record)
{
	const struct field *field = c->form->period;

	if (!field || !value_is_given(&record->values[field->index]))
		return DATE_NONE;
	return period_last_day(record->values[field->index].period, &c->model->calendar.season);
}

/* What only the day and the viewer can say of a new record. */
static void fill_presets(const struct card *c, struct record *record)
{
	for (size_t i = 0; i < c->form->field_count; i++) {
		const struct field *field = &c->form->fields[i];
		int32_t day = DATE_NONE;

		if (!field->preset_param || record->values[i].state != VALUE_NONE)
			continue;
		if (strcmp(field->preset_param, "today") == 0)
			day = dataset_today(c->app->data);
		else if (strcmp(field->preset_param, "period_end") == 0)
			day = period_end(c, record);
		if (day != DATE_NONE)
			record->values[i] = value_date(day);
	}
	if (c->form->unit && record->values[c->form->unit->index].state == VALUE_NONE) {
		const struct unit *unit = only_unit(c);

		if (unit)
			record->values[c->form->unit->index] = value_text(unit->code);
	}
}

static struct record *new_record(
	const struct card *c, const struct record *start, int sticky_only, struct arena *mem)
{
	struct record *record = record_new(c->form, mem);

	for (size_t i = 0; start && i < c->form->field_count; i++) {
		const struct field *field = &c->form->fields[i];

		if (start->values[i].state != VALUE_NONE &&
			(!sticky_only || (field->flags & FIELD_STICKY)))
			record->values[i] = value_copy(&start->values[i], mem);
	}
	fill_presets(c, record);
	return record;
}

static void open_entry(struct card *c, const struct record *record)
{
	const struct viewer *viewer = dataset_viewer(c->app->data);
	int locked;

	err_clear(&c->denied);
	locked = may(c->model, viewer, record->id ? ACTION_CHANGE : ACTION_CREATE, c->form,
			 record->id ? record : NULL, &c->denied) != 0;
	if (record->state == STATE_DELETED) {
		locked = 1;
		err_set(&c->denied, ERR_DENIED, _("This record was deleted."));
	}
	if (c->open)
		entry_release(&c->entry);
	entry_open(&c->entry, c->app, c->model, record, locked);
	c->open = 1;
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

static enum screen_next load(struct screen *s)
{
	struct card *c = (struct card *)s;
	struct arena mem = { 0 };
	struct record *record = NULL;
	enum screen_next next = SCREEN_STAY;
	size_t at = c->entry.at;

	if (c->open && (c->id == 0 || entry_is_dirty(&c->entry)))
		return SCREEN_STAY;
	if (c->id == 0)
		open_entry(c, new_record(c, c->start, 0, &mem));
	else if (read_record(c, &mem, &record) == DATA_OK &&
		(!c->open || record->revision != c->entry.base->revision))
		open_entry(c, record);
	else if (!c->open)
		next = SCREEN_BACK;
	if (c->open && at > 0 && at < c->entry.boxes.count)
		entry_go(&c->entry, at);
	arena_release(&mem);
	return next;
}

static void unload(struct screen *s)
{
	struct card *c = (struct card *)s;

	if (c->open)
		entry_release(&c->entry);
	arena_release(&c->mem);
	model_drop(&c->model);
}

/* ---- drawing ----------------------------------------------------------------------------- */

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
	return c->id ? record_state_label(c->entry.base->state) : "";
}

static void heading(const struct screen *s, struct str *left, struct str *right)
{
	const struct card *c = (const struct card *)s;

	str_clear(left);
	str_addf(left, "%s  ", form_label(c->form, i18n_lang()));
	if (!c->open)
		return;
	if (c->id)
		record_title(c->model, c->entry.base, left);
	else
		str_add(left, _("new record"));
	if (state_text(c)[0])
		str_addf(left, "  (%s)", state_text(c));
	(void)right;
}

static void hint(const struct screen *s, struct str *out)
{
	const struct card *c = (const struct card *)s;
	const struct box *box;

	if (!c->open)
		return;
	if (c->entry.locked && c->denied.code != ERR_NONE) {
		str_add(out, c->denied.text);
		return;
	}
	box = entry_now((struct entry *)&c->entry);
	if (!box)
		return;
	if (box->group)
		str_addf(out, "%s  ", field_label(box->field, i18n_lang()));
	str_add(out, text_in(box->field->help, i18n_lang()));
}

static void add_bound(const struct card *c, const struct field *field, const char *what,
	const struct value *bound, struct str *out)
{
	if (bound->state != VALUE_GIVEN)
		return;
	str_addf(out, "  %s ", what);
	field_show(c->model, field, bound, out);
}

static void help(const struct screen *s, struct str *out)
{
	const struct card *c = (const struct card *)s;
	const struct box *box = c->open ? entry_now((struct entry *)&c->entry) : NULL;

	if (!box)
		return;
	str_addf(out, "%s: %s\n", field_label(box->field, i18n_lang()),
		text_in(box->field->help, i18n_lang()));
	if (box->field->measure)
		str_addf(out, _("Measured in %s."),
			text_in(box->field->measure->label, i18n_lang()));
	add_bound(c, box->field, _("at least"), &box->field->least, out);
	add_bound(c, box->field, _("at most"), &box->field->most, out);
	str_add(out,
		_("\n. known to be missing   / does not apply   X masked in the source\n\n"));
}

/* ---- keys -------------------------------------------------------------------------------- */

static int typing(const struct screen *s)
{
	const struct card *c = (const struct card *)s;

	return c->open && !c->entry.locked && !c->done;
}

/* Texts and lists of codes are gone on with, everything else is typed over. */
static int is_typed_over(const struct box *box)
{
	if (box->field->flags & FIELD_SEVERAL)
		return 0;
	return (box->field->type->flags & TYPE_CODED) || box->field->type->kind != KIND_TEXT;
}

static enum screen_next edit(struct card *c, int32_t key)
{
	struct box *box = entry_now(&c->entry);
	enum editor_took took;

	if (!box || box->locked)
		return SCREEN_PASS;
	if (c->entry.fresh && key_is_text(key) && is_typed_over(box) &&
		strcmp(editor_text(&box->editor), str_text(&box->settled)) == 0)
		editor_set(&box->editor, "");
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

static enum screen_next key(struct screen *s, int32_t k)
{
	struct card *c = (struct card *)s;

	if (!c->open || c->entry.locked)
		return SCREEN_PASS;
	c->done = 0;
	return edit(c, k);
}

static enum screen_next go(struct screen *s, enum entry_way way)
{
	struct card *c = (struct card *)s;

	c->done = 0;
	if (!entry_move(&c->entry, way) && way <= WAY_NEXT && !c->entry.locked)
		screen_message(s, _("That was the last field; ^S saves."));
	return SCREEN_STAY;
}

/* Enter: what is typed is settled; a choice that is not clear is listed. */
static enum screen_next enter(struct screen *s)
{
	struct card *c = (struct card *)s;
	struct box *box = entry_now(&c->entry);

	if (!box)
		return SCREEN_STAY;
	if (entry_is_choice(box) && entry_settle(&c->entry, box) &&
		entry_matches(&c->entry, box) > 1) {
		/* the list says it better than the sentence */
		entry_error(box, "");
		if (entry_choose(&c->entry, s) != 0) {
			entry_settle(&c->entry, box);
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
	struct box *box = entry_now(&c->entry);

	if (box && !box->locked && editor_key(&box->editor, k) != EDITOR_PASS)
		return SCREEN_STAY;
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

static enum screen_next choose(struct screen *s)
{
	struct card *c = (struct card *)s;

	if (entry_choose(&c->entry, s) == 0 &&
		!(entry_now(&c->entry)->field->flags & FIELD_SEVERAL))
		return go(s, WAY_NEXT);
	return SCREEN_STAY;
}

static enum screen_next row_add(struct screen *s)
{
	entry_add_row(&((struct card *)s)->entry);
	return SCREEN_STAY;
}

static enum screen_next row_delete(struct screen *s)
{
	struct card *c = (struct card *)s;
	const struct box *box = entry_now(&c->entry);

	if (!box || !box->group || entry_row_is_blank(&c->entry, box->group, box->row))
		return SCREEN_STAY;
	if (screen_confirm(s, _("Delete this row?")))
		entry_delete_row(&c->entry);
	return SCREEN_STAY;
}

/* ---- saving and leaving ------------------------------------------------------------------ */

static enum screen_next save(struct screen *s)
{
	struct card *c = (struct card *)s;
	uint64_t other = 0;
	int is_new = c->id == 0;
	enum entry_saved saved;

	entry_settle_all(&c->entry);
	if (c->id && !entry_is_dirty(&c->entry) && c->entry.base->state == STATE_SUBMITTED) {
		screen_message(s, _("Nothing has changed; nothing to save."));
		return SCREEN_STAY;
	}
	saved = entry_save(&c->entry, s, &other);
	/* another record may have been taken over, or ours got its number */
	c->id = c->entry.base->id;
	if (saved == ENTRY_SAVED)
		c->done = is_new;
	if (saved == ENTRY_OTHER)
		return screen_push(s, scr_card(c->app, c->form, other, NULL));
	return SCREEN_STAY;
}

/* 1 when nothing typed would be lost by going on. */
static int may_leave(struct card *c)
{
	const struct choice choices[] = { { 's', _("Save") }, { 'd', _("Discard") } };

	entry_settle_all(&c->entry);
	if (c->entry.locked || !entry_is_dirty(&c->entry))
		return 1;
	switch (screen_ask(
		&c->base, _("What you typed is not saved."), choices, COUNT_OF(choices))) {
	case 0:
		save(&c->base);
		return !entry_is_dirty(&c->entry);
	case 1:
		return 1;
	default:
		return 0;
	}
}

static enum screen_next back(struct screen *s)
{
	struct card *c = (struct card *)s;

	if (!c->open)
		return SCREEN_BACK;
	return may_leave(c) ? SCREEN_BACK : SCREEN_STAY;
}

static enum screen_next next_new(struct screen *s)
{
	struct card *c = (struct card *)s;
	struct arena mem = { 0 };
	struct record *old;

	if (!may_leave(c))
		return SCREEN_STAY;
	old = record_copy(c->entry.base, &mem);
	c->id = 0;
	c->done = 0;
	open_entry(c, new_record(c, old, 1, &mem));
	arena_release(&mem);
	return SCREEN_STAY;
}

static enum screen_next history(struct screen *s)
{
	struct card *c = (struct card *)s;

	return screen_push(s, scr_history(c->app, c->form, c->id));
}

static int can_edit(const struct screen *s)
{
	const struct card *c = (const struct card *)s;

	return c->open && !c->entry.locked;
}

static int is_taller(const struct screen *s)
{
	return ((const struct card *)s)->entry.taller;
}

static int can_choose(const struct screen *s)
{
	const struct card *c = (const struct card *)s;
	const struct box *box = can_edit(s) ? entry_now((struct entry *)&c->entry) : NULL;

	return box && entry_is_choice(box);
}

static int has_rows(const struct screen *s)
{
	const struct card *c = (const struct card *)s;

	for (size_t i = 0; can_edit(s) && i < c->form->field_count; i++) {
		if (c->form->fields[i].group)
			return 1;
	}
	return 0;
}

static int in_row(const struct screen *s)
{
	const struct card *c = (const struct card *)s;
	const struct box *box = can_edit(s) ? entry_now((struct entry *)&c->entry) : NULL;

	return box && box->group;
}

static int is_stored(const struct screen *s)
{
	return ((const struct card *)s)->id != 0;
}

static int can_go_on(const struct screen *s)
{
	return can_edit(s) && is_stored(s);
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "card-next", .keys = "Enter", .label = N_("Next field"), .run = enter,
	  .help = N_("Go on to the next field; a choice that is not clear is listed.") },
	{ .name = "card-save", .keys = "^S F2", .label = N_("Save"), .run = save, .when = can_edit,
	  .help = N_("Save this record."), .flags = ACTION_KEEP },
	{ .name = "card-choose", .keys = "^P F4", .label = N_("List"), .run = choose, .when = can_choose,
	  .help = N_("Choose from a list: by code, name, alias, pinyin or initials.") },
	{ .name = "card-new", .keys = "n ^N", .label = N_("Next new one"), .run = next_new,
	  .when = can_go_on, .help = N_("Begin another record; some fields are kept.") },
	{ .name = "card-row-add", .keys = "^R", .label = N_("Add row"), .run = row_add, .when = has_rows,
	  .help = N_("Go to the blank row of a table in this record.") },
	{ .name = "card-row-delete", .keys = "^X", .label = N_("Delete row"), .run = row_delete,
	  .when = in_row, .help = N_("Delete the row of the table.") },
	{ .name = "card-history", .keys = "^T", .label = N_("History"), .run = history,
	  .when = is_stored, .help = N_("Who changed this record, when and how."), .flags = ACTION_QUIET },
	{ .name = "card-tab", .keys = "Tab", .label = N_("Next field"), .run = tab, .flags = ACTION_QUIET },
	{ .name = "card-tab-back", .keys = "S-Tab", .label = N_("Field before"), .run = tab_back,
	  .flags = ACTION_QUIET },
	{ .name = "card-up", .keys = "Up", .label = N_("Up"), .run = up, .flags = ACTION_QUIET },
	{ .name = "card-down", .keys = "Down", .label = N_("Down"), .run = down, .flags = ACTION_QUIET },
	{ .name = "card-page-up", .keys = "PgUp", .label = N_("Some rows up"), .run = page_up,
	  .flags = ACTION_QUIET },
	{ .name = "card-page-down", .keys = "PgDn", .label = N_("Some rows down"), .run = page_down,
	  .when = is_taller },
	{ .name = "screen-back", .keys = "Esc ^B F10", .label = N_("Back"), .run = back,
	  .help = N_("Leave this record; asks when something is not saved."), .flags = ACTION_KEEP },
	{ 0 },
};
/* clang-format on */

const struct screen_class card_class = {
	.name = "card",
	.title = N_("Record"),
	.size = sizeof(struct card),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.key = key,
	.typing = typing,
	.heading = heading,
	.hint = hint,
	.help = help,
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
