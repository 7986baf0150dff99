/*
 * query.h - asking a ledger: filter, sort, page, count, group and sum.
 *
 * The answer says how it was found (plan): from totals where the question fits, through an
 * index where there is one, else by a scan.  Rows out of the viewer's scope do not exist.
 */
#ifndef DATA_QUERY_H
#define DATA_QUERY_H

#include "base/arena.h"
#include "base/err.h"
#include "model/expr.h"
#include "model/record.h"
#include "model/unit.h"

#include <stddef.h>
#include <stdint.h>

struct dataset;
struct field;
struct form;

struct sort_key {
	const struct field *field;
	int descending;
};

struct query {
	const struct form *form;
	const struct expr *where;       /* NULL: all */
	const struct sort_key *sort;    /* NULL: the form's own order */
	size_t sort_count;
	unsigned states;                /* 1 << enum record_state; 0: all that are live */
	const struct expr_scope *scope; /* parameters of where; NULL none */
	enum unit_view units;           /* how `within` and levels see them; 0: as now */
};

enum plan_kind { PLAN_KEY, PLAN_INDEX, PLAN_TOTALS, PLAN_SCAN };
struct plan {
	enum plan_kind kind;
	const char *sentence;           /* "index (period, unit)", translated, in the arena */
};

struct record_page {
	struct record **rows;           /* in the arena */
	size_t count;
	int more_after, more_before;
	struct plan plan;
};

/*
 * One page of at most limit rows.  after/before: a record of the previous page (paging goes
 * on just past it even if it has changed); both NULL: the first page; from_end: the last.
 */
struct page_at {
	const struct record *after, *before;
	int from_end;
	size_t limit;
};
int query_page(struct dataset *data, const struct query *query, const struct page_at *at,
	       struct arena *mem, struct record_page *out, struct err *err);
int query_count(struct dataset *data, const struct query *query, uint64_t *out,
		struct err *err);
/*
 * Every row, in store order or, with query->sort, in the order of its pages; visit returns 0 to
 * go on, 1 to stop, -1 error.
 */
int query_each(struct dataset *data, const struct query *query,
	       int (*visit)(void *context, const struct record *record, struct err *err),
	       void *context, struct err *err);

enum { GROUP_MAX_FIELDS = 4, GROUP_MAX_SUMS = 8 };
struct group_by {
	const struct field *field;
	int level;                      /* units roll up to this level; -1: as recorded */
};
struct group_query {
	struct query base;              /* sort is ignored; states 0: those that count */
	struct group_by by[GROUP_MAX_FIELDS];
	size_t by_count;
	const struct field *sums[GROUP_MAX_SUMS];
	size_t sum_count;
	int32_t as_of;                  /* DATE_NONE: the latest */
	enum value_nature nature;       /* actual, expected or planned: never added together */
};
struct group_row {
	struct value keys[GROUP_MAX_FIELDS];
	int32_t day;                    /* as was: the latest of its records'; else DATE_NONE */
	uint64_t records;               /* lines behind it */
	struct {
		struct value sum;       /* VALUE_MISSING when no line gave one */
		uint64_t given, missing;/* lines with a value; lines with . / or X */
	} sums[GROUP_MAX_SUMS];
};
struct group_result {
	struct group_row *rows;         /* ordered by keys (units in report order) */
	size_t count;
	struct plan plan;
};
/*
 * Respects the form's way over time: flow sums over periods, stock and cumulative take each
 * line's last period inside the range asked, ratio is refused.
 */
int query_group(struct dataset *data, const struct group_query *query, struct arena *mem,
		struct group_result *out, struct err *err);

/* As query_group(), but by reading the records even where the totals would serve. */
int query_group_scan(struct dataset *data, const struct group_query *query, struct arena *mem,
		     struct group_result *out, struct err *err);

/*
 * The scope's parameter $as_of, where it gives a date, is the as-of date of the figure:
 * of each line the latest value not after it.
 */
/* The scope's aggregate function for expressions: answers through query_group and scans. */
int data_aggregate(void *context /* struct dataset */, const struct aggregate_call *call,
		   const struct expr_scope *scope, struct value *out, struct err *err);
/* The scope's parameters for rules and for asked_if: $today.  The same context. */
int data_rule_param(void *context, const char *name, struct value *out);
/* Ids of the records behind an aggregate, at most limit; for figures. */
int data_aggregate_records(struct dataset *data, const struct aggregate_call *call,
			   const struct expr_scope *scope, size_t limit, struct arena *mem,
			   uint64_t **ids, size_t *count, struct err *err);

/*
 * Of a sum over a field: how many lines gave a figure and how many are known to lack it
 * (. / X), both 0 for other calls.
 */
int data_aggregate_lines(struct dataset *data, const struct aggregate_call *call,
			 const struct expr_scope *scope, uint64_t *given, uint64_t *missing,
			 struct err *err);

/* Units that owe the form for the period, and whether they have reported by as_of. */
struct due_unit {
	const struct unit *unit;
	int reported;                   /* 1: a record that counts in its subtree */
	uint64_t records;
};
int query_due(struct dataset *data, const struct form *form, struct period period,
	      int32_t as_of, struct arena *mem, struct due_unit **out, size_t *count,
	      struct err *err);
/*
 * The same in a view: as was is query_due(); as now, in place of units that have been merged
 * what they went into, and units founded since that have taken records over.
 */
int query_due_seen(struct dataset *data, const struct form *form, struct period period,
		   int32_t as_of, enum unit_view view, struct arena *mem,
		   struct due_unit **out, size_t *count, struct err *err);

#endif
