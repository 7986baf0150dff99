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

struct dataset;
struct expr;
struct form;
struct model;

/*
 * As qbe_line.h: all words hold, *out NULL: no condition.  @name is looked up in data (NULL:
 * nowhere).
 */
int words_condition(const struct model *model, const struct form *form, const char *line,
	struct dataset *data, struct arena *mem, const struct expr **out, struct err *err);

#endif
