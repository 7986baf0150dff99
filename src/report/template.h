/*
 * template.h - the language of report templates: plain text and what stands in {braces}.
 *
 *	{expr}                  a value; a number with its measure unit's label: 878吨
 *	{bare expr}             without the label; {spaced expr}: a blank before the label
 *	{zero expr}             the form's word for 0 (无新增); other values as {expr}
 *	{expr as CODE}          in another measure unit, rounded as that one prints: 3.7万吨
 *	{expr as date}          dates: date, month-day; periods: long, code
 *	{expr else words}       the words when the value is missing
 *	{if cond} {else if cond} {else} {end}           an unknown condition is false
 *	{each $u in due(FORM)} .. {between} .. {else} .. {end}
 *	                        units that owe the form, in report order, as $u and $unit; one
 *	                        that has not reported is passed over and becomes a warning
 *	{each $c in codes(LIST) where cond}             the codes of a list, in its order
 *	{each in FORM where cond}                       records, bare names are their fields
 *	{between} and {else} may each stand once: printed between two items that print
 *	something, and when no item does.
 *	{# a remark}            {{ and }} are braces
 *
 * Expressions are model/expr.h's: $period $as_of $unit $today, item (the report's number in
 * its chapter), loop variables, and the indicators of conf/indicators, $ or no $.  An
 * indicator prints with its own decimals, unless `as` names another unit.  @name in a condition
 * is the shared query saved under that name: {sum(planting.area where @big and period = $period)}.
 *
 * Layout: a sentence may be written on several lines.  One line break beside a block tag (if
 * else each between end #) goes, with the blanks around it; to keep a break there, leave an
 * empty line.  A line that ends with \ goes on in the next, without the blanks it begins with.
 */
#ifndef REPORT_TEMPLATE_H
#define REPORT_TEMPLATE_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

struct code_list;
struct dataset;
struct expr;
struct form;
struct indicator;
struct measure;
struct model;
struct report_template;

struct parts {
	struct part *at;
	size_t count;
};

enum part_kind { PART_TEXT, PART_VALUE, PART_IF, PART_EACH };
enum value_look { LOOK_PLAIN, LOOK_BARE, LOOK_SPACED, LOOK_ZERO };
enum date_look { DATE_LOOK_FULL, DATE_LOOK_MONTH_DAY, DATE_LOOK_CODE };
enum each_kind { EACH_DUE, EACH_CODE, EACH_RECORD };

struct branch {
	const struct expr *when;        /* NULL: else */
	struct parts body;
};

struct part {
	enum part_kind kind;
	int line, column;               /* of the tag, from 1 */
	const char *text;               /* PART_TEXT */
	/* PART_VALUE */
	const struct expr *expr;
	enum value_look look;
	enum date_look date;
	const struct measure *measure;  /* of the value as printed, NULL none */
	const struct measure *from;     /* not NULL: convert from this one */
	int decimals;                   /* -1: as the measure prints */
	const char *otherwise;          /* when missing, NULL: the usual word */
	const char *canonical;          /* the expression */
	const struct indicator *indicator;      /* the value is just this one, NULL none */
	const struct field *field;      /* the value is just this field, NULL none */
	const struct code_list *list;   /* the value is just a loop's code of it, NULL none */
	/* PART_IF */
	struct branch *branches;
	size_t branch_count;
	/* PART_EACH */
	enum each_kind each;
	const char *variable;           /* without $, NULL none */
	const struct form *form;        /* due, records */
	const struct code_list *codes;
	const struct expr *where;       /* codes, records; NULL all */
	struct parts body, between, none;
};

struct template {
	const struct report_template *source;
	struct parts parts;
};

/*
 * Faults are "file:line:column: sentence".  All of it lives in mem.  data looks @names up; NULL
 * takes any (a check without records).
 */
int template_parse(const struct model *model, const struct report_template *source,
		   struct dataset *data, struct arena *mem, struct template *out, struct err *err);
/* -1 with "file:line:column: " before what err says already. */
int template_fault(const struct report_template *source, const struct part *part,
		   struct err *err);

#endif
