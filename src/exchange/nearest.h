/*
 * nearest.h - the field whose name looks most like a mistyped one.
 */
#ifndef EXCHANGE_NEAREST_H
#define EXCHANGE_NEAREST_H

struct field;
struct form;

/* By id or any label; NULL when nothing is alike. */
const struct field *nearest_field(const struct form *form, const char *name);

#endif
