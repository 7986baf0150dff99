/*
 * file_period.h - filing a period from the screens: asked with all it takes in, done, told.
 *
 * Shared by home, the matrix, lists and grids.  Private to this folder.
 */
#ifndef SCREENS_FILE_PERIOD_H
#define SCREENS_FILE_PERIOD_H

#include "model/cycle.h"
#include "model/period.h"
#include "tui/screen.h"

struct app;
struct form;
struct record;
struct sheet;
struct str;
struct unit;

/* 1: the viewer files for some unit. */
int file_may(const struct app *app);
/* 1: a cycle has asked this ledger for something by now, and the viewer files. */
int file_may_ledger(const struct app *app, const struct form *form);
/* The last period the cycle has asked for by today; PERIOD_NONE: none, or it is off. */
struct period file_latest(const struct app *app, const struct cycle *cycle);

/*
 * Shows unit, task, period, records and missing cells, and files when it is confirmed; nil: a
 * nil report (offered too where nothing was entered).  SCREEN_REFRESH when it was done.
 */
enum screen_next file_ask(struct screen *s, struct app *app, const struct cycle *cycle,
			  const struct unit *unit, struct period period, int nil);
/*
 * From a ledger: the period in question (PERIOD_NONE: the record's, else the last one), the
 * unit of the row or record, or one's own; several are listed.  record may be NULL.
 */
enum screen_next file_ask_ledger(struct screen *s, struct app *app, const struct form *form,
				 struct period period, const struct unit *unit,
				 const struct record *record);

/*
 * After saving, behind the message: "All 15 items of the period are entered: F files them.";
 * nothing unless it is so.  unit NULL: one's own, when it is only one.
 */
void file_tell_ready(struct screen *s, struct app *app, const struct form *form,
		     struct period period, const struct unit *unit);
/* The same of the record just saved. */
void file_record_ready(struct screen *s, struct app *app, const struct record *record);
/* On opening: "2027 H1: due 2027-06-25, 3 working days left", for what one owes; "" nothing. */
void file_tell_days(struct app *app, const struct form *form, struct period period,
		    struct str *out);

/* The same of a grid: nothing is filed past cells that are not saved. */
int file_may_sheet(const struct sheet *sh);
enum screen_next file_sheet(struct sheet *sh);
void file_sheet_ready(struct sheet *sh);

#endif
