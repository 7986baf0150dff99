/*
 * expr_internal.h - what the files of the expression language share: tokens, nodes,
 * functions.  Nobody outside expr_*.c includes it.
 *
 * A parsed expression is a tree of nodes with field places resolved, typed when parsed.
 */
#ifndef MODEL_EXPR_INTERNAL_H
#define MODEL_EXPR_INTERNAL_H

#include "base/arena.h"
#include "base/err.h"
#include "model/expr.h"
#include "model/value.h"

#include <stddef.h>
#include <stdint.h>

struct code_list;
struct model;
struct season;
struct unit;

/* ---- tokens ---- */

enum token_kind {
	TOKEN_END, TOKEN_NAME, TOKEN_TEXT, TOKEN_NUMBER, TOKEN_DATE, TOKEN_PERIOD, TOKEN_PARAM,
	TOKEN_SAVED,            /* @name */
	/* punctuation */
	TOKEN_OPEN, TOKEN_CLOSE, TOKEN_COMMA, TOKEN_DOT, TOKEN_EQUAL, TOKEN_DIFFERS, TOKEN_LESS,
	TOKEN_AT_MOST, TOKEN_MORE, TOKEN_AT_LEAST, TOKEN_PLUS, TOKEN_MINUS, TOKEN_TIMES,
	TOKEN_SLASH, TOKEN_PERCENT,
};

/* What a bare word may mean beside being a name; which applies is decided by its place. */
enum word {
	WORD_NONE, WORD_OR, WORD_AND, WORD_NOT, WORD_IN, WORD_WITHIN, WORD_LIKE, WORD_IS,
	WORD_IS_NOT, WORD_IS_EMPTY, WORD_IS_NOT_EMPTY, WORD_WHERE, WORD_TRUE, WORD_FALSE,
	WORD_EMPTY, WORD_MISSING, WORD_GIVEN, WORD_ZERO, WORD_APPLICABLE, WORD_NOT_APPLICABLE,
	WORD_MASKED, WORD_THIS, WORD_STATE,
};

struct token {
	enum token_kind kind;
	enum word word;         /* of a bare name */
	int column;             /* characters, from 1 */
	int year;               /* a number of four digits, else 0 */
	const char *text;       /* name, text, parameter; folded; in the arena */
	struct value value;     /* number, date, period */
};

/* Reads the whole text; the array ends with TOKEN_END. */
int expr_lex(const char *text, struct arena *mem, struct token **out, struct err *err);
enum word expr_word(const char *text);

/* ---- nodes ---- */

enum node_op {
	NODE_CONST, NODE_FIELD, NODE_OUTER, NODE_STATE, NODE_PARAM,
	NODE_OR, NODE_AND, NODE_NOT,
	NODE_EQUAL, NODE_DIFFERS, NODE_LESS, NODE_AT_MOST, NODE_MORE, NODE_AT_LEAST,
	NODE_IN, NODE_WITHIN, NODE_LIKE, NODE_IS,
	NODE_ADD, NODE_SUBTRACT, NODE_MULTIPLY, NODE_DIVIDE, NODE_REMAINDER, NODE_NEGATE,
	NODE_CALL,
	NODE_OVER_ROWS,         /* field is the group, member what is summed, args[0] where */
	NODE_OVER_FORM,
};

enum node_flags {
	NODE_ASKS = 1 << 0,             /* an aggregate over a form is in it */
	NODE_OWN = 1 << 1,              /* reads the record's own fields or state */
	NODE_SEVERAL = 1 << 2,          /* the value is a list of codes */
	NODE_NAMES_STATE = 1 << 3,
	/* the form's field in a condition over its group's rows */
	NODE_AROUND = 1 << 4,
};

enum { EXPR_MAX_DEPTH = 200, EXPR_MAX_CHAIN = 2000, EXPR_MAX_ARGS = 16 };

struct expr {
	uint8_t op;                     /* enum node_op */
	uint8_t type;                   /* enum expr_type */
	uint8_t flags;                  /* enum node_flags */
	uint8_t is;                     /* NODE_IS: enum word */
	uint8_t what;                   /* enum aggregate */
	uint16_t depth;                 /* of the tree below it */
	int year;                       /* a constant that may also be a year's period */
	int column;                     /* where it was written */
	const struct expr **args;
	size_t arg_count;
	const struct field *field;      /* NODE_FIELD, NODE_OUTER; NODE_OVER_...: the group */
	/* NODE_OVER_FORM with a group: what the rows must meet */
	const struct expr *row_where;
	const struct field *member;     /* what an aggregate takes; NULL: it counts */
	const struct form *form;        /* NODE_OVER_FORM */
	const struct expr_function *function;
	const char *name;               /* NODE_PARAM */
	const struct measure *measure;  /* NULL none or mixed */
	const struct code_list *list;   /* a text that is a code of it */
	const struct model *model;      /* NODE_STATE: whose states; NULL: the built-in ones */
	struct value constant;
};

struct parser {
	const struct expr_options *options;
	const struct form *form, *outer;        /* of bare names and this., here */
	const struct form *around;      /* form is a group of this one's, asked from outside */
	struct arena *mem;
	struct token *at;
	int depth;
	int in_condition;               /* 1: inside a where */
	struct err *err;
};

/* Sets err to "column N: sentence" and returns NULL. */
struct expr *expr_fault(struct parser *p, int column, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
struct expr *expr_node(struct parser *p, enum node_op op, enum expr_type type, int column,
		       struct expr *const *args, size_t count);
struct expr *expr_node_in(struct arena *mem, enum node_op op, enum expr_type type,
			  struct expr *const *args, size_t count);      /* without limits */
struct expr *expr_parse_or(struct parser *p);           /* a whole expression */
int expr_expect(struct parser *p, enum token_kind kind, const char *what);

/* expr_names.c: what a word or a dotted name stands for. */
struct expr *expr_name(struct parser *p);
struct expr *expr_param(struct parser *p);
struct expr *expr_saved(struct parser *p);
struct expr *expr_aggregate(struct parser *p, enum aggregate what);     /* after "(" */
/* Splits a condition over a group's rows: what the form's record must meet, what the row. */
void expr_split_rows(struct parser *p, struct expr *where, const struct expr **form_part,
		     const struct expr **row_part);
int expr_aggregate_named(const char *name, enum aggregate *out);
const char *expr_aggregate_name(enum aggregate what);

/* expr_types.c: types meet. */
const char *expr_type_name(enum expr_type type);        /* translated */
/* Turns constants so that both sides have one type, list and measure; -1 with the fault. */
int expr_unify(struct parser *p, struct expr *a, struct expr *b, int column);
/* Makes node the type, turning a constant; 0 or -1 with the fault. */
int expr_become(struct parser *p, struct expr *node, enum expr_type type, int column);
struct expr *expr_binary(struct parser *p, enum node_op op, struct expr *a, struct expr *b,
			 int column);
struct expr *expr_within(struct parser *p, struct expr *a, struct expr *b, int column);

/* ---- functions ---- */

struct run {
	const struct expr_scope *scope;
	const struct record *record, *outer;    /* bare names; this. (NULL none) */
	int depth;                              /* computed fields inside computed fields */
};

struct expr_function {
	const char *name, *zh;
	/* A letter an argument: n number, t text, T text or codes, c code, d date, p period,
	 * D date or period, u unit, b yes/no, * anything alike; then ? optional, + the last
	 * repeats. */
	const char *takes;
	enum expr_type gives;           /* EXPR_ANY: the type of its last argument */
	/* All arguments given; NULL: the evaluator's own (if, coalesce). */
	int (*call)(const struct run *run, const struct expr *node, const struct value *args,
		    size_t count, struct value *out, struct err *err);
};
const struct expr_function *expr_function_find(const char *name);
struct expr *expr_call(struct parser *p, const struct expr_function *function, int column);

/* ---- evaluation ---- */

/* The node's value: in tmp or where it lies already; NULL on failure. */
const struct value *expr_fetch(const struct run *run, const struct expr *node,
			       struct value *tmp, struct err *err);
int expr_test(const struct run *run, const struct expr *node, struct err *err);
/* Calls and aggregates: expr_rows.c. */
const struct value *expr_fetch_call(const struct run *run, const struct expr *node,
				    struct value *tmp, struct err *err);
int expr_over_rows(const struct run *run, const struct expr *node, struct value *out,
		   struct err *err);
int expr_over_form(const struct run *run, const struct expr *node, struct value *out,
		   struct err *err);
/* -1 0 1 in *out; 0, or -1 when the two cannot be compared. */
int expr_compare(const struct run *run, const struct value *a, const struct value *b, int *out,
		 struct err *err);
int expr_equal(const struct run *run, const struct value *a, const struct value *b,
	       struct err *err);        /* 1 0, -1 failure; a list equals what it contains */
const struct season *expr_season(const struct run *run);
/* On which units are looked at: see expr_scope.units. */
int32_t expr_unit_day(const struct run *run);
/* NULL unknown */
const struct unit *expr_unit(const struct run *run, const struct value *code);

static inline struct value expr_missing(void)
{
	return (struct value){ .state = VALUE_MISSING };
}

static inline struct value expr_number(struct decimal number)
{
	return (struct value){ .state = VALUE_GIVEN, .kind = KIND_NUMBER, .number = number };
}

static inline struct value expr_text(const char *text)
{
	return (struct value){ .state = VALUE_GIVEN, .kind = KIND_TEXT, .text = text };
}

static inline struct value expr_date(int32_t day)
{
	return (struct value){ .state = VALUE_GIVEN, .kind = KIND_DATE, .date = day };
}

static inline struct value expr_period(struct period period)
{
	return (struct value){ .state = VALUE_GIVEN, .kind = KIND_PERIOD, .period = period };
}

static inline struct value expr_yes(int yes)
{
	return (struct value){ .state = VALUE_GIVEN, .kind = KIND_BOOL, .yes = yes };
}

#endif
