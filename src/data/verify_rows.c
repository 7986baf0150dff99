/*
 * verify_rows.c - keys, indexes and totals: exactly what the records imply, no more, no less.
 */
#include "data/verify.h"

#include <string.h>

#include "base/i18n.h"
#include "data/encode.h"
#include "data/totals.h"

void row_set_add(struct row_set *set, struct bytes key, struct bytes value)
{
	uint64_t low = hash_bytes(key.at, key.len, 1), high = hash_bytes(key.at, key.len, 2);

	set->count++;
	set->sum[0] += hash_bytes(value.at, value.len, low);
	set->sum[1] += hash_bytes(value.at, value.len, high);
}

static int same_rows(const struct row_set *a, const struct row_set *b)
{
	return a->count == b->count && a->sum[0] == b->sum[0] && a->sum[1] == b->sum[1];
}

void implied_rows(
	const struct shape *shape, const struct record *record, row_taker *take, void *context)
{
	struct arena mem = { 0 };
	struct str key = { 0 }, id = { 0 };

	put_u64(&id, record->id);
	if (record->state == STATE_DELETED)
		take(context, key_deleted(shape, record->id, &mem), bytes_of("", 0));
	if (record_is_live(record) && shape->form->key.count > 0) {
		key_natural(shape, shape->number, record->values, &key);
		take(context, bytes_of_str(&key), bytes_of_str(&id));
	}
	for (size_t i = 0; record_is_live(record) && i < shape->form->index_count; i++) {
		str_clear(&key);
		key_index(shape, shape->number, i, record, &key);
		take(context, bytes_of_str(&key), bytes_of("", 0));
	}
	str_release(&key);
	str_release(&id);
	arena_release(&mem);
}

/* ---- what is there ---- */

struct rows {
	struct form_check *c;
	struct row_set set;
	int naming; /* 1: say which rows no record implies */
	struct bytes row_key, row_value; /* of the row looked for */
	int implied;
};

static int is_leftover(const struct form_check *c, int letter, struct bytes key)
{
	struct taker in = { .left = { key.at + 1 + c->shape->prefix.len,
				    key.len - 1 - c->shape->prefix.len } };

	return letter != 'd' && c->leftover && take_u64(&in) == c->leftover;
}

static void is_this(void *context, struct bytes key, struct bytes value)
{
	struct rows *r = context;

	r->implied |= bytes_equal(key, r->row_key) && bytes_equal(value, r->row_value);
}

/* Does the record that the row names imply it? */
static int name_row(struct rows *r, const struct row *row, struct err *err)
{
	struct form_check *c = r->c;
	uint64_t id = key_last_u64(row->key.at[0] == ROW_KEY ? row->value : row->key);
	struct arena mem = { 0 };
	struct record *record;
	struct bytes value;
	struct err damaged = { 0 };
	int got = store_get(
		c->v->view, TABLE_RECORDS, key_record(c->shape, id, &mem), &mem, &value, err);

	r->row_key = row->key;
	r->row_value = row->value;
	r->implied = 0;
	if (got == STORE_OK && record_decode(c->shape, id, value, &mem, &record, &damaged) == 0)
		implied_rows(c->shape, record, is_this, r);
	if (got >= 0 && !r->implied)
		verify_fault(c->v,
			_("%s %llu: a row of a key or index that the record does not imply"),
			c->shape->form->id, (unsigned long long)id);
	arena_release(&mem);
	return got < 0 ? -1 : 0;
}

static int take_row(void *context, const struct row *row, struct err *err)
{
	struct rows *r = context;

	if (is_leftover(r->c, row->key.at[0], row->key))
		return 0;
	if (r->naming)
		return name_row(r, row, err);
	r->c->v->report->index_rows++;
	row_set_add(&r->set, row->key, row->value);
	return 0;
}

static int each_index_row(struct rows *r, struct err *err)
{
	static const char letters[] = { ROW_KEY, ROW_INDEX, 'd' };
	struct str prefix = { 0 };
	int got = 0;

	for (size_t i = 0; got == 0 && i < sizeof(letters); i++) {
		str_clear(&prefix);
		put_u8(&prefix, (uint8_t)letters[i]);
		put_bytes(&prefix, r->c->shape->prefix);
		got = each_row(
			r->c->v->view, TABLE_INDEX, bytes_of_str(&prefix), take_row, r, err);
	}
	str_release(&prefix);
	return got;
}

/* ---- what is missing ---- */

struct missing {
	struct form_check *c;
	uint64_t id;
	struct err err;
};

static void look_up(void *context, struct bytes key, struct bytes value)
{
	struct missing *m = context;
	struct arena mem = { 0 };
	struct bytes there;
	int got = store_get(m->c->v->view, TABLE_INDEX, key, &mem, &there, &m->err);

	if (got == STORE_NONE || (got == STORE_OK && !bytes_equal(there, value)))
		verify_fault(m->c->v, _("%s %llu: a row of its key or an index is missing"),
			m->c->shape->form->id, (unsigned long long)m->id);
	arena_release(&mem);
}

static int find_missing(void *context, const struct row *row, struct err *err)
{
	struct missing *m = context;
	struct arena mem = { 0 };
	struct record *record;
	struct err damaged = { 0 };

	m->id = key_last_u64(row->key);
	if (record_decode(m->c->shape, m->id, row->value, &mem, &record, &damaged) == 0)
		implied_rows(m->c->shape, record, look_up, m);
	arena_release(&mem);
	if (m->err.code == ERR_NONE)
		return 0;
	*err = m->err;
	return -1;
}

int verify_index(struct form_check *c, struct err *err)
{
	struct rows rows = { .c = c };
	struct missing missing = { .c = c };

	if (each_index_row(&rows, err) < 0)
		return -1;
	if (same_rows(&rows.set, &c->expected))
		return 0;
	rows.naming = 1;
	if (each_index_row(&rows, err) < 0)
		return -1;
	return each_row(
		c->v->view, TABLE_RECORDS, c->shape->prefix, find_missing, &missing, err);
}

/* ---- totals ---- */

static int take_total(void *context, const struct row *row, struct err *err)
{
	struct form_check *c = context;
	struct taker in = { .left = row->value };
	struct sum_entry *e;
	int wrong;

	(void)err;
	if (is_leftover(c, row->key.at[0], row->key))
		return 0;
	c->v->report->totals++;
	e = sum_map_find(&c->sums, row->key);
	wrong = !e || row->value.len != 8 * e->width;
	for (size_t i = 0; e && i < e->width; i++) {
		wrong |= take_i64(&in) != e->sums[i];
		e->sums[i] = 0; /* seen */
	}
	if (wrong)
		verify_fault(c->v, _("%s: a total is not the sum of its records"),
			c->shape->form->id);
	return 0;
}

int verify_totals(struct form_check *c, struct err *err)
{
	static const char letters[] = { ROW_TOTAL, ROW_PARTS };
	struct str prefix = { 0 };
	int got = 0;

	for (size_t i = 0; got == 0 && i < sizeof(letters); i++) {
		str_clear(&prefix);
		put_u8(&prefix, (uint8_t)letters[i]);
		put_bytes(&prefix, c->shape->prefix);
		got = each_row(
			c->v->view, TABLE_TOTALS, bytes_of_str(&prefix), take_total, c, err);
	}
	str_release(&prefix);
	for (size_t i = 0; got == 0 && i < c->sums.all.count; i++) {
		int any = 0;

		for (size_t j = 0; j < c->sums.all.at[i].width; j++)
			any |= c->sums.all.at[i].sums[j] != 0;
		if (any)
			verify_fault(c->v, _("%s: a total is missing"), c->shape->form->id);
	}
	return got;
}
