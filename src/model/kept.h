/*
 * kept.h - ledgers that the program itself keeps: filings, comments, closings and others.
 *
 * They are forms like all others (browse, search, history, export, scope), but only the
 * office's verbs write them: conf/cycles.conf says which form and fields serve for what, and
 * plain entry, import and put refuse them (data_save without SAVE_VERB).
 */
#ifndef MODEL_KEPT_H
#define MODEL_KEPT_H

#include "model/value.h"

#include <stddef.h>
#include <stdint.h>

struct field;
struct form;
struct model;
struct record;

enum kept {
	KEPT_FILING,            /* what a unit filed for a period of a cycle */
	KEPT_COMMENT,           /* on a cell of a returned record */
	KEPT_CLOSING,           /* of a period of a cycle */
	KEPT_UNLOCK,            /* of a closed or locked period, till a day */
	KEPT_CORRECTION,        /* numbered, of one value after closing */
	KEPT_SECOND,            /* blind second entry of a record */
	KEPT_COUNT,
};

/* Places of the fields, per kept form; kept.c has their names and types in one table. */
enum filing_field {
	FILING_CYCLE, FILING_UNIT, FILING_PERIOD,       /* the natural key */
	FILING_NIL,             /* yesno: nothing to report, said so */
	FILING_FILED,           /* date of the first filing: never changed again */
	FILING_ROUND,           /* integer: how often it was returned */
	FILING_SIGNER, FILING_SIGNED, FILING_SCAN,      /* confirmed on paper: who, when, no. */
};
enum comment_field {
	COMMENT_LEDGER,         /* text: id of the form */
	COMMENT_RECORD,         /* text: record id */
	COMMENT_UNIT, COMMENT_PERIOD,
	COMMENT_FIELD,          /* text: id of the field, "" the whole record */
	COMMENT_TEXT,           /* note */
	COMMENT_ROUND,          /* integer */
	COMMENT_ANSWER,         /* note */
	COMMENT_DONE,           /* yesno */
};
enum closing_field {
	CLOSING_CYCLE, CLOSING_PERIOD, CLOSING_CLOSED /* date */,
	CLOSING_WITHOUT,        /* note: units that never filed, and why it was closed */
};
enum unlock_field {
	UNLOCK_CYCLE, UNLOCK_PERIOD,
	UNLOCK_UNIT,            /* empty: all */
	UNLOCK_UNTIL,           /* date: the last day */
	UNLOCK_AUTHORITY,       /* text: who ordered it */
	UNLOCK_REASON,          /* note */
};
enum correction_field {
	CORRECTION_NUMBER,      /* text: "2022-3", gap-free in the year */
	CORRECTION_LEDGER, CORRECTION_RECORD, CORRECTION_UNIT, CORRECTION_PERIOD,
	CORRECTION_FIELD, CORRECTION_OLD, CORRECTION_NEW,       /* text, as typed */
	CORRECTION_REASON,      /* note */
	CORRECTION_APPROVER,    /* text: post and name, filled in when it is approved */
};
enum second_field {
	SECOND_LEDGER, SECOND_RECORD, SECOND_UNIT, SECOND_PERIOD,
	SECOND_COMPARED, SECOND_AGREED,                 /* integers: cells */
	SECOND_DIFFERING,       /* note: "area: 878 / 873", a line a cell */
};
enum { KEPT_FIELDS_MOST = 12 };

/* model->kept[]: form NULL where conf does not name one. */
struct kept_form {
	const char *form;
	const char *fields[KEPT_FIELDS_MOST];   /* ids; NULL: an optional one left out */
};

/* What conf/cycles.conf calls them and has to give: the one table of it. */
struct kept_field_spec {
	const char *setting;    /* "cycle" */
	const char *type;       /* name of the field type; NULL ends the list */
	int optional;
};
struct kept_spec {
	const char *setting;    /* "filings" */
	const struct kept_field_spec *fields;
};
extern const struct kept_spec kept_specs[KEPT_COUNT];

/* NULL: there is none in this model. */
const struct form *kept_form(const struct model *model, enum kept what);
const struct field *kept_field(const struct model *model, enum kept what, size_t field);
/*
 * In a record of that form.  Where conf leaves the field out, there is nothing in it, and
 * setting it does nothing.
 */
const struct value *kept_value(const struct model *model, const struct record *record,
	enum kept what, size_t field); /* never NULL */
const char *kept_text(const struct model *model, const struct record *record, enum kept what,
	size_t field); /* "" none */
int64_t kept_number(const struct model *model, const struct record *record, enum kept what,
	size_t field); /* 0 none */
void kept_set(const struct model *model, struct record *record, enum kept what, size_t field,
	struct value value);
/* 1: only verbs write it; *what (may be NULL) says which it is. */
int form_is_kept(const struct model *model, const struct form *form, enum kept *what);

#endif
