/* screen_internal.h - a terminal seen from inside, for screen.c and screen_since.c. */
#ifndef TESTS_LIB_SCREEN_INTERNAL_H
#define TESTS_LIB_SCREEN_INTERNAL_H

#include "lib/screen.h"

#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <vterm.h>

#include "lib/ambiguous.h"
#include "lib/line.h"

#define NO_ICONV ((iconv_t)-1)

struct screen {
	int fd;                 /* our end; -1 after a hang-up */
	pid_t pid;              /* 0 once waited for */
	int status;             /* as screen_wait gives it, once pid is 0 */
	int rows, cols;
	VTerm *vt;
	VTermScreen *cells;     /* owned by vt */
	iconv_t from, to;       /* terminal charset <-> UTF-8, or NO_ICONV */
	char carry[16];         /* a character cut by the end of a read */
	size_t carried;
	size_t bytes, bursts;
	char *raw;              /* since the last screen_bytes() */
	size_t raw_len, raw_cap;
	VTermScreenCell *mark;  /* what stood there then; NULL: nothing, or another size */
	struct line up, down;
	int ended;              /* the program wrote its last, of which some is under way */
	long long sent_at;      /* ms */
	long long read_at;      /* us: the program was read from */
	int ambiguous_wide;
	struct ambiguous ambiguous;
};

/* As text; the columns it takes. */
int screen_put_cell(FILE *out, const VTermScreenCell *cell, int wide);

#endif
