/*
 * conformance.h - what every back end must do, run by a test program for each of them.
 */
#ifndef TESTS_STORE_CONFORMANCE_H
#define TESTS_STORE_CONFORMANCE_H

#include "store/store.h"

/* Opens a store in a fresh place; called before each test. */
typedef int conformance_open(struct store **out);

/* Runs the suite; how many tests failed. */
int conformance_run(const char *name, conformance_open *open);

/* A fresh directory's path under TMPDIR, kept until the next call. */
const char *scratch_dir(void);
void scratch_remove(void); /* and everything in it */

#endif
