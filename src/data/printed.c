/*
 * printed.c - what stood behind the figures of a report that was given out: a row of chain `p`
 * each, and which of these records are other ones now.
 *
 * A row keeps of each record its revision and a mark of what figures can see, so that a report
 * is compared with the ledger by one pass over the records it used.
 */
#include "data/printed_internal.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/dataset_internal.h"
#include "data/encode.h"
#include "data/events_internal.h"
#include "data/summap.h"
#include "data/value_bytes.h"
#include "model/field_type.h"

const char printed_chain[] = "p";

enum { VERSION = 1, FEW = 200, NARROW = 127 };

/* ---- marks ---- */

static uint64_t mark_of(const struct dataset *data, const struct record *record)
{
	struct str bytes = { 0 };
	uint64_t mark;

	put_u8(&bytes, (uint8_t)data_counts(data, record->state));
	for (size_t i = 0; i < record->form->field_count; i++) {
		const struct field *field = &record->form->fields[i];
		struct value value = record->values[i];

		if (value.state == VALUE_NONE || field->type->flags & TYPE_COMPUTED ||
			strcmp(field->type->name, "note") == 0)
			continue;
		value.note = NULL;
		value.carried = 0;
		text_put(field->id, &bytes);
		value_put(field, &value, &bytes);
	}
	mark = hash_bytes(bytes.at, bytes.len, 7);
	str_release(&bytes);
	return mark ? mark : 1;
}

struct looking {
	struct dataset *data;
	struct snapshot *view;
	const struct shape *shape;
	struct printed_use *use;
	struct arena work;
};

static int take_bytes_of(struct looking *l, size_t at, struct bytes value, struct err *err)
{
	struct record *record;

	if (record_decode(l->shape, l->use->ids[at], value, &l->work, &record, err) < 0)
		return -1;
	l->use->revisions[at] = record->revision;
	l->use->marks[at] = mark_of(l->data, record);
	return 0;
}

static int look_one_by_one(struct looking *l, struct err *err)
{
	struct bytes value;
	int got = 0;

	for (size_t i = 0; got >= 0 && i < l->use->count; i++) {
		got = store_get(l->view, TABLE_RECORDS,
			key_record(l->shape, l->use->ids[i], &l->work), &l->work, &value, err);
		if (got == STORE_OK)
			got = take_bytes_of(l, i, value, err);
		arena_clear(&l->work);
	}
	return got < 0 ? -1 : 0;
}

static int look_through(struct looking *l, struct err *err)
{
	struct printed_use *use = l->use;
	struct arena bounds = { 0 };
	struct scan scan = { .table = TABLE_RECORDS };
	struct row_page page;
	size_t at = 0;
	int got;

	scan.from = key_record(l->shape, use->ids[0], &bounds);
	scan.to = bytes_after_prefix(
		key_record(l->shape, use->ids[use->count - 1], &bounds), &bounds);
	do {
		arena_clear(&l->work);
		got = store_scan(l->view, &scan, &l->work, &page, err);
		for (size_t i = 0; got == 0 && i < page.count; i++) {
			uint64_t id = key_last_u64(page.rows[i].key);

			while (at < use->count && use->ids[at] < id)
				at++;
			if (at < use->count && use->ids[at] == id)
				got = take_bytes_of(l, at, page.rows[i].value, err);
		}
	} while (got == 0 && scan_next(&scan, &page, &bounds));
	arena_release(&bounds);
	return got < 0 ? -1 : 0;
}

static int look_in(
	struct dataset *data, struct snapshot *view, struct printed_use *use, struct err *err)
{
	struct looking l = { .data = data, .view = view, .use = use };
	int got;

	if (use->count == 0)
		return 0;
	l.shape = shape_of(data, use->form);
	got = use->count <= FEW ? look_one_by_one(&l, err) : look_through(&l, err);
	arena_release(&l.work);
	return got;
}

int printed_look(struct dataset *data, struct printed_use *uses, size_t count,
	struct arena *mem, struct err *err)
{
	struct snapshot *view = data->held;
	int got = 0;

	if (!view && snapshot_open(data->store, SNAPSHOT_REPORT, &view, err) < 0)
		return -1;
	for (size_t i = 0; got == 0 && i < count; i++) {
		uses[i].revisions = arena_array(mem, uses[i].count + 1, sizeof(uint64_t));
		uses[i].marks = arena_array(mem, uses[i].count + 1, sizeof(uint64_t));
		got = look_in(data, view, &uses[i], err);
	}
	if (!data->held)
		snapshot_close(&view);
	return got;
}

/* ---- the row ---- */

/* Small numbers in few bytes: ids follow each other closely. */
static void put_small(uint64_t n, struct str *out)
{
	for (; n > NARROW; n >>= 7)
		put_u8(out, (uint8_t)(n & NARROW) | 0x80);
	put_u8(out, (uint8_t)n);
}

static uint64_t take_small(struct taker *in)
{
	uint64_t n = 0;
	uint8_t byte = 0x80;

	for (int shift = 0; byte & 0x80 && shift < 64 && !in->bad; shift += 7) {
		byte = take_u8(in);
		n |= (uint64_t)(byte & NARROW) << shift;
	}
	return n;
}

static void put_use(const struct printed_use *use, struct str *out)
{
	uint64_t last = 0;

	text_put(use->form->id, out);
	put_u32(out, (uint32_t)use->count);
	for (size_t i = 0; i < use->count; i++) {
		put_small(use->ids[i] - last, out);
		put_small(use->revisions[i], out);
		put_u64(out, use->marks[i]);
		last = use->ids[i];
	}
}

static void put_note(
	const struct viewer *viewer, const struct printed_note *note, struct str *out)
{
	put_u8(out, VERSION);
	text_put(viewer->user ? viewer->user : "", out);
	text_put(viewer->login ? viewer->login : "", out);
	text_put(viewer->name ? viewer->name : "", out);
	text_put(note->report, out);
	put_u8(out, note->period.kind);
	put_u16(out, (uint16_t)note->period.year);
	put_u16(out, note->period.number);
	put_u32(out, (uint32_t)note->as_of);
	text_put(note->unit ? note->unit : "", out);
	put_u32(out, (uint32_t)note->figures);
	put_u16(out, (uint16_t)note->use_count);
	for (size_t i = 0; i < note->use_count; i++)
		put_use(&note->uses[i], out);
}

/* Of a form that is gone nothing can be compared: it is passed over. */
static int take_use(const struct model *model, struct taker *in, struct arena *work,
	struct printed_used *use)
{
	uint64_t last = 0;

	use->form = model_form(model, text_take(in));
	use->count = take_u32(in);
	if (in->bad || use->count > in->left.len)
		return -1;
	use->ids = arena_array(work, use->count + 1, sizeof(uint64_t));
	use->revisions = arena_array(work, use->count + 1, sizeof(uint64_t));
	use->marks = arena_array(work, use->count + 1, sizeof(uint64_t));
	for (size_t i = 0; i < use->count; i++) {
		last = use->ids[i] = last + take_small(in);
		use->revisions[i] = take_small(in);
		use->marks[i] = take_u64(in);
	}
	return in->bad ? -1 : 0;
}

int printed_row_decode(const struct model *model, struct bytes payload, struct arena *mem,
	struct arena *work, struct printed_row *e)
{
	struct taker in = { .left = payload };
	struct printed *p = &e->out;
	size_t uses;

	if (take_u8(&in) != VERSION)
		return -1;
	e->user = text_take(&in);
	p->login = arena_text(mem, text_take(&in));
	p->name = arena_text(mem, text_take(&in));
	p->report = arena_text(mem, text_take(&in));
	p->period.kind = take_u8(&in);
	p->period.year = (int16_t)take_u16(&in);
	p->period.number = take_u16(&in);
	p->as_of = (int32_t)take_u32(&in);
	p->unit = arena_text(mem, text_take(&in));
	p->figures = take_u32(&in);
	uses = take_u16(&in);
	if (in.bad)
		return -1;
	e->used = arena_array(work, uses + 1, sizeof(*e->used));
	for (; e->used_count < uses; e->used_count++) {
		if (take_use(model, &in, work, &e->used[e->used_count]) < 0)
			return -1;
		p->records += e->used[e->used_count].count;
	}
	return 0;
}

static uint64_t records_of(const struct printed_use *uses, size_t count)
{
	uint64_t records = 0;

	for (size_t i = 0; i < count; i++)
		records += uses[i].count;
	return records;
}

int printed_write(struct dataset *data, const struct printed_note *note, struct err *err)
{
	struct batch *batch = batch_new();
	struct str what = { 0 }, row = { 0 };
	int got;

	str_addf(&what, _("%s: %llu figures from %llu records"), note->what,
		(unsigned long long)note->figures,
		(unsigned long long)records_of(note->uses, note->use_count));
	put_note(&data->viewer, note, &row);
	batch_append(batch, bytes_of_text(printed_chain), bytes_of_str(&row));
	got = event_append(
		data->store, batch, &data->viewer, EVENT_REPORT, str_text(&what), err);
	if (got == 0)
		got = store_commit(data->store, batch, err);
	batch_free(&batch);
	str_release(&what);
	str_release(&row);
	return got < 0 ? -1 : 0;
}

void printed_text(const struct printed *p, struct str *out)
{
	struct str when = { 0 }, period = { 0 };

	instant_print_minute(p->instant, &when);
	period_print_long(p->period, &period);
	str_addf(out, _("%s, %s, printed %s by %s"), p->label, str_text(&period),
		str_text(&when), *p->name ? p->name : p->login);
	str_release(&when);
	str_release(&period);
}
