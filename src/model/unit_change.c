/*
 * unit_change.c - applies one dated change to the tree; each is looked at whole before
 * anything is touched.
 */
#include "model/unit_change.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "model/unit_internal.h"

struct applying {
	struct unit_tree *tree;
	const struct unit_change *change;
	struct arena *mem;
	struct err *err;
};

static struct unit *find(const struct unit_tree *tree, const char *code)
{
	const struct unit *found = code ? unit_find(tree, code) : NULL;

	return found ? &tree->units[found - tree->units] : NULL;
}

/* ---- what stands in the way ---- */

static const char *day_text(struct applying *a, int32_t day)
{
	struct str text = { 0 };

	date_print(day, &text);
	return str_keep(&text, a->mem); /* and releases it */
}

static const char *name_of(const struct applying *a, const struct unit *unit)
{
	return unit_name(unit, a->change->on);
}

static int check_there(struct applying *a, const struct unit *unit, int founded_today)
{
	int32_t on = a->change->on;

	if (unit->valid_to != DATE_NONE && unit->valid_to < on)
		return err_set(a->err, ERR_FAULT,
			_("%s %s ended on %s; name a unit that is there on the day of the "
			  "change"),
			unit->code, name_of(a, unit), day_text(a, unit->valid_to));
	if (unit->valid_from != DATE_NONE && unit->valid_from + !founded_today > on)
		return err_set(a->err, ERR_FAULT,
			_("%s %s is there only from %s on; name a later day"), unit->code,
			name_of(a, unit), day_text(a, unit->valid_from));
	return 0;
}

static int check_known(struct applying *a, const char *code, const struct unit **out)
{
	*out = find(a->tree, code);
	if (!*out)
		return err_set(a->err, ERR_FAULT,
			_("there is no unit with the code \"%s\"; herbledger unit list shows "
			  "the changes, and conf/ has the units"),
			code ? code : "");
	return 0;
}

/* Its parent may change on the day: nothing on it or after it is said already. */
static int check_free(struct applying *a, const struct unit *unit)
{
	size_t last = unit->parent_count;

	if (last == 0 || unit->parents[last - 1].from == DATE_NONE ||
		unit->parents[last - 1].from < a->change->on)
		return 0;
	return err_set(a->err, ERR_FAULT,
		_("%s %s has another change of what it belongs to, on %s; one unit changes "
		  "once a day, and the later change comes later"),
		unit->code, name_of(a, unit), day_text(a, unit->parents[last - 1].from));
}

static int check_circle(struct applying *a, const struct unit *unit, const struct unit *into)
{
	if (unit != into && !unit_is_within(into, unit, a->change->on) &&
		!unit_is_within(into, unit, DATE_NONE))
		return 0;
	return err_set(a->err, ERR_FAULT,
		_("%s %s cannot go to %s %s, which is the same or below it: the parents would "
		  "go round in a circle"),
		unit->code, unit_name(unit, a->change->on), into->code,
		unit_name(into, a->change->on));
}

static int is_twice(const char *const *codes, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(codes[i], codes[j]) == 0)
			return 1;
	return 0;
}

/* Units that get another parent: there, free, and not above where they go. */
static int check_movers(struct applying *a, const char *const *codes, const struct unit *into)
{
	for (size_t i = 0; codes && codes[i]; i++) {
		const struct unit *unit;

		if (check_known(a, codes[i], &unit) < 0 || check_there(a, unit, 0) < 0 ||
			check_free(a, unit) < 0 || check_circle(a, unit, into) < 0)
			return -1;
		if (is_twice((const char *const *)codes, i))
			return err_set(a->err, ERR_FAULT, _("%s is named twice"), codes[i]);
	}
	return 0;
}

/* ---- merge ---- */

static int check_below(struct applying *a, const struct unit *unit, const struct unit *into)
{
	for (size_t i = 0; i < a->tree->count; i++) {
		const struct unit *below = &a->tree->units[i];

		if (below != into && unit_parent(below, DATE_NONE) == unit &&
			check_free(a, below) < 0)
			return -1;
	}
	return 0;
}

static int apply_merge(struct applying *a)
{
	const struct unit_change *c = a->change;
	struct unit *into = find(a->tree, c->into);

	if (!into)
		return check_known(a, c->into, &(const struct unit *){ NULL });
	if (check_there(a, into, 1) < 0 || check_movers(a, c->units, into) < 0)
		return -1;
	for (size_t i = 0; c->units[i]; i++)
		if (check_below(a, find(a->tree, c->units[i]), into) < 0)
			return -1;
	if (into->parent_count == 0) {
		/* a new one stands where the first of them stood */
		const struct unit *above = unit_parent(find(a->tree, c->units[0]), c->on);

		if (above && into->valid_from == c->on)
			unit_put_below(into, above, c->on, a->mem);
	}
	for (size_t i = 0; c->units[i]; i++) {
		struct unit *unit = find(a->tree, c->units[i]);

		unit_merge(a->tree, unit, into, c->on, a->mem);
		unit_put_link(unit, UNIT_MERGED_INTO, into->code, c->on, a->mem);
		unit->valid_to = c->on - 1;
	}
	return 0;
}

/* ---- split ---- */

/* Already below the new one, for ever: then until the day it was below the old one. */
static int is_settled(const struct unit *unit, const struct unit *fresh)
{
	return unit->parent_count == 1 && unit->parents[0].parent == fresh &&
		unit->parents[0].from == DATE_NONE;
}

static int check_villages(struct applying *a, const struct unit *old, const struct unit *fresh)
{
	for (size_t i = 0; a->change->villages && a->change->villages[i]; i++) {
		const struct unit *village;

		if (check_known(a, a->change->villages[i], &village) < 0)
			return -1;
		if (!is_settled(village, fresh) && unit_parent(village, a->change->on) != old)
			return err_set(a->err, ERR_FAULT,
				_("%s %s is not below %s that day; only what belongs to the "
				  "unit that is split goes to the new one"),
				village->code, unit_name(village, a->change->on), old->code);
	}
	return check_movers(a, a->change->villages, fresh);
}

static void move_villages(struct applying *a, const struct unit *old, const struct unit *fresh)
{
	for (size_t i = 0; a->change->villages && a->change->villages[i]; i++) {
		struct unit *village = find(a->tree, a->change->villages[i]);

		if (is_settled(village, fresh)) {
			village->parents = arena_array(a->mem, 1, sizeof(*village->parents));
			village->parents[0] =
				(struct unit_parent){ old, DATE_NONE, DATE_NONE };
		}
		unit_put_below(village, fresh, a->change->on, a->mem);
		unit_put_link(village, UNIT_TRANSFERRED, old->code, a->change->on, a->mem);
	}
}

static int apply_split(struct applying *a)
{
	const struct unit_change *c = a->change;
	const struct unit *old, *above;
	struct unit *fresh = find(a->tree, c->into);

	if (check_known(a, c->units[0], &old) < 0 || check_there(a, old, 0) < 0)
		return -1;
	if (!fresh)
		return check_known(a, c->into, &above);
	if (fresh == old || (fresh->valid_from != DATE_NONE && fresh->valid_from != c->on))
		return err_set(a->err, ERR_FAULT,
			_("\"%s\" is there already, so it is not new on that day; give another "
			  "code, or transfer villages to it"),
			c->into);
	/* it may have ended before it began, by a change of an earlier day */
	if (check_there(a, fresh, 1) < 0 || check_villages(a, old, fresh) < 0)
		return -1;
	above = unit_parent(old, c->on);
	if (fresh->parent_count == 0)
		unit_put_below(fresh, above ? above : old, c->on, a->mem);
	fresh->valid_from = c->on;
	unit_put_link(fresh, UNIT_SPLIT_FROM, old->code, c->on, a->mem);
	move_villages(a, old, fresh);
	return 0;
}

/* ---- rename and transfer ---- */

static int apply_rename(struct applying *a)
{
	const struct unit_change *c = a->change;
	struct unit *unit = find(a->tree, c->units[0]);
	struct unit_name *names;
	const char *before;

	if (!unit)
		return check_known(a, c->units[0], &(const struct unit *){ NULL });
	if (check_there(a, unit, 0) < 0)
		return -1;
	if (unit->name_count > 0 && unit->names[unit->name_count - 1].from != DATE_NONE &&
		unit->names[unit->name_count - 1].from >= c->on)
		return err_set(a->err, ERR_FAULT,
			_("%s %s has another name from %s on already; one unit changes once a "
			  "day, and the later change comes later"),
			unit->code, name_of(a, unit),
			day_text(a, unit->names[unit->name_count - 1].from));
	before = unit_name(unit, DATE_NONE);
	if (strcmp(before, c->name) == 0)
		return err_set(a->err, ERR_FAULT, _("%s is called %s already"), unit->code,
			before);
	names = arena_array(a->mem, unit->name_count + 1, sizeof(*names));
	if (unit->name_count > 0) {
		memcpy(names, unit->names, unit->name_count * sizeof(*names));
		names[unit->name_count - 1].to = c->on - 1;
	}
	names[unit->name_count] = (struct unit_name){ c->name, c->on, DATE_NONE };
	unit->names = names;
	unit->name_count++;
	/* those that nobody has given apart from the name go with it */
	if (unit->short_name && strcmp(unit->short_name, before) == 0)
		unit->short_name = c->name;
	if (unit->report_name && strcmp(unit->report_name, before) == 0)
		unit->report_name = c->name;
	unit_put_link(unit, UNIT_RENAMED, before, c->on, a->mem);
	return 0;
}

static int apply_transfer(struct applying *a)
{
	const struct unit_change *c = a->change;
	const struct unit *into;

	if (check_known(a, c->into, &into) < 0 || check_there(a, into, 1) < 0 ||
		check_movers(a, c->units, into) < 0)
		return -1;
	for (size_t i = 0; c->units[i]; i++) {
		const struct unit *unit = find(a->tree, c->units[i]);

		if (unit_parent(unit, c->on) == into)
			return err_set(a->err, ERR_FAULT, _("%s %s is below %s already"),
				unit->code, unit_name(unit, c->on), into->code);
	}
	for (size_t i = 0; c->units[i]; i++) {
		struct unit *unit = find(a->tree, c->units[i]);
		const struct unit *before = unit_parent(unit, c->on);

		unit_put_below(unit, into, c->on, a->mem);
		unit_put_link(unit, UNIT_TRANSFERRED, before ? before->code : "", c->on,
			a->mem);
	}
	return 0;
}

int unit_change_apply(struct unit_tree *tree, const struct unit_change *change,
		      struct arena *mem, struct err *err)
{
	struct applying a = { tree, change, mem, err };

	switch (change->kind) {
	case CHANGE_MERGE:
		return apply_merge(&a);
	case CHANGE_SPLIT:
		return apply_split(&a);
	case CHANGE_RENAME:
		return apply_rename(&a);
	default:
		return apply_transfer(&a);
	}
}

/* ---- a unit that a change brings ---- */

const char *unit_change_founds(const struct unit_change *change)
{
	int may = change->kind == CHANGE_SPLIT || change->kind == CHANGE_MERGE;

	return may && change->name ? change->into : NULL;
}

struct unit unit_change_new(const struct unit_change *change, const struct unit *from,
			    struct arena *mem)
{
	struct unit unit = { .code = change->into,
		.short_name = change->name,
		.report_name = change->name,
		.kind = from ? from->kind : "",
		.pinyin = change->pinyin ? change->pinyin : "",
		.initials = change->initials ? change->initials : "",
		.reports = from ? from->reports : NULL,
		.valid_from = change->on,
		.valid_to = DATE_NONE };

	unit.names = arena_array(mem, 1, sizeof(*unit.names));
	unit.names[0] = (struct unit_name){ change->name, DATE_NONE, DATE_NONE };
	unit.name_count = 1;
	return unit;
}
