/*
 * types.h - inside model/: the tables of the field types and what they share.
 */
#ifndef MODEL_TYPES_H
#define MODEL_TYPES_H

#include "model/field_type.h"

#include <stddef.h>
#include <stdint.h>

extern const struct field_type type_text, type_note;
extern const struct field_type type_integer, type_decimal, type_money, type_percent;
extern const struct field_type type_date, type_period;
extern const struct field_type type_code, type_unit, type_ref, type_yesno;
extern const struct field_type type_rows, type_computed;

/* The field's label in the user's language. */
const char *type_label(const struct field *field);
/* Typed text as a sentence quotes it: whole characters, some 40 columns at most. */
struct short_text {
	char at[160];
};
struct short_text type_short(const char *text);
/* Without blanks (tabs, line ends, ideographic spaces) at both ends; in mem. */
char *type_trim(const char *text, struct arena *mem);
/* Trimmed and full-width folded; in mem. */
char *type_fold(const char *text, struct arena *mem);
/* By kind and content; both given. */
int type_compare(const struct model *model, const struct value *a, const struct value *b);
int type_valid(const struct model *model, const struct field *field, const struct value *value,
	       int32_t day, struct err *err);   /* nothing to say: 0 */
void type_encode_list(const struct value *value, struct str *out);


#endif
