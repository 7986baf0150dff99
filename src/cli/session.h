/*
 * session.h - from options to an open dataset: conf, store, applied shapes, viewer.
 *
 * Used by every subcommand and by main.c for the terminal.
 */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "base/arena.h"
#include "base/err.h"
#include "conf/conf.h"
#include "data/dataset.h"
#include "model/viewer.h"

struct cli;
struct cli_globals;
struct model;
struct session_mark;
struct store;

struct session {
	struct arena mem;
	const char *dir;                /* the data directory */
	struct conf_dirs dirs;
	struct faults faults;           /* of conf/ and forms/ */
	struct model *model;            /* ours, one hold */
	struct store *store;
	struct dataset *data;           /* NULL until session_enter() */
	struct viewer viewer;
	const char **waiting;           /* ids of forms whose changed shape waits for --apply */
	size_t waiting_count;
	unsigned long long stamp;       /* of the conf files read */
	struct {                        /* presence.c's own */
		const char *login;              /* who it was asked to be */
		const char *words, *from;       /* the subcommand; the other end, or "" */
		int screens, remote, another;   /* another: --as */
		int own_conf;                   /* --conf or --forms: not what is in force */
		int login_noted;
		struct err *err;                /* what ends it, NULL: nobody is told */
		struct session_mark *mark;
	} here;
};

/* Directories and conf only. */
int session_read_conf(struct session *s, const struct cli_globals *g, struct err *err);
/* ... and the store, and forms as they are applied. */
int session_open_store(struct session *s, const struct cli_globals *g, struct err *err);
/* ... and a viewer: the user of --as, else of the Unix login (ERR_DENIED: none). */
int session_enter(struct session *s, const struct cli_globals *g, struct err *err);
/* ... or as whoever owns the data directory (init, verify, forms --apply). */
int session_enter_owner(struct session *s, const struct cli_globals *g, struct err *err);
/* Lets go of the ledgers for a while, but for the mark that one is here; opens them again. */
void session_rest(struct session *s);
int session_wake(struct session *s, const struct cli_globals *g, struct err *err);
/* Reads conf again when a file has changed: 1 a new model is in use, 0 nothing new, -1. */
int session_reload(struct session *s, struct err *err);
void session_close(struct session *s);
/* A whole subcommand: enters, runs it, closes; its status. */
typedef int session_verb(struct cli *cli, struct session *s, struct err *err);
int session_run(struct cli *cli, session_verb *run, struct err *err);

/* --data, else HERBLEDGER_DATA, else /var/lib/herbledger. */
const char *session_data_dir(const struct cli_globals *g);
/* Where the data lies unless somebody says otherwise. */
const char *session_default_dir(void);
/*
 * A path of conf/ or forms/, or a sentence that begins with one, as whoever asked may see it:
 * over ssh from there on, "conf/site.conf:3: ...".
 */
const char *session_place(struct session *s, const struct cli_globals *g, const char *text);
const struct form *session_form(const struct session *s, const char *name, struct err *err);
/* "12" or key words "field=value": the one record meant. */
int session_record(struct session *s, const struct form *form, const char *which,
		   struct record **out, struct err *err);

#endif
