/*
 * entry_read.c - what was typed becomes values, and what follows from them: dates that the
 * period gives, computed fields, the sentence that tells what is wrong.
 */
#include "screens/entry.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "data/query.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/entry_choice.h"
#include "screens/entry_rows.h"
#include "screens/figures.h"
#include "screens/screens.h"

/* ---- reading what was typed -------------------------------------------------------------- */

void entry_error(struct box *box, const char *sentence)
{
	str_clear(&box->error);
	str_add(&box->error, sentence);
}

/* A cut-off date that the period gives, as long as nobody has typed another. */
static void fill_period_end(struct entry *e)
{
	int32_t day = entry_day(e);

	for (size_t i = 0; day != DATE_NONE && i < e->boxes.count; i++) {
		struct box *box = &e->boxes.at[i];
		const char *param = box->field->preset_param;

		if (param && strcmp(param, "period_end") == 0 && !entry_is_typed(box) &&
			box->value.state == VALUE_NONE) {
			box->value = value_date(day);
			entry_show_box(e, box);
		}
	}
}

/* A new record's cut-off date that nobody has typed: it may not lie outside the period. */
static void fill_as_of(struct entry *e, struct period period)
{
	const struct season *season = &e->model->calendar.season;
	const struct field *as_of = e->form->as_of;

	for (size_t i = 0; as_of && !e->base->id && i < e->boxes.count; i++) {
		struct box *box = &e->boxes.at[i];
		const struct value *begun = &e->base->values[as_of->index];
		struct value *now = &box->value;

		if (box->field != as_of || box->locked || entry_is_typed(box) ||
			!value_is_given(now) ||
			!(value_equal(now, begun) || now->date == e->as_of_given) ||
			(now->date >= period_first_day(period, season) &&
				now->date <= period_last_day(period, season)))
			continue;
		e->as_of_given = due_day(e->app->data, e->model, e->form, period);
		*now = value_date(e->as_of_given);
		entry_show_box(e, box);
	}
}

/* What was found on saving is looked at again while it is being corrected. */
static void check_again(struct entry *e)
{
	struct arena mem = { 0 };
	struct record *record = entry_record(e, &mem);
	struct expr_scope scope = { .model = e->model,
		.record = record,
		.param = data_rule_param,
		.aggregate = data_aggregate,
		.context = e->app->data,
		.mem = &mem };
	struct findings found = { 0 };
	struct err ignored = { 0 };

	if (record_check(e->model, record, dataset_today(e->app->data), &scope, &mem, &found,
		    &ignored) == 0)
		entry_show_findings(e, &found);
	arena_release(&mem);
}

void entry_check_box(struct entry *e, struct box *box)
{
	struct err why = { 0 };

	str_clear(&box->error);
	if (field_validate(e->model, box->field, &box->value, entry_day(e), &why) < 0)
		entry_error(box, why.text);
}

void entry_follow(struct entry *e)
{
	/* who types does not wait for a server that is away */
	int was = dataset_hurry(e->app->data, 1);

	entry_blank_rows(e);
	entry_trim_rows(e);
	entry_compute(e);
	entry_measures(e);
	entry_ask(e);
	if (e->told)
		check_again(e);
	dataset_hurry(e->app->data, was);
}

void entry_set(struct entry *e, struct box *box, const struct value *value)
{
	const char *note = box->value.note;
	int was = dataset_hurry(e->app->data, 1);

	box->value = value_copy(value, &e->mem);
	if (!box->value.note)
		box->value.note = note;
	entry_show_box(e, box);
	entry_check_box(e, box);
	e->touched = 1;
	if (box->level)
		entry_levels_follow(e, box);
	if (box->field == e->form->period) {
		fill_period_end(e);
		if (value_is_given(&box->value))
			fill_as_of(e, box->value.period);
	}
	/* boxes move when a group grows: box is not to be used below */
	entry_follow(e);
	dataset_hurry(e->app->data, was);
}

/* What the text means; 0, or -1 with the sentence. */
static int read_text(struct entry *e, struct box *box, struct value *out, struct err *err)
{
	const char *text = editor_text(&box->editor);
	struct err why = { 0 };
	struct field room;
	int given;

	if (field_parse(e->model, entry_field(e, box, &room), text, &e->mem, out, &why) == 0) {
		given = value_is_given(out);
		/* a unit's box takes those of its level alone */
		if (!given || !box->level)
			return 0;
	}
	if (entry_is_choice(box) && entry_guess(e, box, text, out) == 0)
		return 0;
	if (why.code == ERR_NONE)
		return err_set(err, ERR_FAULT,
			_("%s: there is no \"%s\" at this level; ^F shows what there is."),
			field_label(box->field, i18n_lang()), text);
	return err_set(err, why.code, "%s", why.text);
}

static void leave_faulty(struct entry *e, struct box *box, const char *sentence)
{
	const char *note = box->value.note;

	/* nothing is to be computed from what stood there before */
	box->value = value_state_only(VALUE_NONE);
	box->value.note = note;
	box->faulty = 1;
	str_clear(&box->left);
	str_add(&box->left, editor_text(&box->editor));
	entry_echo(e, box);
	entry_error(box, sentence);
}

void entry_fault(struct entry *e, struct box *box)
{
	struct value ignored;
	struct err why = { 0 };

	read_text(e, box, &ignored, &why);
	leave_faulty(e, box, why.text);
	if (entry_waits_twice(e, box))
		entry_tell_twice(box);
}

int entry_settle(struct entry *e, struct box *box)
{
	struct value value;
	struct err why = { 0 };

	if (box->locked || (!entry_is_typed(box) && !box->faulty))
		return box->faulty;
	e->touched = 1;
	if (box->field->flags & FIELD_TWICE && entry_ask_twice(e, box))
		return 1;
	if (read_text(e, box, &value, &why) < 0) {
		leave_faulty(e, box, why.text);
		/* boxes move when a group grows: box is not to be used below */
		entry_follow(e);
		return 1;
	}
	entry_set(e, box, &value);
	return 0;
}

void entry_settle_all(struct entry *e)
{
	/* a group may grow while its cells are read */
	for (size_t i = 0; i < e->boxes.count; i++)
		entry_settle(e, &e->boxes.at[i]);
}

/* ---- what is wrong ----------------------------------------------------------------------- */

static struct box *box_of(struct entry *e, const struct finding *f)
{
	for (size_t i = 0; i < e->boxes.count; i++) {
		struct box *box = &e->boxes.at[i];

		if (f->row ? box->group && box->row + 1 == f->row && box->field == f->field
			   : box->field == f->field || box->group == f->field)
			return box;
	}
	return NULL;
}

void entry_show_findings(struct entry *e, const struct findings *findings)
{
	e->told = 1;
	for (size_t i = 0; i < e->boxes.count; i++) {
		if (!e->boxes.at[i].faulty)
			str_clear(&e->boxes.at[i].error);
	}
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->at[i];
		struct box *box = f->field ? box_of(e, f) : NULL;

		/* the first sentence stands; the others come when it is settled */
		if (box && box->error.len == 0)
			entry_error(box, f->sentence);
	}
}

int entry_go_to_fault(struct entry *e)
{
	for (size_t i = 0; i < e->boxes.count; i++) {
		struct box *box = &e->boxes.at[i];

		if (box->error.len > 0 && entry_can_focus(e, box)) {
			entry_go(e, i);
			return 1;
		}
	}
	return 0;
}
