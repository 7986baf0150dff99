/*
 * marks.h - which records of a list are marked, by id: they stay marked when the list shows
 * something else.  Private to this folder.
 */
#ifndef SCREENS_MARKS_H
#define SCREENS_MARKS_H

#include <stddef.h>
#include <stdint.h>

struct marks {
	uint64_t *at;           /* ours, ascending */
	size_t count, cap;
};

void marks_release(struct marks *m);            /* none are marked */
int marks_has(const struct marks *m, uint64_t id);
/* Marks it, or takes the mark away. */
void marks_turn(struct marks *m, uint64_t id);
/* Ids in any order, also such as are marked already. */
void marks_add(struct marks *m, const uint64_t *ids, size_t count);
/* Marks all of them, or, when all are marked already, takes their marks away: 1, else 0. */
int marks_turn_all(struct marks *m, const uint64_t *ids, size_t count);
void marks_take_away(struct marks *m, const uint64_t *ids, size_t count);

#endif
