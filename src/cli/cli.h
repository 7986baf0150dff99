/*
 * cli.h - subcommands: one table row and one file cmd_<name>.c each.
 *
 * The only room that writes to stdout.  A command gets its words and options parsed and
 * calls the same functions as the screens; there is no rule or permission in here.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/err.h"
#include "base/i18n.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct cli;
struct sink;

struct option_row {
	const char *name;               /* "--limit" */
	const char *value;              /* N_() what follows, "" a bare switch */
	const char *help;               /* N_() */
	unsigned flags;                 /* enum option_flags */
};

/* What the gate lets nobody say over ssh; see gate.h. */
enum option_flags {
	OPTION_LOCAL = 1 << 0,          /* for somebody with a shell on the server */
	OPTION_FILE = 1 << 1,           /* names a file: over ssh only "-" */
};

enum command_flags {
	COMMAND_REMOTE = 1 << 0,        /* the gate may run it */
	COMMAND_HIDDEN = 1 << 1,        /* not in the list of commands */
};

struct command {
	const char *name;
	const char *words;              /* N_() "FORM [QUERY]" */
	const char *help;               /* N_() one line */
	const struct option_row *options;       /* ended by a NULL name; NULL none */
	int (*run)(struct cli *cli, struct err *err);   /* exit status, or -1 with *err */
	unsigned flags;                 /* enum command_flags */
	size_t least, most;             /* words, most SIZE_MAX any */
	size_t file;                    /* which word is a file, from 1; over ssh only "-" */
};
extern const struct command cli_commands[];     /* ended by a NULL name */

/* Options that stand before or after any subcommand. */
struct cli_globals {
	const char *data, *conf, *forms;
	const char *as;
	const char *lang;
	int alone;
	int plain;                      /* the application in lines */
	int rehearse;                   /* ... on a copy of the ledgers */
	int scratch;                    /* data is that copy: nobody but us serves it */
	int64_t now;                    /* for a server started here, 0 none */
	int remote;                     /* through the gate: no file by name, no OPTION_LOCAL */
	const char *from;               /* through the gate: the other end's address, or NULL */
	int screens;                    /* the terminal application */
	const char *words;              /* the subcommand as given, NULL: no account is kept */
};

enum { CLI_MAX_OPTIONS = 16 };

/* A key of a screen, for the manual. */
typedef void cli_key_row(void *context, const char *screen, const char *keys, const char *help);

struct cli {
	struct cli_globals globals;
	const struct command *command;  /* NULL: the terminal application */
	char **words;                   /* after the command's name; in argv */
	size_t word_count;
	struct {
		const struct option_row *row;
		const char *value;
	} given[CLI_MAX_OPTIONS];
	size_t given_count;
	int help;                       /* --help */
	void (*list_keys)(cli_key_row *row, void *context); /* main's, before parsing; NULL */
};

/*
 * Sorts argv into cli (argv's order changes); ERR_USAGE in a sentence.  With globals.remote set
 * what the gate lets nobody ask is ERR_DENIED.
 */
int cli_parse(int argc, char **argv, struct cli *cli, struct err *err);
/* NULL not given, "" a switch */
const char *cli_option(const struct cli *cli, const char *name);
/* A whole number >= least; 0 and *out untouched when not given. */
int cli_number(const struct cli *cli, const char *name, long long least, long long *out,
	       struct err *err);
/* --reason, NULL not given; -1 when it holds what may not be kept. */
int cli_reason(const struct cli *cli, const char **out, struct err *err);
const struct option_row *cli_global_options(void);
void cli_help(const struct cli *cli);   /* of the command, or the list of all */

/* Runs the command (not the terminal): exit status.  Messages go to stderr. */
int cli_run(struct cli *cli);

/* ---- stdout ---- */

/* For people: cleaned; tabs and line ends stay. */
void out_line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* For programs: as it is, and cleaned only when it goes straight to a terminal. */
void out_text(const char *text);
struct sink out_sink(FILE *to);
/* Flushes; -1 with ERR_FULL when what was written did not arrive. */
int out_finish(struct err *err);
/* A sentence on stderr, cleaned. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
