/*
 * conf_noted.h - what was noted last of each file of conf/ and forms/: digest, when, by whom.
 *
 * A file whose digest is another one than noted was changed behind our back.  Files are none of
 * this folder's: their names and texts come from the caller.
 */
#ifndef DATA_CONF_NOTED_H
#define DATA_CONF_NOTED_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct dataset;

enum { CONF_DIGEST_SIZE = 65 };         /* 64 digits and the NUL */
void conf_digest(const char *text, size_t len, char hex[CONF_DIGEST_SIZE]);

struct conf_noted {
	const char *name;               /* "conf/site.conf" */
	const char *digest;             /* "" the file is gone */
	int64_t instant;                /* when it was noted */
	const char *login, *user_name;  /* whose session noted it */
	int how;                        /* enum conf_how */
	uint64_t revision;
};
enum conf_how {
	CONF_FOUND,                     /* at the first look at all of them */
	CONF_PUT, CONF_DROPPED,         /* by herbledger conf */
	CONF_BEHIND,                    /* changed on the server, found later */
};

/* In order of name. */
int conf_noted_list(struct dataset *data, struct arena *mem, struct conf_noted **out,
		    size_t *count, struct err *err);
const struct conf_noted *conf_noted_find(const struct conf_noted *all, size_t count,
					 const char *name);

/* For people, "" not known: when the file was changed (or noted), and by whom. */
struct str;
void conf_noted_when(const struct conf_noted *noted, int64_t changed, struct str *out);
void conf_noted_who(const struct conf_noted *noted, struct str *out);
/* Who changes conf or reads the events may see it all; -1 ERR_DENIED. */
int conf_noted_may_see(struct dataset *data, struct err *err);

/* Of each: name, digest, how; revision as it was read, 0 not noted yet. */
struct conf_noting {
	const struct conf_noted *at;
	size_t count;
	uint64_t stamp;                 /* kept for conf_noted_stamp(), 0: as it was */
};
/*
 * Rows and events in one batch; a first look at all of them is one event.  > 0: another
 * session has noted one of them meanwhile.
 */
int conf_note(struct dataset *data, const struct conf_noting *noting, struct err *err);
/* Of all files, as it was when nothing was left to note; 0 never. */
int conf_noted_stamp(struct dataset *data, uint64_t *out, struct err *err);

#endif
