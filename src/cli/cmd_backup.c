/*
 * cmd_backup.c - herbledger backup and restore.
 */
#include "cli/commands.h"

#include "cli/cli.h"
#include "cli/session.h"

int cmd_backup(struct cli *cli, struct err *err)
{
	struct session s = { 0 };
	int status = session_open_store(&s, &cli->globals, err);

	if (status == 0)
		status = data_backup(s.store, cli->words[0], err);
	if (status == 0)
		out_line(
			_("Backed up to %s; herbledger --data NEWDIR restore %s makes a data "
			  "directory of it"),
			cli->words[0], cli->words[0]);
	session_close(&s);
	return status;
}

int cmd_restore(struct cli *cli, struct err *err)
{
	const char *dir = session_data_dir(&cli->globals);

	if (data_restore(cli->words[0], dir, err) < 0)
		return -1;
	out_line(_("Restored to %s; herbledger verify checks it"), dir);
	return 0;
}
