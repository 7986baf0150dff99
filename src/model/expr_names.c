/*
 * expr_names.c - what a word stands for: a field, the state, a parameter, the field of an
 * aggregate; and what to say about a word that stands for nothing.
 */
#include "model/expr_internal.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"

/* ---- types of fields ---- */

enum expr_type expr_type_of_field(const struct field *field)
{
	if (field->group || (field->type->flags & TYPE_GROUP))
		return EXPR_ROWS;
	if (field->type->flags & TYPE_COMPUTED) {
		if (field->compute)
			return expr_type(field->compute);
		return field->measure ? EXPR_NUMBER : EXPR_ANY;
	}
	if (strcmp(field->type->name, "unit") == 0)
		return EXPR_UNIT;
	switch (field->type->kind) {
	case KIND_NUMBER: return EXPR_NUMBER;
	case KIND_DATE: return EXPR_DATE;
	case KIND_PERIOD: return EXPR_PERIOD;
	case KIND_BOOL: return EXPR_BOOL;
	case KIND_TEXT:
	case KIND_LIST: return EXPR_TEXT;
	default: return EXPR_ANY;
	}
}

static struct expr *field_node(struct parser *p, enum node_op op, const struct field *field,
			       int column)
{
	struct expr *node = expr_node(p, op, expr_type_of_field(field), column, NULL, 0);

	if (!node)
		return NULL;
	node->field = field;
	node->measure = field->measure;
	node->list = field->list;
	if (op == NODE_FIELD)
		node->flags |= NODE_OWN;
	if (field->flags & FIELD_SEVERAL)
		node->flags |= NODE_SEVERAL;
	return node;
}

/* ---- words that stand for nothing ---- */

enum { LONGEST_NAME = 40 };             /* characters that are compared */

static size_t characters(const char *text, int32_t *out)
{
	size_t pos = 0, count = 0, len = strlen(text);

	while (pos < len && count < LONGEST_NAME)
		out[count++] = utf8_next(text, len, &pos);
	return count;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Insertions, deletions and replacements from a to b. */
static size_t edits(const int32_t *a, size_t a_len, const int32_t *b, size_t b_len)
{
	size_t row[LONGEST_NAME + 1];

	for (size_t j = 0; j <= b_len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			size_t above = row[j];

			row[j] = least(corner + (a[i - 1] != b[j - 1]),
				least(above, row[j - 1]) + 1);
			corner = above;
		}
	}
	return row[b_len];
}

/* The nearest known word so far. */
struct guess {
	int32_t wanted[LONGEST_NAME];
	size_t len;
	const char *best;
	size_t distance;
};

static struct guess guess_of(const char *name)
{
	struct guess guess = { .distance = 100 };

	guess.len = characters(name, guess.wanted);
	return guess;
}

static void consider(struct guess *guess, const char *known)
{
	int32_t word[LONGEST_NAME];
	size_t len, shorter, distance;

	if (!known || guess->len == 0)
		return;
	len = characters(known, word);
	shorter = least(len, guess->len);
	distance = edits(guess->wanted, guess->len, word, len);
	/* One begins with the other: nearer than its length says. */
	if (shorter >= 2 && memcmp(word, guess->wanted, shorter * sizeof(*word)) == 0)
		distance = least(distance, 1);
	if (distance <= (guess->len > 3 ? 2U : 1U) && distance < guess->distance) {
		guess->best = known;
		guess->distance = distance;
	}
}

static void consider_fields(struct guess *guess, const struct form *form)
{
	for (size_t i = 0; i < form->field_count; i++) {
		consider(guess, form->fields[i].id);
		for (int lang = 0; lang < LANG_COUNT; lang++)
			consider(guess, form->fields[i].label[lang]);
	}
}

/* Labels that stand at the start of a longer run of Hanzi: blanks are wanting. */
static const char *run_together(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->field_count; i++) {
		const char *label = form->fields[i].label[LANG_ZH];

		if (label && *label && text_starts_with(name, label))
			return label;
	}
	return NULL;
}

static size_t labelled(const struct form *form, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < form->field_count; i++)
		for (int lang = 0; lang < LANG_COUNT; lang++)
			if (form->fields[i].label[lang] &&
			    strcmp(form->fields[i].label[lang], name) == 0) {
				count++;
				break;
			}
	return count;
}

static struct expr *unknown_field(struct parser *p, const struct form *form,
				  const struct token *token)
{
	struct guess guess = guess_of(token->text);
	const char *label;

	if (!form)
		return expr_fault(p, token->column,
			_("unknown name 「%s」: no form's fields can be named here"), token->text);
	if (labelled(form, token->text) > 1)
		return expr_fault(p, token->column,
			_("more than one field of %s is called 「%s」: write the field's id"),
			form_label(form, i18n_lang()), token->text);
	label = run_together(form, token->text);
	if (label)
		return expr_fault(p, token->column,
			_("unknown name 「%s」; if 「%s」 is meant, write blanks around words or the name in 「」"),
			token->text, label);
	consider_fields(&guess, form);
	if (guess.best)
		return expr_fault(p, token->column,
			_("unknown name 「%s」; did you mean 「%s」?"), token->text, guess.best);
	return expr_fault(p, token->column, _("unknown name 「%s」; %s has no such field"),
		token->text, form_label(form, i18n_lang()));
}

static struct expr *unknown_form(struct parser *p, const struct token *token)
{
	struct guess guess = guess_of(token->text);
	const struct model *model = p->options->model;

	for (size_t i = 0; i < model->form_count; i++) {
		consider(&guess, model->forms[i]->id);
		for (int lang = 0; lang < LANG_COUNT; lang++)
			consider(&guess, model->forms[i]->label[lang]);
	}
	if (guess.best)
		return expr_fault(p, token->column,
			_("there is no form 「%s」; did you mean 「%s」?"), token->text, guess.best);
	return expr_fault(p, token->column, _("there is no form 「%s」"), token->text);
}

/* ---- names ---- */

static struct expr *state_node(struct parser *p, int column)
{
	struct expr *node = expr_node(p, NODE_STATE, EXPR_TEXT, column, NULL, 0);

	if (node)
		node->flags |= NODE_OWN | NODE_NAMES_STATE;
	return node;
}

static struct expr *outer_name(struct parser *p)
{
	const struct token *token = p->at + 2;
	const struct field *field;

	if (!p->outer)
		return expr_fault(p, p->at->column, _("there is no record outside for 「this」 here"));
	if (token->kind != TOKEN_NAME)
		return expr_fault(p, token->column, _("a field's name must follow the point"));
	field = form_field_named(p->outer, token->text);
	if (!field)
		return unknown_field(p, p->outer, token);
	p->at += 3;
	return field_node(p, NODE_OUTER, field, token->column);
}

static struct expr *truth_node(struct parser *p, int yes)
{
	struct expr *node = expr_node(p, NODE_CONST, EXPR_BOOL, p->at->column, NULL, 0);

	p->at++;
	if (node)
		node->constant = expr_yes(yes);
	return node;
}

struct expr *expr_name(struct parser *p)
{
	const struct token *token = p->at;
	const struct field *field;

	if (token->word == WORD_TRUE || token->word == WORD_FALSE)
		return truth_node(p, token->word == WORD_TRUE);
	if (token->word == WORD_THIS && token[1].kind == TOKEN_DOT)
		return outer_name(p);
	field = p->form ? form_field_named(p->form, token->text) : NULL;
	if (!field && token->word == WORD_STATE && p->form) {
		p->at++;
		return state_node(p, token->column);
	}
	if (!field && token[1].kind != TOKEN_DOT)
		return unknown_field(p, p->form, token);
	if (token[1].kind == TOKEN_DOT)
		return expr_fault(p, token->column,
			_("a name with a point stands only inside sum, count, distinct, min, max, last"));
	p->at++;
	return field_node(p, NODE_FIELD, field, token->column);
}

struct expr *expr_param(struct parser *p)
{
	const struct token *token = p->at++;
	const struct expr_param *param = p->options->params;
	struct expr *node;

	while (param && param->name && strcmp(param->name, token->text) != 0)
		param++;
	if (!param || !param->name)
		return expr_fault(p, token->column, _("unknown parameter $%s"), token->text);
	node = expr_node(p, NODE_PARAM, param->type, token->column, NULL, 0);
	if (node)
		node->name = param->name;
	return node;
}

/* ---- aggregates ---- */

/* clang-format off */
static const struct { const char *name, *zh; } aggregates[] = {
	[AGG_SUM] = { "sum", "合计" },         [AGG_COUNT] = { "count", "计数" },
	[AGG_DISTINCT] = { "distinct", "去重计数" }, [AGG_MIN] = { "min", "最小" },
	[AGG_MAX] = { "max", "最大" },         [AGG_LAST] = { "last", "最后" },
};
/* clang-format on */

int expr_aggregate_named(const char *name, enum aggregate *out)
{
	for (size_t i = 0; i < COUNT_OF(aggregates); i++)
		if (strcmp(aggregates[i].name, name) == 0 || strcmp(aggregates[i].zh, name) == 0) {
			*out = (enum aggregate)i;
			return 1;
		}
	return 0;
}

const char *expr_aggregate_name(enum aggregate what)
{
	return aggregates[what].name;
}

/* The condition: bare names are form's, this. is the record that was bare. */
static int aggregate_condition(struct parser *p, struct expr *node, const struct form *form)
{
	struct parser saved = *p;
	struct expr *where;

	if (p->at->word != WORD_WHERE)
		return 0;
	p->at++;
	p->form = form;
	p->outer = saved.form;
	p->in_condition = 1;
	where = expr_parse_or(p);
	p->form = saved.form;
	p->outer = saved.outer;
	p->in_condition = saved.in_condition;
	if (!where || expr_become(p, where, EXPR_BOOL, where->column) < 0)
		return -1;
	node->args = arena_array(p->mem, 1, sizeof(*node->args));
	node->args[0] = where;
	node->arg_count = 1;
	node->depth = (uint16_t)(where->depth + 1);
	return 0;
}

static int aggregate_member(struct parser *p, struct expr *node, const struct form *form)
{
	const struct token *token = p->at;
	enum expr_type type;

	if (token->kind != TOKEN_DOT) {
		if (node->what == AGG_COUNT)
			return 0;
		expr_fault(p, token->column, _("%s needs a field: form.field or group.field"),
			aggregates[node->what].name);
		return -1;
	}
	token = p->at + 1;
	node->member = token->kind == TOKEN_NAME ? form_field_named(form, token->text) : NULL;
	if (!node->member) {
		if (token->kind == TOKEN_NAME)
			unknown_field(p, form, token);
		else
			expr_fault(p, token->column, _("a field's name must follow the point"));
		return -1;
	}
	p->at += 2;
	type = expr_type_of_field(node->member);
	if (type == EXPR_ROWS || (node->what == AGG_SUM && type != EXPR_NUMBER && type != EXPR_ANY)) {
		expr_fault(p, token->column, _("%s cannot be taken of %s"),
			aggregates[node->what].name, expr_type_name(type));
		return -1;
	}
	if (node->what == AGG_COUNT || node->what == AGG_DISTINCT)
		return 0;
	node->type = (uint8_t)type;
	node->measure = node->member->measure;
	node->list = node->member->list;
	return 0;
}

struct expr *expr_aggregate(struct parser *p, enum aggregate what)
{
	const struct token *token = p->at;
	const struct field *group = NULL;
	const struct form *form = NULL;
	struct expr *node;

	if (token->kind != TOKEN_NAME)
		return expr_fault(p, token->column, _("a form's or a group's name is needed here"));
	if (p->form)
		group = form_field_named(p->form, token->text);
	if (group && !group->group)
		group = NULL;
	form = group ? group->group : model_form_named(p->options->model, token->text);
	if (!form)
		return unknown_form(p, token);
	if (!group && p->in_condition)
		return expr_fault(p, token->column,
			_("inside a condition no other form can be asked: %s"), token->text);
	node = expr_node(p, group ? NODE_OVER_ROWS : NODE_OVER_FORM, EXPR_NUMBER, token->column,
		NULL, 0);
	if (!node)
		return NULL;
	p->at++;
	node->what = (uint8_t)what;
	node->field = group;
	node->form = group ? NULL : form;
	node->flags |= group ? NODE_OWN : NODE_ASKS;
	if (aggregate_member(p, node, form) < 0 || aggregate_condition(p, node, form) < 0 ||
	    expr_expect(p, TOKEN_CLOSE, ")") < 0)
		return NULL;
	return node;
}
