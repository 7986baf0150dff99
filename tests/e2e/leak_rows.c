/*
 * leak_rows.c - which of the records that were written are whose.
 */
#include "leak.h"

#include <string.h>

#include "model/record.h"

static int is_seen(
	const struct leak *l, const struct leak_role *role, const struct leak_row *row)
{
	return leak_sees(l, role, row->form, row->unit, row->owner);
}

const struct leak_row *leak_foreign(const struct leak *l, const struct leak_role *role,
	const char *form, size_t turn)
{
	size_t count = 0;

	for (size_t i = 0; i < l->row_count; i++)
		count += strcmp(l->rows[i].form, form) == 0 && !is_seen(l, role, &l->rows[i]);
	if (!count)
		return NULL;
	turn %= count;
	for (size_t i = 0;; i++)
		if (strcmp(l->rows[i].form, form) == 0 && !is_seen(l, role, &l->rows[i]) &&
			turn-- == 0)
			return &l->rows[i];
}

const struct leak_row *leak_moved_in(
	const struct leak *l, const struct leak_role *role, const char *form)
{
	for (size_t i = 0; i < l->row_count; i++)
		if (strcmp(l->rows[i].form, form) == 0 && l->rows[i].moved &&
			l->rows[i].state != STATE_DELETED && is_seen(l, role, &l->rows[i]))
			return &l->rows[i];
	return NULL;
}

const struct leak_row *leak_at(const struct leak *l, const char *form, const char *unit)
{
	for (size_t i = 0; i < l->row_count; i++)
		if (strcmp(l->rows[i].form, form) == 0 && l->rows[i].unit &&
			strcmp(l->rows[i].unit, unit) == 0 &&
			l->rows[i].state == STATE_SUBMITTED)
			return &l->rows[i];
	return NULL;
}

unsigned long leak_count(const struct leak *l, const struct leak_role *role, const char *form)
{
	unsigned long count = 0;

	for (size_t i = 0; i < l->row_count; i++)
		count += strcmp(l->rows[i].form, form) == 0 &&
			l->rows[i].state != STATE_DELETED && is_seen(l, role, &l->rows[i]);
	return count;
}
