/*
 * field_type.h - the types of fields, each one const table of operations.
 *
 * A form is only rows naming types; adding a type touches one file and its test.
 */
#ifndef MODEL_FIELD_TYPE_H
#define MODEL_FIELD_TYPE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "model/value.h"

struct field;
struct model;
struct str;
struct taker;

enum { FIELD_TEXT_LIMIT = 4000 };       /* characters of a text */

enum type_flags {
	TYPE_NUMBER = 1 << 0,           /* has a measure unit, can be summed */
	TYPE_CODED = 1 << 1,            /* a choice: code, unit, ref, yes/no */
	TYPE_MULTI_LINE = 1 << 2,
	TYPE_GROUP = 1 << 3,            /* rows */
	TYPE_COMPUTED = 1 << 4,
	TYPE_NOT_KEYED = 1 << 5,        /* may not stand in keys, indexes, totals */
};

struct field_type {
	const char *name;               /* as in form files: "decimal" */
	unsigned flags;
	enum value_kind kind;
	int width;                      /* default columns */
	/*
	 * Text as a person types it (trimmed, full-width folded where it cannot matter) ->
	 * a value in mem.  "" is VALUE_NONE, "." missing, "/" not applicable, "X" masked,
	 * qualifiers where the field allows.  The error is the sentence beside the field.
	 */
	int (*parse)(const struct model *model, const struct field *field, const char *text,
		     struct arena *mem, struct value *out, struct err *err);
	/* As stored: codes as codes, decimals as digits; parse takes and files carry it. */
	void (*format)(const struct model *model, const struct field *field,
		       const struct value *value, struct str *out);
	/* What a screen shows: labels, names, long periods. */
	void (*show)(const struct model *model, const struct field *field,
		     const struct value *value, struct str *out);
	int (*compare)(const struct model *model, const struct value *a, const struct value *b);
	/* Bounds, validity of codes and units on the day: 0, or -1 with the sentence. */
	int (*validate)(const struct model *model, const struct field *field,
			const struct value *value, int32_t day, struct err *err);
	/* Ordered bytes of a given value, for keys. */
	void (*encode_key)(const struct field *field, const struct value *value,
			   struct str *out);
};

const struct field_type *field_type_find(const char *name);     /* NULL unknown */
extern const struct field_type *const field_types[];            /* NULL-terminated */
/* Type flags of a field; those of the result too when it is computed. */
unsigned field_type_flags(const struct field *field);

/* Through the table, with states, qualifiers and bounds handled once. */
int field_parse(const struct model *model, const struct field *field, const char *text,
		struct arena *mem, struct value *out, struct err *err);
/*
 * Any text that people or files bring, called label in the sentence: -1 with the place of a
 * character that may not be kept.  Blanks, tabs and line ends may.
 */
int text_check(const char *label, const char *text, struct err *err);
void field_format(const struct model *model, const struct field *field,
		  const struct value *value, struct str *out);
void field_show(const struct model *model, const struct field *field, const struct value *value,
		struct str *out);
int field_validate(const struct model *model, const struct field *field,
		   const struct value *value, int32_t day, struct err *err);
/* Missing states sort before values: none, missing, not applicable, masked, then content. */
int field_compare(const struct model *model, const struct field *field, const struct value *a,
		  const struct value *b);
/* One ordered run for keys: a state byte, then the content. */
void field_encode_key(const struct field *field, const struct value *value, struct str *out);

/*
 * A value as stored in records: kind-tagged and self-contained, so that it can be read
 * without the form it was written with.
 */
void value_encode(const struct value *value, struct str *out);
int value_decode(struct taker *in, struct arena *mem, struct value *out);

#endif
