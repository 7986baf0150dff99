/*
 * scr_sessions.c - who is here now; a session can be ended, its drafts are kept.
 */
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "data/events.h"
#include "data/sessions.h"
#include "model/viewer.h"
#include "screens/classes.h"
#include "screens/screens.h"
#include "screens/text_table.h"
#include "tui/list_find.h"
#include "tui/popup.h"
#include "tui/progress.h"

enum { AGAIN_TICKS = 20 /* 5 s */ };

struct sessions {
	struct text_screen in;
	struct app *app; /* not ours */
	int64_t ahead; /* by how much the server's clock is ahead */
	int ticks;
};

/* ---- drawing ---- */

static void draw(struct screen *s, struct canvas *body)
{
	text_table_draw(&((struct text_screen *)s)->table, body, "");
}

static void hint(const struct screen *s, struct str *out)
{
	size_t count = ((const struct text_screen *)s)->table.count;

	str_addf(out, P_("%zu session; * is your own", "%zu sessions; * is your own", count),
		count);
}

/* ---- loading ---- */

static int may_see(const struct sessions *l, struct err *err)
{
	return may(app_model(l->app), dataset_viewer(l->app->data), ACTION_SESSIONS, NULL, NULL,
		err);
}

static void add_session(struct sessions *l, const struct session_info *info, int64_t now)
{
	struct text_table *t = &l->in.table;
	struct text_row *row = text_table_add(t);
	long long minutes = (now - info->active) / 60000000;
	struct str since = { 0 };

	instant_print_minute(info->begun + l->ahead, &since);
	row->cell[0] = info->user_name;
	row->cell[1] = info->login;
	row->cell[2] = str_keep(&since, &t->mem);
	row->cell[3] = minutes < 1 ? _("types") : arena_printf(&t->mem, _("%lld min"), minutes);
	row->cell[4] = *info->from ? info->from : _("the server itself");
	row->cell[5] = *info->what ? info->what : _("screens");
	row->mark = info->pid == getpid() ? '*' : 0;
	row->data = info;
}

static enum screen_next load(struct screen *s)
{
	struct sessions *l = (struct sessions *)s;
	struct text_table *t = &l->in.table;
	const char *const titles[TEXT_COLUMNS + 1] = {
		_("Name"), _("Login"), _("Since"), _("Idle"), _("Came from"), _("Doing")
	};
	struct session_info *at = NULL;
	struct err err = { 0 };
	int64_t now = instant_now();
	size_t count = 0;

	app_refresh(l->app);
	text_table_begin(t, titles);
	text_table_right(t, 3);
	if (may_see(l, &err) < 0 || sessions_list(l->app->dir, &t->mem, &at, &count, &err) < 0)
		return screen_fail_load(s, &err);
	if (dataset_now(l->app->data, &l->ahead, &err) == 0)
		l->ahead -= now;
	l->ticks = 0;
	for (size_t i = 0; i < count; i++)
		add_session(l, &at[i], now);
	text_table_end(t);
	return SCREEN_STAY;
}

/* Without a message in sight: loading keeps the place, but not the words. */
static enum screen_next tick(struct screen *s)
{
	struct sessions *l = (struct sessions *)s;

	return ++l->ticks >= AGAIN_TICKS && !s->message.len ? SCREEN_REFRESH : SCREEN_PASS;
}

/* ---- ending ---- */

static int stop(struct sessions *l, const struct session_info *info, struct err *err)
{
	struct err ignored = { 0 };
	int got;

	event_note(l->app->data, EVENT_PEOPLE, &ignored, _("ended the session %s of %s"),
		info->name, info->login);
	progress_begin(_("Ending the session"));
	got = sessions_stop(l->app->dir, info->name, err);
	progress_end();
	return got;
}

static enum screen_next end(struct screen *s)
{
	struct sessions *l = (struct sessions *)s;
	const struct session_info *info = text_screen_data(s);
	struct str question = { 0 };
	struct err err = { 0 };
	int sure, got;

	if (info->pid == getpid()) {
		screen_message(s,
			_("This is your own session: leave it with q on the first screen."));
		return SCREEN_STAY;
	}
	str_addf(&question,
		_("End the session of %s? What is not saved there is kept as a draft."),
		*info->user_name ? info->user_name : info->login);
	sure = screen_confirm(s, str_text(&question));
	str_release(&question);
	if (!sure)
		return SCREEN_STAY;
	got = stop(l, info, &err);
	if (got < 0)
		return screen_fail(s, &err);
	if (got > 0)
		screen_message(s, _("That session was over already."));
	else
		screen_message(s,
			_("The session of %s has ended; what was not saved is a draft."),
			*info->user_name ? info->user_name : info->login);
	return SCREEN_REFRESH;
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "session-end", .keys = "d Del", .label = N_("End it"),
	  .help = N_("End this session; what is not saved there is kept as a draft."), .run = end, .when = text_screen_has_row },
	{ .name = "sessions-again", .keys = "u", .label = N_("Read again"),
	  .help = N_("Look who is here now."), .run = screen_again },
	ACTION_FIND(text_screen_find, text_screen_has_row),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

const struct screen_class sessions_class = {
	.name = "sessions",
	.title = N_("Sessions"),
	.size = sizeof(struct sessions),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = text_screen_unload,
	.key = text_screen_key,
	.hint = hint,
	.tick = tick,
};

struct screen *scr_sessions(struct app *app)
{
	struct sessions *l = screen_new(&sessions_class);

	l->app = app;
	return &l->in.screen;
}
