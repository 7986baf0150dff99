/*
 * correct.c - a value put right after closing: proposed under a number, then approved.
 *
 * The old value is kept as text, as it would be typed; a correction whose old value does not
 * stand there any more is not carried out.
 */
#include "work/correct.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/periods.h"
#include "data/printed.h"
#include "data/query.h"
#include "model/expr.h"
#include "model/field_type.h"
#include "model/kept.h"
#include "model/model.h"
#include "model/workflow.h"
#include "work/act.h"

static const struct field *kept(const struct model *model, enum correction_field which)
{
	return kept_field(model, KEPT_CORRECTION, which);
}

/* As it would be typed; "" nothing there. */
static const char *typed(const struct model *model, const struct field *field,
	const struct value *value, struct arena *mem)
{
	struct str text = { 0 };
	const char *copy;

	field_format(model, field, value, &text);
	copy = arena_text(mem, str_text(&text));
	str_release(&text);
	return copy;
}

static int refuse(struct save_result *out, int result, const char *sentence)
{
	out->sentence = sentence;
	return result;
}

/* ---- proposing ---- */

static const struct field *asked_field(const struct correct_order *order, struct err *err)
{
	const struct form *form = order->form;
	const struct field *field = form_field(form, order->field);

	field = field ? field : form_field_named(form, order->field);
	if (!field) {
		err_set(err, ERR_USAGE, _("%s has no field %s"), form_label(form, i18n_lang()),
			order->field);
		return NULL;
	}
	if (field == form->period || field == form->unit || field->compute ||
		field->flags & (FIELD_READ_ONLY | FIELD_RETIRED) ||
		field->type->flags & TYPE_GROUP) {
		err_set(err, ERR_USAGE,
			_("%s cannot be corrected: correct another field, or "
			  "unlock the period"),
			field_label(field, i18n_lang()));
		return NULL;
	}
	return field;
}

/* How the period of the record stands; DATA_FINDINGS when it is not closed. */
static int check_closed(struct dataset *data, const struct record *record, struct arena *mem,
	struct save_result *out, struct err *err)
{
	const struct model *model = dataset_model(data);
	const struct cycle *cycle = record_cycle(model, record);
	struct period_hold hold = { 0 };
	struct str what = { 0 };

	if (cycle &&
		period_hold_of(data, cycle, record_of_period(record), NULL, &hold, err) < 0)
		return -1;
	if (hold.closing)
		return DATA_OK;
	record_title(model, record, &what);
	refuse(out, DATA_FINDINGS,
		arena_printf(mem,
			_("The period of %s is not closed: change the record, or have it "
			  "returned"),
			str_text(&what)));
	str_release(&what);
	return DATA_FINDINGS;
}

struct waiting {
	const struct model *model;
	const char *field;
	const char *number; /* found */
	struct arena *mem;
};

static int is_waiting(void *context, const struct record *record, struct err *err)
{
	struct waiting *w = context;

	(void)err;
	if (strcmp(kept_text(w->model, record, KEPT_CORRECTION, CORRECTION_FIELD), w->field) !=
		0)
		return 0;
	w->number = arena_text(
		w->mem, kept_text(w->model, record, KEPT_CORRECTION, CORRECTION_NUMBER));
	return 1;
}

/* One at a time for a cell: the second would find another old value. */
static int check_waiting(struct dataset *data, const struct record *record,
	const struct field *field, struct arena *mem, struct save_result *out, struct err *err)
{
	const struct model *model = dataset_model(data);
	struct query query = { .form = kept_form(model, KEPT_CORRECTION),
		.states = 1U << STATE_SUBMITTED };
	struct expr_options how = { .model = model, .form = query.form, .want = EXPR_BOOL };
	struct waiting w = { .model = model, .field = field->id, .mem = mem };

	if (expr_parse(arena_printf(mem, "%s = '%s' and %s = '%" PRIu64 "'",
			       kept(model, CORRECTION_LEDGER)->id, record->form->id,
			       kept(model, CORRECTION_RECORD)->id, record->id),
		    &how, mem, &query.where, err) < 0 ||
		query_each(data, &query, is_waiting, &w, err) < 0)
		return -1;
	if (!w.number)
		return DATA_OK;
	return refuse(out, DATA_DUPLICATE,
		arena_printf(mem, _("Correction %s of the same value waits for a decision"),
			w.number));
}

static int new_value(struct dataset *data, const struct correct_order *order,
	const struct field *field, const struct value *old, struct arena *mem,
	struct value *out, struct err *err)
{
	const struct model *model = dataset_model(data);

	if (field_parse(model, field, order->value, mem, out, err) < 0 ||
		field_check(model, field, out, dataset_today(data), err) < 0)
		return -1;
	if (value_equal(old, out))
		return err_set(err, ERR_USAGE, _("%s holds that value already"),
			field_label(field, i18n_lang()));
	return 0;
}

static struct record *make_correction(struct dataset *data, const struct correct_order *order,
	const struct record *record, const struct field *field, struct correct_done *out,
	struct arena *mem)
{
	const struct model *model = dataset_model(data);
	const struct form *form = record->form;
	struct record *c = record_new(kept_form(model, KEPT_CORRECTION), mem);

	kept_set(model, c, KEPT_CORRECTION, CORRECTION_LEDGER, value_text(form->id));
	kept_set(model, c, KEPT_CORRECTION, CORRECTION_RECORD,
		value_text(arena_printf(mem, "%" PRIu64, record->id)));
	if (form->unit)
		kept_set(model, c, KEPT_CORRECTION, CORRECTION_UNIT,
			record->values[form->unit->index]);
	if (form->period)
		kept_set(model, c, KEPT_CORRECTION, CORRECTION_PERIOD,
			record->values[form->period->index]);
	kept_set(model, c, KEPT_CORRECTION, CORRECTION_FIELD, value_text(field->id));
	if (*out->old_text)
		kept_set(model, c, KEPT_CORRECTION, CORRECTION_OLD, value_text(out->old_text));
	if (*out->new_text)
		kept_set(model, c, KEPT_CORRECTION, CORRECTION_NEW, value_text(out->new_text));
	kept_set(model, c, KEPT_CORRECTION, CORRECTION_REASON, value_text(order->reason));
	return c;
}

/* The number is of the year in which it is proposed. */
static int save_correction(struct dataset *data, struct record *correction, int dry_run,
	struct arena *mem, struct correct_done *out, struct err *err)
{
	const struct model *model = dataset_model(data);
	struct save_options how = { .flags = SAVE_VERB | (dry_run ? SAVE_DRY_RUN : 0) };
	int year = date_split(dataset_today(data)).year;
	struct save_number number = { .field = kept(model, CORRECTION_NUMBER)->id };
	struct save_item item = { .record = correction, .number = &number };
	int got;

	number.series = arena_printf(mem, "correction/%d", year);
	number.before = arena_printf(mem, "%d-", year);
	got = data_save_together(data, &item, 1, &how, mem, err);
	out->result = item.detail;
	if (got == DATA_OK && !dry_run)
		out->number = kept_text(model, item.record, KEPT_CORRECTION, CORRECTION_NUMBER);
	return got;
}

int correct_propose(struct dataset *data, const struct correct_order *order, struct arena *mem,
	struct correct_done *out, struct err *err)
{
	const struct model *model = dataset_model(data);
	const struct form *form = kept_form(model, KEPT_CORRECTION);
	const struct field *field;
	struct record *record;
	struct value value;
	int got;

	*out = (struct correct_done){ 0 };
	if (!form)
		return err_set(
			err, ERR_FAULT, _("conf/cycles.conf names no ledger of corrections"));
	if (text_is_blank(order->reason))
		return err_set(err, ERR_USAGE, _("Say why it is corrected (--reason)"));
	field = asked_field(order, err);
	if (!field || may(model, dataset_viewer(data), ACTION_CREATE, form, NULL, err) < 0)
		return -1;
	got = data_get(data, order->form, order->record, mem, &record, err);
	if (got == DATA_NONE || (got == DATA_OK && record->state == STATE_DELETED))
		return refuse(&out->result, DATA_NONE,
			_("There is no such record where you may look"));
	if (got == DATA_OK)
		got = check_closed(data, record, mem, &out->result, err);
	if (got == DATA_OK)
		got = new_value(
			data, order, field, &record->values[field->index], mem, &value, err);
	if (got == DATA_OK)
		got = check_waiting(data, record, field, mem, &out->result, err);
	if (got != DATA_OK)
		return got;
	out->old_text = typed(model, field, &record->values[field->index], mem);
	out->new_text = typed(model, field, &value, mem);
	return save_correction(data, make_correction(data, order, record, field, out, mem),
		order->dry_run, mem, out, err);
}

/* ---- approving ---- */

struct approval {
	struct dataset *data;
	const struct model *model;
	struct arena *mem;
	const struct act_order *order;
	struct record *correction;
	const struct form *form; /* of the record */
	const struct field *field;
	struct record *record, *corrected;
	struct record *filing; /* NULL: none covers it */
	struct save_result *out;
};

/* "Director Li": the post that the action is for, and who holds it. */
static const char *approver(const struct approval *a, const struct work_action *action)
{
	const struct viewer *viewer = dataset_viewer(a->data);
	const struct viewer_post *post = viewer->post_count ? &viewer->posts[0] : NULL;

	for (size_t i = 0; i < viewer->post_count; i++)
		for (const char **role = action->roles; role && *role; role++)
			if (strcmp(viewer->posts[i].role, *role) == 0)
				post = &viewer->posts[i];
	return arena_printf(a->mem, "%s%s%s",
		!post                ? ""
			: post->name ? post->name
				     : role_name(a->model, post->role),
		post ? " " : "", viewer->name ? viewer->name : "");
}

static int read_parts(struct approval *a, uint64_t id, struct err *err)
{
	const struct form *form = kept_form(a->model, KEPT_CORRECTION);
	int got = data_get(a->data, form, id, a->mem, &a->correction, err);

	if (got != DATA_OK)
		return got < 0 ? -1
			       : refuse(a->out, DATA_NONE,
					 _("There is no such record where you may look"));
	a->form = model_form(a->model,
		kept_text(a->model, a->correction, KEPT_CORRECTION, CORRECTION_LEDGER));
	a->field = a->form
		? form_field(a->form,
			  kept_text(a->model, a->correction, KEPT_CORRECTION, CORRECTION_FIELD))
		: NULL;
	if (!a->field)
		return refuse(a->out, DATA_NONE,
			_("The ledger or field of the correction is not there any more: refuse "
			  "it"));
	got = data_get(a->data, a->form,
		strtoull(kept_text(a->model, a->correction, KEPT_CORRECTION, CORRECTION_RECORD),
			NULL, 10),
		a->mem, &a->record, err);
	if (got == DATA_NONE || (got == DATA_OK && a->record->state == STATE_DELETED))
		return refuse(a->out, DATA_NONE,
			_("The record to be corrected is not there any more: refuse "
			  "the correction"));
	return got;
}

static int is_decided(const struct approval *a)
{
	const struct work_action *action = form_action(a->correction->form, a->order->action);

	return action && !action_leaves(action, a->correction);
}

/* It was approved or refused before: as every action that comes too late. */
static int refuse_decided(struct approval *a, struct err *err)
{
	struct act_options options = {
		.action = a->order->action, .reason = a->order->reason, .dry_run = 1
	};

	return data_act(a->data, a->correction->form, a->correction->id, 0, &options, a->mem,
		a->out, err);
}

/* The record as it will stand; refused when the old value is gone. */
static int make_corrected(struct approval *a, struct err *err)
{
	const char *was = kept_text(a->model, a->correction, KEPT_CORRECTION, CORRECTION_OLD);
	const char *will = kept_text(a->model, a->correction, KEPT_CORRECTION, CORRECTION_NEW);
	const struct value *is = &a->record->values[a->field->index];
	const char *stands = typed(a->model, a->field, is, a->mem);
	struct value value;

	if (strcmp(was, stands) != 0)
		return refuse(a->out, DATA_CONFLICT,
			arena_printf(a->mem,
				_("%s is %s by now and not %s any more: refuse this "
				  "correction, and propose it anew if it is still needed"),
				field_label(a->field, i18n_lang()),
				*stands ? stands : _("(nothing)"),
				*was ? was : _("(nothing)")));
	if (field_parse(a->model, a->field, will, a->mem, &value, err) < 0)
		return -1;
	a->corrected = record_copy(a->record, a->mem);
	a->corrected->values[a->field->index] = value;
	return DATA_OK;
}

/* The filing that covers the record, where there is one. */
static int read_filing(struct approval *a, struct err *err)
{
	const struct form *form = kept_form(a->model, KEPT_FILING);
	const struct work_action *correct = form ? form_action(form, "correct") : NULL;
	const struct cycle *cycle = record_cycle(a->model, a->record);
	struct period_hold hold;
	int got;

	if (!cycle || !correct)
		return DATA_OK;
	if (period_hold_of(a->data, cycle, record_of_period(a->record),
		    record_of_unit(a->model, a->record), &hold, err) < 0)
		return -1;
	if (!hold.filing)
		return DATA_OK;
	got = data_get(a->data, form, hold.filing, a->mem, &a->filing, err);
	if (got != DATA_OK)
		return got;
	if (correct->from >> a->filing->state & 1)
		return DATA_OK;
	return refuse(a->out, DATA_CONFLICT,
		arena_printf(a->mem,
			_("What %s filed is %s: the value is changed there, not by "
			  "a correction"),
			unit_name(hold.unit, DATE_NONE),
			state_label(a->model, a->filing->state)));
}

/* Everything at once, or nothing. */
static int write_it(struct approval *a, struct act_done *out, struct err *err)
{
	struct save_item items[3] = { 0 };
	struct save_options how = { .flags = SAVE_VERB |
			(a->order->dry_run ? SAVE_DRY_RUN : 0) };
	const char *why = arena_printf(a->mem, _("correction %s: %s"),
		kept_text(a->model, a->correction, KEPT_CORRECTION, CORRECTION_NUMBER),
		kept_text(a->model, a->correction, KEPT_CORRECTION, CORRECTION_REASON));
	size_t count = a->filing ? 3 : 2;
	int got;

	items[0] = (struct save_item){
		.record = a->correction, .act = a->order->action, .reason = a->order->reason
	};
	items[1] =
		(struct save_item){ .record = a->corrected, .act = "correct", .reason = why };
	if (a->filing)
		items[2] = (struct save_item){
			.record = a->filing, .act = "correct", .reason = why
		};
	got = data_save_together(a->data, items, count, &how, a->mem, err);
	for (size_t i = 0; i < count; i++) {
		int own = strcmp(items[i].record->form->id, a->correction->form->id) == 0;

		if ((got == DATA_OK && own) || (got > 0 && items[i].result == got))
			out->result = items[i].detail;
	}
	out->also = got == DATA_OK ? count - 1 : 0;
	return got;
}

/* What was said for the correction is said for its warnings, where there are any. */
static int carry_out(struct approval *a, struct act_done *out, struct err *err)
{
	const struct work_action *approve = form_action(a->correction->form, a->order->action);
	const struct findings *found = &out->result.findings;
	int got;

	if (!approve)
		return err_set(
			err, ERR_USAGE, _("Corrections have no action %s"), a->order->action);
	kept_set(a->model, a->correction, KEPT_CORRECTION, CORRECTION_APPROVER,
		value_text(approver(a, approve)));
	got = write_it(a, out, err);
	if (got != DATA_FINDINGS || found->blocks > 0 || found->count == 0 ||
		!text_is_empty(a->corrected->warn_reason))
		return got;
	a->corrected->warn_reason =
		kept_text(a->model, a->correction, KEPT_CORRECTION, CORRECTION_REASON);
	return write_it(a, out, err);
}

int correct_approve(struct dataset *data, uint64_t id, const struct act_order *order,
	struct arena *mem, struct act_done *out, struct err *err)
{
	struct approval a = { .data = data,
		.model = dataset_model(data),
		.mem = mem,
		.order = order,
		.out = &out->result };
	int got;

	*out = (struct act_done){ 0 };
	got = read_parts(&a, id, err);
	if (got == DATA_OK && is_decided(&a))
		return refuse_decided(&a, err);
	if (got == DATA_OK)
		got = make_corrected(&a, err);
	if (got == DATA_OK)
		got = read_filing(&a, err);
	return got == DATA_OK ? carry_out(&a, out, err) : got;
}

/* ---- who printed the old value ---- */

int correct_printed(struct dataset *data, uint64_t id, struct arena *mem, const char ***lines,
	size_t *count, struct err *err)
{
	struct save_result ignored = { 0 };
	struct approval a = {
		.data = data, .model = dataset_model(data), .mem = mem, .out = &ignored
	};
	struct printed *printed;
	struct str text = { 0 };
	int got = read_parts(&a, id, err);

	*lines = NULL;
	*count = 0;
	if (got != DATA_OK)
		return got < 0 ? -1 : 0;
	if (printed_that_used(data, a.form, a.record->id, mem, &printed, count, err) < 0)
		return -1;
	*lines = arena_array(mem, *count + 1, sizeof(**lines));
	for (size_t i = 0; i < *count; i++) {
		str_clear(&text);
		printed_text(&printed[i], &text);
		for (size_t j = 0; j < printed[i].change_count; j++)
			str_addf(&text, _("; a figure it used has changed: %s"),
				printed[i].changes[j].sentence);
		(*lines)[i] = arena_text(mem, str_text(&text));
	}
	str_release(&text);
	return 0;
}
