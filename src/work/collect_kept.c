/*
 * collect_kept.c - filings as they were filed: from the kept ledgers, without the others.
 */
#include "work/collect_internal.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/query.h"
#include "model/expr.h"
#include "model/kept.h"
#include "model/model.h"
#include "model/workflow.h"

const struct expr *work_condition(const struct model *model, const struct form *form,
	struct arena *mem, struct err *err, const char *fmt, ...)
{
	struct expr_options options = { .model = model, .form = form, .want = EXPR_BOOL };
	const struct expr *expr = NULL;
	struct str text = { 0 };
	va_list args;
	int got;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	got = expr_parse(str_text(&text), &options, mem, &expr, err);
	str_release(&text);
	return got < 0 ? NULL : expr;
}

int period_condition(const struct model *model, const struct form *form, struct period period,
	struct arena *mem, const struct expr **out, struct err *err)
{
	const struct season *season = &model->calendar.season;
	struct str text = { 0 }, from = { 0 };

	*out = NULL;
	if (form->period) {
		period_print(period, &text);
		*out = work_condition(
			model, form, mem, err, "%s = %s", form->period->id, str_text(&text));
	} else if (form->as_of) {
		date_print(period_first_day(period, season), &from);
		date_print(period_last_day(period, season), &text);
		*out = work_condition(model, form, mem, err, "%s >= %s and %s <= %s",
			form->as_of->id, str_text(&from), form->as_of->id, str_text(&text));
	}
	str_release(&text);
	str_release(&from);
	return (form->period || form->as_of) && !*out ? -1 : 0;
}

/* ---- reading ---- */

struct taking {
	struct kept_rows *out;
	const struct model *model;
	struct arena *mem;
	struct period latest, before; /* kept whatever their state */
	int all;
};

/* ---- states ---- */

int filing_is_owed(const struct model *model, enum record_state state)
{
	const struct work_state *is = model_state(model, state);

	return state == STATE_NEW ||
		(is && state != STATE_DELETED && !is->counts && !is->settled);
}

int action_leads_on(const struct work_action *action)
{
	return !action->only_with && !action->reason;
}

/* Someone has still to do something with a filing in that state. */
static int filing_is_open(const struct model *model, enum record_state state)
{
	const struct form *form = kept_form(model, KEPT_FILING);
	const struct workflow *flow = form ? form->workflow : NULL;

	if (filing_is_owed(model, state))
		return state != STATE_NEW;
	for (size_t i = 0; flow && i < flow->action_count; i++)
		if (flow->actions[i].from >> state & 1 && action_leads_on(&flow->actions[i]))
			return 1;
	return 0;
}

/* ---- what was filed ---- */

static int take_filing(void *context, const struct record *record, struct err *err)
{
	struct taking *t = context;
	const struct value *period = kept_value(t->model, record, KEPT_FILING, FILING_PERIOD);

	(void)err;
	if (!value_is_given(period))
		return 0;
	if (t->all || filing_is_open(t->model, record->state) ||
		period_key_compare(period->period, t->latest) == 0 ||
		period_key_compare(period->period, t->before) == 0)
		*VEC_PUSH_IN(t->mem, &t->out->filings) = record_copy(record, t->mem);
	return 0;
}

int kept_filings(struct dataset *data, const struct cycle *cycle, struct period period,
	struct arena *mem, struct kept_rows *out, struct err *err)
{
	const struct model *model = dataset_model(data);
	const struct form *form = kept_form(model, KEPT_FILING);
	struct query query = { .form = form };
	struct taking taking = { .out = out, .model = model, .mem = mem };
	struct str text = { 0 };

	if (!form)
		return err_set(err, ERR_FAULT,
			_("conf/cycles.conf names no ledger for filings; herbledger check says "
			  "what is wrong"));
	str_addf(&text, "%s = '%s'", kept_field(model, KEPT_FILING, FILING_CYCLE)->id,
		cycle->id);
	if (period.kind != PERIOD_NONE) {
		taking.all = 1;
		str_addf(
			&text, " and %s = ", kept_field(model, KEPT_FILING, FILING_PERIOD)->id);
		period_print(period, &text);
	} else {
		taking.latest = cycle_latest(cycle, model, out->today);
		taking.before = taking.latest.kind == PERIOD_NONE
			? taking.latest
			: period_previous(taking.latest);
	}
	query.where = work_condition(model, form, mem, err, "%s", str_text(&text));
	str_release(&text);
	return query.where ? query_each(data, &query, take_filing, &taking, err) : -1;
}

int kept_begin(struct dataset *data, struct arena *mem, struct kept_rows *out, struct err *err)
{
	int64_t now;

	*out = (struct kept_rows){ 0 };
	if (dataset_now(data, &now, err) < 0)
		return -1;
	out->today = instant_day(now);
	if (closings_read(data, mem, &out->closings, &out->closing_count, err) < 0)
		return -1;
	return unlocks_read(data, 0, mem, &out->unlocks, &out->unlock_count, err);
}

/* ---- one filing ---- */

static int32_t day_in(const struct value *v)
{
	return v->state == VALUE_GIVEN && v->kind == KIND_DATE ? v->date : DATE_NONE;
}

static void take_record(
	const struct model *model, const struct record *record, struct filing *f)
{
	const struct value *nil = kept_value(model, record, KEPT_FILING, FILING_NIL);
	const struct work_state *state = model_state(model, record->state);

	f->record = record;
	f->state = record->state;
	f->returned = filing_is_owed(model, record->state);
	f->filed = day_in(kept_value(model, record, KEPT_FILING, FILING_FILED));
	f->nil = nil->state == VALUE_GIVEN && nil->yes;
	f->on_paper = state && state->settled &&
		value_is_given(kept_value(model, record, KEPT_FILING, FILING_SIGNER));
	f->rounds = kept_number(model, record, KEPT_FILING, FILING_ROUND);
}

static void take_days(const struct model *model, const struct kept_rows *kept, struct filing *f)
{
	f->due = cycle_state(f->cycle, model, f->period, f->filed, kept->today);
	f->due_day = cycle_due(f->cycle, model, f->period);
	f->lock_day = cycle_locked_after(f->cycle, model, f->period);
	for (size_t i = 0; i < kept->closing_count; i++)
		f->closed |= kept->closings[i].cycle == f->cycle &&
			period_key_compare(kept->closings[i].period, f->period) == 0;
	for (size_t i = 0; i < kept->unlock_count; i++) {
		const struct unlock *u = &kept->unlocks[i];

		if (u->cycle != f->cycle || period_key_compare(u->period, f->period) != 0 ||
			u->until < kept->today ||
			(u->unit && !unit_is_within(f->unit, u->unit, DATE_NONE)))
			continue;
		if (f->lock_day != DATE_NONE || f->closed)
			f->lock_day = u->until > f->lock_day ? u->until : f->lock_day;
		f->closed = 0;
	}
}

static int is_of(const struct model *model, const struct record *record, const struct filing *f)
{
	const struct value *cycle = kept_value(model, record, KEPT_FILING, FILING_CYCLE);
	const struct value *unit = kept_value(model, record, KEPT_FILING, FILING_UNIT);
	const struct value *period = kept_value(model, record, KEPT_FILING, FILING_PERIOD);

	return value_is_given(cycle) && strcmp(cycle->text, f->cycle->id) == 0 &&
		value_is_given(unit) && strcmp(unit->text, f->unit->code) == 0 &&
		value_is_given(period) && period_key_compare(period->period, f->period) == 0;
}

int filings_filed_in(struct dataset *data, const struct kept_rows *kept,
	const struct cycle *cycle, struct period period, const struct unit *one,
	struct arena *mem, struct filing **out, size_t *count, struct err *err)
{
	const struct model *model = dataset_model(data);
	const struct unit **units;
	size_t owing = cycle_units(cycle, model, period, mem, &units);

	(void)err;
	*out = arena_array(mem, owing, sizeof(**out));
	*count = 0;
	for (size_t i = 0; i < owing; i++) {
		struct filing *f = &(*out)[*count];

		if ((one && units[i] != one) ||
			!viewer_sees(model, dataset_viewer(data), cycle->form, units[i]))
			continue;
		*f = (struct filing){
			.cycle = cycle, .unit = units[i], .period = period, .filed = DATE_NONE
		};
		for (size_t k = 0; k < kept->filings.count && !f->record; k++)
			if (is_of(model, kept->filings.at[k], f))
				take_record(model, kept->filings.at[k], f);
		take_days(model, kept, f);
		(*count)++;
	}
	return 0;
}

int cycle_may_read(struct dataset *data, const struct cycle *cycle, struct err *err)
{
	return may(
		dataset_model(data), dataset_viewer(data), ACTION_READ, cycle->form, NULL, err);
}

static int read_filed(struct dataset *data, const struct cycle *cycle, struct period period,
	const struct unit *one, struct arena *mem, struct filing **out, size_t *count,
	struct err *err)
{
	struct kept_rows kept;

	*out = NULL;
	*count = 0;
	if (!cycle->form || !cycle_asks(cycle, dataset_model(data), period))
		return 0;
	if (cycle_may_read(data, cycle, err) < 0)
		return -1;
	if (kept_begin(data, mem, &kept, err) < 0 ||
		kept_filings(data, cycle, period, mem, &kept, err) < 0)
		return -1;
	return filings_filed_in(data, &kept, cycle, period, one, mem, out, count, err);
}

int filings_filed(struct dataset *data, const struct cycle *cycle, struct period period,
	struct arena *mem, struct filing **out, size_t *count, struct err *err)
{
	return read_filed(data, cycle, period, NULL, mem, out, count, err);
}

int filing_filed(struct dataset *data, const struct cycle *cycle, const struct unit *unit,
	struct period period, struct arena *mem, struct filing *out, struct err *err)
{
	struct filing *found;
	size_t count;

	if (read_filed(data, cycle, period, unit, mem, &found, &count, err) < 0)
		return -1;
	if (count == 0)
		return DATA_NONE;
	*out = found[0];
	return DATA_OK;
}
