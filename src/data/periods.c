/*
 * periods.c - how a period of a cycle stands: closed, locked, unlocked, filed.
 *
 * Reads the ledgers of closings, unlocks and filings as the owner would, one snapshot a
 * question; what the answer stands on is kept for the batch that builds on it.
 */
#include "data/periods_internal.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "data/encode.h"
#include "data/totals.h"
#include "model/workflow.h"

/* ---- the ledgers ---- */

/* 1 it is there, 0 conf has none, -1. */
static int look_at(struct dataset *data, struct snapshot *view, enum kept what,
	struct kept_seen *out, struct err *err)
{
	const struct form *form = kept_form(data->model, what);

	*out = (struct kept_seen){ 0 };
	if (!form)
		return 0;
	out->there = 1;
	out->shape = *shape_of(data, form);
	if (shape_refresh(&out->shape, view, err) < 0)
		return -1;
	if (out->shape.usable && !out->shape.rebuilding)
		return 1;
	return err_set(err, ERR_VERSION,
		_("The form %s has changed since its ledger was last rebuilt: "
		  "run herbledger forms --apply, or start the program again"),
		form_label(form, i18n_lang()));
}

static int take_record(struct snapshot *view, struct kept_seen *k, uint64_t id,
	struct arena *mem, struct err *err)
{
	struct bytes value;
	int got = store_get(
		view, TABLE_RECORDS, key_record(&k->shape, id, mem), mem, &value, err);

	if (got != STORE_OK)
		return got < 0 ? -1 : 0;
	if (record_decode(&k->shape, id, value, mem, &k->record, err) < 0)
		return -1;
	k->id = id;
	k->revision = k->record->revision;
	return 0;
}

struct place_value {
	const struct field *field;
	struct value value;
};

/* The record with that natural key. */
static int find_one(struct snapshot *view, struct kept_seen *k, const struct place_value *at,
	size_t count, struct arena *mem, struct err *err)
{
	const struct form *form = k->shape.form;
	struct value *values = arena_array(mem, form->field_count, sizeof(*values));
	struct str key = { 0 };
	struct bytes value;
	int got;

	if (k->shape.number == 0)
		return 0; /* nothing was ever written there */
	for (size_t i = 0; i < count; i++)
		if (at[i].field)
			values[at[i].field->index] = at[i].value;
	key_natural(&k->shape, k->shape.number, values, &key);
	k->key = copy_str(&key, mem);
	str_release(&key);
	got = store_get(view, TABLE_INDEX, k->key, mem, &value, err);
	if (got != STORE_OK)
		return got < 0 ? -1 : 0;
	return take_record(view, k, key_last_u64(value), mem, err);
}

/* Every live record of the ledger, oldest first. */
static int each_record(struct snapshot *view, const struct shape *shape, struct arena *mem,
	int (*take)(void *context, struct record *record, struct arena *mem), void *context,
	struct err *err)
{
	struct scan scan = { .table = TABLE_RECORDS, .from = shape->prefix };
	struct record *record;
	struct row_page page;
	int got;

	scan.to = bytes_after_prefix(scan.from, mem);
	do {
		got = store_scan(view, &scan, mem, &page, err);
		for (size_t i = 0; got == 0 && i < page.count; i++) {
			const struct row *row = &page.rows[i];

			got = record_decode(
				shape, key_last_u64(row->key), row->value, mem, &record, err);
			if (got == 0 && record_is_live(record))
				got = take(context, record, mem);
		}
	} while (got == 0 && scan_next(&scan, &page, mem));
	return got < 0 ? -1 : 0;
}

/* ---- unlocks ---- */

static void unlock_of(
	const struct model *model, const struct record *record, int32_t day, struct unlock *out)
{
	const struct value *period = kept_value(model, record, KEPT_UNLOCK, UNLOCK_PERIOD);
	const struct value *until = kept_value(model, record, KEPT_UNLOCK, UNLOCK_UNTIL);
	const char *unit = kept_text(model, record, KEPT_UNLOCK, UNLOCK_UNIT);

	*out = (struct unlock){ .id = record->id,
		.cycle =
			model_cycle(model, kept_text(model, record, KEPT_UNLOCK, UNLOCK_CYCLE)),
		.unit = *unit ? unit_find(&model->units, unit) : NULL,
		.authority = kept_text(model, record, KEPT_UNLOCK, UNLOCK_AUTHORITY),
		.reason = kept_text(model, record, KEPT_UNLOCK, UNLOCK_REASON),
		.until = value_is_given(until) ? until->date : DATE_NONE };
	if (value_is_given(period))
		out->period = period->period;
	/* of a unit that is gone it unlocks nothing, not everything */
	out->in_force = out->cycle && out->until != DATE_NONE && day <= out->until &&
		(out->unit || !*unit);
}

struct unlock_search {
	const struct model *model;
	struct period_seen *seen;
	int32_t day;
	struct unlock best;
};

static int take_unlock(void *context, struct record *record, struct arena *mem)
{
	struct unlock_search *s = context;
	struct period_seen *seen = s->seen;
	struct unlock u;
	int32_t last = period_last_day(seen->period, &s->model->calendar.season);

	(void)mem;
	unlock_of(s->model, record, s->day, &u);
	if (!u.in_force || u.cycle != seen->cycle ||
		period_key_compare(u.period, seen->period) != 0)
		return 0;
	if (u.unit && (!seen->unit || !unit_is_within(seen->unit, u.unit, last)))
		return 0;
	if (s->best.id && u.until <= s->best.until)
		return 0;
	s->best = u;
	seen->unlock.id = record->id;
	seen->unlock.revision = record->revision;
	return 0;
}

static int see_unlock(struct dataset *data, struct snapshot *view, int32_t day,
	struct arena *mem, struct period_seen *seen, struct err *err)
{
	struct unlock_search s = { .model = data->model, .seen = seen, .day = day };

	if (look_at(data, view, KEPT_UNLOCK, &seen->unlock, err) < 0)
		return -1;
	if (!seen->unlock.there ||
		each_record(view, &seen->unlock.shape, mem, take_unlock, &s, err) < 0)
		return seen->unlock.there ? -1 : 0;
	seen->hold.unlock = s.best.id;
	return 0;
}

/* ---- closing, lock, filing ---- */

static int see_closing(struct dataset *data, struct snapshot *view, struct arena *mem,
	struct period_seen *seen, struct err *err)
{
	const struct model *m = data->model;
	struct place_value at[] = {
		{ kept_field(m, KEPT_CLOSING, CLOSING_CYCLE), value_text(seen->cycle->id) },
		{ kept_field(m, KEPT_CLOSING, CLOSING_PERIOD), value_period(seen->period) },
	};
	const struct value *closed;

	if (look_at(data, view, KEPT_CLOSING, &seen->closing, err) < 0)
		return -1;
	if (!seen->closing.there ||
		find_one(view, &seen->closing, at, COUNT_OF(at), mem, err) < 0)
		return seen->closing.there ? -1 : 0;
	if (!seen->closing.record)
		return 0;
	seen->hold.closing = seen->closing.id;
	closed = kept_value(m, seen->closing.record, KEPT_CLOSING, CLOSING_CLOSED);
	seen->hold.closed_on = value_is_given(closed)
		? closed->date
		: instant_day(seen->closing.record->changed);
	return 0;
}

static int see_filing(struct dataset *data, struct snapshot *view, struct arena *mem,
	struct period_seen *seen, struct err *err)
{
	const struct model *m = data->model;
	const struct unit *unit = seen->hold.unit;
	struct place_value at[] = {
		{ kept_field(m, KEPT_FILING, FILING_CYCLE), value_text(seen->cycle->id) },
		{ kept_field(m, KEPT_FILING, FILING_UNIT), value_text(unit ? unit->code : "") },
		{ kept_field(m, KEPT_FILING, FILING_PERIOD), value_period(seen->period) },
	};
	const struct work_state *state;

	if (!unit)
		return 0;
	if (look_at(data, view, KEPT_FILING, &seen->filing, err) < 0)
		return -1;
	if (!seen->filing.there ||
		find_one(view, &seen->filing, at, COUNT_OF(at), mem, err) < 0)
		return seen->filing.there ? -1 : 0;
	if (!seen->filing.record)
		return 0;
	seen->hold.filing = seen->filing.id;
	seen->hold.filing_state = seen->filing.record->state;
	state = model_state(m, seen->hold.filing_state);
	seen->hold.settled = state && state->settled;
	return 0;
}

int period_see(struct dataset *data, struct snapshot *view, int32_t day, struct arena *mem,
	struct period_seen *seen, struct err *err)
{
	const struct model *m = data->model;
	struct period_hold *hold = &seen->hold;

	*hold = (struct period_hold){ .closed_on = DATE_NONE };
	hold->lock_day = cycle_locked_after(seen->cycle, m, seen->period);
	hold->locked = hold->lock_day != DATE_NONE && day > hold->lock_day;
	if (seen->unit)
		hold->unit = cycle_unit_of(seen->cycle, m, seen->period, seen->unit);
	if (see_closing(data, view, mem, seen, err) < 0 ||
		see_filing(data, view, mem, seen, err) < 0)
		return -1;
	return see_unlock(data, view, day, mem, seen, err);
}

/* ---- in words ---- */

/* Roles that may add to the ledger; "" when conf gives nobody the right. */
static void who_adds(const struct model *model, enum kept what, struct str *out)
{
	const struct form *form = kept_form(model, what);

	if (!form || may_who(model, ACTION_CREATE, form, NULL, out) == 0)
		str_add(out, _("nobody (conf/roles)"));
}

static void say_shut(const struct model *model, const struct period_seen *seen, int32_t day,
	int closed, struct str *why)
{
	struct str period = { 0 }, on = { 0 }, who = { 0 };

	cycle_period_text(seen->cycle, seen->period, &period);
	date_print(day, &on);
	who_adds(model, KEPT_UNLOCK, &who);
	if (closed)
		str_addf(why,
			_("%s was closed on %s: it can be unlocked by %s; else propose a "
			  "correction (herbledger correct)"),
			str_text(&period), str_text(&on), str_text(&who));
	else
		str_addf(why, _("Entry for %s ended on %s: it can be unlocked by %s"),
			str_text(&period), str_text(&on), str_text(&who));
	str_release(&period);
	str_release(&on);
	str_release(&who);
}

int period_why_shut(const struct model *model, const struct period_seen *seen, struct str *why)
{
	const struct period_hold *hold = &seen->hold;

	if (!period_is_shut(hold))
		return 0;
	if (hold->closing)
		say_shut(model, seen, hold->closed_on, 1, why);
	else
		say_shut(model, seen, hold->lock_day, 0, why);
	return 1;
}

/* By which action a settled filing becomes one that may change, and whose it is. */
static const struct work_action *returning(
	const struct model *model, const struct record *filing, struct str *who)
{
	const struct workflow *flow = filing->form->workflow;

	for (size_t i = 0; flow && i < flow->action_count; i++) {
		const struct work_action *act = &flow->actions[i];
		const struct work_state *to = model_state(model, act->to);

		if (act->only_with || !(act->from >> filing->state & 1) || !to || to->settled)
			continue;
		may_act_who(model, act, filing, who);
		return act;
	}
	return NULL;
}

static void say_settled(
	const struct model *model, const struct period_seen *seen, struct str *why)
{
	const struct record *filing = seen->filing.record;
	struct str period = { 0 }, who = { 0 };
	const struct work_action *act = returning(model, filing, &who);
	const char *unit = unit_name(seen->hold.unit, DATE_NONE);

	cycle_period_text(seen->cycle, seen->period, &period);
	if (act)
		str_addf(why,
			_("What %s filed for %s is %s: before it may change, %s has to do "
			  "this: %s"),
			unit, str_text(&period), state_label(model, filing->state),
			str_text(&who), action_label(act));
	else
		str_addf(why,
			_("What %s filed for %s is %s and changes only by a correction "
			  "(herbledger correct)"),
			unit, str_text(&period), state_label(model, filing->state));
	str_release(&period);
	str_release(&who);
}

int period_why(const struct model *model, const struct period_seen *seen, struct str *why)
{
	if (period_why_shut(model, seen, why))
		return 1;
	if (!seen->hold.settled)
		return 0;
	say_settled(model, seen, why);
	return 1;
}

int period_is_shut(const struct period_hold *hold)
{
	return !hold->unlock && (hold->closing || hold->locked);
}

/* ---- for the batch ---- */

static void expect_kept(const struct kept_seen *k, struct batch *batch)
{
	struct arena mem = { 0 };
	struct bytes shape;

	if (!k->there)
		return;
	shape = shape_key(k->shape.form->id, &mem);
	if (k->shape.number == 0)
		batch_expect_absent(batch, TABLE_META, shape);
	else
		batch_expect(batch, TABLE_META, shape, k->shape.revision);
	if (k->id)
		batch_expect(
			batch, TABLE_RECORDS, key_record(&k->shape, k->id, &mem), k->revision);
	else if (k->key.at)
		batch_expect_absent(batch, TABLE_INDEX, k->key);
	arena_release(&mem);
}

void period_expect(const struct period_seen *seen, int filing, struct batch *batch)
{
	expect_kept(&seen->closing, batch);
	if (seen->unlock.id)
		expect_kept(&seen->unlock, batch);
	if (filing && seen->hold.unit)
		expect_kept(&seen->filing, batch);
}

/* ---- asked from above ---- */

static int see_now(
	struct dataset *data, struct arena *mem, struct period_seen *seen, struct err *err)
{
	struct snapshot *view = data->held;
	int32_t day = dataset_today(data);
	int got = 0, tries = 0;

	if (day == DATE_NONE)
		return err_set(
			err, ERR_STORE, _("The server does not tell the date; try again."));
	do {
		if (!data->held)
			got = snapshot_open(data->store, SNAPSHOT_SCREEN, &view, err);
		if (got == 0)
			got = period_see(data, view, day, mem, seen, err);
		if (!data->held)
			snapshot_close(&view);
	} while (view_again(data, got, tries++, err));
	return got;
}

int period_hold_of(struct dataset *data, const struct cycle *cycle, struct period period,
	const struct unit *unit, struct period_hold *out, struct err *err)
{
	struct period_seen seen = { .cycle = cycle, .period = period, .unit = unit };
	struct arena mem = { 0 };
	int got = see_now(data, &mem, &seen, err);

	*out = seen.hold;
	arena_release(&mem);
	return got;
}

int period_shut_text(struct dataset *data, const struct cycle *cycle, struct period period,
	const struct unit *unit, struct str *why, struct err *err)
{
	struct period_seen seen = { .cycle = cycle, .period = period, .unit = unit };
	struct arena mem = { 0 };
	int got = see_now(data, &mem, &seen, err);

	if (got == 0)
		got = period_why_shut(data->model, &seen, why);
	arena_release(&mem);
	return got;
}

/* ---- lists ---- */

struct listing {
	const struct model *model;
	const struct viewer *viewer;
	int32_t day;
	int all;
	VEC(struct unlock) unlocks;
	VEC(struct closing) closings;
};

/* Whose rows he does not see, of that he learns nothing; who ordered it only as a reader. */
static int list_unlock(void *context, struct record *record, struct arena *mem)
{
	struct listing *l = context;
	struct err ignored = { 0 };
	struct unlock u;

	unlock_of(l->model, record, l->day, &u);
	if (!(u.in_force || l->all) || !u.cycle ||
		(u.unit && !viewer_sees(l->model, l->viewer, u.cycle->form, u.unit)))
		return 0;
	if (may(l->model, l->viewer, ACTION_READ, record->form, NULL, &ignored) < 0)
		u.authority = u.reason = "";
	*VEC_PUSH_IN(mem, &l->unlocks) = u;
	return 0;
}

static int list_closing(void *context, struct record *record, struct arena *mem)
{
	struct listing *l = context;
	const struct value *period = kept_value(l->model, record, KEPT_CLOSING, CLOSING_PERIOD);
	const struct value *closed = kept_value(l->model, record, KEPT_CLOSING, CLOSING_CLOSED);
	struct closing *c = VEC_PUSH_IN(mem, &l->closings);

	*c = (struct closing){ .id = record->id,
		.cycle = model_cycle(
			l->model, kept_text(l->model, record, KEPT_CLOSING, CLOSING_CYCLE)),
		.closed =
			value_is_given(closed) ? closed->date : instant_day(record->changed) };
	if (value_is_given(period))
		c->period = period->period;
	return 0;
}

static int list_once(struct dataset *data, enum kept what, struct listing *l, struct arena *mem,
	struct err *err)
{
	struct snapshot *view = data->held;
	struct kept_seen k;
	int got = 0;

	if (!view)
		got = snapshot_open(data->store, SNAPSHOT_SCREEN, &view, err);
	if (got == 0)
		got = look_at(data, view, what, &k, err);
	if (got > 0)
		got = each_record(view, &k.shape, mem,
			what == KEPT_UNLOCK ? list_unlock : list_closing, l, err);
	if (!data->held)
		snapshot_close(&view);
	return got < 0 ? -1 : 0;
}

static int list_kept(struct dataset *data, enum kept what, int all, struct listing *l,
	struct arena *mem, struct err *err)
{
	int got, tries = 0;

	do {
		*l = (struct listing){ .model = data->model,
			.viewer = &data->viewer,
			.day = dataset_today(data),
			.all = all };
		got = list_once(data, what, l, mem, err);
	} while (view_again(data, got, tries++, err));
	return got;
}

int unlocks_read(struct dataset *data, int all, struct arena *mem, struct unlock **out,
	size_t *count, struct err *err)
{
	struct listing l;
	int got = list_kept(data, KEPT_UNLOCK, all, &l, mem, err);

	*out = l.unlocks.at;
	*count = l.unlocks.count;
	return got;
}

int closings_read(struct dataset *data, struct arena *mem, struct closing **out, size_t *count,
	struct err *err)
{
	struct listing l;
	int got = list_kept(data, KEPT_CLOSING, 1, &l, mem, err);

	*out = l.closings.at;
	*count = l.closings.count;
	return got;
}
