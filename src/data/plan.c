/*
 * plan.c - which rows to read for a condition: its bounds as ranges of an index's keys.
 */
#include "data/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/totals.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/period.h"

enum { RANGES_MOST = 600, CONTENT_GIVEN = 4 /* state byte of a key, see keys.c */ };

/* ---- values a field is bound to ---- */

typedef struct {
	struct bytes *at;
	size_t count, cap;
} runs;

static int by_bytes(const void *a, const void *b)
{
	return bytes_compare(*(const struct bytes *)a, *(const struct bytes *)b);
}

static int eval(const struct filter *f, const struct expr *expr, struct arena *mem,
	struct value *out, struct err *err)
{
	struct expr_scope scope = f->scope;

	scope.record = NULL;
	scope.mem = mem;
	return expr_eval(expr, &scope, out, err);
}

static uint8_t field_kind(const struct field *field)
{
	const struct field_type *type = field->result ? field->result : field->type;

	return type->kind;
}

static void add_run(
	const struct field *field, const struct value *value, struct arena *mem, runs *out)
{
	struct str key = { 0 };

	key_put_value(field, value, &key);
	*VEC_PUSH_IN(mem, out) = copy_str(&key, mem);
	str_release(&key);
}

static int add_equal(const struct filter *f, const struct field *field, const struct expr *expr,
	struct arena *mem, runs *out, struct err *err)
{
	struct value value;

	if (eval(f, expr, mem, &value, err) < 0)
		return -1;
	if (value.state != VALUE_GIVEN)
		return 0;
	if (value.kind != field_kind(field))
		return 1;
	add_run(field, &value, mem, out);
	return 0;
}

static int add_units(const struct filter *f, const struct field *field, const struct expr *expr,
	struct arena *mem, runs *out, struct err *err)
{
	const struct unit_tree *tree = &f->data->model->units;
	const struct unit *top;
	struct value value;

	if (eval(f, expr, mem, &value, err) < 0)
		return -1;
	if (value.state != VALUE_GIVEN)
		return 0;
	top = value.kind == KIND_TEXT ? unit_find(tree, value.text) : NULL;
	if (!top)
		return 1;
	for (size_t i = 0; i < tree->count; i++) {
		struct value code = value_text(tree->units[i].code);

		if (f->scope.units == UNITS_WAS
				? unit_was_within(&tree->units[i], top)
				: unit_is_within(&tree->units[i], top, DATE_NONE))
			add_run(field, &code, mem, out);
	}
	return 0;
}

/* The values that the condition leaves to the field: 0 in out, 1 not bound so, -1. */
static int field_runs(const struct filter *f, const struct field *field,
	const struct expr_bound *bounds, size_t count, struct arena *mem, runs *out,
	struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		const struct expr_bound *b = &bounds[i];
		int got = 1;

		if (b->field != field)
			continue;
		out->count = 0;
		if (b->op == BOUND_EQUAL)
			got = add_equal(f, field, b->value, mem, out, err);
		else if (b->op == BOUND_WITHIN && field_kind(field) == KIND_TEXT)
			got = add_units(f, field, b->value, mem, out, err);
		else if (b->op == BOUND_IN)
			for (size_t j = got = 0; j < b->value_count && got == 0; j++)
				got = add_equal(f, field, b->values[j], mem, out, err);
		if (got <= 0)
			return got;
	}
	return 1;
}

/* ---- ranges ---- */

/* Each prefix followed by each run; both in order, so is what comes out. */
static void multiply(runs *prefixes, runs *values, struct arena *mem)
{
	runs product = { 0 };

	if (values->count > 1)
		qsort(values->at, values->count, sizeof(*values->at), by_bytes);
	for (size_t i = 0; i < prefixes->count; i++) {
		for (size_t j = 0; j < values->count; j++) {
			struct str key = { 0 };

			if (j > 0 && bytes_equal(values->at[j], values->at[j - 1]))
				continue;
			put_bytes(&key, prefixes->at[i]);
			put_bytes(&key, values->at[j]);
			*VEC_PUSH_IN(mem, &product) = copy_str(&key, mem);
			str_release(&key);
		}
	}
	*prefixes = product;
}

static struct bytes joined(struct bytes a, struct bytes b, struct arena *mem)
{
	struct str key = { 0 };
	struct bytes copy;

	put_bytes(&key, a);
	put_bytes(&key, b);
	copy = copy_str(&key, mem);
	str_release(&key);
	return copy;
}

/* Periods within one: the years it touches. */
static void period_years(const struct filter *f, const struct value *value, struct arena *mem,
	struct bytes *low, struct bytes *high)
{
	const struct season *season = &f->data->model->calendar.season;
	struct str key = { 0 };

	put_u16(&key, (uint16_t)(CONTENT_GIVEN << 8 | KIND_PERIOD));
	put_u16(&key, (uint16_t)date_split(period_first_day(value->period, season)).year);
	*low = copy_str(&key, mem);
	str_truncate(&key, 2);
	put_u16(&key, (uint16_t)date_split(period_last_day(value->period, season)).year);
	*high = copy_str(&key, mem);
	str_release(&key);
}

/* The lowest and highest run the condition leaves to the field; 1 when it has such bounds. */
static int field_limits(const struct filter *f, const struct field *field,
	const struct expr_bound *bounds, size_t count, struct arena *mem, struct bytes *low,
	struct bytes *high, struct err *err)
{
	int found = 0;

	*low = *high = (struct bytes){ 0 };
	for (size_t i = 0; i < count; i++) {
		const struct expr_bound *b = &bounds[i];
		struct value value;
		runs one = { 0 };

		if (b->field != field || b->op == BOUND_IN || b->op == BOUND_EQUAL)
			continue;
		if (eval(f, b->value, mem, &value, err) < 0)
			return -1;
		if (value.state != VALUE_GIVEN || value.kind != field_kind(field))
			continue;
		if (b->op == BOUND_WITHIN && value.kind == KIND_PERIOD) {
			period_years(f, &value, mem, low, high);
			return 1;
		}
		if (b->op != BOUND_FROM && b->op != BOUND_TO)
			continue;
		add_run(field, &value, mem, &one);
		*(b->op == BOUND_FROM ? low : high) = one.at[0];
		found = 1;
	}
	return found;
}

static void add_range(
	struct source *out, size_t at, struct bytes from, struct bytes last, struct arena *mem)
{
	out->ranges[at].from = from;
	out->ranges[at].to = bytes_after_prefix(last, mem);
}

static void make_ranges(struct source *out, const runs *prefixes, struct bytes low,
	struct bytes high, struct arena *mem)
{
	unsigned char given = CONTENT_GIVEN;
	struct bytes content = bytes_of(&given, 1);

	out->ranges = arena_array(mem, prefixes->count, sizeof(*out->ranges));
	out->range_count = prefixes->count;
	for (size_t i = 0; i < prefixes->count; i++) {
		struct bytes prefix = prefixes->at[i];

		if (!low.at && !high.at)
			add_range(out, i, prefix, prefix, mem);
		else
			add_range(out, i, joined(prefix, low.at ? low : content, mem),
				joined(prefix, high.at ? high : content, mem), mem);
	}
}

void source_all(const struct shape *shape, int rows, struct arena *mem, struct source *out)
{
	struct str start = { 0 };
	runs one = { 0 };

	*out = (struct source){ .shape = shape, .rows = rows };
	if (rows == ROWS_RECORDS) {
		put_bytes(&start, shape->prefix);
	} else if (rows == ROWS_NATURAL) {
		key_start(shape, ROW_KEY, shape->number, &start);
		out->fields = &shape->form->key;
	} else {
		key_index_start(shape, (size_t)rows, &start);
		out->fields = &shape->form->indexes[rows].fields;
	}
	out->start = copy_str(&start, mem);
	str_release(&start);
	*VEC_PUSH_IN(mem, &one) = out->start;
	make_ranges(out, &one, (struct bytes){ 0 }, (struct bytes){ 0 }, mem);
}

int source_bounded(const struct filter *f, int rows, struct arena *mem, struct source *out,
	struct err *err)
{
	struct expr_bound *bounds;
	struct bytes low = { 0 }, high = { 0 };
	runs prefixes = { 0 };
	int exact, limited = 0;
	size_t count;

	source_all(f->shape, rows, mem, out);
	if (!f->where || !out->fields)
		return 0;
	count = expr_bounds(f->where, mem, &bounds, &exact);
	*VEC_PUSH_IN(mem, &prefixes) = out->start;
	for (; out->bound < out->fields->count; out->bound++) {
		const struct field *field = out->fields->at[out->bound];
		runs values = { 0 };
		int got = field_runs(f, field, bounds, count, mem, &values, err);

		if (got < 0)
			return -1;
		if (got > 0 || values.count * prefixes.count > RANGES_MOST) {
			limited = field_limits(f, field, bounds, count, mem, &low, &high, err);
			break;
		}
		multiply(&prefixes, &values, mem);
		if (prefixes.count == 1 && out->fixed == out->bound)
			out->fixed++;
	}
	if (limited < 0)
		return -1;
	out->whole_key = rows == ROWS_NATURAL && out->fixed == out->fields->count;
	make_ranges(out, &prefixes, low, high, mem);
	out->bound += limited ? 1 : 0;
	return 0;
}

int source_best(const struct filter *f, struct arena *mem, struct source *out, struct err *err)
{
	const struct form *form = f->shape->form;
	int first = form->key.count > 0 ? ROWS_NATURAL : 0;

	source_all(f->shape, ROWS_RECORDS, mem, out);
	if (!f->shape->usable || !f->shape->number || f->states & STATES_NOT_LIVE)
		return 0;
	for (int rows = first; rows < (int)form->index_count; rows++) {
		struct source other;

		if (source_bounded(f, rows, mem, &other, err) < 0)
			return -1;
		if (other.bound > out->bound || other.range_count == 0)
			*out = other;
	}
	return 0;
}

static int is_fixed_field(const struct source *source, const struct field *field)
{
	for (size_t i = 0; i < source->fixed; i++)
		if (source->fields->at[i] == field)
			return 1;
	return 0;
}

int source_sorted(
	const struct source *source, const struct sort_key *sort, size_t count, int *reverse)
{
	size_t at = source->fixed;
	int direction = -1;

	*reverse = 0;
	if (!source->fields)
		return count == 0;
	for (size_t i = 0; i < count; i++) {
		if (is_fixed_field(source, sort[i].field))
			continue;
		if (at >= source->fields->count || source->fields->at[at] != sort[i].field)
			return 0;
		if (direction >= 0 && direction != !!sort[i].descending)
			return 0;
		direction = !!sort[i].descending;
		at++;
	}
	*reverse = direction == 1;
	return 1;
}

/* Which way is quicker hangs on how many rows others have. */
static int is_untold(const struct source *source)
{
	return !source->whole_key && !source->shape->sees_all;
}

enum plan_kind source_kind(const struct source *source)
{
	if (source->rows == ROWS_RECORDS || is_untold(source))
		return PLAN_SCAN;
	return source->whole_key ? PLAN_KEY : PLAN_INDEX;
}

const char *source_sentence(const struct source *source, struct arena *mem)
{
	struct str names = { 0 };
	const char *text;

	if (is_untold(source))
		return _("rows within your reach, by an index or one after the other");
	if (source->rows == ROWS_RECORDS)
		return _("scan of the whole ledger");
	for (size_t i = 0; i < source->fields->count; i++)
		str_addf(&names, "%s%s", i ? ", " : "",
			field_label(source->fields->at[i], i18n_lang()));
	text = arena_printf(mem,
		source->bound == 0 ? _("all records in the order of the index (%s)")
			: source->whole_key            ? _("key (%s)")
			: source->rows == ROWS_NATURAL ? _("index of the key (%s)")
						       : _("index (%s)"),
		str_text(&names));
	str_release(&names);
	return text;
}
