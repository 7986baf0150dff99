/*
 * cmd_unlock.c - herbledger unlock CYCLE PERIOD [UNIT]: entry is open again till a day.
 *
 * Without words: the unlocks in force.
 */
#include "cli/commands.h"

#include "base/date.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/cycle_name.h"
#include "cli/session.h"
#include "model/field_type.h"
#include "model/model.h"
#include "work/close.h"

static int list(struct session *s, struct err *err)
{
	struct unlock *all;
	struct str text = { 0 };
	size_t count;

	if (unlocks_read(s->data, 0, &s->mem, &all, &count, err) < 0)
		return -1;
	if (count == 0)
		say("%s", _("No unlock is in force"));
	for (size_t i = 0; i < count; i++) {
		str_clear(&text);
		unlock_text(&all[i], &text);
		out_line("%s", str_text(&text));
	}
	str_release(&text);
	return 0;
}

static int read_order(
	struct cli *cli, struct session *s, struct unlock_order *order, struct err *err)
{
	const char *until = cli_option(cli, "--until");

	*order = (struct unlock_order){ .until = DATE_NONE,
		.authority = cli_option(cli, "--authority"),
		.dry_run = cli_option(cli, "--dry-run") != NULL };
	if (cycle_period_named(s, cli->words, &order->cycle, &order->period, err) < 0 ||
		(cli->word_count > 2 &&
			ask_unit(s, "UNIT", cli->words[2], &order->unit, err) < 0) ||
		(until && ask_day(s, "--until", until, &order->until, err) < 0) ||
		(order->authority && text_check("--authority", order->authority, err) < 0))
		return -1;
	return cli_reason(cli, &order->reason, err);
}

static int run(struct cli *cli, struct session *s, struct err *err)
{
	struct unlock_order order;
	struct save_result result;
	struct str what = { 0 }, until = { 0 };
	int got;

	if (!cli->word_count)
		return list(s, err);
	if (read_order(cli, s, &order, err) < 0)
		return -1;
	got = unlock_period(s->data, &order, &s->mem, &result, err);
	if (got < 0)
		return -1;
	if (got > 0) {
		say("%s", result.sentence);
		return 1;
	}
	cycle_period_text(order.cycle, order.period, &what);
	date_print(order.until, &until);
	out_line(order.dry_run ? _("%s could be unlocked until %s")
			       : _("%s is unlocked until %s"),
		str_text(&what), str_text(&until));
	str_release(&what);
	str_release(&until);
	return 0;
}

int cmd_unlock(struct cli *cli, struct err *err)
{
	if (cli->word_count == 1)
		return err_set(err, ERR_USAGE,
			_("write unlock CYCLE PERIOD [UNIT] --until DATE --authority TEXT "
			  "--reason TEXT"));
	return session_run(cli, run, err);
}
