/*
 * inbox.h - what waits for the holder of one's posts: due, returned, to be acted on, overdue.
 *
 * Computed, never stored; nothing is in it when nothing is due.
 */
#ifndef WORK_INBOX_H
#define WORK_INBOX_H

#include "base/arena.h"
#include "base/err.h"
#include "model/cycle.h"

#include <stddef.h>
#include <stdint.h>

struct dataset;
struct filing;

enum inbox_kind {
	INBOX_RETURNED,         /* a filing or record of mine came back */
	INBOX_OVERDUE,          /* mine, or (for reviewers) units that owe */
	INBOX_DUE,              /* open and not filed */
	INBOX_WAITING,          /* records in a state from which I may act */
	INBOX_STALE,            /* printed reports whose figures were corrected */
	INBOX_KINDS,
};

struct inbox_item {
	enum inbox_kind kind;
	const char *sentence;           /* one line, translated, cleaned */
	int remind;                     /* 1: today is a day of reminders for it */
	int days;                       /* to the due day; negative past it */
	const struct cycle *cycle;      /* NULL: none */
	struct period period;
	const struct unit *unit;        /* NULL: several, count tells */
	const struct form *form;        /* of what to open: the ledger, or another */
	const char *action;             /* INBOX_WAITING: id of the action, NULL else */
	uint64_t record;                /* 0: several; INBOX_STALE: number of the printing */
	uint64_t count;
};

/* In order of urgency, by the server's day. */
int inbox_read(struct dataset *data, struct arena *mem, struct inbox_item **out, size_t *count,
	       struct err *err);

/* Today's reminders, for whom: posts with a current holder who is not locked. */
struct reminder {
	const char *to;                 /* "东明镇 填报员 包某" */
	const char *sentence;
	const struct cycle *cycle;
	const struct unit *unit;
	struct period period;
	int days;
};
int reminders_read(struct dataset *data, struct arena *mem, struct reminder **out,
		   size_t *count, struct err *err);

/*
 * Who has not filed although it is due (T16), of the last two periods, or of one period and
 * one cycle (PERIOD_NONE, NULL: all).
 */
struct silent {
	const struct filing *filing;
	int late;                       /* days past the due day */
	int entered;                    /* 0: nothing in the ledger either */
	const char *who;                /* "包某": who answers for it, or that nobody does */
};
int silent_read(struct dataset *data, const struct cycle *cycle, struct period period,
		struct arena *mem, struct silent **out, size_t *count, struct err *err);

#endif
