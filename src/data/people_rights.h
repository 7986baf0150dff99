/*
 * people_rights.h - the row that counts changes of users, posts and keys, and the rules for
 * such changes.  Private to this folder.
 *
 * A session knows its rights as of a revision of the row: reading it costs one get, and every
 * batch expects it, so that a right taken away ends at once.
 */
#ifndef DATA_PEOPLE_RIGHTS_H
#define DATA_PEOPLE_RIGHTS_H

#include "data/people.h"

struct arena;
struct batch;
struct dataset;
struct findings;
struct pass;
struct record;
struct snapshot;
struct store;

/* 0: nothing has ever been changed. */
int rights_read(struct snapshot *view, uint64_t *out, struct err *err);
void rights_expect(struct batch *batch, uint64_t rights);
/* Expects it and makes it the next. */
void rights_bump(struct batch *batch, uint64_t rights);
/* Rights or the clock were changed by this process: the next read looks again. */
void rights_changed_here(void);
/* 1 when the viewer is a user whose rights may change under it. */
int rights_matter(const struct dataset *data);
/*
 * Before anything is read within the snapshot: 1 the viewer was another one until now, 0, -1
 * (ERR_DENIED: locked or no user any more).  Looks at the store every 50 ms at most.
 */
int rights_follow(struct dataset *data, struct snapshot *view, struct err *err);

/* All people with the owner's eyes, and what time it is. */
int people_load_all(struct store *store, struct model *model, struct arena *mem,
		    struct people *out, int64_t *now, struct err *err);
/* The picture as it will be once the record is written. */
void people_change(struct people *people, const struct model *model,
		   const struct record *record, struct arena *mem);
/* Who listens for it is told that users, posts or keys have changed. */
void people_tell(struct dataset *data);

/* Rows of his own follow a user to his new login. */
void people_renamed(struct dataset *data, const char *from, const char *to);

/* ---- people_check.c: records of other forms they let be ---- */

/* What the program fills in: the fingerprint of a key. */
void people_prepare(const struct dataset *data, struct record *now, struct arena *mem);
/* What is wrong with the values themselves, for the typist. */
void people_findings(const struct dataset *data, const struct record *now, struct arena *mem,
		     struct findings *findings);
/*
 * Who may change what of it, and what must hold over all people together; old NULL: a new
 * one.  0; 1 refused, why in pass->refused; -1.
 */
int people_allow(struct pass *pass, const struct record *old, const struct record *now,
		 struct err *err);
/* It stands in the batch: what is to follow once the batch is taken. */
void people_planned(struct pass *pass, const struct record *old, const struct record *now);

#endif
