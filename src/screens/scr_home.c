/*
 * scr_home.c - the first screen: what waits for one's posts, then the ledgers one may read.
 *
 * The inbox is read, and the ledgers counted, when nobody types; what was read stays in sight
 * until it is read again.
 */
#include "screens/home.h"

#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "data/dataset.h"
#include "data/proof.h"
#include "model/form.h"
#include "model/kept.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/file_period.h"
#include "screens/person.h"
#include "screens/screens.h"
#include "screens/typing.h"
#include "tui/list_find.h"
#include "tui/pick.h"
#include "tui/terminal.h"

enum { MARGIN = 2 };
enum { WORK_US = 100000, AGAIN_TICKS = 1200 /* 5 min */ };

static const struct inbox_item *item_now(const struct home *h)
{
	return h->list.at < h->items ? &h->inbox.items[h->list.at] : NULL;
}

static const struct home_ledger *current(const struct home *h)
{
	size_t at = h->list.at - h->items;

	return h->list.at >= h->items && at < h->ledgers.count ? &h->ledgers.rows[at] : NULL;
}

static int may_do(const struct home *h, enum deed what, const struct form *form)
{
	struct err ignored = { 0 };

	return may(h->ledgers.model, dataset_viewer(h->app->data), what, form, NULL,
		       &ignored) == 0;
}

/* ---- loading ---- */

/* Records that wait without a day when they are due do not take the place from the ledgers. */
static int is_pressing(const struct home *h)
{
	for (size_t i = 0; i < h->items; i++)
		if (h->inbox.items[i].cycle || h->inbox.items[i].kind != INBOX_WAITING)
			return 1;
	return 0;
}

/*
 * Other items stand before the ledgers: the place stays on its row; nobody who types finds it
 * elsewhere, and who has not typed yet begins with what waits.
 */
static void place_items(struct home *h)
{
	size_t before = h->items, at = h->list.at;

	h->items = home_items_shown(h);
	if (!h->touched)
		at = is_pressing(h) ? 0 : h->items;
	else if (at >= before)
		at = h->items + (at - before);
	else if (at >= h->items)
		at = h->items ? h->items - 1 : 0;
	h->list.at = at;
	list_count(&h->list, h->items + h->ledgers.count);
}

/* How old the last proven backup is, for who administrates. */
static void read_proof(struct home *h)
{
	struct err ignored = { 0 };

	arena_clear(&h->mem);
	h->proof = NULL;
	data_proof_line(h->app->data, &h->mem, &h->proof, &h->proof_old, &ignored);
}

/* At login those that wait are shown by themselves. */
static enum screen_next tell_drafts(struct home *h)
{
	size_t waiting;
	int first = !h->told;

	h->drafts = drafts_count(h->app, &waiting);
	h->told = 1;
	return first && waiting ? screen_push(&h->screen, scr_drafts(h->app)) : SCREEN_STAY;
}

static enum screen_next load(struct screen *s)
{
	struct home *h = (struct home *)s;

	app_refresh(h->app);
	h->rights = dataset_viewer(h->app->data)->rights;
	home_ledgers_load(&h->ledgers);
	inbox_expire(&h->inbox, h->app);
	place_items(h);
	read_proof(h);
	if (h->app->notice.len && !s->message.len)
		screen_warn(s, "%s", str_text(&h->app->notice));
	str_clear(&h->app->notice);
	return tell_drafts(h);
}

/* 1: there is something new to draw. */
static int read_inbox(struct home *h)
{
	struct err err = { 0 };
	int got = inbox_refresh(&h->inbox, h->app, &err);

	if (got < 0)
		screen_warn(&h->screen, "%s", err.text);
	if (got > 0) {
		place_items(h);
		h->touched = 1;
	}
	h->ticks = 0;
	return got != 0;
}

/* The inbox, then as many ledgers as a tenth of a second allows; the rest at the next tick. */
static enum screen_next tick(struct screen *s)
{
	struct home *h = (struct home *)s;
	int64_t until = instant_now() + WORK_US;
	int some = 0;

	if (++h->ticks >= AGAIN_TICKS)
		h->inbox.fresh = 0;
	if (!h->inbox.fresh)
		some = read_inbox(h);
	if (home_ledgers_count(&h->ledgers, s, until))
		some = 1;
	return some ? SCREEN_STAY : SCREEN_PASS;
}

/* ---- the lines around it ---- */

static void heading(const struct screen *s, struct str *left, struct str *right)
{
	(void)right;
	str_addf(left, "  %s", ((const struct home *)s)->ledgers.model->site.name);
}

/* Who has not reported the ledger one is at; an item that is longer than its row. */
static void hint(const struct screen *s, struct str *out)
{
	const struct home *h = (const struct home *)s;
	const struct home_ledger *row = current(h);
	const struct inbox_item *item = item_now(h);
	struct str text = { 0 };

	if (row)
		str_add(out, row->names);
	if (item)
		inbox_text(item, &text);
	if (utf8_width(str_text(&text)) + MARGIN > (size_t)terminal_cols())
		str_add(out, item->sentence);
	str_release(&text);
}

/* ---- the inbox ---- */

static int has_item(const struct screen *s)
{
	return item_now((const struct home *)s) != NULL;
}

static enum screen_next open_item(struct screen *s)
{
	struct home *h = (struct home *)s;

	return inbox_open(s, h->app, item_now(h));
}

static enum screen_next open_inbox(struct screen *s)
{
	return screen_push(s, scr_inbox(((struct home *)s)->app));
}

static int may_file_item(const struct screen *s)
{
	const struct home *h = (const struct home *)s;

	return item_now(h) && inbox_may_file(h->app, item_now(h));
}

static int may_nil_item(const struct screen *s)
{
	return may_file_item(s) && item_now((const struct home *)s)->cycle->nil_count;
}

static enum screen_next file_item(struct screen *s)
{
	struct home *h = (struct home *)s;
	const struct inbox_item *item = item_now(h);

	return file_ask(s, h->app, item->cycle, item->unit, item->period, 0);
}

static enum screen_next nil_item(struct screen *s)
{
	struct home *h = (struct home *)s;
	const struct inbox_item *item = item_now(h);

	return file_ask(s, h->app, item->cycle, item->unit, item->period, 1);
}

/* Some task has asked for something by now, of a ledger that he may read. */
static int sees_matrix(const struct screen *s)
{
	const struct home *h = (const struct home *)s;
	const struct model *model = h->ledgers.model;

	for (size_t i = 0; i < model->cycle_count; i++) {
		const struct cycle *cycle = &model->cycles[i];

		if (cycle->on && cycle->form && may_do(h, ACTION_READ, cycle->form) &&
			file_latest(h->app, cycle).kind != PERIOD_NONE)
			return 1;
	}
	return 0;
}

static enum screen_next open_matrix(struct screen *s)
{
	struct home *h = (struct home *)s;
	const struct inbox_item *item = item_now(h);

	return screen_push(s, scr_matrix(h->app, item ? item->cycle : NULL));
}

/* ---- ledgers ---- */

static int has_ledgers(const struct screen *s)
{
	return ((const struct home *)s)->ledgers.count > 0;
}

static int has_row(const struct screen *s)
{
	return current((const struct home *)s) != NULL;
}

/* The ledger of what waits there; NULL: none. */
static const struct form *item_form(const struct home *h)
{
	return item_now(h) && item_now(h)->cycle ? item_now(h)->cycle->form : NULL;
}

static int may_add(const struct screen *s)
{
	const struct home *h = (const struct home *)s;

	return has_row(s) && may_do(h, ACTION_CREATE, current(h)->form);
}

static int may_add_item(const struct screen *s)
{
	const struct home *h = (const struct home *)s;

	return item_form(h) && may_do(h, ACTION_CREATE, item_form(h));
}

static int has_grid(const struct screen *s)
{
	return has_row(s) && current((const struct home *)s)->form->grid.rows;
}

static int has_item_grid(const struct screen *s)
{
	const struct form *form = item_form((const struct home *)s);

	return form && form->grid.rows;
}

static enum screen_next open_ledger(struct screen *s)
{
	struct home *h = (struct home *)s;

	h->touched = 1;
	return screen_push(s, scr_browse(h->app, current(h)->form, NULL));
}

static enum screen_next new_record(struct screen *s)
{
	struct home *h = (struct home *)s;
	const struct form *form = has_row(s) ? current(h)->form : item_form(h);

	h->touched = 1;
	return screen_push(s, scr_card(h->app, form, 0, NULL));
}

static enum screen_next open_grid(struct screen *s)
{
	struct home *h = (struct home *)s;
	const struct inbox_item *item = item_now(h);

	h->touched = 1;
	if (item)
		return screen_push(
			s, scr_grid_of(h->app, item_form(h), item->period, item->unit));
	return screen_push(s, scr_grid(h->app, current(h)->form, (struct period){ 0 }));
}

static enum screen_next find(struct screen *s)
{
	struct home *h = (struct home *)s;
	struct pick pick = {
		.title = _("Find a ledger"), .find = home_ledgers_find, .ctx = &h->ledgers
	};
	struct arena mem = { 0 };
	struct pick_item chosen;
	int got = pick_run(s, &pick, &mem, &chosen);
	const struct form *form = got == 0 ? chosen.data : NULL;

	arena_release(&mem);
	for (size_t i = 0; form && i < h->ledgers.count; i++)
		if (h->ledgers.rows[i].form == form)
			h->list.at = h->items + i;
	return form ? screen_push(s, scr_browse(h->app, form, NULL)) : SCREEN_STAY;
}

static enum screen_next test_keys(struct screen *s)
{
	return screen_push(s, scr_keys());
}

/* Those who may read who the users are: administrators, and nobody else as shipped. */
static int sees_people(const struct screen *s)
{
	const struct home *h = (const struct home *)s;
	const char *id = h->ledgers.model->site.users.form;
	const struct form *form = id ? model_form(h->ledgers.model, id) : NULL;

	return form && may_do(h, ACTION_READ, form);
}

static enum screen_next open_people(struct screen *s)
{
	return screen_push(s, scr_people(((struct home *)s)->app));
}

static int may_audit(const struct screen *s)
{
	return may_do((const struct home *)s, ACTION_AUDIT, NULL);
}

static int may_end_sessions(const struct screen *s)
{
	const struct home *h = (const struct home *)s;

	return h->app->dir && may_do(h, ACTION_SESSIONS, NULL);
}

static int may_see_conf(const struct screen *s)
{
	const struct home *h = (const struct home *)s;

	return h->app->dirs && (may_audit(s) || may_do(h, ACTION_CONF, NULL));
}

static enum screen_next open_events(struct screen *s)
{
	return screen_push(s, scr_events(((struct home *)s)->app));
}

static enum screen_next open_sessions(struct screen *s)
{
	return screen_push(s, scr_sessions(((struct home *)s)->app));
}

static enum screen_next open_conf(struct screen *s)
{
	return screen_push(s, scr_conf(((struct home *)s)->app));
}

static int may_change_units(const struct screen *s)
{
	const struct home *h = (const struct home *)s;

	return h->app->dirs && may_do(h, ACTION_CONF, NULL);
}

static enum screen_next open_units(struct screen *s)
{
	return screen_push(s, scr_units(((struct home *)s)->app));
}

static int has_drafts(const struct screen *s)
{
	return ((const struct home *)s)->drafts > 0;
}

static enum screen_next open_drafts(struct screen *s)
{
	return screen_push(s, scr_drafts(((struct home *)s)->app));
}

static void find_text(const void *ctx, size_t row, struct str *out)
{
	const struct home *h = ctx;

	str_add(out,
		row < h->items ? home_item_text(h, row)
			       : home_ledgers_text(&h->ledgers, row - h->items));
}

static enum screen_next find_row(struct screen *s)
{
	struct home *h = (struct home *)s;
	struct list_find f = {
		.text = find_text, .at = &h->list.at, .count = &h->list.count, .ctx = h
	};

	h->touched = 1;
	return list_find_run(s, &f);
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "home-find", .keys = "/", .label = N_("Find"),
	  .help = N_("Find a ledger by typing a part of its name."), .run = find, .when = has_ledgers },
	{ .name = "inbox-open", .keys = "Enter", .label = N_("Open"),
	  .help = N_("Go where the work is done."), .run = open_item, .when = has_item },
	{ .name = "ledger-open", .keys = "Enter", .label = N_("Open"),
	  .help = N_("Open the ledger; the digits 1 to 9 open it by its number."), .run = open_ledger, .when = has_row },
	{ .name = "period-file", .keys = "F", .label = N_("File it"),
	  .help = N_("File what stands in the ledger for the period; it is shown first."), .run = file_item, .when = may_file_item },
	{ .name = "period-nil", .keys = "z", .label = N_("Nil report"),
	  .help = N_("File that there is nothing to report for the period; it is shown first."), .run = nil_item, .when = may_nil_item },
	{ .name = "record-new", .keys = "n Ins", .label = N_("New"),
	  .help = N_("Enter a new record."), .run = new_record, .when = may_add },
	{ .name = "grid-open", .keys = "g", .label = N_("Grid"),
	  .help = N_("Show units down and figures across."), .run = open_grid, .when = has_grid },
	{ .name = "inbox-new", .keys = "n Ins", .label = N_("New"),
	  .help = N_("On what waits: enter a new record of its ledger."), .run = new_record, .when = may_add_item, .flags = ACTION_QUIET },
	{ .name = "inbox-grid", .keys = "g", .label = N_("Grid"),
	  .help = N_("On what waits: its period in the grid."), .run = open_grid, .when = has_item_grid, .flags = ACTION_QUIET },
	{ .name = "matrix-show", .keys = "m", .label = N_("Reporting"),
	  .help = N_("Who has filed what for which period, who has not."), .run = open_matrix, .when = sees_matrix },
	{ .name = "inbox-show", .keys = "i", .label = N_("Waiting"),
	  .help = N_("List all that waits for you."), .run = open_inbox, .flags = ACTION_QUIET },
	{ .name = "drafts-open", .keys = "r", .label = N_("Drafts"),
	  .help = N_("Show what you typed and did not save, to go on with it."), .run = open_drafts, .when = has_drafts },
	{ .name = "people-open", .keys = "p", .label = N_("People"),
	  .help = N_("Users: what they see and may do, lost keys, locks, hand-over."), .run = open_people, .when = sees_people },
	{ .name = "events-open", .keys = "e", .label = N_("Events"),
	  .help = N_("Show who came, gave out, was refused or changed something."), .run = open_events, .when = may_audit },
	{ .name = "sessions-open", .keys = "o", .label = N_("Sessions"),
	  .help = N_("Show who is here now, and end a session."), .run = open_sessions, .when = may_end_sessions },
	{ .name = "conf-show", .keys = "c", .label = N_("Settings"),
	  .help = N_("Show which files of conf/ and forms/ are in force, and what is wrong with them."), .run = open_conf, .when = may_see_conf },
	{ .name = "units-show", .keys = "u", .label = N_("Units"),
	  .help = N_("Merge, split, rename and transfer units, from a day on."), .run = open_units, .when = may_change_units },
	{ .name = "keys-test", .keys = "k", .label = N_("Key test"),
	  .help = N_("Show what the terminal sends for each key and what it does."), .run = test_keys,
	  .flags = ACTION_QUIET },
	{ .name = "list-find", .keys = "^F", .label = N_("Find"),
	  .help = N_("Type a part of a row to go to it; Enter goes to the next."), .run = find_row,
	  .when = has_ledgers, .flags = ACTION_QUIET },
	{ .name = "screen-quit", .keys = "q", .label = N_("Quit"),
	  .help = N_("Leave the program."), .run = screen_quit, .flags = ACTION_KEEP },
	{ 0 },
};
/* clang-format on */

static enum screen_next key(struct screen *s, int32_t k)
{
	struct home *h = (struct home *)s;
	struct err ignored = { 0 }; /* what is refused is said where it is asked for */
	size_t before = h->ledgers.count;

	h->touched = 1;
	dataset_freshen(h->app->data, &ignored);
	/* somebody's rights changed: the key still counts where the list is the same */
	if (dataset_viewer(h->app->data)->rights != h->rights &&
		(load(s) != SCREEN_STAY || h->ledgers.count != before))
		return SCREEN_REFRESH;
	if (k >= '1' && k <= '9' && (size_t)(k - '1') < h->ledgers.count) {
		h->list.at = h->items + (size_t)(k - '1');
		return open_ledger(s);
	}
	return list_key(&h->list, k) == LIST_PASS ? SCREEN_PASS : SCREEN_STAY;
}

static void unload(struct screen *s)
{
	struct home *h = (struct home *)s;

	inbox_release(&h->inbox);
	home_ledgers_release(&h->ledgers);
	arena_release(&h->mem);
	str_release(&h->text);
}

const struct screen_class home_class = {
	.name = "home",
	.title = N_("Herb Ledger"),
	.size = sizeof(struct home),
	.actions = actions,
	.load = load,
	.draw = home_draw,
	.unload = unload,
	.key = key,
	.heading = heading,
	.hint = hint,
	.tick = tick,
};

struct screen *scr_home(struct app *app)
{
	struct home *h = screen_new(&home_class);

	h->app = h->ledgers.app = app;
	return &h->screen;
}
