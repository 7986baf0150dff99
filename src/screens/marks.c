/* marks.c - a sorted set of record ids. */
#include "screens/marks.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"

void marks_release(struct marks *m)
{
	VEC_RELEASE(m);
}

/* The place of the first one that is not smaller. */
static size_t place(const struct marks *m, uint64_t id)
{
	size_t from = 0, to = m->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (m->at[middle] < id)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

int marks_has(const struct marks *m, uint64_t id)
{
	size_t at = place(m, id);

	return at < m->count && m->at[at] == id;
}

void marks_turn(struct marks *m, uint64_t id)
{
	size_t at = place(m, id);

	if (at < m->count && m->at[at] == id) {
		memmove(m->at + at, m->at + at + 1, (--m->count - at) * sizeof(*m->at));
		return;
	}
	(void)VEC_PUSH(m);
	memmove(m->at + at + 1, m->at + at, (m->count - 1 - at) * sizeof(*m->at));
	m->at[at] = id;
}

static int by_id(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

void marks_add(struct marks *m, const uint64_t *ids, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		*VEC_PUSH(m) = ids[i];
	if (m->count)
		qsort(m->at, m->count, sizeof(*m->at), by_id);
	for (size_t i = 0; i < m->count; i++)
		if (!kept || m->at[kept - 1] != m->at[i])
			m->at[kept++] = m->at[i];
	m->count = kept;
}

void marks_take_away(struct marks *m, const uint64_t *ids, size_t count)
{
	struct marks gone = { 0 };
	size_t kept = 0;

	marks_add(&gone, ids, count);
	for (size_t i = 0; i < m->count; i++)
		if (!marks_has(&gone, m->at[i]))
			m->at[kept++] = m->at[i];
	m->count = kept;
	marks_release(&gone);
}

int marks_turn_all(struct marks *m, const uint64_t *ids, size_t count)
{
	size_t i = 0;

	while (i < count && marks_has(m, ids[i]))
		i++;
	if (i < count)
		marks_add(m, ids, count);
	else
		marks_take_away(m, ids, count);
	return i == count;
}
