/*
 * records.h - the records that a verb of work/ changes, gathered and saved as one batch.
 * Private to this folder.
 */
#ifndef WORK_RECORDS_H
#define WORK_RECORDS_H

#include "base/arena.h"
#include "base/err.h"
#include "data/dataset.h"

#include <stddef.h>
#include <stdint.h>

enum { CHANGES_MOST = 256 };

struct changes {
	struct dataset *data;
	struct arena *mem;
	struct save_item *items;        /* room for CHANGES_MOST */
	size_t count;
};

void changes_begin(struct changes *c, struct dataset *data, struct arena *mem);
/*
 * The record as it is now, to be changed where it stands; the same one when it is asked for
 * again.  NULL with err: no such form, no such record.
 */
struct record *changes_open(struct changes *c, const char *form, uint64_t id, struct err *err);
struct record *changes_new(struct changes *c, const char *form, struct err *err);
/* All of them or nothing; a refusal of any kind is an error with its sentence. */
int changes_save(struct changes *c, const char *reason, int dry_run, struct err *err);

/* A value of the record, or of one of its rows; the field has to be there. */
void set_in(struct record *record, const char *field, struct value value);
struct value *cell_in(const struct record *record, const char *rows, size_t row,
		      const char *field);
size_t rows_of(const struct record *record, const char *rows);
/* Appends an empty row and returns its number. */
size_t row_add(struct record *record, const char *rows, struct arena *mem);
void row_drop(struct record *record, const char *rows, size_t row);
/* "12" as a ref holds it. */
struct value value_of_id(uint64_t id, struct arena *mem);
uint64_t id_of_value(const struct value *value);
int32_t day_of_value(const struct value *value);        /* DATE_NONE none */

#endif
