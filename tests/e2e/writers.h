/*
 * writers.h - sessions that save areas as fast as they can, each noting what was
 * acknowledged in a synced file of its own, and the count of it afterwards.
 *
 * They make new lines, correct them, report them again at a later date, keep some as merely
 * saved, delete and undelete; some lines they all write, so that revisions collide.
 */
#ifndef TESTS_E2E_WRITERS_H
#define TESTS_E2E_WRITERS_H

#include "house.h"

enum { WRITERS = 6, SHARED_LINES = 3, STUCK_SECONDS = 30 };

/* In memory that all of them share. */
struct writers {
	struct writer {
		pid_t pid;
		struct commit_watch watch;
		volatile uint64_t saves, expired, conflicts;
		volatile double longest;        /* seconds of one save */
	} at[WRITERS];
	volatile int failed, stop;
	char why[900];
	char folder[400], data[400];
	uint64_t seed, shared[SHARED_LINES];
	unsigned rounds;                /* writers started so far */
	int kills;                      /* of writers */
};

struct writers *writers_new(const char *folder, const char *data, uint64_t seed);
void writers_free(struct writers **w);
void writer_start(struct writers *w, int i);
void writers_start(struct writers *w);
uint64_t writers_saves(const struct writers *w);
/* Waits until there are as many more; -1 when nobody gets on for 30 s. */
int writers_await(struct writers *w, uint64_t more);
/* Ends them; a failure of theirs, or one that does not end, is in w->why. */
void writers_end(struct writers *w);
void writers_fail(struct writers *w, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Remembers how much each has noted so far. */
struct notes {
	long length[WRITERS];
};
void notes_now(const struct writers *w, struct notes *out);
/*
 * Every save noted (up to limit, NULL all) is in data with its values; the lines themselves
 * and the totals agree.  Returns how many, fails the test otherwise.
 */
uint64_t writers_check(struct writers *w, const char *data, const struct notes *limit);

#endif
