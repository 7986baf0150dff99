/*
 * unit_change_text.c - changes of units as text: for people, and as conf/changes.conf.
 */
#include "model/unit_change.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"

enum { NAMES_MOST = 3 }; /* in one line */

const char *unit_change_word(enum unit_change_kind kind)
{
	static const char *const words[CHANGE_KINDS] = { "merge", "split", "rename",
		"transfer" };

	return words[kind];
}

const char *unit_change_label(enum unit_change_kind kind)
{
	switch (kind) {
	case CHANGE_MERGE:
		return _("Merge");
	case CHANGE_SPLIT:
		return _("Split");
	case CHANGE_RENAME:
		return _("Rename");
	default:
		return _("Transfer");
	}
}

/* ---- for people ---- */

static const char *name_of(const struct unit_tree *tree, const char *code, int32_t day)
{
	const struct unit *unit = code ? unit_find(tree, code) : NULL;

	return unit ? unit_name(unit, day) : code ? code : "";
}

static void add_names(
	const struct unit_tree *tree, const char *const *codes, int32_t day, struct str *out)
{
	size_t count = 0;

	while (codes && codes[count])
		count++;
	for (size_t i = 0; i < count && (i < NAMES_MOST || count == NAMES_MOST + 1); i++)
		str_addf(out, "%s%s", i ? _(", ") : "", name_of(tree, codes[i], day));
	if (count > NAMES_MOST + 1)
		str_addf(out, _(" and %zu more"), count - NAMES_MOST);
}

void unit_change_show(
	const struct unit_tree *tree, const struct unit_change *c, struct str *out)
{
	struct str units = { 0 }, villages = { 0 };
	const char *into = name_of(tree, c->into, c->on);

	add_names(tree, (const char *const *)c->units, c->on - 1, &units);
	add_names(tree, (const char *const *)c->villages, c->on, &villages);
	date_print(c->on, out);
	str_add_char(out, ' ');
	if (c->kind == CHANGE_MERGE)
		str_addf(out, _("merged: %s into %s"), str_text(&units), into);
	else if (c->kind == CHANGE_SPLIT && villages.len)
		str_addf(out, _("split: %s from %s, with %s"), into, str_text(&units),
			str_text(&villages));
	else if (c->kind == CHANGE_SPLIT)
		str_addf(out, _("split: %s from %s"), into, str_text(&units));
	else if (c->kind == CHANGE_RENAME)
		str_addf(out, _("renamed: %s is called %s"), str_text(&units), c->name);
	else
		str_addf(out, _("transferred: %s to %s"), str_text(&units), into);
	str_release(&units);
	str_release(&villages);
}

/* ---- as conf ---- */

static void put_text(struct str *out, const char *text)
{
	str_add_char(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			str_add_char(out, '\\');
		str_add_char(out, *text);
	}
	str_add_char(out, '"');
}

static void put_setting(struct str *out, const char *name, const char *text)
{
	if (!text)
		return;
	str_addf(out, " %s = ", name);
	put_text(out, text);
	str_add_char(out, ';');
}

static void put_list(struct str *out, const char *name, const char *const *codes)
{
	if (!codes || !codes[0])
		return;
	str_addf(out, " %s = [", name);
	for (size_t i = 0; codes[i]; i++) {
		str_add(out, i ? ", " : "");
		put_text(out, codes[i]);
	}
	str_add(out, "];");
}

static void put_change(struct str *out, const struct unit_change *c)
{
	struct str day = { 0 };

	date_print(c->on, &day);
	str_addf(out, "  { kind = \"%s\"; on = \"%s\";", unit_change_word(c->kind),
		str_text(&day));
	str_release(&day);
	if (c->kind == CHANGE_SPLIT || c->kind == CHANGE_RENAME)
		put_setting(out, "unit", c->units[0]);
	else
		put_list(out, "units", (const char *const *)c->units);
	put_setting(out, c->kind == CHANGE_TRANSFER ? "to"
			: c->kind == CHANGE_SPLIT   ? "new"
						    : "into",
		c->into);
	put_setting(out, "name", c->name);
	put_setting(out, "pinyin", c->pinyin);
	put_setting(out, "initials", c->initials);
	put_list(out, "villages", (const char *const *)c->villages);
	if (c->source)
		str_add(out, "\n   ");
	put_setting(out, "source", c->source);
	str_add(out, " }");
}

static int by_day(const void *a, const void *b)
{
	const struct unit_change *x = *(const struct unit_change *const *)a;
	const struct unit_change *y = *(const struct unit_change *const *)b;

	if (x->on != y->on)
		return x->on < y->on ? -1 : 1;
	return x < y ? -1 : x > y;
}

void unit_changes_sort(struct unit_change *changes, size_t count)
{
	struct arena mem = { 0 };
	const struct unit_change **order = arena_array(&mem, count + 1, sizeof(*order));
	struct unit_change *sorted = arena_array(&mem, count + 1, sizeof(*sorted));

	for (size_t i = 0; i < count; i++)
		order[i] = &changes[i];
	if (count > 1)
		qsort(order, count, sizeof(*order), by_day);
	for (size_t i = 0; i < count; i++)
		sorted[i] = *order[i];
	if (count > 0)
		memcpy(changes, sorted, count * sizeof(*sorted));
	arena_release(&mem);
}

void unit_changes_print(const struct unit_change *changes, size_t count, struct str *out)
{
	str_add(out,
		"# changes.conf - how units have changed, in order of day; herbledger unit "
		"writes it.\n#\n# Values stay with the unit they were reported for: what "
		"stands here says where they count.\nchanges = (");
	for (size_t i = 0; i < count; i++) {
		str_add(out, i ? ",\n" : "\n");
		put_change(out, &changes[i]);
	}
	str_add(out, "\n);\n");
}
