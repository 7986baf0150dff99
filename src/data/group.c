/*
 * group.c - grouped sums: asks the totals, else reads; rolls units up; orders the rows.
 */
#include "data/group.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/value_bytes.h"
#include "model/field_type.h"
#include "model/period.h"

/* ---- rows ---- */

static int is_unit_field(const struct field *field)
{
	return strcmp(field->type->name, "unit") == 0;
}

/* Which field tells the day a group's units are looked at; NULL: the latest tree, or none. */
static const struct field *day_field(const struct group_query *q)
{
	const struct form *form = q->base.form;
	int units = 0;

	for (size_t i = 0; i < q->by_count && i < GROUP_MAX_FIELDS; i++)
		units |= is_unit_field(q->by[i].field);
	if (q->base.units == UNITS_NOW || !units)
		return NULL;
	return form->period ? form->period : form->as_of;
}

void group_put_day(const struct group_pass *pass, const struct value *value, struct str *key)
{
	const struct season *season = &pass->data->model->calendar.season;
	int32_t day = DATE_NONE;

	if (value->state == VALUE_GIVEN)
		day = value->kind == KIND_PERIOD ? period_last_day(value->period, season)
						 : value->date;
	put_u32(key, (uint32_t)day);
}

/*
 * The unit at the level asked for.  What stands higher stays as recorded, or is what it went
 * into; what is unknown stays.
 */
static void roll_up(const struct group_pass *pass, const struct group_by *by, int32_t day,
	struct value *key)
{
	const struct unit *unit, *above;

	if (by->level < 0 || !is_unit_field(by->field) || key->state != VALUE_GIVEN)
		return;
	unit = unit_find(&pass->data->model->units, key->text);
	if (!unit)
		return;
	above = unit_at_level(unit, by->level, day);
	key->text = (above ? above : unit_on(unit, day))->code;
}

/* The later of two days, as it stands behind a group's sums: days since there are any. */
static void note_day(struct sum_entry *e, int32_t day)
{
	int64_t since = (int64_t)day - DATE_NONE;

	if (since > e->sums[e->width - 1])
		e->sums[e->width - 1] = since;
}

/* Into rows of one more place: their day. */
static void merge_groups(struct group_pass *pass, struct sum_map *merged, struct arena *mem)
{
	const struct group_query *q = pass->query;
	struct str key = { 0 };

	for (size_t i = 0; i < pass->groups.all.count; i++) {
		const struct sum_entry *e = &pass->groups.all.at[i];
		struct value values[GROUP_MAX_FIELDS];
		struct taker in = { .left = e->key };
		struct sum_entry *into;
		int32_t day = DATE_NONE;
		int any = 0;

		str_clear(&key);
		for (size_t k = 0; k < q->by_count; k++)
			value_take_plain(&in, mem, &values[k]);
		if (pass->day)
			day = (int32_t)take_u32(&in);
		for (size_t k = 0; k < q->by_count; k++) {
			roll_up(pass, &q->by[k], day, &values[k]);
			value_put_plain(&values[k], &key);
		}
		for (size_t k = 0; k < e->width; k++)
			any |= e->sums[k] != 0;
		if (!any)
			continue;
		into = sum_map_at(merged, bytes_of_str(&key), e->width + 1);
		for (size_t k = 0; k < e->width; k++)
			sum_add(merged, &into->sums[k], e->sums[k]);
		note_day(into, day);
	}
	str_release(&key);
}

static void make_row(const struct group_pass *pass, const struct sum_entry *e,
	struct group_row *row, struct arena *mem)
{
	const struct group_query *q = pass->query;
	struct taker in = { .left = e->key };

	for (size_t k = 0; k < q->by_count; k++)
		value_take_plain(&in, mem, &row->keys[k]);
	row->records = (uint64_t)e->sums[0];
	row->day = (int32_t)(e->sums[e->width - 1] + DATE_NONE);
	for (size_t k = 0; k < q->sum_count; k++) {
		const int64_t *at = &e->sums[1 + 3 * k];

		row->sums[k].given = (uint64_t)at[1];
		row->sums[k].missing = (uint64_t)at[2];
		row->sums[k].sum = at[1]
			? value_number((struct decimal){ at[0], q->sums[k]->scale })
			: value_state_only(VALUE_MISSING);
		row->sums[k].sum.nature = (uint8_t)(at[1] ? q->nature : NATURE_ACTUAL);
		if (q->nature != NATURE_ACTUAL && row->records < row->sums[k].given)
			row->records = row->sums[k].given;
	}
}

/* ---- order ---- */

struct order {
	const struct group_pass *pass;
	size_t *unit_place; /* by unit index: place in report order */
};

/* The whole tree in report order, parents before children. */
static size_t *place_units(const struct unit_tree *tree, struct arena *mem)
{
	size_t *place = arena_array(mem, tree->count + 1, sizeof(*place));
	size_t next = 1;

	for (size_t i = 0; i < tree->count; i++) {
		const struct unit **units;
		size_t count;

		if (unit_parent(&tree->units[i], DATE_NONE))
			continue;
		count = unit_subtree(tree, &tree->units[i], DATE_NONE, mem, &units);
		for (size_t j = 0; j < count; j++)
			place[units[j]->index] = next++;
	}
	for (size_t i = 0; i < tree->count; i++)
		if (place[i] == 0)
			place[i] = next++;
	return place;
}

static int compare_units(
	const struct order *order, const struct value *a, const struct value *b)
{
	const struct unit_tree *tree = &order->pass->data->model->units;
	const struct unit *x = a->state == VALUE_GIVEN ? unit_find(tree, a->text) : NULL;
	const struct unit *y = b->state == VALUE_GIVEN ? unit_find(tree, b->text) : NULL;

	if (!x || !y)
		return (x != NULL) - (y != NULL);
	return order->unit_place[x->index] < order->unit_place[y->index] ? -1 : x != y;
}

static int compare_rows(const void *a, const void *b, void *context)
{
	const struct group_row *x = a, *y = b;
	const struct order *order = context;
	const struct group_query *q = order->pass->query;

	for (size_t k = 0; k < q->by_count; k++) {
		const struct field *field = q->by[k].field;
		int c = is_unit_field(field) ? compare_units(order, &x->keys[k], &y->keys[k])
					     : 0;

		if (c == 0)
			c = field_compare(
				order->pass->data->model, field, &x->keys[k], &y->keys[k]);
		if (c != 0)
			return c;
	}
	return 0;
}

static void totals_sentence(const struct group_pass *pass, struct arena *mem, struct plan *out)
{
	struct str names = { 0 };

	for (size_t i = 0; i < pass->by->count; i++)
		str_addf(&names, "%s%s", i ? ", " : "",
			field_label(pass->by->at[i], i18n_lang()));
	*out = (struct plan){ PLAN_TOTALS,
		arena_printf(mem, _("totals by (%s)"), str_text(&names)) };
	str_release(&names);
}

/* Rolls up, sorts, and makes the rows. */
static int finish(
	struct group_pass *pass, struct arena *mem, struct group_result *out, struct err *err)
{
	struct sum_map merged = { .mem = &pass->mem };
	struct order order = { .pass = pass };

	if (pass->groups.overflow)
		return err_set(err, ERR_FAULT, _("The sum is too large to be written"));
	merge_groups(pass, &merged, mem);
	if (merged.overflow) {
		sum_map_release(&merged);
		return err_set(err, ERR_FAULT, _("The sum is too large to be written"));
	}
	out->rows = arena_array(mem, merged.all.count, sizeof(*out->rows));
	for (size_t i = 0; i < merged.all.count; i++) {
		struct sum_entry e = merged.all.at[i];

		e.key = arena_bytes(mem, e.key); /* texts of the keys point into it */
		make_row(pass, &e, &out->rows[out->count], mem);
		if (out->rows[out->count].records > 0)
			out->count++;
	}
	sum_map_release(&merged);
	order.unit_place = place_units(&pass->data->model->units, &pass->mem);
	if (out->count > 1)
		qsort_r(out->rows, out->count, sizeof(*out->rows), compare_rows, &order);
	if (pass->by)
		totals_sentence(pass, mem, &out->plan);
	else
		out->plan = (struct plan){ source_kind(&pass->source),
			source_sentence(&pass->source, mem) };
	return 0;
}

/* ---- asking ---- */

static int check_asked(const struct group_query *q, struct err *err)
{
	const struct form *form = q->base.form;

	if (q->by_count > GROUP_MAX_FIELDS || q->sum_count > GROUP_MAX_SUMS)
		return err_set(err, ERR_USAGE, _("At most %d fields to group by and %d to sum"),
			(int)GROUP_MAX_FIELDS, (int)GROUP_MAX_SUMS);
	if (form->over_time == TIME_RATIO && q->sum_count > 0)
		return err_set(err, ERR_USAGE,
			_("The figures of %s are ratios: they are never added up"),
			form_label(form, i18n_lang()));
	return 0;
}

static int is_by(const struct group_query *q, const struct field *field)
{
	for (size_t i = 0; i < q->by_count; i++)
		if (q->by[i].field == field)
			return 1;
	return 0;
}

/* Figures in several measure units never become one. */
static int check_measures(const struct group_query *q, struct err *err)
{
	for (size_t i = 0; i < q->sum_count; i++) {
		const struct field *by = q->sums[i]->measure_of;

		if (by && !is_by(q, by) && !figures_go_together(q->sums[i], q->base.where))
			return err_set(err, ERR_USAGE,
				_("%s has a measure unit for each %s, so it is summed by %s "
				  "alone: group by it (%s) or name one"),
				field_label(q->sums[i], i18n_lang()),
				field_label(by, i18n_lang()), field_label(by, i18n_lang()),
				by->id);
	}
	return 0;
}

static int group_once(struct dataset *data, const struct group_query *query, int scan_only,
	struct arena *mem, struct group_result *out, struct err *err)
{
	struct group_pass pass = { .data = data, .query = query };
	int got;

	*out = (struct group_result){ 0 };
	pass.groups.mem = &pass.mem;
	if (!may_read(data, query->base.form, err) || check_asked(query, err) < 0 ||
		check_measures(query, err) < 0)
		return -1;
	if (view_open(data, query->base.form, SNAPSHOT_REPORT, &pass.view, err) < 0)
		return -1;
	filter_init(&pass.filter, data, pass.view.shape, &query->base,
		model_states_counting(data->model));
	pass.day = day_field(query);
	got = scan_only ? 1 : group_by_totals(&pass, err);
	if (got == 1)
		got = group_by_scan(&pass, err);
	if (got == 0)
		got = finish(&pass, mem, out, err);
	view_close(&pass.view);
	sum_map_release(&pass.groups);
	filter_release(&pass.filter);
	arena_release(&pass.mem);
	return got;
}

static int group_again(struct dataset *data, const struct group_query *query, int scan_only,
	struct arena *mem, struct group_result *out, struct err *err)
{
	int got = group_once(data, query, scan_only, mem, out, err);

	if (got < 0 && err->code == ERR_EXPIRED) {
		err_clear(err);
		got = group_once(data, query, scan_only, mem, out, err);
	}
	return got;
}

int query_group(struct dataset *data, const struct group_query *query, struct arena *mem,
	struct group_result *out, struct err *err)
{
	return group_again(data, query, 0, mem, out, err);
}

int query_group_scan(struct dataset *data, const struct group_query *query, struct arena *mem,
	struct group_result *out, struct err *err)
{
	return group_again(data, query, 1, mem, out, err);
}
