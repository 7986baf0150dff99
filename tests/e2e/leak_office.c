/*
 * leak_office.c - what is kept beside the ledgers and names records of theirs: reports that
 * were printed, who is reviewing what.
 */
#include "leak.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "data/holds.h"
#include "data/printed.h"
#include "model/form.h"
#include "model/model.h"
#include "model/viewer.h"

#define HOME "150525105"
#define AWAY "150525101"

static void print_as(struct leak *l, struct dataset *data, const char *name, uint64_t id)
{
	struct printed_use use = {
		.form = model_form(l->s.model, "leakp"), .ids = &id, .count = 1
	};
	struct printed_note note = { .report = name,
		.period = { .kind = PERIOD_YEAR, .year = 2022 },
		.uses = &use,
		.use_count = 1,
		.figures = 1,
		.what = "report" };
	struct err err = { 0 };

	if (printed_look(data, &use, 1, &l->mem, &err) < 0 ||
		printed_write(data, &note, &err) < 0)
		fail_msg("%s", err.text);
}

/* Of rows of another unit: to be known by who sees all rows. */
static void print_foreign(struct leak *l)
{
	const struct leak_row *row = leak_at(l, "leakp", AWAY);

	print_as(l, l->all, leak_new_mark(l, "leakp", AWAY), row->id);
}

/* His own to know for ever, but its row is another unit's now and has changed there. */
static void print_moved(struct leak *l)
{
	const struct form *form = model_form(l->s.model, "leakp");
	struct leak_row *row = leak_add(l, form, HOME, AWAY, 48);
	struct viewer viewer;
	struct dataset *his = NULL;
	struct err err = { 0 };

	if (viewer_load(l->s.store, l->s.model, "bao", &l->mem, &viewer, &err) != 0 ||
		dataset_open(l->s.store, l->s.model, &viewer, &his, &err) < 0)
		fail_msg("%s", err.text);
	print_as(l, his, "area", row->id);
	dataset_close(&his);
	leak_move(l, row, AWAY);
}

/* Filed for the first period that the shipped cycle asks for, so that the matrix has it. */
static uint64_t file_foreign(struct leak *l)
{
	const struct form *form = model_form(l->s.model, "filing");
	struct leak_row *row = leak_add(l, form, AWAY, AWAY, 47);
	struct save_options options = { .flags = SAVE_VERB | SAVE_ACCEPT_WARNINGS };
	struct save_result out = { 0 };
	struct record *r = NULL;
	struct err err = { 0 };

	if (data_get(l->all, form, row->id, &l->mem, &r, &err) != DATA_OK ||
		period_parse("2026H2", &r->values[form->period->index].period, &err) < 0 ||
		data_save(l->all, r, &options, &l->mem, &out, &err) != DATA_OK)
		fail_msg("%s%s", err.text, out.sentence ? out.sentence : "");
	return row->id;
}

static void hold_foreign(struct leak *l)
{
	const char *name = leak_new_mark(l, "filing", AWAY);
	uint64_t id = file_foreign(l);
	struct hold_info who = { .login = "zhang", .name = name, .since = 1 };
	struct err err = { 0 };

	if (hold_take(l->data, "filing", id, &who, &l->hold, &err) < 0)
		fail_msg("%s", err.text);
}

void leak_office_open(struct leak *l)
{
	print_foreign(l);
	print_moved(l);
	hold_foreign(l);
}

void leak_office_close(struct leak *l)
{
	hold_drop(&l->hold);
}
