/*
 * read_changes.c - how units have changed: each change alone, then all on the tree by day.
 *
 * A faulty change is left out; those after it may be faulty for want of it, and are told too.
 */
#include "conf/reader.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "model/unit_change.h"

struct change_read {
	struct unit_change change;
	int kind;
	const char *unit;
	config_setting_t *node;
};

static const char *const kinds[] = { "merge", "split", "rename", "transfer", NULL };

/* clang-format off */
#define AT(field) offsetof(struct change_read, field)
static const struct spec change_specs[] = {
	{ .name = "kind", .want = WANT_CHOICE, .flags = SPEC_NEEDED, .words = kinds,
	  .at = AT(kind), .example = "kind = \"merge\";" },
	SPEC_NEED("on", DAY, AT(change.on), "on = \"2024-01-01\";"),
	SPEC_NEED_FOR("merge transfer", "units", TEXTS, AT(change.units), "units = [\"...\"];"),
	SPEC_NEED_FOR("split rename", "unit", TEXT, AT(unit), "unit = \"...\";"),
	SPEC_NEED_FOR("merge", "into", TEXT, AT(change.into), "into = \"...\";"),
	SPEC_NEED_FOR("split", "new", TEXT, AT(change.into), "new = \"...\";"),
	SPEC_NEED_FOR("transfer", "to", TEXT, AT(change.into), "to = \"...\";"),
	SPEC_FOR("merge split rename", "name", TEXT, AT(change.name)),
	SPEC_FOR("merge split", "pinyin", TEXT, AT(change.pinyin)),
	SPEC_FOR("merge split", "initials", TEXT, AT(change.initials)),
	SPEC_FOR("split", "villages", TEXTS, AT(change.villages)),
	SPEC("source", TEXT, AT(change.source)),
	SPEC_END,
};
/* clang-format on */

static int check_change(struct reader *r, config_setting_t *group, struct unit_change *c)
{
	if (!c->units[0]) {
		fault_here(r, line_of(group, "units"),
			_("units is empty; write it like this: units = [\"...\"];"));
		return -1;
	}
	if (c->kind == CHANGE_RENAME && text_is_empty(c->name)) {
		fault_here(r, node_line(group),
			_("name is missing; write it like this: name = \"...\";"));
		return -1;
	}
	if (c->name && !*c->name)
		c->name = NULL;
	return 0;
}

static void read_change(struct reader *r, config_setting_t *group)
{
	struct change_read read = { .change = { .on = DATE_NONE } };
	const char *word = NULL;
	int known = 0;

	config_setting_lookup_string(group, "kind", &word);
	for (size_t i = 0; word && kinds[i]; i++)
		known |= strcmp(word, kinds[i]) == 0;
	if (!known)
		fault_here(r, line_of(group, "kind"),
			_("kind is merge, split, rename or transfer; write it like this: "
			  "kind = \"merge\";"));
	if (!known || read_group(r, group, change_specs, word, &read) < 0)
		return;
	read.change.kind = (enum unit_change_kind)read.kind;
	read.change.at = place_of(r, group);
	if (read.unit) {
		read.change.units = arena_array(r->mem, 2, sizeof(*read.change.units));
		read.change.units[0] = read.unit;
	}
	if (check_change(r, group, &read.change) == 0)
		*VEC_PUSH_IN(r->mem, &r->changes) = read.change;
}

void read_changes(struct reader *r, config_setting_t *node)
{
	read_each(r, node, read_change);
}

/* ---- on the tree ---- */

static const struct unit_draft *draft_of(const struct reader *r, const char *code)
{
	for (size_t i = 0; i < r->units.count; i++)
		if (strcmp(r->units.at[i].unit.code, code) == 0)
			return &r->units.at[i];
	return NULL;
}

/* 0 it brings none, or its new unit is among the others now; -1 with a fault. */
static int found_unit(struct reader *r, const struct unit_change *c)
{
	const char *code = unit_change_founds(c);
	const struct unit_draft *from = draft_of(r, c->units[0]);
	struct unit_draft draft = { .at = c->at, .order = r->units.count };

	if (!code || !from)
		return 0;
	if (draft_of(r, code)) {
		fault_at(r, c->at.file, c->at.line,
			_("\"%s\" is there already, so it is not new; leave the name out, or "
			  "give another code"),
			code);
		return -1;
	}
	draft.unit = unit_change_new(c, &from->unit, r->mem);
	draft.parent_line = c->at.line;
	*VEC_PUSH_IN(&r->scratch, &r->units) = draft;
	return 0;
}

void found_units(struct reader *r)
{
	size_t kept = 0;

	unit_changes_sort(r->changes.at, r->changes.count);
	for (size_t i = 0; i < r->changes.count; i++)
		if (found_unit(r, &r->changes.at[i]) == 0)
			r->changes.at[kept++] = r->changes.at[i];
	r->changes.count = kept;
}

void apply_changes(struct reader *r)
{
	struct model *model = r->model;
	struct err err = { 0 };

	model->changes = arena_array(r->mem, r->changes.count + 1, sizeof(*model->changes));
	for (size_t i = 0; i < r->changes.count; i++) {
		const struct unit_change *c = &r->changes.at[i];

		if (unit_change_apply(&model->units, c, r->mem, &err) == 0) {
			model->changes[model->change_count++] = *c;
			continue;
		}
		fault_at(r, c->at.file, c->at.line, "%s", err.text);
		err_clear(&err);
	}
	unit_tree_settle(&model->units, r->mem);
}
