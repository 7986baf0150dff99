/*
 * form.h - forms: what a ledger holds, read from a form file, immutable afterwards.
 *
 * A form and all it points to live in the arena of the model it was read into.  Fields
 * are addressed by id; field->index is their place in a record's values.
 */
#ifndef MODEL_FORM_H
#define MODEL_FORM_H

#include "base/i18n.h"
#include "model/period.h"
#include "model/value.h"

#include <stddef.h>
#include <stdint.h>

struct code_list;
struct expr;
struct field_type;
struct form;
struct measure;
struct model;
struct separation;
struct str;
struct workflow;

struct place {                          /* where something was written, for messages */
	const char *file;
	int line;
};

/* How figures add up over time. */
enum over_time { TIME_FLOW, TIME_STOCK, TIME_CUMULATIVE, TIME_RATIO };

enum field_flags {
	FIELD_REQUIRED = 1 << 0,        /* empty breaks a hard rule */
	FIELD_STICKY = 1 << 1,          /* the next new record starts with the same value */
	FIELD_QUALIFIED = 1 << 2,       /* a qualifier may be typed */
	FIELD_SEVERAL = 1 << 3,         /* a list of codes or refs */
	FIELD_READ_ONLY = 1 << 4,
	FIELD_KEY = 1 << 5,             /* part of the natural key */
	/* a unit shown as one box a level (township, village) */
	FIELD_LEVELS = 1 << 6,
	FIELD_TWICE = 1 << 7,           /* typed a second time before it is taken */
	/* kept and shown where it holds something, typed no more (read-only beside) */
	FIELD_RETIRED = 1 << 8,
};

/* Who leads through the fields: the typist, or the form (fields in order, back retraces). */
enum form_path { PATH_FREE, PATH_STRICT };

struct field {
	const char *id;                 /* [a-z][a-z0-9_]* */
	const char *label[LANG_COUNT];
	const char *help[LANG_COUNT];   /* NULL none */
	const char *source[LANG_COUNT]; /* where its value is taken from; NULL none */
	const struct field_type *type;
	unsigned flags;                 /* enum field_flags */
	size_t index;                   /* in the form's fields and a record's values */
	int scale;                      /* decimals of a number */
	int width;                      /* columns on a screen, 0: the type's */
	/* NULL where the type has no quantity, or where measure_of is set */
	const struct measure *measure;
	/* the code beside it tells its measure unit, see field_beside(); NULL: none does */
	const struct field *measure_of;
	const struct code_list *list;   /* type code */
	const char *target;             /* type ref: form id */
	unsigned period_kinds;          /* type period: 1 << enum period_kind, 0 all */
	struct value least, most;       /* VALUE_NONE: no bound */
	const struct value *preset;     /* NULL none: value of a new record */
	/* "today", "period_end": a preset that the day gives; NULL none */
	const char *preset_param;
	const struct expr *compute;     /* type computed */
	/* Skipped unless true; a value it holds then blocks submitting.  NULL: always */
	const struct expr *asked_if;
	/* type computed: the type of its answer (scale, measure too) */
	const struct field_type *result;
	const struct form *group;       /* type rows: the group's fields */
	const char **old_ids;           /* renamed from, NULL-terminated, NULL none */
	struct place at;
};

enum rule_level { RULE_ERROR, RULE_WARN };

struct rule {
	const char *id;
	enum rule_level level;
	const struct expr *holds;       /* must be true */
	int missing_breaks;             /* 1: an unknown answer breaks it, 0: it passes */
	const char *say[LANG_COUNT];    /* the sentence beside the field */
	const struct field *field;      /* where it is shown; NULL: the whole record */
	struct place at;
};

struct field_set {
	const struct field **at;
	size_t count;
};

struct form_index {
	struct field_set fields;
};

struct form_total {
	struct field_set by;            /* codes, unit, period */
	struct field_set sum;           /* numbers */
};

/*
 * Wholes and parts: among records with equal `within` fields, a record at a unit excludes
 * records at units below it, and at one unit a record with an empty axis excludes those
 * that name it.
 */
struct form_parts {
	struct field_set within;
	const struct field *unit;       /* NULL: no form_parts */
	struct field_set axes;          /* at most 16 */
};

struct form_grid {
	const struct field *rows;       /* a unit or code field; NULL: no grid */
	struct field_set cells;         /* numbers */
};

struct form {
	const char *id;
	const char *label[LANG_COUNT];
	const char *folder;             /* kind of work: "primary" */
	int order;                      /* among its folder */
	struct field *fields;
	size_t field_count;
	/* natural key, in order; none: every record is its own */
	struct field_set key;
	struct field_set columns;       /* browse */
	struct field_set sort;          /* default order of browse */
	enum over_time over_time;
	enum form_path path;
	struct field_set likely;        /* alike in these: probably the same, typed twice */
	const struct field *period;     /* the period field, NULL none */
	const struct field *unit;       /* the org unit field, NULL none */
	const struct field *as_of;      /* the cut-off date field, NULL none */
	struct form_index *indexes;
	size_t index_count;
	struct form_total *totals;
	size_t total_count;
	struct form_parts parts;
	struct form_grid grid;
	struct rule *rules;
	size_t rule_count;
	const char *title;              /* ids of fields that name a record, "" none: key */
	const char *zero[LANG_COUNT];   /* what 0 is called here ("无新增"), NULL: 0 */
	const struct workflow *workflow;/* NULL: submitted on saving, and no more */
	struct separation *apart;       /* beside those of the workflow */
	size_t apart_count;
	/* Own rows: only the login in owner sees them, unless shared is yes; NULL: no. */
	const struct field *owner, *shared;
	/* The role that reports it; typed by others, it is entered for them.  NULL none */
	const char *reported_by;
	struct place at;
	const char *source;             /* the file's text, as applied shapes are stored */
};

/*
 * A number takes its measure unit from a code beside it where its form says so.  values: those
 * of the record, or of the row of a group.
 */
const struct measure *field_measure(const struct model *model, const struct field *field,
				    const struct value *values);        /* NULL not known yet */
/* The same where only the code is at hand (field->measure_of is set). */
const struct measure *field_measure_by(const struct model *model, const struct field *field,
				       const struct value *code);
/* The field as it is beside these values: itself, or *room with that measure unit. */
const struct field *field_beside(const struct model *model, const struct field *field,
				 const struct value *values, struct field *room);
/* " ha": appended behind a shown number, where a code tells its measure unit. */
void field_add_measure(const struct model *model, const struct field *field,
		       const struct value *values, struct str *out);

/* falls back to zh, then id-less "" */
const char *text_in(const char *const label[LANG_COUNT], enum lang lang);
const char *form_label(const struct form *form, enum lang lang);
const char *field_label(const struct field *field, enum lang lang);
/* by id, NULL */
const struct field *form_field(const struct form *form, const char *id);
/* By id, old id or any label (full-width folded); ambiguous or unknown: NULL. */
const struct field *form_field_named(const struct form *form, const char *name);
/*
 * Canonical text of what shapes stored keys: field ids and types, natural key, indexes,
 * totals, parts.  Two forms with equal shape text share their stored rows.
 */
void form_shape(const struct form *form, struct str *out);

#endif
