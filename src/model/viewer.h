/*
 * viewer.h - who is looking: a user, the posts held now, the scope of rows; and may().
 */
#ifndef MODEL_VIEWER_H
#define MODEL_VIEWER_H

#include "base/err.h"
#include "base/i18n.h"

#include <stddef.h>
#include <stdint.h>

struct form;
struct record;
struct str;
struct unit;
struct unit_tree;

struct viewer_post {
	const char *role;               /* an id of conf/roles */
	const struct unit *unit;        /* where; its subtree is the scope */
	int acting;
	const char *id;                 /* record id of the post, as refs store it; NULL none */
	const char *name;               /* as people call it, NULL: role and unit */
};

struct viewer {
	const char *user;               /* record id of the user, as text */
	const char *login, *name;
	struct viewer_post *posts;      /* held on the day of now */
	size_t post_count;
	int64_t now;                    /* instant, the server's clock */
	int everything;                 /* 1: a tool of the owner (init, verify) */
	int locked;                     /* 1: may nothing, sees nothing */
	uint64_t rights;                /* revision of the rights they were read by, 0 none */
};

enum deed {
	ACTION_READ, ACTION_CREATE, ACTION_CHANGE, ACTION_SUBMIT, ACTION_DELETE,
	ACTION_UNDELETE, ACTION_EXPORT, ACTION_IMPORT, ACTION_ADMIN,
	ACTION_AUDIT,           /* reads the events */
	ACTION_CONF,            /* changes what conf/ and forms/ say */
	ACTION_SESSIONS,        /* sees and ends the sessions of others */
	ACTION_COUNT,
};

/* As conf/roles, separations and the history name it: "change". */
const char *deed_name(enum deed deed);
/* 1, or 0 when nothing is called so. */
int deed_parse(const char *name, enum deed *out);

/* The role that every post has beside its own, where conf/roles has one. */
#define ROLE_OF_ALL "*"

/* Of conf/roles: what may be done, on which forms, on whose rows. */
struct right {
	unsigned actions;               /* 1 << enum deed */
	const char **forms;             /* ids, or folders with a slash; NULL: all */
	const char **except;            /* the same, taken out again; NULL none */
	int whole;                      /* 1: every unit's rows, 0: the post's unit and below */
};

struct role {
	const char *id;
	const char *label[LANG_COUNT];
	struct right *rights;           /* they add up */
	size_t right_count;
};

struct model;
/* A role as its people call it; the id itself when conf/roles does not have it. */
const char *role_name(const struct model *model, const char *id);
/* That reaches furthest of those with the deed on the form (NULL: any); NULL none. */
const struct right *role_right(const struct role *role, enum deed deed,
			       const struct form *form);
/* 1 when some right of the role reaches the rows of every unit. */
int role_is_whole(const struct role *role);
/* 1 when no person may hold both at the same time. */
int roles_are_apart(const struct model *model, const char *one, const char *other);

/*
 * Pure.  0: yes.  -1: no, and *err (ERR_DENIED) holds the reason and who can as a sentence.
 * record may be NULL (the form as a whole); with state STATE_NEW its state is not looked at.
 */
int may(const struct model *model, const struct viewer *viewer, enum deed action,
	const struct form *form, const struct record *record, struct err *err);
/*
 * The same for an action of the form's workflow, from the state the record is in.  Actions
 * (these and may()'s) that the form or workflow keeps apart need record->done.
 */
struct work_action;
int may_act(const struct model *model, const struct viewer *viewer,
	    const struct work_action *action, const struct record *record, struct err *err);
/*
 * Who can do it, as text: "东明镇 的 苏木乡镇审核人, 中心业务股室"; posts bound to a unit with
 * the record's unit (record NULL: without).  Appends nothing and returns 0 when nobody can.
 */
size_t may_who(const struct model *model, enum deed action, const struct form *form,
	       const struct record *record, struct str *out);
size_t may_act_who(const struct model *model, const struct work_action *action,
		   const struct record *record, struct str *out);
/* 1 when a row of this unit (NULL: no unit) may be seen. */
int viewer_sees(const struct model *model, const struct viewer *viewer, const struct form *form,
		const struct unit *unit);

#endif
