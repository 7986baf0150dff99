/*
 * office.h - the shipped conf/ with a ledger of tasks that posts own, and the people of the
 * example ledgers, in memory.
 */
#ifndef TESTS_UNIT_WORK_OFFICE_H
#define TESTS_UNIT_WORK_OFFICE_H

#include "base/arena.h"
#include "data/dataset.h"
#include "data/people.h"
#include "model/model.h"

struct office {
	struct arena mem;
	char dir[64];                   /* forms of the test; also a data directory */
	struct model *model;
	struct store *store;
	struct dataset *owner;
	int32_t today;                  /* 2026-03-02 */
};

void office_open(struct office *o);
/* With other conf: in each file of conf/, where it stands first, one text for another. */
struct office_edit {
	const char *file, *from, *to;   /* file NULL ends the list; one file's side by side */
};
void office_open_edited(struct office *o, const struct office_edit *edits);
void office_close(struct office *o);
/* JSON lines, as the owner of the data; any fault fails the test. */
void office_put(struct office *o, const char *form, const char *lines);
/* Logged in; the caller closes it. */
struct dataset *office_enter(struct office *o, const char *login);
uint64_t office_user(struct office *o, const char *login);
uint64_t office_post(struct office *o, const char *name);
void office_now(struct office *o, const char *instant);
struct people office_people(struct office *o);

struct record *office_get(struct dataset *data, struct office *o, const char *form,
			  uint64_t id);
/* Saves a note into the record as that person: DATA_OK or what stood in the way, in *err. */
int office_touch(struct office *o, struct dataset *data, const char *form, uint64_t id,
		 const char *field, const char *text, struct err *err);

#endif
