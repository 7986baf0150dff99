/*
 * words.h - one line of conditions, "field=cell field>=cell name", as typed by people.
 *
 * The line is what a screen keeps of a filter: it survives a change of the conf, and is made
 * into an expression at each load.  A word with a blank in it stands in quotes.  Private to
 * this folder.
 */
#ifndef SCREENS_WORDS_H
#define SCREENS_WORDS_H

#include "base/arena.h"
#include "base/err.h"

struct expr;
struct field;
struct form;
struct model;
struct str;

/* All words hold; one without a sign is looked for in the columns. *out NULL: no condition. */
int words_condition(const struct model *model, const struct form *form, const char *line,
	struct arena *mem, const struct expr **out, struct err *err);
/* The cell that the line has for a field, "" none. */
void words_cell(
	const struct form *form, const struct field *field, const char *line, struct str *out);
/* Puts another cell for the field into the line; "" takes the condition away. */
void words_set(
	const struct form *form, const struct field *field, const char *cell, struct str *line);

#endif
