/*
 * expr_functions.c - the functions of the language, one row each: name, arguments, result.
 *
 * The evaluator calls them with all arguments given; a missing one makes the result
 * missing before they are asked.
 */
#include "model/expr_internal.h"

#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "model/code.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"

#define FUNCTION(name) \
	static int name(const struct run *run, const struct expr *node, \
			const struct value *args, size_t count, struct value *out, \
			struct err *err)
#define UNUSED_HERE \
	do { (void)run; (void)node; (void)args; (void)count; (void)err; } while (0)

static int whole(int64_t n, struct value *out)
{
	*out = expr_number(decimal_of(n));
	return 0;
}

static int text_or_missing(const char *text, struct value *out)
{
	*out = text ? expr_text(text) : expr_missing();
	return 0;
}

/* ---- numbers ---- */

FUNCTION(call_abs)
{
	UNUSED_HERE;
	*out = args[0];
	return args[0].number.unscaled < 0
		? decimal_negate(args[0].number, &out->number, err) : 0;
}

FUNCTION(call_round)
{
	int64_t scale = 0;

	UNUSED_HERE;
	if (count > 1)
		scale = decimal_compare(args[1].number, decimal_of(0)) < 0 ||
			decimal_compare(args[1].number, decimal_of(DECIMAL_MAX_SCALE)) > 0
			? -1 : decimal_normalize(args[1].number).unscaled;
	if (scale < 0 || scale > DECIMAL_MAX_SCALE)
		return err_set(err, ERR_FAULT, _("round takes 0 to %d decimals"),
			DECIMAL_MAX_SCALE);
	*out = args[0];
	/* Fewer decimals than asked stay as they are: nothing is to be rounded. */
	if (args[0].number.scale <= scale)
		return 0;
	return decimal_rescale(args[0].number, (int)scale, &out->number, err);
}

FUNCTION(call_floor)
{
	struct decimal down = args[0].number;

	UNUSED_HERE;
	for (; down.scale > 0; down.scale--) {
		int64_t digit = down.unscaled % 10;

		down.unscaled = down.unscaled / 10 - (digit < 0);
	}
	*out = expr_number(down);
	return 0;
}

/* The first of the arguments that none beats. */
static int extreme(const struct run *run, const struct value *args, size_t count, int sign,
		   struct value *out, struct err *err)
{
	*out = args[0];
	for (size_t i = 1; i < count; i++) {
		int order;

		if (expr_compare(run, &args[i], out, &order, err) < 0)
			return -1;
		if (order == sign)
			*out = args[i];
	}
	return 0;
}

FUNCTION(call_min)
{
	UNUSED_HERE;
	return extreme(run, args, count, -1, out, err);
}

FUNCTION(call_max)
{
	UNUSED_HERE;
	return extreme(run, args, count, 1, out, err);
}

/* ---- dates and periods ---- */

static int32_t first_day(const struct run *run, const struct value *v)
{
	return v->kind == KIND_DATE ? v->date : period_first_day(v->period, expr_season(run));
}

FUNCTION(call_year)
{
	UNUSED_HERE;
	/* A season may begin before or end after the year it is named for. */
	return whole(args[0].kind == KIND_PERIOD ? args[0].period.year
						 : date_split(args[0].date).year, out);
}

FUNCTION(call_month)
{
	UNUSED_HERE;
	return whole(date_split(first_day(run, &args[0])).month, out);
}

FUNCTION(call_day)
{
	UNUSED_HERE;
	return whole(date_split(first_day(run, &args[0])).day, out);
}

FUNCTION(call_quarter)
{
	UNUSED_HERE;
	return whole((date_split(first_day(run, &args[0])).month + 2) / 3, out);
}

FUNCTION(call_half)
{
	UNUSED_HERE;
	return whole((date_split(first_day(run, &args[0])).month + 5) / 6, out);
}

FUNCTION(call_start)
{
	UNUSED_HERE;
	*out = expr_date(first_day(run, &args[0]));
	return 0;
}

FUNCTION(call_end)
{
	UNUSED_HERE;
	*out = expr_date(period_last_day(args[0].period, expr_season(run)));
	return 0;
}

static int period_or_missing(struct period period, struct value *out)
{
	*out = period.kind == PERIOD_NONE ? expr_missing() : expr_period(period);
	return 0;
}

FUNCTION(call_next)
{
	UNUSED_HERE;
	return period_or_missing(period_next(args[0].period), out);
}

FUNCTION(call_previous)
{
	UNUSED_HERE;
	return period_or_missing(period_previous(args[0].period), out);
}

FUNCTION(call_period_of)
{
	enum period_kind kind;

	UNUSED_HERE;
	if (period_kind_parse(args[1].text, &kind) != 1)
		return err_set(err, ERR_FAULT, _("there is no kind of period 「%s」"),
			args[1].text);
	return period_or_missing(period_of_day(args[0].date, kind, expr_season(run)), out);
}

FUNCTION(call_days)
{
	UNUSED_HERE;
	return whole((int64_t)args[1].date - args[0].date, out);
}

/* ---- texts ---- */

FUNCTION(call_length)
{
	UNUSED_HERE;
	if (args[0].kind == KIND_LIST)
		return whole((int64_t)args[0].list.count, out);
	return whole((int64_t)utf8_count(args[0].text), out);
}

FUNCTION(call_starts)
{
	UNUSED_HERE;
	*out = expr_yes(text_starts_with(args[0].text, args[1].text));
	return 0;
}

FUNCTION(call_contains)
{
	UNUSED_HERE;
	if (args[0].kind == KIND_LIST) {
		*out = expr_yes(expr_equal(run, &args[0], &args[1], err) == 1);
		return 0;
	}
	*out = expr_yes(strstr(args[0].text, args[1].text) != NULL);
	return 0;
}

/* ---- codes and units ---- */

int32_t expr_unit_day(const struct run *run)
{
	const struct expr_scope *scope = run->scope;
	const struct record *record = run->record;
	struct value period = { 0 };
	int32_t day = DATE_NONE;

	if (scope->units == UNITS_NOW)
		return DATE_NONE;
	if (record && !record->form->period && !record->form->as_of)
		record = run->outer; /* a row of a group: of the record around it */
	if (record)
		day = unit_view_day(
			scope->units, record->form, record->values, expr_season(run));
	if (record || !scope->param || scope->param(scope->context, "period", &period) != 0 ||
		period.state != VALUE_GIVEN || period.kind != KIND_PERIOD)
		return day;
	return period_last_day(period.period, expr_season(run));
}

FUNCTION(call_label)
{
	const struct code_list *list = node->args[0]->list;
	const struct code *code = list ? code_list_find(list, args[0].text) : NULL;

	UNUSED_HERE;
	return text_or_missing(code ? code_label(code, i18n_lang()) : args[0].text, out);
}

FUNCTION(call_name)
{
	const struct unit *unit = expr_unit(run, &args[0]);

	UNUSED_HERE;
	return text_or_missing(unit ? unit_name(unit, expr_unit_day(run)) : NULL, out);
}

FUNCTION(call_report_name)
{
	const struct unit *unit = expr_unit(run, &args[0]);

	UNUSED_HERE;
	return text_or_missing(unit ? unit_report_name(unit, expr_unit_day(run)) : NULL, out);
}

FUNCTION(call_parent)
{
	const struct unit *unit = expr_unit(run, &args[0]);

	UNUSED_HERE;
	if (unit)
		unit = unit_parent(unit, expr_unit_day(run));
	return text_or_missing(unit ? unit->code : NULL, out);
}

FUNCTION(call_level)
{
	const struct unit *unit = expr_unit(run, &args[0]);
	struct decimal level = decimal_normalize(args[1].number);

	UNUSED_HERE;
	if (!unit || level.scale != 0 || level.unscaled < 0 || level.unscaled > 20)
		unit = NULL;
	else
		unit = unit_at_level(unit, (int)level.unscaled, expr_unit_day(run));
	return text_or_missing(unit ? unit->code : NULL, out);
}

/* clang-format off */
static const struct expr_function functions[] = {
	{ "if",          "如果",     "b**",  EXPR_ANY,    NULL },
	{ "coalesce",    "取首个",   "*+",   EXPR_ANY,    NULL },
	{ "abs",         "绝对值",   "n",    EXPR_NUMBER, call_abs },
	{ "round",       "四舍五入", "nn?",  EXPR_NUMBER, call_round },
	{ "floor",       "取整",     "n",    EXPR_NUMBER, call_floor },
	{ "min",         "最小",     "*+",   EXPR_ANY,    call_min },
	{ "max",         "最大",     "*+",   EXPR_ANY,    call_max },
	{ "year",        "年",       "D",    EXPR_NUMBER, call_year },
	{ "month",       "月",       "D",    EXPR_NUMBER, call_month },
	{ "day",         "日",       "D",    EXPR_NUMBER, call_day },
	{ "quarter",     "季度",     "D",    EXPR_NUMBER, call_quarter },
	{ "half",        "半年",     "D",    EXPR_NUMBER, call_half },
	{ "start",       "期初",     "p",    EXPR_DATE,   call_start },
	{ "end",         "期末",     "p",    EXPR_DATE,   call_end },
	{ "next",        "下期",     "p",    EXPR_PERIOD, call_next },
	{ "previous",    "上期",     "p",    EXPR_PERIOD, call_previous },
	{ "period_of",   "所在期",   "dt",   EXPR_PERIOD, call_period_of },
	{ "days",        "天数",     "dd",   EXPR_NUMBER, call_days },
	{ "length",      "字数",     "T",    EXPR_NUMBER, call_length },
	{ "starts",      "开头是",   "tt",   EXPR_BOOL,   call_starts },
	{ "contains",    "包含",     "Tt",   EXPR_BOOL,   call_contains },
	{ "label",       "名目",     "c",    EXPR_TEXT,   call_label },
	{ "name",        "名称",     "u",    EXPR_TEXT,   call_name },
	{ "report_name", "报告名",   "u",    EXPR_TEXT,   call_report_name },
	{ "parent",      "上级",     "u",    EXPR_UNIT,   call_parent },
	{ "level",       "级",       "un",   EXPR_UNIT,   call_level },
};
/* clang-format on */

const struct expr_function *expr_function_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(functions); i++)
		if (strcmp(functions[i].name, name) == 0 || strcmp(functions[i].zh, name) == 0)
			return &functions[i];
	return NULL;
}

/* ---- calls as they are written ---- */

static int takes_time(struct parser *p, struct expr *node)
{
	if (node->type == EXPR_DATE || node->type == EXPR_PERIOD || node->type == EXPR_ANY)
		return 0;
	return expr_become(p, node, EXPR_PERIOD, node->column);
}

static int takes_code(struct parser *p, struct expr *node)
{
	if (expr_become(p, node, EXPR_TEXT, node->column) < 0)
		return -1;
	if (node->list || node->type == EXPR_ANY)
		return 0;
	expr_fault(p, node->column, _("a field with a code list is needed here"));
	return -1;
}

/* All arguments that may be of any type are of one. */
static int takes_alike(struct parser *p, struct expr *node, struct expr **alike)
{
	if (node->type == EXPR_ROWS || (node->flags & NODE_SEVERAL)) {
		expr_fault(p, node->column, _("a single value is needed here"));
		return -1;
	}
	if (*alike && expr_unify(p, *alike, node, node->column) < 0)
		return -1;
	if (!*alike || (*alike)->op == NODE_CONST)
		*alike = node;
	return 0;
}

static int takes(struct parser *p, char letter, struct expr *node, struct expr **alike)
{
	switch (letter) {
	case 'n': return expr_become(p, node, EXPR_NUMBER, node->column);
	case 'T':
	case 't': return expr_become(p, node, EXPR_TEXT, node->column);
	case 'd': return expr_become(p, node, EXPR_DATE, node->column);
	case 'p': return expr_become(p, node, EXPR_PERIOD, node->column);
	case 'u': return expr_become(p, node, EXPR_UNIT, node->column);
	case 'b': return expr_become(p, node, EXPR_BOOL, node->column);
	case 'D': return takes_time(p, node);
	case 'c': return takes_code(p, node);
	default: return takes_alike(p, node, alike);
	}
}

static int check_call(struct parser *p, const struct expr_function *function,
		      struct expr **args, size_t count, int column)
{
	const char *letter = function->takes;
	struct expr *alike = NULL;
	size_t i;

	for (i = 0; i < count && *letter; i++) {
		if (takes(p, *letter, args[i], &alike) < 0)
			return -1;
		if (letter[1] != '+')
			letter += letter[1] == '?' ? 2 : 1;
	}
	/* Constants seen before the type was known take it now. */
	for (size_t j = 0; alike && j < count; j++)
		if (args[j]->type != alike->type && function->takes[j < 2 ? j : 1] != 'b' &&
		    expr_unify(p, alike, args[j], args[j]->column) < 0)
			return -1;
	if (i == count && (!*letter || letter[1] == '?' || (letter[1] == '+' && count > 0)))
		return 0;
	expr_fault(p, column, _("%s has too many or too few arguments"), function->name);
	return -1;
}

struct expr *expr_call(struct parser *p, const struct expr_function *function, int column)
{
	struct expr *args[EXPR_MAX_ARGS], *node;
	size_t count = 0;

	while (p->at->kind != TOKEN_CLOSE || count > 0) {
		if (count == EXPR_MAX_ARGS)
			return expr_fault(
				p, p->at->column, _("at most %d arguments"), EXPR_MAX_ARGS);
		args[count] = expr_parse_or(p);
		if (!args[count++])
			return NULL;
		if (p->at->kind != TOKEN_COMMA)
			break;
		p->at++;
	}
	if (expr_expect(p, TOKEN_CLOSE, _(") or a comma")) < 0 ||
	    check_call(p, function, args, count, column) < 0)
		return NULL;
	node = expr_node(p, NODE_CALL, function->gives, column, args, count);
	if (!node)
		return NULL;
	node->function = function;
	if (node->type == EXPR_ANY) {
		node->type = args[count - 1]->type;
		node->list = args[count - 1]->list;
	}
	/* A figure keeps its measure unit on the way through. */
	for (size_t i = 0; node->type == EXPR_NUMBER && !node->measure && i < count; i++)
		node->measure = args[i]->measure;
	return node;
}
