/*
 * scr_people.c - the people who may log in, with their posts; from here to what one sees and
 * may do, to a lost key, a lock, a hand-over, and to one who has left.
 */

#include "base/i18n.h"
#include "base/str.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/person.h"
#include "screens/screens.h"
#include "tui/list_find.h"

/* ---- loading ---- */

static size_t keys_of(const struct people *people, uint64_t user, int32_t day)
{
	size_t count = 0;

	for (size_t i = 0; i < people->keys.count; i++)
		count += people->keys.at[i].user == user &&
			key_valid_on(&people->keys.at[i], day);
	return count;
}

static void add_user(struct person_screen *p, const struct person *user)
{
	struct text_row *row = text_table_add(&p->list.table);
	struct arena *mem = &p->list.table.mem;
	size_t keys = keys_of(&p->view.people, user->id, p->view.day);
	struct str posts = { 0 };

	person_posts(&p->view, user->id, &posts);
	row->cell[0] = arena_text(mem, user->login);
	row->cell[1] = arena_text(mem, user->name);
	row->cell[2] = user->locked ? _("locked") : "";
	row->cell[3] = keys ? arena_printf(mem, "%zu", keys) : "";
	row->cell[4] = posts.len ? str_keep(&posts, mem) : _("no post today");
	row->data = user;
	str_release(&posts);
}

static enum screen_next load(struct screen *s)
{
	struct person_screen *p = (struct person_screen *)s;
	const char *const titles[] = {
		_("Login"), _("Name"), _("State"), _("SSH keys"), _("Posts"), NULL
	};
	struct err err = { 0 };

	if (person_load(&p->view, &err) < 0)
		return screen_fail_load(s, &err);
	text_table_begin(&p->list.table, titles);
	for (size_t i = 0; i < p->view.people.users.count; i++)
		add_user(p, &p->view.people.users.at[i]);
	text_table_end(&p->list.table);
	return SCREEN_STAY;
}

static void draw(struct screen *s, struct canvas *body)
{
	text_table_draw(&((struct person_screen *)s)->list.table, body,
		_("There are no users yet."));
}

/* ---- actions ---- */

static uint64_t current(const struct screen *s)
{
	return ((const struct person *)text_screen_data(s))->id;
}

static struct app *app_of(struct screen *s)
{
	return ((struct person_screen *)s)->view.app;
}

static enum screen_next rights(struct screen *s)
{
	return screen_push(s, scr_rights(app_of(s), current(s)));
}

static enum screen_next keys(struct screen *s)
{
	return screen_push(s, scr_person_keys(app_of(s), current(s)));
}

static enum screen_next lock(struct screen *s)
{
	return screen_push(s, scr_lock(app_of(s), current(s)));
}

static enum screen_next handover(struct screen *s)
{
	return screen_push(s, scr_handover(app_of(s), current(s)));
}

static enum screen_next leave(struct screen *s)
{
	return screen_push(s, scr_leave(app_of(s), current(s)));
}

static const struct form *users_form(struct screen *s)
{
	const struct model *model = app_model(app_of(s));

	return model->site.users.form ? model_form(model, model->site.users.form) : NULL;
}

static enum screen_next open_card(struct screen *s, uint64_t id)
{
	const struct form *form = users_form(s);

	if (form)
		return screen_push(s, scr_card(app_of(s), form, id, NULL));
	screen_warn(s, _("conf/site.conf names no form of users."));
	return SCREEN_STAY;
}

static enum screen_next edit(struct screen *s)
{
	return open_card(s, current(s));
}

static enum screen_next add(struct screen *s)
{
	return open_card(s, 0);
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "person-rights", .keys = "Enter", .label = N_("Sees, may"),
	  .help = N_("What this person sees and may do, in each ledger, and why not."), .run = rights, .when = text_screen_has_row },
	{ .name = "person-keys", .keys = "k", .label = N_("Lost key"),
	  .help = N_("The keys of this person: end a lost one, add a new one."), .run = keys, .when = text_screen_has_row },
	{ .name = "person-lock", .keys = "l", .label = N_("Lock"),
	  .help = N_("Lock this user, or unlock him again."), .run = lock, .when = text_screen_has_row },
	{ .name = "person-handover", .keys = "h", .label = N_("Hand over"),
	  .help = N_("Hand this person's posts over to somebody else."), .run = handover, .when = text_screen_has_row },
	{ .name = "person-leave", .keys = "v", .label = N_("Has left"),
	  .help = N_("This person has left: hand over, end the keys, lock, all in one."), .run = leave, .when = text_screen_has_row },
	{ .name = "record-new", .keys = "n Ins", .label = N_("New"),
	  .help = N_("A new user."), .run = add },
	{ .name = "person-edit", .keys = "e", .label = N_("Edit"),
	  .help = N_("The record of this user."), .run = edit, .when = text_screen_has_row, .flags = ACTION_QUIET },
	ACTION_FIND(text_screen_find, text_screen_has_row),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

const struct screen_class people_class = {
	.name = "people",
	.title = N_("People"),
	.size = sizeof(struct person_screen),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = person_unload,
	.key = text_screen_key,
};

struct screen *scr_people(struct app *app)
{
	return person_open(&people_class, app, 0);
}
