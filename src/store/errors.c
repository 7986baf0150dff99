/*
 * errors.c - sentences for the store's failures, and Berkeley DB's codes translated.
 */
#include "store/errors.h"

#include <db.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"

static _Thread_local struct fault last;

/* The sentence may come from a peer: its %s is replaced by hand, never by printf. */
static void fill(char *out, size_t size, const char *sentence, const char *detail)
{
	const char *hole = strstr(sentence, "%s");

	if (!hole)
		snprintf(out, size, "%s", sentence);
	else
		snprintf(out, size, "%.*s%s%s", (int)(hole - sentence), sentence,
			detail ? detail : "", hole + 2);
}

int fault_set(struct err *err, enum err_code code, const char *msgid, const char *detail)
{
	char text[2 * ERR_TEXT];

	last.code = code;
	snprintf(last.msgid, sizeof(last.msgid), "%s", msgid);
	snprintf(last.detail, sizeof(last.detail), "%s", detail ? detail : "");
	fill(text, sizeof(text), _(msgid), detail);
	return err_set(err, code, "%s", text);
}

const struct fault *fault_last(void)
{
	return &last;
}

static int is_full(int number)
{
	return number == ENOSPC || number == EDQUOT || number == EFBIG;
}

static int full(struct err *err)
{
	return fault_set(err, ERR_FULL,
		N_("The disk with the data directory is full; nothing was saved. "
		   "Make room, then save again."),
		NULL);
}

int fault_errno(struct err *err, int number, const char *what)
{
	char detail[ERR_TEXT];

	if (is_full(number))
		return full(err);
	snprintf(detail, sizeof(detail), "%s: %s", what, strerror(number));
	return fault_set(err, ERR_STORE, N_("The store cannot use a file: %s"), detail);
}

int fault_db(struct err *err, int code)
{
	if (is_full(code))
		return full(err);
	if (code == DB_RUNRECOVERY)
		return fault_set(err, ERR_STORE,
			N_("The store stopped to repair itself; try again."), NULL);
	if (code == ENOMEM)
		return fault_set(err, ERR_STORE,
			N_("The store has no memory left for this; use smaller "
			   "batches or a larger cache (HERBLEDGER_CACHE_MB)."),
			NULL);
	return fault_set(err, ERR_STORE, N_("The store failed: %s"), db_strerror(code));
}
