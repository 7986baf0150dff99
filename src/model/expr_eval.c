/*
 * expr_eval.c - a tree and a record give a value.  Nothing is allocated: what a node gives
 * is in the caller's scratch or lies in the record or the tree already.
 */
#include "model/expr_internal.h"

#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/i18n.h"
#include "base/xalloc.h"
#include "model/code.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"
#include "model/workflow.h"

enum { COMPUTED_DEPTH = 8 };

static const struct value nothing = { .state = VALUE_MISSING };

const struct season *expr_season(const struct run *run)
{
	static const struct season growing = { 4, 1, 10, 31 };

	return run->scope->model ? &run->scope->model->calendar.season : &growing;
}

const struct unit *expr_unit(const struct run *run, const struct value *code)
{
	if (!run->scope->model || code->kind != KIND_TEXT || !code->text)
		return NULL;
	return unit_find(&run->scope->model->units, code->text);
}

/* ---- comparing ---- */

static int unlike(struct err *err)
{
	return err_set(err, ERR_FAULT, _("values of two kinds cannot be compared"));
}

static int sign_of(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

int expr_compare(const struct run *run, const struct value *a, const struct value *b, int *out,
		 struct err *err)
{
	if (a->kind != b->kind)
		return unlike(err);
	switch (a->kind) {
	case KIND_NUMBER:
		*out = a->number.scale == b->number.scale
			? sign_of(a->number.unscaled, b->number.unscaled)
			: decimal_compare(a->number, b->number);
		return 0;
	case KIND_TEXT:
		*out = sign_of(strcmp(a->text, b->text), 0);
		return 0;
	case KIND_DATE:
		*out = sign_of(a->date, b->date);
		return 0;
	case KIND_PERIOD:
		*out = period_compare(a->period, b->period, expr_season(run));
		return 0;
	case KIND_BOOL:
		*out = sign_of(!!a->yes, !!b->yes);
		return 0;
	default:
		return unlike(err);
	}
}

int expr_equal(const struct run *run, const struct value *a, const struct value *b,
	       struct err *err)
{
	int order;

	if (a->kind == KIND_LIST && b->kind == KIND_TEXT) {
		for (size_t i = 0; i < a->list.count; i++)
			if (strcmp(a->list.at[i], b->text) == 0)
				return 1;
		return 0;
	}
	if (b->kind == KIND_LIST && a->kind == KIND_TEXT)
		return expr_equal(run, b, a, err);
	if (expr_compare(run, a, b, &order, err) < 0)
		return -1;
	return order == 0;
}

static int answer(enum node_op op, int order)
{
	switch (op) {
	case NODE_EQUAL: return order == 0;
	case NODE_DIFFERS: return order != 0;
	case NODE_LESS: return order < 0;
	case NODE_AT_MOST: return order <= 0;
	case NODE_MORE: return order > 0;
	default: return order >= 0;
	}
}

static int test_comparison(const struct run *run, const struct expr *node, struct err *err)
{
	struct value left, right;
	const struct value *a = expr_fetch(run, node->args[0], &left, err), *b;
	int order;

	if (!a)
		return -1;
	if (!value_is_given(a))
		return TRUTH_UNKNOWN;
	b = expr_fetch(run, node->args[1], &right, err);
	if (!b)
		return -1;
	if (!value_is_given(b))
		return TRUTH_UNKNOWN;
	if (node->op <= NODE_DIFFERS) {
		order = expr_equal(run, a, b, err);
		return order < 0 ? -1 : order == (node->op == NODE_EQUAL);
	}
	if (expr_compare(run, a, b, &order, err) < 0)
		return -1;
	return answer((enum node_op)node->op, order);
}

static int test_in(const struct run *run, const struct expr *node, struct err *err)
{
	struct value left, item;
	const struct value *a = expr_fetch(run, node->args[0], &left, err), *b;
	int truth = TRUTH_FALSE, equal;

	if (!a)
		return -1;
	if (!value_is_given(a))
		return TRUTH_UNKNOWN;
	for (size_t i = 1; i < node->arg_count; i++) {
		b = expr_fetch(run, node->args[i], &item, err);
		if (!b)
			return -1;
		if (!value_is_given(b)) {
			truth = TRUTH_UNKNOWN;
			continue;
		}
		equal = expr_equal(run, a, b, err);
		if (equal != 0)
			return equal;
	}
	return truth;
}

static int is_within(const struct run *run, const struct value *a, const struct value *b,
		     struct err *err)
{
	const struct season *season = expr_season(run);
	const struct unit *unit, *above;

	if (b->kind == KIND_TEXT && a->kind == KIND_TEXT) {
		unit = expr_unit(run, a);
		above = expr_unit(run, b);
		return unit && above ? unit_is_within(unit, above, expr_unit_day(run))
				     : TRUTH_UNKNOWN;
	}
	if (b->kind == KIND_PERIOD && a->kind == KIND_PERIOD)
		return period_contains(b->period, a->period, season);
	if (b->kind == KIND_PERIOD && a->kind == KIND_DATE)
		return a->date >= period_first_day(b->period, season) &&
		       a->date <= period_last_day(b->period, season);
	return unlike(err);
}

static int test_within(const struct run *run, const struct expr *node, struct err *err)
{
	struct value left, right;
	const struct value *a = expr_fetch(run, node->args[0], &left, err);
	const struct value *b = a ? expr_fetch(run, node->args[1], &right, err) : NULL;
	struct value one;

	if (!b)
		return -1;
	if (!value_is_given(a) || !value_is_given(b))
		return TRUTH_UNKNOWN;
	if (a->kind != KIND_LIST)
		return is_within(run, a, b, err);
	for (size_t i = 0; i < a->list.count; i++) {
		one = expr_text(a->list.at[i]);
		if (is_within(run, &one, b, err) == TRUTH_TRUE)
			return TRUTH_TRUE;
	}
	return TRUTH_FALSE;
}

/* ---- texts like a pattern ---- */

/* * any run, \ before a sign keeps it. */
static int like(const char *text, const char *pattern)
{
	const char *star = NULL, *back = NULL;

	while (*text) {
		const char *sign = *pattern == '\\' && pattern[1] ? pattern + 1 : pattern;

		if (*pattern == '*') {
			star = ++pattern;
			back = text;
		} else if (*pattern && *sign == *text) {
			pattern = sign + 1;
			text++;
		} else if (star) {
			pattern = star;
			text = ++back;
		} else {
			return 0;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

/* A code is also what it is called, a unit too. */
static int named_like(const struct run *run, const struct expr *node, const char *text,
		      const char *pattern)
{
	const struct code *code = node->list ? code_list_find(node->list, text) : NULL;
	struct value value = expr_text(text);
	const struct unit *unit = node->type == EXPR_UNIT ? expr_unit(run, &value) : NULL;

	if (like(text, pattern))
		return 1;
	for (int lang = 0; code && lang < LANG_COUNT; lang++)
		if (code->label[lang] && like(code->label[lang], pattern))
			return 1;
	if (!unit)
		return 0;
	return like(unit_name(unit, DATE_NONE), pattern) ||
	       (unit->short_name && *unit->short_name && like(unit->short_name, pattern));
}

static int test_like(const struct run *run, const struct expr *node, struct err *err)
{
	struct value left, right;
	const struct value *a = expr_fetch(run, node->args[0], &left, err);
	const struct value *b = a ? expr_fetch(run, node->args[1], &right, err) : NULL;

	if (!b)
		return -1;
	if (!value_is_given(a) || !value_is_given(b))
		return TRUTH_UNKNOWN;
	if (b->kind != KIND_TEXT || (a->kind != KIND_TEXT && a->kind != KIND_LIST))
		return unlike(err);
	if (a->kind == KIND_TEXT)
		return named_like(run, node->args[0], a->text, b->text);
	for (size_t i = 0; i < a->list.count; i++)
		if (named_like(run, node->args[0], a->list.at[i], b->text))
			return TRUTH_TRUE;
	return TRUTH_FALSE;
}

/* ---- states of values ---- */

static int is_blank(const struct value *v)
{
	if (v->state != VALUE_GIVEN)
		return v->state == VALUE_NONE;
	return (v->kind == KIND_TEXT && *v->text == '\0') ||
	       (v->kind == KIND_LIST && v->list.count == 0) ||
	       (v->kind == KIND_ROWS && v->rows.count == 0);
}

static int test_is(const struct run *run, const struct expr *node, struct err *err)
{
	struct value scratch;
	const struct value *v = expr_fetch(run, node->args[0], &scratch, err);

	if (!v)
		return -1;
	switch (node->is) {
	case WORD_EMPTY:
		return is_blank(v);
	case WORD_MISSING:
		return v->state == VALUE_MISSING;
	case WORD_GIVEN:
		return value_is_given(v) && !is_blank(v);
	case WORD_ZERO:
		return value_is_given(v) && v->kind == KIND_NUMBER && v->number.unscaled == 0;
	case WORD_NOT_APPLICABLE:
		return v->state == VALUE_NOT_APPLICABLE;
	default:
		return v->state == VALUE_MASKED;
	}
}

/* ---- conditions ---- */

static int test_pair(const struct run *run, const struct expr *node, struct err *err)
{
	/* What one side alone decides: false an and, true an or. */
	int decides = node->op == NODE_OR;
	int a = expr_test(run, node->args[0], err), b;

	if (a < 0 || a == decides)
		return a;
	b = expr_test(run, node->args[1], err);
	if (b < 0 || b == decides)
		return b;
	return a == TRUTH_UNKNOWN || b == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : !decides;
}

static int test_value(const struct run *run, const struct expr *node, struct err *err)
{
	struct value scratch;
	const struct value *v = expr_fetch(run, node, &scratch, err);

	if (!v)
		return -1;
	if (!value_is_given(v))
		return TRUTH_UNKNOWN;
	if (v->kind != KIND_BOOL)
		return err_set(
			err, ERR_FAULT, _("a condition is needed, but the value is none"));
	return v->yes ? TRUTH_TRUE : TRUTH_FALSE;
}

int expr_test(const struct run *run, const struct expr *node, struct err *err)
{
	int truth;

	switch ((enum node_op)node->op) {
	case NODE_OR:
	case NODE_AND:
		return test_pair(run, node, err);
	case NODE_NOT:
		truth = expr_test(run, node->args[0], err);
		return truth < 0 || truth == TRUTH_UNKNOWN ? truth : !truth;
	case NODE_EQUAL:
	case NODE_DIFFERS:
	case NODE_LESS:
	case NODE_AT_MOST:
	case NODE_MORE:
	case NODE_AT_LEAST:
		return test_comparison(run, node, err);
	case NODE_IN:
		return test_in(run, node, err);
	case NODE_WITHIN:
		return test_within(run, node, err);
	case NODE_LIKE:
		return test_like(run, node, err);
	case NODE_IS:
		return test_is(run, node, err);
	default:
		return test_value(run, node, err);
	}
}

/* ---- values ---- */

/* A computed field is worked out where it is asked, at its own scale. */
static const struct value *computed(const struct run *run, const struct record *record,
				    const struct record *outer, const struct field *field,
				    struct value *tmp, struct err *err)
{
	struct run inner = { run->scope, record, outer, run->depth + 1 };
	const struct value *v;

	if ((field->compute->flags & NODE_ASKS) && !run->scope->aggregate)
		return &record->values[field->index];
	if (run->depth >= COMPUTED_DEPTH) {
		err_set(err, ERR_FAULT, _("the computed field %s asks for itself"),
			field_label(field, i18n_lang()));
		return NULL;
	}
	v = expr_fetch(&inner, field->compute, tmp, err);
	if (!v || !value_is_given(v) || v->kind != KIND_NUMBER ||
	    v->number.scale == field->scale)
		return v;
	if (v != tmp)
		*tmp = *v;
	if (decimal_rescale(tmp->number, field->scale, &tmp->number, err) < 0)
		return NULL;
	return tmp;
}

static const struct value *fetch_field(const struct run *run, const struct record *record,
				       const struct record *outer, const struct field *field,
				       struct value *tmp, struct err *err)
{
	if (!record)
		return &nothing;
	if (field->compute)
		return computed(run, record, outer, field, tmp, err);
	return &record->values[field->index];
}

static const struct value *fetch_param(const struct run *run, const struct expr *node,
				       struct value *tmp, struct err *err)
{
	int rc = 1;

	*tmp = nothing;
	if (run->scope->param)
		rc = run->scope->param(run->scope->context, node->name, tmp);
	if (rc < 0) {
		err_set(err, ERR_FAULT, _("the parameter $%s has no value"), node->name);
		return NULL;
	}
	return rc > 0 ? &nothing : tmp;
}

static const struct value *fetch_truth(const struct run *run, const struct expr *node,
				       struct value *tmp, struct err *err)
{
	int truth = expr_test(run, node, err);

	if (truth < 0)
		return NULL;
	if (truth == TRUTH_UNKNOWN)
		return &nothing;
	*tmp = expr_yes(truth);
	return tmp;
}

static int remainder_of(struct decimal a, struct decimal b, struct decimal *out,
			struct err *err)
{
	int scale = a.scale > b.scale ? a.scale : b.scale;

	if (decimal_rescale(a, scale, &a, err) < 0 || decimal_rescale(b, scale, &b, err) < 0)
		return -1;
	out->unscaled = b.unscaled == -1 ? 0 : a.unscaled % b.unscaled;
	out->scale = scale;
	return 0;
}

static int date_sum(enum node_op op, const struct value *a, const struct value *b,
		    struct value *out, struct err *err)
{
	const struct value *day = a->kind == KIND_DATE ? a : b;
	struct decimal days;
	int64_t sum;

	if (a->kind == KIND_DATE && b->kind == KIND_DATE) {
		*out = expr_number(decimal_of((int64_t)a->date - b->date));
		return 0;
	}
	days = decimal_normalize((day == a ? b : a)->number);
	if (days.scale != 0 || days.unscaled > 4000000 || days.unscaled < -4000000)
		return err_set(err, ERR_FAULT, _("only whole days can be added to a date"));
	sum = day->date + (op == NODE_ADD ? days.unscaled : -days.unscaled);
	if (sum < date_of(1, 1, 1) || sum > date_of(9999, 12, 31))
		return err_set(err, ERR_FAULT, _("the date is out of the calendar"));
	*out = expr_date((int32_t)sum);
	return 0;
}

static int calculate(enum node_op op, const struct value *a, const struct value *b,
		     struct value *out, struct err *err)
{
	struct decimal x = a->number, y = b->number, z = { 0 };
	int rc, sum = op == NODE_ADD || op == NODE_SUBTRACT;

	if (sum && (a->kind == KIND_DATE || b->kind == KIND_DATE) &&
	    (a->kind == KIND_NUMBER || b->kind == KIND_NUMBER || a->kind == b->kind))
		return date_sum(op, a, b, out, err);
	if (a->kind != KIND_NUMBER || b->kind != KIND_NUMBER)
		return err_set(err, ERR_FAULT, _("only numbers can be calculated with"));
	if ((op == NODE_DIVIDE || op == NODE_REMAINDER) && y.unscaled == 0) {
		*out = nothing;
		return 0;
	}
	switch (op) {
	case NODE_ADD: rc = decimal_add(x, y, &z, err); break;
	case NODE_SUBTRACT: rc = decimal_subtract(x, y, &z, err); break;
	case NODE_MULTIPLY: rc = decimal_multiply(x, y, &z, err); break;
	case NODE_DIVIDE: rc = decimal_divide(x, y, &z, err); break;
	default: rc = remainder_of(x, y, &z, err);
	}
	*out = expr_number(z);
	/* What rests on a plan is a plan. */
	out->nature = a->nature > b->nature ? a->nature : b->nature;
	return rc;
}

static const struct value *fetch_sum(const struct run *run, const struct expr *node,
				     struct value *tmp, struct err *err)
{
	struct value left, right;
	const struct value *a = expr_fetch(run, node->args[0], &left, err);
	const struct value *b = a ? expr_fetch(run, node->args[1], &right, err) : NULL;

	if (!b)
		return NULL;
	if (!value_is_given(a) || !value_is_given(b))
		return &nothing;
	return calculate((enum node_op)node->op, a, b, tmp, err) < 0 ? NULL : tmp;
}

static const struct value *fetch_negative(const struct run *run, const struct expr *node,
					  struct value *tmp, struct err *err)
{
	const struct value *v = expr_fetch(run, node->args[0], tmp, err);

	if (!v || !value_is_given(v))
		return v ? &nothing : NULL;
	if (v->kind != KIND_NUMBER) {
		err_set(err, ERR_FAULT, _("only numbers can be calculated with"));
		return NULL;
	}
	if (v != tmp)
		*tmp = *v;
	return decimal_negate(tmp->number, &tmp->number, err) < 0 ? NULL : tmp;
}

static const struct value *fetch_state(const struct run *run, const struct expr *node,
				       struct value *tmp)
{
	const struct work_state *state =
		run->record ? model_state(node->model, run->record->state) : NULL;

	if (!state)
		return &nothing;
	*tmp = expr_text(state->id);
	return tmp;
}

const struct value *expr_fetch(const struct run *run, const struct expr *node,
			       struct value *tmp, struct err *err)
{
	switch ((enum node_op)node->op) {
	case NODE_CONST:
		return &node->constant;
	case NODE_FIELD:
		return fetch_field(run, run->record, run->outer, node->field, tmp, err);
	case NODE_OUTER:
		return fetch_field(run, run->outer, NULL, node->field, tmp, err);
	case NODE_STATE:
		return fetch_state(run, node, tmp);
	case NODE_PARAM:
		return fetch_param(run, node, tmp, err);
	case NODE_ADD:
	case NODE_SUBTRACT:
	case NODE_MULTIPLY:
	case NODE_DIVIDE:
	case NODE_REMAINDER:
		return fetch_sum(run, node, tmp, err);
	case NODE_NEGATE:
		return fetch_negative(run, node, tmp, err);
	case NODE_CALL:
		return expr_fetch_call(run, node, tmp, err);
	case NODE_OVER_ROWS:
		return expr_over_rows(run, node, tmp, err) < 0 ? NULL : tmp;
	case NODE_OVER_FORM:
		return expr_over_form(run, node, tmp, err) < 0 ? NULL : tmp;
	default:
		return fetch_truth(run, node, tmp, err);
	}
}

int expr_eval(const struct expr *expr, const struct expr_scope *scope, struct value *out,
	      struct err *err)
{
	struct run run = { scope, scope->record, scope->outer, 0 };
	struct value scratch;
	const struct value *v = expr_fetch(&run, expr, &scratch, err);

	if (!v)
		return -1;
	*out = *v;
	return 0;
}

int expr_truth(const struct expr *expr, const struct expr_scope *scope, struct err *err)
{
	struct run run = { scope, scope->record, scope->outer, 0 };

	return expr_test(&run, expr, err);
}
