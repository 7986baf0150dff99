/*
 * nearest.h - the known name that looks most like a mistyped one.
 */
#ifndef EXCHANGE_NEAREST_H
#define EXCHANGE_NEAREST_H

#include <stddef.h>

struct field;
struct form;

/* Edits between two texts, in characters. */
size_t edit_distance(const char *a, const char *b);
/* By id or any label; NULL when nothing is alike. */
const struct field *nearest_field(const struct form *form, const char *name);

#endif
