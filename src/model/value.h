/*
 * value.h - one value of one field: its state, its content, its qualifier.
 *
 * Zero is a value; missing, not applicable, masked and nothing typed are four other
 * things.  A struct value is plain data: the text and lists it points to belong to the
 * arena of whoever made it.
 */
#ifndef MODEL_VALUE_H
#define MODEL_VALUE_H

#include "base/decimal.h"
#include "model/period.h"

#include <stddef.h>
#include <stdint.h>

struct arena;

enum value_state {
	VALUE_NONE,             /* nothing there */
	VALUE_GIVEN,            /* a value, 0 included */
	VALUE_MISSING,          /* "." known to be lacking */
	VALUE_NOT_APPLICABLE,   /* "/" */
	VALUE_MASKED,           /* "X" so printed in the source */
};

enum value_kind {
	KIND_NONE, KIND_NUMBER, KIND_TEXT, KIND_DATE, KIND_PERIOD, KIND_BOOL, KIND_LIST,
	KIND_ROWS,
};

/* What a qualifier makes of a number; the three are never added together. */
enum { VALUE_NOTE_LIMIT = 200 };        /* characters of a note on a value */

enum value_nature { NATURE_ACTUAL, NATURE_EXPECTED, NATURE_PLANNED, NATURE_COUNT };

struct value_list {
	const char **at;        /* codes or record ids as text */
	size_t count;
};

struct row_values {             /* a repeating group: rows x the group's fields */
	struct value *cells;    /* row after row */
	size_t count;           /* rows */
	size_t width;           /* fields in a row */
};

struct value {
	uint8_t state;          /* enum value_state */
	uint8_t kind;           /* enum value_kind; KIND_NONE unless given */
	uint8_t carried;        /* 1: copied from last period, not yet confirmed */
	uint8_t nature;         /* enum value_nature, from the qualifier */
	/* code in conf/measures' qualifiers (YU, DUO, ...), NULL none */
	const char *qualifier;
	const char *note;       /* a note on this value, NULL none */
	union {
		/* integer, decimal, money, percent: at the field's scale */
		struct decimal number;
		/* text, note, code, unit code, ref (record id as text) */
		const char *text;
		int32_t date;
		struct period period;
		int yes;
		struct value_list list;         /* several */
		struct row_values rows;
	};
	struct decimal upper;   /* end of a range when the qualifier says so */
};

static inline int value_is_given(const struct value *v) { return v->state == VALUE_GIVEN; }

struct value value_number(struct decimal number);
struct value value_text(const char *text);      /* borrowed */
struct value value_date(int32_t day);
struct value value_period(struct period p);
struct value value_bool(int yes);
struct value value_state_only(enum value_state state);

/* content, state, qualifier, carried, note */
int value_equal(const struct value *a, const struct value *b);
struct value value_copy(const struct value *v, struct arena *mem);      /* deep */

#endif
