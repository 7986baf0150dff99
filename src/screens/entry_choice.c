/*
 * entry_choice.c - what a box offers to choose from: codes, units, records, yes or no.
 *
 * Only what the viewer may see and what is valid is offered.  A unit may be shown as one box
 * a level: then the boxes of one field follow each other.
 */
#include "screens/entry_choice.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/vec.h"
#include "data/query.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/entry.h"
#include "screens/screens.h"
#include "tui/pick.h"
#include "tui/screen.h"

enum { MOST_RECORDS = 300, MOST_KINDS = 64 };

struct offer {
	struct entry *e;
	struct box *box;
};

struct items {
	struct pick_item *at;
	size_t count, cap;
};

int entry_is_choice(const struct box *box)
{
	return !box->locked && (box->field->type->flags & TYPE_CODED) != 0;
}

static int is_unit(const struct field *field)
{
	return strcmp(field->type->name, "unit") == 0;
}

/* ---- codes ------------------------------------------------------------------------------- */

static void offer_codes(
	const struct offer *o, const char *typed, struct arena *mem, struct items *out)
{
	const struct code **found;
	size_t count = code_list_pick(o->box->field->list, typed, mem, &found);
	int32_t day = entry_day(o->e);

	for (size_t i = 0; i < count; i++) {
		const struct code *c = found[i];

		if (day != DATE_NONE &&
			((c->valid_to != DATE_NONE && c->valid_to < day) ||
				(c->valid_from != DATE_NONE && c->valid_from > day)))
			continue;
		*VEC_PUSH_IN(mem, out) = (struct pick_item){
			.code = c->code, .label = code_label(c, i18n_lang()), .data = c
		};
	}
}

/* ---- units ------------------------------------------------------------------------------- */

static struct box *level_box(const struct entry *e, const struct box *of, int level)
{
	for (size_t i = 0; i < e->boxes.count; i++) {
		struct box *box = &e->boxes.at[i];

		if (box->field == of->field && !box->group && box->level == level)
			return box;
	}
	return NULL;
}

static const struct unit *unit_of(const struct entry *e, const struct box *box)
{
	return box && value_is_given(&box->value) ? unit_find(&e->model->units, box->value.text)
						  : NULL;
}

/* What a lower level's box is confined to: the nearest one given above it. */
static const struct unit *unit_above(const struct entry *e, const struct box *box)
{
	for (int level = box->level - 1; level >= 1; level--) {
		const struct unit *unit = unit_of(e, level_box(e, box, level));

		if (unit)
			return unit;
	}
	return NULL;
}

static int may_choose(const struct entry *e, const struct box *box, const struct unit *unit)
{
	int level = unit_level(unit, entry_day(e));

	if (box->level == 1 ? level > 1 : box->level > 1 && level != box->level)
		return 0;
	if (box->group || box->field != e->form->unit)
		return 1;
	return viewer_sees(
		dataset_model(e->app->data), dataset_viewer(e->app->data), e->form, unit);
}

static void offer_units(
	const struct offer *o, const char *typed, struct arena *mem, struct items *out)
{
	const struct unit_tree *tree = &o->e->model->units;
	int32_t day = entry_day(o->e);
	const struct unit **found;
	size_t count = unit_pick(tree, typed, unit_above(o->e, o->box), day, mem, &found);

	for (size_t i = 0; i < count; i++) {
		const char *name = unit_name(found[i], day);
		const struct unit *parent = unit_parent(found[i], day);
		struct pick_item item = {
			.code = found[i]->code, .label = name, .data = found[i]
		};

		/* a unit elsewhere is told by its whole name or code */
		if (!may_choose(o->e, o->box, found[i]) ||
			(!model_unit_is_own(o->e->model, found[i]) && strcmp(typed, name) != 0 &&
				strcmp(typed, found[i]->code) != 0))
			continue;
		if (parent && strcmp(unit_display(tree, found[i], day, mem), name) != 0)
			item.detail = unit_name(parent, day);
		*VEC_PUSH_IN(mem, out) = item;
	}
}

void entry_levels_follow(struct entry *e, struct box *box)
{
	const struct unit *unit = unit_of(e, box), *at;
	int32_t day = entry_day(e);

	for (int level = 1; level <= e->levels; level++) {
		struct box *other = level_box(e, box, level);
		const struct unit *there = unit_of(e, other);
		struct value value = value_state_only(VALUE_NONE);

		if (!other || level == box->level)
			continue;
		at = unit ? unit_at_level(unit, level, day) : NULL;
		/* above: as the tree says; below: stays while it lies in the unit */
		if (level < box->level && !at)
			continue;
		if (level > box->level && there && unit && unit_is_within(there, unit, day))
			continue;
		if (at && level < box->level)
			value = value_text(at->code);
		if (there == at && (at || value_equal(&other->value, &value)))
			continue;
		value.note = other->value.note;
		other->value = value;
		entry_show_text(e, other, at && level < box->level ? unit_name(at, day) : "");
		str_clear(&other->error);
	}
}

struct kind_count {
	const char *kind;
	size_t count;
};

static size_t count_kinds(const struct entry *e, int level, struct kind_count *kinds)
{
	const struct unit_tree *tree = &e->model->units;
	size_t count = 0;

	for (size_t i = 0; i < tree->count; i++) {
		const char *kind = tree->units[i].kind;
		size_t k = 0;

		if (text_is_empty(kind) || unit_level(&tree->units[i], DATE_NONE) != level)
			continue;
		while (k < count && strcmp(kinds[k].kind, kind) != 0)
			k++;
		if (k == MOST_KINDS)
			continue;
		if (k == count)
			kinds[count++] = (struct kind_count){ .kind = kind };
		kinds[k].count++;
	}
	return count;
}

/* A deeper level is called by the two kinds of units that are most frequent there. */
void entry_level_label(const struct entry *e, const struct box *box, struct str *out)
{
	const struct code_list *list = model_list(e->model, "unit_kind");
	struct kind_count kinds[MOST_KINDS];
	size_t count = list && box->level > 1 ? count_kinds(e, box->level, kinds) : 0;

	if (count == 0)
		str_add(out, field_label(box->field, i18n_lang()));
	for (int turn = 0; turn < 2 && count > 0; turn++) {
		size_t best = 0;
		const struct code *code;

		for (size_t i = 1; i < count; i++) {
			if (kinds[i].count > kinds[best].count)
				best = i;
		}
		code = kinds[best].count ? code_list_find(list, kinds[best].kind) : NULL;
		if (code)
			str_addf(out, "%s%s", turn ? "/" : "", code_label(code, i18n_lang()));
		kinds[best].count = 0;
	}
}

/* ---- records, yes and no ----------------------------------------------------------------- */

struct search {
	const struct offer *o;
	const char *typed;
	struct arena *mem;
	struct items *out;
};

static void add_record(const struct search *f, const struct record *record, const char *title)
{
	*VEC_PUSH_IN(f->mem, f->out) = (struct pick_item){
		.code = arena_printf(f->mem, "%llu", (unsigned long long)record->id),
		.label = arena_text(f->mem, title)
	};
}

/* 1 when as many are found as anyone will look through. */
static int look_at(void *context, const struct record *record, struct err *err)
{
	struct search *f = context;
	struct str title = { 0 };

	(void)err;
	record_title(dataset_model(f->o->e->app->data), record, &title);
	if (strcasestr(str_text(&title), f->typed))
		add_record(f, record, str_text(&title));
	str_release(&title);
	return f->out->count >= MOST_RECORDS;
}

/* "12" or "#12": the record of that number comes first. */
static void offer_number(struct search *f, const struct form *form)
{
	const char *digits = f->typed + (*f->typed == '#');
	struct record *record = NULL;
	struct str title = { 0 };
	struct err ignored = { 0 };
	char *end;
	uint64_t id = strtoull(digits, &end, 10);

	if (end == digits || *end || id == 0 ||
		data_get(f->o->e->app->data, form, id, f->mem, &record, &ignored) != DATA_OK)
		return;
	record_title(dataset_model(f->o->e->app->data), record, &title);
	if (!strcasestr(str_text(&title), f->typed))
		add_record(f, record, str_text(&title));
	str_release(&title);
}

/* Every record of the ledger is looked at, until enough of them match. */
static void offer_records(
	const struct offer *o, const char *typed, struct arena *mem, struct items *out)
{
	struct dataset *data = o->e->app->data;
	struct query query = { .form = model_form(dataset_model(data), o->box->field->target) };
	struct search search = { .o = o, .typed = typed, .mem = mem, .out = out };
	struct err ignored = { 0 };
	int was = dataset_hurry(data, 1);

	if (query.form) {
		offer_number(&search, query.form);
		query_each(data, &query, look_at, &search, &ignored);
	}
	dataset_hurry(data, was);
}

static void offer_yes_no(
	const struct offer *o, const char *typed, struct arena *mem, struct items *out)
{
	for (int yes = 1; yes >= 0; yes--) {
		struct value value = value_bool(yes);
		struct str label = { 0 };

		field_show(o->e->model, o->box->field, &value, &label);
		if (strstr(str_text(&label), typed))
			*VEC_PUSH_IN(mem, out) = (struct pick_item){ .code = "",
				.label = arena_text(mem, str_text(&label)) };
		str_release(&label);
	}
}

/* ---- finding ----------------------------------------------------------------------------- */

static size_t find(
	void *ctx, const char *typed, struct arena *mem, const struct pick_item **items)
{
	const struct offer *o = ctx;
	struct items found = { 0 };

	if (o->box->field->list)
		offer_codes(o, typed, mem, &found);
	else if (is_unit(o->box->field))
		offer_units(o, typed, mem, &found);
	else if (o->box->field->target)
		offer_records(o, typed, mem, &found);
	else
		offer_yes_no(o, typed, mem, &found);
	*items = found.at;
	return found.count;
}

static int value_of(
	struct entry *e, struct box *box, const struct pick_item *item, struct value *out)
{
	struct err ignored = { 0 };

	if (box->level) {
		*out = value_text(arena_text(&e->mem, item->code));
		return 0;
	}
	return field_parse(e->model, box->field, *item->code ? item->code : item->label,
		&e->mem, out, &ignored);
}

static int is_called(const struct unit *unit, const char *typed)
{
	for (size_t i = 0; unit->aliases && unit->aliases[i]; i++) {
		if (strcmp(unit->aliases[i], typed) == 0)
			return 1;
	}
	return (unit->short_name && strcmp(unit->short_name, typed) == 0) ||
		(unit->report_name && strcmp(unit->report_name, typed) == 0) ||
		(unit->initials && strcasecmp(unit->initials, typed) == 0);
}

/* The only one that is called so by its short name or its initials. */
static const struct pick_item *called(
	const struct pick_item *items, size_t count, const char *typed)
{
	const struct pick_item *only = NULL;

	for (size_t i = 0; i < count; i++) {
		if (!is_called(items[i].data, typed))
			continue;
		if (only)
			return NULL;
		only = &items[i];
	}
	return only;
}

int entry_guess(struct entry *e, struct box *box, const char *typed, struct value *out)
{
	struct offer o = { e, box };
	struct arena mem = { 0 };
	const struct pick_item *items, *only;
	size_t count = find(&o, typed, &mem, &items);
	int got = 1;

	only = pick_only(items, count, typed);
	if (!only && is_unit(box->field))
		only = called(items, count, typed);
	if (only && value_of(e, box, only, out) == 0)
		got = 0;
	arena_release(&mem);
	return got;
}

/* ---- the list ---------------------------------------------------------------------------- */

/* Bytes of text up to and with its last mark between two of several. */
static size_t several_head(const char *text)
{
	static const char *const marks[] = { "、", "，", "；", ",", ";" };
	size_t head = 0;

	for (const char *at = text; *at; at++) {
		for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
			if (text_starts_with(at, marks[i]))
				head = (size_t)(at - text) + strlen(marks[i]);
		}
	}
	return head;
}

/* Of several codes the one just being typed is replaced, one more is added. */
static int add_to_several(
	struct entry *e, struct box *box, const struct pick_item *item, struct value *out)
{
	const char *text = editor_text(&box->editor);
	int settled = strcmp(text, str_text(&box->settled)) == 0 && *text;
	struct str all = { 0 };
	struct err ignored = { 0 };
	int got;

	str_add_len(&all, text, settled ? strlen(text) : several_head(text));
	if (settled)
		str_add(&all, "、");
	str_add(&all, item->code);
	got = field_parse(e->model, box->field, str_text(&all), &e->mem, out, &ignored);
	str_release(&all);
	return got < 0 ? value_of(e, box, item, out) : 0;
}

static const char *filter_text(const struct box *box)
{
	const char *text = editor_text(&box->editor);

	if (strcmp(text, str_text(&box->settled)) == 0)
		return "";
	return box->field->flags & FIELD_SEVERAL ? text + several_head(text) : text;
}

size_t entry_matches(struct entry *e, struct box *box)
{
	struct offer o = { e, box };
	struct arena mem = { 0 };
	const struct pick_item *items;
	size_t count = find(&o, filter_text(box), &mem, &items);

	arena_release(&mem);
	return count;
}

int entry_pick(struct entry *e, struct screen *s, struct box *box, const char *typed,
	struct arena *mem, struct pick_item *item)
{
	struct offer o = { e, box };
	struct pick pick = { .title = field_label(box->field, i18n_lang()),
		.typed = typed,
		.find = find,
		.ctx = &o };

	return pick_run(s, &pick, mem, item);
}

int entry_choose(struct entry *e, struct screen *s)
{
	struct box *box = entry_now(e);
	struct offer o = { e, box };
	struct str title = { 0 };
	struct pick_item item;
	struct value value;
	struct pick pick = { .find = find, .ctx = &o };
	int got;

	if (!box || !entry_is_choice(box))
		return 2;
	if (box->level)
		entry_level_label(e, box, &title);
	else
		str_add(&title, field_label(box->field, i18n_lang()));
	pick.title = str_text(&title);
	pick.typed = filter_text(box);
	if (value_is_given(&box->value) && box->value.kind == KIND_TEXT)
		pick.current = box->value.text;
	got = pick_run(s, &pick, &e->mem, &item);
	str_release(&title);
	if (got != 0)
		return 1;
	got = box->field->flags & FIELD_SEVERAL ? add_to_several(e, box, &item, &value)
						: value_of(e, box, &item, &value);
	if (got == 0)
		entry_set(e, box, &value);
	return 0;
}
