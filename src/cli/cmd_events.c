/*
 * cmd_events.c - herbledger events: what happened beside the records, newest first.
 */
#include "cli/commands.h"

#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/listing.h"
#include "cli/presence.h"
#include "cli/session.h"
#include "data/events.h"

static int read_kinds(const char *list, struct arena *mem, unsigned *out, struct err *err)
{
	char *rest = arena_text(mem, list), *word;

	while ((word = strsep(&rest, ","))) {
		int kind = 0;

		while (kind < EVENT_COUNT && strcmp(event_kind_name(kind), word) != 0)
			kind++;
		if (kind == EVENT_COUNT)
			return err_set(err, ERR_USAGE,
				_("'%s' is no kind of event; there are login logout export "
				  "refused conf people backup report"),
				word);
		*out |= 1U << kind;
	}
	return 0;
}

static int read_query(
	struct cli *cli, struct session *s, struct event_query *out, struct err *err)
{
	const char *from = cli_option(cli, "--from"), *to = cli_option(cli, "--to");
	const char *kinds = cli_option(cli, "--kind");
	long long limit = 0;

	*out = (struct event_query){ .first = DATE_NONE, .last = DATE_NONE };
	if ((from && ask_day(s, "--from", from, &out->first, err) < 0) ||
		(to && ask_day(s, "--to", to, &out->last, err) < 0) ||
		(kinds && read_kinds(kinds, &s->mem, &out->kinds, err) < 0) ||
		cli_number(cli, "--limit", 1, &limit, err) < 0)
		return -1;
	out->limit = (size_t)limit;
	out->login = cli_option(cli, "--user");
	out->text = cli_option(cli, "--text");
	return 0;
}

static void put_event(struct session *s, const struct event *e, enum rows_format format,
	const char **cells)
{
	struct str when = { 0 };

	instant_print(e->instant, &when);
	cells[0] = e->id;
	cells[1] = str_keep(&when, &s->mem);
	cells[2] = format == ROWS_JSON ? event_kind_name(e->kind) : event_kind_label(e->kind);
	cells[3] = e->login;
	cells[4] = e->post;
	cells[5] = e->from;
	cells[6] = arena_printf(&s->mem, "%u", e->uid);
	cells[7] = e->what;
	cells[8] = e->whole ? "" : _("CHAIN BROKEN");
}

static int print(struct session *s, const struct event *events, size_t count,
	enum rows_format format, struct err *err)
{
	const struct rows_column columns[] = {
		{ "id", _("Number"), ROWS_LEFT },
		{ "time", _("Time"), ROWS_LEFT },
		{ "kind", _("Kind"), ROWS_LEFT },
		{ "login", _("Who"), ROWS_LEFT },
		{ "post", _("Post"), ROWS_LEFT },
		{ "from", _("Came from"), ROWS_LEFT },
		{ "uid", _("Unix uid"), ROWS_NUMBER },
		{ "what", _("What happened"), ROWS_LEFT },
		{ "chain", "", ROWS_LEFT },
	};
	enum { COUNT = sizeof(columns) / sizeof(columns[0]) };
	const char **cells = arena_array(&s->mem, count * COUNT, sizeof(*cells));

	for (size_t i = 0; i < count; i++)
		put_event(s, &events[i], format, cells + i * COUNT);
	return listing_print(format, columns, COUNT, cells, count, err);
}

static int list(struct cli *cli, struct session *s, struct err *err)
{
	enum rows_format format = ROWS_TEXT;
	struct event_query query;
	struct event *events;
	size_t count;
	int broken = 0;

	if (listing_format(cli, &format, err) < 0 ||
		read_query(cli, s, &query, err) < 0 ||
		events_list(s->data, &query, &s->mem, &events, &count, err) < 0)
		return -1;
	if (format != ROWS_TEXT &&
		presence_gives_out(s, EVENT_EXPORT, err,
			P_("%s: %llu event", "%s: %llu events", count),
			s->here.words ? s->here.words : "events",
			(unsigned long long)count) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		broken |= !events[i].whole;
	return print(s, events, count, format, err) < 0 ? -1 : broken;
}

int cmd_events(struct cli *cli, struct err *err)
{
	return session_run(cli, list, err);
}
