/*
 * past.c - what stood in a cell before: the last values of its line, those of the units
 * around it, and records that look like the one at hand.
 *
 * A unit without units below it is read record by record, through the key or an index, for the
 * sake of as-of dates; what adds up several units comes from the totals.
 */
#include "data/past.h"

#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/dataset_internal.h"
#include "data/query.h"
#include "model/expr.h"
#include "model/field_type.h"

enum { PAST_MOST = 12, PERIODS_BACK = 120 };

struct seeking {
	struct dataset *data;
	const struct record *record;    /* this. of the condition */
	const struct field *field;
	const struct form *form;
	struct expr_scope scope;
	struct arena *mem;              /* the caller's */
	struct past *out;
	int summed;                     /* figures of several lines may be added up */
	VEC(struct past_value) found;   /* a period each, in work */
	struct arena work;
};

/* ---- conditions ---- */

static const struct value *value_of(const struct seeking *s, const struct field *field)
{
	return &s->record->values[field->index];
}

static int is_asked(const struct seeking *s, const struct field *field)
{
	const struct value *value = value_of(s, field);

	return value_is_given(value) && value->kind != KIND_LIST && value->kind != KIND_ROWS;
}

static void and_equal(const struct field *field, struct str *out)
{
	str_addf(out, "%s%s = this.%s", out->len ? " and " : "", field->id, field->id);
}

/* The other fields of the key; with coded only those that other units have alike. */
static void and_line(const struct seeking *s, int coded, struct str *out)
{
	const struct field_set *key = &s->form->key;

	for (size_t i = 0; i < key->count; i++) {
		const struct field *field = key->at[i];

		if (field == s->form->period || field == s->form->unit ||
		    field == s->form->as_of || !is_asked(s, field))
			continue;
		if (!coded || field->type->flags & TYPE_CODED)
			and_equal(field, out);
	}
}

static const struct expr *condition(struct seeking *s, const struct str *text, struct err *err)
{
	struct expr_options options = { .model = s->data->model, .form = s->form,
					.outer = s->form, .want = EXPR_BOOL };
	const struct expr *expr = NULL;

	s->scope = (struct expr_scope){ .model = s->data->model, .outer = s->record,
					.mem = &s->work };
	return expr_parse(str_text(text), &options, &s->work, &expr, err) < 0 ? NULL : expr;
}

/* ---- this line ---- */

/* The period at hand; today's of the first kind that is taken when none is typed yet. */
static struct period now_in(const struct seeking *s)
{
	const struct field *field = s->form->period;
	const struct value *value = value_of(s, field);
	int kind = PERIOD_YEAR;

	if (value_is_given(value) && value->kind == KIND_PERIOD)
		return value->period;
	while (kind > PERIOD_DAY && field->period_kinds && !(field->period_kinds & 1u << kind))
		kind--;
	return period_of_day(dataset_today(s->data), (enum period_kind)kind,
		&s->data->model->calendar.season);
}

/* "period in (2021H1, 2020H2, ...)": an index that begins with it is read by points. */
static void and_periods(const struct seeking *s, struct period p, struct str *out)
{
	str_addf(out, "%s%s in (", out->len ? " and " : "", s->form->period->id);
	for (int i = 0; i < PERIODS_BACK && p.kind != PERIOD_NONE; i++) {
		str_add(out, i ? ", " : "");
		/* a day would be read as a date */
		str_add(out, p.kind == PERIOD_DAY ? "period_of(" : "");
		period_print(p, out);
		str_add(out, p.kind == PERIOD_DAY ? ", 'day')" : "");
		p = period_previous(p);
	}
	str_add_char(out, ')');
}

static struct past_value *place_of(struct seeking *s, struct period period)
{
	size_t i = 0;

	while (i < s->found.count && period_key_compare(s->found.at[i].period, period) != 0)
		i++;
	if (i == s->found.count)
		*VEC_PUSH_IN(&s->work, &s->found) =
			(struct past_value){ .period = period, .as_of = DATE_NONE, .who = "" };
	return &s->found.at[i];
}

/* Actual figures go before expected ones; one that stands alone keeps its qualifier. */
static int add_line(struct seeking *s, struct past_value *to, const struct value *value,
		    struct err *err)
{
	struct decimal sum;

	if (value->state == VALUE_NONE)
		return 0;
	if (!value_is_given(&to->value) ||
	    (value_is_given(value) && value->nature < to->value.nature)) {
		to->value = value_copy(value, s->mem);
		to->value.note = NULL;
		return 0;
	}
	if (!value_is_given(value) || !s->summed || value->nature != to->value.nature)
		return 0;
	if (decimal_add(to->value.number, value->number, &sum, err) < 0)
		return -1;
	sum.scale = to->value.number.scale;
	to->value = value_number(sum);
	to->value.nature = value->nature;
	return 0;
}

static int take_record(void *context, const struct record *record, struct err *err)
{
	struct seeking *s = context;
	const struct value *period = &record->values[s->form->period->index];
	const struct value *as_of =
		s->form->as_of ? &record->values[s->form->as_of->index] : NULL;
	struct past_value *to;

	if (!value_is_given(period) || record->values[s->field->index].state == VALUE_NONE)
		return 0;
	to = place_of(s, period->period);
	if (as_of && value_is_given(as_of) &&
	    (to->as_of == DATE_NONE || as_of->date > to->as_of))
		to->as_of = as_of->date;
	return add_line(s, to, &record->values[s->field->index], err);
}

static int by_records(struct seeking *s, struct err *err)
{
	struct query query = { .form = s->form,
		.states = model_states_counting(s->data->model) };
	struct str text = { 0 };

	if (s->form->unit)
		and_equal(s->form->unit, &text);
	and_line(s, 0, &text);
	and_periods(s, now_in(s), &text);
	query.where = condition(s, &text, err);
	query.scope = &s->scope;
	str_release(&text);
	return query.where ? query_each(s->data, &query, take_record, s, err) : -1;
}

static int by_totals(struct seeking *s, struct err *err)
{
	struct group_query q = { .base = { .form = s->form }, .as_of = DATE_NONE,
				 .by = { { s->form->period, -1 } }, .by_count = 1,
				 .sums = { s->field }, .sum_count = 1 };
	struct group_result groups;
	struct str text = { 0 };

	str_addf(&text, "%s within this.%s", s->form->unit->id, s->form->unit->id);
	and_line(s, 0, &text);
	q.base.where = condition(s, &text, err);
	q.base.scope = &s->scope;
	str_release(&text);
	if (!q.base.where || query_group(s->data, &q, &s->work, &groups, err) < 0)
		return -1;
	for (size_t i = 0; i < groups.count; i++) {
		const struct group_row *row = &groups.rows[i];

		if (value_is_given(&row->keys[0]) && row->sums[0].given + row->sums[0].missing)
			place_of(s, row->keys[0].period)->value = row->sums[0].sum;
	}
	return 0;
}

static int later_first(const void *a, const void *b)
{
	const struct past_value *x = a, *y = b;

	return period_key_compare(y->period, x->period);
}

/* The latest twelve that are not after the period at hand and of its kind. */
static void keep_line(struct seeking *s)
{
	struct period now = now_in(s);

	s->out->at = arena_array(s->mem, PAST_MOST, sizeof(*s->out->at));
	if (s->found.count > 1)
		qsort(s->found.at, s->found.count, sizeof(*s->found.at), later_first);
	for (size_t i = 0; i < s->found.count && s->out->count < PAST_MOST; i++) {
		const struct past_value *v = &s->found.at[i];

		if (v->period.kind != now.kind || period_key_compare(v->period, now) > 0)
			continue;
		s->out->at[s->out->count] = *v;
		s->out->at[s->out->count++].value = value_copy(&v->value, s->mem);
	}
}

static const struct unit *unit_of(const struct seeking *s)
{
	const struct value *value = s->form->unit ? value_of(s, s->form->unit) : NULL;

	if (!value || !value_is_given(value) || value->kind != KIND_TEXT)
		return NULL;
	return unit_find(&s->data->model->units, value->text);
}

static int has_units_below(struct seeking *s, const struct unit *unit)
{
	const struct unit **below;

	return unit_subtree(&s->data->model->units, unit, DATE_NONE, &s->work, &below) > 1;
}

static int seek_line(struct seeking *s, struct err *err)
{
	const struct unit *unit = unit_of(s);
	struct str text = { 0 };
	int got = 0, asked;

	and_line(s, 0, &text);
	asked = unit || (!s->form->unit && (text.len > 0 || s->form->key.count > 0));
	str_release(&text);
	if (!s->form->period || !asked)
		return 0;
	if (unit && s->summed && has_units_below(s, unit))
		got = by_totals(s, err);
	else
		got = by_records(s, err);
	if (got == 0)
		keep_line(s);
	return got;
}

/* ---- the units around ---- */

static int is_beside(const struct seeking *s, const struct group_row *row,
		     const struct unit *parent, const struct unit **out)
{
	*out = value_is_given(&row->keys[0])
		? unit_find(&s->data->model->units, row->keys[0].text)
		: NULL;
	return *out && unit_parent(*out, DATE_NONE) == parent &&
	       row->sums[0].given + row->sums[0].missing > 0;
}

/* Those that stand nearest to the unit in report order. */
static void keep_near(struct seeking *s, const struct unit *self, const struct unit *parent,
		      const struct group_result *groups)
{
	const struct unit_tree *tree = &s->data->model->units;
	struct past_value *all = arena_array(&s->work, groups->count, sizeof(*all));
	const struct unit **order;
	size_t count = 0, before = 0, at = 0, first;
	size_t children = unit_children(tree, parent, DATE_NONE, &s->work, &order);

	while (at < children && order[at] != self)
		at++;
	for (size_t i = 0; i < groups->count; i++) {
		const struct unit *unit;

		if (!is_beside(s, &groups->rows[i], parent, &unit) || unit == self)
			continue;
		for (size_t k = 0; k < at; k++)
			before += order[k] == unit;
		all[count++] = (struct past_value){ .as_of = DATE_NONE,
			.value = value_copy(&groups->rows[i].sums[0].sum, s->mem),
			.who = unit_display(tree, unit, DATE_NONE, s->mem) };
	}
	first = before > PAST_MOST / 2 ? before - PAST_MOST / 2 : 0;
	if (first + PAST_MOST > count)
		first = count > PAST_MOST ? count - PAST_MOST : 0;
	s->out->near_count = count - first < PAST_MOST ? count - first : PAST_MOST;
	s->out->near = arena_array(s->mem, PAST_MOST, sizeof(*s->out->near));
	for (size_t i = 0; i < s->out->near_count; i++)
		s->out->near[i] = all[first + i];
}

static int seek_near(struct seeking *s, struct err *err)
{
	const struct unit *unit = unit_of(s);
	const struct unit *parent = unit ? unit_parent(unit, DATE_NONE) : NULL;
	struct group_query q = { .base = { .form = s->form }, .as_of = DATE_NONE, .by_count = 1,
				 .sums = { s->field }, .sum_count = 1 };
	struct group_result groups;
	struct str text = { 0 };

	if (!parent || !s->summed ||
	    (s->form->period && !value_is_given(value_of(s, s->form->period))))
		return 0;
	q.by[0] = (struct group_by){ s->form->unit, unit_level(unit, DATE_NONE) };
	str_addf(&text, "%s within '%s'", s->form->unit->id, parent->code);
	if (s->form->period)
		and_equal(s->form->period, &text);
	and_line(s, 1, &text);
	q.base.where = condition(s, &text, err);
	q.base.scope = &s->scope;
	str_release(&text);
	if (!q.base.where || query_group(s->data, &q, &s->work, &groups, err) < 0)
		return -1;
	keep_near(s, unit, parent, &groups);
	return 0;
}

static int is_asked_field(const struct form *form, const struct field *field)
{
	return field >= form->fields && field < form->fields + form->field_count &&
	       field_type_flags(field) & TYPE_NUMBER &&
	       !(field->compute && expr_has_aggregate(field->compute));
}

static int is_share(const struct field *field)
{
	const struct field_type *type = field->result ? field->result : field->type;

	return strcmp(type->name, "percent") == 0;
}

int data_past(struct dataset *data, const struct record *record, const struct field *field,
	      struct arena *mem, struct past *out, struct err *err)
{
	struct seeking s = { .data = data, .record = record, .field = field,
			     .form = record->form, .mem = mem, .out = out };
	int got;

	*out = (struct past){ 0 };
	if (!is_asked_field(record->form, field))
		return 0;
	s.summed = record->form->over_time != TIME_RATIO && !is_share(field);
	got = seek_line(&s, err);
	if (got == 0)
		got = seek_near(&s, err);
	arena_release(&s.work);
	return got;
}

/* ---- the same thing entered twice ---- */

static int same_key(const struct record *a, const struct record *b)
{
	const struct field_set *key = &a->form->key;
	struct str left = { 0 }, right = { 0 };
	int same;

	key_put_fields(key, a->values, &left);
	key_put_fields(key, b->values, &right);
	same = key->count > 0 && bytes_equal(bytes_of_str(&left), bytes_of_str(&right));
	str_release(&left);
	str_release(&right);
	return same;
}

/* 1 when every field is given, so that being alike means something. */
static int likely_condition(const struct seeking *s, struct str *out)
{
	const struct field_set *likely = &s->form->likely;

	for (size_t i = 0; i < likely->count; i++) {
		if (!is_asked(s, likely->at[i]))
			return 0;
		and_equal(likely->at[i], out);
	}
	return likely->count > 0;
}

static void keep_likely(const struct record *record, const struct record_page *page,
			size_t limit, struct record **out, size_t *count)
{
	for (size_t i = 0; i < page->count && *count < limit; i++) {
		if (page->rows[i]->id != record->id && !same_key(page->rows[i], record))
			out[(*count)++] = page->rows[i];
	}
}

int data_likely(struct dataset *data, const struct record *record, size_t limit,
		struct arena *mem, struct record ***out, size_t *count, struct err *err)
{
	struct seeking s = { .data = data, .record = record, .form = record->form };
	struct query query = { .form = record->form };
	struct str text = { 0 };
	struct record_page page;
	int got = 0;

	*count = 0;
	*out = arena_array(mem, limit + 1, sizeof(**out));
	if (likely_condition(&s, &text)) {
		query.where = condition(&s, &text, err);
		query.scope = &s.scope;
		/* two of them may be the record itself and its key's holder */
		got = query.where ? query_page(data, &query,
					    &(struct page_at){ .limit = limit + 2 }, mem, &page,
					    err)
				  : -1;
		if (got == 0)
			keep_likely(record, &page, limit, *out, count);
	}
	str_release(&text);
	arena_release(&s.work);
	return got;
}
