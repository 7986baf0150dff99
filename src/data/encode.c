/*
 * encode.c - the head, the entries and the earlier lines of a stored record.
 */
#include "data/encode.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/value_bytes.h"
#include "model/field_type.h"
#include "model/workflow.h"

enum { VERSION = 1, SLOTS_AT = 33 };

/* ---- to bytes ---- */

static void patch(struct str *out, size_t at, uint64_t n, int size)
{
	for (int i = 0; i < size; i++)
		out->at[at + (size_t)i] = (char)(unsigned char)(n >> (8 * (size - 1 - i)));
}

static void put_maybe_text(const char *text, struct str *out)
{
	put_u8(out, text ? 1 : 0);
	if (text)
		text_put(text, out);
}

static void put_entries(
	const struct shape *shape, const struct record *record, size_t start, struct str *out)
{
	size_t count_at = out->len, count = 0;

	put_u16(out, 0);
	for (size_t i = 0; i < shape->order_count; i++) {
		const struct field *field = shape->order[i];
		const struct value *value = &record->values[field->index];

		if (value->state == VALUE_NONE && !value->note && !value->carried)
			continue;
		text_put(field->id, out);
		if (i < shape->slot_count && out->len - start <= UINT16_MAX)
			patch(out, start + SLOTS_AT + 2 * i, out->len - start, 2);
		value_put(field, value, out);
		count++;
	}
	for (size_t i = 0; i < record->stray_count; i++, count++) {
		text_put(record->strays[i].id, out);
		value_put(NULL, &record->strays[i].value, out);
	}
	patch(out, count_at, count, 2);
}

static void put_earlier(const struct shape *shape, const struct record *record, struct str *out)
{
	put_u16(out, (uint16_t)record->earlier_count);
	for (size_t i = 0; i < record->earlier_count; i++) {
		put_u32(out, (uint32_t)record->earlier[i].as_of);
		put_u16(out, (uint16_t)shape->sum_count);
		for (size_t j = 0; j < shape->sum_count; j++) {
			text_put(shape->sums[j]->id, out);
			value_put(shape->sums[j], &record->earlier[i].sums[j], out);
		}
	}
}

/* A record so large that a slot would stand out of reach has none: it is walked. */
static int slots_reach(const struct shape *shape, const struct record *record)
{
	size_t total = SLOTS_AT + 1024;

	for (size_t i = 0; i < shape->slot_count; i++) {
		const struct value *v = &record->values[shape->slots[i]->index];

		total += 128;
		if (v->state == VALUE_GIVEN && v->kind == KIND_TEXT)
			total += strlen(v->text);
		if (v->state == VALUE_GIVEN && v->kind == KIND_LIST)
			total += 64 * v->list.count;
		total += v->note ? strlen(v->note) : 0;
	}
	total += record->warn_reason ? strlen(record->warn_reason) : 0;
	return total < UINT16_MAX;
}

void record_encode(const struct shape *shape, const struct record *record,
	enum record_state before, struct str *out)
{
	size_t start = out->len;
	size_t slots = slots_reach(shape, record) ? shape->slot_count : 0;
	struct shape walked = *shape;

	put_u64(out, record->revision);
	put_u8(out, VERSION);
	put_u8(out, (uint8_t)record->state);
	put_u8(out, (uint8_t)before);
	put_u64(out, slots == shape->slot_count ? shape->number : 0);
	put_i64(out, record->changed);
	put_u32(out, 0);
	put_u16(out, (uint16_t)slots);
	for (size_t i = 0; i < slots; i++)
		put_u16(out, 0);
	put_maybe_text(record->changed_by, out);
	put_maybe_text(record->warn_reason, out);
	walked.slot_count = slots;
	put_entries(&walked, record, start, out);
	if (record->earlier_count > 0) {
		patch(out, start + SLOTS_AT - 6, out->len - start, 4);
		put_earlier(shape, record, out);
	}
}

/* ---- from bytes ---- */

static uint64_t big_endian(const unsigned char *at, int size)
{
	uint64_t n = 0;

	for (int i = 0; i < size; i++)
		n = n << 8 | at[i];
	return n;
}

/* Scans call this for every row. */
int record_head(struct bytes value, struct record_head *out)
{
	const unsigned char *p = value.at;

	if (value.len < SLOTS_AT || p[8] != VERSION || p[9] > STATE_MOST ||
		p[10] > STATE_MOST)
		return -1;
	out->revision = big_endian(p, 8);
	out->state = p[9];
	out->before = p[10];
	out->shape = big_endian(p + 11, 8);
	out->changed = (int64_t)(big_endian(p + 19, 8) ^ UINT64_C(1) << 63);
	out->earlier_at = (uint32_t)big_endian(p + 27, 4);
	out->slots = (uint16_t)big_endian(p + 31, 2);
	return value.len >= SLOTS_AT + 2 * (size_t)out->slots ? 0 : -1;
}

static int is_old_id(const struct field *field, const char *id)
{
	for (const char **old = field->old_ids; old && *old; old++)
		if (strcmp(*old, id) == 0)
			return 1;
	return 0;
}

/* hint: where in shape->order the last entry was found; entries mostly come in that order. */
static const struct field *entry_field(const struct shape *shape, const char *id, size_t *hint)
{
	const struct form *form = shape->form;

	for (size_t i = *hint; i < shape->order_count; i++)
		if (strcmp(shape->order[i]->id, id) == 0) {
			*hint = i + 1;
			return shape->order[i];
		}
	for (size_t i = 0; i < form->field_count; i++)
		if (strcmp(form->fields[i].id, id) == 0)
			return &form->fields[i];
	for (size_t i = 0; i < form->field_count; i++)
		if (is_old_id(&form->fields[i], id))
			return &form->fields[i];
	return NULL;
}

/* Brings a stored value to what the field holds now; 0: it cannot, it is a stray. */
static int fits(const struct field *field, struct arena *mem, struct value *value)
{
	const struct field_type *type = field->result ? field->result : field->type;
	uint8_t want = field->flags & FIELD_SEVERAL ? KIND_LIST : type->kind;
	struct err ignored = { 0 };
	struct decimal number;

	if (want == KIND_NONE || value->state != VALUE_GIVEN)
		return 1;
	if (want == KIND_LIST && value->kind == KIND_TEXT && mem) {
		const char **one = arena_array(mem, 1, sizeof(*one));

		one[0] = value->text;
		value->kind = KIND_LIST;
		value->list = (struct value_list){ .at = one, .count = 1 };
	}
	if (value->kind != want)
		return 0;
	if (want != KIND_NUMBER || value->number.scale == field->scale)
		return 1;
	if (decimal_loses(value->number, field->scale))
		return 0;
	if (decimal_rescale(value->number, field->scale, &number, &ignored) < 0)
		return 0;
	value->number = number;
	return 1;
}

struct strays {
	VEC(struct stray_value) all;
};

static void take_entry(struct taker *in, const struct shape *shape, size_t *hint,
	struct arena *mem, struct record *out, struct strays *strays)
{
	const char *id = text_take(in);
	const struct field *field;
	struct value value;

	if (in->bad)
		return;
	field = entry_field(shape, id, hint);
	value_take(in, field, mem, 0, &value);
	if (in->bad)
		return;
	if (field && out->values[field->index].state == VALUE_NONE && fits(field, mem, &value))
		out->values[field->index] = value;
	else
		*VEC_PUSH_IN(mem, &strays->all) = (struct stray_value){ id, value };
}

static size_t sum_place(const struct shape *shape, const char *id)
{
	for (size_t i = 0; i < shape->sum_count; i++)
		if (strcmp(shape->sums[i]->id, id) == 0 || is_old_id(shape->sums[i], id))
			return i;
	return SIZE_MAX;
}

static void take_earlier(struct taker *in, const struct shape *shape, struct arena *mem,
	struct earlier_value **out, size_t *count)
{
	size_t lines = take_u16(in);

	if (lines > in->left.len)
		lines = 0;
	*out = arena_array(mem, lines ? lines : 1, sizeof(**out));
	*count = lines;
	for (size_t i = 0; i < lines && !in->bad; i++) {
		size_t sums;

		(*out)[i].as_of = (int32_t)take_u32(in);
		(*out)[i].sums = arena_array(
			mem, shape->sum_count ? shape->sum_count : 1, sizeof(struct value));
		sums = take_u16(in);
		for (size_t j = 0; j < sums && !in->bad; j++) {
			size_t at = sum_place(shape, text_take(in));
			struct value value;

			value_take(in, NULL, mem, 0, &value);
			if (!in->bad && at != SIZE_MAX && fits(shape->sums[at], mem, &value))
				(*out)[i].sums[at] = value;
		}
	}
}

static const char *take_maybe_text(struct taker *in)
{
	return take_u8(in) ? text_take(in) : NULL;
}

int record_decode_into(const struct shape *shape, struct bytes value, struct arena *mem,
	struct record *out, struct err *err)
{
	struct taker in = { .left = value };
	struct strays strays = { 0 };
	struct record_head head;
	size_t entries, hint = 0;

	if (record_head(value, &head) < 0)
		return err_set(err, ERR_STORE,
			_("A record of %s is damaged: run herbledger verify"), shape->form->id);
	take_bytes(&in, SLOTS_AT + 2 * (size_t)head.slots);
	out->form = shape->form;
	out->revision = head.revision;
	out->state = head.state;
	out->changed = head.changed;
	out->changed_by = take_maybe_text(&in);
	out->warn_reason = take_maybe_text(&in);
	memset(out->values, 0, shape->form->field_count * sizeof(*out->values));
	entries = take_u16(&in);
	for (size_t i = 0; i < entries && !in.bad; i++)
		take_entry(&in, shape, &hint, mem, out, &strays);
	out->strays = strays.all.at;
	out->stray_count = strays.all.count;
	out->earlier = NULL;
	out->earlier_count = 0;
	if (head.earlier_at)
		take_earlier(&in, shape, mem, &out->earlier, &out->earlier_count);
	if (in.bad)
		return err_set(err, ERR_STORE,
			_("A record of %s is damaged: run herbledger verify"), shape->form->id);
	return 0;
}

int record_decode(const struct shape *shape, uint64_t id, struct bytes value, struct arena *mem,
	struct record **out, struct err *err)
{
	struct record *record = arena_alloc(mem, sizeof(*record));

	record->id = id;
	record->values = arena_array(mem, shape->form->field_count + 1, sizeof(struct value));
	if (record_decode_into(shape, value, mem, record, err) < 0)
		return -1;
	*out = record;
	return 0;
}

static size_t slot_offset(struct bytes value, size_t slot)
{
	size_t at = SLOTS_AT + 2 * slot;

	if (at + 2 > value.len)
		return 0;
	at = (size_t)value.at[at] << 8 | value.at[at + 1];
	return at < value.len ? at : 0;
}

int record_slot(struct bytes value, size_t slot, struct value *out)
{
	size_t at = slot_offset(value, slot);
	struct taker in;

	if (at == 0) {
		memset(out, 0, sizeof(*out));
		return 0;
	}
	in = (struct taker){ .left = { value.at + at, value.len - at } };
	if (value_take_quick(in.left, out) == 0)
		return 0;
	value_take(&in, NULL, NULL, 0, out);
	return in.bad ? -1 : 0;
}

struct bytes record_slot_plain(struct bytes value, size_t slot)
{
	static const unsigned char none[1] = { VALUE_NONE };
	size_t at = slot_offset(value, slot);

	if (at == 0)
		return bytes_of(none, 1);
	return value_plain_run(bytes_of(value.at + at, value.len - at));
}

/* ---- fields without a slot, for scans ---- */

/* Where the entries behind those with slots begin; 0: not known without decoding. */
static size_t behind_slots(struct bytes value, const struct record_head *head)
{
	size_t last = 0, size;

	for (size_t i = 0; i < head->slots; i++) {
		size_t at = slot_offset(value, i);

		last = at > last ? at : last;
	}
	if (last == 0)
		return 0;
	size = value_plain_run(bytes_of(value.at + last, value.len - last)).len;
	return size ? last + size : 0;
}

/* Passes one entry, its value taken when needed; 0: only decoding can read it. */
static int pass_entry(const struct shape *shape, struct taker *in, size_t *hint,
	const unsigned char *needs, struct value *values)
{
	const char *id = text_take(in);
	const struct field *field = in->bad ? NULL : entry_field(shape, id, hint);
	size_t size = value_plain_run(in->left).len;
	struct value value;

	if (in->bad || !field || size == 0)
		return 0;
	if (needs[field->index]) {
		if (value_take_quick(in->left, &value) < 0 || !fits(field, NULL, &value))
			return 0;
		values[field->index] = value;
	}
	take_bytes(in, size);
	return 1;
}

int record_needed(const struct shape *shape, struct bytes value,
	const struct record_head *head, const unsigned char *needs, struct value *values)
{
	size_t end = head->earlier_at ? head->earlier_at : value.len;
	size_t hint = shape->slot_count, at = behind_slots(value, head);
	struct taker in;

	if (at == 0 || at > end || end > value.len)
		return -1;
	for (size_t i = shape->slot_count; i < shape->order_count; i++)
		values[shape->order[i]->index] = (struct value){ 0 };
	in = (struct taker){ .left = { value.at + at, end - at } };
	while (in.left.len > 0)
		if (!pass_entry(shape, &in, &hint, needs, values))
			return -1;
	return 0;
}
