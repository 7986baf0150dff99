/*
 * keys.c - the bytes of every key that data/ stores; memcmp order is the order of rows.
 */
#include "data/shape.h"

#include <string.h>

#include "base/str.h"

enum { CONTENT = 4 }; /* state byte of a given value: after all that are not */

static int state_rank(uint8_t state)
{
	switch (state) {
	case VALUE_NONE:
		return 0;
	case VALUE_MISSING:
		return 1;
	case VALUE_NOT_APPLICABLE:
		return 2;
	case VALUE_MASKED:
		return 3;
	default:
		return CONTENT;
	}
}

static void put_number_key(const struct field *field, struct decimal number, struct str *out)
{
	struct decimal at_scale;
	struct err ignored = { 0 };

	if (number.scale != field->scale &&
		decimal_rescale(number, field->scale, &at_scale, &ignored) == 0)
		number = at_scale;
	put_i64(out, number.unscaled);
}

void key_put_value(const struct field *field, const struct value *value, struct str *out)
{
	put_u8(out, (uint8_t)state_rank(value->state));
	if (value->state != VALUE_GIVEN)
		return;
	put_u8(out, value->kind);
	switch ((enum value_kind)value->kind) {
	case KIND_NUMBER:
		put_number_key(field, value->number, out);
		break;
	case KIND_TEXT:
		put_key_text(out, bytes_of_text(value->text));
		break;
	case KIND_DATE:
		put_u32(out, (uint32_t)value->date ^ UINT32_C(0x80000000));
		break;
	case KIND_PERIOD:
		put_u16(out, (uint16_t)value->period.year);
		put_u8(out, value->period.kind);
		put_u16(out, value->period.number);
		break;
	case KIND_BOOL:
		put_u8(out, value->yes ? 1 : 0);
		break;
	case KIND_LIST:
		put_u16(out, (uint16_t)value->list.count);
		for (size_t i = 0; i < value->list.count; i++)
			put_key_text(out, bytes_of_text(value->list.at[i]));
		break;
	case KIND_ROWS:
	case KIND_NONE:
		break;
	}
}

static const char *take_text(struct taker *in, struct arena *mem)
{
	const unsigned char *end = in->left.len ? memchr(in->left.at, 0, in->left.len) : NULL;
	struct str text = { 0 };
	const char *copy;

	if (end && (size_t)(end - in->left.at) + 1 < in->left.len && end[1] == 1) {
		copy = arena_text_len(
			mem, (const char *)in->left.at, (size_t)(end - in->left.at));
		take_bytes(in, (size_t)(end - in->left.at) + 2);
		return copy;
	}
	take_key_text(in, &text);
	copy = arena_text_len(mem, str_text(&text), text.len);
	str_release(&text);
	return copy;
}

static void take_content(
	struct taker *in, const struct field *field, struct arena *mem, struct value *out)
{
	out->state = VALUE_GIVEN;
	out->kind = take_u8(in);
	switch ((enum value_kind)out->kind) {
	case KIND_NUMBER:
		out->number.unscaled = take_i64(in);
		out->number.scale = field->scale;
		break;
	case KIND_TEXT:
		out->text = take_text(in, mem);
		break;
	case KIND_DATE:
		out->date = (int32_t)(take_u32(in) ^ UINT32_C(0x80000000));
		break;
	case KIND_PERIOD:
		out->period.year = (int16_t)take_u16(in);
		out->period.kind = take_u8(in);
		out->period.number = take_u16(in);
		break;
	case KIND_BOOL:
		out->yes = take_u8(in);
		break;
	case KIND_LIST:
		out->list.count = take_u16(in);
		out->list.at = arena_array(mem, out->list.count, sizeof(char *));
		for (size_t i = 0; i < out->list.count; i++)
			out->list.at[i] = take_text(in, mem);
		break;
	default:
		in->bad = 1;
	}
}

void key_take_value(
	struct taker *in, const struct field *field, struct arena *mem, struct value *out)
{
	static const uint8_t states[] = { VALUE_NONE, VALUE_MISSING, VALUE_NOT_APPLICABLE,
		VALUE_MASKED };
	uint8_t rank = take_u8(in);

	*out = (struct value){ 0 };
	if (rank < CONTENT)
		out->state = states[rank];
	else
		take_content(in, field, mem, out);
}

void key_put_fields(const struct field_set *fields, const struct value *values, struct str *out)
{
	for (size_t i = 0; i < fields->count; i++)
		key_put_value(fields->at[i], &values[fields->at[i]->index], out);
}

void key_start(const struct shape *shape, int kind, uint64_t number, struct str *out)
{
	put_u8(out, (uint8_t)kind);
	put_bytes(out, shape->prefix);
	put_u64(out, number);
}

void key_index_start(const struct shape *shape, size_t index, struct str *out)
{
	key_start(shape, ROW_INDEX, shape->number, out);
	put_u8(out, (uint8_t)index);
}

void key_natural(
	const struct shape *shape, uint64_t number, const struct value *values, struct str *out)
{
	key_start(shape, ROW_KEY, number, out);
	key_put_fields(&shape->form->key, values, out);
}

void key_index(const struct shape *shape, uint64_t number, size_t index,
	const struct record *record, struct str *out)
{
	key_start(shape, ROW_INDEX, number, out);
	put_u8(out, (uint8_t)index);
	key_put_fields(&shape->form->indexes[index].fields, record->values, out);
	put_u64(out, record->id);
}

uint16_t parts_mask(const struct form *form, const struct value *values)
{
	uint16_t mask = 0;

	for (size_t i = 0; i < form->parts.axes.count && i < 16; i++)
		if (values[form->parts.axes.at[i]->index].state != VALUE_NONE)
			mask |= (uint16_t)(1u << i);
	return mask;
}

void key_parts(
	const struct shape *shape, uint64_t number, const struct value *values, struct str *out)
{
	const struct form_parts *parts = &shape->form->parts;

	key_start(shape, ROW_PARTS, number, out);
	key_put_fields(&parts->within, values, out);
	key_put_value(parts->unit, &values[parts->unit->index], out);
	put_u16(out, parts_mask(shape->form, values));
}

struct bytes copy_str(const struct str *s, struct arena *mem)
{
	return arena_bytes(mem, bytes_of_str(s));
}

static struct bytes key_with_id(
	int letter, const struct shape *shape, uint64_t id, struct arena *mem)
{
	size_t len = (letter ? 1 : 0) + shape->prefix.len + 8;
	unsigned char *at = arena_alloc(mem, len);
	unsigned char *p = at;

	if (letter)
		*p++ = (unsigned char)letter;
	memcpy(p, shape->prefix.at, shape->prefix.len);
	p += shape->prefix.len;
	for (int i = 0; i < 8; i++)
		p[i] = (unsigned char)(id >> (56 - 8 * i));
	return bytes_of(at, len);
}

struct bytes key_record(const struct shape *shape, uint64_t id, struct arena *mem)
{
	return key_with_id(0, shape, id, mem);
}

struct bytes key_chain(const struct shape *shape, uint64_t id, struct arena *mem)
{
	return key_with_id('r', shape, id, mem);
}

struct bytes key_deleted(const struct shape *shape, uint64_t id, struct arena *mem)
{
	return key_with_id('d', shape, id, mem);
}

struct bytes key_ids(const struct shape *shape, struct arena *mem)
{
	return bytes_of_text(arena_printf(mem, "id/%s", shape->form->id));
}

uint64_t key_last_u64(struct bytes key)
{
	uint64_t id = 0;

	if (key.len < 8)
		return 0;
	for (size_t i = key.len - 8; i < key.len; i++)
		id = id << 8 | key.at[i];
	return id;
}
