/*
 * expr_print.c - a tree as text: canonical (English words, ids, no needless parentheses; it
 * parses to a tree that prints the same), or as people say it (labels, names, their language).
 */
#include "model/expr_internal.h"

#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/i18n.h"
#include "base/str.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"
#include "model/workflow.h"

enum level { LEVEL_OR = 1, LEVEL_AND, LEVEL_NOT, LEVEL_COMPARE, LEVEL_SUM, LEVEL_PRODUCT,
	     LEVEL_SIGN, LEVEL_PRIMARY };

/* clang-format off */
static const struct { const char *sign; enum level level; } binary[] = {
	[NODE_OR] = { N_("or"), LEVEL_OR },       [NODE_AND] = { N_("and"), LEVEL_AND },
	[NODE_EQUAL] = { "=", LEVEL_COMPARE },    [NODE_DIFFERS] = { "!=", LEVEL_COMPARE },
	[NODE_LESS] = { "<", LEVEL_COMPARE },     [NODE_AT_MOST] = { "<=", LEVEL_COMPARE },
	[NODE_MORE] = { ">", LEVEL_COMPARE },     [NODE_AT_LEAST] = { ">=", LEVEL_COMPARE },
	[NODE_WITHIN] = { "within", LEVEL_COMPARE }, [NODE_LIKE] = { "like", LEVEL_COMPARE },
	[NODE_ADD] = { "+", LEVEL_SUM },          [NODE_SUBTRACT] = { "-", LEVEL_SUM },
	[NODE_MULTIPLY] = { "*", LEVEL_PRODUCT }, [NODE_DIVIDE] = { "/", LEVEL_PRODUCT },
	[NODE_REMAINDER] = { "%", LEVEL_PRODUCT },
};

/* By WORD_..., as it is said and denied; "not applicable" is the state itself. */
static const char *const states[][2] = {
	[WORD_EMPTY] = { N_("is empty"), N_("is not empty") },
	[WORD_MISSING] = { N_("is missing"), N_("is not missing") },
	[WORD_GIVEN] = { N_("is given"), N_("is not given") },
	[WORD_ZERO] = { N_("is zero"), N_("is not zero") },
	[WORD_NOT_APPLICABLE] = { N_("is not applicable"), N_("is applicable") },
	[WORD_MASKED] = { N_("is masked"), N_("is not masked") },
};
/* clang-format on */

struct printer {
	struct str *out;
	const struct model *model; /* NULL: canonical */
	const struct field *field; /* whose values are printed just now; NULL unknown */
	const struct expr *state; /* NODE_STATE when they are states, NULL */
};

static void print(const struct expr *node, int least, struct printer *p);

/* A word of the language, or what people say for it. */
static void put_word(struct printer *p, const char *word)
{
	str_add(p->out, p->model ? _(word) : word);
}

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

static void print_text(const char *text, struct printer *p)
{
	str_add_char(p->out, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			str_add_char(p->out, '\'');
		str_add_char(p->out, *text);
	}
	str_add_char(p->out, '\'');
}

static int show_state(const struct value *v, struct printer *p)
{
	const struct work_state *state =
		v->kind == KIND_TEXT ? model_state_named(p->state->model, v->text) : NULL;

	if (state)
		str_add(p->out, text_in(state->label, i18n_lang()));
	return state != NULL;
}

/* As the field's values are shown, where they are compared with a field. */
static int show_constant(const struct value *v, struct printer *p)
{
	if (p->model && p->state)
		return show_state(v, p);
	if (!p->model || !p->field || p->field->type->kind != v->kind ||
		(p->field->flags & FIELD_SEVERAL))
		return 0;
	field_show(p->model, p->field, v, p->out);
	return 1;
}

static void print_constant(const struct value *v, struct printer *p)
{
	if (show_constant(v, p))
		return;
	switch (v->kind) {
	case KIND_NUMBER:
		decimal_print_short(v->number, p->out);
		break;
	case KIND_DATE:
		date_print(v->date, p->out);
		break;
	case KIND_PERIOD:
		period_print(v->period, p->out);
		break;
	case KIND_BOOL:
		str_add(p->out, v->yes ? "true" : "false");
		break;
	default:
		print_text(v->text, p);
	}
}

/* An id that is also a word of the language is quoted like an odd label. */
static void print_name(const char *id, struct printer *p)
{
	enum word word = expr_word(id);
	int odd = word == WORD_NOT || word == WORD_TRUE || word == WORD_FALSE ||
		  word == WORD_THIS;

	str_addf(p->out, odd ? "「%s」" : "%s", id);
}

static void print_field(const struct field *field, struct printer *p)
{
	if (p->model)
		str_add(p->out, field_label(field, i18n_lang()));
	else
		print_name(field->id, p);
}

/* What stands on the right of this is a value of that field. */
static void values_of(struct printer *p, const struct expr *left)
{
	p->field = left->op == NODE_FIELD ? left->field : NULL;
	p->state = left->op == NODE_STATE ? left : NULL;
}

static void no_values(struct printer *p)
{
	p->field = NULL;
	p->state = NULL;
}

static void print_list(const struct expr *node, size_t from, struct printer *p)
{
	str_add_char(p->out, '(');
	for (size_t i = from; i < node->arg_count; i++) {
		if (i > from)
			str_add(p->out, ", ");
		print(node->args[i], LEVEL_OR, p);
	}
	str_add_char(p->out, ')');
}

static void print_aggregate(const struct expr *node, struct printer *p)
{
	str_addf(p->out, "%s(", expr_aggregate_name((enum aggregate)node->what));
	if (node->op == NODE_OVER_FORM)
		print_name(node->form->id, p);
	if (node->op == NODE_OVER_FORM && node->field)
		str_add_char(p->out, '.');
	if (node->field)
		print_name(node->field->id, p);
	if (node->member) {
		str_add_char(p->out, '.');
		print_name(node->member->id, p);
	}
	if (node->arg_count) {
		str_add(p->out, " where ");
		print(node->args[0], node->row_where ? LEVEL_AND : LEVEL_OR, p);
	}
	if (node->row_where) {
		str_add(p->out, node->arg_count ? " and " : " where ");
		print(node->row_where, node->arg_count ? LEVEL_AND : LEVEL_OR, p);
	}
	str_add_char(p->out, ')');
}

/* clang-format off */
static const char *const relations[][2] = {
	[NODE_IN] = { N_("in"), N_("not in") },
	[NODE_WITHIN] = { N_("within"), N_("not within") },
	[NODE_LIKE] = { N_("like"), N_("not like") },
};
/* clang-format on */

/* in, within, like, is; inner_not puts the not where people say it. */
static void print_relation(const struct expr *node, int inner_not, struct printer *p)
{
	print(node->args[0], LEVEL_SUM, p);
	str_add_char(p->out, ' ');
	if (node->op == NODE_IS) {
		put_word(p, states[node->is][inner_not]);
		return;
	}
	put_word(p, relations[node->op][inner_not]);
	str_add_char(p->out, ' ');
	values_of(p, node->args[0]);
	if (node->op == NODE_IN)
		print_list(node, 1, p);
	else
		print(node->args[1], LEVEL_SUM, p);
	no_values(p);
}

static void print_not(const struct expr *node, struct printer *p)
{
	if (is_inner_not(node)) {
		print_relation(node->args[0], 1, p);
		return;
	}
	put_word(p, N_("not"));
	str_add_char(p->out, ' ');
	print(node->args[0], LEVEL_NOT, p);
}

static void print_binary(const struct expr *node, struct printer *p)
{
	int level = binary[node->op].level;
	int left = level == LEVEL_COMPARE ? LEVEL_SUM : level;

	print(node->args[0], left, p);
	str_add_char(p->out, ' ');
	put_word(p, binary[node->op].sign);
	str_add_char(p->out, ' ');
	if (level == LEVEL_COMPARE)
		values_of(p, node->args[0]);
	print(node->args[1], level + 1, p);
	if (level == LEVEL_COMPARE)
		no_values(p);
}

static void print_node(const struct expr *node, struct printer *p)
{
	switch ((enum node_op)node->op) {
	case NODE_CONST:
		print_constant(&node->constant, p);
		break;
	case NODE_FIELD:
		print_field(node->field, p);
		break;
	case NODE_OUTER:
		if (!(node->flags & NODE_AROUND))
			str_add(p->out, "this.");
		print_name(node->field->id, p);
		break;
	case NODE_STATE:
		put_word(p, N_("state"));
		break;
	case NODE_PARAM:
		str_addf(p->out, "$%s", node->name);
		break;
	case NODE_NOT:
		print_not(node, p);
		break;
	case NODE_IN:
	case NODE_WITHIN:
	case NODE_LIKE:
	case NODE_IS:
		print_relation(node, 0, p);
		break;
	case NODE_NEGATE:
		str_add_char(p->out, '-');
		print(node->args[0], LEVEL_SIGN, p);
		break;
	case NODE_CALL:
		str_add(p->out, node->function->name);
		print_list(node, 0, p);
		break;
	case NODE_OVER_ROWS:
	case NODE_OVER_FORM:
		print_aggregate(node, p);
		break;
	default:
		print_binary(node, p);
	}
}

static void print(const struct expr *node, int least, struct printer *p)
{
	int parentheses = level_of(node) < least;

	if (parentheses)
		str_add_char(p->out, '(');
	print_node(node, p);
	if (parentheses)
		str_add_char(p->out, ')');
}

void expr_print(const struct expr *expr, struct str *out)
{
	struct printer p = { .out = out };

	print(expr, LEVEL_OR, &p);
}

void expr_show(const struct model *model, const struct expr *expr, struct str *out)
{
	struct printer p = { .out = out, .model = model };

	print(expr, LEVEL_OR, &p);
}
