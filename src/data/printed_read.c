/*
 * printed_read.c - which reports were printed, for whom they may be known, and which of their
 * records are other ones now.
 */
#include "data/printed_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/dataset_internal.h"
#include "model/field_type.h"

struct reading {
	struct dataset *data;
	struct arena *mem;
	struct arena *work;
	const struct form *form; /* only those that used this record; NULL all */
	uint64_t id;
	size_t limit;
	uint64_t number; /* only this one; 0 all */
	VEC(struct printed_use) uses; /* of that one, in mem */
	VEC(struct printed_row) entries; /* newest first, in work */
	VEC(struct printed_use) now; /* a form each: all its records asked for, in work */
};

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

static int is_asked(const struct reading *r, const struct printed_row *e)
{
	size_t at;

	for (size_t i = 0; r->form && i < e->used_count; i++)
		if (e->used[i].form == r->form &&
			place_of(e->used[i].ids, e->used[i].count, r->id, &at))
			return 1;
	return !r->form;
}

/* His own; else only where he sees every row that went in. */
static int may_know(struct reading *r, const struct printed_row *e)
{
	const struct viewer *viewer = &r->data->viewer;
	struct err ignored = { 0 };

	if (viewer->user && *viewer->user && strcmp(e->user, viewer->user) == 0)
		return 1;
	for (size_t i = 0; i < e->used_count; i++) {
		const struct form *form = e->used[i].form;

		if (form &&
			(!may_read(r->data, form, &ignored) ||
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
	struct printed_row e = { 0 };
	struct chain_row link;

	if (chain_decode(row->value, &link, err) < 0)
		return -1;
	if (r->number && r->number != link.sequence)
		return 0;
	/* unreadable: of a newer program */
	if (printed_row_decode(r->data->model, link.payload, r->mem, r->work, &e) < 0 ||
		!is_asked(r, &e) || !may_know(r, &e))
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
		.from = bytes_of_text(printed_chain) };
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
			const struct printed_used *u = &r->entries.at[i].used[j];

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

static void say_fields(
	struct reading *r, const struct record *was, const struct record *is, struct str *out)
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
		got = data_get_revision(
			r->data, change->form, change->id, change->was, r->work, &was, err);
	if (got < 0 || !is)
		return got < 0 ? -1 : 0;
	record_title(r->data->model, is, &text);
	if (was)
		say_fields(r, was, is, &text);
	change->sentence = arena_text(r->mem, str_text(&text));
	str_release(&text);
	return 1;
}

static int compare_use(struct reading *r, const struct printed_used *use, struct printed *out,
	struct printed_change *changes, struct err *err)
{
	const struct printed_use *now = use->form ? now_of(r, use->form) : NULL;
	size_t at;

	for (size_t i = 0; now && i < use->count; i++) {
		struct printed_change c = {
			.form = use->form, .id = use->ids[i], .was = use->revisions[i]
		};
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
		struct printed_row *e = &r->entries.at[i];
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

/* For who asks for one report: what it stands on, kept in mem. */
static void give_uses(struct reading *r)
{
	const struct printed_row *e = r->entries.at;

	for (size_t i = 0; r->number && r->entries.count && i < e->used_count; i++) {
		const struct printed_used *used = &e->used[i];
		size_t size = used->count * sizeof(*used->ids);
		uint64_t *both = arena_alloc(r->mem, 2 * size);

		memcpy(both, used->ids, size);
		memcpy(both + used->count, used->revisions, size);
		*VEC_PUSH_IN(r->mem, &r->uses) = (struct printed_use){ .form = used->form,
			.ids = both,
			.revisions = both + used->count,
			.count = used->count };
	}
}

static int ask(struct reading *asked, int (*wanted)(const struct printed *),
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
	if (got == 0) {
		give(&r, wanted, out, count);
		give_uses(&r);
	}
	*asked = r;
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

int printed_one(struct dataset *data, uint64_t number, struct arena *mem, struct printed *out,
	struct printed_use **uses, size_t *count, struct err *err)
{
	struct reading r = { .data = data, .mem = mem, .number = number };
	struct printed *found;
	size_t n;

	*count = 0;
	if (!number)
		return DATA_NONE;
	if (ask(&r, NULL, &found, &n, err) < 0)
		return -1;
	if (n == 0)
		return DATA_NONE;
	*out = found[0];
	*uses = r.uses.at;
	*count = r.uses.count;
	return DATA_OK;
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
