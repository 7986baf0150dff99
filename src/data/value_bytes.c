/*
 * value_bytes.c - one stored value: a head byte, the content, and what hangs on it.
 *
 * Head: bits 0-2 state, bit 3 something hangs on it, bits 4-7 kind.
 */
#include "data/value_bytes.h"

#include <string.h>

#include "base/str.h"
#include "model/form.h"

enum { HANGS = 1 << 3, MAX_DEPTH = 4 };
enum hanging { HANG_CARRIED = 1, HANG_QUALIFIER = 2, HANG_NOTE = 4, HANG_UPPER = 8 };

void text_put(const char *text, struct str *out)
{
	size_t len = strlen(text);

	if (len < 255) {
		put_u8(out, (uint8_t)len);
	} else {
		put_u8(out, 255);
		put_u32(out, (uint32_t)len);
	}
	str_add_len(out, text, len + 1);
}

const char *text_take(struct taker *in)
{
	size_t len = take_u8(in);
	struct bytes run;

	if (len == 255)
		len = take_u32(in);
	run = take_bytes(in, len + 1);
	if (in->bad || run.at[len] != 0) {
		in->bad = 1;
		return "";
	}
	return (const char *)run.at;
}

static void put_rows(const struct form *group, const struct value *value, struct str *out)
{
	const struct row_values *rows = &value->rows;

	put_u16(out, (uint16_t)rows->width);
	for (size_t i = 0; i < rows->width; i++)
		text_put(group && i < group->field_count ? group->fields[i].id : "", out);
	put_u32(out, (uint32_t)rows->count);
	for (size_t i = 0; i < rows->count * rows->width; i++)
		value_put(group && i % rows->width < group->field_count
				? &group->fields[i % rows->width]
				: NULL,
			&rows->cells[i], out);
}

static void put_content(const struct field *field, const struct value *value, struct str *out)
{
	switch ((enum value_kind)value->kind) {
	case KIND_NUMBER:
		put_u8(out, (uint8_t)value->number.scale);
		put_u64(out, (uint64_t)value->number.unscaled);
		break;
	case KIND_TEXT:
		text_put(value->text ? value->text : "", out);
		break;
	case KIND_DATE:
		put_u32(out, (uint32_t)value->date);
		break;
	case KIND_PERIOD:
		put_u8(out, value->period.kind);
		put_u16(out, (uint16_t)value->period.year);
		put_u16(out, value->period.number);
		break;
	case KIND_BOOL:
		put_u8(out, value->yes ? 1 : 0);
		break;
	case KIND_LIST:
		put_u16(out, (uint16_t)value->list.count);
		for (size_t i = 0; i < value->list.count; i++)
			text_put(value->list.at[i], out);
		break;
	case KIND_ROWS:
		put_rows(field ? field->group : NULL, value, out);
		break;
	case KIND_NONE:
		break;
	}
}

void value_put_plain(const struct value *value, struct str *out)
{
	uint8_t kind = value->state == VALUE_GIVEN ? value->kind : KIND_NONE;

	put_u8(out, (uint8_t)(value->state | kind << 4));
	if (kind != KIND_NONE)
		put_content(NULL, value, out);
}

static void put_hanging(const struct value *value, unsigned what, struct str *out)
{
	put_u8(out, (uint8_t)what);
	put_u8(out, value->nature);
	if (what & HANG_QUALIFIER)
		text_put(value->qualifier, out);
	if (what & HANG_NOTE)
		text_put(value->note, out);
	if (what & HANG_UPPER) {
		put_u8(out, (uint8_t)value->upper.scale);
		put_u64(out, (uint64_t)value->upper.unscaled);
	}
}

void value_put(const struct field *field, const struct value *value, struct str *out)
{
	uint8_t kind = value->state == VALUE_GIVEN ? value->kind : KIND_NONE;
	unsigned what = (value->carried ? HANG_CARRIED : 0) |
		(value->qualifier ? HANG_QUALIFIER : 0) | (value->note ? HANG_NOTE : 0) |
		(value->upper.unscaled || value->upper.scale ? HANG_UPPER : 0);
	int hangs = what || value->nature;

	put_u8(out, (uint8_t)(value->state | (hangs ? HANGS : 0) | kind << 4));
	put_content(field, value, out);
	if (hangs)
		put_hanging(value, what, out);
}

static void take_decimal(struct taker *in, struct decimal *out)
{
	out->scale = take_u8(in);
	out->unscaled = (int64_t)take_u64(in);
	if (out->scale > DECIMAL_MAX_SCALE)
		in->bad = 1;
}

static void take_list(struct taker *in, struct arena *mem, struct value_list *out)
{
	out->count = take_u16(in);
	if (!mem || out->count > in->left.len) {
		in->bad = 1;
		out->count = 0;
		return;
	}
	out->at = arena_array(mem, out->count, sizeof(*out->at));
	for (size_t i = 0; i < out->count; i++)
		out->at[i] = text_take(in);
}

/* Where the stored column stands in the group now; -1: the group has no such field. */
static int column_of(const struct form *group, const char *id, size_t place)
{
	if (!group)
		return (int)place;
	for (size_t i = 0; i < group->field_count; i++) {
		const char **old = group->fields[i].old_ids;

		if (strcmp(group->fields[i].id, id) == 0)
			return (int)i;
		for (; old && *old; old++)
			if (strcmp(*old, id) == 0)
				return (int)i;
	}
	return -1;
}

static void take_rows(struct taker *in, const struct form *group, struct arena *mem, int depth,
	struct row_values *out)
{
	size_t stored = take_u16(in);
	int *to;

	if (!mem || depth >= MAX_DEPTH || stored > in->left.len) {
		in->bad = 1;
		return;
	}
	to = arena_array(mem, stored, sizeof(*to));
	for (size_t i = 0; i < stored; i++)
		to[i] = column_of(group, text_take(in), i);
	out->count = take_u32(in);
	out->width = group ? group->field_count : stored;
	if (in->bad || out->count > (stored ? in->left.len / stored : 0)) {
		in->bad = 1;
		out->count = 0;
	}
	out->cells = arena_array(mem, out->count * out->width, sizeof(*out->cells));
	for (size_t i = 0; i < out->count * stored && !in->bad; i++) {
		int column = to[i % stored];
		struct value cell;

		value_take(in, column >= 0 && group ? &group->fields[column] : NULL, mem,
			depth + 1, &cell);
		if (column >= 0)
			out->cells[i / stored * out->width + (size_t)column] = cell;
	}
}

static void take_content(struct taker *in, const struct field *field, struct arena *mem,
	int depth, struct value *out)
{
	switch ((enum value_kind)out->kind) {
	case KIND_NUMBER:
		take_decimal(in, &out->number);
		break;
	case KIND_TEXT:
		out->text = text_take(in);
		break;
	case KIND_DATE:
		out->date = (int32_t)take_u32(in);
		break;
	case KIND_PERIOD:
		out->period.kind = take_u8(in);
		out->period.year = (int16_t)take_u16(in);
		out->period.number = take_u16(in);
		break;
	case KIND_BOOL:
		out->yes = take_u8(in);
		break;
	case KIND_LIST:
		take_list(in, mem, &out->list);
		break;
	case KIND_ROWS:
		take_rows(in, field ? field->group : NULL, mem, depth, &out->rows);
		break;
	case KIND_NONE:
		break;
	default:
		in->bad = 1;
	}
}

static void take_hanging(struct taker *in, struct value *out)
{
	unsigned what = take_u8(in);

	out->nature = take_u8(in);
	if (out->nature >= NATURE_COUNT)
		in->bad = 1;
	out->carried = what & HANG_CARRIED ? 1 : 0;
	if (what & HANG_QUALIFIER)
		out->qualifier = text_take(in);
	if (what & HANG_NOTE)
		out->note = text_take(in);
	if (what & HANG_UPPER)
		take_decimal(in, &out->upper);
}

void value_take(struct taker *in, const struct field *field, struct arena *mem, int depth,
	struct value *out)
{
	uint8_t head = take_u8(in);

	memset(out, 0, sizeof(*out));
	out->state = head & 7;
	out->kind = head >> 4;
	if (out->state > VALUE_MASKED ||
		(out->state == VALUE_GIVEN) != (out->kind != KIND_NONE))
		in->bad = 1;
	if (in->bad)
		return;
	take_content(in, field, mem, depth, out);
	if (head & HANGS)
		take_hanging(in, out);
}

int value_take_plain(struct taker *in, struct arena *mem, struct value *out)
{
	value_take(in, NULL, mem, 0, out);
	return in->bad ? -1 : 0;
}

/* ---- quickly, for scans: values that nothing hangs on ---- */

static uint64_t big_endian(const unsigned char *at, int size)
{
	uint64_t n = 0;

	for (int i = 0; i < size; i++)
		n = n << 8 | at[i];
	return n;
}

/* Bytes of a plain value, head included; 0 when it is no plain value or damaged. */
static size_t plain_size(struct bytes at)
{
	static const uint8_t sizes[16] = {
		[KIND_NONE] = 1,
		[KIND_NUMBER] = 10,
		[KIND_DATE] = 5,
		[KIND_PERIOD] = 6,
		[KIND_BOOL] = 2,
	};
	size_t size;

	if (at.len == 0 || at.at[0] & HANGS)
		return 0;
	size = sizes[at.at[0] >> 4];
	if (at.at[0] >> 4 == KIND_TEXT && at.len > 1 && at.at[1] < 255)
		size = (size_t)at.at[1] + 3;
	return size <= at.len ? size : 0;
}

struct bytes value_plain_run(struct bytes at)
{
	return bytes_of(at.at, plain_size(at));
}

int value_take_quick(struct bytes at, struct value *out)
{
	const unsigned char *p = at.at + 1;
	size_t size = plain_size(at);

	if (size == 0)
		return -1;
	memset(out, 0, sizeof(*out));
	out->state = at.at[0] & 7;
	out->kind = at.at[0] >> 4;
	if (out->state > VALUE_MASKED ||
		(out->state == VALUE_GIVEN) != (out->kind != KIND_NONE))
		return -1;
	switch (out->kind) {
	case KIND_NUMBER:
		out->number.scale = p[0];
		out->number.unscaled = (int64_t)big_endian(p + 1, 8);
		return out->number.scale <= DECIMAL_MAX_SCALE ? 0 : -1;
	case KIND_TEXT:
		out->text = (const char *)p + 1;
		return at.at[size - 1] == 0 ? 0 : -1;
	case KIND_DATE:
		out->date = (int32_t)big_endian(p, 4);
		return 0;
	case KIND_PERIOD:
		out->period.kind = p[0];
		out->period.year = (int16_t)big_endian(p + 1, 2);
		out->period.number = (uint16_t)big_endian(p + 3, 2);
		return 0;
	case KIND_BOOL:
		out->yes = p[0];
		return 0;
	default:
		return 0;
	}
}
