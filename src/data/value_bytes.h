/*
 * value_bytes.h - one value as stored in a record; texts in it end with a NUL.
 */
#ifndef DATA_VALUE_BYTES_H
#define DATA_VALUE_BYTES_H

#include "base/arena.h"
#include "base/bytes.h"
#include "model/value.h"

struct field;
struct str;

void text_put(const char *text, struct str *out);
const char *text_take(struct taker *in);        /* "" when damaged: see in->bad */

/* field gives a group's columns their ids; NULL when unknown. */
void value_put(const struct field *field, const struct value *value, struct str *out);
void value_take(struct taker *in, const struct field *field, struct arena *mem, int depth,
		struct value *out);

/* State and content without note, qualifier and marks: what groups are keyed by. */
void value_put_plain(const struct value *value, struct str *out);
int value_take_plain(struct taker *in, struct arena *mem, struct value *out);
/* The bytes of the value that at starts with if they are plain, else an empty run. */
struct bytes value_plain_run(struct bytes at);
/* A plain value at the start of the bytes; -1: it is not plain, or damaged. */
int value_take_quick(struct bytes at, struct value *out);

#endif
