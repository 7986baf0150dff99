/*
 * drafts_internal.h - how a draft stands in its file, for drafts.c and draft_file.c.
 *
 *	herbledger-draft 1
 *	head	kind	form	version	id	revision	context	title
 *	pid	1234		who has it open; always as wide, written over in place
 *	+...			a line of the draft
 */
#ifndef DATA_DRAFTS_INTERNAL_H
#define DATA_DRAFTS_INTERNAL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "data/drafts.h"

#include <stddef.h>
#include <sys/types.h>

/* What a file says; its texts are in the arena it was read into. */
struct draft_text {
	int sound;                      /* 1: it has a head */
	struct draft_head head;
	pid_t pid;                      /* 0 none */
	size_t pid_at;                  /* where its line begins, 0 none */
	const char **lines;
	size_t count;
	size_t whole;                   /* bytes up to the end of the last whole line */
};

/* DATA/drafts/USER/NAME; name NULL: the folder.  To be freed. */
char *draft_path(const char *dir, const char *user, const char *name);
/* The file's bytes from the start, at most `most`; -1 with errno. */
int draft_load(int fd, size_t most, struct str *out);
void draft_parse(const struct str *bytes, struct arena *mem, struct draft_text *out);
void draft_put_head(const struct draft_head *head, struct str *out);
void draft_put_pid(struct str *out);    /* ours */
int draft_fault(struct err *err, int number);
void draft_sync_name(const char *path); /* the entry of a new file or folder in the one above */

/* ---- room (draft_room.c) ---- */

void draft_reserve_keep(const char *dir);
int draft_reserve_give(const char *dir);        /* 1 when there was one to give */

#endif
