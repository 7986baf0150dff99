/*
 * printed.c - what stood behind the figures of a report that was given out: a row of chain `p`
 * each, and which of these records are other ones now.
 *
 * A row keeps of each record its revision and a mark of what figures can see, so that a report
 * is compared with the ledger by one pass over the records it used.
 */
#include "data/printed.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/dataset_internal.h"
#include "data/encode.h"
#include "data/events_internal.h"
#include "data/scope.h"
#include "data/summap.h"
#include "data/value_bytes.h"
#include "model/field_type.h"

enum { VERSION = 1, FEW = 200, NARROW = 127 };

static const char chain_name[] = "p";

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

static int look_in(struct dataset *data, struct snapshot *view, struct printed_use *use,
	struct err *err)
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
	batch_append(batch, bytes_of_text(chain_name), bytes_of_str(&row));
	got = event_append(data->store, batch, &data->viewer, EVENT_REPORT, str_text(&what),
		err);
	if (got == 0)
		got = store_commit(data->store, batch, err);
	batch_free(&batch);
	str_release(&what);
	str_release(&row);
	return got < 0 ? -1 : 0;
}

/* ---- reading ---- */

/* A form's records in one printed report, and of all printed reports asked for. */
struct used {
	const struct form *form;
	uint64_t *ids, *revisions, *marks;
	size_t count;
};

struct entry {
	struct printed out;
	const char *user;
	struct used *used;
	size_t used_count;
};

struct reading {
	struct dataset *data;
	struct arena *mem;
	struct arena *work;
	const struct form *form;        /* only those that used this record; NULL all */
	uint64_t id;
	size_t limit;
	VEC(struct entry) entries;      /* newest first, in work */
	VEC(struct printed_use) now;    /* a form each: all its records asked for, in work */
};

/* Of a form that is gone nothing can be compared: it is passed over. */
static int take_use(struct reading *r, struct taker *in, struct used *use)
{
	uint64_t last = 0;

	use->form = model_form(r->data->model, text_take(in));
	use->count = take_u32(in);
	if (in->bad || use->count > in->left.len)
		return -1;
	use->ids = arena_array(r->work, use->count + 1, sizeof(uint64_t));
	use->revisions = arena_array(r->work, use->count + 1, sizeof(uint64_t));
	use->marks = arena_array(r->work, use->count + 1, sizeof(uint64_t));
	for (size_t i = 0; i < use->count; i++) {
		last = use->ids[i] = last + take_small(in);
		use->revisions[i] = take_small(in);
		use->marks[i] = take_u64(in);
	}
	return in->bad ? -1 : 0;
}

static int take_entry(struct reading *r, struct bytes payload, struct entry *e)
{
	struct taker in = { .left = payload };
	struct printed *p = &e->out;
	size_t uses;

	if (take_u8(&in) != VERSION)
		return -1;
	e->user = text_take(&in);
	p->login = arena_text(r->mem, text_take(&in));
	p->name = arena_text(r->mem, text_take(&in));
	p->report = arena_text(r->mem, text_take(&in));
	p->period.kind = take_u8(&in);
	p->period.year = (int16_t)take_u16(&in);
	p->period.number = take_u16(&in);
	p->as_of = (int32_t)take_u32(&in);
	p->unit = arena_text(r->mem, text_take(&in));
	p->figures = take_u32(&in);
	uses = take_u16(&in);
	if (in.bad)
		return -1;
	e->used = arena_array(r->work, uses + 1, sizeof(*e->used));
	for (; e->used_count < uses; e->used_count++) {
		if (take_use(r, &in, &e->used[e->used_count]) < 0)
			return -1;
		p->records += e->used[e->used_count].count;
	}
	return 0;
}

static int place_of(const uint64_t *ids, size_t count, uint64_t id, size_t *at)
{
	size_t from = 0, to = count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (ids[middle] < id)
			from = middle + 1;
		else
			to = middle;
	}
	*at = from;
	return from < count && ids[from] == id;
}

static int is_asked(const struct reading *r, const struct entry *e)
{
	size_t at;

	for (size_t i = 0; r->form && i < e->used_count; i++)
		if (e->used[i].form == r->form &&
			place_of(e->used[i].ids, e->used[i].count, r->id, &at))
			return 1;
	return !r->form;
}

/* His own; else only where he sees every row that went in. */
static int may_know(struct reading *r, const struct entry *e)
{
	const struct viewer *viewer = &r->data->viewer;
	struct err ignored = { 0 };

	if (viewer->user && *viewer->user && strcmp(e->user, viewer->user) == 0)
		return 1;
	for (size_t i = 0; i < e->used_count; i++) {
		const struct form *form = e->used[i].form;

		if (form && (!may_read(r->data, form, &ignored) ||
				    !shape_of(r->data, form)->sees_all))
			return 0;
	}
	return 1;
}

static int is_superseded(const struct reading *r, const struct printed *p)
{
	for (size_t i = 0; i < r->entries.count; i++) {
		const struct printed *later = &r->entries.at[i].out;

		if (strcmp(later->report, p->report) == 0 &&
			strcmp(later->unit, p->unit) == 0 &&
			later->period.kind == p->period.kind &&
			later->period.year == p->period.year &&
			later->period.number == p->period.number)
			return 1;
	}
	return 0;
}

static int take_row(struct reading *r, const struct row *row, struct err *err)
{
	const struct report_template *source;
	struct entry e = { 0 };
	struct chain_row link;

	if (chain_decode(row->value, &link, err) < 0)
		return -1;
	/* unreadable: of a newer program */
	if (take_entry(r, link.payload, &e) < 0 || !is_asked(r, &e) || !may_know(r, &e))
		return 0;
	source = model_report(r->data->model, e.out.report);
	e.out.label = source ? text_in(source->label, i18n_lang()) : e.out.report;
	e.out.number = link.sequence;
	e.out.instant = link.instant;
	e.out.superseded = is_superseded(r, &e.out);
	*VEC_PUSH_IN(r->work, &r->entries) = e;
	return 0;
}

static int read_rows(struct reading *r, struct snapshot *view, struct err *err)
{
	struct scan scan = { .table = TABLE_HISTORY,
		.flags = SCAN_REVERSE,
		.from = bytes_of_text(chain_name) };
	struct row_page page;
	int got;

	scan.to = bytes_after_prefix(scan.from, r->work);
	do {
		got = store_scan(view, &scan, r->work, &page, err);
		for (size_t i = 0; got == 0 && i < page.count; i++) {
			if (r->limit && r->entries.count == r->limit)
				return 0;
			got = take_row(r, &page.rows[i], err);
		}
	} while (got == 0 && scan_next(&scan, &page, r->work));
	return got < 0 ? -1 : 0;
}

/* ---- as the records are now ---- */

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static struct printed_use *now_of(struct reading *r, const struct form *form)
{
	for (size_t i = 0; i < r->now.count; i++)
		if (r->now.at[i].form == form)
			return &r->now.at[i];
	return NULL;
}

static void add_form(struct reading *r, const struct form *form)
{
	struct printed_use *now;
	uint64_t *ids;
	size_t most = 0, count = 0, kept = 0;

	if (!form || now_of(r, form))
		return;
	for (size_t i = 0; i < r->entries.count; i++)
		for (size_t j = 0; j < r->entries.at[i].used_count; j++)
			if (r->entries.at[i].used[j].form == form)
				most += r->entries.at[i].used[j].count;
	ids = arena_array(r->work, most + 1, sizeof(*ids));
	for (size_t i = 0; i < r->entries.count; i++)
		for (size_t j = 0; j < r->entries.at[i].used_count; j++) {
			const struct used *u = &r->entries.at[i].used[j];

			if (u->form != form)
				continue;
			memcpy(ids + count, u->ids, u->count * sizeof(*ids));
			count += u->count;
		}
	qsort(ids, count, sizeof(*ids), by_number);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || ids[kept - 1] != ids[i])
			ids[kept++] = ids[i];
	now = VEC_PUSH_IN(r->work, &r->now);
	*now = (struct printed_use){ .form = form, .ids = ids, .count = kept };
}

/* Of one record only that one. */
static int look_now(struct reading *r, struct err *err)
{
	if (r->form)
		*VEC_PUSH_IN(r->work, &r->now) =
			(struct printed_use){ .form = r->form, .ids = &r->id, .count = 1 };
	for (size_t i = 0; !r->form && i < r->entries.count; i++)
		for (size_t j = 0; j < r->entries.at[i].used_count; j++)
			add_form(r, r->entries.at[i].used[j].form);
	return printed_look(r->data, r->now.at, r->now.count, r->work, err);
}

/* ---- what has changed, in words ---- */

static void say_value(struct reading *r, const struct field *field, const struct value *value,
	struct str *out)
{
	size_t before = out->len;

	data_show(r->data, field, value, out);
	if (out->len == before)
		str_add(out, _("(nothing)"));
}

static void say_fields(struct reading *r, const struct record *was, const struct record *is,
	struct str *out)
{
	int any = 0;

	for (size_t i = 0; i < is->form->field_count; i++) {
		const struct field *field = &is->form->fields[i];
		struct value a = was->values[i], b = is->values[i];

		a.note = b.note = NULL;
		a.carried = b.carried = 0;
		if (field->type->flags & TYPE_COMPUTED || value_equal(&a, &b))
			continue;
		str_addf(out, "%s%s ", any++ ? "; " : ": ", field_label(field, i18n_lang()));
		say_value(r, field, &a, out);
		str_add(out, " → ");
		say_value(r, field, &b, out);
	}
	if (data_counts(r->data, was->state) != data_counts(r->data, is->state))
		str_addf(out, "%s%s → %s", any ? "; " : ": ",
			state_label(r->data->model, was->state),
			state_label(r->data->model, is->state));
}

/* 1 told, 0 the viewer does not see it, -1. */
static int say_change(struct reading *r, struct printed_change *change, struct err *err)
{
	struct record *was = NULL, *is = NULL;
	struct str text = { 0 };
	int got = data_get(r->data, change->form, change->id, r->work, &is, err);

	if (got == DATA_OK)
		got = data_get_revision(r->data, change->form, change->id, change->was,
			r->work, &was, err);
	if (got < 0 || !is)
		return got < 0 ? -1 : 0;
	record_title(r->data->model, is, &text);
	if (was)
		say_fields(r, was, is, &text);
	change->sentence = arena_text(r->mem, str_text(&text));
	str_release(&text);
	return 1;
}

static int compare_use(struct reading *r, const struct used *use, struct printed *out,
	struct printed_change *changes, struct err *err)
{
	const struct printed_use *now = use->form ? now_of(r, use->form) : NULL;
	size_t at;

	for (size_t i = 0; now && i < use->count; i++) {
		struct printed_change c = { .form = use->form, .id = use->ids[i],
			.was = use->revisions[i] };
		int got;

		if (out->change_count == PRINTED_CHANGES_MOST)
			return 0;
		if (!place_of(now->ids, now->count, c.id, &at) ||
			now->marks[at] == use->marks[i])
			continue;
		c.is = now->revisions[at];
		got = say_change(r, &c, err);
		if (got < 0)
			return -1;
		if (got > 0)
			changes[out->change_count++] = c;
	}
	return 0;
}

static int compare(struct reading *r, struct err *err)
{
	for (size_t i = 0; i < r->entries.count; i++) {
		struct entry *e = &r->entries.at[i];
		struct printed_change *changes =
			arena_array(r->mem, PRINTED_CHANGES_MOST, sizeof(*changes));

		e->out.changes = changes;
		for (size_t j = 0; j < e->used_count; j++)
			if (compare_use(r, &e->used[j], &e->out, changes, err) < 0)
				return -1;
	}
	return 0;
}

/* ---- asked from above ---- */

static int read_once(struct reading *r, struct err *err)
{
	struct snapshot *view = NULL;
	int got = snapshot_open(r->data->store, SNAPSHOT_REPORT, &view, err);

	if (got == 0)
		got = read_rows(r, view, err);
	snapshot_close(&view);
	if (got == 0)
		got = look_now(r, err);
	return got == 0 ? compare(r, err) : -1;
}

/* What the filter lets through, in mem. */
static void give(const struct reading *r, int (*wanted)(const struct printed *),
	struct printed **out, size_t *count)
{
	*out = arena_array(r->mem, r->entries.count + 1, sizeof(**out));
	*count = 0;
	for (size_t i = 0; i < r->entries.count; i++)
		if (!wanted || wanted(&r->entries.at[i].out))
			(*out)[(*count)++] = r->entries.at[i].out;
}

static int ask(const struct reading *asked, int (*wanted)(const struct printed *),
	struct printed **out, size_t *count, struct err *err)
{
	struct arena work = { 0 };
	struct reading r;
	int got, tries = 0;

	*out = NULL;
	*count = 0;
	if (dataset_freshen(asked->data, err) < 0)
		return -1;
	do {
		arena_clear(&work);
		r = *asked;
		r.work = &work;
		got = read_once(&r, err);
	} while (read_again(got, tries++, err));
	if (got == 0)
		give(&r, wanted, out, count);
	arena_release(&work);
	return got;
}

static int is_stale(const struct printed *p)
{
	return !p->superseded && p->change_count > 0;
}

static int has_changed(const struct printed *p)
{
	return p->change_count > 0;
}

int printed_list(struct dataset *data, size_t limit, struct arena *mem, struct printed **out,
	size_t *count, struct err *err)
{
	struct reading r = { .data = data, .mem = mem, .limit = limit };

	return ask(&r, NULL, out, count, err);
}

int printed_stale(struct dataset *data, struct arena *mem, struct printed **out, size_t *count,
	struct err *err)
{
	struct reading r = { .data = data, .mem = mem };

	return ask(&r, is_stale, out, count, err);
}

int printed_that_used(struct dataset *data, const struct form *form, uint64_t id,
	struct arena *mem, struct printed **out, size_t *count, struct err *err)
{
	struct reading r = { .data = data, .mem = mem, .id = id };

	r.form = model_form(data->model, form->id);
	return ask(&r, has_changed, out, count, err);
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
