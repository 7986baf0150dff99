/*
 * events.h - what happened beside the records: logins, exports, refusals, changes of conf.
 *
 * Appended only, in a hash chain each day with the server's time and the Unix uid; nothing
 * removes an event (GB/T 22239-2019 asks for 180 days).  Read by those whose role has "audit".
 */
#ifndef DATA_EVENTS_H
#define DATA_EVENTS_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct dataset;
struct store;

enum event_kind {
	EVENT_LOGIN, EVENT_LOGOUT, EVENT_EXPORT, EVENT_REFUSED, EVENT_CONF, EVENT_PEOPLE,
	EVENT_BACKUP, EVENT_REPORT, EVENT_COUNT,
};
const char *event_kind_name(enum event_kind kind);      /* "login": scripts */
const char *event_kind_label(enum event_kind kind);     /* translated */

struct event {
	const char *id;                 /* "2026-11-22/17" */
	int64_t instant;
	uint32_t uid;
	enum event_kind kind;
	const char *user;               /* record id, "" none */
	const char *login, *post;       /* "role@unit" of the first post, "" none */
	const char *from;               /* address of the other end, "" here */
	const char *what;               /* "export planting period=2021H1: 15 records" */
	int whole;                      /* 1: the chain's hash holds here */
};

/* From where this session comes, for all its events; copied.  NULL: here. */
void events_from(const char *address);
int event_note(struct dataset *data, enum event_kind kind, struct err *err,
	       const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* Before there is a viewer: a login that was refused. */
int event_note_as(struct store *store, const char *login, enum event_kind kind, struct err *err,
		  const char *fmt, ...) __attribute__((format(printf, 5, 6)));

struct event_query {
	int32_t first, last;            /* days, DATE_NONE open */
	unsigned kinds;                 /* 1 << kind, 0 all */
	const char *login;              /* NULL all */
	const char *text;               /* part of what; NULL all */
	size_t limit;                   /* 0 all; the newest are kept */
};
/* Newest first.  ERR_DENIED without the right to audit. */
int events_list(struct dataset *data, const struct event_query *query, struct arena *mem,
		struct event **out, size_t *count, struct err *err);

#endif
