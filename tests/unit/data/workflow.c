/* workflow.c - the workflow of ledger.h, and people with a post. */
#include "unit/data/ledger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const char *const typed_it[] = { "create", "change", "submit", "import", NULL };
static const char *const leaders[] = { "leader", NULL };
static const char *const sections[] = { "section", NULL };
static const char *const both[] = { "leader", "section", NULL };

static const struct work_state own_states[] = {
	{ "returned", { "returned", "returned" }, (enum record_state)RETURNED, 0, 0, { 0 } },
	{ "confirmed", { "confirmed", "confirmed" }, (enum record_state)CONFIRMED, 1, 1, { 0 } },
	{ "accepted", { "accepted", "accepted" }, (enum record_state)ACCEPTED, 1, 1, { 0 } },
};

static struct work_action actions[] = {
	{ .id = "confirm", .label = { "confirm", "confirm" }, .from = 1 << STATE_SUBMITTED,
	  .to = (enum record_state)CONFIRMED, .roles = (const char **)leaders,
	  .apart = { .not_by = (const char **)typed_it } },
	{ .id = "accept", .label = { "accept", "accept" },
	  .from = 1 << STATE_SUBMITTED | 1 << CONFIRMED, .to = (enum record_state)ACCEPTED,
	  .roles = (const char **)sections, .apart = { .not_by = (const char **)typed_it } },
	{ .id = "return", .label = { "return", "return" },
	  .from = 1 << STATE_SUBMITTED | 1 << CONFIRMED | 1 << ACCEPTED,
	  .to = (enum record_state)RETURNED, .roles = (const char **)both, .reason = 1 },
	{ .id = "push", .label = { "push", "push" }, .from = 1 << STATE_SAVED,
	  .to = (enum record_state)ACCEPTED, .roles = (const char **)sections },
};

static struct workflow flow = {
	.id = "report", .label = { "report", "report" }, .actions = actions, .action_count = 4,
};

void add_workflow(struct model *model)
{
	struct form *form = (struct form *)model_form(model, "planting");
	struct role *roles = arena_array(&model->mem, 3, sizeof(*roles));
	struct right *right = arena_alloc(&model->mem, sizeof(*right));

	memcpy(roles, model->roles, 2 * sizeof(*roles));
	*right = (struct right){ .actions = 1u << ACTION_READ };
	roles[2] = (struct role){ "leader", { "leader", "leader" }, right, 1 };
	model->roles = roles;
	model->role_count = 3;
	model->states = (struct work_state *)own_states;
	model->state_count = 3;
	model->workflows = &flow;
	model->workflow_count = 1;
	form->workflow = &flow;
}

struct dataset *open_as(struct store *store, struct model *model, const char *user,
	const char *role, const char *unit)
{
	struct viewer_post post = { .role = role, .unit = unit_find(&model->units, unit) };
	struct viewer viewer = {
		.user = user, .login = user, .name = user, .posts = &post, .post_count = 1
	};
	struct dataset *data;
	struct err err = { 0 };

	assert_int_equal(dataset_open(store, model, &viewer, &data, &err), 0);
	return data;
}
