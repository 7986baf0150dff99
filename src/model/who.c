/*
 * who.c - who can do something, as text: roles by label, those bound to a unit with it.
 *
 * Knows no persons: who holds a post is not the model's.
 */
#include "model/viewer_internal.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"
#include "model/workflow.h"

enum { WHO_MOST = 5 }; /* more are "and others" */

struct who {
	const struct model *model;
	const struct form *form;
	const struct unit *unit; /* of the record, NULL unknown */
	const struct role *seen[WHO_MOST];
	size_t count;
	struct str *out;
};

/* clang-format off */
static const char *const doing[ACTION_COUNT] = {
	[ACTION_READ] = N_("reading"),         [ACTION_CREATE] = N_("adding to"),
	[ACTION_CHANGE] = N_("changing"),      [ACTION_SUBMIT] = N_("submitting"),
	[ACTION_DELETE] = N_("deleting"),      [ACTION_UNDELETE] = N_("undeleting"),
	[ACTION_EXPORT] = N_("exporting"),     [ACTION_IMPORT] = N_("importing"),
	[ACTION_ADMIN] = N_("administering"),  [ACTION_AUDIT] = N_("reading events"),
	[ACTION_CONF] = N_("changing the configuration"),
	[ACTION_SESSIONS] = N_("ending the sessions of others"),
};
/* clang-format on */

const char *doing_label(const struct form *form, const char *action)
{
	const struct work_action *act = form ? form_action(form, action) : NULL;
	enum deed deed;

	if (act)
		return action_label(act);
	return deed_parse(action, &deed) ? _(doing[deed]) : action;
}

/* The township, where there is one: posts are there, not in its villages. */
static const char *place_name(const struct unit *unit)
{
	const struct unit *town = unit_at_level(unit, 1, DATE_NONE);

	return unit_name(town ? town : unit, DATE_NONE);
}

static int is_seen(const struct who *who, const struct role *role)
{
	for (size_t i = 0; i < who->count && i < WHO_MOST; i++) {
		if (who->seen[i] == role)
			return 1;
	}
	return 0;
}

static void add_role(struct who *who, const struct role *role, int whole)
{
	const char *name = text_in(role->label, i18n_lang());

	if (is_seen(who, role))
		return;
	if (who->count == WHO_MOST)
		str_add(who->out, _(" and others"));
	if (who->count++ >= WHO_MOST)
		return;
	who->seen[who->count - 1] = role;
	if (who->count > 1)
		str_add(who->out, _(", "));
	if (!whole && who->unit)
		str_addf(who->out, _("the %s %s"), place_name(who->unit), name);
	else
		str_add(who->out, name);
}

static struct who who_at(const struct model *model, const struct form *form,
	const struct record *record, struct str *out)
{
	struct who who = { .model = model, .form = form, .out = out };

	record_place(model, form, record, &who.unit);
	return who;
}

static void add_deed(struct who *who, enum deed deed)
{
	for (size_t i = 0; i < who->model->role_count; i++) {
		const struct role *role = &who->model->roles[i];
		const struct right *right = role_right(role, deed, who->form);

		if (right && (who->form || strcmp(role->id, ROLE_OF_ALL) != 0))
			add_role(who, role, right->whole);
	}
}

/* Who acts has to see the record. */
static void add_act(
	struct who *who, const struct work_action *action, const struct record *record)
{
	const struct field *holder =
		action->holder ? form_field(who->form, action->holder) : NULL;

	for (const char **id = action->roles; id && *id; id++) {
		const struct role *role = model_role(who->model, *id);
		const struct right *right = role_right(role, ACTION_READ, who->form);

		if (strcmp(*id, ROLE_OF_ALL) == 0)
			add_deed(who, ACTION_READ);
		if (!action->only_with && !cycle_lets_review(who->model, record, *id))
			continue;
		if (right ||
			(role &&
				role_right(model_role(who->model, ROLE_OF_ALL), ACTION_READ,
					who->form)))
			add_role(who, role, right && right->whole);
	}
	if (!holder)
		return;
	str_addf(who->out, _("%swho holds the post in %s"), who->count++ ? _(", ") : "",
		field_label(holder, i18n_lang()));
}

size_t may_who(const struct model *model, enum deed action, const struct form *form,
	const struct record *record, struct str *out)
{
	struct who who = who_at(model, form, record, out);

	add_deed(&who, action);
	return who.count;
}

size_t may_act_who(const struct model *model, const struct work_action *action,
	const struct record *record, struct str *out)
{
	struct who who = who_at(model, record->form, record, out);

	add_act(&who, action, record);
	return who.count;
}

/* A record that waits for typing is submitted by who may; others by the workflow. */
void who_is_next(const struct model *model, const struct record *record, struct str *out)
{
	struct who who = who_at(model, record->form, record, out);
	const struct work_state *state = model_state(model, record->state);
	const struct work_action *acts[8];
	size_t count = form_actions_from(record->form, record->state, acts, COUNT_OF(acts));

	if (record->state == STATE_DELETED)
		add_deed(&who, ACTION_UNDELETE);
	else if (state && !state->counts && !state->settled)
		add_deed(&who, ACTION_SUBMIT);
	for (size_t i = 0; i < count && i < COUNT_OF(acts); i++)
		if (action_leaves(acts[i], record))
			add_act(&who, acts[i], record);
}

void who_returns(const struct model *model, const struct record *record, const char **label,
	struct str *out)
{
	struct who who = who_at(model, record->form, record, out);
	const struct workflow *flow = record->form->workflow;

	*label = NULL;
	for (size_t i = 0; flow && i < flow->action_count; i++) {
		const struct work_action *act = &flow->actions[i];
		const struct work_state *to = model_state(model, act->to);

		if (act->only_with || !(act->from >> record->state & 1) || !to || to->settled)
			continue;
		*label = *label ? *label : action_label(act);
		add_act(&who, act, record);
	}
}
