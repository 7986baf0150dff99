/*
 * workflow.c - the states every ledger has and those of conf, and finding actions.
 *
 * A model made without conf/ has the built-in states all the same.
 */
#include "model/workflow.h"

#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "model/model.h"

/* clang-format off */
static const struct work_state built_in[STATE_FIRST_OWN] = {
	[STATE_NEW]       = { .id = "new", .label = { "新建", "new" }, .number = STATE_NEW },
	[STATE_SAVED]     = { .id = "saved", .label = { "已保存", "saved" },
			      .number = STATE_SAVED },
	[STATE_SUBMITTED] = { .id = "submitted", .label = { "已提交", "submitted" },
			      .number = STATE_SUBMITTED, .counts = 1 },
	[STATE_DELETED]   = { .id = "deleted", .label = { "已删除", "deleted" },
			      .number = STATE_DELETED },
};
/* clang-format on */

const struct work_state *model_state(const struct model *model, enum record_state number)
{
	for (size_t i = 0; model && i < model->state_count; i++) {
		if (model->states[i].number == number)
			return &model->states[i];
	}
	return number < COUNT_OF(built_in) ? &built_in[number] : NULL;
}

const struct work_state *model_state_named(const struct model *model, const char *id)
{
	for (size_t i = 0; model && i < model->state_count; i++) {
		if (strcmp(model->states[i].id, id) == 0)
			return &model->states[i];
	}
	for (size_t i = 0; i < COUNT_OF(built_in); i++) {
		if (strcmp(built_in[i].id, id) == 0)
			return &built_in[i];
	}
	return NULL;
}

uint32_t model_states_counting(const struct model *model)
{
	uint32_t states = 0;

	for (unsigned number = STATE_SAVED; number <= STATE_MOST; number++) {
		const struct work_state *state = model_state(model, (enum record_state)number);

		if (state && state->counts)
			states |= UINT32_C(1) << number;
	}
	return states;
}

uint32_t model_states_live(const struct model *model)
{
	uint32_t states = 0;

	for (unsigned number = STATE_SAVED; number <= STATE_MOST; number++) {
		if (number != STATE_DELETED && model_state(model, (enum record_state)number))
			states |= UINT32_C(1) << number;
	}
	return states;
}

const char *state_id(const struct model *model, enum record_state number)
{
	const struct work_state *state = model_state(model, number);

	return state ? state->id : "";
}

const char *state_label(const struct model *model, enum record_state number)
{
	const struct work_state *state = model_state(model, number);

	return state ? text_in(state->label, i18n_lang()) : "?";
}

static int is_called(const struct work_state *state, const char *name)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		if (state->label[lang] && strcmp(state->label[lang], name) == 0)
			return 1;
	}
	return 0;
}

const struct work_state *state_called(const struct model *model, const char *name)
{
	const struct work_state *state = model_state_named(model, name);

	for (unsigned number = 0; !state && number <= STATE_MOST; number++) {
		state = model_state(model, (enum record_state)number);
		if (state && !is_called(state, name))
			state = NULL;
	}
	return state;
}

void states_list(const struct model *model, struct str *out)
{
	const char *gap = "";

	for (unsigned number = STATE_SAVED; number <= STATE_MOST; number++) {
		const struct work_state *state = model_state(model, (enum record_state)number);

		if (!state)
			continue;
		str_addf(out, "%s%s", gap, state->id);
		gap = ", ";
	}
}

const struct workflow *model_workflow(const struct model *model, const char *id)
{
	for (size_t i = 0; i < model->workflow_count; i++) {
		if (strcmp(model->workflows[i].id, id) == 0)
			return &model->workflows[i];
	}
	return NULL;
}

const char *action_label(const struct work_action *action)
{
	const char *label = text_in(action->label, i18n_lang());

	return label[0] ? label : action->id;
}

const struct work_action *form_action(const struct form *form, const char *id)
{
	const struct workflow *flow = form->workflow;

	for (size_t i = 0; flow && i < flow->action_count; i++) {
		if (strcmp(flow->actions[i].id, id) == 0)
			return &flow->actions[i];
	}
	return NULL;
}

size_t form_actions_from(const struct form *form, enum record_state state,
	const struct work_action **out, size_t room)
{
	const struct workflow *flow = form->workflow;
	size_t count = 0;

	for (size_t i = 0; flow && i < flow->action_count; i++) {
		const struct work_action *action = &flow->actions[i];

		if (action->only_with ||
			!((action->from | action->from_if_absent) >> state & 1))
			continue;
		if (count < room)
			out[count] = &flow->actions[i];
		count++;
	}
	return count;
}

static int is_among(const char *const *ids, const char *id)
{
	for (; ids && *ids; ids++) {
		if (strcmp(*ids, id) == 0)
			return 1;
	}
	return 0;
}

int action_leaves(const struct work_action *action, const struct record *record)
{
	if (action->from >> record->state & 1)
		return 1;
	return action->absent && action->from_if_absent >> record->state & 1 &&
		is_among(record->unheld, action->absent);
}

int action_asks(const struct form *form, const struct work_action *action,
	const struct field *field)
{
	const struct workflow *flow = form->workflow;

	if (action)
		return is_among(action->asks, field->id);
	for (size_t i = 0; flow && i < flow->action_count; i++) {
		if (is_among(flow->actions[i].asks, field->id))
			return 1;
	}
	return 0;
}
