/*
 * gate.h - the one way in from outside: who it is, what is kept of the environment, and the
 * words that were asked for.
 *
 * `herbledger [--data DIR] [--conf DIR] [--forms DIR] gate [USER]` is what sshd runs for each
 * login, whatever the other side asks for.  Who it is comes from this line (written by us
 * beside the key) or from sudo, never from what is asked; that is only split into words, with
 * nothing expanded and nothing run, and goes through the table of subcommands.
 */
#ifndef CLI_GATE_H
#define CLI_GATE_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

struct cli;

enum { GATE_TEXT_MOST = 65536, GATE_WORDS_MOST = 1000 };

/* What the environment held, copied before it was cleared; "" for what was not there. */
struct gate {
	struct arena mem;
	const char *sudo_user;
	const char *asked;              /* SSH_ORIGINAL_COMMAND */
	const char *charset;            /* the locale of the session's charset */
	const char *from;               /* address of the other end */
};

/* 1 when argv is a gate's. */
int gate_is_line(int argc, char **argv);
/* Takes what is wanted of the environment and leaves nothing else in it. */
void gate_environment(struct gate *gate);
/* ... and closes what was inherited: files, masks, core dumps.  First of all in main(). */
void gate_shut(struct gate *gate);
/*
 * After gate_shut(): the user and the directories from the line, the rest from what was asked.
 * A filled cli lives as long as the gate and argv.
 */
int gate_parse(struct gate *gate, int argc, char **argv, struct cli *cli, struct err *err);
void gate_release(struct gate *gate);

/* ---- parts, pure ---- */

/* 1 when a value may stay in TERM, LANG or LC_*: short, of letters, digits, . _ @ + - only. */
int gate_value_is_plain(const char *value);
/* "203.0.113.9 50122 10.0.0.1 22": the first word when it is an address, else NULL. */
const char *gate_address(const char *connection, struct arena *mem);
/*
 * The words of one line, as a shell takes them apart (blanks, '...', "...", backslash), and
 * nothing else of a shell: $ * ; | are letters like others.  argv[0] is "herbledger" and
 * argv[*argc] NULL.  charset: of the session, a locale's name.
 */
int gate_words(const char *text, size_t len, const char *charset, struct arena *mem,
	char ***argv, int *argc, struct err *err);

#endif
