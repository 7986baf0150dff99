/*
 * qbe.h - query by example: one cell's text becomes a condition.
 *
 *	>=100  <5  =x  a:b a: :b (from a to b)  a|b  东*  = (empty)  != (not empty)
 *	!x (not x: also what has no value; in front of a|b neither)
 *	. missing   / not applicable   X masked   * any value;   a blank cell is no condition
 * A plain unit means its subtree, a plain period what lies inside it, a plain text equals;
 * a date cell takes periods too.  What follows is read as the field's type reads typing
 * (12.5万, 林下, dqtl, 2021年上半年).  A cell starting with \ is taken literally from there on.
 */
#ifndef MODEL_QBE_H
#define MODEL_QBE_H

#include "base/arena.h"
#include "base/err.h"

struct expr;
struct field;
struct form;
struct model;

/* *out is NULL for a blank cell. */
int qbe_cell(const struct model *model, const struct form *form, const struct field *field,
	     const char *cell, struct arena *mem, const struct expr **out, struct err *err);
/*
 * Words "field=cell" (id or label; also field>=cell, field!=cell), all of which hold;
 * "state=saved|deleted" too: it becomes state in (...), and expr_states() of the result says
 * which states to ask for.  ERR_USAGE names the word.
 */
int qbe_words(const struct model *model, const struct form *form, char *const *words,
	      size_t count, struct arena *mem, const struct expr **out, struct err *err);
/* 1 when the name before a sign is the record's own state (unless a field has it). */
int qbe_names_state(const char *name);

#endif
