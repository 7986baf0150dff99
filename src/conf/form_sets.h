/*
 * form_sets.h - settings of a form that name its fields, its states and its people.
 */
#ifndef CONF_FORM_SETS_H
#define CONF_FORM_SETS_H

#include <libconfig.h>

struct field_set;
struct form;
struct reader;

/* A list of fields, each once; what names the setting in faults. */
void read_field_set(struct reader *r, config_setting_t *node, const struct form *form,
	const char *what, struct field_set *out);
void need_numbers(
	struct reader *r, int line, const struct field_set *set, const char *what);

struct form_sets { /* settings of a form that name its fields */
	config_setting_t *period, *unit, *as_of;
	config_setting_t *key, *columns, *sort, *title, *likely;
	config_setting_t *indexes, *totals, *parts, *grid;
};
struct form_flow { /* settings of a form about states and people */
	const char *workflow, *reported_by;
	config_setting_t *apart, *own; /* own: setting `private` */
};
void read_form_flow(struct reader *r, config_setting_t *root, const struct form_flow *flow,
	struct form *form);
void read_form_sets(struct reader *r, const struct form_sets *sets, struct form *form);

#endif
