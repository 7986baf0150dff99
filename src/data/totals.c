/*
 * totals.c - the lines, sums and counts of one record, as deltas under their keys.
 */
#include "data/totals.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "base/xalloc.h"

int32_t record_as_of(const struct record *record)
{
	const struct field *field = record->form->as_of;

	if (!field || record->values[field->index].state != VALUE_GIVEN)
		return DATE_NONE;
	return record->values[field->index].date;
}

void key_total_start(const struct shape *shape, uint64_t number, size_t total,
	enum record_state state, enum value_nature nature, struct str *out)
{
	key_start(shape, ROW_TOTAL, number, out);
	put_u8(out, (uint8_t)total);
	put_u8(out, (uint8_t)state);
	put_u8(out, (uint8_t)nature);
}

/* What one state of the line is worth under each nature. */
static void worth(const struct shape *shape, size_t total, const struct value *const *values,
	int64_t out[NATURE_COUNT][1 + 3 * TOTAL_SUMS_MAX])
{
	const struct field_set *sums = &shape->form->totals[total].sum;

	memset(out, 0, sizeof(int64_t) * NATURE_COUNT * (1 + 3 * TOTAL_SUMS_MAX));
	out[NATURE_ACTUAL][0] = 1;
	for (size_t i = 0; i < sums->count; i++) {
		const struct value *v = values[shape->sum_at[total][i]];

		if (v->state == VALUE_GIVEN && v->kind == KIND_NUMBER) {
			out[v->nature][1 + 3 * i] = v->number.unscaled;
			out[v->nature][2 + 3 * i] = 1;
		} else if (v->state != VALUE_NONE) {
			out[NATURE_ACTUAL][3 + 3 * i] = 1;
		}
	}
}

static void add_row(struct sum_map *map, const struct str *head, const struct str *by,
	int32_t as_of, const int64_t *now, const int64_t *before, size_t width, int sign)
{
	int64_t deltas[1 + 3 * TOTAL_SUMS_MAX];
	struct str key = { 0 };
	int any = 0;

	for (size_t i = 0; i < width; i++) {
		uint64_t d = (uint64_t)now[i] - (uint64_t)before[i];

		deltas[i] = (int64_t)(sign < 0 ? 0 - d : d);
		any |= deltas[i] != 0;
	}
	if (!any)
		return;
	put_bytes(&key, bytes_of_str(head));
	put_bytes(&key, bytes_of_str(by));
	put_u32(&key, as_of_key(as_of));
	sum_map_add(map, bytes_of_str(&key), deltas, width);
	str_release(&key);
}

static void add_line(const struct shape *shape, size_t total, struct str heads[NATURE_COUNT],
	const struct str *by, const struct record *record, int sign, struct sum_map *map)
{
	int64_t rows[2][NATURE_COUNT][1 + 3 * TOTAL_SUMS_MAX];
	size_t width = total_width(shape->form->totals[total].sum.count);
	const struct value **values = xcalloc(shape->sum_count + 1, sizeof(*values));

	memset(rows, 0, sizeof(rows));
	for (size_t i = 0; i <= record->earlier_count; i++) {
		int present = i == record->earlier_count;

		for (size_t j = 0; j < shape->sum_count; j++)
			values[j] = present ? &record->values[shape->sums[j]->index]
					    : &record->earlier[i].sums[j];
		worth(shape, total, values, rows[i & 1]);
		for (int n = 0; n < NATURE_COUNT; n++)
			add_row(map, &heads[n], by,
				present ? record_as_of(record) : record->earlier[i].as_of,
				rows[i & 1][n], rows[~i & 1][n], width, sign);
	}
	free(values);
}

void totals_add(const struct shape *shape, uint64_t number, const struct record *record,
	int sign, struct sum_map *map)
{
	if (!record_is_live(record))
		return;
	for (size_t t = 0; t < shape->form->total_count; t++) {
		struct str heads[NATURE_COUNT] = { { 0 } }, by = { 0 };

		if (shape->form->totals[t].sum.count > TOTAL_SUMS_MAX)
			continue;
		for (int n = 0; n < NATURE_COUNT; n++)
			key_total_start(shape, number, t, record->state, (enum value_nature)n,
				&heads[n]);
		key_put_fields(&shape->by[t], record->values, &by);
		add_line(shape, t, heads, &by, record, sign, map);
		for (int n = 0; n < NATURE_COUNT; n++)
			str_release(&heads[n]);
		str_release(&by);
	}
}

void parts_add(const struct shape *shape, uint64_t number, const struct record *record,
	int sign, struct sum_map *map)
{
	int64_t one = sign;
	struct str key = { 0 };

	if (!shape->form->parts.unit || !record_is_live(record))
		return;
	key_parts(shape, number, record->values, &key);
	sum_map_add(map, bytes_of_str(&key), &one, 1);
	str_release(&key);
}
