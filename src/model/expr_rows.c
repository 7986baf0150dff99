/*
 * expr_rows.c - calls and aggregates: functions with their arguments, sums over the
 * record's own rows, and questions about other forms, which the scope answers.
 */
#include "model/expr_internal.h"

#include "base/decimal.h"
#include "base/i18n.h"
#include "model/form.h"
#include "model/record.h"

/* ---- functions ---- */

/* Parameters and old records may hold another kind than was declared. */
static int fits(char letter, const struct value *v)
{
	switch (letter) {
	case 'n': return v->kind == KIND_NUMBER;
	case 'T': return v->kind == KIND_TEXT || v->kind == KIND_LIST;
	case 't':
	case 'c':
	case 'u': return v->kind == KIND_TEXT;
	case 'd': return v->kind == KIND_DATE;
	case 'p': return v->kind == KIND_PERIOD;
	case 'D': return v->kind == KIND_DATE || v->kind == KIND_PERIOD;
	case 'b': return v->kind == KIND_BOOL;
	default: return v->kind != KIND_LIST && v->kind != KIND_ROWS;
	}
}

static char letter_of(const struct expr_function *function, size_t i)
{
	return function->takes[1] == '+' ? function->takes[0] : function->takes[i];
}

static const struct value *fetch_if(const struct run *run, const struct expr *node,
				    struct value *tmp, struct err *err)
{
	int truth = expr_test(run, node->args[0], err);

	if (truth < 0)
		return NULL;
	if (truth == TRUTH_UNKNOWN) {
		*tmp = expr_missing();
		return tmp;
	}
	return expr_fetch(run, node->args[truth ? 1 : 2], tmp, err);
}

static const struct value *fetch_first(const struct run *run, const struct expr *node,
				       struct value *tmp, struct err *err)
{
	for (size_t i = 0; i < node->arg_count; i++) {
		const struct value *v = expr_fetch(run, node->args[i], tmp, err);

		if (!v || value_is_given(v))
			return v;
	}
	*tmp = expr_missing();
	return tmp;
}

static const struct value *fetch_applied(const struct run *run, const struct expr *node,
					 struct value *tmp, struct err *err)
{
	struct value args[EXPR_MAX_ARGS];

	for (size_t i = 0; i < node->arg_count; i++) {
		const struct value *v = expr_fetch(run, node->args[i], &args[i], err);

		if (!v)
			return NULL;
		if (!value_is_given(v)) {
			*tmp = expr_missing();
			return tmp;
		}
		if (!fits(letter_of(node->function, i), v)) {
			err_set(err, ERR_FAULT, _("%s cannot be asked of this value"),
				node->function->name);
			return NULL;
		}
		if (v != &args[i])
			args[i] = *v;
	}
	return node->function->call(run, node, args, node->arg_count, tmp, err) < 0 ? NULL
										    : tmp;
}

const struct value *expr_fetch_call(const struct run *run, const struct expr *node,
				    struct value *tmp, struct err *err)
{
	if (node->function->call)
		return fetch_applied(run, node, tmp, err);
	return node->arg_count == 3 && node->function->takes[0] == 'b'
		? fetch_if(run, node, tmp, err) : fetch_first(run, node, tmp, err);
}

/* ---- over the record's own rows ---- */

struct gather {
	enum aggregate what;
	int64_t count;
	struct value best;              /* sum, min, max or last so far; missing: none */
};

static int gather_best(const struct run *run, struct gather *g, const struct value *v,
		       struct err *err)
{
	int order = 0;

	if (!value_is_given(&g->best) || g->what == AGG_LAST) {
		g->best = *v;
		return 0;
	}
	if (g->what == AGG_SUM)
		return decimal_add(g->best.number, v->number, &g->best.number, err);
	if (expr_compare(run, v, &g->best, &order, err) < 0)
		return -1;
	if (g->what == AGG_MIN ? order < 0 : order > 0)
		g->best = *v;
	return 0;
}

static int gather_one(const struct run *run, struct gather *g, const struct value *v,
		      struct err *err)
{
	if (v && !value_is_given(v))
		return 0;
	g->count++;
	if (g->what == AGG_COUNT || g->what == AGG_DISTINCT)
		return 0;
	/* Plans and expectations are never added to what is. */
	if (g->what == AGG_SUM && (v->kind != KIND_NUMBER || v->nature != NATURE_ACTUAL))
		return 0;
	return gather_best(run, g, v, err);
}

static struct record row_record(const struct run *run, const struct expr *node,
				const struct row_values *rows, size_t i)
{
	return (struct record){
		.form = node->field->group,
		.state = run->record->state,
		.values = rows->cells + i * rows->width,
	};
}

/* The row's value in tmp or in the row, *chosen 0 when the condition leaves it out. */
static int row_value(const struct run *inner, const struct expr *node, struct value *tmp,
		     const struct value **out, int *chosen, struct err *err)
{
	struct expr member = { .op = NODE_FIELD, .field = node->member };
	int truth = node->arg_count ? expr_test(inner, node->args[0], err) : TRUTH_TRUE;

	*out = NULL;
	*chosen = truth == TRUTH_TRUE;
	if (truth < 0)
		return -1;
	if (*chosen && node->member) {
		*out = expr_fetch(inner, &member, tmp, err);
		return *out ? 0 : -1;
	}
	return 0;
}

/* Has an earlier chosen row the same value? */
static int seen_before(const struct run *run, const struct expr *node,
		       const struct row_values *rows, size_t row, const struct value *v,
		       struct err *err)
{
	for (size_t i = 0; i < row; i++) {
		struct record record = row_record(run, node, rows, i);
		struct run inner = { run->scope, &record, run->record, run->depth };
		const struct value *other;
		struct value tmp;
		int chosen, equal;

		if (row_value(&inner, node, &tmp, &other, &chosen, err) < 0)
			return -1;
		if (!chosen || !value_is_given(other))
			continue;
		equal = expr_equal(run, v, other, err);
		if (equal != 0)
			return equal;
	}
	return 0;
}

static int gather_row(const struct run *run, const struct expr *node,
		      const struct row_values *rows, size_t i, struct gather *g,
		      struct err *err)
{
	struct record record = row_record(run, node, rows, i);
	struct run inner = { run->scope, &record, run->record, run->depth };
	const struct value *v;
	struct value tmp;
	int chosen, seen;

	if (row_value(&inner, node, &tmp, &v, &chosen, err) < 0)
		return -1;
	if (!chosen)
		return 0;
	if (g->what == AGG_DISTINCT && v && value_is_given(v)) {
		seen = seen_before(run, node, rows, i, v, err);
		if (seen != 0)
			return seen < 0 ? -1 : 0;
	}
	return gather_one(run, g, v, err);
}

int expr_over_rows(const struct run *run, const struct expr *node, struct value *out,
		   struct err *err)
{
	const struct value *group =
		run->record ? &run->record->values[node->field->index] : NULL;
	struct gather g = { .what = (enum aggregate)node->what, .best = expr_missing() };
	int counts = g.what == AGG_COUNT || g.what == AGG_DISTINCT;

	if (group && value_is_given(group) && group->kind == KIND_ROWS &&
	    group->rows.width >= node->field->group->field_count)
		for (size_t i = 0; i < group->rows.count; i++)
			if (gather_row(run, node, &group->rows, i, &g, err) < 0)
				return -1;
	*out = counts ? expr_number(decimal_of(g.count)) : g.best;
	return 0;
}

/* ---- over another form ---- */

int expr_over_form(const struct run *run, const struct expr *node, struct value *out,
		   struct err *err)
{
	struct expr_scope inner = *run->scope;
	struct aggregate_call call = {
		.what = (enum aggregate)node->what,
		.form = node->form,
		.field = node->member,
		.where = node->arg_count ? node->args[0] : NULL,
		.group = node->field,
		.row_where = node->row_where,
	};

	if (!inner.aggregate)
		return err_set(err, ERR_FAULT, _("other records cannot be asked here: %s"),
			form_label(node->form, i18n_lang()));
	inner.outer = run->record;
	inner.record = NULL;
	return inner.aggregate(inner.context, &call, &inner, out, err);
}

int expr_each_row(const struct aggregate_call *call, const struct record *record,
		  const struct expr_scope *scope,
		  int (*visit)(void *context, const struct value *value, struct err *err),
		  void *context, struct err *err)
{
	const struct value *group = &record->values[call->group->index];
	struct run run = { scope, record, NULL, 0 };
	struct expr node = {
		.op = NODE_OVER_ROWS,
		.field = call->group,
		.member = call->field,
		.args = (const struct expr *[]){ call->row_where },
		.arg_count = call->row_where != NULL,
	};

	if (!value_is_given(group) || group->kind != KIND_ROWS ||
	    group->rows.width < call->group->group->field_count)
		return 0;
	for (size_t i = 0; i < group->rows.count; i++) {
		struct record row = row_record(&run, &node, &group->rows, i);
		struct run inner = { scope, &row, record, 0 };
		const struct value *v;
		struct value tmp;
		int chosen;

		if (row_value(&inner, &node, &tmp, &v, &chosen, err) < 0)
			return -1;
		if (chosen && visit(context, v, err) < 0)
			return -1;
	}
	return 0;
}
