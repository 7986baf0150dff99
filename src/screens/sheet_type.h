/*
 * sheet_type.h - every change of a cell, as a step that can be undone and is in the draft.
 *
 * Private to the grid's files.
 */
#ifndef SCREENS_SHEET_TYPE_H
#define SCREENS_SHEET_TYPE_H

#include <stddef.h>

struct arena;
struct sheet;
struct sheet_row;
struct str;
struct value;

/*
 * What a text means in a column (row NULL: of whatever row), into mem: 0; 1 it is a value that the form refuses; 2 it is
 * no value.  *error then has the sentence.
 */
int sheet_read(const struct sheet *sh, const struct sheet_row *row, size_t column,
	       const char *text, struct arena *mem, struct value *out, struct str *error);
/* Begins to type into the cell with the cursor. */
void sheet_edit(struct sheet *sh, const char *text);
/* Reads what is being typed; forgets the cell when it says what is stored. */
void sheet_settle(struct sheet *sh);
/* The cell with the cursor is to be typed once more (a field typed twice). */
int sheet_waits(const struct sheet *sh);
/* Puts a value (its note and carried too) into a cell. */
void sheet_put(struct sheet *sh, const struct sheet_row *row, size_t column,
	       const struct value *value);
/* Opens the draft of this period, or the one waiting; after sheet_load(). */
void sheet_open_typing(struct sheet *sh);
/* For flush(): where the cursor is, what is half typed. */
void sheet_keep_typing(struct sheet *sh);
/* The rest of the cells are what a new draft begins with. */
void sheet_typing_saved(struct sheet *sh);
int sheet_undo(struct sheet *sh);               /* 0: nothing to undo */
int sheet_redo(struct sheet *sh);

#endif
