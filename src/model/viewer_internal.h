/*
 * viewer_internal.h - what viewer.c, who.c and may.c share: what a post gives, and where.
 */
#ifndef MODEL_VIEWER_INTERNAL_H
#define MODEL_VIEWER_INTERNAL_H

#include "model/viewer.h"

struct work_action;

/* What the post gives, or what every post gives. */
int post_may(const struct model *model, const struct viewer_post *post, enum deed deed,
	     const struct form *form);
/* The same on rows of the unit (NULL: no unit). */
int post_reaches(const struct model *model, const struct viewer_post *post, enum deed deed,
		 const struct form *form, const struct unit *unit);
/* The record's unit; *where is the value it was read from, NULL when the form has no unit. */
const struct value *record_place(const struct model *model, const struct form *form,
				 const struct record *record, const struct unit **unit);

/* ---- who.c ---- */

/* The deed as people say it, of a workflow's action too: "changing". */
const char *doing_label(const struct form *form, const char *action);
/* Who leads the record on from the state it is in. */
void who_is_next(const struct model *model, const struct record *record, struct str *out);
/* Who makes a settled record one that changes again; *label: by what action, NULL none. */
void who_returns(const struct model *model, const struct record *record, const char **label,
		 struct str *out);

#endif
