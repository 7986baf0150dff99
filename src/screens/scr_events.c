/*
 * scr_events.c - what happened beside the records, newest first, for the auditor.
 */
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "data/dataset.h"
#include "data/events.h"
#include "model/aids.h"
#include "model/field_type.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/screens.h"
#include "screens/text_table.h"
#include "tui/list_find.h"
#include "tui/popup.h"

enum { MOST = 5000, TEXT_MOST = 60 };
enum { COL_WHEN, COL_KIND, COL_WHO, COL_WHAT, COL_FROM, COL_COUNT };
enum { WHAT_LEAST = 40 };

struct events {
	struct text_screen in;
	struct app *app; /* not ours */
	size_t broken;
	struct event_query query; /* login and text are those below */
	struct str login, text;
};

/* ---- drawing ---- */

static void draw(struct screen *s, struct canvas *body)
{
	text_table_draw(&((struct text_screen *)s)->table, body, _("No event is like that."));
}

static void add_days(const struct event_query *q, struct str *out)
{
	if (q->first == DATE_NONE && q->last == DATE_NONE)
		return;
	str_add(out, "  ");
	if (q->first != DATE_NONE)
		date_print(q->first, out);
	if (q->first != q->last) {
		str_add(out, "..");
		if (q->last != DATE_NONE)
			date_print(q->last, out);
	}
}

static void heading(const struct screen *s, struct str *left, struct str *right)
{
	const struct events *e = (const struct events *)s;

	(void)right;
	add_days(&e->query, left);
	for (int kind = 0; kind < EVENT_COUNT; kind++)
		if (e->query.kinds & 1U << kind)
			str_addf(left, "  %s", event_kind_label(kind));
	if (e->login.len)
		str_addf(left, "  %s", str_text(&e->login));
	if (e->text.len)
		str_addf(left, "  \"%s\"", str_text(&e->text));
}

static void hint(const struct screen *s, struct str *out)
{
	const struct events *e = (const struct events *)s;
	size_t count = e->in.table.count;

	if (count >= MOST)
		str_addf(out, _("The newest %d events; narrow it to see others"), MOST);
	else
		str_addf(out, P_("%zu event", "%zu events", count), count);
	if (e->broken)
		str_addf(out, _("; %zu marked ! are not as they were written"), e->broken);
	else
		str_add(out, _("; the chain is whole"));
}

/* ---- loading ---- */

static void add_event(struct events *e, const struct event *event)
{
	struct text_table *t = &e->in.table;
	struct text_row *row = text_table_add(t);
	struct str when = { 0 };

	instant_print_minute(event->instant, &when);
	row->cell[COL_WHEN] = str_keep(&when, &t->mem);
	row->cell[COL_KIND] = event_kind_label(event->kind);
	row->cell[COL_WHO] = *event->login ? event->login : "-";
	row->cell[COL_WHAT] = event->what;
	row->cell[COL_FROM] = event->from;
	row->mark = event->whole ? 0 : '!';
	row->data = event;
	e->broken += !event->whole;
}

static enum screen_next load(struct screen *s)
{
	struct events *e = (struct events *)s;
	struct text_table *t = &e->in.table;
	const char *const titles[COL_COUNT + 1] = {
		_("Time"), _("Kind"), _("Who"), _("What happened"), _("Came from")
	};
	struct event *at;
	struct err err = { 0 };
	size_t count;

	app_refresh(e->app);
	e->query.limit = MOST;
	e->query.login = e->login.len ? str_text(&e->login) : NULL;
	e->query.text = e->text.len ? str_text(&e->text) : NULL;
	e->broken = 0;
	text_table_begin(t, titles);
	text_table_wide(t, COL_WHAT, WHAT_LEAST);
	if (events_list(e->app->data, &e->query, &t->mem, &at, &count, &err) < 0)
		return screen_fail_load(s, &err);
	for (size_t i = 0; i < count; i++)
		add_event(e, &at[i]);
	text_table_end(t);
	return SCREEN_STAY;
}

static void unload(struct screen *s)
{
	struct events *e = (struct events *)s;

	text_screen_unload(s);
	str_release(&e->login);
	str_release(&e->text);
}

/* ---- narrowing ---- */

/* As people type it anywhere; empty: open. */
static int ask_day(struct events *e, const char *label, int32_t *day, struct err *err)
{
	const struct field field = {
		.id = "day", .label = { label, label }, .type = field_type_find("date")
	};
	struct value value = { 0 };
	struct arena mem = { 0 };
	struct str text = { 0 };
	int status = 1;

	if (*day != DATE_NONE)
		date_print(*day, &text);
	aids_set(dataset_today(e->app->data));
	if (screen_prompt(&e->in.screen, label, TEXT_MOST, &text) == 0)
		status = text.len ? field_parse(app_model(e->app), &field, str_text(&text),
					    &mem, &value, err)
				  : 0;
	if (status == 0)
		*day = text.len && value.state == VALUE_GIVEN ? value.date : DATE_NONE;
	str_release(&text);
	arena_release(&mem);
	return status;
}

static int ask_kind(struct events *e)
{
	const char *items[EVENT_COUNT + 1];
	int chosen;

	items[0] = _("all kinds");
	for (int i = 0; i < EVENT_COUNT; i++)
		items[i + 1] = event_kind_label(i);
	chosen = screen_choose(&e->in.screen, _("Kind"), items, EVENT_COUNT + 1, 0);
	if (chosen < 0)
		return 1;
	e->query.kinds = chosen ? 1U << (chosen - 1) : 0;
	return 0;
}

enum narrow { BY_FIRST, BY_LAST, BY_KIND, BY_WHO, BY_TEXT, BY_NOTHING, BY_COUNT };

static int narrow_by(struct events *e, int how, struct err *err)
{
	switch (how) {
	case BY_FIRST:
		return ask_day(e, _("First day"), &e->query.first, err);
	case BY_LAST:
		return ask_day(e, _("Last day"), &e->query.last, err);
	case BY_KIND:
		return ask_kind(e);
	case BY_WHO:
		return screen_prompt(&e->in.screen, _("Login"), TEXT_MOST, &e->login);
	case BY_TEXT:
		return screen_prompt(&e->in.screen, _("In the text"), TEXT_MOST, &e->text);
	default:
		e->query = (struct event_query){ .first = DATE_NONE, .last = DATE_NONE };
		str_clear(&e->login);
		str_clear(&e->text);
		return 0;
	}
}

static enum screen_next narrow(struct screen *s)
{
	struct events *e = (struct events *)s;
	const char *const items[BY_COUNT] = { _("First day"), _("Last day"), _("Kind"),
		_("Person (login)"), _("Text"), _("Show all again") };
	int how = screen_choose(s, _("Show which events"), items, BY_COUNT, 0), got;
	struct err err = { 0 };

	if (how < 0)
		return SCREEN_STAY;
	got = narrow_by(e, how, &err);
	if (got < 0)
		return screen_fail(s, &err);
	if (got > 0)
		return SCREEN_STAY;
	e->in.table.list.at = 0;
	return SCREEN_REFRESH;
}

/* ---- one, and all of them elsewhere ---- */

static void put_line(struct str *out, const char *label, const char *text)
{
	if (*text)
		str_addf(out, "%s: %s\n", label, text);
}

/* "YW@U17" as it is called today: "中心业务股室 旗药材产业研究发展中心". */
static void put_post(const struct events *e, const char *post, struct str *out)
{
	const struct model *model = app_model(e->app);
	const char *at = strchr(post, '@');
	const struct unit *unit = at ? unit_find(&model->units, at + 1) : NULL;
	struct arena mem = { 0 };
	struct str text = { 0 };

	if (at) {
		str_add(&text, role_name(model,
			arena_text_len(&mem, post, (size_t)(at - post))));
		if (unit)
			str_addf(&text, " %s", unit_name(unit, dataset_today(e->app->data)));
	}
	put_line(out, _("Post"), at ? str_text(&text) : post);
	str_release(&text);
	arena_release(&mem);
}

static enum screen_next open_one(struct screen *s)
{
	const struct events *all = (const struct events *)s;
	const struct event *e = text_screen_data(s);
	struct str text = { 0 }, title = { 0 };

	str_addf(&title, _("Event %s"), e->id);
	str_addf(&text, "%s: ", _("Time"));
	instant_print(e->instant, &text);
	str_add_char(&text, '\n');
	put_line(&text, _("Kind"), event_kind_label(e->kind));
	put_line(&text, _("Who"), e->login);
	put_post(all, e->post, &text);
	put_line(&text, _("Came from"), *e->from ? e->from : _("the server itself"));
	str_addf(&text, "%s: %u\n", _("Unix uid"), e->uid);
	put_line(&text, _("What happened"), e->what);
	if (!e->whole)
		str_addf(&text, "\n%s\n",
			_("This event is not as it was written: the chain is broken here."));
	screen_show_text(s, str_text(&title), str_text(&text));
	str_release(&text);
	str_release(&title);
	return SCREEN_STAY;
}

static void add_option(struct str *out, const char *name, const char *value)
{
	str_addf(out, strpbrk(value, " '\"\\") ? " %s \"%s\"" : " %s %s", name, value);
}

/* The line that gives the same events as a file, to be copied. */
static enum screen_next export(struct screen *s)
{
	struct events *e = (struct events *)s;
	const char *host = app_model(e->app)->site.ssh;
	struct str line = { 0 }, day = { 0 };

	str_addf(&line, "%s\n\nssh %s events",
		_("Type this on your own computer; the file is written there:"),
		text_is_empty(host) ? "SERVER" : host);
	if (e->query.first != DATE_NONE) {
		date_print(e->query.first, &day);
		add_option(&line, "--from", str_text(&day));
	}
	str_clear(&day);
	if (e->query.last != DATE_NONE) {
		date_print(e->query.last, &day);
		add_option(&line, "--to", str_text(&day));
	}
	for (int kind = 0; kind < EVENT_COUNT; kind++)
		if (e->query.kinds & 1U << kind)
			add_option(&line, "--kind", event_kind_name(kind));
	if (e->login.len)
		add_option(&line, "--user", str_text(&e->login));
	if (e->text.len)
		add_option(&line, "--text", str_text(&e->text));
	str_add(&line, " --format csv > events.csv\n");
	screen_show_text(s, _("Export"), str_text(&line));
	str_release(&line);
	str_release(&day);
	return SCREEN_STAY;
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "event-open", .keys = "Enter", .label = N_("In full"),
	  .help = N_("Show all that is known of this event."), .run = open_one, .when = text_screen_has_row },
	{ .name = "events-narrow", .keys = "f /", .label = N_("Which"),
	  .help = N_("Show only events of some days, of a kind, of a person, or with a text."), .run = narrow },
	{ .name = "events-export", .keys = "x", .label = N_("Export"),
	  .help = N_("Show the line that gives these events as a file."), .run = export },
	{ .name = "events-again", .keys = "u", .label = N_("Read again"),
	  .help = N_("Look whether something has happened since."), .run = screen_again, .flags = ACTION_QUIET },
	ACTION_FIND(text_screen_find, text_screen_has_row),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

const struct screen_class events_class = {
	.name = "events",
	.title = N_("Events"),
	.size = sizeof(struct events),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.key = text_screen_key,
	.heading = heading,
	.hint = hint,
};

struct screen *scr_events(struct app *app)
{
	struct events *e = screen_new(&events_class);

	e->app = app;
	e->query = (struct event_query){ .first = DATE_NONE, .last = DATE_NONE };
	return &e->in.screen;
}
