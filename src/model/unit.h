/*
 * unit.h - organisations over time: one tree of units with dated names and parents.
 *
 * Codes never change.  Merging, splitting, renaming and transfer are dated links; values
 * stay with the unit they were reported for.  day = DATE_NONE asks for the tree as it is
 * on the latest day known (as it is now).
 */
#ifndef MODEL_UNIT_H
#define MODEL_UNIT_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

struct form;
struct season;
struct value;

struct unit_name {
	const char *name;               /* "大沁他拉镇" */
	int32_t from, to;               /* days; DATE_NONE open; to is the last day */
};

struct unit_parent {
	const struct unit *parent;
	int32_t from, to;
};

enum unit_link_kind { UNIT_MERGED_INTO, UNIT_SPLIT_FROM, UNIT_RENAMED, UNIT_TRANSFERRED };

struct unit_link {
	enum unit_link_kind kind;
	const char *other;              /* unit code, or the old name */
	int32_t day;
};

struct unit {
	const char *code;               /* "150525100", "150525100200", "150525X01", "U01" */
	const char *short_name;
	const char *report_name;        /* as reports print it: "大镇" */
	const char *kind;               /* code of list unit_kind */
	const char *pinyin, *initials;
	const char **aliases;           /* NULL-terminated */
	const char **reports;           /* ids of forms due from it, NULL-terminated */
	struct unit_name *names;        /* by date, at least one */
	size_t name_count;
	struct unit_parent *parents;    /* by date; none: a root */
	size_t parent_count;
	struct unit_link *links;
	size_t link_count;
	int report_order;               /* 0: after the others, by code */
	int32_t valid_from, valid_to;
	size_t index;                   /* place in the tree's array, for tables beside it */
	const struct unit *into;        /* merged into this one, from into_day on; NULL not */
	int32_t into_day;
};

/*
 * As now: every record counts where its unit stands in the latest tree; what was merged goes
 * on in the unit it went into.  As was: where its unit stood on unit_view_day() of the record.
 */
enum unit_view { UNITS_NOW, UNITS_WAS };

/* A name that a unit has or had. */
struct unit_called {
	const char *name;
	const struct unit *unit;
};

struct unit_tree {
	struct unit *units;             /* in order of code */
	size_t count;
	/* in order of name, from unit_tree_settle(); NULL: looked for one by one */
	struct unit_called *called;
	size_t called_count;
	int moves;                      /* 1: a unit has had several parents */
};

/*
 * To be called when the units are complete, and again after changes: sets index and, for units
 * that were merged, adds the unit they went into as their parent from that day on, and as
 * that of the units below them.
 */
void unit_tree_settle(struct unit_tree *tree, struct arena *mem);

const struct unit *unit_find(const struct unit_tree *tree, const char *code);
const char *unit_name(const struct unit *unit, int32_t day);
/* As reports call it; "大镇" only for what has that name on the day. */
const char *unit_report_name(const struct unit *unit, int32_t day);
/* In force that day; before the first or after the last: that one.  NULL for roots only. */
const struct unit *unit_parent(const struct unit *unit, int32_t day);
int unit_is_valid(const struct unit *unit, int32_t day);
/* itself counts */
int unit_is_within(const struct unit *unit, const struct unit *ancestor, int32_t day);
/* Was it within on any day? */
int unit_was_within(const struct unit *unit, const struct unit *ancestor);
/* Itself, or what it has gone on in by that day, having been merged. */
const struct unit *unit_on(const struct unit *unit, int32_t day);
/* 0 root, 1 township, 2 village; of a merged unit: that of what it went into. */
int unit_level(const struct unit *unit, int32_t day);
/* The ancestor (or unit_on() itself) at that level; NULL when it stands higher. */
const struct unit *unit_at_level(const struct unit *unit, int level, int32_t day);
/*
 * The day on which a record of the form is looked up in the tree: as was, the last day of its
 * period; of a form without periods its as-of date.  DATE_NONE: the latest tree.
 */
int32_t unit_view_day(enum unit_view view, const struct form *form, const struct value *values,
		      const struct season *season);
/* "units as was", "units as now", translated; and from "was" or "now". */
const char *unit_view_label(enum unit_view view);
int unit_view_parse(const char *text, enum unit_view *out);      /* 0, -1 neither */
/* "光明村(大沁他拉镇)" when another unit has the same name, else the name. */
const char *unit_display(const struct unit_tree *tree, const struct unit *unit, int32_t day,
			 struct arena *mem);
/*
 * Children valid that day, in report order then code; returns the count.  A subtree begins
 * with the unit itself and holds units that have ended too, because their values stay.
 */
size_t unit_children(const struct unit_tree *tree, const struct unit *unit, int32_t day,
		     struct arena *mem, const struct unit ***out);
size_t unit_subtree(const struct unit_tree *tree, const struct unit *unit, int32_t day,
		    struct arena *mem, const struct unit ***out);
/* Units that owe the form on that day, in report order. */
size_t units_due(const struct unit_tree *tree, const char *form_id, int32_t day,
		 struct arena *mem, const struct unit ***out);
/* By what pick_score() looks at, below within (NULL anywhere), best first. */
size_t unit_pick(const struct unit_tree *tree, const char *typed, const struct unit *within,
		 int32_t day, struct arena *mem, const struct unit ***out);

#endif
