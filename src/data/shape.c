/*
 * shape.c - works out a form's slots and rows, and keeps up with the applied shape.
 */
#include "data/shape.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset_internal.h"
#include "data/scope.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/model.h"
#include "store/store.h"

enum { ROW_VERSION = 1 };

static void add_slot(struct shape *shape, const struct field *field)
{
	if (!field || shape->slot_of[field->index] >= 0)
		return;
	if (field->flags & FIELD_SEVERAL || field->type->flags & TYPE_GROUP)
		return;
	shape->slot_of[field->index] = (int)shape->slot_count;
	shape->slots[shape->slot_count++] = field;
}

static void add_slots(struct shape *shape, const struct field_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		add_slot(shape, set->at[i]);
}

static void find_slots(struct shape *shape, struct arena *mem)
{
	const struct form *form = shape->form;

	shape->slots = arena_array(mem, form->field_count, sizeof(*shape->slots));
	shape->slot_of = arena_array(mem, form->field_count, sizeof(*shape->slot_of));
	for (size_t i = 0; i < form->field_count; i++)
		shape->slot_of[i] = -1;
	add_slots(shape, &form->key);
	for (size_t i = 0; i < form->index_count; i++)
		add_slots(shape, &form->indexes[i].fields);
	for (size_t i = 0; i < form->total_count; i++) {
		add_slots(shape, &form->totals[i].by);
		add_slots(shape, &form->totals[i].sum);
	}
	if (form->parts.unit) {
		add_slots(shape, &form->parts.within);
		add_slot(shape, form->parts.unit);
		add_slots(shape, &form->parts.axes);
	}
	add_slot(shape, form->period);
	add_slot(shape, form->unit);
	add_slot(shape, form->as_of);
}

/* A computed field is stored only where keys or totals need it; else reading works it out. */
static void find_order(struct shape *shape, struct arena *mem)
{
	const struct form *form = shape->form;

	shape->order = arena_array(mem, form->field_count, sizeof(*shape->order));
	for (size_t i = 0; i < shape->slot_count; i++)
		shape->order[shape->order_count++] = shape->slots[i];
	for (size_t i = 0; i < form->field_count; i++) {
		const struct field *field = &form->fields[i];

		if (shape->slot_of[i] < 0 && !(field->type->flags & TYPE_COMPUTED))
			shape->order[shape->order_count++] = field;
	}
}

static void set_add(struct field_set *set, const struct field *field)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->at[i] == field)
			return;
	set->at[set->count++] = field;
}

static int set_has(const struct field_set *set, const struct field *field)
{
	for (size_t i = 0; field && i < set->count; i++)
		if (set->at[i] == field)
			return 1;
	return 0;
}

/* Period first, then unit: most questions name a period, many a subtree. */
static void find_totals(struct shape *shape, struct arena *mem)
{
	const struct form *form = shape->form;

	shape->by = arena_array(mem, form->total_count, sizeof(*shape->by));
	shape->sum_at = arena_array(mem, form->total_count, sizeof(*shape->sum_at));
	for (size_t t = 0; t < form->total_count; t++) {
		const struct form_total *total = &form->totals[t];
		struct field_set *by = &shape->by[t];

		by->at = arena_array(mem, total->by.count, sizeof(*by->at));
		if (set_has(&total->by, form->period))
			set_add(by, form->period);
		if (set_has(&total->by, form->unit))
			set_add(by, form->unit);
		for (size_t i = 0; i < total->by.count; i++)
			set_add(by, total->by.at[i]);
		shape->sum_at[t] = arena_array(mem, total->sum.count, sizeof(size_t));
		for (size_t i = 0; i < total->sum.count; i++)
			for (size_t j = 0; j < shape->sum_count; j++)
				if (shape->sums[j] == total->sum.at[i])
					shape->sum_at[t][i] = j;
	}
}

struct shape *shape_make(const struct form *form, struct arena *mem)
{
	struct shape *shape = arena_alloc(mem, sizeof(*shape));
	struct str text = { 0 };

	shape->form = form;
	put_key_text(&text, bytes_of_text(form->id));
	shape->prefix = copy_str(&text, mem);
	str_clear(&text);
	form_shape(form, &text);
	shape->text = copy_str(&text, mem);
	str_release(&text);
	find_slots(shape, mem);
	find_order(shape, mem);
	shape->sum_count = form_sums(form, mem, &shape->sums);
	find_totals(shape, mem);
	shape->line.at = arena_array(mem, form->key.count, sizeof(*shape->line.at));
	for (size_t i = 0; i < form->key.count; i++)
		if (form->key.at[i] != form->period && form->key.at[i] != form->as_of)
			set_add(&shape->line, form->key.at[i]);
	return shape;
}

struct shape *shape_of(struct dataset *data, const struct form *form)
{
	struct shape *shape;

	for (size_t i = 0; i < data->shapes.count; i++)
		if (data->shapes.at[i]->form == form)
			return data->shapes.at[i];
	shape = shape_make(form, &data->mem);
	scope_find(data, shape);
	*VEC_PUSH(&data->shapes) = shape;
	return shape;
}

/* ---- the row in TABLE_META ---- */

struct bytes shape_key(const char *form_id, struct arena *mem)
{
	return bytes_of_text(arena_printf(mem, "shape/%s", form_id));
}

void shape_row_encode(const struct shape_row *row, struct str *out)
{
	put_u64(out, row->revision);
	put_u8(out, ROW_VERSION);
	put_u64(out, row->number);
	put_u64(out, row->target);
	put_u64(out, row->leftover);
	put_sized(out, row->text);
	put_sized(out, bytes_of_text(row->source ? row->source : ""));
}

int shape_row_decode(
	struct bytes value, struct arena *mem, struct shape_row *out, struct err *err)
{
	struct taker in = { .left = value };
	struct bytes source;
	uint8_t version;

	*out = (struct shape_row){ 0 };
	out->revision = take_u64(&in);
	version = take_u8(&in);
	out->number = take_u64(&in);
	out->target = take_u64(&in);
	out->leftover = take_u64(&in);
	out->text = take_sized(&in);
	source = take_sized(&in);
	if (in.bad || version != ROW_VERSION)
		return err_set(err, ERR_VERSION,
			_("The ledgers were written by a newer herbledger: use that one"));
	out->text = arena_bytes(mem, out->text);
	out->source = arena_text_len(mem, (const char *)source.at, source.len);
	return 0;
}

int shape_row_get(struct snapshot *view, const char *form_id, struct arena *mem,
	struct shape_row *out, struct err *err)
{
	struct bytes value;
	int got = store_get(view, TABLE_META, shape_key(form_id, mem), mem, &value, err);

	if (got != STORE_OK)
		return got;
	return shape_row_decode(value, mem, out, err);
}

int shape_refresh(struct shape *shape, struct snapshot *view, struct err *err)
{
	struct arena mem = { 0 };
	struct shape_row row;
	int got = shape_row_get(view, shape->form->id, &mem, &row, err);

	if (got == STORE_NONE) {
		shape->number = shape->revision = 0;
		shape->usable = 1;
		shape->rebuilding = 0;
	} else if (got == STORE_OK) {
		shape->number = row.number;
		shape->revision = row.revision;
		shape->usable = bytes_equal(row.text, shape->text);
		shape->rebuilding = row.target != 0;
	}
	arena_release(&mem);
	return got < 0 ? -1 : 0;
}
