/*
 * leave.c - what somebody who leaves has, and the one batch that takes it from him.
 */
#include "work/leave.h"

#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/drafts.h"
#include "model/model.h"
#include "work/handover_steps.h"
#include "work/records.h"

static uint64_t heir_of(const struct leave *leave, uint64_t post)
{
	for (size_t i = 0; i < leave->heir_count; i++)
		if (leave->heirs[i].post == post)
			return leave->heirs[i].user;
	return leave->successor;
}

/* ---- the plan ---- */

static int plan_keys(struct dataset *data, const struct leave *leave, struct arena *mem,
	struct leave_plan *out, struct err *err)
{
	int32_t today = dataset_today(data);
	struct people people;
	const struct person *user;

	if (people_load(data, mem, &people, err) < 0)
		return -1;
	user = people_user(&people, leave->user);
	out->locked = user && user->locked;
	out->keys = arena_array(mem, people.keys.count, sizeof(*out->keys));
	for (size_t i = 0; i < people.keys.count; i++) {
		const struct user_key *key = &people.keys.at[i];

		if (key->user == leave->user && key->ended == DATE_NONE)
			out->keys[out->key_count++] = *key;
		else if (key->user == leave->user && key->ended > today)
			out->keys[out->key_count++] = *key;
	}
	return 0;
}

static int plan_sessions(
	const struct leave *leave, struct arena *mem, struct leave_plan *out, struct err *err)
{
	const char *id = arena_printf(mem, "%" PRIu64, leave->user);
	struct session_info *all;
	struct draft_list drafts;
	size_t count;

	if (!leave->dir)
		return 0;
	if (sessions_list(leave->dir, mem, &all, &count, err) < 0 ||
		drafts_list(leave->dir, id, mem, &drafts, err) < 0)
		return -1;
	out->drafts = drafts.count;
	out->sessions = arena_array(mem, count, sizeof(*all));
	for (size_t i = 0; i < count; i++)
		if (strcmp(all[i].user, id) == 0)
			out->sessions[out->session_count++] = all[i];
	return 0;
}

int leave_plan(struct dataset *data, const struct leave *leave, struct arena *mem,
	struct leave_plan *out, struct err *err)
{
	struct handover wanted = {
		.from = leave->user, .to = leave->successor, .day = leave->day
	};

	*out = (struct leave_plan){ 0 };
	if (handover_plan(data, &wanted, mem, &out->posts, err) < 0 ||
		plan_keys(data, leave, mem, out, err) < 0)
		return -1;
	return plan_sessions(leave, mem, out, err);
}

/* ---- doing it ---- */

static int take_posts(struct changes *c, const struct leave *leave, const struct people *people,
	int32_t day, struct err *err)
{
	for (size_t i = 0; i < people->holdings.count; i++) {
		const struct holding *h = &people->holdings.at[i];
		struct handover_step step = { .people = people,
			.holding = h,
			.to = heir_of(leave, h->post),
			.day = day };

		if (h->user != leave->user || (h->to != DATE_NONE && h->to < day))
			continue;
		if (handover_step(c, &step, err) < 0)
			return -1;
	}
	return 0;
}

static int take_keys(struct changes *c, const struct leave *leave, const struct people *people,
	int32_t day, struct err *err)
{
	const struct key_fields *names = &dataset_model(c->data)->site.ssh_keys;

	for (size_t i = 0; i < people->keys.count; i++) {
		const struct user_key *key = &people->keys.at[i];
		struct record *record;

		if (key->user != leave->user || (key->ended != DATE_NONE && key->ended <= day))
			continue;
		record = changes_open(c, names->form, key->id, err);
		if (!record)
			return -1;
		set_in(record, names->ended, value_date(day));
	}
	return 0;
}

static int lock(struct changes *c, uint64_t user, struct err *err)
{
	const struct user_fields *names = &dataset_model(c->data)->site.users;
	struct record *record;

	if (!names->locked)
		return err_set(err, ERR_FAULT,
			_("Users cannot be locked here yet: run herbledger forms --apply on "
			  "the server first"));
	record = changes_open(c, names->form, user, err);
	if (record)
		set_in(record, names->locked, value_bool(1));
	return record ? 0 : -1;
}

int leave_do(struct dataset *data, const struct leave *leave, struct arena *mem, size_t *ended,
	struct err *err)
{
	int32_t today = dataset_today(data);
	int32_t day = leave->day == DATE_NONE ? today : leave->day;
	struct people people;
	struct changes c;

	*ended = 0;
	if (text_is_blank(leave->reason))
		return err_set(err, ERR_USAGE, _("Say why: --reason; it stays in the history"));
	if (day > today)
		return err_set(err, ERR_USAGE,
			_("Whoever leaves is locked at once: do this on the day, and hand the "
			  "posts over beforehand with herbledger post hand-over"));
	if (people_load(data, mem, &people, err) < 0)
		return -1;
	changes_begin(&c, data, mem);
	if (take_posts(&c, leave, &people, day, err) < 0 ||
		take_keys(&c, leave, &people, day, err) < 0 || lock(&c, leave->user, err) < 0 ||
		changes_save(&c, leave->reason, 0, err) < 0)
		return -1;
	if (!leave->dir)
		return 0;
	return sessions_stop_user(
		leave->dir, arena_printf(mem, "%" PRIu64, leave->user), ended, err);
}
