/*
 * expr_split.c - a condition over the rows of a form's group, taken apart: the conjuncts that
 * name no field of the row are the form's own, so that an index can serve them.
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
