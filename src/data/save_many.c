/*
 * save_many.c - passes: as many records as fit in a batch, repeated until the batch is taken.
 */
#include "data/save_internal.h"

#include <string.h>
#include <time.h>

#include "base/date.h"
#include "base/i18n.h"
#include "data/encode.h"
#include "data/people_rights.h"
#include "store/store.h"

enum {
	/* others wait for so many at most, and the next are planned meanwhile */
	PASS_RECORDS = 1000,
	PASS_BYTES = 4 * 1024 * 1024,
};

void pass_wait(int tries)
{
	static unsigned long turn;
	long most = 200L * 1000 << (tries < 6 ? tries : 6);
	struct timespec pause = { .tv_nsec = 0 };

	if (tries < 2)
		return;
	turn = turn * 6364136223846793005UL + (unsigned long)clock() + 1442695040888963407UL;
	pause.tv_nsec = (long)((turn >> 33) % (unsigned long)most);
	nanosleep(&pause, NULL);
}

/* ---- one pass ---- */

static int refuse_shape(const struct shape *shape, struct err *err)
{
	if (shape->rebuilding)
		return err_set(err, ERR_CONFLICT,
			_("The ledger %s is being rebuilt for its changed form: "
			  "try again in a moment"),
			form_label(shape->form, i18n_lang()));
	return err_set(err, ERR_VERSION,
		_("The form %s has changed since its ledger was last rebuilt: "
			  "run herbledger forms --apply, or start the program again"),
		form_label(shape->form, i18n_lang()));
}

static int expect_shape(struct pass *pass, struct err *err)
{
	struct shape *shape = pass->view.shape;
	struct bytes key = shape_key(shape->form->id, &pass->work);
	struct str value = { 0 };
	struct shape_row row = {
		.revision = 1, .number = 1, .text = shape->text, .source = shape->form->source
	};

	if (shape->rebuilding || !shape->usable)
		return refuse_shape(shape, err);
	if (shape->number != 0) {
		if (pass->batch)
			batch_expect(pass->batch, TABLE_META, key, shape->revision);
		return 0;
	}
	shape->number = shape->revision = 1; /* as it will be, else a conflict tells */
	pass->assumed = !pass->batch;
	if (pass->assumed)
		return 0;
	shape_row_encode(&row, &value);
	batch_expect_absent(pass->batch, TABLE_META, key);
	batch_put(pass->batch, TABLE_META, key, bytes_of_str(&value));
	str_release(&value);
	return 0;
}

static int look_if_empty(struct pass *pass, struct err *err)
{
	struct scan scan = { .table = TABLE_RECORDS,
		.from = pass->view.shape->prefix,
		.max_rows = 1,
		.flags = SCAN_KEYS_ONLY };
	struct row_page page;

	scan.to = bytes_after_prefix(scan.from, &pass->work);
	if (store_scan(pass->view.snapshot, &scan, &pass->work, &page, err) < 0)
		return -1;
	pass->empty = page.count == 0;
	return 0;
}

int pass_look(struct pass *pass, struct err *err)
{
	if (pass->view.snapshot)
		return 0;
	return view_open(pass->data, pass->view.shape->form, SNAPSHOT_REPORT, &pass->view, err);
}

/* What was known last may do: the batch expects it to hold still. */
static int knows_shape(const struct pass *pass)
{
	const struct shape *shape = pass->view.shape;

	return !pass->careful && shape->number && shape->usable && !shape->rebuilding;
}

/* Whoever writes has the rights he had when it was planned. */
static int expect_rights(struct pass *pass, struct err *err)
{
	uint64_t rights;

	if (!pass->batch)
		return 0;
	if (rights_matter(pass->data))
		rights_expect(pass->batch, pass->data->viewer.rights);
	if (!pass->of_people)
		return 0;
	if (pass_look(pass, err) < 0 || rights_read(pass->view.snapshot, &rights, err) < 0)
		return -1;
	rights_bump(pass->batch, rights);
	return 0;
}

int pass_begin(struct pass *pass, const struct form *form, struct err *err)
{
	unsigned flags = pass->options ? pass->options->flags : 0;

	pass->deltas.mem = pass->keys.mem = pass->ids.mem = &pass->work;
	pass->view.shape = shape_of(pass->data, form);
	parts_begin(pass);
	pass->of_people = is_people_form(pass->data->model, form);
	if (!(flags & SAVE_DRY_RUN) && !pass->batch)
		pass->batch = batch_new();
	if (dataset_now(pass->data, &pass->now, err) < 0)
		return -1;
	pass->day = instant_day(pass->now);
	if (!knows_shape(pass) && (pass_look(pass, err) < 0 || look_if_empty(pass, err) < 0))
		return -1;
	if (expect_shape(pass, err) < 0 || expect_rights(pass, err) < 0)
		return -1;
	pass->number = pass->view.shape->number;
	pass->revision = pass->view.shape->revision;
	return 0;
}

void pass_end(struct pass *pass)
{
	batch_free(&pass->batch);
	if (pass->assumed)
		pass->view.shape->number = 0;
	if (pass->view.snapshot)
		view_close(&pass->view);
	sum_map_release(&pass->deltas);
	sum_map_release(&pass->keys);
	sum_map_release(&pass->ids);
	parts_end(pass);
	arena_release(&pass->work);
}

int pass_fill(struct pass *pass, struct err *err)
{
	if (pass->deltas.overflow)
		return err_set(err, ERR_FAULT, _("The totals become too large to be added up"));
	for (size_t i = 0; i < pass->deltas.all.count; i++) {
		const struct sum_entry *e = &pass->deltas.all.at[i];
		int any = 0;

		for (size_t j = 0; j < e->width; j++)
			any |= e->sums[j] != 0;
		if (any)
			batch_add(pass->batch, TABLE_TOTALS, e->key, e->sums, e->width);
	}
	parts_emit(pass);
	if (pass->view.snapshot)
		view_close(&pass->view); /* frees what the snapshot holds before the write */
	return 0;
}

/* STORE_OK, STORE_CONFLICT, -1. */
static int pass_commit(struct pass *pass, struct err *err)
{
	if (!pass->batch || pass->planned == 0)
		return STORE_OK;
	if (pass_fill(pass, err) < 0)
		return -1;
	return store_commit(pass->data->store, pass->batch, err);
}

static int has_room(const struct pass *pass, const struct save_item *item)
{
	uint64_t id = item->record->id;

	if (!pass->batch)
		return 1;
	if (!pass->together &&
		(pass->planned >= PASS_RECORDS || batch_size(pass->batch) >= PASS_BYTES))
		return 0;
	return id == 0 || !sum_map_find(&pass->ids, bytes_of(&id, sizeof(id)));
}

int pass_items(struct pass *pass, struct save_item *items, size_t count, size_t *taken,
	struct err *err)
{
	size_t i;
	int got;

	for (i = 0; i < count; i++) {
		if (items[i].record->form != items[0].record->form)
			break;
		if (i > 0 && !has_room(pass, &items[i]))
			break;
		got = pass_plan(pass, &items[i], count - i, err);
		if (got < 0 || got == STORE_CONFLICT)
			return got;
	}
	*taken = i;
	return 0;
}

void pass_give_back_ids(struct pass *pass, uint64_t id, uint64_t end)
{
	struct shape *shape = pass->view.shape;

	if (shape->id_end == end)
		shape->id_next = id;
}

void pass_taken(struct pass *pass)
{
	if (!pass->of_people || !pass->batch || !pass->planned)
		return;
	pass->data->people_changed = 1;
	rights_changed_here();
	for (size_t i = 0; i < pass->renames.count; i++)
		people_renamed(pass->data, pass->renames.at[i].from, pass->renames.at[i].to);
}

static int run_pass(struct pass *first, struct save_item *items, size_t count, size_t *taken,
	struct err *err)
{
	for (int tries = 0; tries < PASS_TRIES; tries++) {
		struct pass pass = *first;
		const struct shape *shape = shape_of(first->data, items[0].record->form);
		uint64_t id = shape->id_next, end = shape->id_end;
		int got;

		pass.careful = first->careful || tries > 0;
		got = pass_begin(&pass, items[0].record->form, err);
		if (got == 0)
			got = pass_items(&pass, items, count, taken, err);
		if (got == 0)
			got = pass_commit(&pass, err);
		if (got == STORE_OK) {
			parts_keep(&pass);
			pass_taken(&pass);
		} else if (got == STORE_CONFLICT)
			pass_give_back_ids(&pass, id, end);
		first->refused = pass.refused;
		pass_end(&pass);
		if (got < 0 && err->code == ERR_EXPIRED && tries < 3)
			err_clear(err);
		else if (got != STORE_CONFLICT)
			return got;
		first->data->rights_looked = 0; /* it may be they that are not as planned */
		pass_wait(tries);
	}
	return err_set(err, ERR_CONFLICT, _("Too many are saving at once: try again"));
}

/* ---- many passes: the next is planned while the store works on the last ---- */

struct flight {
	struct pass pass;
	struct save_item *items;        /* NULL: none */
	size_t taken;
	uint64_t id, end;               /* of the block of ids, before */
	int sent;
};

static void flight_drop(struct flight *f)
{
	if (!f->items)
		return;
	parts_forget(f->pass.data);
	pass_give_back_ids(&f->pass, f->id, f->end);
	pass_end(&f->pass);
	f->items = NULL;
}

/* Builds on what the last one planned as if it were stored; items stay NULL when it cannot. */
static void flight_plan(struct flight *f, const struct pass *first, struct save_item *items,
	size_t count)
{
	const struct shape *shape = shape_of(first->data, items[0].record->form);
	struct err ignored = { 0 };
	int got;

	*f = (struct flight){ .pass = *first, .items = items };
	f->id = shape->id_next;
	f->end = shape->id_end;
	got = pass_begin(&f->pass, items[0].record->form, &ignored);
	if (got == 0)
		got = pass_items(&f->pass, items, count, &f->taken, &ignored);
	if (got == 0)
		got = pass_fill(&f->pass, &ignored);
	if (got == 0)
		parts_keep(&f->pass);
	else
		flight_drop(f);
}

static void flight_send(struct flight *f)
{
	f->sent = f->pass.planned > 0;
	if (f->sent)
		store_commit_send(f->pass.data->store, f->pass.batch);
}

/* 0 it is stored, 1 too but it was planned again, so that the next is dropped; -1. */
static int flight_land(
	struct flight *f, struct flight *next, const struct pass *first, struct err *err)
{
	struct save_item *items = f->items;
	struct pass again = *first;
	size_t done = 0, taken = 0;
	int got = STORE_OK;

	if (!items)
		return 0;
	if (f->sent)
		got = store_commit_answer(f->pass.data->store, f->pass.batch, err);
	if (got == STORE_OK) {
		pass_taken(&f->pass);
		pass_end(&f->pass);
		f->items = NULL;
		return 0;
	}
	flight_drop(next);
	flight_drop(f);
	again.careful = 1;
	for (; got == STORE_CONFLICT && done < f->taken; done += taken)
		if (run_pass(&again, items + done, f->taken - done, &taken, err) < 0)
			return -1;
	return got == STORE_CONFLICT ? 1 : -1;
}

static int save_stream(const struct pass *first, struct save_item *items, size_t count,
	struct err *err)
{
	struct flight flights[2] = { 0 };
	struct pass alone = *first;
	size_t done = 0, taken;
	int got = 0, stop = 0;

	/* one who does not want to wait still waits for what is on its way */
	for (int at = 0; got >= 0 && ((done < count && !stop) || flights[1 - at].items);
		at = 1 - at) {
		struct flight *next = &flights[at], *last = &flights[1 - at];

		stop = stop || dataset_beat(first->data, done, count, err) < 0;
		if (done < count && !stop)
			flight_plan(next, first, items + done, count - done);
		got = flight_land(last, next, first, err);
		if (got == 0 && next->items) {
			flight_send(next);
			done += next->taken;
		} else if (got == 0 && done < count && !stop) {
			got = run_pass(&alone, items + done, count - done, &taken, err);
			done += got < 0 ? 0 : taken;
		}
	}
	return got < 0 || stop ? -1 : 0;
}

struct record *record_in_model(struct dataset *data, struct record *record, struct arena *mem)
{
	const struct form *form = model_form(data->model, record->form->id);
	struct str bytes = { 0 };
	struct record *moved = NULL;
	struct err ignored = { 0 };

	if (!form || form == record->form)
		return record;
	if (!record->values) { /* an action brings none along */
		moved = arena_alloc(mem, sizeof(*moved));
		*moved = *record;
		moved->form = form;
		return moved;
	}
	record_encode(shape_make(record->form, mem), record, STATE_NEW, &bytes);
	if (record_decode(shape_of(data, form), record->id, copy_str(&bytes, mem), mem, &moved,
		    &ignored) < 0)
		moved = record;
	str_release(&bytes);
	return moved;
}

static int save_passes(struct dataset *data, const struct save_job *job,
	struct save_item *items, size_t count, struct arena *mem, struct err *refused,
	struct err *err)
{
	size_t done = 0, taken = 0;
	unsigned flags = job->options ? job->options->flags : 0;

	while (done < count) {
		struct pass pass = { .data = data,
			.options = job->options,
			.doing = job->doing,
			.act = job->act,
			.given = job->given,
			.mem = mem };

		pass.careful = job->doing != DO_SAVE || flags & SAVE_DRY_RUN ||
			is_people_form(data->model, items[done].record->form);
		if (!pass.careful && count > PASS_RECORDS)
			return save_stream(&pass, items, count, err);
		if ((done && dataset_beat(data, done, count, err) < 0) ||
			run_pass(&pass, items + done, count - done, &taken, err) < 0)
			return -1;
		if (refused)
			*refused = pass.refused;
		done += taken;
	}
	return 0;
}

int save_items(struct dataset *data, const struct save_job *job, struct save_item *items,
	size_t count, struct arena *mem, struct err *refused, struct err *err)
{
	int got;

	for (size_t i = 0; i < count; i++)
		items[i].record = record_in_model(data, items[i].record, mem);
	got = save_passes(data, job, items, count, mem, refused, err);
	people_tell(data);
	return got;
}

int data_save_many(struct dataset *data, struct save_item *items, size_t count,
	const struct save_options *options, struct arena *mem, struct err *err)
{
	struct save_job job = { .doing = DO_SAVE, .options = options };

	return save_items(data, &job, items, count, mem, NULL, err);
}

int data_delete_many(struct dataset *data, struct save_item *items, size_t count,
	const char *reason, struct arena *mem, struct err *err)
{
	struct save_options options = { .reason = reason };
	struct save_job job = { .doing = DO_DELETE, .options = &options };

	return save_items(data, &job, items, count, mem, NULL, err);
}

int save_one(struct dataset *data, const struct save_job *job, struct record *record,
	struct arena *mem, struct save_result *out, struct err *err)
{
	struct save_item item = { .record = record };
	struct err refused = { 0 };

	*out = (struct save_result){ 0 };
	if (save_items(data, job, &item, 1, mem, &refused, err) < 0)
		return -1;
	*out = item.detail;
	if (item.result < 0)
		*err = refused;
	return item.result;
}

int data_save(struct dataset *data, const struct record *record,
	const struct save_options *options, struct arena *mem, struct save_result *out,
	struct err *err)
{
	struct save_job job = { .doing = DO_SAVE, .options = options };

	return save_one(data, &job, (struct record *)record, mem, out, err);
}

static int turn(struct dataset *data, enum doing doing, const struct form *form, uint64_t id,
	const char *reason, struct arena *mem, struct save_result *out, struct err *err)
{
	struct record record = { .form = form, .id = id };
	struct save_options options = { .reason = reason };
	struct save_job job = { .doing = doing, .options = &options };

	record.values = arena_array(mem, form->field_count, sizeof(*record.values));
	return save_one(data, &job, &record, mem, out, err);
}

int data_delete(struct dataset *data, const struct form *form, uint64_t id, const char *reason,
	struct arena *mem, struct save_result *out, struct err *err)
{
	*out = (struct save_result){ 0 };
	if (text_is_blank(reason))
		return err_set(err, ERR_USAGE, _("Say why the record is to be deleted"));
	return turn(data, DO_DELETE, form, id, reason, mem, out, err);
}

int data_undelete(struct dataset *data, const struct form *form, uint64_t id, struct arena *mem,
	struct save_result *out, struct err *err)
{
	return turn(data, DO_UNDELETE, form, id, NULL, mem, out, err);
}
