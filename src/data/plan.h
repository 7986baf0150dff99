/*
 * plan.h - where an answer is looked for: the ranges of an index, or the whole ledger.
 */
#ifndef DATA_PLAN_H
#define DATA_PLAN_H

#include "data/filter.h"

struct key_range {
	struct bytes from, to;
};

enum { ROWS_RECORDS = -2, ROWS_NATURAL = -1 };  /* else the index's number */

struct source {
	const struct shape *shape;
	int rows;                       /* ROWS_... or an index */
	const struct field_set *fields; /* of the rows' keys; NULL: records */
	struct bytes start;             /* what the rows' keys begin with */
	struct key_range *ranges;       /* in order, apart from each other */
	size_t range_count;             /* 0: nothing can satisfy */
	size_t fixed;                   /* leading fields with one value only */
	size_t bound;                   /* leading fields with any bound */
	int whole_key;                  /* every field of the natural key has one value */
};

/* The whole of a kind of rows. */
void source_all(const struct shape *shape, int rows, struct arena *mem, struct source *out);
/* The rows cut down by what the condition bounds; range_count 0 when nothing satisfies. */
int source_bounded(const struct filter *f, int rows, struct arena *mem, struct source *out,
		   struct err *err);
/* The source with the most bound fields, records when there is none. */
int source_best(const struct filter *f, struct arena *mem, struct source *out, struct err *err);
/* Back to the whole ledger when the ranges hold so many rows that one reading is quicker. */
int source_if_few(const struct shape *shape, struct snapshot *snapshot, struct arena *mem,
		  struct source *source, struct err *err);
/* 1 when the rows come in the order of the sort keys; *reverse: from behind. */
int source_sorted(const struct source *source, const struct sort_key *sort, size_t count,
		  int *reverse);
const char *source_sentence(const struct source *source, struct arena *mem);
enum plan_kind source_kind(const struct source *source);

/* ---- reading them ---- */

struct walk {
	struct dataset *data;           /* whose user may stop it; NULL: nobody is asked */
	uint64_t read;                  /* rows so far */
	struct snapshot *snapshot;
	const struct source *source;
	int reverse, keys_only;
	size_t page_rows;               /* rows a page at most; 0: as fit */
	struct bytes past;              /* go on just past this key (before it when reverse) */
	size_t range;                   /* number of ranges begun */
	struct scan scan;
	struct row_page page;
	size_t at;
	int more;
	struct arena rows;              /* one page */
	struct arena mem;               /* bounds */
};

struct hit {
	uint64_t id;
	struct bytes key;               /* an index's: from its first field on */
	struct bytes value;             /* of a record; empty: only in an index */
};

void walk_start(struct walk *w, struct snapshot *snapshot, const struct source *source,
		int reverse, struct bytes past);
/* 1 a row, 0 the end, -1.  The hit lives until the next call. */
int walk_next(struct walk *w, struct hit *out, struct err *err);
void walk_release(struct walk *w);

#endif
