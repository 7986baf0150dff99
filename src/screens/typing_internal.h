/*
 * typing_internal.h - what typing.c (the steps) and typing_draft.c (their lines in the draft)
 * share; nobody else includes it.
 */
#ifndef SCREENS_TYPING_INTERNAL_H
#define SCREENS_TYPING_INTERNAL_H

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "screens/typing.h"

#include <stddef.h>
#include <stdint.h>

struct began {
	const char *place;
	struct mark mark;
};

struct step {
	unsigned long group;
	const char *place;
	struct mark before, after;
};

struct typing {
	char *dir, *user; /* dir NULL: no draft */
	struct arena head_mem, mem;
	struct draft_head head;
	VEC(struct began) began;
	VEC(struct step) steps;
	size_t done; /* of steps; those behind it can be done again */
	unsigned long group; /* the last one given out */
	unsigned depth; /* of open groups */
	struct {
		int is, typed; /* typed 0: only the cursor is there */
		struct str place, text;
		size_t cursor;
	} now;
	struct draft *draft; /* NULL: nothing written yet */
	int behind; /* the draft lacks something: it is to be written anew */
	int unsynced;
	int64_t tried, synced; /* instants */
	size_t added, base; /* bytes since it was last written whole, and then */
	struct str trouble;
};

/* ---- typing.c: what happened, in memory ---- */

void typing_note_began(struct typing *t, const char *place, const struct mark *mark);
void typing_note_step(struct typing *t, unsigned long group, const char *place,
		      const struct mark *before, const struct mark *after);
void typing_set_now(struct typing *t, const char *place, const char *text, size_t cursor);
/* put NULL: only noted.  The place of the group's first step, NULL: there was nothing. */
const char *typing_take_back(struct typing *t, typing_put *put, void *ctx);
const char *typing_do_again(struct typing *t, typing_put *put, void *ctx);

/* ---- typing_draft.c: the same as lines, written and read ---- */

void typing_tell_began(struct typing *t, const struct began *began);
void typing_tell_step(struct typing *t, const struct step *step);
void typing_tell_now(struct typing *t);
void typing_tell_word(struct typing *t, const char *word);
void typing_write_anew(struct typing *t);

#endif
