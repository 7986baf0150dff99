/*
 * scr_inbox.c - all that waits for the holder of one's posts; home shows the first of it.
 */
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "data/dataset.h"
#include "screens/classes.h"
#include "screens/inbox.h"
#include "screens/screens.h"
#include "screens/text_table.h"
#include "tui/list_find.h"
#include "tui/terminal.h"

enum { MARGIN = 3 };

struct inbox_screen {
	struct text_screen in;
	struct app *app; /* not ours */
	struct inbox inbox;
};

static void fill(struct inbox_screen *w)
{
	static const char *const titles[] = { "", NULL };
	struct text_table *t = &w->in.table;

	text_table_begin(t, titles);
	for (size_t i = 0; i < w->inbox.count; i++) {
		struct text_row *row = text_table_add(t);
		struct str text = { 0 };

		inbox_text(&w->inbox.items[i], &text);
		row->cell[0] = str_keep(&text, &t->mem);
		row->mark = w->inbox.items[i].remind ? '!' : 0;
		row->data = &w->inbox.items[i];
	}
	text_table_end(t);
}

static enum screen_next read_again(struct inbox_screen *w)
{
	struct err err = { 0 };
	int got = inbox_refresh(&w->inbox, w->app, &err);

	if (got < 0)
		screen_fail(&w->in.screen, &err);
	if (got)
		fill(w);
	return got ? SCREEN_STAY : SCREEN_PASS;
}

static enum screen_next load(struct screen *s)
{
	struct inbox_screen *w = (struct inbox_screen *)s;

	app_refresh(w->app);
	inbox_expire(&w->inbox, w->app);
	read_again(w);
	fill(w);
	return SCREEN_STAY;
}

/* When a key came first. */
static enum screen_next tick(struct screen *s)
{
	struct inbox_screen *w = (struct inbox_screen *)s;

	return w->inbox.fresh ? SCREEN_PASS : read_again(w);
}

static void draw(struct screen *s, struct canvas *body)
{
	struct inbox_screen *w = (struct inbox_screen *)s;

	text_table_draw(&w->in.table, body,
		w->inbox.known ? _("Nothing waits for you.") : _("reading ..."));
}

static void hint(const struct screen *s, struct str *out)
{
	const struct inbox_screen *w = (const struct inbox_screen *)s;
	const struct inbox_item *item = text_screen_data(s);
	const char *row = item ? w->in.table.rows[w->in.table.list.at].cell[0] : "";

	if (utf8_width(row) + MARGIN > (size_t)terminal_cols())
		str_add(out, item->sentence);
	else if (w->inbox.count)
		str_addf(out,
			P_("%zu item waits for you; ! is to be reminded of today.",
				"%zu items wait for you; ! is to be reminded of today.",
				w->inbox.count),
			w->inbox.count);
}

static enum screen_next open_item(struct screen *s)
{
	return inbox_open(s, ((struct inbox_screen *)s)->app, text_screen_data(s));
}

static void unload(struct screen *s)
{
	inbox_release(&((struct inbox_screen *)s)->inbox);
	text_screen_unload(s);
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "inbox-open", .keys = "Enter", .label = N_("Open"),
	  .help = N_("Go where the work is done."), .run = open_item, .when = text_screen_has_row },
	{ .name = "inbox-again", .keys = "u", .label = N_("Read again"),
	  .help = N_("Look what waits now."), .run = screen_again },
	ACTION_FIND(text_screen_find, text_screen_has_row),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

const struct screen_class inbox_class = {
	.name = "inbox",
	.title = N_("Waiting for you"),
	.size = sizeof(struct inbox_screen),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.key = text_screen_key,
	.hint = hint,
	.tick = tick,
};

struct screen *scr_inbox(struct app *app)
{
	struct inbox_screen *w = screen_new(&inbox_class);

	w->app = app;
	return &w->in.screen;
}
