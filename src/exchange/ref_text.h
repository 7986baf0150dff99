/*
 * ref_text.h - a reference as people write it: the number of the record, or what its form tells
 * records apart by, where that is one field ("bao" for a user).
 */
#ifndef EXCHANGE_REF_TEXT_H
#define EXCHANGE_REF_TEXT_H

#include "base/arena.h"
#include "base/err.h"
#include "model/value.h"

struct dataset;
struct field;

/* As field_parse(), for fields of every type; only references are looked up. */
int ref_text_parse(struct dataset *data, const struct field *field, const char *text,
		   struct arena *mem, struct value *out, struct err *err);

#endif
