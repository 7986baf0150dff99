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
#include "tui/list.h"
#include "tui/list_find.h"
#include "tui/popup.h"

enum { MOST = 5000, TEXT_MOST = 60 };
enum column { COL_WHEN, COL_KIND, COL_WHO, COL_WHAT, COL_FROM, COL_COUNT };
enum { WHEN_COLS = 16 /* 2021-06-25 14:03 */, KIND_COLS = 8, WHO_COLS = 10, FROM_COLS = 15, WHAT_LEAST = 20, GAPS = 6 };

struct events {
	struct screen screen;
	struct app *app; /* not ours */
	struct arena mem; /* of the events */
	struct event *at;
	size_t count, broken;
	struct event_query query; /* login and text are those below */
	struct str login, text;
	struct list_view list;
	struct list_column columns[COL_COUNT];
};

static const struct event *current(const struct events *e)
{
	return e->list.at < e->count ? &e->at[e->list.at] : NULL;
}

/* ---- drawing ---- */

static void put_minute(int64_t instant, struct str *out)
{
	size_t from = out->len;

	instant_print(instant, out);
	if (out->len > from + WHEN_COLS)
		str_truncate(out, from + WHEN_COLS);
}

static void cell(const void *ctx, size_t row, size_t column, struct str *out)
{
	const struct event *e = &((const struct events *)ctx)->at[row];

	switch ((enum column)column) {
	case COL_WHEN:
		put_minute(e->instant, out);
		break;
	case COL_KIND:
		str_add(out, event_kind_label(e->kind));
		break;
	case COL_WHO:
		str_add(out, *e->login ? e->login : "-");
		break;
	case COL_WHAT:
		str_add(out, e->what);
		break;
	case COL_FROM:
		str_add(out, e->from);
		break;
	default:
		break;
	}
}

static char mark(const void *ctx, size_t row)
{
	return ((const struct events *)ctx)->at[row].whole ? 0 : '!';
}

static struct list_table table(const struct events *e)
{
	return (struct list_table){
		.columns = e->columns,
		.column_count = COL_COUNT,
		.frozen = 1,
		.row_count = e->count,
		.cell = cell,
		.mark = mark,
		.ctx = e,
	};
}

/* What happened gets the room there is. */
static void set_columns(struct events *e, int cols)
{
	int rest = cols - WHEN_COLS - KIND_COLS - WHO_COLS - GAPS;

	e->columns[COL_WHEN] = (struct list_column){ _("Time"), WHEN_COLS, CANVAS_LEFT };
	e->columns[COL_KIND] = (struct list_column){ _("Kind"), KIND_COLS, CANVAS_LEFT };
	e->columns[COL_WHO] = (struct list_column){ _("Who"), WHO_COLS, CANVAS_LEFT };
	if (rest > WHAT_LEAST + FROM_COLS + 20)
		rest -= FROM_COLS + 1;
	e->columns[COL_WHAT] = (struct list_column){ _("What happened"),
		rest > WHAT_LEAST ? rest : WHAT_LEAST, CANVAS_LEFT };
	e->columns[COL_FROM] = (struct list_column){ _("Came from"), FROM_COLS, CANVAS_LEFT };
}

static void draw(struct screen *s, struct canvas *body)
{
	struct events *e = (struct events *)s;
	struct list_table t;

	set_columns(e, body->cols);
	t = table(e);
	if (e->count)
		list_draw_table(&e->list, body, &t);
	else
		canvas_put(body, 1, 2, LOOK_PLAIN, _("No event is like that."));
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

	if (e->count >= MOST)
		str_addf(out, _("The newest %d events; narrow it to see others"), MOST);
	else
		str_addf(out, P_("%zu event", "%zu events", e->count), e->count);
	if (e->broken)
		str_addf(out, _("; %zu marked ! are not as they were written"), e->broken);
	else
		str_add(out, _("; the chain is whole"));
}

/* ---- loading ---- */

static enum screen_next load(struct screen *s)
{
	struct events *e = (struct events *)s;
	struct arena fresh = { 0 };
	struct event *at;
	struct err err = { 0 };
	size_t count;

	app_refresh(e->app);
	e->query.limit = MOST;
	e->query.login = e->login.len ? str_text(&e->login) : NULL;
	e->query.text = e->text.len ? str_text(&e->text) : NULL;
	if (events_list(e->app->data, &e->query, &fresh, &at, &count, &err) < 0) {
		arena_release(&fresh);
		screen_refused(&err);
		screen_warn(s, "%s", err.text);
		return s->loaded ? SCREEN_STAY : SCREEN_BACK;
	}
	arena_release(&e->mem);
	e->mem = fresh;
	e->at = at;
	e->count = count;
	e->broken = 0;
	for (size_t i = 0; i < count; i++)
		e->broken += !at[i].whole;
	list_count(&e->list, count);
	return SCREEN_STAY;
}

static void unload(struct screen *s)
{
	struct events *e = (struct events *)s;

	arena_release(&e->mem);
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
	if (screen_prompt(&e->screen, label, TEXT_MOST, &text) == 0)
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
	chosen = screen_choose(&e->screen, _("Kind"), items, EVENT_COUNT + 1, 0);
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
		return screen_prompt(&e->screen, _("Login"), TEXT_MOST, &e->login);
	case BY_TEXT:
		return screen_prompt(&e->screen, _("In the text"), TEXT_MOST, &e->text);
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
	e->list.at = 0;
	return SCREEN_REFRESH;
}

/* ---- one, and all of them elsewhere ---- */

static void put_line(struct str *out, const char *label, const char *text)
{
	if (*text)
		str_addf(out, "%s: %s\n", label, text);
}

static enum screen_next open_one(struct screen *s)
{
	const struct event *e = current((struct events *)s);
	struct str text = { 0 }, title = { 0 };

	str_addf(&title, _("Event %s"), e->id);
	str_addf(&text, "%s: ", _("Time"));
	instant_print(e->instant, &text);
	str_add_char(&text, '\n');
	put_line(&text, _("Kind"), event_kind_label(e->kind));
	put_line(&text, _("Who"), e->login);
	put_line(&text, _("Post"), e->post);
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

static void row_text(const void *ctx, size_t row, struct str *out)
{
	for (size_t column = 0; column < COL_COUNT; column++) {
		cell(ctx, row, column, out);
		str_add(out, "  ");
	}
}

static enum screen_next find(struct screen *s)
{
	struct events *e = (struct events *)s;
	struct list_find f = {
		.text = row_text, .at = &e->list.at, .count = &e->list.count, .ctx = e
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
	return current((const struct events *)s) != NULL;
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "event-open", .keys = "Enter", .label = N_("In full"),
	  .help = N_("Show all that is known of this event."), .run = open_one, .when = has_row },
	{ .name = "events-narrow", .keys = "f /", .label = N_("Which"),
	  .help = N_("Show only events of some days, of a kind, of a person, or with a text."), .run = narrow },
	{ .name = "events-export", .keys = "x", .label = N_("Export"),
	  .help = N_("Show the line that gives these events as a file."), .run = export },
	{ .name = "events-again", .keys = "u", .label = N_("Read again"),
	  .help = N_("Look whether something has happened since."), .run = again, .flags = ACTION_QUIET },
	ACTION_FIND(find, has_row),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

static enum screen_next key(struct screen *s, int32_t k)
{
	struct events *e = (struct events *)s;
	struct list_table t = table(e);

	return list_table_key(&e->list, &t, k) == LIST_PASS ? SCREEN_PASS : SCREEN_STAY;
}

const struct screen_class events_class = {
	.name = "events",
	.title = N_("Events"),
	.size = sizeof(struct events),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.key = key,
	.heading = heading,
	.hint = hint,
};

struct screen *scr_events(struct app *app)
{
	struct events *e = screen_new(&events_class);

	e->app = app;
	e->query = (struct event_query){ .first = DATE_NONE, .last = DATE_NONE };
	set_columns(e, 80);
	return &e->screen;
}
