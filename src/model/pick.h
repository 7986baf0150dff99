/*
 * pick.h - inside model/: what pick_score is made of, shared with the parsing of choices.
 */
#ifndef MODEL_PICK_H
#define MODEL_PICK_H

#include "model/code.h"

/* Folded for comparing: full-width to ASCII, lower case, no blanks at the ends; in mem. */
const char *pick_fold(const char *typed, struct arena *mem);
/* As pick_score, typed already folded. */
int pick_score_folded(const struct pick_key *key, const char *folded);
/* Sorts count pointers by their scores, best first, equals in their order. */
void pick_sort(const void **at, int *scores, size_t count);
/* The picking of codes and units with the scores beside them (arena arrays). */
size_t code_list_scored(const struct code_list *list, const char *folded, struct arena *mem,
			const struct code ***out, int **scores);
struct unit;
struct unit_tree;
/* Every unit of the tree, day DATE_NONE. */
size_t unit_scored(const struct unit_tree *tree, const char *folded, struct arena *mem,
		   const struct unit ***out, int **scores);

#endif
