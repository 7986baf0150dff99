/*
 * scr_people.c - the people who may log in, with their posts; from here to what one sees and
 * may do, to a lost key, a lock, a hand-over, and to one who has left.
 */

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/person.h"
#include "screens/screens.h"
#include "tui/list_find.h"

struct people_screen {
	struct person_screen in;
};

/* ---- loading ---- */

static size_t keys_of(const struct people *people, uint64_t user, int32_t day)
{
	size_t count = 0;

	for (size_t i = 0; i < people->keys.count; i++)
		count += people->keys.at[i].user == user &&
			key_valid_on(&people->keys.at[i], day);
	return count;
}

static void add_user(struct people_screen *p, const struct person *user, int32_t day)
{
	struct text_row *row = text_table_add(&p->in.view.table);
	struct arena *mem = &p->in.view.table.mem;
	size_t keys = keys_of(&p->in.view.people, user->id, day);
	struct str posts = { 0 };

	person_posts(&p->in.view, user->id, day, &posts);
	row->cell[0] = arena_text(mem, user->login);
	row->cell[1] = arena_text(mem, user->name);
	row->cell[2] = user->locked ? _("locked") : "";
	row->cell[3] = keys ? arena_printf(mem, "%zu", keys) : "";
	row->cell[4] = posts.len ? arena_text(mem, str_text(&posts)) : _("no post today");
	row->data = user;
	str_release(&posts);
}

static enum screen_next load(struct screen *s)
{
	struct people_screen *p = (struct people_screen *)s;
	const char *const titles[] = {
		_("Login"), _("Name"), _("State"), _("SSH keys"), _("Posts"), NULL
	};
	int32_t day;
	struct err err = { 0 };

	if (person_load(&p->in.view, &err) < 0) {
		screen_warn(s, "%s", err.text);
		return s->loaded ? SCREEN_STAY : SCREEN_BACK;
	}
	day = dataset_today(p->in.view.app->data);
	text_table_begin(&p->in.view.table, titles);
	for (size_t i = 0; i < p->in.view.people.users.count; i++)
		add_user(p, &p->in.view.people.users.at[i], day);
	text_table_end(&p->in.view.table);
	return SCREEN_STAY;
}

static void draw(struct screen *s, struct canvas *body)
{
	text_table_draw(&((struct people_screen *)s)->in.view.table, body,
		_("There are no users yet."));
}

/* ---- actions ---- */

static uint64_t current(const struct screen *s)
{
	const struct text_row *row =
		text_table_at(&((const struct people_screen *)s)->in.view.table);

	return row ? ((const struct person *)row->data)->id : 0;
}

static int has_row(const struct screen *s)
{
	return current(s) != 0;
}

static struct app *app_of(struct screen *s)
{
	return ((struct people_screen *)s)->in.view.app;
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
	  .help = N_("What this person sees and may do, in each ledger, and why not."), .run = rights, .when = has_row },
	{ .name = "person-keys", .keys = "k", .label = N_("Lost key"),
	  .help = N_("The keys of this person: end a lost one, add a new one."), .run = keys, .when = has_row },
	{ .name = "person-lock", .keys = "l", .label = N_("Lock"),
	  .help = N_("Lock this user, or unlock him again."), .run = lock, .when = has_row },
	{ .name = "person-handover", .keys = "h", .label = N_("Hand over"),
	  .help = N_("Hand this person's posts over to somebody else."), .run = handover, .when = has_row },
	{ .name = "person-leave", .keys = "v", .label = N_("Has left"),
	  .help = N_("This person has left: hand over, end the keys, lock, all in one."), .run = leave, .when = has_row },
	{ .name = "record-new", .keys = "n Ins", .label = N_("New"),
	  .help = N_("A new user."), .run = add },
	{ .name = "person-edit", .keys = "e", .label = N_("Edit"),
	  .help = N_("The record of this user."), .run = edit, .when = has_row, .flags = ACTION_QUIET },
	ACTION_FIND(person_find, has_row),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

const struct screen_class people_class = {
	.name = "people",
	.title = N_("People"),
	.size = sizeof(struct people_screen),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = person_unload,
	.key = person_key,
};

struct screen *scr_people(struct app *app)
{
	struct people_screen *p = screen_new(&people_class);

	p->in.view.app = app;
	return &p->in.screen;
}
