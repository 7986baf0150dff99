/*
 * out_file.h - where -o FILE goes: a whole new file or nothing, else stdout.
 *
 * Written beside the target and renamed when whole, so that a cut or a full disk never
 * leaves half a file under the name asked for.  A device or a pipe is written to directly.
 */
#ifndef CLI_OUT_FILE_H
#define CLI_OUT_FILE_H

#include "base/err.h"

#include <stdio.h>

struct cli_globals;

struct out_file {
	FILE *at;               /* write here */
	const char *path;       /* not ours; NULL: stdout */
	char *temporary;        /* ours */
};

/* path NULL or "-": stdout; over ssh there is nothing else. */
int out_file_open(struct out_file *out, const struct cli_globals *g, const char *path,
	struct err *err);
/* status 0: keep it; else throw it away.  Gives status, or -1 when keeping failed. */
int out_file_close(struct out_file *out, int status, struct err *err);

#endif
