/*
 * entry_steps.h - the changes of an entry as steps of typing.h, and its draft.  Private to this folder.
 */
#ifndef SCREENS_ENTRY_STEPS_H
#define SCREENS_ENTRY_STEPS_H

#include <stddef.h>

struct box;
struct entry;
struct record;
struct str;
struct typing;

/* Place of a box as typing.h has it: "f", "f#2" its second level, "g.0.f". */
void entry_place(const struct box *box, struct str *out);
struct box *entry_at_place(struct entry *e, const char *place);         /* NULL none */
/* Steps begin here: what the boxes hold now is the opening of the record. */
void entry_begin_steps(struct entry *e);
/* What has changed since the last call is one group of steps: how many; half-typed texts wait. */
size_t entry_step(struct entry *e);
/* 1 done, 0 there is nothing to take back (to do again). */
int entry_undo(struct entry *e);
int entry_redo(struct entry *e);
/* Goes on with a draft: puts its texts over what the entry was opened with; places lost. */
size_t entry_resume(struct entry *e, struct typing **typing);
/* The text under the cursor goes to the draft; force: to the disk too. */
void entry_keep(struct entry *e, int force);
/*
 * Base is another record or revision from now on (somebody else's save was merged, the record
 * that was there is taken over); what differs from it in mine are the steps since.
 */
void entry_rebase(struct entry *e, const struct record *base, const struct record *mine);
/* Stored: base is what was saved, steps and draft begin anew. */
void entry_stored(struct entry *e, const struct record *saved);
void entry_forget_steps(struct entry *e);       /* the marks kept, not the draft */

#endif
