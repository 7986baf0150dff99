/*
 * people.h - users, posts, holders and keys as one picture, read from the ledgers that
 * conf/site names; who holds what on a day.
 *
 * Read through the dataset it is asked of: who may not read the users gets nothing.
 */
#ifndef DATA_PEOPLE_H
#define DATA_PEOPLE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/vec.h"
#include "model/record.h"
#include "model/viewer.h"

#include <stddef.h>
#include <stdint.h>

struct dataset;
struct form;
struct model;
struct store;
struct unit;

struct person {
	uint64_t id;
	const char *login, *name;
	int locked;
};

struct post {
	uint64_t id;
	const char *name;               /* "clerk" */
	const char *role;               /* id of conf/roles */
	const struct unit *unit;
};

/* One row of holders. */
struct holding {
	uint64_t user;
	uint64_t post;                  /* 0: a row in the user's own record, of older data */
	const char *role;
	const struct unit *unit;
	int32_t from, to;               /* DATE_NONE open; to is the last day */
	int acting;
};

struct user_key {
	uint64_t id, user;
	const char *line, *fingerprint, *remark; /* "" none */
	int32_t from, ended;            /* DATE_NONE open; ended is the first day without it */
};

struct people {
	VEC(struct person) users;       /* these in the arena */
	VEC(struct post) posts;
	VEC(struct holding) holdings;
	VEC(struct user_key) keys;
	uint64_t rights;                /* revision of the rights row they were read by */
};

/* Live records of the three forms; those that conf/site does not name give none. */
int people_load(struct dataset *data, struct arena *mem, struct people *out, struct err *err);

/* NULL: none. */
const struct person *people_user(const struct people *people, uint64_t id);
const struct person *people_login(const struct people *people, const char *login);
const struct post *people_post(const struct people *people, uint64_t id);
/* 1 when it is held on that day. */
int holding_on(const struct holding *holding, int32_t day);
int key_valid_on(const struct user_key *key, int32_t day);

/* A user as a viewer with the posts of that day (of now). */
void people_viewer(const struct people *people, const struct person *user, int64_t now,
		   struct arena *mem, struct viewer *out);
/* 1 when the holder of that role alone may do it. */
int role_may(const struct model *model, const char *role, enum deed deed,
	     const struct form *form);

/* Small letters, digits, - _ . and a letter or digit first: safe in paths and commands. */
int login_is_plain(const char *login);

/* 1: a record of users, posts or keys. */
int is_people_form(const struct model *model, const struct form *form);

/* ---- what refers to a record ---- */

struct ref_count {
	const struct form *form;
	enum record_state state;
	uint64_t count;
};
/*
 * How many live records of every ledger refer to it, by form and state.  Counted over all rows
 * for who may change the record's form (who gives a post decides over what hangs on it); -1
 * ERR_DENIED for others.
 */
int data_referring(struct dataset *data, const struct form *target, uint64_t id,
		   struct arena *mem, struct ref_count **out, size_t *count, struct err *err);

/* Revision of the rights row: which changes of people a file or a session knows. */
int data_rights(struct store *store, uint64_t *out, struct err *err);

/* ---- public keys ---- */

/*
 * "ssh-ed25519 AAAA... comment": one line, a known type, base64 that names the same type; no
 * options before it.  *type, *blob and *comment ("" none) are in mem, and the fingerprint as
 * ssh-keygen -l prints it ("SHA256:...").  -1 with what is wrong.
 */
struct public_key {
	const char *type, *blob, *comment, *fingerprint;
};
int public_key_read(const char *line, struct arena *mem, struct public_key *out,
		    struct err *err);

#endif
