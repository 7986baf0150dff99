/*
 * house.h - the whole house in a test: a demo directory, the program run to its end, and
 * sessions inside the test's own processes that start the real server.
 */
#ifndef TESTS_E2E_HOUSE_H
#define TESTS_E2E_HOUSE_H

#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"
#include "cli/session.h"

struct model;

/*
 * First thing in main(): a session of ours starts the server through its own program, which
 * is the test; then this becomes herbledger.
 */
void house_begin(int argc, char **argv);
const char *house_program(void);

/* From here on house_run() runs that program, as that user (0: as who runs the test). */
void house_use(const char *program, uid_t uid, gid_t gid);
void house_back(void);                          /* the program beside this one, as oneself */

/* A fresh folder under TMPDIR; DIR/data in it with the example ledgers. Free both. */
char *house_folder(void);
char *house_demo(const char *folder);
void house_remove(char **folder);               /* stops the servers in it first */
char *house_path(const char *folder, const char *name);

/*
 * Runs the program on the data directory: words are parted by blanks. Exit status, 128 +
 * signal, -1 past 90 s. What it printed is in house_stdout and house_stderr until the next run.
 */
int house_run(const char *data, const char *words);
/* The same with a text on its stdin. */
int house_feed(const char *data, const char *words, const char *input);
/*
 * The same in a fork of this process, with the model that it has read already: a fifth of the
 * time.  For a subcommand that neither reads nor changes conf/ itself.
 */
int house_feed_within(
	struct model *model, const char *data, const char *words, const char *input);
extern char *house_stdout, *house_stderr;
/* Fails the test with what was printed unless the status is as wanted. */
void house_must(int wanted, const char *data, const char *words);

/* A session of this process; conf and forms are the shipped ones. */
int house_enter(struct session *s, const char *data, const char *user, struct err *err);
/* ... without a server. */
int house_enter_alone(struct session *s, const char *data, const char *user, struct err *err);

pid_t house_server(const char *data);           /* 0: none has the lock */
void house_stop(const char *data);              /* SIGTERM, and waits until it is gone */
int house_wait_gone(pid_t pid, int ms);         /* 1 gone */
double house_seconds(void);                     /* steady */
void house_pause(void);                         /* between two looks at something: 2 ms */

/* Where the commits of this process are told: another process may read it. */
struct commit_watch {
	volatile int unanswered;        /* 1: sent, not answered */
	volatile uint64_t number;
};
void house_watch(struct commit_watch *watch);

#endif
