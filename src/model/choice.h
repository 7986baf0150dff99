/*
 * choice.h - inside model/: naming one of many by typing, without guessing.
 */
#ifndef MODEL_CHOICE_H
#define MODEL_CHOICE_H

#include "model/field_type.h"

#include <stddef.h>

struct str;

/* Which one the typed text (trimmed) names: its code or id, in mem or the model's. */
typedef int choice_fn(const struct model *model, const struct field *field, const char *typed,
		      struct arena *mem, const char **out, struct err *err);
/* Appends what a screen calls the one with that code. */
typedef void choice_name_fn(const struct model *model, const struct field *field,
			    const char *code, struct str *out);

/*
 * One, or several where the field takes them: "A、B", "A,B", "A;B", "A B".  "X" that names
 * nothing is masked.
 */
int choice_parse(const struct model *model, const struct field *field, const char *text,
		 choice_fn *one, struct arena *mem, struct value *out, struct err *err);
void choice_format(const struct model *model, const struct field *field,
		   const struct value *value, struct str *out);
void choice_show(const struct model *model, const struct field *field,
		 const struct value *value, choice_name_fn *name, struct str *out);

enum { CHOICE_LISTED = 5 };     /* candidates that a sentence names */

/* Those that match best of all, from their scores (pick.h): one is meant, more are unclear. */
struct choice_best {
	size_t count;                   /* 0: nothing is named; at then has near ones */
	size_t at[CHOICE_LISTED];       /* places of the first of them */
	size_t listed;                  /* how many stand in at */
};
struct choice_best choice_best(const int *scores, size_t count);
/* The sentence for none or several; names are "CODE label" of the listed ones. */
int choice_unclear(const struct field *field, const char *typed,
		   const struct choice_best *best, const char *const *names, struct err *err);

#endif
