/*
 * reminders.c - today's reminders: for each unit that has not filed, who answers for it.
 *
 * Addressed to posts: a locked user gets none, whoever holds the post today does.  After the
 * due day the unit's leader gets one too.
 */
#include "work/inbox.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/holders.h"
#include "model/kept.h"
#include "model/model.h"
#include "model/workflow.h"
#include "work/inbox_internal.h"

struct reminding {
	struct dataset *data;
	const struct model *model;
	struct arena *mem;
	struct people people;
	struct kept_rows kept;
	VEC(struct reminder) all;
};

/* ---- who answers for a unit ---- */

static const char *name_of(const struct people *people, const struct holding *h)
{
	const struct person *user = people_user(people, h->user);

	return user && !user->locked ? (*user->name ? user->name : user->login) : NULL;
}

static int is_at(
	const struct holding *h, const char *role, const struct unit *unit, int32_t day)
{
	return strcmp(h->role, role) == 0 && h->unit == unit && holding_on(h, day);
}

static const char *reporter_of(const struct cycle *cycle, const struct model *model)
{
	const struct form *filings = kept_form(model, KEPT_FILING);

	return filings && filings->reported_by ? filings->reported_by
					       : cycle->form->reported_by;
}

static void answerable(const struct model *model, const struct people *people,
	const struct cycle *cycle, const struct unit *unit, int32_t day, struct str *out)
{
	const char *role = reporter_of(cycle, model), *gap = "";

	for (size_t i = 0; role && i < people->holdings.count; i++) {
		const struct holding *h = &people->holdings.at[i];
		const char *name = name_of(people, h);

		if (!is_at(h, role, unit, day) || !name)
			continue;
		str_addf(out, "%s%s%s", gap, name, h->acting ? _(" (acting)") : "");
		gap = _(", ");
	}
	if (!*gap)
		str_add(out, _("post vacant"));
}

/* ---- one unit ---- */

static void add(struct reminding *r, const struct filing *f, struct str *to, int days)
{
	struct reminder *reminder = VEC_PUSH_IN(r->mem, &r->all);
	struct str task = { 0 }, text = { 0 };

	cycle_period_text(f->cycle, f->period, &task);
	due_sentence(r->model, f, str_text(&task), r->kept.today, &text);
	str_release(&task);
	*reminder = (struct reminder){ .to = str_keep(to, r->mem),
		.sentence = str_keep(&text, r->mem),
		.cycle = f->cycle,
		.unit = f->unit,
		.period = f->period,
		.days = days };
}

static void remind_role(struct reminding *r, const struct filing *f, const char *role, int days,
	int even_vacant)
{
	int found = 0;
	struct str to = { 0 };

	for (size_t i = 0; i < r->people.holdings.count; i++) {
		const struct holding *h = &r->people.holdings.at[i];
		const struct post *post = people_post(&r->people, h->post);
		const char *name = name_of(&r->people, h);

		if (!is_at(h, role, f->unit, r->kept.today) || !name)
			continue;
		str_addf(&to, "%s %s %s%s", unit_name(f->unit, DATE_NONE),
			post && *post->name ? post->name : role_name(r->model, role), name,
			h->acting ? _(" (acting)") : "");
		add(r, f, &to, days);
		found = 1;
	}
	if (found || !even_vacant)
		return;
	str_addf(&to, _("%s %s (post vacant)"), unit_name(f->unit, DATE_NONE),
		role_name(r->model, role));
	add(r, f, &to, days);
}

/* Who leads on what was submitted, in the unit itself. */
static void remind_leaders(struct reminding *r, const struct filing *f, int days)
{
	const struct form *form = kept_form(r->model, KEPT_FILING);
	const struct workflow *flow = form->workflow;

	for (size_t i = 0; flow && i < flow->action_count; i++) {
		const struct work_action *action = &flow->actions[i];

		if (!(action->from >> STATE_SUBMITTED & 1) || !action_leads_on(action) ||
			action->asks)
			continue;
		for (const char **role = action->roles; role && *role; role++) {
			const struct right *right =
				role_right(model_role(r->model, *role), ACTION_READ, form);

			if (right && !right->whole)
				remind_role(r, f, *role, days, 0);
		}
	}
}

static void remind_unit(struct reminding *r, const struct filing *f, int days)
{
	const char *role = reporter_of(f->cycle, r->model);

	if (!filing_is_owed(r->model, f->state) || f->closed || f->due == DUE_NOT_OPEN ||
		(f->lock_day != DATE_NONE && r->kept.today > f->lock_day))
		return;
	if (role)
		remind_role(r, f, role, days, 1);
	if (days < 0)
		remind_leaders(r, f, days);
}

/* ---- all ---- */

static int remind_period(
	struct reminding *r, const struct cycle *cycle, struct period period, struct err *err)
{
	struct filing *filings;
	size_t count;
	int days;

	if (!cycle_asks(cycle, r->model, period) ||
		!cycle_reminds(cycle, r->model, period, r->kept.today, &days))
		return 0;
	r->kept.filings.count = 0;
	if (kept_filings(r->data, cycle, period, r->mem, &r->kept, err) < 0 ||
		filings_filed_in(r->data, &r->kept, cycle, period, NULL, r->mem, &filings,
			&count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		remind_unit(r, &filings[i], days);
	return 0;
}

/* What is for the same person stands together. */
static void by_person(struct reminding *r)
{
	for (size_t i = 1; i < r->all.count; i++) {
		struct reminder reminder = r->all.at[i];
		size_t at = i;

		for (size_t j = 0; j < i; j++)
			if (strcmp(r->all.at[j].to, reminder.to) == 0)
				at = j + 1;
		memmove(&r->all.at[at + 1], &r->all.at[at], (i - at) * sizeof(reminder));
		r->all.at[at] = reminder;
	}
}

int reminders_read(struct dataset *data, struct arena *mem, struct reminder **out,
	size_t *count, struct err *err)
{
	struct reminding r = { .data = data, .model = dataset_model(data), .mem = mem };

	*out = NULL;
	*count = 0;
	if (kept_begin(data, mem, &r.kept, err) < 0 ||
		holders_load(data, mem, &r.people, err) < 0)
		return -1;
	for (size_t i = 0; i < r.model->cycle_count; i++) {
		const struct cycle *cycle = &r.model->cycles[i];
		struct period latest = cycle_latest(cycle, r.model, r.kept.today);
		struct err refused = { 0 };

		if (!cycle->on || !cycle->form || latest.kind == PERIOD_NONE ||
			cycle_may_read(data, cycle, &refused) < 0)
			continue;
		if (remind_period(&r, cycle, period_previous(latest), err) < 0 ||
			remind_period(&r, cycle, latest, err) < 0)
			return -1;
	}
	by_person(&r);
	*out = r.all.at;
	*count = r.all.count;
	return 0;
}

/* ---- who is silent ---- */

struct listing {
	struct dataset *data;
	struct arena *mem;
	struct people people;
	int32_t today;
	VEC(struct silent) all;
};

static int list_period(
	struct listing *l, const struct cycle *cycle, struct period period, struct err *err)
{
	struct filing *filings;
	size_t count;

	if (filings_of(l->data, cycle, period, l->mem, &filings, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		const struct filing *f = &filings[i];
		struct str who = { 0 };

		if (f->state != STATE_NEW || f->due != DUE_OVERDUE)
			continue;
		answerable(dataset_model(l->data), &l->people, cycle, f->unit, l->today, &who);
		*VEC_PUSH_IN(l->mem, &l->all) = (struct silent){ .filing = f,
			.late = (int)(l->today - f->due_day),
			.entered = f->records > 0,
			.who = str_keep(&who, l->mem) };
	}
	return 0;
}

static int list_cycle(
	struct listing *l, const struct cycle *cycle, struct period period, struct err *err)
{
	struct period latest = cycle_latest(cycle, dataset_model(l->data), l->today);

	if (period.kind != PERIOD_NONE)
		return list_period(l, cycle, period, err);
	if (latest.kind == PERIOD_NONE)
		return 0;
	return list_period(l, cycle, period_previous(latest), err) < 0
		? -1
		: list_period(l, cycle, latest, err);
}

int silent_read(struct dataset *data, const struct cycle *cycle, struct period period,
	struct arena *mem, struct silent **out, size_t *count, struct err *err)
{
	const struct model *model = dataset_model(data);
	struct listing l = { .data = data, .mem = mem };
	int64_t now;

	*out = NULL;
	*count = 0;
	if (dataset_now(data, &now, err) < 0 || holders_load(data, mem, &l.people, err) < 0)
		return -1;
	l.today = instant_day(now);
	for (size_t i = 0; i < model->cycle_count; i++) {
		const struct cycle *asked = &model->cycles[i];
		struct err refused = { 0 };

		if (!asked->on || !asked->form || (cycle && cycle != asked) ||
			(!cycle && cycle_may_read(data, asked, &refused) < 0))
			continue;
		if (list_cycle(&l, asked, period, err) < 0)
			return -1;
	}
	*out = l.all.at;
	*count = l.all.count;
	return 0;
}
