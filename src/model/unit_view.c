/*
 * unit_view.c - where a unit stood and where it stands: merging, and the day of a record.
 */
#include "model/unit_internal.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "model/form.h"
#include "model/period.h"
#include "model/value.h"

/* ---- parents by date ---- */

void unit_put_below(struct unit *unit, const struct unit *parent, int32_t on,
		    struct arena *mem)
{
	struct unit_parent *more = arena_array(mem, unit->parent_count + 1, sizeof(*more));

	if (unit->parent_count > 0) {
		memcpy(more, unit->parents, unit->parent_count * sizeof(*more));
		more[unit->parent_count - 1].to = on - 1;
	}
	more[unit->parent_count] = (struct unit_parent){ parent, on, DATE_NONE };
	unit->parents = more;
	unit->parent_count++;
}

void unit_put_link(struct unit *unit, enum unit_link_kind kind, const char *other, int32_t on,
		   struct arena *mem)
{
	struct unit_link *more = arena_array(mem, unit->link_count + 1, sizeof(*more));

	if (unit->link_count > 0)
		memcpy(more, unit->links, unit->link_count * sizeof(*more));
	more[unit->link_count] = (struct unit_link){ kind, other, on };
	unit->links = more;
	unit->link_count++;
}

void unit_merge(struct unit_tree *tree, struct unit *unit, const struct unit *into, int32_t on,
		struct arena *mem)
{
	unit->into = into;
	unit->into_day = on;
	for (size_t i = 0; i < tree->count; i++) {
		struct unit *below = &tree->units[i];

		if (below != unit && below != into && unit_parent(below, DATE_NONE) == unit)
			unit_put_below(below, into, on, mem);
	}
	if (unit_parent(unit, DATE_NONE) != into)
		unit_put_below(unit, into, on, mem);
}

void unit_merges_settle(struct unit_tree *tree, struct arena *mem)
{
	for (size_t i = 0; i < tree->count; i++) {
		struct unit *unit = &tree->units[i];

		for (size_t k = 0; k < unit->link_count && !unit->into; k++) {
			const struct unit_link *link = &unit->links[k];
			const struct unit *into = link->kind == UNIT_MERGED_INTO
				? unit_find(tree, link->other)
				: NULL;

			if (into && into != unit && !unit_is_within(into, unit, DATE_NONE))
				unit_merge(tree, unit, into, link->day, mem);
		}
	}
}

/* Any chain of parents, whatever the days: more than was ever true at once is harmless. */
static int was_within(const struct unit *unit, const struct unit *ancestor, int depth)
{
	if (unit == ancestor)
		return 1;
	for (size_t i = 0; unit && depth < UNIT_DEEPEST && i < unit->parent_count; i++)
		if (was_within(unit->parents[i].parent, ancestor, depth + 1))
			return 1;
	return 0;
}

int unit_was_within(const struct unit *unit, const struct unit *ancestor)
{
	return was_within(unit, ancestor, 0);
}

/* ---- the view ---- */

int32_t unit_view_day(enum unit_view view, const struct form *form, const struct value *values,
		      const struct season *season)
{
	const struct value *value;

	if (view == UNITS_NOW || (!form->period && !form->as_of))
		return DATE_NONE;
	value = &values[form->period ? form->period->index : form->as_of->index];
	if (value->state != VALUE_GIVEN)
		return DATE_NONE;
	return form->period ? period_last_day(value->period, season) : value->date;
}

const char *unit_report_name(const struct unit *unit, int32_t day)
{
	const char *name = unit_name(unit, day);

	if (!unit->report_name || !*unit->report_name)
		return name;
	return strcmp(name, unit_name(unit, DATE_NONE)) == 0 ? unit->report_name : name;
}

const char *unit_view_label(enum unit_view view)
{
	return view == UNITS_WAS ? _("units as was") : _("units as now");
}

int unit_view_parse(const char *text, enum unit_view *out)
{
	if (strcmp(text, "was") != 0 && strcmp(text, "now") != 0)
		return -1;
	*out = strcmp(text, "was") == 0 ? UNITS_WAS : UNITS_NOW;
	return 0;
}
