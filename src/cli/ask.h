/*
 * ask.h - the QUERY words and --sort of list and export, as a struct query.
 */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include "base/err.h"
#include "data/query.h"
#include "model/period.h"

#include <stdint.h>

struct cli;
struct session;
struct unit;

/* As a person types them, full-width too; option names them in the refusal. */
int ask_period(struct session *s, const char *option, const char *text, struct period *out,
	       struct err *err);
int ask_day(struct session *s, const char *option, const char *text, int32_t *out,
	    struct err *err);
/* One unit by code, name, alias or initials; several fit: a refusal. */
int ask_unit(struct session *s, const char *option, const char *text, const struct unit **out,
	     struct err *err);
/* --units was|now; *out stays as it is without it. */
int ask_units(struct cli *cli, enum unit_view *out, struct err *err);
/*
 * words[0] is the form, the rest field=cell and @saved; --sort, --deleted.  All of it lives in
 * s->mem.
 */
int ask_query(struct cli *cli, struct session *s, struct query *out, struct err *err);

#endif
