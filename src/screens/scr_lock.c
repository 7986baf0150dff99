/*
 * scr_lock.c - a user is locked, or unlocked again: since when, by whom, why, and who is here.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "data/sessions.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/person.h"
#include "screens/screens.h"
#include "tui/popup.h"
#include "work/lock.h"

struct lock_screen {
	struct person_screen in;
	size_t sessions;
};

/* ---- loading ---- */

static int is_locked(const struct record *record, const char *field)
{
	const struct field *f = field ? form_field(record->form, field) : NULL;
	const struct value *v = f ? &record->values[f->index] : NULL;

	return v && v->state == VALUE_GIVEN && v->kind == KIND_BOOL && v->yes;
}

static void add_turn(struct lock_screen *l, const struct revision *r, int locked)
{
	struct text_row *row = text_table_add(&l->in.list.table);
	struct str when = { 0 };

	instant_print_minute(r->instant, &when);
	row->cell[0] = str_keep(&when, &l->in.list.table.mem);
	row->cell[1] = locked ? _("locked") : _("unlocked");
	row->cell[2] = *r->user_name ? r->user_name : _("system");
	row->cell[3] = r->reason;
}

/* The newest first: each time the lock turned. */
static int read_turns(struct lock_screen *l, struct err *err)
{
	const struct model *model = app_model(l->in.view.app);
	const char *form = model->site.users.form, *field = model->site.users.locked;
	struct revision_list list = { 0 };

	if (!form || data_history(l->in.view.app->data, model_form(model, form), l->in.view.id,
			     &l->in.list.table.mem, &list, err) < 0)
		return form ? -1 : 0;
	for (size_t i = list.count; i-- > 0;) {
		int now = is_locked(list.at[i].record, field);
		int before = i > 0 && is_locked(list.at[i - 1].record, field);

		if (now != before)
			add_turn(l, &list.at[i], now);
	}
	return 0;
}

static void count_sessions(struct lock_screen *l)
{
	struct session_info *at;
	struct err ignored = { 0 };
	struct arena mem = { 0 };
	char id[24];
	size_t count;

	l->sessions = 0;
	snprintf(id, sizeof(id), "%" PRIu64, l->in.view.id);
	if (l->in.view.app->dir &&
		sessions_list(l->in.view.app->dir, &mem, &at, &count, &ignored) == 0)
		for (size_t i = 0; i < count; i++)
			l->sessions += strcmp(at[i].user, id) == 0;
	arena_release(&mem);
}

static enum screen_next load(struct screen *s)
{
	struct lock_screen *l = (struct lock_screen *)s;
	const char *const titles[] = { _("When"), _("State"), _("By"), _("Reason"), NULL };
	struct err err = { 0 };

	if (person_load(&l->in.view, &err) < 0)
		return screen_fail_load(s, &err);
	text_table_begin(&l->in.list.table, titles);
	if (read_turns(l, &err) < 0) {
		screen_refused(&err);
		screen_warn(s, "%s", err.text);
	}
	text_table_end(&l->in.list.table);
	count_sessions(l);
	return SCREEN_STAY;
}

/* ---- drawing ---- */

static void draw(struct screen *s, struct canvas *body)
{
	struct lock_screen *l = (struct lock_screen *)s;
	struct canvas rows = canvas_part(body, 3, 0, body->rows - 3, body->cols);

	canvas_put(body, 0, 1, LOOK_PLAIN,
		l->in.view.user->locked
			? _("Locked: no login, and what is open sees and does nothing.")
			: _("Not locked."));
	canvas_putf(body, 1, 1, LOOK_PLAIN,
		P_("%zu session is open.", "%zu sessions are open.", l->sessions),
		l->sessions);
	text_table_draw(&l->in.list.table, &rows, _("Has never been locked."));
}

/* ---- actions ---- */

static int locked_now(const struct screen *s)
{
	return ((const struct lock_screen *)s)->in.view.user->locked;
}

static int open_now(const struct screen *s)
{
	return !locked_now(s);
}

static enum screen_next turn(struct screen *s, const char *label, const char *question, int on)
{
	struct lock_screen *l = (struct lock_screen *)s;
	struct arena mem = { 0 };
	struct str reason = { 0 };
	struct err err = { 0 };
	size_t ended = 0;
	enum screen_next next = SCREEN_STAY;
	const struct app *app = l->in.view.app;
	int got = user_lock_try(app->data, l->in.view.id, on, &mem, &err);

	if (got < 0)
		next = screen_fail(s, &err);
	else if (person_reason(s, label, &reason) && screen_confirm(s, question)) {
		got = on ? user_lock(app->data, l->in.view.id, str_text(&reason), app->dir,
				   &mem, &ended, &err)
			 : user_unlock(app->data, l->in.view.id, str_text(&reason), &mem, &err);
		next = got < 0 ? screen_fail(s, &err) : SCREEN_REFRESH;
		if (got == 0 && on)
			screen_message(s,
				P_("Locked; %zu session was ended, what was typed there is "
				   "kept.",
					"Locked; %zu sessions were ended, what was typed there "
					"is kept.",
					ended),
				ended);
		else if (got == 0)
			screen_message(s, _("Unlocked; logging in works again."));
	}
	str_release(&reason);
	arena_release(&mem);
	return next;
}

static enum screen_next lock(struct screen *s)
{
	return turn(s, _("Why is this user locked: "),
		_("Lock this user? Sessions that are open end now; what was typed there is "
		  "kept."),
		1);
}

static enum screen_next unlock(struct screen *s)
{
	return turn(s, _("Why is this user unlocked: "),
		_("Unlock this user? Valid keys log in again."), 0);
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "person-lock", .keys = "l", .label = N_("Lock"),
	  .help = N_("No login from now on; open sessions end, what was typed there is kept."), .run = lock, .when = open_now },
	{ .name = "person-unlock", .keys = "u", .label = N_("Unlock"),
	  .help = N_("Logging in works again."), .run = unlock, .when = locked_now },
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

const struct screen_class lock_class = {
	.name = "lock",
	.title = N_("Lock"),
	.size = sizeof(struct lock_screen),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = person_unload,
	.key = text_screen_key,
	.heading = person_heading,
};

struct screen *scr_lock(struct app *app, uint64_t user)
{
	return person_open(&lock_class, app, user);
}
