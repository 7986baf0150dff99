/*
 * unit_internal.h - what the files of units share.  Nobody outside unit*.c includes it.
 */
#ifndef MODEL_UNIT_INTERNAL_H
#define MODEL_UNIT_INTERNAL_H

#include "model/unit.h"

enum { UNIT_DEEPEST = 16 };     /* a cycle of parents is a fault of conf, but never a hang */

/* What was merged by a link of its own: into, and the parents of it and of what is below. */
void unit_merges_settle(struct unit_tree *tree, struct arena *mem);
/* From that day on it is below parent; what it was below until then ends the day before. */
void unit_put_below(struct unit *unit, const struct unit *parent, int32_t on,
		    struct arena *mem);
void unit_put_link(struct unit *unit, enum unit_link_kind kind, const char *other, int32_t on,
		   struct arena *mem);
/* It goes on in `into`: those below it that day too. */
void unit_merge(struct unit_tree *tree, struct unit *unit, const struct unit *into, int32_t on,
		struct arena *mem);

#endif
