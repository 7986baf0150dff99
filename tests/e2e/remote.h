/*
 * remote.h - the example ledgers behind a real sshd, and ssh, scp and sftp run to their end.
 */
#ifndef TESTS_E2E_REMOTE_H
#define TESTS_E2E_REMOTE_H

#include <stddef.h>
#include <sys/types.h>

#include "lib/sshd.h"

enum { REMOTE_WORDS = 40, REMOTE_DEADLINE = 60000 };

struct remote {
	char *folder, *data;
	struct sshd *sshd;
	const char *const *env;         /* "K=V" added for the next run; NULL */
	char *out, *err;                /* of the last run, NUL after them */
	size_t out_len, err_len;
};

/*
 * The ledgers, sshd in that mode and a key for each login (NULL ends them).  From here on
 * house_run() runs the program as the account that owns the data.
 */
void remote_open(struct remote *r, enum sshd_mode mode, const char *const *logins);
void remote_close(struct remote *r);
/* For main(): run in each mode there is here, as root first; the bits of what it returned. */
int remote_each_mode(int (*run)(enum sshd_mode mode, const char *name));

/*
 * argv[0] is ssh, scp or sftp; -F CONFIG goes in after it.  Its exit status, 128 + signal,
 * -1 past the deadline.  out and err are the next run's.
 */
int remote_run(struct remote *r, const char *const *argv, const char *input, size_t len);
/* ssh LOGIN COMMAND, the command as it stands; NULL: none. */
int remote_say(struct remote *r, const char *login, const char *command, const char *input);
/* The same, and the test fails unless the status is as wanted. */
void remote_must(struct remote *r, int wanted, const char *login, const char *command,
		 const char *input);

/* ---- side by side ---- */

struct remote_child {
	pid_t pid;              /* 0: ended */
	int in;                 /* our end of its stdin, -1 */
	int out, err;           /* files in memory */
};

/* Started, not waited for.  keep 1: in is ours to write to, else it is at its end. */
void remote_start(struct remote *r, struct remote_child *c, const char *const *argv, int keep);
/* Its status as remote_run() gives it, what it printed in r->out and r->err. */
int remote_wait(struct remote *r, struct remote_child *c);

#endif
