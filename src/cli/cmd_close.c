/*
 * cmd_close.c - herbledger close CYCLE PERIOD: a period is closed, or what of it is open.
 *
 * Without words: the periods that are closed.
 */
#include "cli/commands.h"

#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/cycle_name.h"
#include "cli/session.h"
#include "work/close.h"

static int list(struct session *s, struct err *err)
{
	struct closing *all;
	struct str text = { 0 };
	size_t count;

	if (closings_read(s->data, &s->mem, &all, &count, err) < 0)
		return -1;
	if (count == 0)
		say("%s", _("No period has been closed yet"));
	for (size_t i = 0; i < count; i++) {
		if (!all[i].cycle)
			continue;
		str_clear(&text);
		date_print(all[i].closed, &text);
		str_add(&text, "  ");
		cycle_period_text(all[i].cycle, all[i].period, &text);
		out_line("%s", str_text(&text));
	}
	str_release(&text);
	return 0;
}

static int print_open(
	struct session *s, const struct cycle *cycle, struct period period, struct err *err)
{
	struct open_item *items;
	size_t count;

	if (close_open(s->data, cycle, period, &s->mem, &items, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		out_line("%s  %s",
			items[i].unit ? unit_name(items[i].unit, DATE_NONE) : _("(period)"),
			items[i].sentence);
	return 0;
}

/* "新镇,土城子乡" */
static int read_without(
	struct session *s, const char *words, struct close_order *order, struct err *err)
{
	char *copy = arena_text(&s->mem, words), *rest = NULL;
	const struct unit **units = arena_array(&s->mem, strlen(words), sizeof(*units));

	order->without = units;
	for (char *name = strtok_r(copy, ",", &rest); name; name = strtok_r(NULL, ",", &rest))
		if (ask_unit(s, "--without", name, &units[order->without_count++], err) < 0)
			return -1;
	return 0;
}

static int run(struct cli *cli, struct session *s, struct err *err)
{
	struct close_order order = { .dry_run = cli_option(cli, "--dry-run") != NULL };
	const char *without = cli_option(cli, "--without");
	const struct cycle *cycle;
	struct period period;
	struct save_result result;
	struct str what = { 0 };
	int got;

	if (!cli->word_count)
		return list(s, err);
	if (cycle_period_named(s, cli->words, &cycle, &period, err) < 0)
		return -1;
	if (cli_reason(cli, &order.reason, err) < 0 ||
		(without && read_without(s, without, &order, err) < 0))
		return -1;
	got = close_period(s->data, cycle, period, &order, &s->mem, &result, err);
	if (got < 0)
		return -1;
	if (got > 0) {
		say("%s", result.sentence);
		return got == DATA_FINDINGS && print_open(s, cycle, period, err) < 0 ? -1 : 1;
	}
	if (result.sentence) {
		out_line("%s", result.sentence);
		return 0;
	}
	cycle_period_text(cycle, period, &what);
	out_line(order.dry_run ? _("%s can be closed") : _("%s is closed"), str_text(&what));
	str_release(&what);
	return 0;
}

int cmd_close(struct cli *cli, struct err *err)
{
	if (cli->word_count == 1)
		return err_set(err, ERR_USAGE, _("write close CYCLE PERIOD"));
	return session_run(cli, run, err);
}
