/*
 * expr_types.c - types meet: constants take the type, code list or unit of what they stand
 * beside, and what does not go together is a fault that names both.
 */
#include "model/expr_internal.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "model/code.h"
#include "model/measure.h"
#include "model/model.h"
#include "model/record.h"
#include "model/workflow.h"

const char *expr_type_name(enum expr_type type)
{
	switch (type) {
	case EXPR_NUMBER: return _("a number");
	case EXPR_TEXT: return _("a text");
	case EXPR_DATE: return _("a date");
	case EXPR_PERIOD: return _("a period");
	case EXPR_BOOL: return _("a yes/no");
	case EXPR_UNIT: return _("a unit");
	case EXPR_ROWS: return _("a group of rows");
	case EXPR_ANY: break;
	}
	return _("a value");
}

/* ---- constants that become something else ---- */

static int is_constant(const struct expr *node)
{
	return node->op == NODE_CONST && value_is_given(&node->constant);
}

static int is_named(const struct unit *unit, const char *name)
{
	if (strcmp(unit->short_name ? unit->short_name : "", name) == 0 ||
	    strcmp(unit->report_name ? unit->report_name : "", name) == 0)
		return 1;
	for (size_t i = 0; i < unit->name_count; i++)
		if (strcmp(unit->names[i].name, name) == 0)
			return 1;
	for (size_t i = 0; unit->aliases && unit->aliases[i]; i++)
		if (strcmp(unit->aliases[i], name) == 0)
			return 1;
	return 0;
}

static int become_unit(struct parser *p, struct expr *node)
{
	const struct unit_tree *tree = &p->options->model->units;
	const struct unit *unit = unit_find(tree, node->constant.text), *other = NULL;

	for (size_t i = 0; !unit && i < tree->count; i++) {
		if (!is_named(&tree->units[i], node->constant.text))
			continue;
		if (other) {
			expr_fault(p, node->column,
				_("more than one unit is called 「%s」 (%s, %s): write its code"),
				node->constant.text, other->code, tree->units[i].code);
			return -1;
		}
		other = &tree->units[i];
	}
	unit = unit ? unit : other;
	if (!unit) {
		expr_fault(p, node->column, _("there is no unit 「%s」"), node->constant.text);
		return -1;
	}
	node->constant = expr_text(unit->code);
	node->type = EXPR_UNIT;
	return 0;
}

static int become_time(struct parser *p, struct expr *node, enum expr_type type)
{
	struct err why = { 0 };
	struct period period = { 0 };
	int32_t day = DATE_NONE;
	int rc = type == EXPR_DATE ? date_parse(node->constant.text, &day, &why)
				   : period_parse(node->constant.text, &period, &why);

	if (rc < 0) {
		expr_fault(p, node->column, "%s", why.text);
		return -1;
	}
	node->constant = type == EXPR_DATE ? expr_date(day) : expr_period(period);
	node->type = (uint8_t)type;
	return 0;
}

static int become_period(struct parser *p, struct expr *node)
{
	struct period period = { .kind = PERIOD_YEAR, .number = 1 };

	if (node->type == EXPR_TEXT)
		return become_time(p, node, EXPR_PERIOD);
	if (node->type == EXPR_DATE) {
		const struct season *season = &p->options->model->calendar.season;

		period = period_of_day(node->constant.date, PERIOD_DAY, season);
	} else {
		period.year = (int16_t)node->year;
	}
	node->constant = expr_period(period);
	node->type = EXPR_PERIOD;
	return 0;
}

/* Could this constant be that type? */
static int may_become(const struct expr *node, enum expr_type type)
{
	if (!is_constant(node))
		return 0;
	if (node->type == EXPR_TEXT && !node->list)
		return type == EXPR_DATE || type == EXPR_PERIOD || type == EXPR_UNIT;
	return type == EXPR_PERIOD &&
	       (node->type == EXPR_DATE || (node->type == EXPR_NUMBER && node->year > 0));
}

int expr_become(struct parser *p, struct expr *node, enum expr_type type, int column)
{
	if (node->type == type || type == EXPR_ANY || node->type == EXPR_ANY)
		return 0;
	if (may_become(node, type)) {
		if (type == EXPR_UNIT)
			return become_unit(p, node);
		return type == EXPR_PERIOD ? become_period(p, node)
					   : become_time(p, node, type);
	}
	expr_fault(p, column, _("%s is needed here, but this is %s"), expr_type_name(type),
		expr_type_name(node->type));
	return -1;
}

/* ---- codes ---- */

static int is_code(const struct code *code, const char *text)
{
	for (int lang = 0; lang < LANG_COUNT; lang++)
		if (code->label[lang] && strcmp(code->label[lang], text) == 0)
			return 1;
	for (size_t i = 0; code->aliases && code->aliases[i]; i++)
		if (strcmp(code->aliases[i], text) == 0)
			return 1;
	return 0;
}

static void some_codes(const struct code_list *list, struct str *out)
{
	for (size_t i = 0; i < list->count && i < 6; i++)
		str_addf(out, "%s%s %s", i ? ", " : "", list->codes[i].code,
			code_label(&list->codes[i], i18n_lang()));
	if (list->count > 6)
		str_add(out, ", ...");
}

/* A text constant beside a code field is one of the list's codes or labels. */
static int become_code(struct parser *p, struct expr *node, const struct code_list *list)
{
	const char *text = node->constant.text;
	const struct code *code = code_list_find(list, text);
	struct str known = { 0 };

	for (size_t i = 0; !code && i < list->count; i++)
		if (is_code(&list->codes[i], text))
			code = &list->codes[i];
	if (code) {
		node->constant = expr_text(code->code);
		node->list = list;
		return 0;
	}
	some_codes(list, &known);
	expr_fault(p, node->column, _("「%s」 is not in the list %s (%s)"), text,
		text_in(list->label, i18n_lang()), str_text(&known));
	str_release(&known);
	return -1;
}

/* By id or label; a label becomes the id. */
static int become_state(struct parser *p, struct expr *node, const struct model *model)
{
	const struct work_state *state = state_called(model, node->constant.text);
	struct str known = { 0 };

	if (state) {
		node->constant = expr_text(state->id);
		return 0;
	}
	states_list(model, &known);
	expr_fault(p, node->column, _("there is no state 「%s」; there are %s"),
		node->constant.text, str_text(&known));
	str_release(&known);
	return -1;
}

static int unify_codes(struct parser *p, struct expr *a, struct expr *b, int column)
{
	if (a->op == NODE_STATE && is_constant(b))
		return become_state(p, b, a->model);
	if (a->list && !b->list && is_constant(b))
		return become_code(p, b, a->list);
	if (b->list && !a->list && is_constant(a))
		return become_code(p, a, b->list);
	if (a->list && b->list && strcmp(a->list->id, b->list->id) != 0) {
		expr_fault(p, column, _("codes of two lists do not go together: %s, %s"),
			text_in(a->list->label, i18n_lang()),
			text_in(b->list->label, i18n_lang()));
		return -1;
	}
	return 0;
}

/* ---- two sides ---- */

static const char *measure_name(const struct measure *measure)
{
	const char *label = text_in(measure->label, i18n_lang());

	return *label ? label : measure->code;
}

static int unify_measures(struct parser *p, const struct expr *a, const struct expr *b,
			  int column)
{
	if (!a->measure || !b->measure || strcmp(a->measure->code, b->measure->code) == 0)
		return 0;
	expr_fault(p, column, _("figures in %s and %s do not go together"),
		measure_name(a->measure), measure_name(b->measure));
	return -1;
}

int expr_unify(struct parser *p, struct expr *a, struct expr *b, int column)
{
	if (a->type != b->type && a->type != EXPR_ANY && b->type != EXPR_ANY) {
		if (may_become(b, a->type))
			return expr_become(p, b, a->type, b->column);
		if (may_become(a, b->type))
			return expr_become(p, a, b->type, a->column);
		expr_fault(p, column, _("%s and %s do not go together"),
			expr_type_name(a->type), expr_type_name(b->type));
		return -1;
	}
	if (a->type == EXPR_NUMBER && b->type == EXPR_NUMBER)
		return unify_measures(p, a, b, column);
	if (a->type == EXPR_TEXT && b->type == EXPR_TEXT)
		return unify_codes(p, a, b, column) < 0 ||
		       (b->op == NODE_STATE && unify_codes(p, b, a, column) < 0) ? -1 : 0;
	return 0;
}

static const struct measure *common_measure(const struct expr *a, const struct expr *b)
{
	if (a->measure == b->measure || b->op == NODE_CONST)
		return a->measure;
	return a->op == NODE_CONST ? b->measure : NULL;
}

static int has_order(struct parser *p, const struct expr *node, int column)
{
	if (node->type != EXPR_BOOL && node->type != EXPR_UNIT && !(node->flags & NODE_SEVERAL))
		return 0;
	expr_fault(p, column, _("%s has no order: only = and != can be asked"),
		node->flags & NODE_SEVERAL ? _("a list of codes") : expr_type_name(node->type));
	return -1;
}

static int check_comparison(struct parser *p, enum node_op op, struct expr *a, struct expr *b,
			    int column)
{
	if (expr_unify(p, a, b, column) < 0)
		return -1;
	if (a->type == EXPR_ROWS) {
		expr_fault(p, column, _("a group of rows cannot be compared"));
		return -1;
	}
	if (op == NODE_EQUAL || op == NODE_DIFFERS)
		return 0;
	return has_order(p, a, column) < 0 || has_order(p, b, column) < 0 ? -1 : 0;
}

/* Days may be added to a date; two dates have days between them. */
static enum expr_type date_arithmetic(enum node_op op, const struct expr *a,
				      const struct expr *b)
{
	if (op == NODE_SUBTRACT && a->type == EXPR_DATE && b->type == EXPR_DATE)
		return EXPR_NUMBER;
	if (a->type == EXPR_DATE && (b->type == EXPR_NUMBER || b->type == EXPR_ANY))
		return EXPR_DATE;
	if (op == NODE_ADD && a->type == EXPR_NUMBER && b->type == EXPR_DATE)
		return EXPR_DATE;
	return EXPR_ANY;
}

static struct expr *arithmetic(struct parser *p, enum node_op op, struct expr *a,
			       struct expr *b, int column)
{
	int sum = op == NODE_ADD || op == NODE_SUBTRACT;
	enum expr_type days = sum ? date_arithmetic(op, a, b) : EXPR_ANY;
	struct expr *node;

	if (days != EXPR_ANY)
		return expr_node(p, op, days, column, (struct expr *[]){ a, b }, 2);
	if (expr_become(p, a, EXPR_NUMBER, a->column) < 0 ||
	    expr_become(p, b, EXPR_NUMBER, b->column) < 0)
		return NULL;
	if (sum && unify_measures(p, a, b, column) < 0)
		return NULL;
	node = expr_node(p, op, EXPR_NUMBER, column, (struct expr *[]){ a, b }, 2);
	if (node && sum)
		node->measure = common_measure(a, b);
	return node;
}

static int check_like(struct parser *p, const struct expr *a, struct expr *b)
{
	if (a->type != EXPR_TEXT && a->type != EXPR_UNIT && a->type != EXPR_ANY) {
		expr_fault(p, a->column, _("%s is needed here, but this is %s"),
			expr_type_name(EXPR_TEXT), expr_type_name(a->type));
		return -1;
	}
	return expr_become(p, b, EXPR_TEXT, b->column);
}

struct expr *expr_binary(struct parser *p, enum node_op op, struct expr *a, struct expr *b,
			 int column)
{
	int rc;

	if (!a || !b)
		return NULL;
	if (op >= NODE_ADD && op <= NODE_REMAINDER)
		return arithmetic(p, op, a, b, column);
	if (op == NODE_OR || op == NODE_AND)
		rc = expr_become(p, a, EXPR_BOOL, a->column) < 0
			? -1 : expr_become(p, b, EXPR_BOOL, b->column);
	else if (op == NODE_LIKE)
		rc = check_like(p, a, b);
	else
		rc = check_comparison(p, op, a, b, column);
	if (rc < 0)
		return NULL;
	return expr_node(p, op, EXPR_BOOL, column, (struct expr *[]){ a, b }, 2);
}

struct expr *expr_within(struct parser *p, struct expr *a, struct expr *b, int column)
{
	enum expr_type outer = a->type == EXPR_DATE ? EXPR_PERIOD : (enum expr_type)a->type;

	if (a->type != b->type && may_become(a, b->type)) {
		if (expr_become(p, a, b->type, a->column) < 0)
			return NULL;
		outer = (enum expr_type)a->type;
	}
	/* Of a parameter of any type the other side tells what is meant. */
	if (a->type == EXPR_ANY && b->op == NODE_CONST)
		outer = b->type == EXPR_TEXT ? EXPR_UNIT : EXPR_PERIOD;
	if (outer != EXPR_UNIT && outer != EXPR_PERIOD && outer != EXPR_ANY)
		return expr_fault(p, column,
			_("within asks for a unit, a period or a date on its left, but this "
			  "is %s"),
			expr_type_name((enum expr_type)a->type));
	if (expr_become(p, b, outer, b->column) < 0)
		return NULL;
	return expr_node(p, NODE_WITHIN, EXPR_BOOL, column, (struct expr *[]){ a, b }, 2);
}
