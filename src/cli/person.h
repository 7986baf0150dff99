/*
 * person.h - what user and post have in common: whom and which post the words mean.
 */
#ifndef CLI_PERSON_H
#define CLI_PERSON_H

#include "base/err.h"
#include "data/people.h"

#include <stdint.h>

struct cli;
struct session;
struct unit;

/* --unit, as typed anywhere else; NULL not given. */
int person_unit(struct cli *cli, struct session *s, const struct unit **out, struct err *err);
/* --from, --to, --day ...; DATE_NONE not given. */
int person_day(struct cli *cli, struct session *s, const char *option, int32_t *out,
	       struct err *err);
/* A role as typed (id, label, initials); NULL when it is none, and *err stays. */
const char *person_role(struct session *s, const char *typed);
/* "held by 包某 (bao), 张某 (zhang, acting)" of today. */
void person_holders(const struct people *people, const struct post *post, int32_t day,
		    struct str *out);

/* hand-over of one post or of all; words: LOGIN.  Also the middle of user leave. */
int person_hand_over(struct cli *cli, struct session *s, const char *login, struct err *err);
struct handover_plan;
void person_say_plan(const struct handover_plan *plan);

int cmd_user_key(struct cli *cli, struct session *s, struct err *err);
int cmd_user_rights(struct session *s, const char *login, struct err *err);

#endif
