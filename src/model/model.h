/*
 * model.h - everything conf/ and forms/ say, read together, immutable, counted.
 *
 * A session holds one model; a record under the hands keeps the one it was opened with.
 * All of it lives in one arena that goes with the last holder.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "base/arena.h"
#include "base/i18n.h"
#include "model/code.h"
#include "model/cycle.h"
#include "model/form.h"
#include "model/kept.h"
#include "model/measure.h"
#include "model/period.h"
#include "model/unit.h"
#include "model/unit_change.h"
#include "model/viewer.h"
#include "model/workflow.h"

#include <stddef.h>

struct expr;

/* Which form and fields hold the users of the program; form NULL: none. */
struct user_fields {
	const char *form;
	const char *login, *name;
	/* the repeating group of posts; setting `posts`; NULL: posts are records, below */
	const char *rows;
	const char *post, *unit, *from, *to, *acting;   /* in the group */
	const char *locked;             /* yesno: may not log in; NULL none */
};

/* Which form and fields hold the posts and who holds them; form NULL: none. */
struct post_fields {
	const char *form;
	const char *name;               /* text: as people call it */
	const char *role;               /* code of list role */
	const char *unit;
	const char *rows;               /* the repeating group of holders; setting `holders` */
	const char *user, *from, *to, *acting;  /* in the group: ref, date, date, yesno */
};

/* Which form and fields hold the SSH keys of users; form NULL: none. */
struct key_fields {
	const char *form;
	const char *user;               /* ref */
	const char *line;               /* text: "ssh-ed25519 AAAA..." */
	const char *fingerprint;        /* text, filled in: "SHA256:..." */
	const char *from;               /* date */
	const char *ended;              /* date: no more valid from this day */
	const char *comment;            /* note; NULL none */
};

/* Which form and fields hold the saved queries; form NULL: there are none here. */
struct query_fields {
	const char *form;
	const char *ledger;             /* text: id of the form that is asked */
	const char *name, *words;       /* text */
	const char *owner;              /* text: login */
	const char *shared;             /* yesno */
};

struct site {
	const char *name;               /* as the office signs */
	const char *short_name;
	const struct unit *root;        /* the banner */
	enum lang lang;
	/* 1: the system runs the server, sessions wait for it */
	int system_serves;
	struct user_fields users;       /* setting users = { form; login; name; posts; ... } */
	struct query_fields queries;    /* setting queries = { form; ledger; name; ... } */
	struct post_fields posts;       /* setting posts = { form; name; role; ... } */
	struct key_fields ssh_keys;     /* setting ssh_keys = { form; user; line; ended; } */
	const char *ssh;                /* "herb@host", for lines to copy; "" not told */
	int idle_seconds;               /* a session nobody types in ends; 0 never */
};

struct calendar {
	unsigned weekend;               /* bit 0 Monday .. bit 6 Sunday */
	int32_t *holidays, *workdays;   /* sorted days; shifted by the site */
	size_t holiday_count, workday_count;
	struct season season;
};

/* K01..K30: a named figure. */
struct indicator {
	const char *id;                 /* as templates name it */
	const char *number;             /* "K01", "" none */
	const char *label[LANG_COUNT];
	const struct measure *measure;  /* NULL: a percentage or a bare count says so in conf */
	int decimals;                   /* as printed; -1: as the measure prints */
	const char *text;               /* the expression as written */
	const struct expr *expr;        /* over $period $as_of $unit */
	struct place at;
};

/* conf/keys: overrides of the screens' key tables. */
struct key_setting {
	const char *action;             /* "record-delete" */
	const char *keys;               /* "d Del" */
	struct place at;
};

/* forms/reports: a template and its place in the outline. */
struct report_template {
	const char *id;                 /* as the command line names it */
	const char *label[LANG_COUNT];
	const char *text;               /* the template */
	int ordinal;                    /* its number in its chapter, from 1 */
	unsigned period_kinds;          /* 1 << enum period_kind, 0 all */
	struct place at;
};

struct model {
	struct arena mem;
	int holders;
	unsigned long serial;           /* differs from every other model of this process */
	struct site site;
	struct calendar calendar;
	struct unit_tree units;
	struct unit_change *changes;    /* in force, by day; unit_change.h */
	size_t change_count;
	struct code_list *lists;
	size_t list_count;
	struct measure_table measures;
	struct form **forms;            /* by folder, order, id */
	size_t form_count;
	struct indicator *indicators;
	size_t indicator_count;
	struct role *roles;
	size_t role_count;
	const char ***apart_roles;      /* sets no person may hold two of, each NULL-ended */
	size_t apart_count;
	struct work_state *states;      /* own and built-in ones, by number */
	size_t state_count;
	struct workflow *workflows;
	size_t workflow_count;
	struct cycle *cycles;           /* in order of the file */
	size_t cycle_count;
	/* 1: conf/cycles has faults: which periods are closed or filed cannot be told */
	int cycles_unsure;
	struct kept_form kept[KEPT_COUNT];
	struct key_setting *keys;
	size_t key_count;
	struct report_template *reports;
	size_t report_count;
};

struct model *model_new(void);          /* one holder */
struct model *model_hold(struct model *model);
void model_drop(struct model **model);  /* NULL is fine; the last holder frees */

const struct form *model_form(const struct model *model, const char *id);
/* id or label */
const struct form *model_form_named(const struct model *model, const char *name);
const struct code_list *model_list(const struct model *model, const char *id);
const struct indicator *model_indicator(const struct model *model, const char *id);
const struct report_template *model_report(const struct model *model, const char *id);
const struct role *model_role(const struct model *model, const char *id);
const struct workflow *model_workflow(const struct model *model, const char *id);
/* NULL: no such state. */
const struct work_state *model_state(const struct model *model, enum record_state number);
const struct work_state *model_state_named(const struct model *model, const char *id);
/* Sets of states, 1 << number: those figures count; those that are neither new nor deleted. */
uint32_t model_states_counting(const struct model *model);
uint32_t model_states_live(const struct model *model);
/* 1: it is or was within the site's root, or there is none. */
int model_unit_is_own(const struct model *model, const struct unit *unit);
int calendar_is_workday(const struct calendar *calendar, int32_t day);

#endif
