/*
 * expr.h - the one small language of rules, computed fields, queries, indicators, templates.
 *
 * Typed: number (fixed point), text, date, period, yes/no, code, unit, and missing.
 * Names are field ids or Chinese labels; odd labels stand in 「」; $name is a parameter
 * ($period $as_of $unit $today, loop variables of templates).  Full-width punctuation is
 * folded before reading.
 *
 *	or 或   and 且   not 非   = != < <= > >=   in (a, b)   + - * / %   ( )   -x
 *	text 'LX' or "LX"; numbers 12.5 and 12.5万; dates 2021-06-25, periods 2021H1 written bare
 *	x within y              unit below unit, period inside period
 *	x like '东*'            text with * as any run
 *	x is empty | missing | given | zero | applicable | masked     (and: is not)
 *	state = 'saved'         the record's own state, unless the form has such a field
 *	date + days   date - days   date - date
 *	if(c, a, b)  coalesce(a, b, ...)  abs round(x, n) floor  min(a, b, ...) max(a, b, ...)
 *	year month day quarter half of a date or period; start(p) end(p) next(p) previous(p)
 *	period_of(date, 'month')  days(a, b)  length(text or several)
 *	starts(text, text)  contains(text, text)
 *	label(code) name(unit) report_name(unit) parent(unit) level(unit, n)
 *	sum(rows.cost)  count(rows)     over the record's own repeating group
 *	sum(form.field where condition)  count(form where ...)  distinct min max last
 *	        over another form; inside the condition bare names are that form's fields and
 *	        this.name is the record outside.  States: submitted and later unless the
 *	        condition names state.
 *	sum(form.group.field where condition)   over the rows of another form's group; bare
 *	        names are the group's fields, else the form's; there is no this.
 *	sum(planting.area where @big)   the condition saved under that name, as a part of any
 *	        condition on its form's records; odd names stand in 「」.  Only where options
 *	        say who knows saved queries: report templates, not rules and indicators.
 *
 * Missing: any arithmetic or comparison with a missing (or empty, masked, n/a) operand is
 * missing; and/or are three-valued; sum, min, max, last of no given value are missing,
 * count is 0.  A quotient has 12 decimals half-up; nothing else is rounded.
 * Nothing here reads a store: aggregates over forms are answered by the scope.
 */
#ifndef MODEL_EXPR_H
#define MODEL_EXPR_H

#include "base/arena.h"
#include "base/err.h"
#include "model/unit.h"
#include "model/value.h"

#include <stddef.h>

struct code_list;
struct expr;
struct field;
struct form;
struct measure;
struct model;
struct record;
struct str;

enum expr_type {
	EXPR_ANY, EXPR_NUMBER, EXPR_TEXT, EXPR_DATE, EXPR_PERIOD, EXPR_BOOL, EXPR_UNIT,
	EXPR_ROWS,
};

/* Names that are not fields: parameters and loop variables. */
struct expr_param {
	const char *name;               /* without $ */
	enum expr_type type;
};

/* The same with what is known of it; may be written without $ where no field has the name. */
struct expr_named {
	const char *name;
	enum expr_type type;
	const struct measure *measure;  /* NULL none */
	const struct code_list *list;   /* a text that is a code of it, NULL none */
};

struct expr_options {
	const struct model *model;
	const struct form *form;        /* whose fields bare names are; NULL none */
	const struct form *outer;       /* this.name inside a group's rule; NULL none */
	const struct expr_param *params;/* ended by a NULL name; NULL none */
	const struct expr_named *named; /* looked up first; ended by a NULL name; NULL none */
	enum expr_type want;            /* EXPR_ANY, or the type the result must have */
	/* The condition behind @name (*out NULL: none at all), or -1; NULL: @name is a fault. */
	int (*saved)(void *context, const struct form *form, const char *name,
		     struct arena *mem, const struct expr **out, struct err *err);
	void *saved_context;
};

/* 1 when a name can stand behind @ and $ as it is: letters, Hanzi, digits, _. */
int expr_is_word(const char *name);

/* Errors name the column (characters, from 1) and the unknown name. */
int expr_parse(const char *text, const struct expr_options *options, struct arena *mem,
	       const struct expr **out, struct err *err);
enum expr_type expr_type(const struct expr *expr);
const struct measure *expr_measure(const struct expr *expr);    /* NULL none or mixed */
/* ids, canonical, parses to the same */
void expr_print(const struct expr *expr, struct str *out);
/* As people say it: labels, names of codes and units, words of their language; not for parsing. */
void expr_show(const struct model *model, const struct expr *expr, struct str *out);
/* Does the expression read the field (of its own form)? 1 or 0. */
int expr_reads(const struct expr *expr, const struct field *field);
/* Does it ask other records? (then a computed field with it is never stored) */
int expr_has_aggregate(const struct expr *expr);

/*
 * 1 << enum record_state of the records that can satisfy it; 0 when it does not name state:
 * then whoever asks chooses (figures: submitted).  Saved, submitted, deleted only.
 */
unsigned expr_states(const struct expr *expr);

enum aggregate { AGG_SUM, AGG_COUNT, AGG_DISTINCT, AGG_MIN, AGG_MAX, AGG_LAST };

struct aggregate_call {
	enum aggregate what;
	const struct form *form;
	const struct field *field;      /* NULL: count of records */
	/* over form's fields, NULL all; outer names are already bound in scope */
	const struct expr *where;
	/* NULL, or: over the rows of this group of the form's records */
	const struct field *group;
	/* over the group's fields; outer is the form's record; NULL all */
	const struct expr *row_where;
};

struct expr_scope {
	const struct model *model;
	const struct record *record;    /* bare names; NULL none */
	const struct record *outer;     /* this.name; NULL none */
	/* Parameters by name: 0 found, > 0 none (missing), < 0 failure; NULL function: none. */
	int (*param)(void *context, const char *name, struct value *out);
	/* Aggregates over other forms; NULL: they are an error. */
	int (*aggregate)(void *context, const struct aggregate_call *call,
			 const struct expr_scope *scope, struct value *out, struct err *err);
	void *context;
	struct arena *mem;              /* for texts and lists that come out */
	/*
	 * within, parent() level() name() of units: as was, on the day of the record at hand (bare
	 * names), else on the last day of $period.
	 */
	enum unit_view units;
};

/*
 * For who answers a call with a group: each row of the record that row_where chooses; value is
 * the row's field, NULL when the call has none.  visit returns 0, or -1 with *err.
 */
int expr_each_row(const struct aggregate_call *call, const struct record *record,
		  const struct expr_scope *scope,
		  int (*visit)(void *context, const struct value *value, struct err *err),
		  void *context, struct err *err);

int expr_eval(const struct expr *expr, const struct expr_scope *scope, struct value *out,
	      struct err *err);
/* For conditions: 1 true, 0 false, 2 unknown (missing), -1 failure. */
enum { TRUTH_FALSE = 0, TRUTH_TRUE = 1, TRUTH_UNKNOWN = 2 };
int expr_truth(const struct expr *expr, const struct expr_scope *scope, struct err *err);

/* ---- what a planner may know of a condition (data/ chooses indexes by it) ---- */

struct expr_bound {                     /* a conjunct of the form  field OP constant */
	const struct field *field;
	enum { BOUND_EQUAL, BOUND_FROM, BOUND_TO, BOUND_WITHIN, BOUND_IN } op;
	/* no own fields in it: constant, parameter, this.name, start($period) */
	const struct expr *value;
	const struct expr *const *values;       /* BOUND_IN */
	size_t value_count;
};
/*
 * The bounds that every record satisfying expr meets; exact: they are all there is to it.
 * Evaluate value with expr_eval; a missing one means that no record satisfies.  FROM and TO
 * are given for numbers, dates and texts only, in the order of their stored keys.
 */
size_t expr_bounds(const struct expr *expr, struct arena *mem, struct expr_bound **out,
		   int *exact);
/* What the condition says the field is (field = VALUE); NULL: not just one thing. */
const struct expr *expr_fixed(const struct expr *where, const struct field *field);
/* 0: figures of the field are in several measure units among the records of the condition. */
int figures_go_together(const struct field *field, const struct expr *where);
/*
 * Takes a conjunct  field <= VALUE  (nothing of the record in VALUE) out of a condition: 1 and
 * both parts, or 0.  Ledgers that keep earlier figures answer it with those.
 */
int expr_take_upper(const struct expr *where, const struct field *field, struct arena *mem,
		    const struct expr **rest, const struct expr **upper);
/* a and b (either may be NULL). */
const struct expr *expr_and(const struct expr *a, const struct expr *b, struct arena *mem);

#endif
