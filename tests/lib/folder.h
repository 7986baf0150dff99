/*
 * folder.h - an empty folder for one test, and its end.  Knows nothing of Herb Ledger.
 */
#ifndef TESTS_LIB_FOLDER_H
#define TESTS_LIB_FOLDER_H

#include <stddef.h>

/* A new one below /tmp; its path goes into dir.  Both fail the test where that cannot be. */
void folder_make(char *dir, size_t size);
void folder_remove(const char *dir);    /* with all that is in it; "": there is none */

#endif
