/*
 * entry_new.h - few keys: new records, values of the record before, notes.  Private to this folder.
 */
#ifndef SCREENS_ENTRY_NEW_H
#define SCREENS_ENTRY_NEW_H

#include <stddef.h>

struct app;
struct arena;
struct entry;
struct form;
struct model;
struct record;
struct screen;

/* Start's values, sticky ones of last, presets, the viewer's only unit; both may be NULL. */
struct record *entry_new_record(struct app *app, const struct model *model,
	const struct form *form, const struct record *start, const struct record *last,
	struct arena *mem);
/* To the first box that is empty, or the first of all. */
void entry_go_first_empty(struct entry *e);
/* The box with the cursor takes the value of last (in a group: of the row above); 0: none. */
int entry_repeat(struct entry *e, const struct record *last);
/* All of last into what is empty; how many boxes were filled. */
size_t entry_repeat_all(struct entry *e, const struct record *last);
/* A carried value under the cursor is confirmed: 1, or 0 when it is none. */
int entry_confirm(struct entry *e);
/* Asks for the note on the value under the cursor; 0 taken, 1 cancelled. */
int entry_write_note(struct entry *e, struct screen *s);

#endif
