/*
 * expr_split.c - a condition over the rows of a form's group, taken apart: the conjuncts that
 * name no field of the row are the form's own, so that an index can serve them.  Also the
 * conjunct that bounds a field from above.
 */
#include "model/expr_internal.h"

/* Does the row have a say in it? */
static int reads_row(const struct expr *node)
{
	if (node->op == NODE_FIELD)
		return 1;
	for (size_t i = 0; i < node->arg_count; i++)
		if (reads_row(node->args[i]))
			return 1;
	return 0;
}

/* What was the form's around becomes its own; flags follow. */
static void make_own(struct expr *node)
{
	if (node->op == NODE_OUTER && (node->flags & NODE_AROUND)) {
		node->op = NODE_FIELD;
		node->flags = (uint8_t)((node->flags & ~NODE_AROUND) | NODE_OWN);
	}
	for (size_t i = 0; i < node->arg_count; i++) {
		make_own((struct expr *)node->args[i]);
		node->flags |= node->args[i]->flags & NODE_OWN;
	}
}

void expr_split_rows(struct parser *p, struct expr *where, const struct expr **form_part,
	const struct expr **row_part)
{
	*form_part = *row_part = NULL;
	if (where->op == NODE_AND) {
		const struct expr *more_form, *more_row;

		expr_split_rows(p, (struct expr *)where->args[0], form_part, row_part);
		expr_split_rows(p, (struct expr *)where->args[1], &more_form, &more_row);
		*form_part = expr_and(*form_part, more_form, p->mem);
		*row_part = expr_and(*row_part, more_row, p->mem);
		return;
	}
	if (reads_row(where)) {
		*row_part = where;
		return;
	}
	make_own(where);
	*form_part = where;
}

static int is_upper(
	const struct expr *field, const struct expr *value, const struct field *wanted)
{
	return field->op == NODE_FIELD && field->field == wanted &&
		!(value->flags & (NODE_OWN | NODE_ASKS));
}

/* The condition without its first upper bound of the field; NULL nothing is left. */
static const struct expr *without_upper(const struct expr *node, const struct field *field,
	struct arena *mem, const struct expr **upper)
{
	const struct expr *left, *right;

	if (node->op == NODE_AND) {
		left = without_upper(node->args[0], field, mem, upper);
		right = without_upper(node->args[1], field, mem, upper);
		return left == node->args[0] && right == node->args[1]
			? node
			: expr_and(left, right, mem);
	}
	if (*upper || (node->op != NODE_AT_MOST && node->op != NODE_AT_LEAST))
		return node;
	left = node->args[node->op == NODE_AT_LEAST];
	right = node->args[node->op == NODE_AT_MOST];
	if (!is_upper(left, right, field))
		return node;
	*upper = right;
	return NULL;
}

int expr_take_upper(const struct expr *where, const struct field *field, struct arena *mem,
	const struct expr **rest, const struct expr **upper)
{
	*upper = NULL;
	*rest = where && field ? without_upper(where, field, mem, upper) : where;
	return *upper != NULL;
}
