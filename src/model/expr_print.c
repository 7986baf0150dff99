/*
 * expr_print.c - a tree as canonical text: English words, ids, no needless parentheses.
 * What it prints parses to a tree that prints the same.
 */
#include "model/expr_internal.h"

#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/str.h"
#include "model/form.h"

enum level { LEVEL_OR = 1, LEVEL_AND, LEVEL_NOT, LEVEL_COMPARE, LEVEL_SUM, LEVEL_PRODUCT,
	     LEVEL_SIGN, LEVEL_PRIMARY };

/* clang-format off */
static const struct { const char *sign; enum level level; } binary[] = {
	[NODE_OR] = { "or", LEVEL_OR },           [NODE_AND] = { "and", LEVEL_AND },
	[NODE_EQUAL] = { "=", LEVEL_COMPARE },    [NODE_DIFFERS] = { "!=", LEVEL_COMPARE },
	[NODE_LESS] = { "<", LEVEL_COMPARE },     [NODE_AT_MOST] = { "<=", LEVEL_COMPARE },
	[NODE_MORE] = { ">", LEVEL_COMPARE },     [NODE_AT_LEAST] = { ">=", LEVEL_COMPARE },
	[NODE_WITHIN] = { "within", LEVEL_COMPARE }, [NODE_LIKE] = { "like", LEVEL_COMPARE },
	[NODE_ADD] = { "+", LEVEL_SUM },          [NODE_SUBTRACT] = { "-", LEVEL_SUM },
	[NODE_MULTIPLY] = { "*", LEVEL_PRODUCT }, [NODE_DIVIDE] = { "/", LEVEL_PRODUCT },
	[NODE_REMAINDER] = { "%", LEVEL_PRODUCT },
};

static const char *const states[] = {
	[WORD_EMPTY] = "empty", [WORD_MISSING] = "missing", [WORD_GIVEN] = "given",
	[WORD_ZERO] = "zero", [WORD_NOT_APPLICABLE] = "applicable", [WORD_MASKED] = "masked",
};
/* clang-format on */

static void print(const struct expr *node, int least, struct str *out);

/* "x is not empty", "x not in (...)": the not stands inside the comparison. */
static int is_inner_not(const struct expr *node)
{
	return node->op == NODE_NOT && node->args[0]->op >= NODE_IN &&
		node->args[0]->op <= NODE_IS;
}

static int level_of(const struct expr *node)
{
	switch ((enum node_op)node->op) {
	case NODE_CONST:
		return node->constant.kind == KIND_NUMBER && node->constant.number.unscaled < 0
			? LEVEL_SIGN : LEVEL_PRIMARY;
	case NODE_NOT:
		return is_inner_not(node) ? LEVEL_COMPARE : LEVEL_NOT;
	case NODE_IN:
	case NODE_IS:
		return LEVEL_COMPARE;
	case NODE_NEGATE:
		return LEVEL_SIGN;
	case NODE_FIELD:
	case NODE_OUTER:
	case NODE_STATE:
	case NODE_PARAM:
	case NODE_CALL:
	case NODE_OVER_ROWS:
	case NODE_OVER_FORM:
		return LEVEL_PRIMARY;
	default:
		return binary[node->op].level;
	}
}

static void print_text(const char *text, struct str *out)
{
	str_add_char(out, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			str_add_char(out, '\'');
		str_add_char(out, *text);
	}
	str_add_char(out, '\'');
}

static void print_constant(const struct value *v, struct str *out)
{
	switch (v->kind) {
	case KIND_NUMBER:
		decimal_print_short(v->number, out);
		break;
	case KIND_DATE:
		date_print(v->date, out);
		break;
	case KIND_PERIOD:
		period_print(v->period, out);
		break;
	case KIND_BOOL:
		str_add(out, v->yes ? "true" : "false");
		break;
	default:
		print_text(v->text, out);
	}
}

/* An id that is also a word of the language is quoted like an odd label. */
static void print_name(const char *id, struct str *out)
{
	enum word word = expr_word(id);
	int odd = word == WORD_NOT || word == WORD_TRUE || word == WORD_FALSE ||
		  word == WORD_THIS;

	str_addf(out, odd ? "「%s」" : "%s", id);
}

static void print_list(const struct expr *node, size_t from, struct str *out)
{
	str_add_char(out, '(');
	for (size_t i = from; i < node->arg_count; i++) {
		if (i > from)
			str_add(out, ", ");
		print(node->args[i], LEVEL_OR, out);
	}
	str_add_char(out, ')');
}

static void print_aggregate(const struct expr *node, struct str *out)
{
	str_addf(out, "%s(", expr_aggregate_name((enum aggregate)node->what));
	if (node->op == NODE_OVER_FORM)
		print_name(node->form->id, out);
	if (node->op == NODE_OVER_FORM && node->field)
		str_add_char(out, '.');
	if (node->field)
		print_name(node->field->id, out);
	if (node->member) {
		str_add_char(out, '.');
		print_name(node->member->id, out);
	}
	if (node->arg_count) {
		str_add(out, " where ");
		print(node->args[0], node->row_where ? LEVEL_AND : LEVEL_OR, out);
	}
	if (node->row_where) {
		str_add(out, node->arg_count ? " and " : " where ");
		print(node->row_where, node->arg_count ? LEVEL_AND : LEVEL_OR, out);
	}
	str_add_char(out, ')');
}

/* in, within, like, is; inner_not puts the not where people say it. */
static void print_relation(const struct expr *node, int inner_not, struct str *out)
{
	print(node->args[0], LEVEL_SUM, out);
	if (node->op == NODE_IS) {
		/* "is not applicable" is the state itself. */
		int is_not = inner_not != (node->is == WORD_NOT_APPLICABLE);

		str_addf(out, " is %s%s", is_not ? "not " : "", states[node->is]);
		return;
	}
	str_add(out, inner_not ? " not " : " ");
	if (node->op == NODE_IN) {
		str_add(out, "in ");
		print_list(node, 1, out);
		return;
	}
	str_addf(out, "%s ", binary[node->op].sign);
	print(node->args[1], LEVEL_SUM, out);
}

static void print_not(const struct expr *node, struct str *out)
{
	if (is_inner_not(node)) {
		print_relation(node->args[0], 1, out);
		return;
	}
	str_add(out, "not ");
	print(node->args[0], LEVEL_NOT, out);
}

static void print_binary(const struct expr *node, struct str *out)
{
	int level = binary[node->op].level;
	int left = level == LEVEL_COMPARE ? LEVEL_SUM : level;

	print(node->args[0], left, out);
	str_addf(out, " %s ", binary[node->op].sign);
	print(node->args[1], level + 1, out);
}

static void print_node(const struct expr *node, struct str *out)
{
	switch ((enum node_op)node->op) {
	case NODE_CONST:
		print_constant(&node->constant, out);
		break;
	case NODE_FIELD:
		print_name(node->field->id, out);
		break;
	case NODE_OUTER:
		if (!(node->flags & NODE_AROUND))
			str_add(out, "this.");
		print_name(node->field->id, out);
		break;
	case NODE_STATE:
		str_add(out, "state");
		break;
	case NODE_PARAM:
		str_addf(out, "$%s", node->name);
		break;
	case NODE_NOT:
		print_not(node, out);
		break;
	case NODE_IN:
	case NODE_WITHIN:
	case NODE_LIKE:
	case NODE_IS:
		print_relation(node, 0, out);
		break;
	case NODE_NEGATE:
		str_add_char(out, '-');
		print(node->args[0], LEVEL_SIGN, out);
		break;
	case NODE_CALL:
		str_add(out, node->function->name);
		print_list(node, 0, out);
		break;
	case NODE_OVER_ROWS:
	case NODE_OVER_FORM:
		print_aggregate(node, out);
		break;
	default:
		print_binary(node, out);
	}
}

static void print(const struct expr *node, int least, struct str *out)
{
	int parentheses = level_of(node) < least;

	if (parentheses)
		str_add_char(out, '(');
	print_node(node, out);
	if (parentheses)
		str_add_char(out, ')');
}

void expr_print(const struct expr *expr, struct str *out)
{
	print(expr, LEVEL_OR, out);
}
