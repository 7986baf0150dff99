/*
 * close.c - closing a period: first what is open, then one batch; and unlocking it again.
 */
#include "work/close.h"

#include <stdarg.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "model/kept.h"
#include "model/model.h"
#include "model/workflow.h"
#include "work/collect.h"

enum { TOLD_MOST = 3 }; /* in a sentence; the whole list is asked for */

/* ---- what is open ---- */

struct opening {
	struct dataset *data;
	const struct model *model;
	const struct work_action *lock;
	const struct close_order *order; /* NULL: everything is asked for */
	int again; /* closed already: only what was opened since is asked */
	struct arena *mem;
	VEC(struct open_item) items;
};

static void add(struct opening *o, const struct unit *unit, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void add(struct opening *o, const struct unit *unit, const char *fmt, ...)
{
	struct str text = { 0 };
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	*VEC_PUSH_IN(o->mem, &o->items) = (struct open_item){ .unit = unit,
		.sentence = arena_text(o->mem, str_text(&text)) };
	str_release(&text);
}

static int is_without(const struct opening *o, const struct unit *unit)
{
	for (size_t i = 0; o->order && i < o->order->without_count; i++)
		if (o->order->without[i] == unit)
			return 1;
	return 0;
}

static void add_silent(struct opening *o, const struct filing *f)
{
	if (is_without(o, f->unit))
		return;
	add(o, f->unit, "%s", _("not filed"));
	o->items.at[o->items.count - 1].silent = 1;
}

int filing_is_loose(const struct model *model, const struct filing *f)
{
	const struct form *form = kept_form(model, KEPT_FILING);
	const struct work_action *lock = form ? form_action(form, "lock") : NULL;
	const struct work_action *correct = form ? form_action(form, "correct") : NULL;

	return f->record && lock && f->state != lock->to &&
		(!correct || f->state != correct->to);
}

static void add_filing(struct opening *o, const struct filing *f)
{
	if (o->again && !filing_is_loose(o->model, f))
		return;
	if (f->state == STATE_NEW)
		add_silent(o, f);
	else if (f->returned)
		add(o, f->unit, _("returned (round %lld) and not filed again"),
			(long long)f->rounds);
	else if (!(o->lock->from >> f->state & 1))
		add(o, f->unit, _("%s, not accepted yet"), state_label(o->model, f->state));
	if (f->kept > 0 && !f->returned)
		add(o, f->unit,
			P_("%llu line is typed and not submitted",
				"%llu lines are typed and not submitted", f->kept),
			(unsigned long long)f->kept);
	if (f->open_comments > 0)
		add(o, f->unit,
			P_("%llu comment is open", "%llu comments are open", f->open_comments),
			(unsigned long long)f->open_comments);
}

static int add_unlocks(
	struct opening *o, const struct cycle *cycle, struct period period, struct err *err)
{
	struct unlock *unlocks;
	struct str until = { 0 };
	size_t count;

	if (unlocks_read(o->data, 0, o->mem, &unlocks, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (unlocks[i].cycle != cycle ||
			period_key_compare(unlocks[i].period, period) != 0)
			continue;
		str_clear(&until);
		date_print(unlocks[i].until, &until);
		add(o, unlocks[i].unit, _("unlocked until %s"), str_text(&until));
	}
	str_release(&until);
	return 0;
}

static int find_open(struct opening *o, const struct cycle *cycle, struct period period,
	struct filing **filings, size_t *count, struct err *err)
{
	const struct form *form = kept_form(o->model, KEPT_FILING);
	const struct unit **units;
	size_t owing;

	o->lock = form ? form_action(form, "lock") : NULL;
	if (!o->lock)
		return err_set(err, ERR_FAULT,
			_("The workflow of filings has no action lock (conf/workflows.conf)"));
	if (!cycle_asks(cycle, o->model, period))
		return err_set(err, ERR_USAGE, _("%s is not asked for in that period"),
			cycle_label(cycle));
	if (filings_of(o->data, cycle, period, o->mem, filings, count, err) < 0)
		return -1;
	owing = cycle_units(cycle, o->model, period, o->mem, &units);
	if (*count < owing)
		add(o, NULL,
			P_("%llu unit is out of your sight", "%llu units are out of your sight",
				owing - *count),
			(unsigned long long)(owing - *count));
	for (size_t i = 0; i < *count; i++)
		add_filing(o, &(*filings)[i]);
	return add_unlocks(o, cycle, period, err);
}

static size_t count_loose(const struct opening *o, const struct filing *filings, size_t count)
{
	size_t loose = 0;

	for (size_t i = 0; i < count; i++)
		loose += (size_t)filing_is_loose(o->model, &filings[i]);
	return loose;
}

int close_open(struct dataset *data, const struct cycle *cycle, struct period period,
	struct arena *mem, struct open_item **out, size_t *count, struct err *err)
{
	struct opening o = { .data = data, .model = dataset_model(data), .mem = mem };
	struct period_hold hold;
	struct filing *filings;
	size_t filing_count;

	*out = NULL;
	*count = 0;
	if (period_hold_of(data, cycle, period, NULL, &hold, err) < 0)
		return -1;
	o.again = hold.closing != 0;
	if (find_open(&o, cycle, period, &filings, &filing_count, err) < 0)
		return -1;
	if (o.again && count_loose(&o, filings, filing_count) == 0)
		return 0;
	*out = o.items.at;
	*count = o.items.count;
	return 0;
}

/* ---- closing ---- */

static int refuse_closed(const struct cycle *cycle, struct period period,
	const struct period_hold *hold, struct arena *mem, struct save_result *out)
{
	struct str what = { 0 }, on = { 0 };

	cycle_period_text(cycle, period, &what);
	date_print(hold->closed_on, &on);
	out->sentence = arena_printf(
		mem, _("%s was closed on %s already"), str_text(&what), str_text(&on));
	out->other = hold->closing;
	str_release(&what);
	str_release(&on);
	return DATA_DUPLICATE;
}

static int refuse_open(const struct opening *o, const struct cycle *cycle, struct period period,
	struct save_result *out)
{
	struct str text = { 0 };

	cycle_period_text(cycle, period, &text);
	str_addf(&text,
		P_(" cannot be closed: %llu thing is open",
			" cannot be closed: %llu "
			"things are open",
			o->items.count),
		(unsigned long long)o->items.count);
	for (size_t i = 0; i < o->items.count && i < TOLD_MOST; i++) {
		const struct open_item *item = &o->items.at[i];

		str_addf(&text, "%s%s%s%s", i ? _("; ") : _(": "),
			item->unit ? unit_name(item->unit, DATE_NONE) : "",
			item->unit ? " " : "", item->sentence);
	}
	if (o->items.count > TOLD_MOST)
		str_add(&text, _(" and others"));
	out->sentence = arena_text(o->mem, str_text(&text));
	str_release(&text);
	return DATA_FINDINGS;
}

/* The first item in the way says why; the closing's own result otherwise. */
static int together(struct dataset *data, struct save_item *items, size_t count, int dry_run,
	struct arena *mem, struct save_result *out, struct err *err)
{
	struct save_options how = { .flags = SAVE_VERB | (dry_run ? SAVE_DRY_RUN : 0) };
	const struct form *form = items[0].record->form;
	int got = data_save_together(data, items, count, &how, mem, err);

	for (size_t i = 0; i < count; i++) {
		if (got == DATA_OK && items[i].record->form->id == form->id)
			*out = items[i].detail;
		if (got > 0 && items[i].result == got) {
			*out = items[i].detail;
			break;
		}
	}
	return got;
}

/* "新镇、土城子乡: reason" */
static struct value without_value(const struct opening *o)
{
	const struct close_order *order = o->order;
	struct str text = { 0 };

	if (order->without_count == 0)
		return (struct value){ 0 };
	for (size_t i = 0; i < order->without_count; i++)
		str_addf(&text, "%s%s", i ? _(", ") : "",
			unit_name(order->without[i], DATE_NONE));
	str_addf(&text, _(": %s"), order->reason);
	return value_text(str_keep(&text, o->mem));
}

static int write_closing(struct opening *o, const struct cycle *cycle, struct period period,
	const struct filing *filings, size_t count, struct save_result *out, struct err *err)
{
	const struct form *form = kept_form(o->model, KEPT_CLOSING);
	struct save_item *items = arena_array(o->mem, count + 1, sizeof(*items));
	struct record *closing = record_new(form, o->mem);
	size_t n = 1;

	kept_set(o->model, closing, KEPT_CLOSING, CLOSING_CYCLE, value_text(cycle->id));
	kept_set(o->model, closing, KEPT_CLOSING, CLOSING_PERIOD, value_period(period));
	kept_set(o->model, closing, KEPT_CLOSING, CLOSING_CLOSED,
		value_date(dataset_today(o->data)));
	kept_set(o->model, closing, KEPT_CLOSING, CLOSING_WITHOUT, without_value(o));
	items[0].record = closing;
	for (size_t i = 0; i < count; i++) {
		if (!filings[i].record)
			continue;
		items[n].record = record_copy(filings[i].record, o->mem);
		items[n++].act = o->lock->id;
	}
	return together(o->data, items, n, o->order->dry_run, o->mem, out, err);
}

/* What was opened after the closing and is accepted again. */
static int lock_again(struct opening *o, const struct cycle *cycle, struct period period,
	const struct period_hold *hold, struct save_result *out, struct err *err)
{
	struct str what = { 0 };
	struct save_item *items;
	struct filing *filings;
	size_t count, n = 0;
	int got;

	o->again = 1;
	if (find_open(o, cycle, period, &filings, &count, err) < 0)
		return -1;
	if (count_loose(o, filings, count) == 0)
		return refuse_closed(cycle, period, hold, o->mem, out);
	if (o->items.count > 0)
		return refuse_open(o, cycle, period, out);
	items = arena_array(o->mem, count, sizeof(*items));
	for (size_t i = 0; i < count; i++) {
		if (!filing_is_loose(o->model, &filings[i]))
			continue;
		items[n].record = record_copy(filings[i].record, o->mem);
		items[n++].act = o->lock->id;
	}
	got = together(o->data, items, n, o->order->dry_run, o->mem, out, err);
	if (got != DATA_OK)
		return got;
	cycle_period_text(cycle, period, &what);
	out->sentence = arena_printf(o->mem,
		o->order->dry_run ? P_("%s: %zu filing can be locked again",
					    "%s: %zu filings can be locked again", n)
				  : P_("%s: %zu filing is locked again",
					    "%s: %zu filings are locked again", n),
		str_text(&what), n);
	str_release(&what);
	return DATA_OK;
}

/* While a unit is still in time nobody closes it out. */
static int check_without(const struct opening *o, const struct cycle *cycle,
	struct period period, struct err *err)
{
	int32_t last = cycle_late_after(cycle, o->model, period);
	struct str day = { 0 };

	if (o->order->without_count == 0 || dataset_today(o->data) > last)
		return 0;
	date_print(last, &day);
	err_set(err, ERR_USAGE,
		_("They may still file in time, until %s: closing without them is possible "
		  "after that day"),
		str_text(&day));
	str_release(&day);
	return -1;
}

int close_period(struct dataset *data, const struct cycle *cycle, struct period period,
	const struct close_order *order, struct arena *mem, struct save_result *out,
	struct err *err)
{
	struct opening o = {
		.data = data, .model = dataset_model(data), .order = order, .mem = mem
	};
	const struct form *form = kept_form(o.model, KEPT_CLOSING);
	struct period_hold hold;
	struct filing *filings;
	size_t count;
	int got;

	*out = (struct save_result){ 0 };
	if (!form)
		return err_set(
			err, ERR_FAULT, _("conf/cycles.conf names no ledger of closings"));
	if (order->without_count > 0 && text_is_blank(order->reason))
		return err_set(err, ERR_USAGE,
			_("Say why the period is closed without them (--reason)"));
	if (may(o.model, dataset_viewer(data), ACTION_CREATE, form, NULL, err) < 0 ||
		period_hold_of(data, cycle, period, NULL, &hold, err) < 0)
		return -1;
	if (hold.closing)
		return lock_again(&o, cycle, period, &hold, out, err);
	if (check_without(&o, cycle, period, err) < 0 ||
		find_open(&o, cycle, period, &filings, &count, err) < 0)
		return -1;
	if (o.items.count > 0)
		return refuse_open(&o, cycle, period, out);
	got = write_closing(&o, cycle, period, filings, count, out, err);
	/* somebody else was quicker */
	if ((got == DATA_DUPLICATE || got == DATA_CONFLICT) &&
		period_hold_of(data, cycle, period, NULL, &hold, err) == 0 && hold.closing)
		return refuse_closed(cycle, period, &hold, mem, out);
	return got;
}

/* ---- unlocking ---- */

static int check_order(struct dataset *data, const struct unlock_order *order, struct err *err)
{
	int32_t today = dataset_today(data);

	if (text_is_blank(order->authority) || text_is_blank(order->reason))
		return err_set(err, ERR_USAGE,
			_("Say who ordered it (--authority) and why (--reason)"));
	if (order->until == DATE_NONE || order->until < today)
		return err_set(
			err, ERR_USAGE, _("Say the last day of the unlock: today or later"));
	if (order->until > today + UNLOCK_DAYS_MOST)
		return err_set(
			err, ERR_USAGE, _("An unlock lasts %d days at most"), UNLOCK_DAYS_MOST);
	return 0;
}

/* The unit or one below it owes the cycle. */
static int check_unit(struct dataset *data, const struct unlock_order *order, struct arena *mem,
	struct err *err)
{
	const struct model *model = dataset_model(data);
	const struct unit **units;
	size_t count;

	if (!cycle_asks(order->cycle, model, order->period))
		return err_set(err, ERR_USAGE, _("%s is not asked for in that period"),
			cycle_label(order->cycle));
	count = cycle_units(order->cycle, model, order->period, mem, &units);
	for (size_t i = 0; i < count; i++)
		if (!order->unit || unit_is_within(units[i], order->unit, DATE_NONE))
			return 0;
	return err_set(err, ERR_USAGE, _("%s owes nothing for %s"),
		order->unit ? unit_name(order->unit, DATE_NONE) : "",
		cycle_label(order->cycle));
}

static struct record *unlock_record(
	struct dataset *data, const struct unlock_order *order, struct arena *mem)
{
	const struct model *model = dataset_model(data);
	struct record *r = record_new(kept_form(model, KEPT_UNLOCK), mem);

	kept_set(model, r, KEPT_UNLOCK, UNLOCK_CYCLE, value_text(order->cycle->id));
	kept_set(model, r, KEPT_UNLOCK, UNLOCK_PERIOD, value_period(order->period));
	if (order->unit)
		kept_set(model, r, KEPT_UNLOCK, UNLOCK_UNIT, value_text(order->unit->code));
	kept_set(model, r, KEPT_UNLOCK, UNLOCK_UNTIL, value_date(order->until));
	kept_set(model, r, KEPT_UNLOCK, UNLOCK_AUTHORITY, value_text(order->authority));
	kept_set(model, r, KEPT_UNLOCK, UNLOCK_REASON, value_text(order->reason));
	return r;
}

int unlock_period(struct dataset *data, const struct unlock_order *order, struct arena *mem,
	struct save_result *out, struct err *err)
{
	const struct model *model = dataset_model(data);
	const struct form *form = kept_form(model, KEPT_UNLOCK);
	struct save_item item = { 0 };
	struct period_hold hold;
	struct str what = { 0 };

	*out = (struct save_result){ 0 };
	if (!form)
		return err_set(
			err, ERR_FAULT, _("conf/cycles.conf names no ledger of unlocks"));
	if (may(model, dataset_viewer(data), ACTION_CREATE, form, NULL, err) < 0 ||
		check_order(data, order, err) < 0 || check_unit(data, order, mem, err) < 0 ||
		period_hold_of(data, order->cycle, order->period, order->unit, &hold, err) < 0)
		return -1;
	if (!hold.closing && !hold.locked) {
		cycle_period_text(order->cycle, order->period, &what);
		out->sentence = arena_printf(mem,
			_("%s is neither closed nor past its last day: there is nothing "
			  "to unlock"),
			str_text(&what));
		str_release(&what);
		return DATA_FINDINGS;
	}
	item.record = unlock_record(data, order, mem);
	return together(data, &item, 1, order->dry_run, mem, out, err);
}

void unlock_text(const struct unlock *unlock, struct str *out)
{
	struct str until = { 0 };

	if (unlock->cycle)
		cycle_period_text(unlock->cycle, unlock->period, out);
	date_print(unlock->until, &until);
	str_addf(out, _(" %s: unlocked until %s, ordered by %s: %s"),
		unlock->unit ? unit_name(unlock->unit, DATE_NONE) : _("all units"),
		str_text(&until), unlock->authority, unlock->reason);
	str_release(&until);
}
