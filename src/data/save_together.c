/*
 * save_together.c - records of several forms as one batch: a verb of the office is done whole
 * or not at all.
 *
 * One pass a form, each planned on its own look at the store, all into the same batch.
 */
#include "data/save_internal.h"

#include <string.h>

#include "base/i18n.h"

#include "data/people_rights.h"
#include "store/store.h"

enum { FORMS_MOST = 8 };

struct together {
	struct dataset *data;
	const struct save_options *options;
	struct arena *mem;
	struct save_item *items;        /* of one form side by side */
	size_t count;
	struct pass passes[FORMS_MOST];
	struct {
		uint64_t id, end;
	} ids[FORMS_MOST];
	size_t pass_count;
	struct batch *batch;
};

/* Items of one form next to each other, in the order the forms come first. */
static int by_form(struct save_item *items, size_t count, struct arena *mem, struct err *err)
{
	struct save_item *ordered = arena_array(mem, count, sizeof(*items));
	const struct form *forms[FORMS_MOST];
	size_t form_count = 0, at = 0;

	for (size_t i = 0; i < count; i++) {
		size_t f = 0;

		while (f < form_count && forms[f] != items[i].record->form)
			f++;
		if (f == FORMS_MOST)
			return err_set(err, ERR_FAULT, "too many forms for one batch");
		if (f == form_count)
			forms[form_count++] = items[i].record->form;
	}
	for (size_t f = 0; f < form_count; f++)
		for (size_t i = 0; i < count; i++)
			if (items[i].record->form == forms[f])
				ordered[at++] = items[i];
	memcpy(items, ordered, count * sizeof(*items));
	return 0;
}

static size_t same_form(const struct together *t, size_t first)
{
	size_t n = 1;

	while (first + n < t->count &&
		t->items[first + n].record->form == t->items[first].record->form)
		n++;
	return n;
}

/* 0, > 0 what is in the way, STORE_CONFLICT as -2: look again, -1. */
enum { LOOK_AGAIN = -2 };

static int plan_form(struct together *t, struct save_item *items, size_t count, struct err *err)
{
	struct pass *pass = &t->passes[t->pass_count];
	const struct shape *shape = shape_of(t->data, items[0].record->form);
	size_t taken = 0;
	int got;

	*pass = (struct pass){ .data = t->data, .options = t->options, .doing = DO_SAVE,
		.mem = t->mem, .careful = 1, .batch = t->batch, .together = 1 };
	if (t->pass_count > 0)
		pass->people = t->passes[t->pass_count - 1].people;
	t->ids[t->pass_count].id = shape->id_next;
	t->ids[t->pass_count++].end = shape->id_end;
	got = pass_begin(pass, items[0].record->form, err);
	if (got == 0)
		got = pass_items(pass, items, count, &taken, err);
	if (got == STORE_CONFLICT)
		return LOOK_AGAIN;
	if (got < 0)
		return -1;
	if (taken < count)
		return err_set(err, ERR_FAULT, "one record cannot be saved twice in a batch");
	for (size_t i = 0; i < count; i++) {
		if (items[i].result == DATA_OK)
			continue;
		if (items[i].result < 0)
			*err = pass->refused;
		return items[i].result;
	}
	return 0;
}

static int plan_numbers(struct together *t, struct err *err)
{
	int got = 0;

	for (size_t i = 0; got == 0 && i < t->count; i++)
		if (t->items[i].number)
			got = number_plan(t->data, t->batch, t->items[i].number,
				t->items[i].record, t->mem, err);
	return got;
}

static int plan_all(struct together *t, struct err *err)
{
	for (size_t at = 0; at < t->count;) {
		size_t n = same_form(t, at);
		int got;

		got = plan_form(t, t->items + at, n, err);
		if (got != 0)
			return got;
		at += n;
	}
	return 0;
}

static int write_all(struct together *t, struct err *err)
{
	int got = 0;

	if (!t->batch)
		return 0;
	if (batch_size(t->batch) > BATCH_BYTES)
		return err_set(err, ERR_FAULT,
			_("This is too much for one step (%llu records): do it in parts"),
			(unsigned long long)t->count);
	for (size_t i = 0; i < t->pass_count && got == 0; i++)
		got = pass_fill(&t->passes[i], err);
	if (got == 0)
		got = store_commit(t->data->store, t->batch, err);
	if (got == STORE_OK)
		for (size_t i = 0; i < t->pass_count; i++)
			pass_taken(&t->passes[i]);
	return got == STORE_CONFLICT ? LOOK_AGAIN : got;
}

static int once(struct together *t, struct err *err)
{
	unsigned flags = t->options ? t->options->flags : 0;
	int got;

	t->pass_count = 0;
	for (size_t i = 0; i < t->count; i++)
		t->items[i].result = DATA_OK;
	t->batch = flags & SAVE_DRY_RUN ? NULL : batch_new();
	got = plan_numbers(t, err);
	if (got == 0)
		got = plan_all(t, err);
	if (got == 0)
		got = write_all(t, err);
	for (size_t i = t->pass_count; i-- > 0;) {
		if (got != 0)
			pass_give_back_ids(&t->passes[i], t->ids[i].id, t->ids[i].end);
		t->passes[i].batch = NULL; /* shared */
		pass_end(&t->passes[i]);
	}
	parts_forget(t->data);
	t->data->rights_looked = 0;
	batch_free(&t->batch);
	return got;
}

int data_save_together(struct dataset *data, struct save_item *items, size_t count,
	const struct save_options *options, struct arena *mem, struct err *err)
{
	struct together t = {
		.data = data, .options = options, .mem = mem, .items = items, .count = count
	};
	int got = LOOK_AGAIN;

	for (size_t i = 0; i < count; i++)
		items[i].record = record_in_model(data, items[i].record, mem);
	if (by_form(items, count, mem, err) < 0)
		return -1;
	for (int tries = 0; got == LOOK_AGAIN && tries < PASS_TRIES; tries++) {
		pass_wait(tries);
		got = once(&t, err);
		if (got == -1 && err->code == ERR_EXPIRED && tries < 3) {
			err_clear(err);
			got = LOOK_AGAIN;
		}
	}
	if (got == LOOK_AGAIN)
		return err_set(err, ERR_CONFLICT, _("Too many are saving at once: try again"));
	people_tell(data);
	return got;
}
