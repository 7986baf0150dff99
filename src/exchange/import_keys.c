/*
 * import_keys.c - which rows of a file mean the same record, and which would count twice.
 *
 * Batches are checked against the ledger one by one; what stands in two batches of the
 * same file is found here, from hashes and the few places that the rows take.
 */
#include "exchange/import_internal.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "data/query.h"
#include "data/summap.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"
#include "model/unit.h"

enum {
	LARGE_FILE = 2000, /* lines from which all keys are read at once ... */
	KEY_ROOM = 200, /* bytes, enough for most keys */
	ROWS_A_LOOK_UP = 20, /* unless the ledger has more records than so many a line */
};

static uint64_t hash_fields(const struct field_set *fields, const struct record *record)
{
	struct str key = { 0 };
	uint64_t hash;

	str_reserve(&key, KEY_ROOM);
	for (size_t i = 0; i < fields->count; i++)
		field_encode_key(fields->at[i], &record->values[fields->at[i]->index], &key);
	hash = hash_bytes(str_text(&key), key.len, 0);
	str_release(&key);
	return hash;
}

static uint64_t key_hash(const struct importing *im, const struct record *record)
{
	return hash_fields(&im->form->key, record);
}

int import_is_repeated(struct importing *im, struct import_row *row)
{
	uint64_t first = row->row;
	char sentence[ERR_TEXT];
	struct err err = { 0 };
	uint64_t hash;

	if (row->in.id > 0)
		hash = hash_bytes(&row->in.id, sizeof(row->in.id), 1);
	else if (im->form->key.count > 0)
		hash = key_hash(im, row->in.values);
	else
		return 0;
	if (!keyset_add(&im->keys, hash, &first))
		return 0;
	err_set(&err, ERR_FAULT,
		_("Row %llu has the same key; a file may say each thing once. Remove "
		  "one of the two rows."),
		(unsigned long long)first);
	memcpy(sentence, err.text, sizeof(sentence));
	import_fault_add(im, row, SIZE_MAX, NULL, sentence);
	return 1;
}

/* ---- wholes and parts ---- */

static uint16_t mask_of(const struct form *form, const struct record *record)
{
	uint16_t mask = 0;

	for (size_t i = 0; i < form->parts.axes.count && i < 16; i++) {
		if (record->values[form->parts.axes.at[i]->index].state != VALUE_NONE)
			mask |= (uint16_t)(1u << i);
	}
	return mask;
}

static struct import_place place_of(const struct importing *im, const struct import_row *row,
				    const struct record *record)
{
	const struct value *unit = &record->values[im->form->parts.unit->index];
	struct import_place place = { .within = hash_fields(&im->form->parts.within, record),
				      .mask = mask_of(im->form, record), .row = row->row,
				      .unit_code = "" };

	if (value_is_given(unit) && unit->kind == KIND_TEXT) {
		place.unit_code = unit->text;
		place.unit = unit_find(&im->model->units, unit->text);
	}
	return place;
}

static int32_t day_of(const struct importing *im, const struct record *record)
{
	const struct value *period =
		im->form->period ? &record->values[im->form->period->index] : NULL;

	if (!period || !value_is_given(period))
		return DATE_NONE;
	return period_last_day(period->period, &im->model->calendar.season);
}

static int excludes(const struct import_place *a, const struct import_place *b, int32_t day)
{
	if (a->within != b->within)
		return 0;
	if (strcmp(a->unit_code, b->unit_code) == 0)
		return a->mask != b->mask;
	if (!a->unit || !b->unit)
		return 0;
	return unit_is_within(a->unit, b->unit, day) || unit_is_within(b->unit, a->unit, day);
}

static int is_taken(const struct importing *im, const struct import_place *place)
{
	for (size_t i = 0; i < im->places.count; i++) {
		const struct import_place *p = &im->places.at[i];

		if (p->within == place->within && p->mask == place->mask &&
		    p->unit == place->unit &&      /* one code, one unit */
		    strcmp(p->unit_code, place->unit_code) == 0)
			return 1;
	}
	return 0;
}

int import_is_part(struct importing *im, struct import_row *row)
{
	const struct record *record = row->record ? row->record : row->in.values;
	struct import_place place;
	struct err err = { 0 };
	int32_t day;

	if (!im->form->parts.unit || row->in.id > 0)
		return 0;
	place = place_of(im, row, record);
	if (is_taken(im, &place))
		return 0;
	day = day_of(im, record);
	for (size_t i = 0; i < im->places.count; i++) {
		if (!excludes(&im->places.at[i], &place, day))
			continue;
		err_set(&err, ERR_FAULT,
			_("Row %llu is the total of this one, or a part of it: the "
			  "figures would count twice. "
			  "Keep either the total or its parts."),
			(unsigned long long)im->places.at[i].row);
		import_fault_add(im, row, SIZE_MAX, im->form->parts.unit, err.text);
		return 1;
	}
	place.unit_code = arena_text(&im->pass_mem, place.unit_code);
	*VEC_PUSH_IN(&im->pass_mem, &im->places) = place;
	return 0;
}

/* ---- the ledger ---- */

/* What the file's columns hold in a record, but for marks and notes that no file carries. */
static uint64_t content_hash(const struct importing *im, const struct record *record)
{
	struct str bytes = { 0 };
	uint64_t hash;

	for (size_t i = 0; i < im->columns.count; i++) {
		struct value value;

		if (im->columns.at[i].use != COLUMN_FIELD)
			continue;
		value = record->values[im->columns.at[i].field->index];
		value.carried = 0;
		value.note = NULL;
		value_encode(&value, &bytes);
	}
	hash = hash_bytes(str_text(&bytes), bytes.len, 2);
	str_release(&bytes);
	return hash ? hash : 1;
}

static int take_key(void *context, const struct record *record, struct err *err)
{
	struct importing *im = context;
	uint64_t content = 0;

	(void)err;
	im->has_records = 1;
	if (++im->seen > ROWS_A_LOOK_UP * rows_in_lines(im->rows))
		im->knows_keys = im->compares = 0;
	if (!im->knows_keys)
		return 1;
	if (im->compares && data_counts(im->data, record->state))
		content = content_hash(im, record);
	keyset_add(&im->stored, key_hash(im, record), &content);
	return 0;
}

/* Only fields: then a row and a record say the same or not, whatever else they are. */
static int holds_only_fields(const struct importing *im)
{
	for (size_t i = 0; i < im->columns.count; i++) {
		if (im->columns.at[i].use != COLUMN_FIELD &&
			im->columns.at[i].use != COLUMN_PASSED)
			return 0;
	}
	return im->options->format == IMPORT_CSV;
}

int import_look_at_ledger(struct importing *im, struct err *err)
{
	struct query query = { .form = im->form };

	im->knows_keys = im->form->key.count > 0 && rows_in_lines(im->rows) > LARGE_FILE;
	im->compares = im->knows_keys && holds_only_fields(im);
	return query_each(im->data, &query, take_key, im, err) < 0 ? -1 : 0;
}

int import_is_new(const struct importing *im, const struct import_row *row)
{
	uint64_t ignored;

	if (row->in.id > 0)
		return 0;
	if (im->form->key.count == 0 || !im->has_records)
		return 1;
	return im->knows_keys &&
		!keyset_get(&im->stored, key_hash(im, row->in.values), &ignored);
}

int import_says_the_same(const struct importing *im, const struct import_row *row)
{
	uint64_t content;

	return im->has_records && im->knows_keys && im->compares &&
	       keyset_get(&im->stored, key_hash(im, row->in.values), &content) &&
	       content == content_hash(im, row->in.values);
}
