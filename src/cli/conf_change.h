/*
 * conf_change.h - one change of conf/ or forms/: everything is tried with it, then it is noted
 * and made.
 */
#ifndef CLI_CONF_CHANGE_H
#define CLI_CONF_CHANGE_H

#include "base/err.h"
#include "conf/conf.h"

#include <stddef.h>

struct conf_change;
struct session;

/* All of it lives in the session's memory. */
struct conf_outcome {
	struct faults faults;           /* that the change would bring */
	const char **sentences;         /* what else stands in the way, or is to do after */
	size_t sentence_count;
	const char *done;               /* what has been done */
};
/* 0 done (or sound, when it is only tried), 1 refused for what the outcome says, -1. */
int conf_change_make(struct session *s, const struct conf_change *change, int try_only,
		     struct conf_outcome *out, struct err *err);

#endif
