/*
 * value_code.c - values as bytes inside stored records: compact, kind-tagged, readable
 * without the form they were written with.  Bytes that are damaged give -1.
 *
 *	head    bits 0-2 state, 3-5 kind, 6 extras follow, 7 carried
 *	extras  bits 0-1 nature, 2 qualifier, 3 note, 4 upper end; then those, in this order
 *	content by kind; numbers as variable-length integers, texts with their length before
 */
#include "model/field_type.h"

#include <string.h>

#include "base/str.h"

enum { HEAD_EXTRAS = 1 << 6, HEAD_CARRIED = 1 << 7 };
enum { EXTRA_QUALIFIER = 1 << 2, EXTRA_NOTE = 1 << 3, EXTRA_UPPER = 1 << 4 };
enum { DEEPEST = 3 };   /* rows in rows do not exist; a little room */

static void put_varint(struct str *out, uint64_t n)
{
	for (; n >= 0x80; n >>= 7)
		put_u8(out, (uint8_t)(n | 0x80));
	put_u8(out, (uint8_t)n);
}

static uint64_t take_varint(struct taker *in)
{
	uint64_t n = 0;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		uint8_t byte = take_u8(in);

		n |= (uint64_t)(byte & 0x7F) << shift;
		if (!(byte & 0x80))
			return n;
	}
	in->bad = 1;
	return 0;
}

static void put_signed(struct str *out, int64_t n)
{
	put_varint(out, (uint64_t)n << 1 ^ (n < 0 ? UINT64_MAX : 0));
}

static int64_t take_signed(struct taker *in)
{
	uint64_t n = take_varint(in);

	return (int64_t)(n >> 1 ^ (n & 1 ? UINT64_MAX : 0));
}

static void put_short_text(struct str *out, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	put_varint(out, len);
	str_add_len(out, text ? text : "", len);
}

static const char *take_short_text(struct taker *in, struct arena *mem)
{
	uint64_t len = take_varint(in);
	struct bytes run;

	if (len > in->left.len)
		in->bad = 1;
	run = take_bytes(in, in->bad ? 0 : (size_t)len);
	if (run.len > 0 && memchr(run.at, '\0', run.len))
		in->bad = 1;
	return in->bad ? "" : arena_text_len(mem, (const char *)run.at, run.len);
}

static void put_decimal(struct str *out, struct decimal d)
{
	put_u8(out, (uint8_t)d.scale);
	put_signed(out, d.unscaled);
}

static struct decimal take_decimal(struct taker *in)
{
	struct decimal d = { .scale = take_u8(in) };

	d.unscaled = take_signed(in);
	if (d.scale > DECIMAL_MAX_SCALE)
		in->bad = 1;
	return d;
}

static struct period take_period(struct taker *in)
{
	unsigned kind = take_u8(in);
	uint64_t year = take_varint(in), number = take_varint(in);

	if (kind == PERIOD_NONE || kind >= PERIOD_KIND_COUNT || year < 1 || year > 9999 ||
	    number < 1 || number > 366)
		in->bad = 1;
	if (in->bad)
		return (struct period){ 0 };
	return (struct period){ .kind = (uint8_t)kind, .year = (int16_t)year,
				.number = (uint16_t)number };
}

static void put_list(struct str *out, const struct value_list *list)
{
	put_varint(out, list->count);
	for (size_t i = 0; i < list->count; i++)
		put_short_text(out, list->at[i]);
}

static struct value_list take_list(struct taker *in, struct arena *mem)
{
	uint64_t count = take_varint(in);
	struct value_list list = { 0 };

	if (count > in->left.len)       /* an entry takes a byte at least */
		in->bad = 1;
	if (in->bad)
		return list;
	list.count = (size_t)count;
	list.at = arena_array(mem, list.count, sizeof(*list.at));
	for (size_t i = 0; i < list.count; i++)
		list.at[i] = take_short_text(in, mem);
	return list;
}

static void put_rows(struct str *out, const struct row_values *rows)
{
	put_varint(out, rows->count);
	put_varint(out, rows->width);
	for (size_t i = 0; i < rows->count * rows->width; i++)
		value_encode(&rows->cells[i], out);
}

static void take_value(struct taker *in, struct arena *mem, int depth, struct value *out);

static struct row_values take_rows(struct taker *in, struct arena *mem, int depth)
{
	uint64_t count = take_varint(in), width = take_varint(in);
	struct row_values rows = { 0 };

	if (depth >= DEEPEST || count > in->left.len || width > in->left.len ||
	    (width > 0 && count > in->left.len / width) || (width == 0 && count > 0))
		in->bad = 1;
	if (in->bad)
		return rows;
	rows.count = (size_t)count;
	rows.width = (size_t)width;
	rows.cells = arena_array(mem, rows.count * rows.width, sizeof(*rows.cells));
	for (size_t i = 0; i < rows.count * rows.width && !in->bad; i++)
		take_value(in, mem, depth + 1, &rows.cells[i]);
	return rows;
}

static void put_content(struct str *out, const struct value *v)
{
	switch ((enum value_kind)v->kind) {
	case KIND_NONE:
		break;
	case KIND_NUMBER:
		put_decimal(out, v->number);
		break;
	case KIND_TEXT:
		put_short_text(out, v->text);
		break;
	case KIND_DATE:
		put_signed(out, v->date);
		break;
	case KIND_PERIOD:
		put_u8(out, v->period.kind);
		put_varint(out, (uint64_t)v->period.year);
		put_varint(out, v->period.number);
		break;
	case KIND_BOOL:
		put_u8(out, v->yes != 0);
		break;
	case KIND_LIST:
		put_list(out, &v->list);
		break;
	case KIND_ROWS:
		put_rows(out, &v->rows);
		break;
	}
}

static void take_content(struct taker *in, struct arena *mem, int depth, struct value *out)
{
	int64_t day;

	switch ((enum value_kind)out->kind) {
	case KIND_NONE:
		break;
	case KIND_NUMBER:
		out->number = take_decimal(in);
		break;
	case KIND_TEXT:
		out->text = take_short_text(in, mem);
		break;
	case KIND_DATE:
		day = take_signed(in);
		if (day < INT32_MIN || day > INT32_MAX)
			in->bad = 1;
		else
			out->date = (int32_t)day;
		break;
	case KIND_PERIOD:
		out->period = take_period(in);
		break;
	case KIND_BOOL:
		out->yes = take_u8(in);
		if (out->yes > 1)
			in->bad = 1;
		break;
	case KIND_LIST:
		out->list = take_list(in, mem);
		break;
	case KIND_ROWS:
		out->rows = take_rows(in, mem, depth);
		break;
	}
}

static unsigned extras_of(const struct value *v)
{
	unsigned extras = v->nature & 3u;

	if (v->qualifier)
		extras |= EXTRA_QUALIFIER;
	if (v->note)
		extras |= EXTRA_NOTE;
	if (v->upper.unscaled != 0 || v->upper.scale != 0)
		extras |= EXTRA_UPPER;
	return extras;
}

void value_encode(const struct value *value, struct str *out)
{
	unsigned extras = extras_of(value);
	unsigned head = value->state | (unsigned)value->kind << 3;

	head |= extras ? HEAD_EXTRAS : 0;
	head |= value->carried ? HEAD_CARRIED : 0;
	put_u8(out, (uint8_t)head);
	if (extras)
		put_u8(out, (uint8_t)extras);
	if (extras & EXTRA_QUALIFIER)
		put_short_text(out, value->qualifier);
	if (extras & EXTRA_NOTE)
		put_short_text(out, value->note);
	if (extras & EXTRA_UPPER)
		put_decimal(out, value->upper);
	put_content(out, value);
}

static void take_extras(struct taker *in, struct arena *mem, struct value *out)
{
	unsigned extras = take_u8(in);

	out->nature = extras & 3;
	if (out->nature >= NATURE_COUNT || extras > 0x1F)
		in->bad = 1;
	if (extras & EXTRA_QUALIFIER)
		out->qualifier = take_short_text(in, mem);
	if (extras & EXTRA_NOTE)
		out->note = take_short_text(in, mem);
	if (extras & EXTRA_UPPER)
		out->upper = take_decimal(in);
}

static void take_value(struct taker *in, struct arena *mem, int depth, struct value *out)
{
	unsigned head = take_u8(in);

	*out = (struct value){ .state = head & 7, .kind = head >> 3 & 7,
			       .carried = (head & HEAD_CARRIED) != 0 };
	if (out->state > VALUE_MASKED ||
		(out->state == VALUE_GIVEN) != (out->kind != KIND_NONE))
		in->bad = 1;
	if (head & HEAD_EXTRAS)
		take_extras(in, mem, out);
	if (!in->bad)
		take_content(in, mem, depth, out);
}

int value_decode(struct taker *in, struct arena *mem, struct value *out)
{
	take_value(in, mem, 0, out);
	if (!in->bad)
		return 0;
	*out = value_state_only(VALUE_NONE);
	return -1;
}
