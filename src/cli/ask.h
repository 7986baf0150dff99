/*
 * ask.h - the QUERY words and --sort of list and export, as a struct query.
 */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include "base/err.h"
#include "data/query.h"

struct cli;
struct session;

/* words[0] is the form, the rest field=cell; --sort, --deleted.  All of it lives in s->mem. */
int ask_query(struct cli *cli, struct session *s, struct query *out, struct err *err);

#endif
