/*
 * figures.c - counts, sums and what is due, through the queries of data/.
 */
#include "screens/figures.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/columns.h"

enum { NAMES = 6, LONG_AGO = 366 /* days */ };

void figures_release(struct figures *f)
{
	arena_release(&f->mem);
	*f = (struct figures){ 0 };
}

/* Percentages never add up. */
static int can_sum(const struct field *field)
{
	return field->type->flags & TYPE_NUMBER && field->type->kind == KIND_NUMBER &&
		strcmp(field->type->name, "percent") != 0;
}

static int read_sums(
	struct figures *f, struct dataset *data, const struct query *query, struct err *err)
{
	struct group_query q = { .base = *query, .as_of = DATE_NONE };
	struct group_result result = { 0 };
	const struct field_set *columns = &query->form->columns;

	if (query->form->over_time == TIME_RATIO)
		return 0;
	for (size_t i = 0; i < columns->count && q.sum_count < GROUP_MAX_SUMS; i++)
		if (can_sum(columns->at[i]) &&
			figures_go_together(columns->at[i], query->where))
			q.sums[q.sum_count++] = columns->at[i];
	if (!q.sum_count)
		return 0;
	if (query_group(data, &q, &f->mem, &result, err) < 0)
		return -1;
	for (size_t i = 0; i < q.sum_count && result.count == 1; i++) {
		f->fields[i] = q.sums[i];
		f->sums[i] = result.rows[0].sums[i].sum;
		f->missing[i] = result.rows[0].sums[i].missing;
	}
	f->sum_count = result.count == 1 ? q.sum_count : 0;
	return 0;
}

/* The one period that the condition asks for; PERIOD_NONE when it asks for none or several. */
static struct period asked_period(
	const struct query *query, const struct model *model, struct arena *mem)
{
	struct expr_scope scope = { .model = model, .mem = mem };
	struct period found = { 0 };
	struct expr_bound *bounds;
	struct err ignored = { 0 };
	size_t count;
	int exact;

	if (!query->where || !query->form->period)
		return found;
	count = expr_bounds(query->where, mem, &bounds, &exact);
	for (size_t i = 0; i < count; i++) {
		struct value value = { 0 };

		if (bounds[i].field != query->form->period ||
			(bounds[i].op != BOUND_EQUAL && bounds[i].op != BOUND_WITHIN))
			continue;
		if (expr_eval(bounds[i].value, &scope, &value, &ignored) == 0 &&
			value_is_given(&value) && value.kind == KIND_PERIOD)
			found = value.period;
	}
	return found;
}

static int may_be_due(const struct form *form, struct period period)
{
	unsigned kinds = form->period ? form->period->period_kinds : 0;

	return period.kind != PERIOD_NONE && (!kinds || kinds & 1U << period.kind);
}

static int has_others(const struct model *model)
{
	for (size_t i = 0; i < model->units.count; i++)
		if (!model_unit_is_own(model, &model->units.units[i]))
			return 1;
	return 0;
}

/* What units elsewhere have says nothing of what is due here. */
static int own_records(const struct model *model, struct query *q, struct arena *mem,
	struct err *err)
{
	const struct expr_options options = {
		.model = model, .form = q->form, .want = EXPR_BOOL
	};
	const struct unit *root = model->site.root;

	if (!root || !q->form->unit || !has_others(model))
		return 0;
	return expr_parse(
		arena_printf(mem, "%s within '%s'", q->form->unit->id, root->code), &options,
		mem, &q->where, err);
}

/* The latest period anybody has an entry for. */
static int latest_period(struct dataset *data, const struct form *form, struct arena *mem,
	struct period *out, struct err *err)
{
	const struct season *season = &dataset_model(data)->calendar.season;
	struct group_query q = { .base = { .form = form },
		.as_of = DATE_NONE,
		.by = { { form->period, -1 } },
		.by_count = 1 };
	struct group_result result = { 0 };

	*out = (struct period){ 0 };
	if (own_records(dataset_model(data), &q.base, mem, err) < 0 ||
		query_group(data, &q, mem, &result, err) < 0)
		return -1;
	for (size_t i = 0; i < result.count; i++) {
		const struct value *key = &result.rows[i].keys[0];

		if (value_is_given(key) && key->kind == KIND_PERIOD &&
			(out->kind == PERIOD_NONE ||
				period_compare(*out, key->period, season) < 0))
			*out = key->period;
	}
	return 0;
}

static enum period_kind first_kind(const struct field *field)
{
	for (int kind = PERIOD_DAY; kind < PERIOD_KIND_COUNT; kind++) {
		if (field->period_kinds & 1u << kind)
			return (enum period_kind)kind;
	}
	return PERIOD_YEAR;
}

int due_period(struct dataset *data, const struct form *form, struct period *out,
	struct arena *mem, struct err *err)
{
	const struct season *season = &dataset_model(data)->calendar.season;
	int32_t today = dataset_today(data), begin, end, last;
	struct period now, latest;

	if (latest_period(data, form, mem, &latest, err) < 0)
		return -1;
	now = period_of_day(today == DATE_NONE ? 0 : today,
		latest.kind == PERIOD_NONE ? first_kind(form->period) : latest.kind, season);
	begin = period_first_day(now, season);
	end = period_last_day(now, season);
	last = latest.kind == PERIOD_NONE ? begin : period_last_day(latest, season);
	*out = now;
	if (last > end || last < begin - LONG_AGO ||
		(last < begin && period_compare(latest, period_previous(now), season) == 0 &&
			today < begin + (end - begin) / 2))
		*out = latest;
	return 0;
}

/* The last as-of date in the period, DATE_NONE none; from the totals, without a scan. */
static int32_t last_day(struct dataset *data, const struct model *model,
	const struct form *form, struct period period, struct arena *mem)
{
	struct expr_options options = { .model = model, .form = form, .want = EXPR_BOOL };
	struct group_query q = { .base = { .form = form },
		.as_of = DATE_NONE,
		.by = { { form->as_of, -1 } },
		.by_count = 1 };
	struct group_result result = { 0 };
	struct err ignored = { 0 };
	struct str where = { 0 };
	int32_t last = DATE_NONE;

	if (form->period) {
		str_addf(&where, "%s = ", form->period->id);
		period_print(period, &where);
	}
	if ((!where.len || expr_parse(str_text(&where), &options, mem, &q.base.where,
				   &ignored) == 0) &&
		query_group(data, &q, mem, &result, &ignored) == 0) {
		for (size_t i = 0; i < result.count; i++) {
			const struct value *key = &result.rows[i].keys[0];

			if (value_is_given(key) && (last == DATE_NONE || key->date > last))
				last = key->date;
		}
	}
	str_release(&where);
	return last;
}

int32_t due_day(struct dataset *data, const struct model *model, const struct form *form,
	struct period period)
{
	const struct season *season = &model->calendar.season;
	int32_t today = dataset_today(data), last;
	struct arena mem = { 0 };

	last = last_day(data, model, form, period, &mem);
	arena_release(&mem);
	if (last != DATE_NONE)
		return last;
	if (!form->period || (today != DATE_NONE && today >= period_first_day(period, season) &&
				     today <= period_last_day(period, season)))
		return today;
	return period_last_day(period, season);
}

static void name_units(
	const struct due_unit *units, size_t count, size_t names, struct str *out)
{
	size_t named = 0;

	for (size_t i = 0; i < count; i++) {
		const struct unit *unit = units[i].unit;

		if (units[i].reported)
			continue;
		if (named < names)
			str_addf(out, "%s%s", named ? _(", ") : _("; not yet: "),
				*unit->report_name ? unit->report_name : unit->short_name);
		else if (named == names)
			str_add(out, _(" and others"));
		named++;
	}
}

int due_read(struct dataset *data, const struct form *form, struct period period, size_t names,
	struct arena *mem, struct due *out, struct err *err)
{
	struct due_unit *units = NULL;
	struct str text = { 0 };

	*out = (struct due){ .short_text = "", .text = "" };
	if (!may_be_due(form, period))
		return 0;
	if (query_due(data, form, period, DATE_NONE, mem, &units, &out->all, err) < 0)
		return -1;
	if (!out->all)
		return 0;
	for (size_t i = 0; i < out->all; i++)
		out->reported += units[i].reported != 0;
	str_addf(&text, _("%zu of %zu reported"), out->reported, out->all);
	out->short_text = arena_text(mem, str_text(&text));
	name_units(units, out->all, names, &text);
	out->text = arena_text(mem, str_text(&text));
	str_release(&text);
	return 0;
}

int figures_read(
	struct figures *f, struct dataset *data, const struct query *query, struct err *err)
{
	const struct model *model = dataset_model(data);
	struct due due;

	arena_clear(&f->mem);
	f->sum_count = 0;
	f->due = "";
	if (query_count(data, query, &f->records, err) < 0 ||
		read_sums(f, data, query, err) < 0)
		return -1;
	f->period = asked_period(query, model, &f->mem);
	if (!may_be_due(query->form, f->period))
		f->period = (struct period){ 0 };
	if (due_read(data, query->form, f->period, NAMES, &f->mem, &due, err) < 0)
		return -1;
	f->due = due.text;
	return 0;
}

void figures_show(const struct figures *f, const struct model *model, const struct form *form,
	const struct field *field, struct str *out)
{
	for (size_t i = 0; i < f->sum_count; i++)
		if (f->fields[i] == field && value_is_given(&f->sums[i]))
			cell_show(model, form, field, &f->sums[i], out);
}
