/*
 * unit_tree.c - ties units read from several files into one tree: doubles, parents, cycles.
 */
#include "conf/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"

enum { DEEPEST = 64 }; /* levels of a tree; a banner has three */

static int by_code(const void *left, const void *right)
{
	const struct unit_draft *a = left, *b = right;
	int order = strcmp(a->unit.code, b->unit.code);

	return order ? order : (a->order > b->order) - (a->order < b->order);
}

static int code_against(const void *code, const void *draft)
{
	return strcmp(code, ((const struct unit_draft *)draft)->unit.code);
}

static struct unit_draft *find(struct reader *r, const char *code)
{
	if (r->units.count == 0)
		return NULL;
	return bsearch(code, r->units.at, r->units.count, sizeof(*r->units.at), code_against);
}

/* The first of equal codes stays; the others are faults. */
static void drop_doubles(struct reader *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->units.count; i++) {
		struct unit_draft *draft = &r->units.at[i];
		struct unit_draft *before = kept > 0 ? &r->units.at[kept - 1] : NULL;

		if (before && strcmp(before->unit.code, draft->unit.code) == 0)
			fault_at(r, draft->at.file, draft->at.line,
				_("unit \"%s\" is there already, "
				  "at %s:%d; give each its own code"),
				draft->unit.code, before->at.file, before->at.line);
		else
			r->units.at[kept++] = *draft;
	}
	r->units.count = kept;
}

static void check_parents(struct reader *r, struct unit_draft *draft)
{
	for (size_t i = 0; i < draft->unit.parent_count; i++) {
		if (find(r, draft->parent_codes[i]))
			continue;
		fault_at(r, draft->at.file, draft->parent_line,
			_("the parent \"%s\" of unit \"%s\" "
			  "does not exist; write the code of a unit"),
			draft->parent_codes[i], draft->unit.code);
		draft->faulty = 1;
	}
}

static void check_links(struct reader *r, struct unit_draft *draft)
{
	for (size_t i = 0; i < draft->unit.link_count; i++) {
		const struct unit_link *link = &draft->unit.links[i];

		if (link->kind == UNIT_RENAMED || find(r, link->other))
			continue;
		fault_at(r, draft->at.file, draft->at.line,
			_("a link of unit \"%s\" names \"%s\", "
			  "which does not exist; write the code of a unit"),
			draft->unit.code, link->other);
		draft->faulty = 1;
	}
}

static void check_kind(struct reader *r, struct unit_draft *draft)
{
	const struct code_list *kinds = model_list(r->model, "unit_kind");

	if (!kinds || draft->faulty || !*draft->unit.kind ||
		code_list_find(kinds, draft->unit.kind))
		return;
	fault_at(r, draft->at.file, draft->at.line,
		_("kind \"%s\" is not in the list unit_kind "
		  "(%s); write a code of that list"),
		draft->unit.kind, kinds->file);
	draft->faulty = 1;
}

struct span {
	int32_t from, to; /* DATE_NONE: open */
};

/* The days common to both; 0 when there are none. */
static int common(struct span a, struct span b, struct span *out)
{
	out->from = a.from > b.from ? a.from : b.from; /* DATE_NONE is the least */
	out->to = a.to == DATE_NONE ? b.to
		: b.to == DATE_NONE ? a.to
		: a.to < b.to       ? a.to
				    : b.to;
	return out->to == DATE_NONE || out->from <= out->to;
}

struct walk {
	struct reader *r;
	struct unit_draft *path[DEEPEST];
};

static void fault_cycle(struct walk *walk, int depth)
{
	struct unit_draft *first = walk->path[0];
	struct str codes = { 0 };

	for (int i = 0; i <= depth; i++) {
		str_addf(&codes, "%s, ", walk->path[i]->unit.code);
		walk->path[i]->faulty = 1;
	}
	str_add(&codes, first->unit.code);
	fault_at(walk->r, first->at.file, first->parent_line,
		_("the parents of units go round in a circle: %s; give one of them "
		  "another parent"),
		str_text(&codes));
	str_release(&codes);
}

/* Up from path[depth] within the days; 1 when it comes back to path[0]. */
static int climb(struct walk *walk, int depth, struct span days)
{
	struct unit_draft *draft = walk->path[depth];

	for (size_t i = 0; i < draft->unit.parent_count; i++) {
		const struct unit_parent *link = &draft->unit.parents[i];
		struct unit_draft *parent = find(walk->r, draft->parent_codes[i]);
		struct span both;

		if (!parent || parent->faulty ||
			!common(days, (struct span){ link->from, link->to }, &both))
			continue;
		if (parent == walk->path[0]) {
			fault_cycle(walk, depth);
			return 1;
		}
		if (depth + 1 >= DEEPEST)
			continue;
		walk->path[depth + 1] = parent;
		if (climb(walk, depth + 1, both))
			return 1;
	}
	return 0;
}

static void check_cycles(struct reader *r)
{
	for (size_t i = 0; i < r->units.count; i++) {
		struct walk walk = { .r = r, .path = { &r->units.at[i] } };

		if (!r->units.at[i].faulty)
			climb(&walk, 0, (struct span){ DATE_NONE, DATE_NONE });
	}
}

/* Children of a unit that was left out stand without that parent. */
static void tie_parents(struct reader *r, struct unit_draft *draft)
{
	struct unit *unit = draft->kept;
	size_t kept = 0;

	for (size_t i = 0; i < unit->parent_count; i++) {
		struct unit_draft *parent = find(r, draft->parent_codes[i]);

		if (!parent || !parent->kept)
			continue;
		unit->parents[kept] = unit->parents[i];
		unit->parents[kept++].parent = parent->kept;
	}
	unit->parent_count = kept;
}

static void build_tree(struct reader *r)
{
	struct unit_tree *tree = &r->model->units;

	tree->units = arena_array(r->mem, r->units.count, sizeof(*tree->units));
	for (size_t i = 0; i < r->units.count; i++) {
		struct unit_draft *draft = &r->units.at[i];

		if (draft->faulty)
			continue;
		draft->kept = &tree->units[tree->count];
		*draft->kept = draft->unit;
		draft->kept->index = tree->count++;
	}
	for (size_t i = 0; i < r->units.count; i++)
		if (r->units.at[i].kept)
			tie_parents(r, &r->units.at[i]);
	unit_tree_settle(tree, r->mem);
	apply_changes(r);
}

static void find_root(struct reader *r)
{
	if (!r->root)
		return;
	r->model->site.root = unit_find(&r->model->units, r->root);
	if (!r->model->site.root)
		fault_at(r, r->root_at.file, r->root_at.line,
			_("the root \"%s\" is no unit; write "
			  "the code of the unit above all others"),
			r->root);
}

void finish_units(struct reader *r)
{
	found_units(r);
	if (r->units.count > 1)
		qsort(r->units.at, r->units.count, sizeof(*r->units.at), by_code);
	drop_doubles(r);
	for (size_t i = 0; i < r->units.count; i++) {
		check_parents(r, &r->units.at[i]);
		check_links(r, &r->units.at[i]);
		check_kind(r, &r->units.at[i]);
	}
	check_cycles(r);
	build_tree(r);
	find_root(r);
}
