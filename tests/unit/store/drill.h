/*
 * drill.h - kills sessions and the server at random while batches are under way, and
 * counts what must not happen.
 */
#ifndef TESTS_STORE_DRILL_H
#define TESTS_STORE_DRILL_H

#include <stdint.h>

struct drill_result {
	int kills, server_kills;
	int unanswered; /* kills while a batch was unanswered */
	uint64_t acknowledged;
	double longest; /* seconds one commit took */
};

/*
 * dir must be empty.  0, or -1 after printing what went wrong:
 * something acknowledged lost, applied twice, a broken chain, somebody stuck.
 */
int drill_run(const char *dir, unsigned seed, int kills, struct drill_result *out);

#endif
