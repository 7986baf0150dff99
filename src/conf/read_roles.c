/*
 * read_roles.c - conf/roles: what the posts of a role may do, and which roles keep apart.
 */
#include "conf/reader.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"

struct right_read {
	struct right right;
	config_setting_t *actions;
};

struct role_read {
	struct role role;
	config_setting_t *rights;
};

#define ACTIONS_EXAMPLE "actions = [\"read\", \"create\"];"

/* clang-format off */
#define AT(field) offsetof(struct right_read, field)
#define RIGHT_SPECS(w) \
	w, \
	SPEC("forms", TEXTS, AT(right.forms)), \
	SPEC("except", TEXTS, AT(right.except)), \
	SPEC("whole", YES, AT(right.whole))
static const struct spec right_specs[] = {
	RIGHT_SPECS(SPEC_NEED("actions", NODE, AT(actions), ACTIONS_EXAMPLE)),
	SPEC_END,
};
/* The settings of a role that are one right; the others are of the table below. */
static const struct spec own_specs[] = {
	RIGHT_SPECS(SPEC("actions", NODE, AT(actions))),
	SPEC_SKIP("id"), SPEC_SKIP("label"), SPEC_SKIP("rights"), SPEC_SKIP("source"),
	SPEC_END,
};
#undef AT

#define AT(field) offsetof(struct role_read, field)
static const struct spec role_specs[] = {
	SPEC_NEED("id", TEXT, AT(role.id), "id = \"...\";"),
	SPEC_NEED("label", LABEL, AT(role.label), LABEL_EXAMPLE),
	SPEC("rights", LIST, AT(rights)),
	SPEC_SKIP("actions"), SPEC_SKIP("forms"), SPEC_SKIP("except"), SPEC_SKIP("whole"),
	SPEC_SKIP("source"),
	SPEC_END,
};
#undef AT
/* clang-format on */

static void list_deeds(struct str *out)
{
	for (int i = 0; i < ACTION_COUNT; i++)
		str_addf(out, "%s%s", i ? ", " : "", deed_name((enum deed)i));
}

static int take_action(
	struct reader *r, config_setting_t *node, const char *role, struct right *right)
{
	const char *name = node_text(r, node);
	struct str known = { 0 };
	enum deed deed;

	if (!name)
		return -1;
	if (deed_parse(name, &deed)) {
		right->actions |= 1u << deed;
		return 0;
	}
	list_deeds(&known);
	fault_here(r, node_line(node), _("role %s: there is no action \"%s\"; known are %s"),
		role, name, str_text(&known));
	str_release(&known);
	return -1;
}

static void look_up_later(
	struct reader *r, int line, const struct role *role, const char **forms)
{
	for (; forms && *forms; forms++)
		*VEC_PUSH_IN(&r->scratch, &r->later) = (struct later_check){
			.kind = LATER_FORM_OR_FOLDER,
			.name = *forms,
			.of = role->id,
			.at = { r->source->path, line },
		};
}

/* One right: its actions, its forms, which are looked up when they are known. */
static int take_right(struct reader *r, config_setting_t *group, const struct spec *specs,
	const struct role *role, struct right *out)
{
	struct right_read read = { .actions = NULL };
	int got = read_group(r, group, specs, NULL, &read);

	for (size_t i = 0; i < node_count(read.actions); i++)
		if (take_action(r, config_setting_get_elem(read.actions, (unsigned)i), role->id,
			    &read.right) < 0)
			got = -1;
	look_up_later(r, line_of(group, "forms"), role, read.right.forms);
	look_up_later(r, line_of(group, "except"), role, read.right.except);
	*out = read.right;
	return got;
}

static int take_rights(
	struct reader *r, config_setting_t *group, config_setting_t *list, struct role *role)
{
	int direct = config_setting_get_member(group, "actions") != NULL, got = 0;

	role->rights = arena_array(r->mem, node_count(list) + 1, sizeof(*role->rights));
	for (size_t i = 0; i < node_count(list); i++) {
		config_setting_t *node = group_at(r, list, i);

		if (!node ||
			take_right(r, node, right_specs, role,
				&role->rights[role->right_count++]) < 0)
			got = -1;
	}
	if (direct &&
		take_right(r, group, own_specs, role, &role->rights[role->right_count++]) < 0)
		got = -1;
	if (direct || list)
		return got;
	fault_here(r, node_line(group), _("%s is missing; write it like this: %s"), "actions",
		ACTIONS_EXAMPLE);
	return -1;
}

static void read_role(struct reader *r, config_setting_t *group)
{
	struct role_read read = { .rights = NULL };
	struct role *role = &read.role;

	if (read_group(r, group, role_specs, NULL, &read) < 0 ||
		take_rights(r, group, read.rights, role) < 0)
		return;
	for (size_t i = 0; i < r->roles.count; i++)
		if (strcmp(r->roles.at[i].id, role->id) == 0) {
			fault_here(r, line_of(group, "id"),
				_("role \"%s\" is there already; "
				  "give each its own id"),
				role->id);
			return;
		}
	*VEC_PUSH_IN(r->mem, &r->roles) = *role;
}

void read_roles(struct reader *r, config_setting_t *node)
{
	read_each(r, node, read_role);
}

/* ---- roles that no person holds together ---- */

int role_is_known(struct reader *r, config_setting_t *node, const char *whose, const char *id)
{
	const char **known = arena_array(&r->scratch, r->roles.count, sizeof(*known));
	struct str all = { 0 };

	for (size_t i = 0; i < r->roles.count; i++) {
		known[i] = r->roles.at[i].id;
		if (strcmp(known[i], id) == 0)
			break;
		str_addf(&all, "%s%s", i ? ", " : "", known[i]);
	}
	for (size_t i = 0; i < r->roles.count; i++)
		if (known[i] && strcmp(known[i], id) == 0) {
			str_release(&all);
			return 1;
		}
	fault_here(r, node_line(node), _("%s: there is no role \"%s\"; known are %s"), whose,
		id, str_text(&all));
	str_release(&all);
	return 0;
}

static void read_set(struct reader *r, config_setting_t *set)
{
	const char **ids = arena_array(r->mem, node_count(set) + 1, sizeof(*ids));
	size_t count = 0;

	for (size_t i = 0; i < node_count(set); i++) {
		config_setting_t *node = config_setting_get_elem(set, (unsigned)i);
		const char *id = node_text(r, node);

		if (!id || !role_is_known(r, node, "apart", id))
			return;
		ids[count++] = id;
	}
	if (count < 2)
		fault_here(r, node_line(set),
			_("apart: a set needs two roles at least: apart = ( [\"A\", \"B\"] "
			  ");"));
	else
		*VEC_PUSH_IN(r->mem, &r->apart) = ids;
}

void read_apart(struct reader *r, config_setting_t *node)
{
	for (size_t i = 0; i < node_count(node); i++)
		read_set(r, config_setting_get_elem(node, (unsigned)i));
}

void finish_roles(struct reader *r)
{
	r->model->roles = r->roles.at;
	r->model->role_count = r->roles.count;
	r->model->apart_roles = r->apart.at;
	r->model->apart_count = r->apart.count;
}
