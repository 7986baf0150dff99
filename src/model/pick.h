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
struct pick_key code_pick_key(const struct code *code);
/* Is name the folded text, upper and lower case alike? */
int pick_same(const char *name, const char *folded);

#endif
