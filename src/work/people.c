/*
 * people.c - users and posts are found, made, given and ended.
 */
#include "work/people.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "model/form.h"
#include "model/model.h"
#include "work/records.h"

int work_user(const struct people *people, const char *login, const struct person **out,
	struct err *err)
{
	*out = people_login(people, login);
	if (*out)
		return 0;
	return err_set(err, ERR_NOT_FOUND, _("there is no user %s; user add makes one"), login);
}

/* ---- as text ---- */

/* "East Town clerk" */
static void post_text(const struct post *post, struct str *out)
{
	str_addf(out, "%s %s", post->unit ? unit_name(post->unit, DATE_NONE) : "?", post->name);
}

void holding_text(const struct model *model, const struct people *people,
	const struct holding *holding, struct str *out)
{
	const struct post *post = people_post(people, holding->post);

	if (post)
		post_text(post, out);
	else
		str_addf(out, "%s %s", unit_name(holding->unit, DATE_NONE),
			role_name(model, holding->role));
	if (holding->acting)
		str_add(out, _(" (acting)"));
	if (holding->from != DATE_NONE) {
		str_add(out, _(", from "));
		date_print(holding->from, out);
	}
	if (holding->to != DATE_NONE) {
		str_add(out, _(", to "));
		date_print(holding->to, out);
	}
}

void holdings_text(const struct model *model, const struct people *people, uint64_t user,
	int32_t day, struct str *out)
{
	size_t begun = out->len;

	for (size_t i = 0; i < people->holdings.count; i++) {
		struct holding bare = people->holdings.at[i];

		if (bare.user != user || !holding_on(&bare, day))
			continue;
		bare.from = bare.to = DATE_NONE;
		str_add(out, out->len > begun ? _(", ") : "");
		holding_text(model, people, &bare, out);
	}
}

/* ---- which post is meant ---- */

const char *role_called(const struct model *model, const char *name)
{
	for (size_t i = 0; i < model->role_count; i++) {
		const struct role *role = &model->roles[i];

		if (strcmp(role->id, name) == 0)
			return role->id;
		for (size_t lang = 0; lang < LANG_COUNT; lang++)
			if (role->label[lang] && strcmp(role->label[lang], name) == 0)
				return role->id;
	}
	return NULL;
}

static int is_meant(const struct post *post, const char *which, const char *role,
	const struct unit *unit)
{
	if (unit && post->unit != unit)
		return 0;
	return strcmp(post->name, which) == 0 || (role && strcmp(post->role, role) == 0);
}

int work_post(struct dataset *data, const struct people *people, const char *which,
	const struct unit *unit, const struct post **out, struct err *err)
{
	const struct model *model = dataset_model(data);
	const char *role = role_called(model, which);
	uint64_t id = strtoull(which, NULL, 10);
	size_t count = 0;

	*out = people_post(people, id);
	if (*out && strspn(which, "0123456789") == strlen(which))
		return 0;
	for (size_t i = 0; i < people->posts.count; i++) {
		if (!is_meant(&people->posts.at[i], which, role, unit))
			continue;
		*out = &people->posts.at[i];
		count++;
	}
	if (count == 1)
		return 0;
	if (count > 1)
		return err_set(err, ERR_USAGE,
			_("there are several posts called %s; name the unit too, or the "
			  "post's number, which herbledger post lists"),
			which);
	return err_set(err, ERR_NOT_FOUND,
		_("there is no post %s; herbledger post lists them, post add makes "
		  "one"), which);
}

/* ---- users ---- */

int user_add(struct dataset *data, const struct new_user *user, int dry_run, struct arena *mem,
	uint64_t *id, struct err *err)
{
	const struct user_fields *names = &dataset_model(data)->site.users;
	struct changes c;
	struct record *record;

	changes_begin(&c, data, mem);
	record = changes_new(&c, names->form, err);
	if (!record)
		return -1;
	set_in(record, names->login, value_text(user->login));
	set_in(record, names->name, value_text(user->name ? user->name : user->login));
	if (changes_save(&c, NULL, dry_run, err) < 0)
		return -1;
	*id = c.items[0].detail.id;
	return 0;
}

/* ---- posts ---- */

static void add_holder(const struct changes *c, struct record *record,
	const struct post_term *term)
{
	const struct post_fields *names = &dataset_model(c->data)->site.posts;
	int32_t from = term->from == DATE_NONE ? dataset_today(c->data) : term->from;
	size_t row = row_add(record, names->rows, c->mem);

	*cell_in(record, names->rows, row, names->user) = value_of_id(term->user, c->mem);
	*cell_in(record, names->rows, row, names->from) = value_date(from);
	if (term->to != DATE_NONE)
		*cell_in(record, names->rows, row, names->to) = value_date(term->to);
	if (term->acting)
		*cell_in(record, names->rows, row, names->acting) = value_bool(1);
}

int post_add(struct dataset *data, const struct new_post *post, int dry_run, struct arena *mem,
	uint64_t *id, struct err *err)
{
	const struct model *model = dataset_model(data);
	const struct post_fields *names = &model->site.posts;
	const char *name = post->name ? post->name : role_name(model, post->role);
	struct changes c;
	struct record *record;

	changes_begin(&c, data, mem);
	record = changes_new(&c, names->form, err);
	if (!record)
		return -1;
	set_in(record, names->name, value_text(name));
	set_in(record, names->role, value_text(post->role));
	set_in(record, names->unit, value_text(post->unit->code));
	if (post->holder)
		add_holder(&c, record, post->holder);
	if (changes_save(&c, NULL, dry_run, err) < 0)
		return -1;
	*id = c.items[0].detail.id;
	return 0;
}

int post_give(struct dataset *data, const struct post_term *term, struct arena *mem,
	struct err *err)
{
	const struct post_fields *names = &dataset_model(data)->site.posts;
	int32_t from = term->from == DATE_NONE ? dataset_today(data) : term->from;
	struct changes c;
	struct record *record;

	changes_begin(&c, data, mem);
	record = changes_open(&c, names->form, term->post, err);
	if (!record)
		return -1;
	for (size_t i = 0; i < rows_of(record, names->rows); i++) {
		const struct value *to = cell_in(record, names->rows, i, names->to);

		if (id_of_value(cell_in(record, names->rows, i, names->user)) == term->user &&
			(!value_is_given(to) || to->date >= from))
			return err_set(err, ERR_FAULT,
				_("He holds that post already; end it first, or leave it so"));
	}
	add_holder(&c, record, term);
	return changes_save(&c, NULL, term->dry_run, err);
}

/* ---- ending ---- */

struct ending {
	const char *rows, *who, *role, *unit, *to; /* ids of fields; who or role, unit NULL */
	const struct post_end *end;
	int32_t day;
};

static int is_to_end(const struct ending *e, const struct record *record, size_t row)
{
	const struct value *to = cell_in(record, e->rows, row, e->to), *v;

	if (value_is_given(to) && to->date <= e->day)
		return 0;
	if (e->who)
		return id_of_value(cell_in(record, e->rows, row, e->who)) == e->end->user;
	v = cell_in(record, e->rows, row, e->role);
	if (e->end->role && (!value_is_given(v) || strcmp(v->text, e->end->role) != 0))
		return 0;
	v = cell_in(record, e->rows, row, e->unit);
	return !e->end->unit ||
		(value_is_given(v) && strcmp(v->text, e->end->unit->code) == 0);
}

static size_t end_rows(const struct ending *e, struct record *record)
{
	size_t ended = 0;

	for (size_t i = 0; i < rows_of(record, e->rows); i++) {
		if (!is_to_end(e, record, i))
			continue;
		*cell_in(record, e->rows, i, e->to) = value_date(e->day);
		ended++;
	}
	return ended;
}

int post_end(struct dataset *data, const struct post_end *end, struct arena *mem,
	struct err *err)
{
	const struct site *site = &dataset_model(data)->site;
	struct ending e = { .rows = site->posts.rows,
		.who = site->posts.user,
		.to = site->posts.to,
		.end = end };
	struct changes c;
	struct record *record;

	e.day = end->to == DATE_NONE ? dataset_today(data) : end->to;
	if (!end->post)
		e = (struct ending){ .rows = site->users.rows,
			.role = site->users.post,
			.unit = site->users.unit,
			.to = site->users.to,
			.end = end,
			.day = e.day };
	changes_begin(&c, data, mem);
	record = end->post ? changes_open(&c, site->posts.form, end->post, err)
			   : changes_open(&c, site->users.form, end->user, err);
	if (!record)
		return -1;
	if (!e.rows || end_rows(&e, record) == 0)
		return 1;
	return changes_save(&c, NULL, end->dry_run, err);
}
