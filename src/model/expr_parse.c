/*
 * expr_parse.c - the grammar: from tokens to a typed tree.  One function a level of
 * precedence; types are joined in expr_types.c, names resolved in expr_names.c.
 */
#include "model/expr_internal.h"

#include <stdarg.h>
#include <string.h>

#include "base/decimal.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "model/field_type.h"
#include "model/form.h"

/* ---- what all levels use ---- */

struct expr *expr_fault(struct parser *p, int column, const char *fmt, ...)
{
	struct err why = { 0 };
	va_list args;

	va_start(args, fmt);
	err_vset(&why, ERR_FAULT, fmt, args);
	va_end(args);
	err_set(p->err, ERR_FAULT, _("column %d: %s"), column, why.text);
	return NULL;
}

struct expr *expr_node_in(struct arena *mem, enum node_op op, enum expr_type type,
			  struct expr *const *args, size_t count)
{
	struct expr *node = arena_alloc(mem, sizeof(*node));

	node->op = (uint8_t)op;
	node->type = (uint8_t)type;
	node->args = arena_array(mem, count ? count : 1, sizeof(*node->args));
	node->arg_count = count;
	node->depth = 1;
	for (size_t i = 0; i < count; i++) {
		node->args[i] = args[i];
		node->flags |= args[i]->flags & (uint8_t)~NODE_SEVERAL;
		if (args[i]->depth >= node->depth)
			node->depth = (uint16_t)(args[i]->depth + 1);
	}
	return node;
}

struct expr *expr_node(struct parser *p, enum node_op op, enum expr_type type, int column,
		       struct expr *const *args, size_t count)
{
	struct expr *node = expr_node_in(p->mem, op, type, args, count);

	node->column = column;
	if (node->depth > EXPR_MAX_CHAIN)
		return expr_fault(p, column, _("the expression is too long"));
	return node;
}

/* 0, or -1 too deep; then p->depth--. */
static int deeper(struct parser *p)
{
	if (++p->depth <= EXPR_MAX_DEPTH)
		return 0;
	expr_fault(p, p->at->column, _("the expression is nested too deeply"));
	return -1;
}

int expr_expect(struct parser *p, enum token_kind kind, const char *what)
{
	if (p->at->kind == kind) {
		p->at++;
		return 0;
	}
	expr_fault(p, p->at->column, _("%s is expected here"), what);
	return -1;
}

static int take_word(struct parser *p, enum word word)
{
	if (p->at->word != word)
		return 0;
	p->at++;
	return 1;
}

static struct expr *constant(struct parser *p, enum expr_type type)
{
	struct expr *node = expr_node(p, NODE_CONST, type, p->at->column, NULL, 0);

	if (node) {
		node->constant =
			p->at->kind == TOKEN_TEXT ? expr_text(p->at->text) : p->at->value;
		node->year = p->at->year;
	}
	p->at++;
	return node;
}

/* ---- from the innermost level outwards ---- */

/* min(form.field), max(rows where ...) are aggregates, min(a, b) is not. */
static int is_aggregate(const struct parser *p, enum aggregate what)
{
	const struct token *argument = p->at + 2;

	if (what != AGG_MIN && what != AGG_MAX)
		return 1;
	if (argument->kind != TOKEN_NAME || argument->word == WORD_THIS)
		return 0;
	return argument[1].kind == TOKEN_DOT || argument[1].word == WORD_WHERE;
}

static struct expr *parse_call(struct parser *p)
{
	const struct token *token = p->at;
	const struct expr_function *function = expr_function_find(token->text);
	enum aggregate what;
	struct expr *node;

	if (deeper(p) < 0)
		return NULL;
	if (expr_aggregate_named(token->text, &what) && is_aggregate(p, what)) {
		p->at += 2;
		node = expr_aggregate(p, what);
	} else if (function) {
		p->at += 2;
		node = expr_call(p, function, token->column);
	} else {
		node = expr_fault(p, token->column, _("there is no function %s"), token->text);
	}
	p->depth--;
	return node;
}

static struct expr *parse_parenthesis(struct parser *p)
{
	struct expr *node;

	p->at++;
	node = expr_parse_or(p);
	return node && expr_expect(p, TOKEN_CLOSE, ")") == 0 ? node : NULL;
}

static struct expr *parse_primary(struct parser *p)
{
	switch (p->at->kind) {
	case TOKEN_NUMBER:
		return constant(p, EXPR_NUMBER);
	case TOKEN_TEXT:
		return constant(p, EXPR_TEXT);
	case TOKEN_DATE:
		return constant(p, EXPR_DATE);
	case TOKEN_PERIOD:
		return constant(p, EXPR_PERIOD);
	case TOKEN_PARAM:
		return expr_param(p);
	case TOKEN_SAVED:
		return expr_saved(p);
	case TOKEN_OPEN:
		return parse_parenthesis(p);
	case TOKEN_NAME:
		return p->at[1].kind == TOKEN_OPEN ? parse_call(p) : expr_name(p);
	default:
		return expr_fault(
			p, p->at->column, _("a name, a figure or a text is expected here"));
	}
}

static struct expr *parse_sign(struct parser *p)
{
	int column = p->at->column;
	struct expr *node;

	if (p->at->kind != TOKEN_MINUS)
		return parse_primary(p);
	p->at++;
	if (deeper(p) < 0)
		return NULL;
	node = parse_sign(p);
	p->depth--;
	if (!node || expr_become(p, node, EXPR_NUMBER, node->column) < 0)
		return NULL;
	if (node->op == NODE_CONST &&
	    decimal_negate(node->constant.number, &node->constant.number, NULL) == 0) {
		node->year = 0;
		return node;
	}
	node = expr_node(p, NODE_NEGATE, EXPR_NUMBER, column, &node, 1);
	if (node)
		node->measure = node->args[0]->measure;
	return node;
}

static struct expr *parse_product(struct parser *p)
{
	struct expr *left = parse_sign(p);

	while (left) {
		int column = p->at->column;
		enum node_op op = p->at->kind == TOKEN_TIMES ? NODE_MULTIPLY
				  : p->at->kind == TOKEN_SLASH ? NODE_DIVIDE : NODE_REMAINDER;

		if (op == NODE_REMAINDER && p->at->kind != TOKEN_PERCENT)
			return left;
		p->at++;
		left = expr_binary(p, op, left, parse_sign(p), column);
	}
	return NULL;
}

static struct expr *parse_sum(struct parser *p)
{
	struct expr *left = parse_product(p);

	while (left && (p->at->kind == TOKEN_PLUS || p->at->kind == TOKEN_MINUS)) {
		int column = p->at->column;
		enum node_op op = p->at->kind == TOKEN_PLUS ? NODE_ADD : NODE_SUBTRACT;

		p->at++;
		left = expr_binary(p, op, left, parse_product(p), column);
	}
	return left;
}

static struct expr *parse_in(struct parser *p, struct expr *left, int column)
{
	VEC(struct expr *) items = { 0 };
	struct expr *item;

	*VEC_PUSH_IN(p->mem, &items) = left;
	if (expr_expect(p, TOKEN_OPEN, "(") < 0)
		return NULL;
	do {
		item = expr_parse_or(p);
		if (!item || expr_unify(p, left, item, item->column) < 0)
			return NULL;
		*VEC_PUSH_IN(p->mem, &items) = item;
	} while (p->at->kind == TOKEN_COMMA && p->at++);
	if (expr_expect(p, TOKEN_CLOSE, _(") or a comma")) < 0)
		return NULL;
	if (left->type == EXPR_ROWS)
		return expr_fault(p, column, _("a group of rows cannot be compared"));
	return expr_node(p, NODE_IN, EXPR_BOOL, column, items.at, items.count);
}

static struct expr *negate(struct parser *p, struct expr *node)
{
	return node ? expr_node(p, NODE_NOT, EXPR_BOOL, node->column, &node, 1) : NULL;
}

static struct expr *is_node(struct parser *p, struct expr *left, enum word what, int column)
{
	struct expr *node;

	if (what == WORD_ZERO && expr_become(p, left, EXPR_NUMBER, left->column) < 0)
		return NULL;
	node = expr_node(p, NODE_IS, EXPR_BOOL, column, &left, 1);
	if (node)
		node->is = (uint8_t)(what == WORD_APPLICABLE ? WORD_NOT_APPLICABLE : what);
	return what == WORD_APPLICABLE ? negate(p, node) : node;
}

/* After "is": not? empty | missing | given | zero | applicable | masked. */
static struct expr *parse_is(struct parser *p, struct expr *left, enum word verb, int column)
{
	int is_not = verb == WORD_IS_NOT || verb == WORD_IS_NOT_EMPTY;
	enum word what = WORD_EMPTY;
	struct expr *node;

	if (verb == WORD_IS || verb == WORD_IS_NOT) {
		if (take_word(p, WORD_NOT))
			is_not = !is_not;
		what = p->at->word;
		if (what < WORD_EMPTY || what > WORD_MASKED)
			return expr_fault(p, p->at->column,
				_("after is stands empty, missing, given, zero, applicable or "
				  "masked"));
		p->at++;
	}
	/* "is not applicable" is the state, not the opposite of being in it. */
	if (is_not && what == WORD_APPLICABLE)
		return is_node(p, left, WORD_NOT_APPLICABLE, column);
	node = is_node(p, left, what, column);
	return is_not ? negate(p, node) : node;
}

static struct expr *parse_verb(struct parser *p, struct expr *left)
{
	int column = p->at->column;
	enum word verb = p->at++->word;
	struct expr *right;

	if (verb == WORD_IN)
		return parse_in(p, left, column);
	if (verb >= WORD_IS && verb <= WORD_IS_NOT_EMPTY)
		return parse_is(p, left, verb, column);
	right = parse_sum(p);
	if (!right)
		return NULL;
	if (verb == WORD_LIKE)
		return expr_binary(p, NODE_LIKE, left, right, column);
	return expr_within(p, left, right, column);
}

static int is_verb(enum word word)
{
	return word >= WORD_IN && word <= WORD_IS_NOT_EMPTY;
}

static struct expr *parse_comparison(struct parser *p)
{
	struct expr *left = parse_sum(p);
	enum token_kind kind = p->at->kind;
	int column = p->at->column;

	if (!left)
		return NULL;
	if (kind >= TOKEN_EQUAL && kind <= TOKEN_AT_LEAST) {
		p->at++;
		return expr_binary(p, (enum node_op)(NODE_EQUAL + (kind - TOKEN_EQUAL)), left,
			parse_sum(p), column);
	}
	if (is_verb(p->at->word))
		return parse_verb(p, left);
	if (p->at->word == WORD_NOT && p->at[1].word >= WORD_IN && p->at[1].word <= WORD_LIKE) {
		p->at++;
		return negate(p, parse_verb(p, left));
	}
	return left;
}

static struct expr *parse_not(struct parser *p)
{
	struct expr *node;

	if (p->at->word != WORD_NOT)
		return parse_comparison(p);
	p->at++;
	if (deeper(p) < 0)
		return NULL;
	node = parse_not(p);
	p->depth--;
	if (!node || expr_become(p, node, EXPR_BOOL, node->column) < 0)
		return NULL;
	return negate(p, node);
}

static struct expr *parse_and(struct parser *p)
{
	struct expr *left = parse_not(p);

	while (left && p->at->word == WORD_AND) {
		int column = p->at->column;

		p->at++;
		left = expr_binary(p, NODE_AND, left, parse_not(p), column);
	}
	return left;
}

struct expr *expr_parse_or(struct parser *p)
{
	struct expr *left;

	if (deeper(p) < 0)
		return NULL;
	left = parse_and(p);
	while (left && p->at->word == WORD_OR) {
		int column = p->at->column;

		p->at++;
		left = expr_binary(p, NODE_OR, left, parse_and(p), column);
	}
	p->depth--;
	return left;
}

int expr_parse(const char *text, const struct expr_options *options, struct arena *mem,
	       const struct expr **out, struct err *err)
{
	struct parser p = {
		.options = options, .form = options->form, .outer = options->outer, .mem = mem,
		.err = err,
	};
	struct expr *node;

	if (expr_lex(text, mem, &p.at, err) < 0)
		return -1;
	if (p.at->kind == TOKEN_END)
		return err_set(
			err, ERR_FAULT, _("column %d: %s"), 1, _("the expression is empty"));
	node = expr_parse_or(&p);
	if (node && p.at->kind != TOKEN_END)
		node = expr_fault(&p, p.at->column,
			_("an operator or the end is expected here"));
	if (!node || expr_become(&p, node, options->want, node->column) < 0)
		return -1;
	*out = node;
	return 0;
}

/* ---- what was parsed ---- */

enum expr_type expr_type(const struct expr *expr)
{
	return (enum expr_type)expr->type;
}

const struct measure *expr_measure(const struct expr *expr)
{
	return expr->measure;
}
