/* random_value.h - any value at all, for property tests. */
#ifndef UNIT_MODEL_RANDOM_VALUE_H
#define UNIT_MODEL_RANDOM_VALUE_H

#include "base/arena.h"
#include "lib/prop.h"
#include "model/value.h"

/* Clean text of up to 12 characters, awkward ones often. */
const char *random_text(struct prop *p, struct arena *mem);
struct value random_value(struct prop *p, struct arena *mem, int depth);

#endif
