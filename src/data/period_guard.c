/*
 * period_guard.c - every change of a ledger with a reporting cycle passes here: not after
 * closing, not past the last day of entry, not under a filing that somebody has confirmed.
 *
 * What was read is read once a pass for each unit and period, and the batch expects it, so
 * that a closing in between is a conflict and the change is planned again.
 */
#include "data/periods_internal.h"

#include "base/i18n.h"
#include "base/str.h"
#include "data/save_internal.h"
#include "model/workflow.h"

enum guarded { NOTHING, UNSURE, ROWS, FILINGS, CLOSINGS };

struct periods_known {
	enum guarded what; /* the form of the pass */
	VEC(struct period_seen *) seen; /* in the pass's work */
};

static struct period_seen *known(struct pass *pass, const struct cycle *cycle,
	struct period period, const struct unit *unit)
{
	for (size_t i = 0; i < pass->periods->seen.count; i++) {
		struct period_seen *seen = pass->periods->seen.at[i];

		if (seen->cycle == cycle && seen->unit == unit &&
			period_key_compare(seen->period, period) == 0)
			return seen;
	}
	return NULL;
}

static int see(struct pass *pass, const struct cycle *cycle, struct period period,
	const struct unit *unit, struct period_seen **out, struct err *err)
{
	struct period_seen *seen = known(pass, cycle, period, unit);

	*out = seen;
	if (seen)
		return 0;
	if (pass_look(pass, err) < 0)
		return -1;
	*out = seen = arena_alloc(&pass->work, sizeof(*seen));
	seen->cycle = cycle;
	seen->period = period;
	seen->unit = unit;
	if (period_see(pass->data, pass->view.snapshot, pass->day, &pass->work, seen, err) < 0)
		return -1;
	*VEC_PUSH_IN(&pass->work, &pass->periods->seen) = seen;
	return 0;
}

static int refuse(struct pass *pass, struct save_item *item, struct str *why)
{
	err_clear(&pass->refused);
	err_set(&pass->refused, ERR_DENIED, "%s", str_text(why));
	return pass_refuse_err(pass, item);
}

static void expect(struct pass *pass, struct period_seen *seen, int filing)
{
	if (pass->batch && !seen->expected)
		period_expect(seen, filing, pass->batch);
	seen->expected = 1;
}

/* ---- rows of a ledger that a cycle asks for ---- */

static int guard_rows(
	struct pass *pass, struct save_item *item, const struct record *record, struct err *err)
{
	const struct model *model = pass->data->model;
	const struct cycle *cycle = record_guard_cycle(model, record);
	const char *code = record_unit(pass->view.shape, record);
	const struct unit *unit = code ? unit_find(&model->units, code) : NULL;
	struct period_seen *seen;
	struct str why = { 0 };
	int refused;

	if (!cycle)
		return 0;
	if (see(pass, cycle, record_of_period(record), unit, &seen, err) < 0)
		return -1;
	refused = period_why(model, seen, &why) ? refuse(pass, item, &why) : 0;
	if (!refused && pass->batch && !seen->expected)
		period_rows_touch(seen, pass);
	if (!refused)
		expect(pass, seen, 1);
	str_release(&why);
	return refused;
}

/* What a verb of the office writes with its filing is guarded by the filing itself. */
static int is_of_verb(const struct pass *pass)
{
	unsigned flags = pass->options ? pass->options->flags : 0;

	return (flags & SAVE_VERB) && !(flags & SAVE_GUARDED);
}

static int same_place(const struct pass *pass, const struct record *a, const struct record *b)
{
	const struct form *form = a->form;
	size_t period = form->period->index;

	return value_equal(&a->values[period], &b->values[period]) &&
		(!form->unit ||
			value_equal(&a->values[form->unit->index],
				&b->values[form->unit->index])) &&
		pass->view.shape->form == form;
}

/* ---- the filings themselves ---- */

/* Filing ends with entry; reviewing goes on until the period is closed. */
static int guard_filing(
	struct pass *pass, struct save_item *item, const struct change *change, struct err *err)
{
	const struct model *model = pass->data->model;
	const struct cycle *cycle =
		model_cycle(model, kept_text(model, change->now, KEPT_FILING, FILING_CYCLE));
	const struct value *unit = kept_value(model, change->now, KEPT_FILING, FILING_UNIT);
	const struct value *period = kept_value(model, change->now, KEPT_FILING, FILING_PERIOD);
	struct period_seen *seen;
	struct str why = { 0 };
	int refused = 0;

	if ((change->act && change->act->only_with) || !cycle || !value_is_given(unit) ||
		!value_is_given(period))
		return 0;
	if (see(pass, cycle, period->period, unit_find(&model->units, unit->text), &seen, err) <
		0)
		return -1;
	if ((seen->hold.closing || !change->act) && period_why_shut(model, seen, &why))
		refused = refuse(pass, item, &why);
	if (!refused)
		refused = period_rows_check(pass, item, seen, err);
	if (!refused)
		expect(pass, seen, 0);
	str_release(&why);
	return refused;
}

/* ---- closings ---- */

/* What every unit has filed, or not, is still so when its period is closed. */
static int guard_closing(struct pass *pass, const struct change *change, struct err *err)
{
	const struct model *model = pass->data->model;
	const struct field *which = kept_field(model, KEPT_CLOSING, CLOSING_CYCLE);
	const struct field *when = kept_field(model, KEPT_CLOSING, CLOSING_PERIOD);
	const struct value *id = &change->now->values[which->index];
	const struct value *period = &change->now->values[when->index];
	const struct cycle *cycle = value_is_given(id) ? model_cycle(model, id->text) : NULL;
	const struct unit **units;
	struct period_seen *seen;
	size_t count;

	if (!cycle || !value_is_given(period))
		return 0;
	count = cycle_units(cycle, model, period->period, &pass->work, &units);
	for (size_t i = 0; i < count; i++) {
		if (see(pass, cycle, period->period, units[i], &seen, err) < 0)
			return -1;
		expect(pass, seen, 1);
	}
	return 0;
}

/* ---- all of them ---- */

static enum guarded what_is(const struct pass *pass, const struct form *form)
{
	const struct model *model = pass->data->model;

	if (pass->data->viewer.everything)
		return NOTHING;
	/* of a ledger that a cycle may ask for, as far as anybody can tell */
	if (model->cycles_unsure && form->period && form->unit && form->workflow)
		return UNSURE;
	if (form == kept_form(model, KEPT_FILING))
		return FILINGS;
	if (form == kept_form(model, KEPT_CLOSING))
		return CLOSINGS;
	for (size_t i = 0; form->period && !is_of_verb(pass) && i < model->cycle_count; i++)
		if (model->cycles[i].form == form)
			return ROWS;
	return NOTHING;
}

static int refuse_unsure(struct pass *pass, struct save_item *item)
{
	err_clear(&pass->refused);
	err_set(&pass->refused, ERR_FAULT,
		_("conf/cycles.conf has a fault, so nobody can tell which periods are closed: "
		  "nothing is saved here until the administrator has mended it (herbledger "
		  "check says where)"));
	return pass_refuse_err(pass, item);
}

int periods_guard(
	struct pass *pass, struct save_item *item, const struct change *change, struct err *err)
{
	int got = 0;

	if (!pass->periods) {
		pass->periods = arena_alloc(&pass->work, sizeof(*pass->periods));
		pass->periods->what = what_is(pass, change->now->form);
	}
	if (pass->periods->what == NOTHING)
		return 0;
	if (pass->periods->what == UNSURE)
		return refuse_unsure(pass, item);
	if (pass->periods->what == FILINGS)
		return guard_filing(pass, item, change, err);
	if (pass->periods->what == CLOSINGS)
		return guard_closing(pass, change, err);
	if (change->old)
		got = guard_rows(pass, item, change->old, err);
	if (got == 0 && !(change->old && same_place(pass, change->old, change->now)))
		got = guard_rows(pass, item, change->now, err);
	return got;
}
