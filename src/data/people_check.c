/*
 * people_check.c - the rules of users, posts and keys, which hold on every way of writing them.
 *
 * A record is judged by the picture of all people as it would be with it: roles kept apart,
 * somebody left who may administrate.  What was wrong before is nobody's fault now.
 */
#include "data/people_rights.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/named_check.h"
#include "data/save_internal.h"
#include "model/form.h"
#include "model/model.h"

static int is_form(const char *id, const struct record *record)
{
	return id && strcmp(record->form->id, id) == 0;
}

static const struct value *value_of(const struct record *record, const char *id)
{
	const struct field *field = id ? form_field(record->form, id) : NULL;

	return field ? &record->values[field->index] : NULL;
}

/* ---- what the values say by themselves ---- */

void people_prepare(const struct dataset *data, struct record *now, struct arena *mem)
{
	const struct key_fields *names = &data->model->site.ssh_keys;
	struct public_key key;
	struct err ignored = { 0 };

	if (is_form(names->form, now) &&
		public_key_read(named_text(now, names->line), mem, &key, &ignored) == 0)
		*record_value(now, names->fingerprint) = value_text(key.fingerprint);
}

static void add(struct findings *f, struct arena *mem, const struct field *field, size_t row,
	const char *sentence)
{
	struct finding *at = arena_array(mem, f->count + 1, sizeof(*at));

	if (f->count)
		memcpy(at, f->at, f->count * sizeof(*at));
	at[f->count++] = (struct finding){
		.weight = FINDING_BLOCKS,
		.field = field,
		.row = row,
		.sentence = arena_text(mem, sentence),
	};
	f->at = at;
	f->blocks++;
}

/* Rows of posts or holders that end before they begin. */
static void check_days(const struct record *now, const char *rows_id, const char *from,
	const char *to, struct arena *mem, struct findings *findings)
{
	const struct value *v = value_of(now, rows_id);
	const struct field *rows = rows_id ? form_field(now->form, rows_id) : NULL;
	const struct field *first, *last;

	if (!v || v->state != VALUE_GIVEN || v->kind != KIND_ROWS || !rows->group)
		return;
	first = form_field(rows->group, from);
	last = form_field(rows->group, to);
	for (size_t i = 0; i < v->rows.count; i++) {
		const struct value *cells = &v->rows.cells[i * v->rows.width];

		if (value_is_given(&cells[first->index]) &&
			value_is_given(&cells[last->index]) &&
			cells[last->index].date < cells[first->index].date)
			add(findings, mem, rows, i + 1,
				_("The last day lies before the first: correct one of them."));
	}
}

void people_findings(const struct dataset *data, const struct record *now, struct arena *mem,
	struct findings *findings)
{
	const struct site *site = &data->model->site;
	struct public_key key;
	struct err why = { 0 };

	if (is_form(site->users.form, now)) {
		if (!login_is_plain(named_text(now, site->users.login)))
			add(findings, mem, form_field(now->form, site->users.login), 0,
				_("A login is small letters, digits, - _ . and begins with a "
				  "letter or a digit."));
		check_days(now, site->users.rows, site->users.from, site->users.to, mem,
			findings);
	} else if (is_form(site->posts.form, now)) {
		check_days(now, site->posts.rows, site->posts.from, site->posts.to, mem,
			findings);
	} else if (is_form(site->ssh_keys.form, now) &&
		public_key_read(named_text(now, site->ssh_keys.line), mem, &key, &why) < 0) {
		add(findings, mem, form_field(now->form, site->ssh_keys.line), 0, why.text);
	}
}

/* ---- who may change what ---- */

struct check {
	struct pass *pass;
	const struct model *model;
	const struct viewer *viewer;
	const struct record *old, *now; /* old NULL: new */
	struct people before, after;
	uint64_t me;                    /* the viewer's user id, 0: the owner */
	struct err *why;
};

static int differs(const struct check *c, const char *id)
{
	const struct value *now = value_of(c->now, id);
	const struct value *old = c->old ? value_of(c->old, id) : NULL;

	if (!now)
		return 0;
	return old ? !value_equal(old, now) : value_is_given(now);
}

static const struct form *posts_form(const struct check *c)
{
	const char *id = c->model->site.posts.form;

	return id ? model_form(c->model, id) : NULL;
}

/* The sentence, with who may instead. */
static int refuse(
	struct check *c, const char *sentence, enum deed deed, const struct form *form)
{
	struct str who = { 0 };

	err_clear(c->why);
	if (form && may_who(c->model, deed, form, NULL, &who) > 0)
		err_set(c->why, ERR_DENIED, _("%s This is for %s."), sentence, str_text(&who));
	else
		err_set(c->why, ERR_DENIED, "%s", sentence);
	str_release(&who);
	return 1;
}

static int can(const struct check *c, enum deed deed, const struct form *form)
{
	struct err ignored = { 0 };

	return may(c->model, c->viewer, deed, form, NULL, &ignored) == 0;
}

/* Anything but whether he is locked and which posts he holds. */
static int changes_person(const struct check *c)
{
	const struct user_fields *names = &c->model->site.users;

	if (!c->old || c->old->state != c->now->state)
		return 1;
	for (size_t i = 0; i < c->now->form->field_count; i++) {
		const char *id = c->now->form->fields[i].id;

		if ((names->locked && strcmp(id, names->locked) == 0) ||
			(names->rows && strcmp(id, names->rows) == 0))
			continue;
		if (!value_equal(&c->old->values[i], &c->now->values[i]))
			return 1;
	}
	return 0;
}

/* Who makes users does not say what they may do, and the other way round. */
static int allow_user(struct check *c)
{
	const struct user_fields *names = &c->model->site.users;
	const struct form *posts = posts_form(c);
	int rights = differs(c, names->locked) || differs(c, names->rows);

	if (c->me && c->me == c->now->id && (rights || c->old->state != c->now->state))
		return refuse(c,
			_("Nobody locks, unlocks or deletes himself, or changes his own "
			  "posts."),
			ACTION_CHANGE, posts);
	if (rights && posts && !can(c, ACTION_CHANGE, posts))
		return refuse(c, _("Whoever enters users neither locks them nor gives posts."),
			ACTION_CHANGE, posts);
	if (changes_person(c) && posts && !can(c, ACTION_CREATE, c->now->form))
		return refuse(c, _("Whoever gives posts does not change users otherwise."),
			ACTION_CREATE, c->now->form);
	return 0;
}

static int same_holding(const struct holding *a, const struct holding *b)
{
	return a->unit == b->unit && a->from == b->from && a->to == b->to &&
		a->acting == b->acting && strcmp(a->role, b->role) == 0;
}

/* The next holding of the post by the user from *at on; NULL none. */
static const struct holding *next_own(
	const struct people *people, uint64_t user, uint64_t post, size_t *at)
{
	while (*at < people->holdings.count) {
		const struct holding *h = &people->holdings.at[(*at)++];

		if (h->user == user && h->post == post)
			return h;
	}
	return NULL;
}

static int allow_post(struct check *c)
{
	size_t i = 0, j = 0;
	const struct holding *was, *is;

	do {
		was = next_own(&c->before, c->me, c->now->id, &i);
		is = next_own(&c->after, c->me, c->now->id, &j);
		if (c->me && ((was != NULL) != (is != NULL) || (was && !same_holding(was, is))))
			return refuse(c, _("Nobody gives or takes a post of his own."),
				ACTION_CHANGE, posts_form(c));
	} while (was && is);
	return 0;
}

static int allow_key(struct check *c)
{
	const struct key_fields *names = &c->model->site.ssh_keys;
	const struct value *was = c->old ? value_of(c->old, names->ended) : NULL;
	const struct value *is = value_of(c->now, names->ended);

	if (c->old && c->old->state == STATE_SUBMITTED && c->now->state != STATE_SUBMITTED)
		return refuse(c,
			_("A key is ended, never deleted, so that nobody is given it again."),
			ACTION_READ, NULL);
	if (c->old && (differs(c, names->user) || differs(c, names->line)))
		return refuse(c, _("A key stays whose it is: end it and add another one."),
			ACTION_READ, NULL);
	if (was && value_is_given(was) && was->date <= c->pass->day &&
		(!value_is_given(is) || is->date > was->date))
		return refuse(c, _("A key that has ended is not used again: add a new one."),
			ACTION_READ, NULL);
	return 0;
}

/* ---- what must hold over all ---- */

static int overlap(const struct holding *a, const struct holding *b)
{
	return (a->to == DATE_NONE || b->from == DATE_NONE || b->from <= a->to) &&
		(b->to == DATE_NONE || a->from == DATE_NONE || a->from <= b->to);
}

/* 1 when it stands in the record that is written. */
static int is_of_record(const struct check *c, const struct holding *h)
{
	return is_form(c->model->site.users.form, c->now) ? !h->post && h->user == c->now->id
							  : h->post == c->now->id;
}

/* 1 when it was held before, and at least as long. */
static int was_held(const struct check *c, const struct holding *h)
{
	for (size_t i = 0; i < c->before.holdings.count; i++) {
		const struct holding *b = &c->before.holdings.at[i];

		if (b->user == h->user && b->post == h->post && strcmp(b->role, h->role) == 0 &&
			(b->from == DATE_NONE ||
				(h->from != DATE_NONE && b->from <= h->from)) &&
			(b->to == DATE_NONE || (h->to != DATE_NONE && h->to <= b->to)))
			return 1;
	}
	return 0;
}

/* One that the same person would hold at the same time and is kept apart from it; NULL none. */
static const struct holding *clash(const struct check *c, const struct holding *one)
{
	int known = was_held(c, one);

	for (size_t i = 0; i < c->after.holdings.count; i++) {
		const struct holding *other = &c->after.holdings.at[i];

		if (other->user == one->user && overlap(one, other) &&
			roles_are_apart(c->model, one->role, other->role) &&
			!(known && was_held(c, other))) /* so before: not this change's */
			return other;
	}
	return NULL;
}

/* Of users who are deleted just now too: they may come back. */
static int keep_apart(struct check *c)
{
	for (size_t i = 0; i < c->after.holdings.count; i++) {
		const struct holding *one = &c->after.holdings.at[i];
		const struct holding *other = is_of_record(c, one) ? clash(c, one) : NULL;
		const struct person *user = people_user(&c->after, one->user);

		if (!other)
			continue;
		return refuse(c,
			arena_printf(&c->pass->work,
				_("%s and %s are kept apart, and %s would be both at the same "
				  "time; choose somebody else."),
				role_name(c->model, one->role),
				role_name(c->model, other->role), user ? user->name : "?"),
			ACTION_READ, NULL);
	}
	return 0;
}

/* 1 when a user who can log in holds a role with the deed on that day. */
static int is_covered(const struct check *c, const struct people *people, enum deed deed,
	const struct form *form, int32_t day)
{
	for (size_t i = 0; i < people->holdings.count; i++) {
		const struct holding *h = &people->holdings.at[i];
		const struct person *user = people_user(people, h->user);

		if (user && !user->locked && holding_on(h, day) &&
			role_may(c->model, h->role, deed, form))
			return 1;
	}
	return 0;
}

/* From today on, each day after a holding ends, somebody is left if somebody was before. */
static int keep_covered(struct check *c, enum deed deed, const struct form *form)
{
	int32_t day = c->pass->day;
	struct str text = { 0 };
	const char *sentence;

	for (size_t i = 0; i <= c->after.holdings.count; i++) {
		if (i > 0) {
			if (c->after.holdings.at[i - 1].to < c->pass->day) /* or open */
				continue;
			day = c->after.holdings.at[i - 1].to + 1;
		}
		if (is_covered(c, &c->after, deed, form, day) ||
			!is_covered(c, &c->before, deed, form, day))
			continue;
		date_print(day, &text);
		sentence = arena_printf(&c->pass->work,
			deed == ACTION_ADMIN
				? _("From %s on nobody would be left who may administrate; "
					"give the post to somebody else first.")
				: _("From %s on nobody would be left who may give posts; give "
				    "the post to somebody else first."),
			str_text(&text));
		str_release(&text);
		return refuse(c, sentence, ACTION_READ, NULL);
	}
	return 0;
}

static int keep_keys_apart(struct check *c)
{
	const struct user_key *mine = NULL;

	for (size_t i = 0; i < c->after.keys.count; i++)
		if (c->after.keys.at[i].id == c->now->id)
			mine = &c->after.keys.at[i];
	for (size_t i = 0; mine && *mine->fingerprint && i < c->after.keys.count; i++) {
		const struct user_key *k = &c->after.keys.at[i];
		const struct person *user = people_user(&c->after, k->user);

		if (k == mine || strcmp(k->fingerprint, mine->fingerprint) != 0)
			continue;
		return refuse(c,
			arena_printf(&c->pass->work,
				_("This key is there already, of %s; each person and computer "
				  "has a key of its own."),
				user ? user->name : "?"),
			ACTION_READ, NULL);
	}
	return 0;
}

/* ---- all of it ---- */

static int picture(struct pass *pass, struct err *err)
{
	int64_t now;

	if (pass->people)
		return 0;
	pass->people = arena_alloc(&pass->work, sizeof(*pass->people));
	return people_load_all(pass->data->store, pass->data->model, &pass->work, pass->people,
		&now, err);
}

/* Lists of its own, the texts are shared. */
static struct people copy_of(const struct people *people, struct arena *mem)
{
	struct people copy = { .rights = people->rights };

#define COPY(list)                                                                             \
	for (size_t i = 0; i < people->list.count; i++)                                        \
		*VEC_PUSH_IN(mem, &copy.list) = people->list.at[i]
	COPY(users);
	COPY(posts);
	COPY(holdings);
	COPY(keys);
#undef COPY
	return copy;
}

static int allow(struct check *c)
{
	const struct site *site = &c->model->site;
	int user = is_form(site->users.form, c->now), post = is_form(site->posts.form, c->now);
	int key = !user && !post, got = 0;

	if (!c->viewer->everything)
		got = user ? allow_user(c) : post ? allow_post(c) : allow_key(c);
	if (got == 0 && key)
		return keep_keys_apart(c);
	if (got == 0)
		got = keep_apart(c);
	if (got == 0)
		got = keep_covered(c, ACTION_ADMIN, NULL);
	if (got == 0 && posts_form(c))
		got = keep_covered(c, ACTION_CHANGE, posts_form(c));
	return got;
}

int people_allow(struct pass *pass, const struct record *old, const struct record *now,
	struct err *err)
{
	struct record as = *now;
	struct check c = { .pass = pass,
		.model = pass->data->model,
		.viewer = &pass->data->viewer,
		.old = old,
		.now = &as,
		.me = strtoull(pass->data->viewer.user, NULL, 10),
		.why = &pass->refused };
	int got;

	if (!is_people_form(c.model, now->form))
		return 0;
	if (picture(pass, err) < 0)
		return -1;
	if (!as.id) /* not yet: one that nobody has */
		as.id = UINT64_MAX - pass->planned;
	c.before = *pass->people;
	c.after = copy_of(pass->people, &pass->work);
	people_change(&c.after, c.model, &as, &pass->work);
	got = allow(&c);
	if (got == 0)
		*pass->people = c.after;
	return got;
}

void people_planned(struct pass *pass, const struct record *old, const struct record *now)
{
	const struct user_fields *names = &pass->data->model->site.users;

	if (!old || !is_form(names->form, now) ||
		strcmp(named_text(old, names->login), named_text(now, names->login)) == 0)
		return;
	*VEC_PUSH_IN(&pass->work, &pass->renames) = (struct renamed){
		arena_text(&pass->work, named_text(old, names->login)),
		arena_text(&pass->work, named_text(now, names->login)),
	};
}
