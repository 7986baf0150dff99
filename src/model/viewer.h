/*
 * viewer.h - who is looking: a user, the posts held now, the scope of rows; and may().
 */
#ifndef MODEL_VIEWER_H
#define MODEL_VIEWER_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct form;
struct record;
struct unit;
struct unit_tree;

struct viewer_post {
	const char *role;               /* code of conf/roles: "clerk", "section", "office", ... */
	const struct unit *unit;        /* where; its subtree is the scope */
	int acting;
};

struct viewer {
	const char *user;               /* record id of the user, as text */
	const char *login, *name;
	struct viewer_post *posts;      /* held on the day of now */
	size_t post_count;
	int64_t now;                    /* instant, the server's clock */
	int everything;                 /* 1: tools of whoever owns the data directory (init, verify) */
};

enum deed {
	ACTION_READ, ACTION_CREATE, ACTION_CHANGE, ACTION_SUBMIT, ACTION_DELETE, ACTION_UNDELETE,
	ACTION_EXPORT, ACTION_IMPORT, ACTION_ADMIN, ACTION_COUNT,
};

/*
 * Pure.  0: yes.  -1: no, and *err (ERR_DENIED) holds the reason as a sentence.  record may be
 * NULL (the form as a whole).  Roles with their actions, forms and scope are conf/roles.
 */
struct role {
	const char *id;
	const char *label;
	unsigned actions;               /* 1 << enum deed */
	const char **forms;             /* form ids or folder names with a slash "primary/", NULL: all */
	int whole;                      /* 1: every unit's rows, 0: the post's unit and below */
};

struct model;
int may(const struct model *model, const struct viewer *viewer, enum deed action,
	const struct form *form, const struct record *record, struct err *err);
/* 1 when a row of this unit (NULL: no unit) may be seen. */
int viewer_sees(const struct model *model, const struct viewer *viewer, const struct form *form,
		const struct unit *unit);

#endif
