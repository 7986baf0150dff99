/*
 * people.c - reads users, posts and keys into one picture, and answers who holds what.
 */
#include "data/people.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "data/dataset_internal.h"
#include "data/people_rights.h"
#include "data/query.h"
#include "model/form.h"

struct loading {
	const struct model *model;
	struct people *out;
	struct arena *mem;
};

/* ---- values of a record or of a row ---- */

static const struct value *value_in(
	const struct form *form, const struct value *values, const char *id)
{
	const struct field *field = id ? form_field(form, id) : NULL;
	const struct value *v = field ? &values[field->index] : NULL;

	return v && v->state == VALUE_GIVEN ? v : NULL;
}

static const char *text_in_row(
	const struct form *form, const struct value *values, const char *id)
{
	const struct value *v = value_in(form, values, id);

	return v && v->kind == KIND_TEXT ? v->text : "";
}

static int32_t day_in(const struct form *form, const struct value *values, const char *id)
{
	const struct value *v = value_in(form, values, id);

	return v && v->kind == KIND_DATE ? v->date : DATE_NONE;
}

static int is_yes(const struct form *form, const struct value *values, const char *id)
{
	const struct value *v = value_in(form, values, id);

	return v && v->kind == KIND_BOOL && v->yes;
}

static uint64_t ref_in(const struct form *form, const struct value *values, const char *id)
{
	return strtoull(text_in_row(form, values, id), NULL, 10);
}

/* A unit that is not in the tree gives no post; no unit at all is the whole site. */
static const struct unit *unit_in(const struct model *model, const struct form *form,
	const struct value *values, const char *id)
{
	const char *code = text_in_row(form, values, id);

	return *code ? unit_find(&model->units, code) : model->site.root;
}

/* The cells of each row of a group; NULL when there are none. */
static const struct row_values *rows_in(const struct record *record, const char *id,
	const struct form **group)
{
	const struct field *field = id ? form_field(record->form, id) : NULL;
	const struct value *v = value_in(record->form, record->values, id);

	if (!field || !field->group || !v || v->kind != KIND_ROWS ||
		v->rows.width != field->group->field_count)
		return NULL;
	*group = field->group;
	return &v->rows;
}

/* ---- records into the picture ---- */

static void add_holding(struct loading *l, const struct holding *holding)
{
	struct holding copy = *holding;

	if (!copy.unit || !*copy.role)
		return;
	copy.role = arena_text(l->mem, copy.role);
	*VEC_PUSH_IN(l->mem, &l->out->holdings) = copy;
}

static void add_old_rows(struct loading *l, const struct record *record)
{
	const struct user_fields *names = &l->model->site.users;
	const struct form *group;
	const struct row_values *rows = rows_in(record, names->rows, &group);

	for (size_t i = 0; rows && i < rows->count; i++) {
		const struct value *cells = &rows->cells[i * rows->width];
		struct holding holding = {
			.user = record->id,
			.role = text_in_row(group, cells, names->post),
			.unit = unit_in(l->model, group, cells, names->unit),
			.from = day_in(group, cells, names->from),
			.to = day_in(group, cells, names->to),
			.acting = is_yes(group, cells, names->acting),
		};

		add_holding(l, &holding);
	}
}

static int add_user(void *context, const struct record *record, struct err *err)
{
	struct loading *l = context;
	const struct user_fields *names = &l->model->site.users;
	const char *login = text_in_row(record->form, record->values, names->login);
	const char *name = text_in_row(record->form, record->values, names->name);

	(void)err;
	*VEC_PUSH_IN(l->mem, &l->out->users) = (struct person){
		.id = record->id,
		.login = arena_text(l->mem, login),
		.name = arena_text(l->mem, name),
		.locked = is_yes(record->form, record->values, names->locked),
	};
	add_old_rows(l, record);
	return 0;
}

static void add_holders(struct loading *l, const struct record *record, const struct post *post)
{
	const struct post_fields *names = &l->model->site.posts;
	const struct form *group;
	const struct row_values *rows = rows_in(record, names->rows, &group);

	for (size_t i = 0; rows && i < rows->count; i++) {
		const struct value *cells = &rows->cells[i * rows->width];
		struct holding holding = {
			.user = ref_in(group, cells, names->user),
			.post = post->id,
			.role = post->role,
			.unit = post->unit,
			.from = day_in(group, cells, names->from),
			.to = day_in(group, cells, names->to),
			.acting = is_yes(group, cells, names->acting),
		};

		add_holding(l, &holding);
	}
}

static int add_post(void *context, const struct record *record, struct err *err)
{
	struct loading *l = context;
	const struct post_fields *names = &l->model->site.posts;
	const char *name = text_in_row(record->form, record->values, names->name);
	const char *role = text_in_row(record->form, record->values, names->role);
	struct post post = {
		.id = record->id,
		.name = arena_text(l->mem, name),
		.role = arena_text(l->mem, role),
		.unit = unit_in(l->model, record->form, record->values, names->unit),
	};

	(void)err;
	*VEC_PUSH_IN(l->mem, &l->out->posts) = post;
	add_holders(l, record, &post);
	return 0;
}

static int add_key(void *context, const struct record *record, struct err *err)
{
	struct loading *l = context;
	const struct key_fields *names = &l->model->site.ssh_keys;
	const struct form *form = record->form;
	const char *line = text_in_row(form, record->values, names->line);
	const char *print = text_in_row(form, record->values, names->fingerprint);

	(void)err;
	*VEC_PUSH_IN(l->mem, &l->out->keys) = (struct user_key){
		.id = record->id,
		.user = ref_in(form, record->values, names->user),
		.line = arena_text(l->mem, line),
		.fingerprint = arena_text(l->mem, print),
		.remark = arena_text(l->mem, text_in_row(form, record->values, names->comment)),
		.from = day_in(form, record->values, names->from),
		.ended = day_in(form, record->values, names->ended),
	};
	return 0;
}

static int load_form(struct dataset *data, const char *id, struct loading *l,
	int (*add)(void *context, const struct record *record, struct err *err),
	struct err *err)
{
	struct query query = {
		.form = id ? model_form(data->model, id) : NULL,
		.states = 1u << STATE_SUBMITTED,
	};

	return query.form ? query_each(data, &query, add, l, err) : 0;
}

static int load_held(
	struct dataset *data, struct arena *mem, struct people *out, struct err *err)
{
	const struct site *site = &data->model->site;
	struct loading l = { data->model, out, mem };

	*out = (struct people){ 0 };
	if (rights_read(data->held, &out->rights, err) < 0 ||
		load_form(data, site->users.form, &l, add_user, err) < 0 ||
		load_form(data, site->posts.form, &l, add_post, err) < 0)
		return -1;
	return load_form(data, site->ssh_keys.form, &l, add_key, err);
}

int people_load(struct dataset *data, struct arena *mem, struct people *out, struct err *err)
{
	int got, tries = 0;

	if (data->held)
		return load_held(data, mem, out, err);
	do {
		got = dataset_hold(data, err) < 0 ? -1 : load_held(data, mem, out, err);
		dataset_let(data);
	} while (read_again(got, tries++, err));
	return got;
}

/* ---- records that are about to be written ---- */

static void forget(struct people *people, const char *form, const struct model *model,
	uint64_t id)
{
	const struct site *site = &model->site;
	int user = site->users.form && strcmp(form, site->users.form) == 0;
	int post = site->posts.form && strcmp(form, site->posts.form) == 0;
	size_t kept = 0;

	for (size_t i = 0; i < people->holdings.count; i++) {
		const struct holding *h = &people->holdings.at[i];
		int gone = (user && !h->post && h->user == id) || (post && h->post == id);

		if (!gone)
			people->holdings.at[kept++] = *h;
	}
	people->holdings.count = kept;
	kept = 0;
	for (size_t i = 0; i < people->users.count; i++)
		if (!user || people->users.at[i].id != id)
			people->users.at[kept++] = people->users.at[i];
	people->users.count = kept;
	kept = 0;
	for (size_t i = 0; i < people->posts.count; i++)
		if (!post || people->posts.at[i].id != id)
			people->posts.at[kept++] = people->posts.at[i];
	people->posts.count = kept;
	kept = 0;
	for (size_t i = 0; i < people->keys.count; i++)
		if (user || post || people->keys.at[i].id != id)
			people->keys.at[kept++] = people->keys.at[i];
	people->keys.count = kept;
}

void people_change(struct people *people, const struct model *model,
	const struct record *record, struct arena *mem)
{
	const struct site *site = &model->site;
	struct loading l = { model, people, mem };
	struct err ignored = { 0 };

	forget(people, record->form->id, model, record->id);
	if (record->state != STATE_SUBMITTED)
		return;
	if (site->users.form && strcmp(record->form->id, site->users.form) == 0)
		add_user(&l, record, &ignored);
	else if (site->posts.form && strcmp(record->form->id, site->posts.form) == 0)
		add_post(&l, record, &ignored);
	else
		add_key(&l, record, &ignored);
}

/* ---- answers ---- */

const struct person *people_user(const struct people *people, uint64_t id)
{
	for (size_t i = 0; id && i < people->users.count; i++)
		if (people->users.at[i].id == id)
			return &people->users.at[i];
	return NULL;
}

const struct person *people_login(const struct people *people, const char *login)
{
	for (size_t i = 0; i < people->users.count; i++)
		if (strcmp(people->users.at[i].login, login) == 0)
			return &people->users.at[i];
	return NULL;
}

const struct post *people_post(const struct people *people, uint64_t id)
{
	for (size_t i = 0; id && i < people->posts.count; i++)
		if (people->posts.at[i].id == id)
			return &people->posts.at[i];
	return NULL;
}

int holding_on(const struct holding *holding, int32_t day)
{
	return (holding->from == DATE_NONE || holding->from <= day) &&
		(holding->to == DATE_NONE || holding->to >= day);
}

int key_valid_on(const struct user_key *key, int32_t day)
{
	return (key->from == DATE_NONE || key->from <= day) &&
		(key->ended == DATE_NONE || key->ended > day);
}

void people_viewer(const struct people *people, const struct person *user, int64_t now,
	struct arena *mem, struct viewer *out)
{
	int32_t day = instant_day(now);

	*out = (struct viewer){
		.user = arena_printf(mem, "%" PRIu64, user->id),
		.login = arena_text(mem, user->login),
		.name = arena_text(mem, user->name),
		.posts = arena_array(mem, people->holdings.count, sizeof(struct viewer_post)),
		.now = now,
		.locked = user->locked,
		.rights = people->rights,
	};
	for (size_t i = 0; i < people->holdings.count; i++) {
		const struct holding *h = &people->holdings.at[i];
		const struct post *post = people_post(people, h->post);

		if (h->user != user->id || !holding_on(h, day))
			continue;
		out->posts[out->post_count++] = (struct viewer_post){
			.role = arena_text(mem, h->role),
			.unit = h->unit,
			.acting = h->acting,
			.id = post ? arena_printf(mem, "%" PRIu64, post->id) : NULL,
			.name = post ? arena_text(mem, post->name) : NULL,
		};
	}
}

int role_may(
	const struct model *model, const char *role, enum deed deed, const struct form *form)
{
	const struct role *found = model_role(model, role);

	return found && role_right(found, deed, form) != NULL;
}

int login_is_plain(const char *login)
{
	return *login && *login != '-' && *login != '.' && strlen(login) <= 32 &&
		strspn(login, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == strlen(login);
}

int is_people_form(const struct model *model, const struct form *form)
{
	const struct site *site = &model->site;
	const char *const ids[] = { site->users.form, site->posts.form, site->ssh_keys.form };

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (ids[i] && strcmp(ids[i], form->id) == 0)
			return 1;
	return 0;
}
