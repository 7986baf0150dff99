/* second_internal.h - what the files about second entries share; private to this folder. */
#ifndef WORK_SECOND_INTERNAL_H
#define WORK_SECOND_INTERNAL_H

#include "base/arena.h"
#include "base/err.h"
#include "model/record.h"

#include <stddef.h>

struct dataset;
struct field;

/* Which of the kept form's fields (enum second_field). */
const struct field *second_kept(const struct dataset *data, size_t which);
int second_each(struct dataset *data, const struct record *record, struct arena *mem,
	int (*visit)(void *context, const struct record *kept, struct err *err), void *context,
	struct err *err);
/* By enum second_choice, before each line of what differed. */
extern const char *const second_marks[];

#endif
