/*
 * entry_save.h - one attempt to save the record under the hands, shared by its dialogs.
 *
 * Private to entry_save.c, entry_merge.c and entry_likely.c.
 */
#ifndef SCREENS_ENTRY_SAVE_H
#define SCREENS_ENTRY_SAVE_H

#include "base/arena.h"
#include "base/str.h"
#include "data/dataset.h"
#include "screens/entry.h"

struct saving {
	struct entry *e;
	struct screen *s;
	struct arena mem;               /* of this attempt */
	struct record *record;          /* in mem */
	struct save_options options;
	struct save_result result;
	int looked;                     /* for records that are likely the same */
	struct str note;                /* what was merged, told when it is saved */
	uint64_t *other;
};

enum step { STEP_AGAIN, STEP_STAY, STEP_DONE, STEP_OTHER };

/* Somebody saved another revision meanwhile: v->result.theirs. */
enum step entry_conflict(struct saving *v);
/* The record is not there any more: deleted meanwhile, perhaps. */
enum step entry_gone(struct saving *v);
/* Records that are probably this one typed twice; STEP_AGAIN: go on saving. */
enum step entry_likely(struct saving *v);
/* "Bao Mou, 2021-06-25 09:00" of the last revision. */
void entry_by_whom(struct saving *v, uint64_t id, struct str *out);

#endif
