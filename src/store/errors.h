/*
 * errors.h - the store's failures: one sentence each, with at most one detail (%s).
 *
 * A fault keeps its untranslated sentence and detail beside the err, so that the server
 * can send both and each session says it in its own language.
 */
#ifndef STORE_ERRORS_H
#define STORE_ERRORS_H

#include "base/err.h"

struct fault {
	enum err_code code;
	char msgid[ERR_TEXT];
	char detail[ERR_TEXT];
};

/* Fills err with the translated sentence, its one %s being detail (may be NULL); returns -1. */
int fault_set(struct err *err, enum err_code code, const char *msgid, const char *detail);
/* What this thread's last fault_set() said; code ERR_NONE before the first. */
const struct fault *fault_last(void);

/* The system's errno: no room is ERR_FULL, all else ERR_STORE; what names the file. */
int fault_errno(struct err *err, int number, const char *what);
/* Berkeley DB's (and the system's) codes; the only place that knows them. */
int fault_db(struct err *err, int code);

#endif
