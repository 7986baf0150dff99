/*
 * show_record.h - a record as lines of text, label and value, as people read it.
 */
#ifndef CLI_SHOW_RECORD_H
#define CLI_SHOW_RECORD_H

struct dataset;
struct record;

void show_record(struct dataset *data, const struct record *record);
/* Only what differs from before (NULL: everything given). */
void show_changes(struct dataset *data, const struct record *before,
		  const struct record *record);

#endif
