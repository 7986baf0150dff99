/*
 * sshd.h - a real sshd on loopback, whose sessions run as the one account that owns the data.
 *
 * As root, the account is a scratch one in a mount namespace of sshd's own; nothing of the
 * machine's files is changed.  As an ordinary user, sshd runs as the account itself.  Its
 * configuration is the shipped part before one that would allow everything.
 */
#ifndef TESTS_LIB_SSHD_H
#define TESTS_LIB_SSHD_H

#include <sys/types.h>

enum sshd_mode {
	SSHD_ROOT,
	SSHD_USER,
};

struct sshd_how {
	const char *folder;     /* of the test, given to the account; DIR/sshd is ours */
	const char *data;       /* the ledgers, made before */
	const char *program;    /* copied with what lies beside it: the account reaches it */
	enum sshd_mode mode;
	int alive_seconds;      /* 0: as shipped; a silent client is given up after two */
};

struct sshd {
	char *folder, *data;
	char *program;          /* the copy */
	char *config;           /* for ssh -F; the host's name is the login's */
	char *log;
	char *account;
	uid_t uid;
	gid_t gid;
	int port;
	pid_t keeper;           /* sshd's parent, which ends all that came of it */
	int scratch_account;    /* 0: no namespace here, the account is who runs the test */
};

int sshd_can_be_root(void);
struct sshd *sshd_start(const struct sshd_how *how);    /* NULL: said on stdout */
/* Ends it, its sessions and the servers they started. */
void sshd_stop(struct sshd **s);
/* A key for that login, known to the program from here on; -1. */
int sshd_key(const struct sshd *s, const char *login);
/* Connections go to that port from here on: of a relay. */
int sshd_go_through(const struct sshd *s, int port);
/* Processes of sshd's that serve a connection, at most so many; how many. */
int sshd_sessions(const struct sshd *s, pid_t *out, int most);

/*
 * A relay to sshd in a process of its own: its port goes to *port.  Killed, both sides see the
 * line end; stopped (SIGSTOP), they see nothing.
 */
pid_t sshd_relay(const struct sshd *s, int *port);

#endif
