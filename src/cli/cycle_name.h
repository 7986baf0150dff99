/*
 * cycle_name.h - CYCLE PERIOD as subcommands take them.
 */
#ifndef CLI_CYCLE_NAME_H
#define CLI_CYCLE_NAME_H

#include "base/err.h"
#include "model/cycle.h"
#include "model/period.h"
#include "model/unit.h"

struct session;

/* By id or label; the refusal lists those that are switched on. */
int cycle_named(struct session *s, const char *name, const struct cycle **out, struct err *err);
/* The first two words of a subcommand. */
int cycle_period_named(struct session *s, char *const *words, const struct cycle **cycle,
		       struct period *period, struct err *err);

#endif
