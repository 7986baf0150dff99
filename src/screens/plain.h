/*
 * plain.h - the application in lines: for dumb terminals and screen readers (--plain).
 *
 * The same ledgers, rules, drafts and rights; one field a line, every question answered with
 * a word.  Private to this folder; app_run() calls it.
 */
#ifndef SCREENS_PLAIN_H
#define SCREENS_PLAIN_H

#include "screens/screens.h"

struct query;
struct screen;

/* From the list of ledgers until the user leaves; 1 when the input ended. */
int plain_run(struct app *app);
/* What the screen has told, as a line. */
void plain_tell(struct screen *s);
/* One record, field by field; id 0: a new one. */
void plain_record(struct app *app, const struct form *form, uint64_t id);
/* One ledger: list, open, add. */
void plain_ledger(struct app *app, const struct form *form);

#endif
