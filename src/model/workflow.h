/*
 * workflow.h - the states of records and the actions that lead from one to another: data.
 *
 * conf/workflows.conf has one table of states for all ledgers (a record stores the number)
 * and workflows, which forms name.  A form without one submits on saving and has no more.
 */
#ifndef MODEL_WORKFLOW_H
#define MODEL_WORKFLOW_H

#include "base/i18n.h"
#include "model/form.h"
#include "model/record.h"

#include <stddef.h>
#include <stdint.h>

/* saved, submitted and deleted are built in; own ones are STATE_FIRST_OWN..STATE_MOST. */
struct work_state {
	const char *id;                 /* "returned": scripts, expressions */
	const char *label[LANG_COUNT];
	enum record_state number;       /* as stored; never given to another state */
	int counts;                     /* 1: figures count it */
	int settled;                    /* 1: no change of contents unless it is returned */
	struct place at;
};

/*
 * Who is kept from an action by what was done to this record before: "who reported does not
 * check, who drafted does not sign" (not_by), "who owns does not close" (not_holder).
 */
struct separation {
	const char *action;             /* of the workflow, or "change", "submit", "delete" */
	const char **not_by;            /* actions as in history, NULL-ended; NULL none */
	const char *not_holder;         /* id of a field that names a post; NULL none */
	struct place at;
};

struct work_action {
	const char *id;                 /* "confirm" */
	const char *label[LANG_COUNT];
	const char *help[LANG_COUNT];
	uint32_t from;                  /* 1 << number of each state it leaves from */
	enum record_state to;
	const char **roles;             /* ids of conf/roles, NULL-ended: whose holders may */
	const char *holder;             /* id of a field that names a post: its holder alone */
	int reason;                     /* 1: a reason has to be given */
	int only_with;                  /* 1: never by itself, only as what another one triggers */
	int changes;                    /* 1: it brings new contents along (a correction) */
	/*
	 * Done at once to the records that a filing covers: an action of their workflow, or
	 * "submit"; NULL none.  work/act.h does it.
	 */
	const char *triggers;
	/* Ids of fields that are typed with it and changed by nothing else, NULL-ended; NULL none */
	const char **asks;
	/* A level may be absent: it leaves from these states too where nobody holds the role. */
	uint32_t from_if_absent;
	const char *absent;             /* id of the role, NULL none */
	struct separation apart;        /* its own; the form may add others */
	struct place at;
};

struct workflow {
	const char *id;
	const char *label[LANG_COUNT];
	struct work_action *actions;
	size_t action_count;
	struct separation *apart;       /* beside the actions' own: of built-in deeds too */
	size_t apart_count;
	struct place at;
};

struct model;

/* "submitted": scripts; label: translated.  "" and "?" for a number that is no state here. */
const char *state_id(const struct model *model, enum record_state number);
const char *state_label(const struct model *model, enum record_state number);
/* By id or label in any language; NULL none. */
const struct work_state *state_called(const struct model *model, const char *name);
/* "saved, submitted, deleted, returned": what may be written for a state. */
void states_list(const struct model *model, struct str *out);
const char *action_label(const struct work_action *action);
/* NULL: no such action there (form without workflow too). */
const struct work_action *form_action(const struct form *form, const char *id);
/*
 * The actions that leave from the state, also those that do where a level is absent, without
 * those that never stand alone; returns how many, at most room of them in out.
 */
size_t form_actions_from(const struct form *form, enum record_state state,
			 const struct work_action **out, size_t room);
/* 1: it leaves from the state the record is in (record->unheld says which levels are absent). */
int action_leaves(const struct work_action *action, const struct record *record);
/* 1: the action asks the field, which nothing else changes; action NULL: some action does. */
int action_asks(const struct form *form, const struct work_action *action,
		const struct field *field);

#endif
