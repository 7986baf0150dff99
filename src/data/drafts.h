/*
 * drafts.h - unsaved typing on the disk: one file a draft, DATA/drafts/USER/...
 *
 * A draft is text lines that are only appended; a line cut short by a crash is as if it had
 * never been written.  Nothing here asks the store: typing goes on while the server is down.
 * Each file has its room from the start, and DATA/drafts/.reserve is given up for new ones on a
 * full disk.
 */
#ifndef DATA_DRAFTS_H
#define DATA_DRAFTS_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct draft;                           /* one open file, locked */

/* What a draft belongs to; it opens in nothing else. */
struct draft_head {
	const char *kind;               /* whose lines these are: "card", "grid" */
	const char *form;               /* id */
	const char *version;            /* of the form, form_version() */
	uint64_t id, revision;          /* of the record; 0: a new one */
	const char *context;            /* the kind's own ("2021H1 2021-06-25"), "" none */
	const char *title;              /* for people: "2021H1 东明镇" */
};

struct draft_info {
	const char *name;               /* of the file */
	struct draft_head head;
	int64_t begun, changed;         /* instants of this machine */
	size_t bytes;
	int held;                       /* 1: another session has it open just now */
};

struct draft_list {
	struct draft_info *at;          /* the newest first */
	size_t count;
};

/* Folders and the reserve, while there is room; quiet when it cannot. */
void drafts_prepare(const char *dir, const char *user);
/* The user's drafts; none is no error.  Files that are no drafts are passed over. */
int drafts_list(const char *dir, const char *user, struct arena *mem, struct draft_list *out,
		struct err *err);
int draft_new(const char *dir, const char *user, const struct draft_head *head,
	      struct draft **out, struct err *err);
/*
 * Opens one again and reads its lines (without newline, in mem).  One that a session holds is
 * taken over: the session is told to end, waited for, in the end killed; it has written all
 * but its last second.  > 0: it is not there any more.
 */
int draft_take(const char *dir, const char *user, const char *name, struct arena *mem,
	       struct draft **out, struct draft_head *head, const char ***lines, size_t *count,
	       struct err *err);
/* The same without taking it, for comparing. */
int draft_read(const char *dir, const char *user, const char *name, struct arena *mem,
	       struct draft_head *head, const char ***lines, size_t *count, struct err *err);
/* Appends a line (no newline in it) with one write(); survives kill -9 of this process. */
int draft_add(struct draft *draft, const char *line, struct err *err);
/* All its lines anew, whole or not at all; what it held before is gone. */
int draft_rewrite(struct draft *draft, const char *const *lines, size_t count,
		  struct err *err);
int draft_sync(struct draft *draft, struct err *err);   /* survives a power cut */
void draft_close(struct draft **draft);                 /* kept for another time */
void draft_drop(struct draft **draft);                  /* removed */
/* 1 removed, 0 it was gone or is held by a session, -1. */
int draft_remove(const char *dir, const char *user, const char *name, struct err *err);

struct form;
struct str;
/* Lines of any texts: a tab between them; NULL is kept apart from "". */
void draft_put(struct str *line, const char *text);
/* The texts of such a line, in mem. */
char **draft_split(const char *line, struct arena *mem, size_t *count);

/* A short word that changes when the form's file does. */
void form_version(const struct form *form, struct str *out);

#endif
