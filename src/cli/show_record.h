/*
 * show_record.h - a record as lines of text, label and value, as people read it.
 */
#ifndef CLI_SHOW_RECORD_H
#define CLI_SHOW_RECORD_H

struct model;
struct record;

void show_record(const struct model *model, const struct record *record);
/* Only what differs from before (NULL: everything given). */
void show_changes(const struct model *model, const struct record *before,
		  const struct record *record);

#endif
