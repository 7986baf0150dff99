/*
 * viewer.c - may this person do that to this record: posts, roles and the tree of units.
 *
 * Pure; roles are data.  Who asks gets a sentence with the post that falls short.
 */
#include "model/viewer.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"

/* clang-format off */
static const char *const doing[ACTION_COUNT] = {
	[ACTION_READ] = N_("reading"),         [ACTION_CREATE] = N_("adding to"),
	[ACTION_CHANGE] = N_("changing"),      [ACTION_SUBMIT] = N_("submitting"),
	[ACTION_DELETE] = N_("deleting"),      [ACTION_UNDELETE] = N_("undeleting"),
	[ACTION_EXPORT] = N_("exporting"),     [ACTION_IMPORT] = N_("importing"),
	[ACTION_ADMIN] = N_("administering"),
};
/* clang-format on */

int role_covers(const struct role *role, const struct form *form)
{
	size_t len;

	if (!role->forms || !form)
		return 1;
	for (size_t i = 0; role->forms[i]; i++) {
		len = strlen(role->forms[i]);
		if (strcmp(role->forms[i], form->id) == 0)
			return 1;
		if (len > 0 && role->forms[i][len - 1] == '/' && form->folder &&
		    strlen(form->folder) == len - 1 &&
		    strncmp(role->forms[i], form->folder, len - 1) == 0)
			return 1;
	}
	return 0;
}

static const struct role *role_if(
	const struct role *role, enum deed action, const struct form *form)
{
	if (!role || !(role->actions & 1U << action) || !role_covers(role, form))
		return NULL;
	return role;
}

/* What the post gives, or what every post gives. */
static const struct role *role_for(const struct model *model, const struct viewer_post *post,
				   enum deed action, const struct form *form)
{
	const struct role *own = role_if(model_role(model, post->role), action, form);

	if (own || !form)
		return own;
	return role_if(model_role(model, ROLE_OF_ALL), action, form);
}

/* By code: a post may have been read with another model. */
static int reaches(const struct model *model, const struct role *role,
		   const struct viewer_post *post, const struct unit *unit)
{
	const struct unit *own;

	if (role->whole)
		return 1;
	own = post->unit ? unit_find(&model->units, post->unit->code) : NULL;
	return own && unit && unit_is_within(unit, own, DATE_NONE);
}

const char *role_name(const struct model *model, const char *id)
{
	const struct role *role = model_role(model, id);
	const char *label = role ? text_in(role->label, i18n_lang()) : "";

	return label[0] ? label : id;
}

static const char *post_place(const struct viewer_post *post)
{
	return post->unit ? unit_name(post->unit, DATE_NONE) : "?";
}

static int deny(const struct model *model, const struct viewer *viewer, enum deed action,
		const struct form *form, struct err *err)
{
	const char *what = form ? form_label(form, i18n_lang()) : _("this");

	if (viewer->post_count == 0)
		return err_set(err, ERR_DENIED,
			_("You hold no post today that includes %s %s; ask the section."),
			_(doing[action]), what);
	return err_set(err, ERR_DENIED,
		_("Your post %s at %s does not include %s %s; ask the section."),
		role_name(model, viewer->posts->role), post_place(viewer->posts),
		_(doing[action]), what);
}

/* The action is allowed somewhere, but not here. */
static int deny_place(const struct model *model, const struct viewer_post *post,
		      const struct form *form, const struct value *where,
		      const struct unit *unit, struct err *err)
{
	if (!value_is_given(where))
		return err_set(err, ERR_DENIED,
			_("Fill in %s first: your post %s reaches only %s and what is below "
			  "it."),
			field_label(form->unit, i18n_lang()), role_name(model, post->role),
			post_place(post));
	return err_set(err, ERR_DENIED,
		_("This row is of %s; your post %s reaches only %s and what is below it."),
		unit ? unit_name(unit, DATE_NONE) : where->text, role_name(model, post->role),
		post_place(post));
}

int may(const struct model *model, const struct viewer *viewer, enum deed action,
	const struct form *form, const struct record *record, struct err *err)
{
	const struct viewer_post *near = NULL;
	const struct value *where = NULL;
	const struct unit *unit = NULL;

	if (viewer->everything)
		return 0;
	if (record && form && form->unit)
		where = &record->values[form->unit->index];
	if (where && value_is_given(where))
		unit = unit_find(&model->units, where->text);
	for (size_t i = 0; i < viewer->post_count; i++) {
		const struct role *role = role_for(model, &viewer->posts[i], action, form);

		if (!role)
			continue;
		if (!where || reaches(model, role, &viewer->posts[i], unit))
			return 0;
		near = near ? near : &viewer->posts[i];
	}
	return near ? deny_place(model, near, form, where, unit, err)
		    : deny(model, viewer, action, form, err);
}

int viewer_sees(const struct model *model, const struct viewer *viewer, const struct form *form,
		const struct unit *unit)
{
	if (viewer->everything)
		return 1;
	for (size_t i = 0; i < viewer->post_count; i++) {
		const struct role *role = role_for(model, &viewer->posts[i], ACTION_READ, form);

		if (role &&
			((form && !form->unit) ||
				reaches(model, role, &viewer->posts[i], unit)))
			return 1;
	}
	return 0;
}
