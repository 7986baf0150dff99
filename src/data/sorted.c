/*
 * sorted.c - keeps the best rows offered: a buffer of twice the limit, cut back when full.
 */
#include "data/sorted.h"

#include <stdlib.h>

#include "base/str.h"
#include "base/vec.h"

void sorted_key(
	const struct sorted *s, const struct value *values, uint64_t id, struct str *out)
{
	for (size_t i = 0; i < s->sort_count; i++) {
		const struct field *field = s->sort[i].field;
		size_t start = out->len;

		key_put_value(field, &values[field->index], out);
		for (size_t j = start; s->sort[i].descending && j < out->len; j++)
			out->at[j] = (char)~(unsigned char)out->at[j];
	}
	put_u64(out, s->id_descends ? ~id : id);
}

static int in_order(const void *a, const void *b)
{
	const struct sorted_row *left = a, *right = b;

	return bytes_compare(left->key, right->key);
}

/* Cuts back to the limit; the keys that stay move to fresh memory. */
static void cut(struct sorted *s)
{
	struct arena old = s->mem;
	size_t first = 0;

	if (s->count > 1)
		qsort(s->rows, s->count, sizeof(*s->rows), in_order);
	if (s->limit == 0 || s->count <= s->limit)
		return;
	if (s->from_end)
		first = s->count - s->limit;
	s->mem = s->spare;
	for (size_t i = 0; i < s->limit; i++) {
		s->rows[i] = s->rows[first + i];
		s->rows[i].key = arena_bytes(&s->mem, s->rows[i].key);
	}
	s->count = s->limit;
	arena_clear(&old);
	s->spare = old;
}

void sorted_offer(struct sorted *s, const struct record *row, uint64_t id)
{
	struct str text = { 0 };
	struct bytes key;
	int order;

	sorted_key(s, row->values, id, &text);
	key = bytes_of_str(&text);
	order = s->past.at ? bytes_compare(key, s->past) : 0;
	if (!s->past.at || (s->from_end ? order < 0 : order > 0)) {
		if (s->count == s->cap)
			s->rows = vec_grow(s->rows, s->count, &s->cap, sizeof(*s->rows));
		s->rows[s->count++] = (struct sorted_row){ arena_bytes(&s->mem, key), id };
	}
	str_release(&text);
	if (s->limit > 0 && s->count >= 2 * s->limit + 512)
		cut(s);
}

void sorted_finish(struct sorted *s)
{
	cut(s);
}

void sorted_release(struct sorted *s)
{
	s->rows = vec_free(s->rows, &s->count, &s->cap);
	arena_release(&s->mem);
	arena_release(&s->spare);
}
