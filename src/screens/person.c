/*
 * person.c - a user and what belongs to him, read anew for each screen that shows it.
 */
#include "screens/person.h"

#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "model/model.h"
#include "screens/screens.h"
#include "tui/popup.h"
#include "work/people.h"

enum { REASON_MOST = 100 };

int person_load(struct person_view *v, struct err *err)
{
	struct arena old = v->mem;
	struct people people = { 0 };
	int got;

	app_refresh(v->app);
	v->mem = (struct arena){ 0 };
	got = people_load(v->app->data, &v->mem, &people, err);
	if (got < 0) {
		arena_release(&v->mem);
		v->mem = old;
		return -1;
	}
	arena_release(&old);
	v->people = people;
	v->day = dataset_today(v->app->data);
	v->user = v->id ? people_user(&v->people, v->id) : NULL;
	if (v->id && !v->user)
		return err_set(err, ERR_NOT_FOUND, _("This user is not there any more."));
	return 0;
}

struct screen *person_open(const struct screen_class *class, struct app *app, uint64_t user)
{
	struct person_screen *p = screen_new(class);

	p->view.app = app;
	p->view.id = user;
	return &p->list.screen;
}

void person_unload(struct screen *s)
{
	arena_release(&((struct person_screen *)s)->view.mem);
	text_screen_unload(s);
}

/* "张某 (zhang)" */
static void put_title(const struct person *user, struct str *out)
{
	str_addf(out, "%s (%s)", user->name, user->login);
}

void person_heading(const struct screen *s, struct str *left, struct str *right)
{
	const struct person *user = ((const struct person_screen *)s)->view.user;

	(void)right;
	str_add(left, "  ");
	if (user)
		put_title(user, left);
}

void person_posts(const struct person_view *v, uint64_t user, struct str *out)
{
	holdings_text(app_model(v->app), &v->people, user, v->day, out);
}

uint64_t person_choose(const struct person_view *v, struct screen *s, const char *title,
	uint64_t but)
{
	struct arena mem = { 0 };
	const char **items = arena_array(&mem, v->people.users.count + 1, sizeof(*items));
	uint64_t *ids = arena_array(&mem, v->people.users.count + 1, sizeof(*ids)), id = 0;
	size_t count = 0;
	int at;

	for (size_t i = 0; i < v->people.users.count; i++) {
		const struct person *user = &v->people.users.at[i];
		struct str text = { 0 };

		if (user->id == but || user->locked)
			continue;
		put_title(user, &text);
		ids[count] = user->id;
		items[count++] = arena_text(&mem, str_text(&text));
		str_release(&text);
	}
	at = count ? screen_choose(s, title, items, count, 0) : -1;
	if (at >= 0)
		id = ids[at];
	arena_release(&mem);
	return id;
}

int person_reason(struct screen *s, const char *label, struct str *out)
{
	if (screen_prompt(s, label, REASON_MOST, out) != 0)
		return 0;
	if (out->len)
		return 1;
	screen_warn(s, _("Without a reason nothing is done: it stays in the history."));
	return 0;
}
