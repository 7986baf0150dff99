/*
 * rights.c - asks may() about everything there is, for one person.
 */
#include "work/rights.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "model/form.h"
#include "model/model.h"
#include "model/workflow.h"

static const enum deed form_deeds[] = { ACTION_READ, ACTION_CREATE, ACTION_CHANGE,
	ACTION_SUBMIT, ACTION_DELETE, ACTION_UNDELETE, ACTION_IMPORT, ACTION_EXPORT };
static const enum deed own_deeds[] = { ACTION_ADMIN, ACTION_AUDIT, ACTION_CONF,
	ACTION_SESSIONS };

static const char *const deed_labels[ACTION_COUNT] = {
	[ACTION_READ] = N_("see"),
	[ACTION_CREATE] = N_("enter"),
	[ACTION_CHANGE] = N_("change"),
	[ACTION_SUBMIT] = N_("submit"),
	[ACTION_DELETE] = N_("delete"),
	[ACTION_UNDELETE] = N_("undo deletions"),
	[ACTION_IMPORT] = N_("import"),
	[ACTION_EXPORT] = N_("export"),
	[ACTION_ADMIN] = N_("administrate the system"),
	[ACTION_AUDIT] = N_("read the events"),
	[ACTION_CONF] = N_("change the settings of the site"),
	[ACTION_SESSIONS] = N_("end sessions of others"),
};

struct asking {
	const struct model *model;
	struct work_rights *out;
	struct arena *mem;
	int32_t today;
};

static struct work_right *add(struct asking *a, const struct form *form, const char *name)
{
	struct work_right *right = &a->out->at[a->out->count++];

	*right = (struct work_right){
		.form = form, .name = arena_text(a->mem, name), .refusal = "", .where = ""
	};
	return right;
}

static void add_place(const struct viewer_post *post, struct str *out)
{
	const char *name = post->unit ? unit_name(post->unit, DATE_NONE) : "";

	if (*name && !strstr(str_text(out), name))
		str_addf(out, "%s%s", out->len ? _(", ") : "", name);
}

static int is_of(const struct work_action *action, const char *role)
{
	for (const char **id = action->roles; id && *id; id++)
		if (strcmp(*id, role) == 0)
			return 1;
	return !action->roles;
}

/* Whose rows: those that the posts with the right reach; with an action, of its roles. */
static const char *where(struct asking *a, enum deed deed, const struct form *form,
	const struct work_action *action)
{
	const struct viewer *v = &a->out->viewer;
	const struct role *all = model_role(a->model, ROLE_OF_ALL);
	struct str out = { 0 };
	const char *text;
	int whole = !form || !form->unit;

	for (size_t i = 0; i < v->post_count && !whole; i++) {
		const struct role *role = model_role(a->model, v->posts[i].role);
		const struct right *own = role ? role_right(role, deed, form) : NULL;
		const struct right *common = all ? role_right(all, deed, form) : NULL;

		if ((action && !is_of(action, v->posts[i].role)) || (!own && !common))
			continue;
		whole = (own && own->whole) || (common && common->whole);
		add_place(&v->posts[i], &out);
	}
	if (!form)
		text = _("the whole program");
	else if (form->owner)
		text = _("his own rows and shared ones");
	else
		text = whole ? _("all rows")
			     : arena_printf(a->mem, _("rows of %s"), str_text(&out));
	text = arena_text(a->mem, text);
	str_release(&out);
	return text;
}

static void ask_deed(struct asking *a, enum deed deed, const struct form *form)
{
	struct work_right *right = add(a, form, _(deed_labels[deed]));
	struct err why = { 0 };

	right->deed = deed;
	if (may(a->model, &a->out->viewer, deed, form, NULL, &why) < 0)
		right->refusal = arena_text(a->mem, why.text);
	else
		right->where = where(a, deed, form, NULL);
}

/* A record that the action could be for: at a unit, in a state it leaves from. */
static struct record *probe(struct asking *a, const struct form *form,
	const struct work_action *action, const struct unit *unit)
{
	struct record *record = record_new(form, a->mem);

	for (unsigned state = STATE_SAVED; state <= STATE_MOST; state++)
		if (action->from >> state & 1)
			record->state = (enum record_state)state;
	record->done_known = 1;
	if (form->unit && unit)
		record->values[form->unit->index] = value_text(unit->code);
	return record;
}

static void ask_action(struct asking *a, const struct form *form,
	const struct work_action *action)
{
	const struct viewer *v = &a->out->viewer;
	struct work_right *right = add(a, form, action_label(action));
	struct work_action bare = *action;
	struct err why = { 0 };
	int can = 0;

	right->deed = ACTION_READ;
	right->action = action;
	bare.holder = NULL;
	for (size_t i = 0; i < v->post_count && !can; i++) {
		err_clear(&why);
		can = may_act(a->model, v, &bare, probe(a, form, action, v->posts[i].unit),
			      &why) == 0;
	}
	if (!can && v->post_count == 0)
		may_act(a->model, v, &bare, probe(a, form, action, a->model->site.root), &why);
	if (!can)
		right->refusal = arena_text(a->mem, why.text);
	else if (action->holder && form_field(form, action->holder))
		right->where = arena_printf(a->mem, _("rows whose %s is a post of his"),
			field_label(form_field(form, action->holder), i18n_lang()));
	else
		right->where = where(a, ACTION_READ, form, action);
}

static void ask_form(struct asking *a, const struct form *form)
{
	for (size_t i = 0; i < sizeof(form_deeds) / sizeof(form_deeds[0]); i++)
		ask_deed(a, form_deeds[i], form);
	for (size_t i = 0; form->workflow && i < form->workflow->action_count; i++)
		if (!form->workflow->actions[i].only_with)
			ask_action(a, form, &form->workflow->actions[i]);
}

static size_t room(const struct model *model)
{
	size_t count = sizeof(own_deeds) / sizeof(own_deeds[0]);

	for (size_t i = 0; i < model->form_count; i++) {
		count += sizeof(form_deeds) / sizeof(form_deeds[0]);
		if (model->forms[i]->workflow)
			count += model->forms[i]->workflow->action_count;
	}
	return count;
}

static void ask_all(struct asking *a)
{
	a->out->at = arena_array(a->mem, room(a->model), sizeof(*a->out->at));
	for (size_t i = 0; i < a->model->form_count; i++)
		ask_form(a, a->model->forms[i]);
	for (size_t i = 0; i < sizeof(own_deeds) / sizeof(own_deeds[0]); i++)
		ask_deed(a, own_deeds[i], NULL);
}

/* ---- whose ---- */

static void take_holdings(struct asking *a, const struct people *people, uint64_t user)
{
	a->out->holdings =
		arena_array(a->mem, people->holdings.count, sizeof(*a->out->holdings));
	for (size_t i = 0; i < people->holdings.count; i++)
		if (people->holdings.at[i].user == user)
			a->out->holdings[a->out->holding_count++] = people->holdings.at[i];
}

static int other(struct dataset *data, const char *login, struct asking *a, struct err *err)
{
	const struct person *user;
	int64_t now;

	a->out->people = arena_alloc(a->mem, sizeof(*a->out->people));
	if (dataset_now(data, &now, err) < 0 ||
		people_load(data, a->mem, a->out->people, err) < 0)
		return -1;
	user = people_login(a->out->people, login);
	if (!user)
		return err_set(err, ERR_NOT_FOUND,
			_("There is no such user; herbledger user lists them"));
	a->out->user = *user;
	people_viewer(a->out->people, user, now, a->mem, &a->out->viewer);
	take_holdings(a, a->out->people, user->id);
	return 0;
}

/* What one may know of oneself without reading the users. */
static int own(struct dataset *data, struct asking *a, struct err *err)
{
	const struct viewer *viewer;

	if (dataset_freshen(data, err) < 0)
		return -1;
	viewer = dataset_viewer(data);
	a->out->viewer = *viewer;
	a->out->user = (struct person){ .id = strtoull(viewer->user, NULL, 10),
		.login = viewer->login, .name = viewer->name, .locked = viewer->locked };
	return 0;
}

int rights_of(struct dataset *data, const char *login, struct arena *mem,
	struct work_rights *out, struct err *err)
{
	const struct model *model = dataset_model(data);
	const struct viewer *viewer = dataset_viewer(data);
	const char *users = model->site.users.form;
	struct asking a = { .model = model, .out = out, .mem = mem };
	struct err ignored = { 0 };
	int mine = strcmp(viewer->login, login) == 0 && !viewer->everything;

	*out = (struct work_rights){ 0 };
	if (mine && users &&
		may(model, viewer, ACTION_READ, model_form(model, users), NULL, &ignored) < 0) {
		if (own(data, &a, err) < 0)
			return -1;
	} else if (other(data, login, &a, err) < 0) {
		return -1;
	}
	ask_all(&a);
	return 0;
}
