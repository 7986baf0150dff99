/*
 * unit.c - the tree of units on a day: names, parents, subtrees, who is due, picking.
 */
#include "model/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/vec.h"
#include "model/pick.h"
#include "model/unit_internal.h"

enum { DEEPEST = UNIT_DEEPEST };

const struct unit *unit_find(const struct unit_tree *tree, const char *code)
{
	size_t low = 0, high = tree->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(code, tree->units[middle].code);

		if (order == 0)
			return &tree->units[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* ---- dated names and parents ---- */

/* Which dated entry is in force: 0 yes, -1 the day is before it, 1 after it. */
static int side(int32_t from, int32_t to, int32_t day)
{
	if (from != DATE_NONE && day < from)
		return -1;
	return to != DATE_NONE && day > to;
}

const char *unit_name(const struct unit *unit, int32_t day)
{
	size_t last = unit->name_count;

	if (last == 0)
		return unit->short_name ? unit->short_name : unit->code;
	if (day == DATE_NONE)
		return unit->names[last - 1].name;
	while (last > 1 && side(unit->names[last - 1].from, unit->names[last - 1].to, day) < 0)
		last--;
	return unit->names[last - 1].name;
}

const struct unit *unit_parent(const struct unit *unit, int32_t day)
{
	size_t last = unit->parent_count;

	if (last == 0)
		return NULL;
	if (day == DATE_NONE)
		return unit->parents[last - 1].parent;
	while (last > 1 &&
	       side(unit->parents[last - 1].from, unit->parents[last - 1].to, day) < 0)
		last--;
	return unit->parents[last - 1].parent;
}

static int by_name(const void *a, const void *b)
{
	const struct unit_called *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : strcmp(x->unit->code, y->unit->code);
}

static void index_names(struct unit_tree *tree, struct arena *mem)
{
	size_t most = 0;

	for (size_t i = 0; i < tree->count; i++)
		most += tree->units[i].name_count ? tree->units[i].name_count : 1;
	tree->called = arena_array(mem, most, sizeof(*tree->called));
	tree->called_count = 0;
	for (size_t i = 0; i < tree->count; i++) {
		const struct unit *unit = &tree->units[i];

		for (size_t k = 0; k < unit->name_count; k++)
			tree->called[tree->called_count++] =
				(struct unit_called){ unit->names[k].name, unit };
		if (unit->name_count == 0)
			tree->called[tree->called_count++] =
				(struct unit_called){ unit_name(unit, DATE_NONE), unit };
	}
	if (tree->called_count > 1)
		qsort(tree->called, tree->called_count, sizeof(*tree->called), by_name);
}

void unit_tree_settle(struct unit_tree *tree, struct arena *mem)
{
	tree->moves = 0;
	for (size_t i = 0; i < tree->count; i++)
		tree->units[i].index = i;
	unit_merges_settle(tree, mem);
	for (size_t i = 0; i < tree->count; i++)
		tree->moves |= tree->units[i].parent_count > 1;
	index_names(tree, mem);
}

int unit_is_valid(const struct unit *unit, int32_t day)
{
	if (day == DATE_NONE)
		return unit->valid_to == DATE_NONE;
	return side(unit->valid_from, unit->valid_to, day) == 0;
}

int unit_is_within(const struct unit *unit, const struct unit *ancestor, int32_t day)
{
	for (int depth = 0; unit && depth < DEEPEST; depth++) {
		if (unit == ancestor)
			return 1;
		unit = unit_parent(unit, day);
	}
	return 0;
}

const struct unit *unit_on(const struct unit *unit, int32_t day)
{
	for (int depth = 0; unit->into && depth < DEEPEST; depth++) {
		if (day != DATE_NONE && day < unit->into_day)
			break;
		unit = unit->into;
	}
	return unit;
}

int unit_level(const struct unit *unit, int32_t day)
{
	int level = 0;

	unit = unit_on(unit, day);
	while (level < DEEPEST && (unit = unit_parent(unit, day)) != NULL)
		level++;
	return level;
}

const struct unit *unit_at_level(const struct unit *unit, int level, int32_t day)
{
	int above = unit_level(unit, day) - level;

	if (above < 0)
		return NULL;
	unit = unit_on(unit, day);
	while (unit && above-- > 0)
		unit = unit_parent(unit, day);
	return unit;
}

/* ---- names people can tell apart ---- */

static const char *parent_name(const struct unit *unit, int32_t day)
{
	const struct unit *parent = unit_parent(unit, day);

	return parent ? unit_name(parent, day) : "";
}

/* Those that may be called so: the place of the first one in called, or among all units. */
static size_t first_called(const struct unit_tree *tree, const char *name)
{
	size_t low = 0, high = tree->called ? tree->called_count : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(tree->called[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct unit *next_called(const struct unit_tree *tree, const char *name,
				      size_t *at)
{
	if (!tree->called)
		return *at < tree->count ? &tree->units[(*at)++] : NULL;
	if (*at >= tree->called_count || strcmp(tree->called[*at].name, name) != 0)
		return NULL;
	return tree->called[(*at)++].unit;
}

const char *unit_display(const struct unit_tree *tree, const struct unit *unit, int32_t day,
			 struct arena *mem)
{
	const char *name = unit_name(unit, day), *above = parent_name(unit, day);
	size_t at = first_called(tree, name);
	const struct unit *other;
	int like_named = 0, same_place = 0;

	while ((other = next_called(tree, name, &at))) {
		if (other == unit || strcmp(unit_name(other, day), name) != 0)
			continue;
		like_named = 1;
		same_place |= strcmp(parent_name(other, day), above) == 0;
	}
	if (!like_named)
		return name;
	if (same_place || !above[0])
		return arena_printf(mem, "%s(%s %s)", name, above, unit->code);
	return arena_printf(mem, "%s(%s)", name, above);
}

/* ---- sets of units ---- */

struct unit_vec {
	const struct unit **at;
	size_t count, cap;
};

static int in_report_order(const void *a, const void *b)
{
	const struct unit *left = *(const struct unit *const *)a;
	const struct unit *right = *(const struct unit *const *)b;

	if (left->report_order != right->report_order) {
		if (left->report_order == 0 || right->report_order == 0)
			return left->report_order == 0 ? 1 : -1;
		return left->report_order < right->report_order ? -1 : 1;
	}
	return strcmp(left->code, right->code);
}

static size_t sorted_from(struct unit_vec *units, size_t first, const struct unit ***out)
{
	if (units->count > first + 1)
		qsort(units->at + first, units->count - first, sizeof(*units->at),
			in_report_order);
	*out = units->at;
	return units->count;
}

size_t unit_children(const struct unit_tree *tree, const struct unit *unit, int32_t day,
		     struct arena *mem, const struct unit ***out)
{
	struct unit_vec found = { 0 };

	for (size_t i = 0; i < tree->count; i++) {
		const struct unit *child = &tree->units[i];

		if (child != unit && unit_is_valid(child, day) &&
			unit_parent(child, day) == unit)
			*VEC_PUSH_IN(mem, &found) = child;
	}
	return sorted_from(&found, 0, out);
}

/* Units founded after the day are not there yet. */
static int is_founded(const struct unit *unit, int32_t day)
{
	return day == DATE_NONE || unit->valid_from == DATE_NONE || unit->valid_from <= day;
}

size_t unit_subtree(const struct unit_tree *tree, const struct unit *unit, int32_t day,
		    struct arena *mem, const struct unit ***out)
{
	struct unit_vec found = { 0 };

	*VEC_PUSH_IN(mem, &found) = unit;
	for (size_t i = 0; i < tree->count; i++) {
		const struct unit *below = &tree->units[i];

		if (below != unit && is_founded(below, day) && unit_is_within(below, unit, day))
			*VEC_PUSH_IN(mem, &found) = below;
	}
	return sorted_from(&found, 1, out);
}

static int owes(const struct unit *unit, const char *form_id)
{
	for (const char **report = unit->reports; report && *report; report++) {
		if (strcmp(*report, form_id) == 0)
			return 1;
	}
	return 0;
}

size_t units_due(const struct unit_tree *tree, const char *form_id, int32_t day,
		 struct arena *mem, const struct unit ***out)
{
	struct unit_vec found = { 0 };

	for (size_t i = 0; i < tree->count; i++) {
		if (owes(&tree->units[i], form_id) && unit_is_valid(&tree->units[i], day))
			*VEC_PUSH_IN(mem, &found) = &tree->units[i];
	}
	return sorted_from(&found, 0, out);
}

/* ---- picking ---- */

static int score_alias(const char *alias, const char *folded)
{
	struct pick_key key = { .code = "", .name = alias };
	int score = alias ? pick_score_folded(&key, folded) : 0;

	return score == PICK_NAME ? PICK_ALIAS : score;
}

static int score_of(const struct unit *unit, const char *folded, int32_t day)
{
	struct pick_key key = { .code = unit->code, .name = unit_name(unit, day),
				.pinyin = unit->pinyin, .initials = unit->initials,
				.aliases = unit->aliases };
	int best = pick_score_folded(&key, folded), other;

	other = score_alias(unit->short_name, folded);
	best = other > best ? other : best;
	other = score_alias(unit->report_name, folded);
	best = other > best ? other : best;
	for (size_t i = 0; i < unit->name_count; i++) {
		other = score_alias(unit->names[i].name, folded);
		best = other > best ? other : best;
	}
	return best;
}

size_t unit_scored(const struct unit_tree *tree, const char *folded, struct arena *mem,
		   const struct unit ***out, int **scores_out)
{
	const void **found = arena_array(mem, tree->count, sizeof(*found));
	int *scores = arena_array(mem, tree->count, sizeof(*scores));
	size_t count = 0;

	for (size_t i = 0; i < tree->count; i++) {
		scores[count] = score_of(&tree->units[i], folded, DATE_NONE);
		if (scores[count] > 0)
			found[count++] = &tree->units[i];
	}
	pick_sort(found, scores, count);
	*out = (const struct unit **)found;
	*scores_out = scores;
	return count;
}

size_t unit_pick(const struct unit_tree *tree, const char *typed, const struct unit *within,
		 int32_t day, struct arena *mem, const struct unit ***out)
{
	const char *folded = pick_fold(typed, mem);
	const void **found = arena_array(mem, tree->count, sizeof(*found));
	int *scores = arena_array(mem, tree->count, sizeof(*scores));
	size_t count = 0;

	for (size_t i = 0; i < tree->count; i++) {
		const struct unit *unit = &tree->units[i];
		int valid = unit_is_valid(unit, day);

		if ((!valid && day != DATE_NONE) ||
		    (within && !unit_is_within(unit, within, day)))
			continue;
		/* ended units stay findable, behind everything alive */
		scores[count] = score_of(unit, folded, day);
		if (scores[count] == 0)
			continue;
		scores[count] += valid ? PICK_CODE : 0;
		found[count++] = unit;
	}
	pick_sort(found, scores, count);
	*out = (const struct unit **)found;
	return count;
}
