/*
 * build.h - one report being built.  Private to report/.
 */
#ifndef REPORT_BUILD_H
#define REPORT_BUILD_H

#include "base/arena.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "model/expr.h"
#include "model/value.h"
#include "report/report.h"
#include "report/template.h"
#include "report/trace.h"

#include <stddef.h>
#include <stdint.h>

struct record;

/* One turn of a loop. */
struct binding {
	struct binding *outer;
	const char *names[2];           /* without $, NULL none */
	struct value value;
	const struct unit *unit;        /* due(): whose turn it is */
	unsigned long serial;           /* of this turn */
};

/* An indicator's answer under one binding. */
struct memo {
	const struct indicator *indicator;
	unsigned long serial;
	struct value value;
	struct trace trace;
};

struct build {
	struct dataset *data;
	const struct model *model;
	struct report_request request;  /* complete: as_of and unit are there */
	int32_t today;
	const struct report_template *source;
	struct arena *mem;
	struct err *err;
	enum lang office, user;         /* languages of the text and of the warnings */
	struct str out;                 /* heap */
	VEC(struct report_figure) figures;
	VEC(const char *) warnings;
	VEC(struct memo *) memos;
	struct binding *binding;        /* innermost turn, NULL outside loops */
	unsigned long serials;
	const struct record *record;    /* of a loop over records, NULL none */
	struct trace *trace;            /* of the evaluation in hand */
	struct err inner;               /* why a parameter failed */
	int nested;                     /* indicators within indicators */
};

/* ---- build_values.c: expressions with their parameters and traces ---- */

/* trace gets what the value stands on. */
int build_eval(struct build *b, const struct expr *expr, struct value *out, struct trace *trace,
	       struct err *err);
int build_truth(struct build *b, const struct expr *expr, struct err *err);
/* The scope of expressions outside records. */
/* On which day units are named and stand: as was, the last of the period. */
int32_t build_unit_day(const struct build *b);
struct expr_scope build_scope(struct build *b);
/* The unit whose turn it is, NULL outside due(). */
const struct unit *build_unit(const struct build *b);

/* ---- build_text.c: values as offices print them ---- */

int build_value(struct build *b, const struct part *part, struct err *err);

/* ---- build_loops.c ---- */

int build_each(struct build *b, const struct part *part, struct err *err);

/* ---- build.c ---- */

int build_parts(struct build *b, const struct parts *parts, struct err *err);
/* used.c: the records behind all figures, at the instant that the dataset holds. */
int report_find_uses(struct dataset *data, struct report *report, struct arena *mem,
		     struct err *err);
/* Once each. */
void build_warn(struct build *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
