/*
 * commands.h - the functions behind the rows of the command table, one a file.
 *
 * Each gives the exit status (0 done, 1 faults in the data or conf), or -1 with *err.
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

struct cli;
struct err;

int cmd_act(struct cli *cli, struct err *err);
int cmd_due(struct cli *cli, struct err *err);
int cmd_close(struct cli *cli, struct err *err);
int cmd_unlock(struct cli *cli, struct err *err);
int cmd_correct(struct cli *cli, struct err *err);
int cmd_second(struct cli *cli, struct err *err);
int cmd_check(struct cli *cli, struct err *err);
int cmd_init(struct cli *cli, struct err *err);
int cmd_forms(struct cli *cli, struct err *err);
int cmd_list(struct cli *cli, struct err *err);
int cmd_events(struct cli *cli, struct err *err);
int cmd_sessions(struct cli *cli, struct err *err);
int cmd_conf(struct cli *cli, struct err *err);
int cmd_unit(struct cli *cli, struct err *err);
int cmd_show(struct cli *cli, struct err *err);
int cmd_put(struct cli *cli, struct err *err);
int cmd_delete(struct cli *cli, struct err *err);
int cmd_import(struct cli *cli, struct err *err);
int cmd_export(struct cli *cli, struct err *err);
int cmd_report(struct cli *cli, struct err *err);
int cmd_history(struct cli *cli, struct err *err);
int cmd_user(struct cli *cli, struct err *err);
int cmd_post(struct cli *cli, struct err *err);
int cmd_verify(struct cli *cli, struct err *err);
int cmd_backup(struct cli *cli, struct err *err);
int cmd_restore(struct cli *cli, struct err *err);
int cmd_gate(struct cli *cli, struct err *err);
int cmd_man(struct cli *cli, struct err *err);
int cmd_serve(struct cli *cli, struct err *err);

#endif
