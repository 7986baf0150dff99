/*
 * parts.c - a whole and its parts never stand together, also when two save at once.
 *
 * Counts by unit and mask of given axes tell what is there; a guard row for each value of
 * the `within` fields is expected by every save that looked at them.  The guard moves on
 * when a count leaves or may come down to zero, so that whoever looked before looks again.
 */
#include "data/save_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/xalloc.h"
#include "data/encode.h"
#include "model/period.h"
#include "model/unit.h"

enum { KEPT_MOST = 1024 * 1024 }; /* bytes; then it is read again */

static struct bytes within_of(
	const struct pass *pass, const struct record *record, struct arena *mem)
{
	struct str key = { 0 };
	struct bytes within;

	key_put_fields(&pass->view.shape->form->parts.within, record->values, &key);
	within = copy_str(&key, mem);
	str_release(&key);
	return within;
}

static const char *part_unit(const struct record *record)
{
	const struct value *v = &record->values[record->form->parts.unit->index];

	return v->state == VALUE_GIVEN && v->kind == KIND_TEXT ? v->text : "";
}

static struct bytes guard_key(const struct pass *pass, struct bytes within, struct arena *mem)
{
	struct str key = { 0 };
	struct bytes copy;

	put_u8(&key, 'g');
	put_bytes(&key, pass->view.shape->prefix);
	put_bytes(&key, within);
	copy = copy_str(&key, mem);
	str_release(&key);
	return copy;
}

static struct part_count *count_at(
	struct pass *pass, struct part_group *group, const char *unit_code, uint16_t mask)
{
	struct part_count *c;

	for (size_t i = 0; i < group->counts.count; i++) {
		c = &group->counts.at[i];
		if (c->mask == mask && strcmp(c->unit_code, unit_code) == 0)
			return c;
	}
	c = VEC_PUSH_IN(&pass->parts->mem, &group->counts);
	c->unit_code = arena_text(&pass->parts->mem, unit_code);
	c->unit = unit_find(&pass->data->model->units, unit_code);
	c->mask = mask;
	return c;
}

static void load_count(
	struct pass *pass, struct part_group *group, const struct row *row, size_t prefix)
{
	const struct field *unit = pass->view.shape->form->parts.unit;
	struct taker in = { .left = { row->key.at + prefix, row->key.len - prefix } };
	struct taker value = { .left = row->value };
	struct part_count *c;
	struct value v;

	key_take_value(&in, unit, &pass->work, &v);
	c = count_at(pass, group, v.state == VALUE_GIVEN && v.kind == KIND_TEXT ? v.text : "",
		take_u16(&in));
	c->count = take_i64(&value);
}

static int load_group(struct pass *pass, struct part_group *group, struct err *err)
{
	struct str prefix = { 0 };
	struct scan scan = { .table = TABLE_TOTALS };
	struct row_page page;
	struct bytes guard;
	int got = pass_look(pass, err);

	if (got == 0)
		got = store_get(pass->view.snapshot, TABLE_COUNTERS,
			guard_key(pass, group->within, &pass->work), &pass->work, &guard, err);
	if (got < 0)
		return -1;
	group->guard = got == STORE_OK ? key_last_u64(guard) : 0;
	key_start(pass->view.shape, ROW_PARTS, pass->view.shape->number, &prefix);
	put_bytes(&prefix, group->within);
	scan.from = copy_str(&prefix, &pass->work);
	scan.to = bytes_after_prefix(scan.from, &pass->work);
	do {
		got = store_scan(pass->view.snapshot, &scan, &pass->work, &page, err);
		for (size_t i = 0; got >= 0 && i < page.count; i++)
			load_count(pass, group, &page.rows[i], prefix.len);
	} while (got >= 0 && scan_next(&scan, &page, &pass->work));
	str_release(&prefix);
	return got < 0 ? -1 : 0;
}

static int group_of(struct pass *pass, const struct record *record, struct part_group **out,
	struct err *err)
{
	struct parts_state *parts = pass->parts;
	struct bytes within = within_of(pass, record, &pass->work);

	for (size_t i = 0; i < parts->groups.count; i++) {
		*out = &parts->groups.at[i];
		if (bytes_equal((*out)->within, within))
			return 0;
	}
	*out = VEC_PUSH_IN(&parts->mem, &parts->groups);
	(*out)->within = arena_bytes(&parts->mem, within);
	(*out)->version = 1;
	return pass->empty ? 0 : load_group(pass, *out, err);
}

/* The group and the count where the record stands; indexes are kept, since both grow. */
static int place_of(struct pass *pass, const struct record *record, struct part_group **group,
	struct part_count **count, struct err *err)
{
	struct parts_state *parts = pass->parts;
	struct str key = { 0 };
	struct sum_entry *at;
	int got = 0;

	key_parts(pass->view.shape, 0, record->values, &key);
	at = sum_map_find(&parts->places, bytes_of_str(&key));
	if (!at && (got = group_of(pass, record, group, err)) == 0) {
		*count = count_at(pass, *group, part_unit(record),
			parts_mask(record->form, record->values));
		at = sum_map_at(&parts->places, bytes_of_str(&key), 2);
		at->sums[0] = *group - parts->groups.at;
		at->sums[1] = *count - (*group)->counts.at;
	} else if (at) {
		*group = &parts->groups.at[at->sums[0]];
		*count = &(*group)->counts.at[at->sums[1]];
	}
	str_release(&key);
	return got;
}

/* The tree as it was when the period ended. */
static int32_t day_of(const struct pass *pass, const struct record *record)
{
	const struct field *field = record->form->period;
	const struct value *v = field ? &record->values[field->index] : NULL;

	if (!v || v->state != VALUE_GIVEN)
		return DATE_NONE;
	return period_last_day(v->period, &pass->data->model->calendar.season);
}

static int excludes(const struct part_count *c, const char *unit_code, const struct unit *unit,
	uint16_t mask, int32_t day)
{
	if (strcmp(c->unit_code, unit_code) == 0)
		return c->mask != mask;
	if (!c->unit || !unit)
		return 0;
	return unit_is_within(c->unit, unit, day) || unit_is_within(unit, c->unit, day);
}

static int same_place(
	const struct pass *pass, const struct record *old, const struct record *now)
{
	struct str a = { 0 }, b = { 0 };
	int same;

	key_parts(pass->view.shape, 0, old->values, &a);
	key_parts(pass->view.shape, 0, now->values, &b);
	same = bytes_equal(bytes_of_str(&a), bytes_of_str(&b));
	str_release(&a);
	str_release(&b);
	return same;
}

/* How many records of the group exclude one at that place; those of old do not count. */
static int64_t count_others(struct pass *pass, const struct part_group *group,
	const struct record *old, const struct record *now, const struct part_count *place)
{
	struct bytes mine = { 0 };
	int32_t day = day_of(pass, now);
	int64_t found = 0;

	if (old && record_is_live(old))
		mine = within_of(pass, old, &pass->work);
	for (size_t i = 0; i < group->counts.count; i++) {
		const struct part_count *c = &group->counts.at[i];
		int64_t count = c->count;

		if (mine.at && bytes_equal(mine, group->within) &&
			strcmp(c->unit_code, part_unit(old)) == 0 &&
			c->mask == parts_mask(old->form, old->values))
			count--;
		if (count > 0 && excludes(c, place->unit_code, place->unit, place->mask, day))
			found += count;
	}
	return found;
}

int parts_check(struct pass *pass, const struct record *old, const struct record *now,
	size_t *others, struct err *err)
{
	struct part_group *group;
	struct part_count *place;

	*others = 0;
	if (!now->form->parts.unit || !record_is_live(now))
		return 0;
	if (old && record_is_live(old) && same_place(pass, old, now))
		return 0;
	if (old && pass->parts_kept)
		return STORE_CONFLICT;
	if (place_of(pass, now, &group, &place, err) < 0)
		return -1;
	group->touched = 1;
	if (place->checked == group->version)
		return 0;
	*others = (size_t)count_others(pass, group, old, now, place);
	if (*others > 0 && pass->parts_kept)
		return STORE_CONFLICT;
	if (*others == 0 && !old)
		place->checked = group->version;
	return 0;
}

static void list_record(struct pass *pass, struct part_group *group, struct bytes within,
	const struct record *record)
{
	if (!bytes_equal(within_of(pass, record, &pass->work), within))
		return;
	if (sum_map_find(&pass->ids, bytes_of(&record->id, sizeof(record->id))))
		return; /* this pass knows better */
	*VEC_PUSH_IN(&pass->parts->mem, &group->records) = (struct part_record){
		.id = record->id,
		.unit_code = arena_text(&pass->parts->mem, part_unit(record)),
		.mask = parts_mask(record->form, record->values),
	};
}

/* All live records of the group; the ledger is read only to name who is in the way. */
static int list_group(struct pass *pass, struct part_group *group, struct err *err)
{
	struct shape *shape = pass->view.shape;
	struct scan scan = { .table = TABLE_RECORDS,
		.from = shape->prefix,
		.to = bytes_after_prefix(shape->prefix, &pass->work) };
	struct arena mem = { 0 };
	struct row_page page;
	uint64_t rows = 0;
	int got;

	do {
		arena_clear(&mem);
		got = store_scan(pass->view.snapshot, &scan, &mem, &page, err);
		if (got >= 0)
			got = dataset_reads(pass->data, shape, rows += page.count, err);
		for (size_t i = 0; got >= 0 && i < page.count; i++) {
			struct record *record;

			got = record_decode(shape, key_last_u64(page.rows[i].key),
				page.rows[i].value, &mem, &record, err);
			if (got >= 0 && record_is_live(record))
				list_record(pass, group, group->within, record);
		}
	} while (got >= 0 && scan_next(&scan, &page, &pass->work));
	arena_release(&mem);
	group->listed = 1;
	return got < 0 ? -1 : 0;
}

int parts_others(struct pass *pass, const struct record *now, struct arena *mem, uint64_t **ids,
	size_t *count, struct err *err)
{
	const char *code = part_unit(now);
	const struct unit *unit = unit_find(&pass->data->model->units, code);
	VEC(uint64_t) found = { 0 };
	struct part_group *group;

	if (group_of(pass, now, &group, err) < 0)
		return -1;
	if (!group->listed && !pass->empty && list_group(pass, group, err) < 0)
		return -1;
	for (size_t i = 0; i < group->records.count; i++) {
		const struct part_record *r = &group->records.at[i];
		struct part_count as_count = {
			.unit_code = r->unit_code,
			.unit = unit_find(&pass->data->model->units, r->unit_code),
			.mask = r->mask,
		};

		if (!r->gone && r->id != now->id &&
			excludes(&as_count, code, unit, parts_mask(now->form, now->values),
				day_of(pass, now)))
			*VEC_PUSH_IN(mem, &found) = r->id;
	}
	*ids = found.at;
	*count = found.count;
	return 0;
}

static int follow_record(
	struct pass *pass, const struct record *record, int delta, int known, struct err *err)
{
	struct part_group *group;
	struct part_count *c;
	struct part_record *r = NULL;

	if (place_of(pass, record, &group, &c, err) < 0)
		return -1;
	group->touched = 1;
	group->bump |= delta < 0 || c->count == 0;
	c->count += delta;
	if (c->count == 0 || (delta > 0 && c->count == 1)) {
		group->version++;
		if (delta > 0)
			c->checked = group->version;
	}
	for (size_t i = 0; known && i < group->records.count; i++)
		if (group->records.at[i].id == record->id)
			r = &group->records.at[i];
	if (!r)
		r = VEC_PUSH_IN(&pass->parts->mem, &group->records);
	*r = (struct part_record){ record->id, c->unit_code, c->mask, delta < 0 };
	return 0;
}

int parts_follow(struct pass *pass, const struct change *change, struct err *err)
{
	const struct record *old = change->old, *now = change->now;

	if (!now->form->parts.unit)
		return 0;
	if (old && record_is_live(old) && record_is_live(now) && same_place(pass, old, now))
		return 0;
	if (old && record_is_live(old) && follow_record(pass, old, -1, 1, err) < 0)
		return -1;
	if (record_is_live(now) && follow_record(pass, now, 1, old != NULL, err) < 0)
		return -1;
	return 0;
}

void parts_emit(struct pass *pass)
{
	for (size_t i = 0; i < pass->parts->groups.count; i++) {
		const struct part_group *group = &pass->parts->groups.at[i];
		struct bytes key = guard_key(pass, group->within, &pass->work);
		struct str value = { 0 };

		if (!group->touched)
			continue;
		if (group->guard)
			batch_expect(pass->batch, TABLE_COUNTERS, key, group->guard);
		else
			batch_expect_absent(pass->batch, TABLE_COUNTERS, key);
		if (group->bump) {
			put_u64(&value, group->guard + 1);
			batch_put(pass->batch, TABLE_COUNTERS, key, bytes_of_str(&value));
		}
		str_release(&value);
	}
}

/* ---- from pass to pass ---- */

static void state_free(struct parts_state **state)
{
	if (!*state)
		return;
	sum_map_release(&(*state)->places);
	arena_release(&(*state)->mem);
	free(*state);
	*state = NULL;
}

void parts_forget(struct dataset *data)
{
	state_free(&data->parts);
}

void parts_begin(struct pass *pass)
{
	struct parts_state *kept = pass->data->parts;
	const struct shape *shape = pass->view.shape;

	if (kept && !pass->careful && kept->shape == shape && kept->number == shape->number) {
		pass->data->parts = NULL;
		pass->parts = kept;
		pass->parts_kept = 1;
		return;
	}
	parts_forget(pass->data);
	pass->parts = xalloc(sizeof(*pass->parts));
	pass->parts->places.mem = &pass->parts->mem;
}

void parts_end(struct pass *pass)
{
	state_free(&pass->parts);
}

void parts_keep(struct pass *pass)
{
	struct parts_state *parts = pass->parts;

	if (!pass->batch || parts->groups.count == 0 || parts->mem.used > KEPT_MOST)
		return;
	for (size_t i = 0; i < parts->groups.count; i++) {
		struct part_group *group = &parts->groups.at[i];

		group->guard += group->bump ? 1 : 0;
		group->touched = group->bump = group->listed = 0;
		group->records.count = 0;
	}
	parts->shape = pass->view.shape;
	parts->number = pass->view.shape->number;
	pass->data->parts = parts;
	pass->parts = NULL;
}
