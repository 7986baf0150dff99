/*
 * expr_names.c - what a word stands for: a field, the state, a parameter, the field of an
 * aggregate; and what to say about a word that stands for nothing.
 */
#include "model/expr_internal.h"

#include <stdint.h>
#include <string.h>

#include "base/i18n.h"
#include "base/nearest.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"

/* ---- types of fields ---- */

static enum expr_type type_of_field(const struct field *field)
{
	const struct field_type *type = field->type;

	if (field->group || (type->flags & TYPE_GROUP))
		return EXPR_ROWS;
	if (type->flags & TYPE_COMPUTED) {
		if (field->compute)
			return expr_type(field->compute);
		type = field->result ? field->result : type;
	}
	if (strcmp(type->name, "unit") == 0)
		return EXPR_UNIT;
	switch (type->kind) {
	case KIND_NUMBER: return EXPR_NUMBER;
	case KIND_DATE: return EXPR_DATE;
	case KIND_PERIOD: return EXPR_PERIOD;
	case KIND_BOOL: return EXPR_BOOL;
	case KIND_TEXT:
	case KIND_LIST: return EXPR_TEXT;
	default: return field->measure ? EXPR_NUMBER : EXPR_ANY;
	}
}

static struct expr *field_node(struct parser *p, enum node_op op, const struct field *field,
			       int column)
{
	struct expr *node = expr_node(p, op, type_of_field(field), column, NULL, 0);

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

/* The nearest known word so far. */
struct guess {
	const char *wanted;
	const char *best;
	size_t distance;
};

static struct guess guess_of(const char *name)
{
	return (struct guess){ .wanted = name, .distance = SIZE_MAX };
}

/* One begins with the other, by two characters at least. */
static int begins_alike(const char *a, const char *b)
{
	return utf8_count(a) > 1 && utf8_count(b) > 1 &&
	       (text_starts_with(a, b) || text_starts_with(b, a));
}

static void consider(struct guess *guess, const char *known)
{
	size_t distance;

	if (text_is_empty(known) || text_is_empty(guess->wanted))
		return;
	distance = text_edits(guess->wanted, known);
	/* nearer than its length says */
	if (distance > 1 && begins_alike(guess->wanted, known))
		distance = 1;
	if (distance <= (utf8_count(guess->wanted) > 3 ? 2U : 1U) &&
		distance < guess->distance) {
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
			_("unknown name 「%s」: no form's fields can be named here"),
			token->text);
	if (labelled(form, token->text) > 1)
		return expr_fault(p, token->column,
			_("more than one field of %s is called 「%s」: write the field's id"),
			form_label(form, i18n_lang()), token->text);
	label = run_together(form, token->text);
	if (label)
		return expr_fault(p, token->column,
			_("unknown name 「%s」; if 「%s」 is meant, write blanks around words or "
			  "the name in 「」"),
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
			_("there is no form 「%s」; did you mean 「%s」?"), token->text,
			guess.best);
	return expr_fault(p, token->column, _("there is no form 「%s」"), token->text);
}

/* ---- names ---- */

static struct expr *state_node(struct parser *p, int column)
{
	struct expr *node = expr_node(p, NODE_STATE, EXPR_TEXT, column, NULL, 0);

	if (!node)
		return NULL;
	node->flags |= NODE_OWN | NODE_NAMES_STATE;
	node->model = p->options->model;
	return node;
}

static struct expr *outer_name(struct parser *p)
{
	const struct token *token = p->at + 2;
	const struct field *field;

	if (!p->outer)
		return expr_fault(
			p, p->at->column, _("there is no record outside for 「this」 here"));
	if (token->kind != TOKEN_NAME)
		return expr_fault(p, token->column, _("a field's name must follow the point"));
	field = form_field_named(p->outer, token->text);
	if (!field)
		return unknown_field(p, p->outer, token);
	p->at += 3;
	return field_node(p, NODE_OUTER, field, token->column);
}

/* A field of the form whose group's rows are asked. */
static struct expr *around_name(struct parser *p)
{
	const struct field *field = form_field_named(p->around, p->at->text);
	struct expr *node = field_node(p, NODE_OUTER, field, p->at->column);

	p->at++;
	if (node)
		node->flags |= NODE_AROUND;
	return node;
}

static const struct expr_named *named_find(const struct parser *p, const char *name)
{
	const struct expr_named *named = p->options->named;

	while (named && named->name && strcmp(named->name, name) != 0)
		named++;
	return named && named->name ? named : NULL;
}

static struct expr *named_node(struct parser *p, const struct expr_named *named, int column)
{
	struct expr *node = expr_node(p, NODE_PARAM, named->type, column, NULL, 0);

	if (!node)
		return NULL;
	node->name = named->name;
	node->measure = named->measure;
	node->list = named->list;
	return node;
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
	if (!field && p->around && form_field_named(p->around, token->text))
		return around_name(p);
	if (!field && named_find(p, token->text))
		return expr_param(p);
	if (!field && token->word == WORD_STATE && p->form) {
		p->at++;
		return state_node(p, token->column);
	}
	if (!field && token[1].kind != TOKEN_DOT)
		return unknown_field(p, p->form, token);
	if (token[1].kind == TOKEN_DOT)
		return expr_fault(p, token->column,
			_("a name with a point stands only inside sum, count, distinct, min, "
			  "max, last"));
	p->at++;
	return field_node(p, NODE_FIELD, field, token->column);
}

struct expr *expr_param(struct parser *p)
{
	const struct token *token = p->at++;
	const struct expr_named *named = named_find(p, token->text);
	const struct expr_param *param = p->options->params;
	struct expr *node;

	if (named)
		return named_node(p, named, token->column);
	while (param && param->name && strcmp(param->name, token->text) != 0)
		param++;
	if (!param || !param->name)
		return expr_fault(p, token->column, _("unknown parameter $%s"), token->text);
	node = expr_node(p, NODE_PARAM, param->type, token->column, NULL, 0);
	if (node)
		node->name = param->name;
	return node;
}

/* The condition becomes a part of this one; rules and indicators must not hang on it. */
struct expr *expr_saved(struct parser *p)
{
	const struct token *token = p->at++;
	const struct expr *found = NULL;
	struct err why = { 0 };

	if (!p->options->saved)
		return expr_fault(p, token->column,
			_("@%s: saved queries stand in lists and report templates, not here"),
			token->text);
	if (!p->form || p->around)
		return expr_fault(p, token->column,
			_("@%s: a saved query is a condition on one form's records; write it "
			  "after where, as in count(form where @%s)"),
			token->text, token->text);
	if (p->options->saved(p->options->saved_context, p->form, token->text, p->mem, &found,
		    &why) < 0)
		return expr_fault(p, token->column, "%s", why.text);
	if (!found) {
		struct expr *all = expr_node(p, NODE_CONST, EXPR_BOOL, token->column, NULL, 0);

		if (all)
			all->constant = expr_yes(1);
		return all;
	}
	return (struct expr *)found; /* made for this question, nobody else's */
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
		if (strcmp(aggregates[i].name, name) == 0 ||
			strcmp(aggregates[i].zh, name) == 0) {
			*out = (enum aggregate)i;
			return 1;
		}
	return 0;
}

const char *expr_aggregate_name(enum aggregate what)
{
	return aggregates[what].name;
}

/*
 * The condition: bare names are form's, this. is the record that was bare.  Over a group's
 * rows bare names are also those of the form around, and there is no this.
 */
static int aggregate_condition(struct parser *p, struct expr *node, const struct form *form)
{
	struct parser saved = *p;
	const struct expr *over_form;
	struct expr *where;

	if (p->at->word != WORD_WHERE)
		return 0;
	p->at++;
	p->form = form;
	p->around = node->op == NODE_OVER_FORM && node->field ? node->form : NULL;
	p->outer = p->around ? NULL : saved.form;
	p->in_condition = 1;
	where = expr_parse_or(p);
	p->form = saved.form;
	p->outer = saved.outer;
	p->in_condition = saved.in_condition;
	if (!where || expr_become(p, where, EXPR_BOOL, where->column) < 0)
		return -1;
	over_form = where;
	if (p->around)
		expr_split_rows(p, where, &over_form, &node->row_where);
	p->around = saved.around;
	node->args = arena_array(p->mem, 1, sizeof(*node->args));
	node->args[0] = over_form;
	node->arg_count = over_form != NULL;
	node->depth = (uint16_t)(where->depth + 1);
	return 0;
}

/* "form.group" and perhaps a field: the group, and the form of its rows in *form. */
static const struct field *aggregate_group(struct parser *p, const struct form **form)
{
	const struct field *group;

	if (p->at->kind != TOKEN_DOT || p->at[1].kind != TOKEN_NAME)
		return NULL;
	group = form_field_named(*form, p->at[1].text);
	if (!group || !group->group)
		return NULL;
	p->at += 2;
	*form = group->group;
	return group;
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
	type = type_of_field(node->member);
	if (type == EXPR_ROWS ||
		(node->what == AGG_SUM && type != EXPR_NUMBER && type != EXPR_ANY)) {
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

/* What the aggregate's own records or rows must meet. */
static const struct expr *condition_of(const struct expr *node)
{
	if (node->op == NODE_OVER_FORM && node->field)
		return node->row_where;
	return node->arg_count ? node->args[0] : NULL;
}

/* Persons and money do not go together: one code, and it tells the measure unit. */
static int aggregate_measure(struct parser *p, struct expr *node, int column)
{
	const struct field *by = node->member ? node->member->measure_of : NULL;
	const struct expr *fixed;
	const struct code *code;

	if (!by || node->what == AGG_COUNT || node->what == AGG_DISTINCT)
		return 0;
	fixed = expr_fixed(condition_of(node), by);
	if (!fixed) {
		expr_fault(p, column,
			_("%s has a measure unit for each %s, so they do not go together; add "
			  "where %s = '...'"),
			field_label(node->member, i18n_lang()), field_label(by, i18n_lang()),
			by->id);
		return -1;
	}
	code = fixed->op == NODE_CONST && fixed->constant.kind == KIND_TEXT
		? code_list_find(by->list, fixed->constant.text)
		: NULL;
	if (code && code->measure)
		node->measure = measure_find(&p->options->model->measures, code->measure);
	return 0;
}

struct expr *expr_aggregate(struct parser *p, enum aggregate what)
{
	const struct token *token = p->at;
	const struct field *group = NULL;
	const struct form *form = NULL;
	struct expr *node;

	if (token->kind != TOKEN_NAME)
		return expr_fault(
			p, token->column, _("a form's or a group's name is needed here"));
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
	if (!group)
		node->field = aggregate_group(p, &form);
	node->flags |= group ? NODE_OWN : NODE_ASKS;
	if (aggregate_member(p, node, form) < 0 || aggregate_condition(p, node, form) < 0 ||
	    aggregate_measure(p, node, token->column) < 0 ||
	    expr_expect(p, TOKEN_CLOSE, ")") < 0)
		return NULL;
	return node;
}
