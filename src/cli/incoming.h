/*
 * incoming.h - files of rows on the command line: opening them, telling their faults.
 */
#ifndef CLI_INCOMING_H
#define CLI_INCOMING_H

#include "base/err.h"
#include "exchange/import.h"

#include <stdio.h>

struct cli_globals;

/*
 * "-" or NULL is stdin; over ssh there is nothing else, and a line that is cut before the end
 * gives NULL and not half a file.
 */
FILE *incoming_open(const struct cli_globals *g, const char *path, struct err *err);
void incoming_close(FILE **file);
/* Faults and notes to stderr, each on its line. */
void incoming_say(const struct import_result *result);
/* The counts in one line on stdout. */
/* As what would be when nothing was written. */
void incoming_counts(const struct import_result *result, int written);

#endif
