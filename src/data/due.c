/*
 * due.c - who owes a form for a period, and who has reported in it.
 */
#include "data/query.h"

#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "data/dataset_internal.h"
#include "data/scope.h"
#include "model/expr.h"
#include "model/field_type.h"

static int group_units(struct dataset *data, const struct form *form, struct period period,
	int32_t as_of, struct arena *mem, struct group_result *out, struct err *err)
{
	struct group_query q = { .base = { .form = form },
		.as_of = form->as_of ? as_of : DATE_NONE };
	struct str text = { 0 };

	q.by[q.by_count++] = (struct group_by){ form->unit, -1 };
	if (form->period) {
		period_print(period, &text);
		q.base.where = expr_make(data->model, form, mem, err, "%s within %s",
			form->period->id, str_text(&text));
		str_release(&text);
		if (!q.base.where)
			return -1;
	}
	return query_group(data, &q, mem, out, err);
}

static uint64_t records_below(const struct model *model, const struct group_result *groups,
	const struct unit *unit, int32_t day)
{
	uint64_t count = 0;

	for (size_t i = 0; i < groups->count; i++) {
		const struct value *key = &groups->rows[i].keys[0];
		const struct unit *at =
			key->state == VALUE_GIVEN ? unit_find(&model->units, key->text) : NULL;

		if (at && unit_is_within(at, unit, day))
			count += groups->rows[i].records;
	}
	return count;
}

/* As now: every unit once in which one that owed it goes on, or that owes it today. */
static size_t units_now(const struct unit_tree *tree, const char *form_id,
	const struct unit **then, size_t count, struct arena *mem, const struct unit ***out)
{
	unsigned char *taken = arena_alloc(mem, tree->count + 1);
	const struct unit **today;
	size_t more = units_due(tree, form_id, DATE_NONE, mem, &today), n = 0;

	*out = arena_array(mem, count + more, sizeof(**out));
	for (size_t i = 0; i < count + more; i++) {
		const struct unit *unit =
			unit_on(i < more ? today[i] : then[i - more], DATE_NONE);

		if (!taken[unit->index])
			(*out)[n++] = unit;
		taken[unit->index] = 1;
	}
	return n;
}

/* 1 when it owed the form that day, or one that has gone on in it. */
static int owed(const struct unit *unit, const struct unit **then, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (unit_on(then[i], DATE_NONE) == unit)
			return 1;
	return 0;
}

int query_due_seen(struct dataset *data, const struct form *form, struct period period,
	int32_t as_of, enum unit_view view, struct arena *mem, struct due_unit **out,
	size_t *count, struct err *err)
{
	const struct unit_tree *tree = &data->model->units;
	int32_t day = period_last_day(period, &data->model->calendar.season);
	struct shape *shape = shape_of(data, form);
	struct group_result groups = { 0 };
	const struct unit **then, **units;
	size_t owing = units_due(tree, form->id, day, mem, &then), due = owing;

	units = then;
	if (view == UNITS_NOW) {
		due = units_now(tree, form->id, then, owing, mem, &units);
		day = DATE_NONE;
	}
	*out = arena_array(mem, due, sizeof(**out));
	*count = 0;
	if (!form->unit)
		return 0;
	if (group_units(data, form, period, as_of, mem, &groups, err) < 0)
		return -1;
	for (size_t i = 0; i < due; i++) {
		struct due_unit *u = &(*out)[*count];

		if (!shape_sees(data, shape, units[i]->code))
			continue;
		u->unit = units[i];
		u->records = records_below(data->model, &groups, units[i], day);
		u->reported = u->records > 0;
		if (u->reported || view == UNITS_WAS || owed(units[i], then, owing))
			(*count)++;
	}
	return 0;
}

int query_due(struct dataset *data, const struct form *form, struct period period,
	int32_t as_of, struct arena *mem, struct due_unit **out, size_t *count, struct err *err)
{
	return query_due_seen(data, form, period, as_of, UNITS_WAS, mem, out, count, err);
}
