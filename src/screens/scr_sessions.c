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
#include "tui/list.h"
#include "tui/list_find.h"
#include "tui/popup.h"
#include "tui/progress.h"

enum column { COL_WHO, COL_LOGIN, COL_SINCE, COL_IDLE, COL_FROM, COL_WHAT, COL_COUNT };
enum { AGAIN_TICKS = 20 /* 5 s */, SINCE_LEN = 16 };

struct sessions {
	struct screen screen;
	struct app *app; /* not ours */
	struct arena mem;
	struct session_info *at;
	size_t count;
	int64_t now, ahead; /* when they were read; by how much the server's clock is ahead */
	int ticks;
	struct list_view list;
	struct list_column columns[COL_COUNT];
};

static const struct session_info *current(const struct sessions *l)
{
	return l->list.at < l->count ? &l->at[l->list.at] : NULL;
}

/* ---- drawing ---- */

static void put_since(int64_t instant, struct str *out)
{
	struct str text = { 0 };

	instant_print(instant, &text);
	str_truncate(&text, text.len < SINCE_LEN ? text.len : SINCE_LEN);
	str_add(out, str_text(&text));
	str_release(&text);
}

static void put_idle(const struct sessions *l, const struct session_info *info, struct str *out)
{
	long long minutes = (l->now - info->active) / 60000000;

	if (minutes < 1)
		str_add(out, _("types"));
	else
		str_addf(out, _("%lld min"), minutes);
}

static void cell(const void *ctx, size_t row, size_t column, struct str *out)
{
	const struct sessions *l = ctx;
	const struct session_info *info = &l->at[row];

	switch ((enum column)column) {
	case COL_WHO:
		str_add(out, info->user_name);
		break;
	case COL_LOGIN:
		str_add(out, info->login);
		break;
	case COL_SINCE:
		put_since(info->begun + l->ahead, out);
		break;
	case COL_IDLE:
		put_idle(l, info, out);
		break;
	case COL_FROM:
		str_add(out, *info->from ? info->from : _("the server itself"));
		break;
	case COL_WHAT:
		str_add(out, *info->what ? info->what : _("screens"));
		break;
	default:
		break;
	}
}

static char mark(const void *ctx, size_t row)
{
	return ((const struct sessions *)ctx)->at[row].pid == getpid() ? '*' : 0;
}

static struct list_table table(const struct sessions *l)
{
	return (struct list_table){
		.columns = l->columns,
		.column_count = COL_COUNT,
		.frozen = 1,
		.row_count = l->count,
		.cell = cell,
		.mark = mark,
		.ctx = l,
	};
}

static void set_columns(struct sessions *l, int cols)
{
	int rest = cols - 2 - 10 - 10 - 16 - 8 - 15 - 6;

	l->columns[COL_WHO] = (struct list_column){ _("Name"), 10, CANVAS_LEFT };
	l->columns[COL_LOGIN] = (struct list_column){ _("Login"), 10, CANVAS_LEFT };
	l->columns[COL_SINCE] = (struct list_column){ _("Since"), 16, CANVAS_LEFT };
	l->columns[COL_IDLE] = (struct list_column){ _("Idle"), 8, CANVAS_RIGHT };
	l->columns[COL_FROM] = (struct list_column){ _("Came from"), 15, CANVAS_LEFT };
	l->columns[COL_WHAT] =
		(struct list_column){ _("Doing"), rest > 12 ? rest : 12, CANVAS_LEFT };
}

static void draw(struct screen *s, struct canvas *body)
{
	struct sessions *l = (struct sessions *)s;
	struct list_table t;

	set_columns(l, body->cols);
	t = table(l);
	list_draw_table(&l->list, body, &t);
}

static void hint(const struct screen *s, struct str *out)
{
	const struct sessions *l = (const struct sessions *)s;

	str_addf(out, P_("%zu session; * is your own", "%zu sessions; * is your own", l->count),
		l->count);
}

/* ---- loading ---- */

static int may_see(const struct sessions *l, struct err *err)
{
	return may(app_model(l->app), dataset_viewer(l->app->data), ACTION_SESSIONS, NULL, NULL,
		err);
}

static enum screen_next load(struct screen *s)
{
	struct sessions *l = (struct sessions *)s;
	struct arena fresh = { 0 };
	struct session_info *at = NULL;
	struct err err = { 0 };
	size_t count = 0;

	app_refresh(l->app);
	if (may_see(l, &err) < 0 ||
		sessions_list(l->app->dir, &fresh, &at, &count, &err) < 0) {
		arena_release(&fresh);
		screen_refused(&err);
		screen_warn(s, "%s", err.text);
		return SCREEN_BACK;
	}
	arena_release(&l->mem);
	l->mem = fresh;
	l->at = at;
	l->count = count;
	l->now = instant_now();
	if (dataset_now(l->app->data, &l->ahead, &err) == 0)
		l->ahead -= l->now;
	l->ticks = 0;
	list_count(&l->list, count);
	return SCREEN_STAY;
}

static void unload(struct screen *s)
{
	arena_release(&((struct sessions *)s)->mem);
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
	const struct session_info *info = current(l);
	struct str question = { 0 };
	struct err err = { 0 };
	int sure, got;

	if (info->pid == getpid()) {
		screen_message(s, _("This is your own session: leave it with q on the first screen."));
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
		screen_message(s, _("The session of %s has ended; what was not saved is a draft."),
			*info->user_name ? info->user_name : info->login);
	return SCREEN_REFRESH;
}

static void row_text(const void *ctx, size_t row, struct str *out)
{
	for (size_t column = 0; column < COL_COUNT; column++) {
		cell(ctx, row, column, out);
		str_add(out, "  ");
	}
}

static enum screen_next find(struct screen *s)
{
	struct sessions *l = (struct sessions *)s;
	struct list_find f = {
		.text = row_text, .at = &l->list.at, .count = &l->list.count, .ctx = l
	};

	return list_find_run(s, &f);
}

static enum screen_next again(struct screen *s)
{
	(void)s;
	return SCREEN_REFRESH;
}

static int has_row(const struct screen *s)
{
	return current((const struct sessions *)s) != NULL;
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "session-end", .keys = "d Del", .label = N_("End it"),
	  .help = N_("End this session; what is not saved there is kept as a draft."), .run = end, .when = has_row },
	{ .name = "sessions-again", .keys = "u", .label = N_("Read again"),
	  .help = N_("Look who is here now."), .run = again },
	ACTION_FIND(find, has_row),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

static enum screen_next key(struct screen *s, int32_t k)
{
	struct sessions *l = (struct sessions *)s;
	struct list_table t = table(l);

	return list_table_key(&l->list, &t, k) == LIST_PASS ? SCREEN_PASS : SCREEN_STAY;
}

const struct screen_class sessions_class = {
	.name = "sessions",
	.title = N_("Sessions"),
	.size = sizeof(struct sessions),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.key = key,
	.hint = hint,
	.tick = tick,
};

struct screen *scr_sessions(struct app *app)
{
	struct sessions *l = screen_new(&sessions_class);

	l->app = app;
	set_columns(l, 80);
	return &l->screen;
}
