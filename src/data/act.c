/*
 * act.c - an action of a workflow on a record: its state turns; its contents stay, unless the
 * action asks something or brings a correction along.
 */
#include "data/save_internal.h"

#include <string.h>

#include "base/i18n.h"
#include "model/workflow.h"

/* ---- which there are ---- */

static int refuse_unknown(const struct form *form, const char *id, struct err *err)
{
	const char *label = form_label(form, i18n_lang());
	struct str names = { 0 };

	if (!form->workflow || form->workflow->action_count == 0)
		return err_set(err, ERR_USAGE,
			_("%s has no actions: its records are submitted on saving"), label);
	for (size_t i = 0; i < form->workflow->action_count; i++) {
		const struct work_action *action = &form->workflow->actions[i];

		if (!action->only_with)
			str_addf(&names, "%s%s (%s)", names.len ? ", " : "", action->id,
				action_label(action));
	}
	err_set(err, ERR_USAGE, _("%s has no action %s; there are: %s"), label, id,
		str_text(&names));
	str_release(&names);
	return -1;
}

/* The action as the dataset's model has it; NULL: err says which there are. */
static const struct work_action *find_action(
	struct dataset *data, const struct form *form, const char *id, struct err *err)
{
	const struct form *now = model_form(data->model, form->id);
	const struct work_action *action = form_action(now ? now : form, id ? id : "");

	if (!action)
		refuse_unknown(now ? now : form, id ? id : "", err);
	return action;
}

static int check_reason(const struct work_action *action, const char *reason, struct err *err)
{
	if (action->reason && text_is_blank(reason))
		return err_set(err, ERR_USAGE, _("Say why: %s needs a reason"),
			action_label(action));
	return 0;
}

static int check_asked(struct dataset *data, const struct form *form,
	const struct act_options *options, struct err *err)
{
	const struct work_action *action = find_action(data, form, options->action, err);

	return action ? check_reason(action, options->reason, err) : -1;
}

/* ---- planning ---- */

/* Never by itself, with its reason, by whom it is for. */
static int check_action(struct pass *pass, const struct work_action *action,
	const struct record *old, const char *reason)
{
	unsigned flags = pass->options ? pass->options->flags : 0;

	if (action->only_with && !(flags & SAVE_VERB))
		return err_set(&pass->refused, ERR_DENIED,
			_("This is never done by itself: %s; it comes with what is done to a "
			  "filing, a period or a correction"),
			action_label(action));
	if (may_act(pass->data->model, &pass->data->viewer, action, old, &pass->refused) < 0)
		return -1;
	return check_reason(action, reason, &pass->refused);
}

static int take_asked(struct pass *pass, const struct work_action *action,
	const struct field *field, const struct record *given, struct record *now)
{
	struct value *value = &now->values[field->index];

	*value = given ? given->values[field->index] : (struct value){ 0 };
	if (!value_is_given(value))
		return err_set(&pass->refused, ERR_USAGE, _("%s asks for this, fill it in: %s"),
			action_label(action), field_label(field, i18n_lang()));
	return field_check(pass->data->model, field, value, pass->day, &pass->refused);
}

/* What actions ask stands until the record is held up: then it was not so after all. */
static int take_values(struct pass *pass, const struct change *change,
	const struct record *given)
{
	const struct form *form = change->now->form;
	int holds = data_counts(pass->data, change->act->to);

	for (size_t i = 0; i < form->field_count; i++) {
		const struct field *field = &form->fields[i];

		if (action_asks(form, change->act, field)) {
			if (take_asked(pass, change->act, field, given, change->now) < 0)
				return -1;
		} else if (action_asks(form, NULL, field)) {
			change->now->values[i] =
				holds ? change->old->values[i] : (struct value){ 0 };
		}
	}
	return 0;
}

/* The record as it will stand: the contents stay, or come with the action. */
static int next_record(struct pass *pass, struct change *change, const struct record *given)
{
	const struct record *old = change->old;
	int brings = change->act->changes && given;

	change->now = pass_next_record(pass, old, brings ? given : old);
	change->now->form = old->form;
	change->now->id = old->id;
	change->now->state = change->act->to;
	if (!brings) {
		change->now->earlier = old->earlier;
		change->now->earlier_count = old->earlier_count;
	} else if (text_is_empty(given->warn_reason)) {
		change->now->warn_reason = old->warn_reason;
	}
	return take_values(pass, change, given);
}

/* What begins to count without having been submitted has to be right, and what is new. */
static int check_contents(struct pass *pass, struct save_item *item,
	const struct change *change, int brings, struct err *err)
{
	struct findings *found = &item->detail.findings;
	struct record *probe = change->now;

	if (!data_counts(pass->data, change->now->state) ||
		(!brings && data_counts(pass->data, change->old->state)))
		return 0;
	if (!brings)
		probe = pass_next_record(pass, change->old, change->old);
	err_clear(&pass->refused);
	if (pass_find_faults(pass, probe, found) < 0) {
		if (pass->refused.code == ERR_FAULT)
			return pass_refuse_err(pass, item);
		*err = pass->refused;
		return -1;
	}
	if (found->blocks > 0)
		return pass_refuse(pass, item, DATA_FINDINGS, found->at[0].sentence);
	if (found->count > 0 && text_is_empty(change->now->warn_reason))
		return pass_refuse(pass, item, DATA_FINDINGS,
			_("There are warnings: correct them, or say why they are right"));
	return 0;
}

static const struct record *given_with(const struct pass *pass, const struct save_item *item)
{
	if (!item->act)
		return pass->given;
	return item->record->values ? item->record : NULL;
}

static int plan_known(struct pass *pass, struct save_item *item, struct change *change,
	struct err *err)
{
	const struct record *given = given_with(pass, item);
	int brings, got;

	err_clear(&pass->refused);
	change->act = find_action(
		pass->data, change->old->form, change->action, &pass->refused);
	if (!change->act || check_action(pass, change->act, change->old, change->reason) < 0 ||
		next_record(pass, change, given) < 0)
		return pass_refuse_err(pass, item);
	brings = change->act->changes && given;
	got = check_contents(pass, item, change, brings, err);
	if (got == 0 && brings)
		got = pass_check_place(pass, item, change, err);
	return got != 0 ? got : pass_finish(pass, item, change, err);
}

int plan_act(struct pass *pass, struct save_item *item, struct err *err)
{
	const char *reason = pass->options ? pass->options->reason : NULL;
	struct change change = { .action = item->act && pass->together ? item->act : pass->act,
		.reason = item->act && item->reason ? item->reason : reason };
	uint64_t seen = item->record->revision;
	enum record_state before;
	int got = pass_read_old(pass, item, &change.old, &before, err);

	if (got != 0)
		return got;
	if (change.old->state == STATE_DELETED)
		return pass_refuse(pass, item, DATA_NONE,
			_("The record was deleted: undo the deletion first"));
	if (seen && seen != change.old->revision)
		return pass_conflict(pass, item, change.old);
	return plan_known(pass, item, &change, err);
}

/* ---- asking for it ---- */

static struct save_options saving(const struct act_options *options)
{
	return (struct save_options){ .flags = options->dry_run ? SAVE_DRY_RUN : 0,
		.reason = options->reason };
}

static const struct record *given_in_model(
	struct dataset *data, const struct act_options *options, struct arena *mem)
{
	return options->given ? record_in_model(data, (struct record *)options->given, mem)
			      : NULL;
}

int data_act(struct dataset *data, const struct form *form, uint64_t id, uint64_t revision,
	const struct act_options *options, struct arena *mem, struct save_result *out,
	struct err *err)
{
	struct save_options how = saving(options);
	struct save_job job = { .doing = DO_ACT, .act = options->action, .options = &how,
		.given = given_in_model(data, options, mem) };
	struct record record = { .form = form, .id = id, .revision = revision };

	*out = (struct save_result){ 0 };
	if (check_asked(data, form, options, err) < 0)
		return -1;
	record.values = arena_array(mem, form->field_count, sizeof(*record.values));
	return save_one(data, &job, &record, mem, out, err);
}

int data_acts(struct dataset *data, const struct record *record, struct arena *mem,
	struct act_choice **out, size_t *count, struct err *err)
{
	const struct form *form = model_form(data->model, record->form->id);
	const struct work_action **from;
	struct record asked = *record;
	size_t most;

	*out = NULL;
	*count = 0;
	form = form ? form : record->form;
	most = record->id ? form_actions_from(form, record->state, NULL, 0) : 0;
	if (most == 0)
		return 0;
	if (!asked.done_known && data_deeds(data, &asked, mem, err) < 0)
		return -1;
	from = arena_array(mem, most, sizeof(*from));
	*count = form_actions_from(form, record->state, from, most);
	*out = arena_array(mem, most, sizeof(**out));
	for (size_t i = 0; i < *count; i++) {
		struct err why = { 0 };
		int no = may_act(data->model, &data->viewer, from[i], &asked, &why) < 0;

		(*out)[i].action = from[i];
		(*out)[i].refusal = no ? arena_text(mem, why.text) : "";
	}
	return 0;
}
