/*
 * expr_plan.c - what can be known of an expression without a record: bounds an index can
 * serve, fields it reads, states it lets through.
 */
#include "model/expr_internal.h"

#include "base/decimal.h"
#include "base/vec.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"
#include "model/workflow.h"

enum { COMPUTED_DEPTH = 8 };

/* ---- bounds ---- */

struct bounds {
	struct arena *mem;
	struct expr_bound *at;
	size_t count, cap;
	int exact;
};

/* One value whatever the record. */
static int is_fixed(const struct expr *node)
{
	return !(node->flags & (NODE_OWN | NODE_ASKS));
}

static int is_stored(const struct expr *node)
{
	return node->op == NODE_FIELD && !node->field->compute &&
	       !(node->flags & NODE_SEVERAL) && node->type != EXPR_ROWS;
}

static struct expr_bound *add_bound(struct bounds *b, const struct field *field, int op,
				    const struct expr *value)
{
	struct expr_bound *bound = VEC_PUSH_IN(b->mem, b);

	bound->field = field;
	bound->op = op;
	bound->value = value;
	/* 1.234 is between two stored values of two decimals. */
	if (value && value->op == NODE_CONST && value->constant.kind == KIND_NUMBER &&
	    decimal_loses(value->constant.number, field->scale))
		b->exact = 0;
	return bound;
}

static enum node_op turned(enum node_op op)
{
	switch (op) {
	case NODE_LESS: return NODE_MORE;
	case NODE_AT_MOST: return NODE_AT_LEAST;
	case NODE_MORE: return NODE_LESS;
	case NODE_AT_LEAST: return NODE_AT_MOST;
	default: return op;
	}
}

static int is_ordered(const struct expr *node)
{
	return node->type == EXPR_NUMBER || node->type == EXPR_DATE || node->type == EXPR_TEXT;
}

/* 1 when the comparison became a bound. */
static int bound_comparison(struct bounds *b, const struct expr *node)
{
	const struct expr *field = node->args[0], *value = node->args[1];
	enum node_op op = (enum node_op)node->op;

	if (!is_stored(field)) {
		field = node->args[1];
		value = node->args[0];
		op = turned(op);
	}
	if (!is_stored(field) || !is_fixed(value) || op == NODE_DIFFERS)
		return 0;
	if (op != NODE_EQUAL && !is_ordered(field))
		return 0;
	if (op == NODE_LESS || op == NODE_MORE)
		b->exact = 0;
	add_bound(b, field->field, op == NODE_EQUAL ? BOUND_EQUAL
		: op == NODE_MORE || op == NODE_AT_LEAST ? BOUND_FROM : BOUND_TO, value);
	return 1;
}

static const struct expr *day_of(
	struct bounds *b, const char *function, const struct expr *period)
{
	struct expr *call = expr_node_in(b->mem, NODE_CALL, EXPR_DATE,
		(struct expr *[]){ (struct expr *)period }, 1);

	call->function = expr_function_find(function);
	return call;
}

static int bound_within(struct bounds *b, const struct expr *node)
{
	const struct expr *field = node->args[0], *value = node->args[1];

	if (!is_stored(field) || !is_fixed(value))
		return 0;
	if (field->type == EXPR_DATE) {
		add_bound(b, field->field, BOUND_FROM, day_of(b, "start", value));
		add_bound(b, field->field, BOUND_TO, day_of(b, "end", value));
	} else {
		add_bound(b, field->field, BOUND_WITHIN, value);
	}
	return 1;
}

static int bound_in(struct bounds *b, const struct expr *node)
{
	struct expr_bound *bound;

	if (!is_stored(node->args[0]))
		return 0;
	for (size_t i = 1; i < node->arg_count; i++)
		if (!is_fixed(node->args[i]))
			return 0;
	bound = add_bound(b, node->args[0]->field, BOUND_IN, NULL);
	bound->values = node->args + 1;
	bound->value_count = node->arg_count - 1;
	for (size_t i = 1; i < node->arg_count; i++)
		if (node->args[i]->op == NODE_CONST && node->args[i]->type == EXPR_NUMBER &&
		    decimal_loses(node->args[i]->constant.number, bound->field->scale))
			b->exact = 0;
	return 1;
}

static void collect(struct bounds *b, const struct expr *node)
{
	int found = 0;

	switch ((enum node_op)node->op) {
	case NODE_AND:
		collect(b, node->args[0]);
		collect(b, node->args[1]);
		return;
	case NODE_EQUAL:
	case NODE_LESS:
	case NODE_AT_MOST:
	case NODE_MORE:
	case NODE_AT_LEAST:
		found = bound_comparison(b, node);
		break;
	case NODE_WITHIN:
		found = bound_within(b, node);
		break;
	case NODE_IN:
		found = bound_in(b, node);
		break;
	case NODE_CONST:
		found = value_is_given(&node->constant) && node->type == EXPR_BOOL &&
			node->constant.yes;
		break;
	default:
		break;
	}
	if (!found)
		b->exact = 0;
}

size_t expr_bounds(const struct expr *expr, struct arena *mem, struct expr_bound **out,
		   int *exact)
{
	struct bounds b = { .mem = mem, .exact = 1 };

	if (expr)
		collect(&b, expr);
	*out = b.at;
	*exact = b.exact;
	return b.count;
}

const struct expr *expr_and(const struct expr *a, const struct expr *b, struct arena *mem)
{
	if (!a || !b)
		return a ? a : b;
	return expr_node_in(mem, NODE_AND, EXPR_BOOL,
		(struct expr *[]){ (struct expr *)a, (struct expr *)b }, 2);
}

/* ---- what it reads ---- */

static int reads(const struct expr *node, const struct field *field, int own, int depth);

static int reads_any(const struct expr *node, const struct field *field, int own, int depth)
{
	for (size_t i = 0; i < node->arg_count; i++)
		if (reads(node->args[i], field, own, depth))
			return 1;
	return 0;
}

/* own 0: inside the condition of an aggregate, where only this. is the record's own. */
static int reads(const struct expr *node, const struct field *field, int own, int depth)
{
	switch ((enum node_op)node->op) {
	case NODE_FIELD:
	case NODE_OUTER:
		if (own != (node->op == NODE_FIELD))
			return 0;
		if (node->field == field)
			return 1;
		return node->field->compute && depth < COMPUTED_DEPTH &&
		       reads(node->field->compute, field, 1, depth + 1);
	case NODE_OVER_ROWS:
		if (own && (node->field == field || node->member == field))
			return 1;
		/* Bare names in its condition are the group's, which are this record's too. */
		return own &&
			(reads_any(node, field, 0, depth) || reads_any(node, field, 1, depth));
	case NODE_OVER_FORM:
		return own && reads_any(node, field, 0, depth);
	default:
		return reads_any(node, field, own, depth);
	}
}

int expr_reads(const struct expr *expr, const struct field *field)
{
	return reads(expr, field, 1, 0);
}

static int asks(const struct expr *node, int depth)
{
	if (node->flags & NODE_ASKS)
		return 1;
	if ((node->op == NODE_FIELD || node->op == NODE_OUTER) && node->field->compute &&
	    depth < COMPUTED_DEPTH && asks(node->field->compute, depth + 1))
		return 1;
	if (node->op == NODE_OVER_ROWS && node->member && node->member->compute &&
	    depth < COMPUTED_DEPTH && asks(node->member->compute, depth + 1))
		return 1;
	for (size_t i = 0; i < node->arg_count; i++)
		if (asks(node->args[i], depth))
			return 1;
	return 0;
}

int expr_has_aggregate(const struct expr *expr)
{
	return asks(expr, 0);
}

/* ---- states ---- */

enum { CAN_BE_FALSE = 1 << TRUTH_FALSE, CAN_BE_TRUE = 1 << TRUTH_TRUE,
       CAN_BE_UNKNOWN = 1 << TRUTH_UNKNOWN, CAN_BE_ANY = 7 };

static int asks_only_state(const struct expr *node)
{
	for (size_t i = 0; i < node->arg_count; i++)
		if (node->args[i]->op != NODE_STATE && node->args[i]->op != NODE_CONST)
			return 0;
	return 1;
}

static unsigned outcomes(const struct expr *node, const struct record *record);

static unsigned pair_outcomes(const struct expr *node, const struct record *record)
{
	unsigned a = outcomes(node->args[0], record), b = outcomes(node->args[1], record);
	unsigned decides = node->op == NODE_OR ? CAN_BE_TRUE : CAN_BE_FALSE;
	unsigned other = node->op == NODE_OR ? CAN_BE_FALSE : CAN_BE_TRUE;
	unsigned out = (a | b) & decides;

	if ((a & other) && (b & other))
		out |= other;
	if (((a | b) & CAN_BE_UNKNOWN) && (a & ~decides) && (b & ~decides))
		out |= CAN_BE_UNKNOWN;
	return out;
}

/* Which answers are possible for a record in that state, whatever its fields. */
static unsigned outcomes(const struct expr *node, const struct record *record)
{
	struct expr_scope scope = { .record = record };
	unsigned a;
	int truth;

	if (!(node->flags & NODE_NAMES_STATE))
		return CAN_BE_ANY;
	if (node->op == NODE_AND || node->op == NODE_OR)
		return pair_outcomes(node, record);
	if (node->op == NODE_NOT) {
		a = outcomes(node->args[0], record);
		return (a & CAN_BE_UNKNOWN) | (a & CAN_BE_FALSE ? CAN_BE_TRUE : 0) |
		       (a & CAN_BE_TRUE ? CAN_BE_FALSE : 0);
	}
	if (!asks_only_state(node))
		return CAN_BE_ANY;
	truth = expr_truth(node, &scope, NULL);
	return truth < 0 ? CAN_BE_ANY : 1U << truth;
}

/* Whose states the expression names. */
static const struct model *states_model(const struct expr *node)
{
	const struct model *found = node->op == NODE_STATE ? node->model : NULL;

	for (size_t i = 0; i < node->arg_count && !found; i++)
		if (node->args[i]->flags & NODE_NAMES_STATE)
			found = states_model(node->args[i]);
	return found;
}

unsigned expr_states(const struct expr *expr)
{
	const struct model *model;
	struct record record = { 0 };
	unsigned states = 0;

	if (!expr || !(expr->flags & NODE_NAMES_STATE))
		return 0;
	model = states_model(expr);
	for (unsigned state = STATE_SAVED; state <= STATE_MOST; state++) {
		record.state = (enum record_state)state;
		if (model_state(model, record.state) && outcomes(expr, &record) & CAN_BE_TRUE)
			states |= 1U << state;
	}
	return states;
}
