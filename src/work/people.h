/*
 * people.h - the short ways to users and posts: new ones, a post given, a post ended.
 *
 * All of it is saving records (data_save_many), so that may(), the rules of the forms and
 * those of data/people_check hold; a refusal is a sentence in *err or in the result.
 */
#ifndef WORK_PEOPLE_H
#define WORK_PEOPLE_H

#include "base/arena.h"
#include "base/err.h"
#include "data/people.h"
#include "data/dataset.h"

#include <stddef.h>
#include <stdint.h>

struct model;
struct str;
struct unit;

/* ERR_NOT_FOUND in a sentence where there is no such user or post. */
int work_user(const struct people *people, const char *login, const struct person **out,
	      struct err *err);
/*
 * A post by its number, by its name ("clerk") or by a role's id; unit NULL: wherever it is
 * the only one.
 */
int work_post(struct dataset *data, const struct people *people, const char *which,
	      const struct unit *unit, const struct post **out, struct err *err);
/* "clerk of East Town (acting), from 2021-01-01": a holding in a line. */
void holding_text(const struct model *model, const struct people *people,
		  const struct holding *holding, struct str *out);
/* What the user holds on the day, in one line without dates; "" nothing. */
void holdings_text(const struct model *model, const struct people *people, uint64_t user,
		   int32_t day, struct str *out);
/* A role by its id or by its label; NULL none. */
const char *role_called(const struct model *model, const char *name);

struct new_user {
	const char *login, *name;       /* name NULL: as the login */
};
int user_add(struct dataset *data, const struct new_user *user, int dry_run, struct arena *mem,
	     uint64_t *id, struct err *err);

struct post_term {
	uint64_t post, user;            /* record ids */
	int32_t from, to;               /* DATE_NONE: from today; open */
	int acting;
	int dry_run;
};

struct new_post {
	const char *name;               /* NULL: as the role is called */
	const char *role;
	const struct unit *unit;
	const struct post_term *holder; /* NULL: nobody yet; its post is this one */
};
int post_add(struct dataset *data, const struct new_post *post, int dry_run, struct arena *mem,
	     uint64_t *id, struct err *err);

int post_give(struct dataset *data, const struct post_term *term, struct arena *mem,
	      struct err *err);
/*
 * Ends what the user holds of the post; to: the last day (DATE_NONE today).  post 0: rows of
 * older data in the user's record, all or those of role and unit (NULL any).  > 0: he does not
 * hold it.
 */
struct post_end {
	uint64_t post, user;
	const char *role;
	const struct unit *unit;
	int32_t to;
	int dry_run;
};
int post_end(struct dataset *data, const struct post_end *end, struct arena *mem,
	     struct err *err);

#endif
