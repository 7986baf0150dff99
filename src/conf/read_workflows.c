/*
 * read_workflows.c - conf/workflows: the states of all ledgers, workflows and their actions.
 *
 * A workflow with a fault is left out, and the forms that name it with it: a ledger whose
 * states are only half known would show figures that are not.
 */
#include "conf/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "base/xalloc.h"

struct state_read {
	struct work_state state;
	int number;
};

struct action_read {
	struct work_action action;
	const char **from;
	const char *to;
	config_setting_t *absent;
};

struct absent_read {
	const char *role;
	const char **from;
};

struct workflow_read {
	struct workflow flow;
	config_setting_t *actions, *apart;
};

/* clang-format off */
#define AT(field) offsetof(struct state_read, field)
static const struct spec state_specs[] = {
	SPEC_NEED("id", ID, AT(state.id), "id = \"...\";"),
	SPEC_NEED("label", LABEL, AT(state.label), LABEL_EXAMPLE),
	{ .name = "number", .want = WANT_NUMBER, .flags = SPEC_NEEDED, .at = AT(number),
	  .least = STATE_FIRST_OWN, .most = STATE_MOST, .example = "number = 4;" },
	SPEC("counts", YES, AT(state.counts)),
	SPEC("settled", YES, AT(state.settled)),
	SPEC_SKIP("source"),
	SPEC_END,
};
#undef AT

#define AT(field) offsetof(struct action_read, field)
static const struct spec action_specs[] = {
	SPEC_NEED("id", ID, AT(action.id), "id = \"...\";"),
	SPEC_NEED("label", LABEL, AT(action.label), LABEL_EXAMPLE),
	SPEC_LONG("help", LABEL, AT(action.help), 0, NULL),
	SPEC_NEED("from", TEXTS, AT(from), "from = [\"submitted\"];"),
	SPEC_NEED("to", TEXT, AT(to), "to = \"...\";"),
	SPEC("roles", TEXTS, AT(action.roles)),
	SPEC("holder", ID, AT(action.holder)),
	SPEC("reason", YES, AT(action.reason)),
	SPEC("only_with", YES, AT(action.only_with)),
	SPEC("changes", YES, AT(action.changes)),
	SPEC("triggers", ID, AT(action.triggers)),
	SPEC("asks", TEXTS, AT(action.asks)),
	SPEC("absent", GROUP, AT(absent)),
	SPEC("not_by", TEXTS, AT(action.apart.not_by)),
	SPEC("not_holder", ID, AT(action.apart.not_holder)),
	SPEC_SKIP("source"),
	SPEC_END,
};
#undef AT

#define AT(field) offsetof(struct absent_read, field)
static const struct spec absent_specs[] = {
	SPEC_NEED("role", TEXT, AT(role), "role = \"...\";"),
	SPEC_NEED("from", TEXTS, AT(from), "from = [\"submitted\"];"),
	SPEC_END,
};
#undef AT

#define AT(field) offsetof(struct workflow_read, field)
static const struct spec workflow_specs[] = {
	SPEC_NEED("id", ID, AT(flow.id), "id = \"...\";"),
	SPEC_NEED("label", LABEL, AT(flow.label), LABEL_EXAMPLE),
	SPEC_NEED("actions", LIST, AT(actions), "actions = ( { id = \"...\"; ... } );"),
	SPEC("apart", LIST, AT(apart)),
	SPEC_SKIP("source"),
	SPEC_END,
};
#undef AT

#define AT(field) offsetof(struct separation, field)
static const struct spec apart_specs[] = {
	SPEC_NEED("action", TEXT, AT(action), "action = \"...\";"),
	SPEC("not_by", TEXTS, AT(not_by)),
	SPEC("not_holder", ID, AT(not_holder)),
	SPEC_END,
};
#undef AT
/* clang-format on */

/* ---- states ---- */

static int same_label(const struct work_state *a, const struct work_state *b)
{
	for (int i = 0; i < LANG_COUNT; i++)
		if (a->label[i] && b->label[i] && strcmp(a->label[i], b->label[i]) == 0)
			return 1;
	return 0;
}

/* What another state has already, NULL when nothing. */
static const char *clash(const struct work_state *own, const struct work_state *other)
{
	if (strcmp(own->id, other->id) == 0)
		return "id";
	if (own->number == other->number)
		return "number";
	return same_label(own, other) ? "label" : NULL;
}

static int check_state(struct reader *r, config_setting_t *group, const struct work_state *own)
{
	for (unsigned number = 0; number <= STATE_MOST; number++) {
		const struct work_state *other =
			model_state(r->model, (enum record_state)number);
		const char *what = other ? clash(own, other) : NULL;

		if (!what)
			continue;
		fault_here(r, line_of(group, what),
			_("state %s: its %s is that of state %s already; give each its own, "
			  "and never one that records were stored with"),
			own->id, what, other->id);
		return -1;
	}
	return 0;
}

static void read_state(struct reader *r, config_setting_t *group)
{
	struct state_read read = { .number = 0 };
	struct model *model = r->model;

	if (read_group(r, group, state_specs, NULL, &read) < 0)
		return;
	read.state.number = (enum record_state)read.number;
	read.state.at = place_of(r, group);
	if (check_state(r, group, &read.state) < 0)
		return;
	*VEC_PUSH_IN(r->mem, &r->states) = read.state;
	model->states = r->states.at; /* the next ones are compared with them */
	model->state_count = r->states.count;
}

void read_states(struct reader *r, config_setting_t *node)
{
	read_each(r, node, read_state);
}

/* ---- actions ---- */

static const struct work_state *need_state(struct reader *r, config_setting_t *group,
	const char *setting, const char *action, const char *id)
{
	const struct work_state *state = model_state_named(r->model, id);
	struct str known = { 0 };

	if (state && state->number != STATE_NEW && state->number != STATE_DELETED)
		return state;
	states_list(r->model, &known);
	if (state)
		fault_here(r, line_of(group, setting),
			_("action %s: %s cannot be \"%s\"; deleting and undeleting are deeds "
			  "of their own"),
			action, setting, id);
	else
		fault_here(r, line_of(group, setting),
			_("action %s: %s: there is no state \"%s\"; known are %s"), action,
			setting, id, str_text(&known));
	str_release(&known);
	return NULL;
}

static uint32_t take_from(struct reader *r, config_setting_t *group, const char *action,
	const char **ids)
{
	uint32_t from = 0;

	for (const char **id = ids; *id; id++) {
		const struct work_state *state = need_state(r, group, "from", action, *id);

		if (state)
			from |= UINT32_C(1) << state->number;
	}
	if (!*ids)
		fault_here(r, line_of(group, "from"),
			_("action %s: from names no state; name those it leaves from"),
			action);
	return from;
}

/* Without the level it leaves from states that it else does not. */
static void take_absent(struct reader *r, config_setting_t *group, struct work_action *own)
{
	struct absent_read read = { .role = NULL };

	if (!group || read_group(r, group, absent_specs, NULL, &read) < 0)
		return;
	own->from_if_absent = take_from(r, group, own->id, read.from);
	own->absent = read.role;
	role_is_known(r, config_setting_get_member(group, "role"),
		arena_printf(&r->scratch, _("action %s"), own->id), read.role);
	if (own->from_if_absent & own->from)
		fault_here(r, line_of(group, "from"),
			_("action %s: it leaves from that state anyway; absent names others"),
			own->id);
}

static void take_states(struct reader *r, config_setting_t *group,
	const struct action_read *read, struct work_action *own)
{
	const struct work_state *state;

	own->from = take_from(r, group, own->id, read->from);
	state = need_state(r, group, "to", own->id, read->to);
	if (state)
		own->to = state->number;
}

static void take_roles(struct reader *r, config_setting_t *group, const struct work_action *own)
{
	config_setting_t *list = config_setting_get_member(group, "roles");
	const char *whose = arena_printf(&r->scratch, _("action %s"), own->id);
	unsigned i = 0;

	for (const char **id = own->roles; id && *id; id++)
		role_is_known(r, config_setting_get_elem(list, i++), whose, *id);
	if (i == 0 && !own->holder)
		fault_here(r, node_line(group),
			_("action %s: nobody may do it; write roles = [\"...\"]; or "
			  "holder = \"...\";"),
			own->id);
}

static void check_action_id(struct reader *r, config_setting_t *group,
	const struct workflow *flow, const struct work_action *own)
{
	enum deed deed;

	if (deed_parse(own->id, &deed))
		fault_here(r, line_of(group, "id"),
			_("action \"%s\" is built in; choose another id"), own->id);
	for (size_t i = 0; i < flow->action_count; i++)
		if (strcmp(flow->actions[i].id, own->id) == 0)
			fault_here(r, line_of(group, "id"),
				_("action \"%s\" is there already, at line %d; give each its "
				  "own id"),
				own->id, flow->actions[i].at.line);
}

static void read_action(struct reader *r, config_setting_t *group, struct workflow *flow)
{
	struct action_read read = { .from = NULL };
	struct work_action *own = &read.action;

	if (read_group(r, group, action_specs, NULL, &read) < 0)
		return;
	own->at = place_of(r, group);
	own->apart.action = own->id;
	own->apart.at = own->at;
	check_action_id(r, group, flow, own);
	take_states(r, group, &read, own);
	take_absent(r, read.absent, own);
	take_roles(r, group, own);
	flow->actions[flow->action_count++] = *own;
}

/* ---- separations ---- */

static int is_action(const struct workflow *flow, const char *id)
{
	for (size_t i = 0; flow && i < flow->action_count; i++)
		if (strcmp(flow->actions[i].id, id) == 0)
			return 1;
	return 0;
}

/* What history has of every record, whatever its workflow. */
#define DONE_TO_ALL "create change submit delete undelete import"
/* Of these somebody can be kept. */
#define KEPT_FROM "change submit delete undelete"

static void list_actions(const struct workflow *flow, const char *built_in, struct str *out)
{
	for (; *built_in; built_in++)
		if (*built_in == ' ')
			str_add(out, ", ");
		else
			str_add_char(out, *built_in);
	for (size_t i = 0; flow && i < flow->action_count; i++)
		str_addf(out, ", %s", flow->actions[i].id);
}

static int need_action(struct reader *r, int line, const struct workflow *flow,
	const char *built_in, const char *setting, const char *id)
{
	struct str known = { 0 };

	if (is_action(flow, id) || (*id && !strchr(id, ' ') && word_is_in(id, built_in)))
		return 0;
	list_actions(flow, built_in, &known);
	fault_here(r, line, _("%s: there is no action \"%s\"; known are %s"), setting, id,
		str_text(&known));
	str_release(&known);
	return -1;
}

static void check_not_by(struct reader *r, config_setting_t *group, const struct workflow *flow,
	const struct separation *apart)
{
	for (const char **id = apart->not_by; id && *id; id++)
		need_action(r, line_of(group, "not_by"), flow, DONE_TO_ALL, "not_by", *id);
}

static void read_separation(struct reader *r, config_setting_t *group,
	const struct workflow *flow, struct separation *out)
{
	if (read_group(r, group, apart_specs, NULL, out) < 0)
		return;
	out->at = place_of(r, group);
	need_action(r, line_of(group, "action"), flow, KEPT_FROM, "action", out->action);
	check_not_by(r, group, flow, out);
	if (!out->not_by && !out->not_holder)
		fault_here(r, node_line(group),
			_("apart: who is kept from %s? write not_by = [\"create\"]; or "
			  "not_holder = \"...\";"),
			out->action);
}

size_t read_separations(struct reader *r, config_setting_t *list, const struct workflow *flow,
	struct separation **out)
{
	size_t count = 0;

	*out = arena_array(r->mem, node_count(list), sizeof(**out));
	for (size_t i = 0; i < node_count(list); i++) {
		config_setting_t *group = group_at(r, list, i);

		if (group)
			read_separation(r, group, flow, &(*out)[count++]);
	}
	return count;
}

/* ---- workflows ---- */

/* Typing and submitting lead to the built-in states, actions to the others. */
static uint32_t reached(const struct workflow *flow)
{
	uint32_t states = 1u << STATE_SAVED | 1u << STATE_SUBMITTED, before;

	do {
		before = states;
		for (size_t i = 0; i < flow->action_count; i++)
			if ((flow->actions[i].from | flow->actions[i].from_if_absent) & states)
				states |= UINT32_C(1) << flow->actions[i].to;
	} while (states != before);
	return states;
}

static void remark_unreached(struct reader *r, const struct workflow *flow)
{
	uint32_t states = reached(flow);

	for (size_t i = 0; i < flow->action_count; i++)
		for (unsigned number = STATE_FIRST_OWN; number <= STATE_MOST; number++)
			if (flow->actions[i].from >> number & ~states >> number & 1)
				remark_here(r, flow->actions[i].at.line,
					_("action %s: no action of workflow %s leads to the "
					  "state %s, so nothing leaves from it"),
					flow->actions[i].id, flow->id,
					state_id(r->model, (enum record_state)number));
}

static void check_flow_id(struct reader *r, config_setting_t *group, const struct workflow *own)
{
	for (size_t i = 0; i < r->workflows.count; i++)
		if (strcmp(r->workflows.at[i].id, own->id) == 0)
			fault_here(r, line_of(group, "id"),
				_("workflow \"%s\" is there already, at line %d; give each its "
				  "own id"),
				own->id, r->workflows.at[i].at.line);
}

static void read_actions(struct reader *r, config_setting_t *list, struct workflow *flow)
{
	flow->actions = arena_array(r->mem, node_count(list), sizeof(*flow->actions));
	for (size_t i = 0; i < node_count(list); i++) {
		config_setting_t *group = group_at(r, list, i);

		if (group)
			read_action(r, group, flow);
	}
	for (size_t i = 0; i < node_count(list); i++) { /* they may name later ones */
		config_setting_t *group = config_setting_get_elem(list, (unsigned)i);

		if (i < flow->action_count && config_setting_is_group(group))
			check_not_by(r, group, flow, &flow->actions[i].apart);
	}
}

static void read_workflow(struct reader *r, config_setting_t *group)
{
	struct workflow_read read = { .actions = NULL };
	struct workflow *flow = &read.flow;
	size_t faults = r->faults.count;

	if (read_group(r, group, workflow_specs, NULL, &read) < 0)
		return;
	flow->at = place_of(r, group);
	check_flow_id(r, group, flow);
	read_actions(r, read.actions, flow);
	flow->apart_count = read_separations(r, read.apart, flow, &flow->apart);
	if (r->faults.count > faults)
		return;
	remark_unreached(r, flow);
	*VEC_PUSH_IN(r->mem, &r->workflows) = *flow;
}

void read_workflows(struct reader *r, config_setting_t *node)
{
	read_each(r, node, read_workflow);
}

static int by_number(const void *a, const void *b)
{
	const struct work_state *left = a, *right = b;

	return (left->number > right->number) - (left->number < right->number);
}

/* The built-in states join those of conf. */
void finish_workflows(struct reader *r)
{
	struct model *model = r->model;

	for (int number = STATE_SAVED; number < STATE_FIRST_OWN; number++)
		*VEC_PUSH_IN(r->mem, &r->states) =
			*model_state(NULL, (enum record_state)number);
	qsort(r->states.at, r->states.count, sizeof(*r->states.at), by_number);
	model->states = r->states.at;
	model->state_count = r->states.count;
	model->workflows = r->workflows.at;
	model->workflow_count = r->workflows.count;
}
