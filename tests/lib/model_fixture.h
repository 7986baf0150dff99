/*
 * model_fixture.h - a small model made by hand: a banner, two towns, a like-named village
 * in each; land types and species; the forms planting (with rows by_land) and carryover.
 */
#ifndef TESTS_LIB_MODEL_FIXTURE_H
#define TESTS_LIB_MODEL_FIXTURE_H

#include "model/form.h"
#include "model/model.h"
#include "model/record.h"

/*
 * planting: period unit species land grower area count as_of organic kinds(several)
 *           diff (computed: verified - area) verified by_land(land reported verified)
 * carryover: period area
 * roles: clerk (read create change submit, primary/), section (all, whole), reader (read).
 */
struct model *fixture_model(void);      /* model_drop() it */
struct record *fixture_record(const struct model *model, const char *form); /* in the model's arena */
/* Text as typed into the field; fails the test when it is refused. */
void fixture_set(const struct model *model, struct record *record, const char *field,
		 const char *text);
/* Appends a row to by_land; NULL leaves a cell empty. */
void fixture_row(const struct model *model, struct record *record, const char *land,
		 const char *reported, const char *verified);

#endif
