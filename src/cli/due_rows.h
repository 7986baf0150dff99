/*
 * due_rows.h - the tables of `due`, column by column and cell by cell; today's reminders.
 */
#ifndef CLI_DUE_ROWS_H
#define CLI_DUE_ROWS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/vec.h"
#include "exchange/rows_out.h"
#include "model/cycle.h"
#include "model/unit.h"
#include "work/inbox.h"

struct filing;
struct session;

/* What was asked for. */
struct due_asked {
	const struct cycle *cycle;      /* NULL all */
	struct period period;           /* PERIOD_NONE: the latest */
	enum rows_format format;
	enum unit_view units;
};

struct due_rows {
	struct arena *mem;
	VEC(struct rows_column) columns;
	VEC(const char *) cells;        /* row after row */
};

void due_rows_begin(struct due_rows *rows, struct arena *mem);
void due_column(struct due_rows *rows, const char *id, const char *label, enum rows_kind kind);
void due_cell(struct due_rows *rows, const char *text);
int due_rows_print(const struct due_rows *rows, enum rows_format format, struct err *err);

const char *due_kind_id(enum inbox_kind kind);          /* "overdue": programs */
const char *due_kind_label(enum inbox_kind kind);
const char *due_period_text(struct session *s, struct period period);   /* "" none */

/* By the name of the period; or as the unit that goes on with it is called now. */
const char *due_unit_name(struct session *s, const struct filing *f, enum unit_view units);
int due_matrix(struct session *s, const struct due_asked *asked, struct err *err);
/* Nothing is printed when nobody is to be reminded; pages: one a unit, with form feeds. */
int due_reminders(struct session *s, enum rows_format format, int pages, struct err *err);

/* What all units filed for the period, what is remarkable first; there is a cycle. */
int due_review(struct session *s, const struct due_asked *asked, struct err *err);

#endif
