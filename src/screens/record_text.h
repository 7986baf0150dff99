/*
 * record_text.h - a record, and what changed in it, as text to read.  Private to this folder.
 */
#ifndef SCREENS_RECORD_TEXT_H
#define SCREENS_RECORD_TEXT_H

struct dataset;
struct model;
struct record;
struct str;

enum { RECORD_LABEL_COLS = 16 }; /* of a label, the value two columns behind */

/* One line a field that holds something; rows of groups beneath theirs. */
void record_text(const struct model *model, const struct record *record, struct str *out);
/* The same with references by the titles of their records: reads data, so not for drawing. */
void record_text_named(struct dataset *data, const struct record *record, struct str *out);
/*
 * "Area 600 -> 748; Remark (empty) -> ..." on one line; before NULL: what was first entered.
 * data names references, NULL: by their numbers.
 */
void record_changes(const struct model *model, struct dataset *data,
	const struct record *before, const struct record *after, struct str *out);

#endif
