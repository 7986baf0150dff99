/*
 * verify.c - everything again from the records: what is said, and for which forms.
 */
#include "data/verify.h"

#include <stdarg.h>
#include <string.h>

#include "base/i18n.h"
#include "store/admin.h"

enum { SENTENCES_MOST = 100 };

void verify_fault(struct verify *v, const char *fmt, ...)
{
	struct str text = { 0 };
	va_list args;

	v->report->faults++;
	if (v->sentences.count >= SENTENCES_MOST)
		return;
	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	*VEC_PUSH_IN(v->mem, &v->sentences) = arena_text(v->mem, str_text(&text));
	str_release(&text);
}

int each_row(struct snapshot *view, enum table table, struct bytes prefix,
	int (*take)(void *context, const struct row *row, struct err *err), void *context,
	struct err *err)
{
	struct scan scan = { .table = table, .from = prefix };
	struct arena mem = { 0 }, bounds = { 0 };
	struct row_page page;
	int got;

	scan.to = bytes_after_prefix(prefix, &bounds);
	do {
		arena_clear(&mem);
		got = store_scan(view, &scan, &mem, &page, err);
		for (size_t i = 0; got == 0 && i < page.count; i++)
			got = take(context, &page.rows[i], err);
	} while (got == 0 && scan_next(&scan, &page, &bounds));
	arena_release(&mem);
	arena_release(&bounds);
	return got;
}

/* ---- one form ---- */

static int check_ids(struct form_check *c, struct err *err)
{
	struct arena mem = { 0 };
	struct bytes value;
	int got = store_get(
		c->v->view, TABLE_COUNTERS, key_ids(c->shape, &mem), &mem, &value, err);

	if (got >= 0 && c->last_id > 0 &&
		(got == STORE_NONE || key_last_u64(value) <= c->last_id))
		verify_fault(c->v, _("%s: the counter of record numbers is behind record %llu"),
			c->shape->form->id, (unsigned long long)c->last_id);
	arena_release(&mem);
	return got < 0 ? -1 : 0;
}

static int check_form(
	struct verify *v, const struct form *form, const struct shape_row *row, struct err *err)
{
	struct arena mem = { 0 };
	struct form_check c = {
		.v = v, .shape = shape_make(form, &mem), .leftover = row->leftover
	};
	int got = shape_refresh(c.shape, v->view, err);

	c.sums.mem = &c.sum_mem;
	c.rows = c.shape->usable && !row->target;
	if (got == 0)
		got = verify_records(&c, err);
	if (got == 0)
		got = check_ids(&c, err);
	if (got == 0 && c.rows)
		got = verify_index(&c, err);
	if (got == 0 && c.rows)
		got = verify_totals(&c, err);
	if (got == 0 && row->target)
		verify_fault(v, _("%s: forms --apply was cut short: run it again"), form->id);
	else if (got == 0 && !c.shape->usable)
		verify_fault(v,
			_("%s: the form is not the applied one: run forms --apply, "
			  "then verify again"),
			form->id);
	sum_map_release(&c.sums);
	arena_release(&c.sum_mem);
	arena_release(&mem);
	return got;
}

static int check_shape(void *context, const struct row *row, struct err *err)
{
	struct verify *v = context;
	struct arena mem = { 0 };
	size_t prefix = strlen("shape/");
	const char *id =
		arena_text_len(&mem, (const char *)row->key.at + prefix, row->key.len - prefix);
	const struct form *form = model_form(v->model, id);
	struct shape_row shape;
	int got = shape_row_decode(row->value, &mem, &shape, err);

	if (got == 0 && form)
		got = check_form(v, form, &shape, err);
	else if (got == 0)
		verify_fault(v, _("%s: there are records of this form, but no form file"), id);
	arena_release(&mem);
	return got;
}

static int seal_rows(void *context, const struct row *row, struct err *err)
{
	(void)row;
	(void)err;
	(*(uint64_t *)context)++;
	return 0;
}

/* A fault found is said in the report; anything else stops the check. */
static int found(struct verify *v, int got, struct err *err)
{
	if (got >= 0 || err->code != ERR_FAULT)
		return got;
	verify_fault(v, "%s", err->text);
	err_clear(err);
	return 0;
}

int data_verify(struct store *store, struct model *model, struct arena *mem,
	struct verify_report *out, struct err *err)
{
	struct verify v = { .model = model, .report = out, .mem = mem };
	int got;

	*out = (struct verify_report){ 0 };
	got = found(&v, store_verify_pages(store, err), err);
	if (got >= 0)
		got = found(&v, store_seals_check(store, NULL, err), err);
	if (got >= 0)
		got = snapshot_open(store, SNAPSHOT_REPORT, &v.view, err);
	if (got == 0)
		got = each_row(
			v.view, TABLE_META, bytes_of_text("shape/"), check_shape, &v, err);
	if (got == 0)
		got = each_row(v.view, TABLE_HISTORY, bytes_of_text("seal"), seal_rows,
			&out->seals, err);
	snapshot_close(&v.view);
	out->sentences = v.sentences.at;
	out->sentence_count = v.sentences.count;
	return got < 0 ? -1 : 0;
}
