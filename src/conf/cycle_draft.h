/*
 * cycle_draft.h - cycles and kept ledgers between their first reading and the forms.
 */
#ifndef CONF_CYCLE_DRAFT_H
#define CONF_CYCLE_DRAFT_H

#include <libconfig.h>

#include "model/cycle.h"
#include "model/kept.h"

struct reader;
struct source;

#define CYCLE_LIST "cycle" /* the code list made from the cycles */

struct cycle_draft {
	struct cycle cycle;
	const struct source *source;
	config_setting_t *group, *required, *nil, *figures;
	const char *each;
};

struct kept_draft {
	const struct source *source;
	config_setting_t *group; /* NULL: conf has none */
	struct kept_form read;
};

void read_cycles(struct reader *r, config_setting_t *node);
void read_kept(struct reader *r, config_setting_t *node); /* all of kept_specs */
void finish_cycle_list(struct reader *r); /* before finish_lists() */
/* Forms are known: handed to the model. */
void finish_cycles(struct reader *r);
void finish_kept(struct reader *r);

#endif
