/*
 * entry_rows.h - the boxes of repeating groups, row by row.  Private to this folder.
 */
#ifndef SCREENS_ENTRY_ROWS_H
#define SCREENS_ENTRY_ROWS_H

#include "model/value.h"

#include <stddef.h>

struct arena;
struct box;
struct entry;
struct field;

/* Boxes for every row of the group and, unless locked, a blank one behind. */
void entry_add_group(struct entry *e, const struct field *group, const struct value *value);
/* Keeps exactly one blank row at the end of each group. */
void entry_blank_rows(struct entry *e);
int entry_row_is_blank(const struct entry *e, const struct field *group, size_t row);
size_t entry_row_count(const struct entry *e, const struct field *group);
/* The group's value from its boxes, without blank rows. */
struct value entry_group_value(const struct entry *e, const struct field *group,
			       struct arena *mem);
/* Row of the box with the cursor goes; 0 when it stands in none. */
int entry_delete_row(struct entry *e);
void entry_append_row(struct entry *e, const struct field *group);
/* No more than one blank row at the end of each group. */
void entry_trim_rows(struct entry *e);
/* To the blank row of this group, or of the first one; 0 when there is none. */
int entry_add_row(struct entry *e);
/* The box of a row and a field; NULL none. */
struct box *entry_cell(struct entry *e, const struct field *group, size_t row,
		       const struct field *field);
struct box *entry_new_box(struct entry *e, size_t at, const struct field *field);
void entry_drop_box(struct entry *e, size_t at);

#endif
