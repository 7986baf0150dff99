/*
 * cycle.h - reporting cycles: a form due from a set of units each period.  Pure.
 *
 * conf/cycles.conf declares them.  What is due is computed and never stored: an instance is
 * (cycle, unit, period), and the filing that answers it is one record of the kept form
 * KEPT_FILING with exactly that natural key.
 */
#ifndef MODEL_CYCLE_H
#define MODEL_CYCLE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/i18n.h"
#include "model/form.h"
#include "model/period.h"

#include <stddef.h>
#include <stdint.h>

struct calendar;
struct model;
struct record;
struct str;
struct unit;

/*
 * A day told by a period.  Written "start" (its first day), "end" (its last), "25" (the 25th of
 * its last month, the last day of a shorter one), "+10" / "-10" (days after / before its
 * last day), "3w" (the 3rd working day after its last day).
 */
enum day_rule_kind { DAY_START, DAY_END, DAY_OF_MONTH, DAY_OFFSET, DAY_WORKDAYS };
struct day_rule {
	enum day_rule_kind kind;
	int n;
};
/* What a rest day does to a due day. */
enum rest_day { REST_STAYS, REST_NEXT, REST_PREVIOUS };

int day_rule_parse(const char *text, struct day_rule *out, struct err *err);
int32_t day_rule_day(const struct day_rule *rule, struct period period,
		     const struct calendar *calendar);

/* What an explicit nil report stores, so that figures print "nothing new" and not "missing". */
struct nil_value {
	const struct field *field;
	const char *text;               /* as typed: "0" */
};

struct cycle {
	const char *id;                 /* a code of the list "cycle", made from here */
	const char *label[LANG_COUNT];
	const char *help[LANG_COUNT];   /* NULL none */
	const char *source;             /* "000 ¶17": where it is asked for */
	int on;                         /* 0: stands ready, switched off: owes nothing */
	const char *form_id;            /* "" when its ledger has not been told yet */
	const struct form *form;        /* NULL: its ledger is not there (then never on) */
	enum period_kind kind;
	struct period since;            /* the first one due; PERIOD_NONE: always */
	/* roles of the centre that review it, NULL-ended; NULL: all that the workflow names */
	const char **review;
	const char **units;             /* codes, NULL-ended; NULL: whose `reports` has the form */
	struct day_rule opens, due;
	enum rest_day rest;
	int grace;                      /* days after due that still are in time */
	int lock;                       /* days after due when entry ends, -1 never */
	const int *remind;              /* days from due (-3, 0, 1), ascending */
	size_t remind_count;
	int remind_every;               /* then every so many days (7), 0 no more */
	/* required cells: of each record, or of each code of list `each` (one record a code) */
	struct field_set required;
	const struct field *each;       /* NULL: of whatever records there are */
	struct nil_value *nil;          /* none: a nil report is not possible */
	size_t nil_count;
	struct field_set figures;       /* summed and compared in review */
	int jump;                       /* percent against the last period; 0 none */
	struct place at;
};

const struct cycle *model_cycle(const struct model *model, const char *id);
/* By id or label. */
const struct cycle *model_cycle_named(const struct model *model, const char *name);
const char *cycle_label(const struct cycle *cycle);
/* "2027 H1 Planting", in the user's language. */
void cycle_period_text(const struct cycle *cycle, struct period period, struct str *out);
/* The switched-on cycle that asks this form for this kind of period; NULL none. */
const struct cycle *form_cycle(const struct model *model, const struct form *form,
			       enum period_kind kind);
/* That asks for the record's form and period; NULL none does. */
const struct cycle *record_cycle(const struct model *model, const struct record *record);
/*
 * 0 when the record is a filing of a cycle that others review: the role reaches beyond its own
 * unit and stands not in the cycle's `review`.
 */
int cycle_lets_review(const struct model *model, const struct record *record, const char *role);
/* 1: on and the period is of its kind and not before `since`. */
int cycle_asks(const struct cycle *cycle, const struct model *model, struct period period);
/* 1: the period is of its kind and not before `since`, also where it is switched off by now. */
int cycle_covers(const struct cycle *cycle, const struct model *model, struct period period);
/*
 * Whose closings and filings hold for the record: record_cycle(), else one that is switched off
 * by now; NULL none.
 */
const struct cycle *record_guard_cycle(const struct model *model, const struct record *record);
/* Of those asked for that have opened by day: the latest; PERIOD_NONE none yet. */
struct period cycle_latest(const struct cycle *cycle, const struct model *model, int32_t day);

/* First day of entry; last day in time without and with grace; last day of entry. */
int32_t cycle_opens(const struct cycle *cycle, const struct model *model, struct period period);
int32_t cycle_due(const struct cycle *cycle, const struct model *model, struct period period);
int32_t cycle_late_after(const struct cycle *cycle, const struct model *model,
			 struct period period);
int32_t cycle_locked_after(const struct cycle *cycle, const struct model *model,
			   struct period period);       /* DATE_NONE never */

/* Units that owe it for the period, as the tree was on the period's last day, report order. */
size_t cycle_units(const struct cycle *cycle, const struct model *model, struct period period,
		   struct arena *mem, const struct unit ***out);
/* The unit of those whose filing covers rows of `unit` (itself or above); NULL: nobody owes. */
const struct unit *cycle_unit_of(const struct cycle *cycle, const struct model *model,
				 struct period period, const struct unit *unit);

enum due_state { DUE_NOT_OPEN, DUE_OPEN, DUE_IN_TIME, DUE_LATE, DUE_OVERDUE };
/* filed: day of the first filing, DATE_NONE none.  A later one never changes the answer. */
enum due_state cycle_state(const struct cycle *cycle, const struct model *model,
			   struct period period, int32_t filed, int32_t today);
/* 1 on a day of reminders; *days: to the due day, negative when it is past. */
int cycle_reminds(const struct cycle *cycle, const struct model *model, struct period period,
		  int32_t today, int *days);

/* Working days from the day after `from` to `to`, 0 when none. */
int calendar_workdays(const struct calendar *calendar, int32_t from, int32_t to);

#endif
