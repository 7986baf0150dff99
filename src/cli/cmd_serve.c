/*
 * cmd_serve.c - herbledger serve: the store server; --now moves the clock of a demo.
 */
#include "cli/commands.h"

#include "base/date.h"
#include "cli/cli.h"
#include "cli/session.h"
#include "data/upkeep.h"

static int move_clock(
	struct session *s, const struct cli_globals *g, int64_t now, struct err *err)
{
	return session_open_store(s, g, err) < 0 ? -1 : data_set_now(s->store, now, err);
}

int cmd_serve(struct cli *cli, struct err *err)
{
	struct session s = { 0 };
	struct data_options options = { .dir = session_data_dir(&cli->globals),
		.ready_fd = -1 };
	const char *now = cli_option(cli, "--now");
	long long ready = -1;
	int status;

	if (cli_number(cli, "--ready-fd", 0, &ready, err) < 0 ||
	    (now && instant_parse(now, &options.now, err) < 0))
		return -1;
	options.ready_fd = (int)ready;
	if (cli_option(cli, "--stop"))
		return data_stop_server(options.dir, err);
	if (now && data_is_served(options.dir)) {
		status = move_clock(&s, &cli->globals, options.now, err);
		session_close(&s);
		return status;
	}
	return data_serve(&options, cli_option(cli, "--auto") != NULL, err);
}
