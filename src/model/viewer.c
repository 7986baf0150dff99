/*
 * viewer.c - what posts give: roles and their rights, and how far they reach.
 *
 * Pure; roles are data.
 */
#include "model/viewer.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"
#include "model/viewer_internal.h"

/* clang-format off */
static const char *const names[ACTION_COUNT] = {
	[ACTION_READ] = "read",         [ACTION_CREATE] = "create",
	[ACTION_CHANGE] = "change",     [ACTION_SUBMIT] = "submit",
	[ACTION_DELETE] = "delete",     [ACTION_UNDELETE] = "undelete",
	[ACTION_EXPORT] = "export",     [ACTION_IMPORT] = "import",
	[ACTION_ADMIN] = "admin",       [ACTION_AUDIT] = "audit",
	[ACTION_CONF] = "conf",         [ACTION_SESSIONS] = "sessions",
};
/* clang-format on */

const char *deed_name(enum deed deed)
{
	return deed < ACTION_COUNT ? names[deed] : "";
}

int deed_parse(const char *name, enum deed *out)
{
	for (int i = 0; i < ACTION_COUNT; i++) {
		if (strcmp(names[i], name) == 0) {
			*out = (enum deed)i;
			return 1;
		}
	}
	return 0;
}

/* ---- roles ---- */

static int names_form(const char *const *list, const struct form *form)
{
	for (; *list; list++) {
		size_t len = strlen(*list);

		if (strcmp(*list, form->id) == 0)
			return 1;
		if (len > 0 && (*list)[len - 1] == '/' && form->folder &&
		    strlen(form->folder) == len - 1 &&
		    strncmp(*list, form->folder, len - 1) == 0)
			return 1;
	}
	return 0;
}

static int covers(const struct right *right, const struct form *form)
{
	if (!form)
		return 1;
	return (!right->forms || names_form(right->forms, form)) &&
	       !(right->except && names_form(right->except, form));
}

const struct right *role_right(const struct role *role, enum deed deed,
			       const struct form *form)
{
	const struct right *found = NULL;

	for (size_t i = 0; role && i < role->right_count; i++) {
		const struct right *right = &role->rights[i];

		if (!(right->actions & 1U << deed) || !covers(right, form))
			continue;
		if (!found || (right->whole && !found->whole))
			found = right;
	}
	return found;
}

int role_is_whole(const struct role *role)
{
	for (size_t i = 0; i < role->right_count; i++) {
		if (role->rights[i].whole)
			return 1;
	}
	return 0;
}

const char *role_name(const struct model *model, const char *id)
{
	const struct role *role = model_role(model, id);
	const char *label = role ? text_in(role->label, i18n_lang()) : "";

	return label[0] ? label : id;
}

static int is_among(const char *const *ids, const char *id)
{
	for (; *ids; ids++) {
		if (strcmp(*ids, id) == 0)
			return 1;
	}
	return 0;
}

int roles_are_apart(const struct model *model, const char *one, const char *other)
{
	if (strcmp(one, other) == 0)
		return 0;
	for (size_t i = 0; i < model->apart_count; i++) {
		if (is_among(model->apart_roles[i], one) &&
		    is_among(model->apart_roles[i], other))
			return 1;
	}
	return 0;
}

/* ---- posts ---- */

/* What every post gives is for forms alone. */
static const struct right *right_of_all(const struct model *model, enum deed deed,
					const struct form *form)
{
	return form ? role_right(model_role(model, ROLE_OF_ALL), deed, form) : NULL;
}

int post_may(const struct model *model, const struct viewer_post *post, enum deed deed,
	     const struct form *form)
{
	return role_right(model_role(model, post->role), deed, form) ||
	       right_of_all(model, deed, form);
}

/* By code: a post may have been read with another model. */
static int is_below(const struct model *model, const struct viewer_post *post,
		    const struct unit *unit)
{
	const struct unit *own =
		post->unit ? unit_find(&model->units, post->unit->code) : NULL;

	return own && unit && unit_is_within(unit, own, DATE_NONE);
}

int post_reaches(const struct model *model, const struct viewer_post *post, enum deed deed,
		 const struct form *form, const struct unit *unit)
{
	const struct right *own = role_right(model_role(model, post->role), deed, form);
	const struct right *all = right_of_all(model, deed, form);

	if (!own && !all)
		return 0;
	return (own && own->whole) || (all && all->whole) || is_below(model, post, unit);
}

const struct value *record_place(const struct model *model, const struct form *form,
				 const struct record *record, const struct unit **unit)
{
	const struct value *where = NULL;

	*unit = NULL;
	if (record && form && form->unit)
		where = &record->values[form->unit->index];
	if (where && value_is_given(where))
		*unit = unit_find(&model->units, where->text);
	return where;
}

int viewer_sees(const struct model *model, const struct viewer *viewer, const struct form *form,
		const struct unit *unit)
{
	if (viewer->locked)
		return 0;
	if (viewer->everything)
		return 1;
	for (size_t i = 0; i < viewer->post_count; i++) {
		const struct viewer_post *post = &viewer->posts[i];

		if (form && !form->unit ? post_may(model, post, ACTION_READ, form)
					: post_reaches(model, post, ACTION_READ, form, unit))
			return 1;
	}
	return 0;
}
