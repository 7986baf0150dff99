/*
 * may.c - may this person do that to this record: posts, states, who did what before.
 *
 * Pure.  Who is refused gets the reason and who can, in one or two plain sentences.
 */
#include "model/viewer.h"

#include <stdarg.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "model/form.h"
#include "model/model.h"
#include "model/record.h"
#include "model/viewer_internal.h"
#include "model/workflow.h"

/* What is asked, a built-in deed or an action of the workflow. */
struct asking {
	const struct model *model;
	const struct viewer *viewer;
	const struct form *form; /* NULL: the program as a whole */
	const struct record *record; /* NULL: the form as a whole */
	enum deed deed;
	const struct work_action *act; /* NULL: deed */
	struct err *err;
};

static const char *name_of(const struct asking *a)
{
	return a->act ? a->act->id : deed_name(a->deed);
}

static const char *doing_of(const struct asking *a)
{
	return doing_label(a->form, name_of(a));
}

static size_t add_who(const struct asking *a, struct str *out)
{
	return a->act ? may_act_who(a->model, a->act, a->record, out)
		      : may_who(a->model, a->deed, a->form, a->record, out);
}

/* Takes who's text over. */
static int refuse(const struct asking *a, struct str *who, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static int refuse(const struct asking *a, struct str *who, const char *fmt, ...)
{
	struct str reason = { 0 };
	va_list args;

	va_start(args, fmt);
	str_vaddf(&reason, fmt, args);
	va_end(args);
	if (who->len > 0)
		err_set(a->err, ERR_DENIED, _("%s This is for %s."), str_text(&reason),
			str_text(who));
	else
		err_set(a->err, ERR_DENIED, _("%s Nobody can."), str_text(&reason));
	str_release(&reason);
	str_release(who);
	return -1;
}

static int refuse_locked(const struct asking *a)
{
	const char *users = a->model->site.users.form;
	const struct form *form = users ? model_form(a->model, users) : NULL;
	struct str who = { 0 };

	if (form)
		may_who(a->model, ACTION_CHANGE, form, NULL, &who);
	if (who.len == 0)
		may_who(a->model, ACTION_ADMIN, NULL, NULL, &who);
	return refuse(a, &who, "%s", _("You are locked and may do nothing here."));
}

/* ---- posts ---- */

static const char *post_place(const struct viewer_post *post)
{
	return post->unit ? unit_name(post->unit, DATE_NONE) : "?";
}

static int refuse_right(const struct asking *a)
{
	const struct viewer_post *post = a->viewer->posts;
	const char *what = a->form ? form_label(a->form, i18n_lang()) : NULL;
	struct str who = { 0 };

	add_who(a, &who);
	if (a->viewer->post_count == 0 && what)
		return refuse(a, &who, _("You hold no post today that includes %s %s."),
			doing_of(a), what);
	if (a->viewer->post_count == 0)
		return refuse(
			a, &who, _("You hold no post today that includes %s."), doing_of(a));
	if (what)
		return refuse(a, &who, _("Your post %s does not include %s %s."),
			role_name(a->model, post->role), doing_of(a), what);
	return refuse(a, &who, _("Your post %s does not include %s."),
		role_name(a->model, post->role), doing_of(a));
}

/* It is allowed somewhere, but not here. */
static int refuse_place(const struct asking *a, const struct viewer_post *post,
	const struct value *where, const struct unit *unit)
{
	struct str who = { 0 };

	if (!value_is_given(where))
		return err_set(a->err, ERR_DENIED,
			_("Fill in %s first: your post %s reaches only %s and what is below "
			  "it."),
			field_label(a->form->unit, i18n_lang()),
			role_name(a->model, post->role), post_place(post));
	add_who(a, &who);
	return refuse(a, &who,
		_("This row is of %s; your post %s reaches only %s and what is below it."),
		unit ? unit_name(unit, DATE_NONE) : where->text,
		role_name(a->model, post->role), post_place(post));
}

static int check_posts(const struct asking *a)
{
	const struct viewer_post *near = NULL;
	const struct unit *unit;
	const struct value *where = record_place(a->model, a->form, a->record, &unit);

	for (size_t i = 0; i < a->viewer->post_count; i++) {
		const struct viewer_post *post = &a->viewer->posts[i];

		if (!post_may(a->model, post, a->deed, a->form))
			continue;
		if (!where || post_reaches(a->model, post, a->deed, a->form, unit))
			return 0;
		near = near ? near : post;
	}
	return near ? refuse_place(a, near, where, unit) : refuse_right(a);
}

/* ---- roles and holders of a workflow's action ---- */

static int has_role(const struct work_action *act, const char *role)
{
	for (const char **id = act->roles; id && *id; id++) {
		if (strcmp(*id, role) == 0 || strcmp(*id, ROLE_OF_ALL) == 0)
			return 1;
	}
	return 0;
}

/* Who acts has to see the record: the deed is reading. */
static int check_roles(const struct asking *a)
{
	const struct viewer_post *near = NULL;
	const struct unit *unit;
	const struct value *where = record_place(a->model, a->form, a->record, &unit);

	if (!a->act->roles)
		return 0;
	for (size_t i = 0; i < a->viewer->post_count; i++) {
		const struct viewer_post *post = &a->viewer->posts[i];

		/* what comes with a closing or a correction is no review */
		if (!has_role(a->act, post->role) ||
			(!a->act->only_with &&
				!cycle_lets_review(a->model, a->record, post->role)) ||
			!post_may(a->model, post, a->deed, a->form))
			continue;
		if (!where || post_reaches(a->model, post, a->deed, a->form, unit))
			return 0;
		near = near ? near : post;
	}
	return near ? refuse_place(a, near, where, unit) : refuse_right(a);
}

static int has_id(const struct value *value, const char *id)
{
	if (value->kind != KIND_LIST)
		return strcmp(value->text, id) == 0;
	for (size_t i = 0; i < value->list.count; i++) {
		if (strcmp(value->list.at[i], id) == 0)
			return 1;
	}
	return 0;
}

/* The viewer's post that stands in the field, NULL none. */
static const struct viewer_post *held(const struct asking *a, const struct field *field)
{
	const struct value *value = &a->record->values[field->index];

	for (size_t i = 0; value_is_given(value) && i < a->viewer->post_count; i++) {
		if (a->viewer->posts[i].id && has_id(value, a->viewer->posts[i].id))
			return &a->viewer->posts[i];
	}
	return NULL;
}

static int check_holder(const struct asking *a)
{
	const struct field *field = a->act->holder ? form_field(a->form, a->act->holder) : NULL;
	struct str who = { 0 };

	if (!a->act->holder || (field && held(a, field)))
		return 0;
	if (!field) /* conf/ does not let that through */
		return refuse(a, &who, _("%s has no field %s, which says who does it."),
			form_label(a->form, i18n_lang()), a->act->holder);
	if (!value_is_given(&a->record->values[field->index])) {
		may_who(a->model, ACTION_CHANGE, a->form, a->record, &who);
		return refuse(a, &who, _("%s is empty; fill it in first."),
			field_label(field, i18n_lang()));
	}
	add_who(a, &who);
	return refuse(
		a, &who, _("You do not hold the post in %s."), field_label(field, i18n_lang()));
}

/* ---- states ---- */

static int refuse_settled(const struct asking *a, const struct work_state *state)
{
	const char *label;
	struct str who = { 0 };

	who_returns(a->model, a->record, &label, &who);
	if (!label)
		return refuse(a, &who, _("The record is %s and does not change any more."),
			text_in(state->label, i18n_lang()));
	return refuse(a, &who,
		_("The record is %s and does not change any more; return it first (%s)."),
		text_in(state->label, i18n_lang()), label);
}

static int refuse_deleted(const struct asking *a)
{
	struct str who = { 0 };

	may_who(a->model, ACTION_UNDELETE, a->form, a->record, &who);
	return refuse(a, &who, "%s", _("The record is deleted; undo the deletion first."));
}

/* Built-in deeds on a stored record. */
static int check_state(const struct asking *a)
{
	enum record_state now = a->record->state;
	const struct work_state *state = model_state(a->model, now);

	if (now == STATE_NEW)
		return 0;
	if (a->deed == ACTION_UNDELETE && now != STATE_DELETED)
		return err_set(a->err, ERR_DENIED, "%s", _("The record is not deleted."));
	if (a->deed != ACTION_CHANGE && a->deed != ACTION_SUBMIT && a->deed != ACTION_DELETE)
		return 0;
	if (now == STATE_DELETED)
		return refuse_deleted(a);
	return state && state->settled ? refuse_settled(a, state) : 0;
}

/* "submitted, confirmed": the states an action leaves from. */
static void add_from(const struct asking *a, struct str *out)
{
	const char *gap = "";

	for (unsigned number = STATE_SAVED; number <= STATE_MOST; number++) {
		if (!(a->act->from >> number & 1))
			continue;
		str_addf(out, "%s%s", gap, state_label(a->model, (enum record_state)number));
		gap = _(", ");
	}
}

static int check_from(const struct asking *a)
{
	struct str from = { 0 }, who = { 0 };

	if (action_leaves(a->act, a->record))
		return 0;
	add_from(a, &from);
	who_is_next(a->model, a->record, &who);
	refuse(a, &who, _("The record is %s; %s is for records that are %s."),
		state_label(a->model, a->record->state), action_label(a->act), str_text(&from));
	str_release(&from);
	return -1;
}

/* ---- who did what before ---- */

static int is_named(const char *const *names, const char *name)
{
	for (; *names; names++) {
		if (strcmp(*names, name) == 0)
			return 1;
	}
	return 0;
}

static int check_not_by(const struct asking *a, const struct separation *apart)
{
	const struct record *record = a->record;
	struct str who = { 0 };

	if (!record->done_known && record->id != 0) {
		add_who(a, &who);
		return refuse(a, &who, "%s",
			_("Who did what to this record before is not known here; open it "
			  "again."));
	}
	for (size_t i = 0; i < record->done_count; i++) {
		const struct deed_done *done = &record->done[i];

		if (!a->viewer->user || strcmp(done->user, a->viewer->user) != 0 ||
			!is_named(apart->not_by, done->action))
			continue;
		add_who(a, &who);
		return refuse(a, &who,
			_("You yourself did this with the record: %s; somebody else has to do "
			  "this: %s."),
			doing_label(a->form, done->action), doing_of(a));
	}
	return 0;
}

static int check_not_holder(const struct asking *a, const struct separation *apart)
{
	const struct field *field = form_field(a->form, apart->not_holder);
	const struct viewer_post *post = field ? held(a, field) : NULL;
	struct str who = { 0 };

	if (!post)
		return 0;
	add_who(a, &who);
	return refuse(a, &who,
		_("You hold the post in %s (%s); somebody else has to do this: %s."),
		field_label(field, i18n_lang()),
		post->name ? post->name : role_name(a->model, post->role), doing_of(a));
}

static int check_apart(const struct asking *a, const struct separation *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!list[i].action || strcmp(list[i].action, name_of(a)) != 0)
			continue;
		if (list[i].not_by && check_not_by(a, &list[i]) < 0)
			return -1;
		if (list[i].not_holder && check_not_holder(a, &list[i]) < 0)
			return -1;
	}
	return 0;
}

static int check_separations(const struct asking *a)
{
	const struct workflow *flow = a->form->workflow;
	struct separation own;

	if (a->act) {
		own = a->act->apart;
		own.action = a->act->id;
		if (check_apart(a, &own, 1) < 0)
			return -1;
	}
	if (flow && check_apart(a, flow->apart, flow->apart_count) < 0)
		return -1;
	return check_apart(a, a->form->apart, a->form->apart_count);
}

/* ---- the two questions ---- */

int may(const struct model *model, const struct viewer *viewer, enum deed action,
	const struct form *form, const struct record *record, struct err *err)
{
	struct asking a = { model, viewer, form, record, action, NULL, err };

	if (viewer->locked)
		return refuse_locked(&a);
	if (viewer->everything)
		return 0;
	if (check_posts(&a) < 0)
		return -1;
	if (!record || !form)
		return 0;
	return check_state(&a) < 0 || check_separations(&a) < 0 ? -1 : 0;
}

int may_act(const struct model *model, const struct viewer *viewer,
	const struct work_action *action, const struct record *record, struct err *err)
{
	struct asking a = { model, viewer, record->form, record, ACTION_READ, action, err };

	if (viewer->locked)
		return refuse_locked(&a);
	if (viewer->everything)
		return check_from(&a);
	if (check_roles(&a) < 0 || check_from(&a) < 0 || check_holder(&a) < 0)
		return -1;
	return check_separations(&a);
}
