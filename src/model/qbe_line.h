/*
 * qbe_line.h - one line of conditions, "field=cell field>=cell name @saved", all of which hold.
 *
 * People type it into screens, saved queries keep it.  A word with a blank in it stands in
 * double quotes; one without a sign is looked for in the form's columns; @name stands for the
 * words saved under that name.
 */
#ifndef MODEL_QBE_LINE_H
#define MODEL_QBE_LINE_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct expr;
struct form;
struct model;
struct str;

struct qbe_words {
	char **at;
	size_t count, cap;
};

/* Who knows the saved queries. */
struct qbe_saved {
	/* 0 and the line saved under the name, in mem; or -1 with *err */
	int (*find)(void *context, const struct form *form, const char *name,
		    struct arena *mem, const char **line, struct err *err);
	int32_t (*today)(void *context);        /* t-7 in a saved line is told from it */
	void *context;
};

void qbe_line_split(const char *line, struct arena *mem, struct qbe_words *out);
/* Bytes of the field's name before the first sign of a condition; 0: the word has none. */
size_t qbe_line_name(const char *word);
/* The name when the word is @name, else NULL. */
const char *qbe_line_saved(const char *word);
/* Puts name=cell behind the line, or cell alone (name NULL), in quotes where it needs them. */
void qbe_line_add(struct str *line, const char *name, const char *cell);

/* saved NULL: @name is refused.  *out NULL: no condition. */
int qbe_line_condition(const struct model *model, const struct form *form, const char *line,
		       const struct qbe_saved *saved, struct arena *mem,
		       const struct expr **out, struct err *err);
/* The same line for keeping: field ids for names, cells as typed, saved ones by their words. */
int qbe_line_keep(const struct model *model, const struct form *form, const char *line,
		  const struct qbe_saved *saved, struct str *out, struct err *err);

#endif
