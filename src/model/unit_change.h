/*
 * unit_change.h - merging, splitting, renaming and transfer of units, as dated data.  Pure.
 *
 * conf/changes.conf holds them; applied to the tree in order of day they become its dated
 * names, parents and validity.  Values are never moved, so taking a change out again undoes it.
 */
#ifndef MODEL_UNIT_CHANGE_H
#define MODEL_UNIT_CHANGE_H

#include "base/arena.h"
#include "base/err.h"
#include "model/form.h"
#include "model/unit.h"

#include <stddef.h>
#include <stdint.h>

struct str;

enum unit_change_kind {
	CHANGE_MERGE,           /* units end and go on in `into`, what is below them too */
	CHANGE_SPLIT,           /* `into` is new beside units[0]; villages go to it */
	CHANGE_RENAME,          /* units[0] is called name */
	CHANGE_TRANSFER,        /* units go below `into` */
	CHANGE_KINDS,
};

struct unit_change {
	enum unit_change_kind kind;
	int32_t on;                     /* the first day on which it holds */
	const char **units;             /* codes, NULL-ended, at least one */
	const char *into;               /* code; NULL for a rename */
	/* rename: the new name; split and merge: of a unit that is not declared elsewhere */
	const char *name;
	const char *pinyin, *initials;  /* of a new unit, NULL none */
	const char **villages;          /* split: NULL none */
	const char *source;             /* the document, NULL none */
	struct place at;
};

/* "merge" as conf/ writes it, and for people. */
const char *unit_change_word(enum unit_change_kind kind);
const char *unit_change_label(enum unit_change_kind kind);
/* "2024-01-01 merge: 土城子乡 into 苇莲苏乡" */
void unit_change_show(const struct unit_tree *tree, const struct unit_change *change,
		      struct str *out);

/* A unit that the change brings and nobody has declared: to be in the tree before it. */
const char *unit_change_founds(const struct unit_change *change);       /* code, NULL none */
struct unit unit_change_new(const struct unit_change *change, const struct unit *from,
			    struct arena *mem);
/*
 * -1 with a sentence, the tree as it was, when a unit is unknown or not there that day, or
 * changed on that day or later already, or the parents would go in a circle.  Changes are
 * applied in order of day; unit_tree_settle() goes before and after all of them.
 */
int unit_change_apply(struct unit_tree *tree, const struct unit_change *change,
		      struct arena *mem, struct err *err);
void unit_changes_sort(struct unit_change *changes, size_t count);      /* by day, stable */
/* The text of conf/changes.conf; sorted. */
void unit_changes_print(const struct unit_change *changes, size_t count, struct str *out);

#endif
