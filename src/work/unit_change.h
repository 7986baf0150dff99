/*
 * unit_change.h - what a change of units would do: records, reporting cycles, posts.
 *
 * Nothing is written here: the change itself is a change of conf/, which its reader checks.
 */
#ifndef WORK_UNIT_CHANGE_H
#define WORK_UNIT_CHANGE_H

#include "base/arena.h"
#include "base/err.h"
#include "model/period.h"

#include <stddef.h>
#include <stdint.h>

struct cycle;
struct dataset;
struct form;
struct model;
struct str;
struct unit_change;

/* The file, and its text as it would be with the change, or without the nth (from 1). */
extern const char unit_changes_file[];  /* "conf/changes.conf" */
void work_units_with(const struct model *model, const struct unit_change *change,
		     struct str *out);
int work_units_without(const struct model *model, size_t nth, struct str *out, struct err *err);

/*
 * -1 when its day is still to come: lists as now, and who sees what, would follow it at once.
 * It can be tried before.
 */
int work_units_day(struct dataset *data, const struct unit_change *change, struct err *err);

struct unit_effect_records {
	const struct form *form;
	struct period period;           /* PERIOD_NONE: without */
	size_t count;                   /* that count elsewhere, or under another name */
	size_t was, now;                /* of them: as was, as now */
	const char *ids;                /* "3 5-9" */
};
struct unit_effect_due {
	const struct cycle *cycle;
	struct period period;
	const char *more, *less;        /* names of units, "" none */
};
struct unit_effect_post {
	uint64_t id;
	const char *title;
};
struct unit_effect {
	struct unit_effect_records *records;    /* by form, then period */
	size_t record_count, concerned;
	struct unit_effect_due *due;
	size_t due_count;
	struct unit_effect_post *posts;
	size_t post_count;
};
/* Between the model in use and the next one; may: ACTION_CONF. */
int work_unit_effect(struct dataset *data, const struct model *next, struct arena *mem,
		     struct unit_effect *out, struct err *err);
/* In lines, as both doors show it. */
void work_unit_effect_show(const struct unit_effect *effect, struct str *out);

#endif
