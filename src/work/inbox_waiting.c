/*
 * inbox_waiting.c - what waits for an action of the viewer: filings, records of ledgers that no
 * cycle asks for, unlocks that end soon, printed reports that are no longer right.
 */
#include "work/inbox_internal.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/holders.h"
#include "data/printed.h"
#include "data/query.h"
#include "model/kept.h"
#include "model/model.h"
#include "model/workflow.h"

enum {
	DEEDS_MOST = 5, /* filings of which it is looked up who did what before */
	ENDS_SOON = 3, /* days before an unlock ends */
};

/* ---- filings ---- */

/* Somebody holds the role for the unit on the day, not locked. */
static int role_is_held(
	const struct people *people, const char *role, const struct unit *unit, int32_t day)
{
	for (size_t i = 0; i < people->holdings.count; i++) {
		const struct holding *h = &people->holdings.at[i];
		const struct person *user = people_user(people, h->user);

		if (strcmp(h->role, role) == 0 && holding_on(h, day) && user && !user->locked &&
			unit_is_within(unit, h->unit, DATE_NONE))
			return 1;
	}
	return 0;
}

/* Roles that nobody holds for the unit, as far as the action asks. */
static int find_unheld(struct box *box, const struct work_action *action,
	const struct filing *f, struct record *probe, struct err *err)
{
	probe->unheld = arena_array(box->mem, 2, sizeof(*probe->unheld));
	if (!action->absent || action->from >> f->state & 1)
		return 0;
	if (!box->holders_read && holders_load(box->data, box->mem, &box->holders, err) < 0)
		return -1;
	box->holders_read = 1;
	if (!role_is_held(&box->holders, action->absent, f->unit, box->kept.today))
		probe->unheld[0] = action->absent;
	return 0;
}

/* 1 the viewer may, 0 not, -1. */
static int may_now(struct box *box, const struct work_action *action, const struct filing *f,
	int deeds, struct err *err)
{
	struct record probe = *f->record;
	struct err refused = { 0 };

	probe.done_known = 1;
	if (deeds && data_deeds(box->data, &probe, box->mem, err) < 0)
		return -1;
	if (!deeds && find_unheld(box, action, f, &probe, err) < 0)
		return -1;
	return may_act(box->model, box->viewer, action, &probe, &refused) == 0;
}

static void add_waiting(struct box *box, const struct work_action *action,
	const struct filing *first, uint64_t count)
{
	struct inbox_item *item;
	struct str task = { 0 }, text = { 0 };

	if (count == 1)
		filing_title(first, &task);
	else
		cycle_period_text(first->cycle, first->period, &task);
	if (count == 1)
		str_addf(&text, _("%s: waits to be acted on: %s"), str_text(&task),
			action_label(action));
	else
		str_addf(&text, _("%s: %llu filings wait to be acted on: %s"), str_text(&task),
			(unsigned long long)count, action_label(action));
	str_release(&task);
	item = box_add(box, INBOX_WAITING, &text);
	item->cycle = first->cycle;
	item->period = first->period;
	item->unit = count == 1 ? first->unit : NULL;
	item->form = first->record->form;
	item->record = count == 1 ? first->record->id : 0;
	item->action = action->id;
	item->count = count;
}

static int box_action(struct box *box, const struct work_action *action,
	const struct filing *filings, size_t count, struct err *err)
{
	const struct filing *first = NULL;
	uint32_t from = action->from | action->from_if_absent;
	uint64_t likely = 0, waiting = 0;

	for (size_t i = 0; i < count; i++)
		likely += filings[i].record && from >> filings[i].state & 1;
	for (size_t i = 0; i < count; i++) {
		int got = 0;

		if (filings[i].record && from >> filings[i].state & 1)
			got = may_now(box, action, &filings[i], likely <= DEEDS_MOST, err);
		if (got < 0)
			return -1;
		if (!got)
			continue;
		first = first ? first : &filings[i];
		waiting++;
	}
	if (first)
		add_waiting(box, action, first, waiting);
	return 0;
}

/* What asks for something to be typed (on paper) stands beside, it does not wait. */
static int waits(const struct work_action *action)
{
	return action_leads_on(action) && !action->asks;
}

int box_waiting_filings(
	struct box *box, const struct filing *filings, size_t count, struct err *err)
{
	const struct form *form = kept_form(box->model, KEPT_FILING);
	const struct workflow *flow = form->workflow;

	for (size_t i = 0; flow && i < flow->action_count; i++) {
		const struct work_action *action = &flow->actions[i];

		if (waits(action) && box_actor(box, action, form) &&
			box_action(box, action, filings, count, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- records of other ledgers ---- */

static int is_collected(const struct box *box, const struct form *form)
{
	enum kept what;

	if (form_is_kept(box->model, form, &what))
		return what != KEPT_CORRECTION;
	for (size_t i = 0; i < box->model->cycle_count; i++)
		if (box->model->cycles[i].on && box->model->cycles[i].form == form)
			return 1;
	return 0;
}

static void add_records(struct box *box, enum inbox_kind kind, const struct form *form,
	const struct work_action *action, uint64_t count)
{
	const char *label = form_label(form, i18n_lang());
	struct inbox_item *item;
	struct str text = { 0 };

	if (action)
		str_addf(&text,
			P_("%s: %llu record waits to be acted on: %s",
				"%s: %llu records wait to be acted on: %s", count),
			label, (unsigned long long)count, action_label(action));
	else
		str_addf(&text,
			P_("%s: %llu record was returned, put it right",
				"%s: %llu records were returned, put them right", count),
			label, (unsigned long long)count);
	item = box_add(box, kind, &text);
	item->form = form;
	item->action = action ? action->id : NULL;
	item->count = count;
}

/* "owner = '3' or owner = '7'": the viewer's posts; NULL when none can stand there. */
static const struct expr *held_by(
	const struct box *box, const struct form *form, const char *holder)
{
	const struct field *field = form_field(form, holder);
	const struct expr *where = NULL;
	struct str text = { 0 };
	struct err ignored = { 0 };

	if (!field || field->flags & FIELD_SEVERAL)
		return NULL;
	for (size_t i = 0; i < box->viewer->post_count; i++)
		if (box->viewer->posts[i].id)
			str_addf(&text, "%s%s = '%s'", text.len ? " or " : "", field->id,
				box->viewer->posts[i].id);
	if (text.len)
		where = work_condition(
			box->model, form, box->mem, &ignored, "%s", str_text(&text));
	str_release(&text);
	return where;
}

static int count_action(struct box *box, const struct form *form,
	const struct work_action *action, struct err *err)
{
	struct query query = { .form = form, .states = action->from };
	uint64_t count = 0;

	if (action->holder && !(query.where = held_by(box, form, action->holder)))
		return 0;
	if (!action->holder && !box_actor(box, action, form))
		return 0;
	if (query_count(box->data, &query, &count, err) < 0)
		return -1;
	if (count > 0)
		add_records(box, INBOX_WAITING, form, action, count);
	return 0;
}

static int count_actions(struct box *box, const struct form *form, struct err *err)
{
	for (size_t i = 0; i < form->workflow->action_count; i++)
		if (waits(&form->workflow->actions[i]) &&
			count_action(box, form, &form->workflow->actions[i], err) < 0)
			return -1;
	return 0;
}

/* ---- records that came back ---- */

static unsigned states_returned(const struct model *model)
{
	unsigned states = 0;

	for (unsigned i = STATE_FIRST_OWN; i <= STATE_MOST; i++)
		if (model_state(model, (enum record_state)i) &&
			filing_is_owed(model, (enum record_state)i))
			states |= 1u << i;
	return states;
}

/* With a filing that came back its lines did too. */
static int is_told(const struct box *box, const struct form *form)
{
	for (size_t i = 0; i < box->returned.count; i++)
		if (box->returned.at[i] == form)
			return 1;
	return 0;
}

static int count_returned(struct box *box, const struct form *form, struct err *err)
{
	struct query query = { .form = form, .states = states_returned(box->model) };
	uint64_t count = 0;

	if (!query.states || is_told(box, form) || !box_reports(box, form, NULL))
		return 0;
	if (query_count(box->data, &query, &count, err) < 0)
		return -1;
	if (count > 0)
		add_records(box, INBOX_RETURNED, form, NULL, count);
	return 0;
}

/* ---- unlocks ---- */

static void box_unlocks(struct box *box)
{
	const struct form *form = kept_form(box->model, KEPT_UNLOCK);
	struct err refused = { 0 };

	if (!form || may(box->model, box->viewer, ACTION_CREATE, form, NULL, &refused) < 0)
		return;
	for (size_t i = 0; i < box->kept.unlock_count; i++) {
		const struct unlock *u = &box->kept.unlocks[i];
		struct inbox_item *item;
		struct str task = { 0 }, day = { 0 }, text = { 0 };

		if (!u->cycle || u->until < box->kept.today ||
			u->until - box->kept.today > ENDS_SOON)
			continue;
		if (u->unit)
			str_addf(&task, "%s ", unit_name(u->unit, DATE_NONE));
		cycle_period_text(u->cycle, u->period, &task);
		date_print(u->until, &day);
		str_addf(
			&text, _("%s: the unlock ends on %s"), str_text(&task), str_text(&day));
		str_release(&task);
		str_release(&day);
		item = box_add(box, INBOX_DUE, &text);
		item->cycle = u->cycle;
		item->period = u->period;
		item->unit = u->unit;
		item->form = form;
		item->record = u->id;
		item->days = (int)(u->until - box->kept.today);
	}
}

/* ---- printed reports ---- */

static int box_stale(struct box *box, struct err *err)
{
	struct printed *all;
	size_t count;

	if (printed_stale(box->data, box->mem, &all, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct str what = { 0 }, text = { 0 };
		struct inbox_item *item;

		printed_text(&all[i], &what);
		str_addf(&text,
			P_("%s: %zu record behind it has changed since",
				"%s: %zu records behind it have changed since",
				all[i].change_count),
			str_text(&what), all[i].change_count);
		str_release(&what);
		item = box_add(box, INBOX_STALE, &text);
		item->period = all[i].period;
		item->record = all[i].number;
		item->count = all[i].change_count;
	}
	return 0;
}

int box_waiting_records(struct box *box, struct err *err)
{
	for (size_t i = 0; i < box->model->form_count; i++) {
		const struct form *form = box->model->forms[i];
		struct err refused = { 0 };

		if (!form->workflow ||
			may(box->model, box->viewer, ACTION_READ, form, NULL, &refused) < 0)
			continue;
		if (!is_collected(box, form) && count_actions(box, form, err) < 0)
			return -1;
		if (!form_is_kept(box->model, form, NULL) && count_returned(box, form, err) < 0)
			return -1;
	}
	box_unlocks(box);
	return box_stale(box, err);
}
