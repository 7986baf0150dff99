/*
 * entry_choice.h - what can be chosen for a box, and the list of it.  Private to this folder.
 */
#ifndef SCREENS_ENTRY_CHOICE_H
#define SCREENS_ENTRY_CHOICE_H

#include <stddef.h>

struct arena;
struct box;
struct entry;
struct pick_item;
struct screen;
struct str;
struct value;

int entry_is_choice(const struct box *box);
/* Opens the list for the box with the cursor; 0 taken, 1 cancelled, 2 nothing to choose. */
int entry_choose(struct entry *e, struct screen *s);
/* The same list about any text; the item is in mem: 0 taken, 1 cancelled. */
int entry_pick(struct entry *e, struct screen *s, struct box *box, const char *typed,
	struct arena *mem, struct pick_item *item);
/* What typed means among what the box offers: 0 into *out, 1 none or several. */
int entry_guess(struct entry *e, struct box *box, const char *typed, struct value *out);
/* How many things match what is typed into the box just now. */
size_t entry_matches(struct entry *e, struct box *box);
/* After a box of a unit's levels has changed: the others follow. */
void entry_levels_follow(struct entry *e, struct box *box);
void entry_level_label(const struct entry *e, const struct box *box, struct str *out);

#endif
