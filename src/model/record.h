/*
 * record.h - one row of a ledger in memory, and the check of its rules.
 */
#ifndef MODEL_RECORD_H
#define MODEL_RECORD_H

#include "base/arena.h"
#include "base/err.h"
#include "model/value.h"

#include <stddef.h>
#include <stdint.h>

struct expr_scope;
struct field;
struct form;
struct model;
struct rule;
struct unit;

/* Others, from STATE_FIRST_OWN on, are data: workflow.h. */
enum record_state {
	STATE_NEW,              /* not stored yet */
	STATE_SAVED,            /* may break hard rules; counts nowhere */
	STATE_SUBMITTED,        /* counts */
	STATE_DELETED,          /* listed, can be undone */
	STATE_FIRST_OWN,        /* the office's own have the numbers from here */
	STATE_MOST = 31,        /* to here */
};

/* A value of a field that the form does not have any more. */
struct stray_value {
	const char *id;
	struct value value;
};

/* What a line held as of an earlier date: only the numbers the form totals. */
struct earlier_value {
	int32_t as_of;
	struct value *sums;     /* in the order of form_sums() */
};

/* Who once did what to a record: for who must not do the next thing. */
struct deed_done {
	const char *action;             /* as history names it */
	const char *user;               /* user id */
};

struct record {
	const struct form *form;        /* not ours */
	uint64_t id;                    /* 0: new */
	uint64_t revision;              /* 0: new */
	enum record_state state;
	struct value *values;           /* form->field_count */
	struct earlier_value *earlier;  /* by date, ascending; before the present as-of */
	size_t earlier_count;
	struct stray_value *strays;
	size_t stray_count;
	int64_t changed;                /* instant of the last revision */
	const char *changed_by;         /* user id */
	const char *warn_reason;        /* why warnings were accepted, NULL none */
	/* data_deeds() fills them in; without them may() refuses what needs them */
	const struct deed_done *done;
	size_t done_count;
	int done_known;
	/* ids of roles that nobody holds for its unit today, NULL-ended; data_deeds() too */
	const char **unheld;
};

struct record *record_new(const struct form *form, struct arena *mem);  /* presets filled in */
struct record *record_copy(const struct record *record, struct arena *mem);
/* NULL: no such field */
struct value *record_value(struct record *record, const char *field_id);
/* Whose it is and of which period, where its form tells (form->unit, form->period). */
const struct unit *record_of_unit(const struct model *model, const struct record *record);
struct period record_of_period(const struct record *record); /* PERIOD_NONE none */
/* The distinct fields that any total of the form sums, in a fixed order. */
size_t form_sums(const struct form *form, struct arena *mem, const struct field ***out);
/* "2021H1 东明镇 黄芪": title fields or key, as people call the record. */
void record_title(const struct model *model, const struct record *record, struct str *out);

enum { FINDING_BLOCKS = 1, FINDING_WARNS = 2 };

struct finding {
	int weight;                     /* FINDING_BLOCKS or FINDING_WARNS */
	const struct field *field;      /* NULL: the whole record */
	const struct rule *rule;        /* NULL: type, bound or required */
	size_t row;                     /* 1-based row of a group, 0 none */
	const char *sentence;           /* in the user's language */
};

struct findings {
	struct finding *at;
	size_t count;
	size_t blocks;                  /* how many of them block */
};

/* One value by itself: required, type, bounds.  0, or -1 with the sentence. */
int field_check(const struct model *model, const struct field *field, const struct value *value,
		int32_t day, struct err *err);
/*
 * 1: the field is asked, 0: it is skipped, because its asked_if is false or cannot be told; -1.
 * scope: the record that has the field, for a cell its row with the record outside.
 */
int field_is_asked(const struct field *field, const struct expr_scope *scope, struct err *err);
/* Types, bounds, required and not asked fields, then the rules.  Codes are valid on day. */
int record_check(const struct model *model, const struct record *record, int32_t day,
		 const struct expr_scope *scope, struct arena *mem, struct findings *out,
		 struct err *err);

#endif
