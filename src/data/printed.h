/*
 * printed.h - reports that were given out, with the records and revisions of their figures,
 * and which of these records have changed since.
 *
 * A row of a chain of its own, written in one batch with the event that tells of it.
 */
#ifndef DATA_PRINTED_H
#define DATA_PRINTED_H

#include "base/arena.h"
#include "base/err.h"
#include "model/period.h"

#include <stddef.h>
#include <stdint.h>

struct dataset;
struct form;
struct str;

/*
 * Records of one form, ids ascending.  A mark stands for what figures can see of a record (its
 * values, and whether it counts): one that was only confirmed keeps it.
 */
struct printed_use {
	const struct form *form;
	const uint64_t *ids;
	uint64_t *revisions, *marks;    /* in the caller's arena */
	size_t count;
};

/* A record that is another one now. */
struct printed_change {
	const struct form *form;
	uint64_t id, was, is;           /* revisions; is 0: out of reach */
	const char *sentence;           /* "东明镇 黄芪: 面积 880 → 873" */
};

struct printed {
	uint64_t number;                /* 1, 2, ... in the order of printing */
	int64_t instant;
	const char *login, *name;       /* who printed it */
	const char *report;             /* id in forms/reports */
	const char *label;              /* as people call it; the id when it is gone */
	struct period period;
	int32_t as_of;
	const char *unit;               /* code of whose report it is, "" none */
	uint64_t records, figures;
	int superseded;                 /* 1: the same report was printed again later */
	const struct printed_change *changes;   /* of records that the viewer may see */
	size_t change_count;            /* at most PRINTED_CHANGES_MOST */
};

enum { PRINTED_CHANGES_MOST = 50 };     /* sentences for one report */

/* Revisions and marks at the instant that the dataset holds; 0 for a record that is gone. */
int printed_look(struct dataset *data, struct printed_use *uses, size_t count,
		 struct arena *mem, struct err *err);

struct printed_note {
	const char *report;
	struct period period;
	int32_t as_of;
	const char *unit;               /* code, NULL none */
	const struct printed_use *uses;
	size_t use_count, figures;
	const char *what;               /* of the event: the words as given */
};
/* The event and its details, in one batch. */
int printed_write(struct dataset *data, const struct printed_note *note, struct err *err);

/*
 * Printed reports that the viewer may know: his own, and all where he sees every row of
 * their ledgers.  Newest first, at most limit (0 all); changes filled in.
 */
int printed_list(struct dataset *data, size_t limit, struct arena *mem, struct printed **out,
		 size_t *count, struct err *err);
/*
 * One of these by its number, with the records and revisions it stands on (without marks).
 * DATA_NONE: there is none, or not for this viewer.
 */
int printed_one(struct dataset *data, uint64_t number, struct arena *mem, struct printed *out,
		struct printed_use **uses, size_t *count, struct err *err);
/* Of these the ones that were not printed again since and have changed figures. */
int printed_stale(struct dataset *data, struct arena *mem, struct printed **out, size_t *count,
		  struct err *err);
/* Those that printed the record otherwise than it is now. */
int printed_that_used(struct dataset *data, const struct form *form, uint64_t id,
		      struct arena *mem, struct printed **out, size_t *count, struct err *err);
/* "Area, 2027H1, printed 2027-07-21 09:30 by Zhang" */
void printed_text(const struct printed *printed, struct str *out);

#endif
