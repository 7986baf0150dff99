/*
 * clerks.h - many clerks who press the key in the same moment: each files the half-year of a
 * village in a process and a session of his own, through the server.
 */
#ifndef TESTS_LIB_CLERKS_H
#define TESTS_LIB_CLERKS_H

enum { CLERKS_MOST = 64, CLERK_UNIT = 16, CLERK_WHY = 300 };

/* Shared with the processes. */
struct clerks {
	int count;
	int year;
	char units[CLERKS_MOST][CLERK_UNIT];
	volatile int ready, go;
	/* of the last run: DATA_... or -1, its sentence, seconds from the key to the answer */
	volatile int got[CLERKS_MOST];
	char why[CLERKS_MOST][CLERK_WHY];
	volatile double took[CLERKS_MOST];
};

/*
 * Makes the cycle of planting due from so many villages (DATA/conf) and for each a clerk with two
 * lines not yet submitted; the clock stands in June 2027.  dir: made by init --demo.  NULL: said.
 */
struct clerks *clerks_new(const char *program, const char *dir, int count);
/* The year after, with two lines of the first village: the clock is moved on. */
int clerks_next_year(struct clerks *c, const char *program, const char *dir);
/* All at once, each for his own village or (same) for the first; -1 past the deadline. */
int clerks_run(struct clerks *c, const char *dir, int same, int deadline_ms);
double clerks_slowest(const struct clerks *c);
void clerks_free(struct clerks **c);

#endif
