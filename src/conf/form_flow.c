/*
 * form_flow.c - what a form says of its workflow, of who is kept apart and whose rows they are.
 */
#include "conf/reader.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "conf/form_sets.h"
#include "model/field_type.h"

struct private_read {
	config_setting_t *owner, *shared;
};

/* clang-format off */
static const struct spec private_specs[] = {
	SPEC_NEED("owner", NODE, offsetof(struct private_read, owner), "owner = \"...\";"),
	SPEC("shared", NODE, offsetof(struct private_read, shared)),
	SPEC_END,
};
/* clang-format on */

static const struct field *need_type(struct reader *r, const struct form *form,
	config_setting_t *node, const char *what, const char *type)
{
	const struct field *field = field_named(r, form, node, what);

	if (!field || (strcmp(field->type->name, type) == 0 && !(field->flags & FIELD_SEVERAL)))
		return field;
	fault_here(r, node_line(node), _("%s: field %s is of type %s; it must be of type %s"),
		what, field->id, field->type->name, type);
	return NULL;
}

static void take_private(struct reader *r, config_setting_t *group, struct form *form)
{
	struct private_read read = { .owner = NULL };

	if (read_group(r, group, private_specs, NULL, &read) < 0)
		return;
	form->owner = need_type(r, form, read.owner, "private.owner", "text");
	if (read.shared)
		form->shared = need_type(r, form, read.shared, "private.shared", "yesno");
}

/* A duty belongs to a post: the field has to be a ref to the form of the posts. */
static void check_holder(struct reader *r, int line, const struct form *form,
	const char *setting, const char *id)
{
	const struct field *field = id ? form_field(form, id) : NULL;
	const char *posts = r->model->site.posts.form;

	if (!id)
		return;
	if (!field)
		fault_here(r, line, _("%s: %s has no field \"%s\"; write the id of a field"),
			setting, form->id, id);
	else if (!posts)
		fault_here(r, line,
			_("%s: conf/site.conf does not say which form holds the posts; write "
			  "posts = { form = \"...\"; ... }; there"),
			setting);
	else if (!field->target || strcmp(field->target, posts) != 0)
		fault_here(r, line,
			_("%s: field %s does not name a post; use one of type ref with "
			  "form = \"%s\";"),
			setting, id, posts);
}

static void check_separations(struct reader *r, int line, const struct form *form,
	const struct separation *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_holder(r, line ? line : list[i].at.line, form, "not_holder",
			list[i].not_holder);
}

static int sees(const struct reader *r, const struct form *form, const char *role)
{
	return role_right(model_role(r->model, role), ACTION_READ, form) ||
		role_right(model_role(r->model, ROLE_OF_ALL), ACTION_READ, form);
}

static void check_asks(
	struct reader *r, int line, const struct form *form, const struct work_action *action)
{
	for (const char **id = action->asks; id && *id; id++)
		if (!form_field(form, *id))
			fault_here(r, line,
				_("action %s asks the field \"%s\", which %s does not have; write "
				  "the id of a field"),
				action->id, *id, form->id);
}

static void check_action(
	struct reader *r, int line, const struct form *form, const struct work_action *action)
{
	check_asks(r, line, form, action);
	check_holder(r, line, form, arena_printf(&r->scratch, _("holder of %s"), action->id),
		action->holder);
	check_separations(r, line, form, &action->apart, 1);
	for (const char **role = action->roles; role && *role; role++)
		if (!sees(r, form, *role))
			remark_here(r, line,
				_("action %s is for role %s, which may not read %s; give it "
				  "the right in conf/roles.conf"),
				action->id, *role, form->id);
}

static void take_workflow(
	struct reader *r, config_setting_t *root, const char *id, struct form *form)
{
	int line = line_of(root, "workflow");

	form->workflow = model_workflow(r->model, id);
	if (!form->workflow) {
		fault_here(r, line,
			_("there is no workflow \"%s\", or it has faults of its own; see "
			  "conf/workflows.conf"),
			id);
		return;
	}
	for (size_t i = 0; i < form->workflow->action_count; i++)
		check_action(r, line, form, &form->workflow->actions[i]);
	check_separations(r, line, form, form->workflow->apart, form->workflow->apart_count);
}

void read_form_flow(struct reader *r, config_setting_t *root, const struct form_flow *flow,
	struct form *form)
{
	if (flow->workflow)
		take_workflow(r, root, flow->workflow, form);
	form->apart_count = read_separations(r, flow->apart, form->workflow, &form->apart);
	check_separations(r, 0, form, form->apart, form->apart_count);
	for (size_t i = 0; i < form->field_count; i++)
		if ((form->fields[i].flags & FIELD_RETIRED) &&
			(form->fields[i].flags & FIELD_KEY))
			fault_here(r, form->fields[i].at.line,
				_("field %s is retired and stands in the key; take it out of "
				  "one"),
				form->fields[i].id);
	if (flow->own)
		take_private(r, flow->own, form);
	if (flow->reported_by &&
		role_is_known(r, config_setting_get_member(root, "reported_by"), "reported_by",
			flow->reported_by))
		form->reported_by = flow->reported_by;
}
