/*
 * cmd_events.c - herbledger events: what happened beside the records, newest first.
 */
#include "cli/commands.h"

#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/presence.h"
#include "cli/session.h"
#include "data/events.h"
#include "exchange/rows_out.h"

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

static int print_event(struct rows_out *out, const struct event *e, enum rows_format format,
	struct err *err)
{
	struct str when = { 0 }, uid = { 0 };
	const char *kind =
		format == ROWS_JSON ? event_kind_name(e->kind) : event_kind_label(e->kind);
	const char *cells[] = { NULL, NULL, kind, e->login, e->post, e->from, NULL, e->what,
		e->whole ? "" : _("CHAIN BROKEN") };
	int status;

	instant_print(e->instant, &when);
	str_addf(&uid, "%u", e->uid);
	cells[0] = e->id;
	cells[1] = str_text(&when);
	cells[6] = str_text(&uid);
	status = rows_out_row(out, cells, err);
	str_release(&when);
	str_release(&uid);
	return status;
}

static int print(const struct event *events, size_t count, enum rows_format format,
	struct err *err)
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
	struct sink sink = out_sink(stdout);
	struct rows_out *out = rows_out_open(
		format, 0, columns, sizeof(columns) / sizeof(columns[0]), &sink);
	int status = 0;

	for (size_t i = 0; i < count && status == 0; i++)
		status = print_event(out, &events[i], format, err);
	if (status == 0)
		status = rows_out_finish(out, err);
	rows_out_close(&out);
	return status;
}

static int list(struct cli *cli, struct session *s, struct err *err)
{
	const char *name = cli_option(cli, "--format");
	enum rows_format format = ROWS_TEXT;
	struct event_query query;
	struct event *events;
	size_t count;
	int broken = 0;

	if ((name && rows_format_parse(name, &format, err) < 0) ||
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
	return print(events, count, format, err) < 0 ? -1 : broken;
}

int cmd_events(struct cli *cli, struct err *err)
{
	struct session s = { 0 };
	int status = session_enter(&s, &cli->globals, err);

	if (status == 0)
		status = list(cli, &s, err);
	session_close(&s);
	return status;
}
