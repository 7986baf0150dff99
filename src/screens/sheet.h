/*
 * sheet.h - the grid of one form and period: rows that owe it, cells that can be typed into.
 *
 * Private to this folder.  A cell is editable while at most one line stands behind it; what
 * was typed stays until it is saved or thrown away, over every reload.  Every change of a cell
 * goes through sheet_put() or sheet_settle() (sheet_type.h), which make it a step of the draft.
 */
#ifndef SCREENS_SHEET_H
#define SCREENS_SHEET_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "model/period.h"
#include "model/record.h"
#include "screens/comments.h"
#include "tui/editor.h"
#include "tui/list.h"

#include <stddef.h>
#include <stdint.h>

struct app;
struct field;
struct form;
struct model;
struct screen;
struct typing;
struct unit;

enum { UNIT_ROOM = 32 };

struct sheet_row {
	const char *code;               /* of the unit or of the code list */
	const char *name;
	const struct unit *unit;        /* NULL: rows are codes */
	struct record *record;          /* the only line, NULL none or several */
	size_t lines;                   /* 0, 1, 2: several */
	int reported;
	int editable;
	const char *refusal;            /* why nothing may be typed, "" that is not why */
	struct value *before;           /* sums by cell field: the period before */
	struct value *now;              /* sums by cell field */
};

/* What was typed into one cell; kept by the row's code over a reload. */
struct sheet_cell {
	char *code;                     /* ours */
	size_t column;
	struct str text;                /* as it was typed */
	struct value value;             /* in the sheet's typed arena, like base */
	struct value base;              /* what was stored when it was first typed into */
	int faulty;                     /* the text is no value */
	struct str error;
};

struct sheet {
	struct screen *screen;          /* whose messages and pop-ups; not ours */
	struct app *app;                /* not ours */
	struct model *model;            /* held */
	const struct form *form;        /* in model */
	struct period period;           /* kind PERIOD_NONE: the form has none */
	int32_t as_of;                  /* DATE_NONE: the form has none */
	char unit[UNIT_ROOM];           /* code: whose figures, where codes go down; "" none */
	struct arena mem;               /* rows */
	struct sheet_row *rows;
	size_t row_count;
	struct arena typed;             /* values of cells */
	struct { struct sheet_cell *at; size_t count, cap; } cells;
	struct list_view list;
	size_t column;                  /* the cell field with the cursor */
	int editing;                    /* keys go into the editor, not yet into the cell */
	struct editor editor;           /* of the cell with the cursor */
	struct typing *typing;          /* NULL: nothing can be typed here */
	struct {
		int wanted;             /* the terminal has room for it */
		size_t row, column;     /* whose past it shows */
		struct str text;        /* "" nothing read */
	} pane;                         /* what stood in the cell before, on a wide terminal */
	struct err denied;              /* why nothing can be typed; code 0: it can */
	struct comment_trail trail;     /* open comments of a returned filing */
};

/* ---- sheet_load.c ---- */

/* Takes the period that entry is about now, unless one is set, and its as-of date. */
int sheet_begin(struct sheet *sh, struct err *err);
/* Where codes go down and the form has a unit: whose figures they are; NULL else. */
const struct unit *sheet_unit(const struct sheet *sh);
/* As-of date and unit of a draft's context "2021H1 2021-06-25 @150525105". */
void sheet_take_context(struct sheet *sh, const char *context);
/* Another period, with the as-of date it was last reported for. */
void sheet_set_period(struct sheet *sh, struct period period);
/* Asks for period and as-of date; 0, or 1 when cancelled. */
int sheet_ask(struct sheet *sh);
int sheet_load(struct sheet *sh, struct err *err);
/* "period = 2021H1 and unit within '150525105'"; row NULL: of the whole sheet. */
void sheet_where(const struct sheet *sh, const struct sheet_row *row, struct str *out);
/* 1 when this line may be changed here: it stands for the row as a whole. */
int sheet_stands_for_row(const struct sheet *sh, const struct sheet_row *row,
			 const struct record *record);

/* ---- sheet.c ---- */

size_t sheet_columns(const struct sheet *sh);
const struct field *sheet_field(const struct sheet *sh, size_t column);
/* With the measure unit of the row's code, where that tells it. */
const struct field *sheet_field_at(const struct sheet *sh, const struct sheet_row *row,
				   size_t column, struct field *room);
struct sheet_row *sheet_now(const struct sheet *sh);    /* the row with the cursor, NULL none */
/* The row of that code, NULL none. */
struct sheet_row *sheet_row_of(const struct sheet *sh, const char *code);
/* What was typed there, NULL nothing. */
struct sheet_cell *sheet_typed(const struct sheet *sh, const struct sheet_row *row,
			       size_t column);
struct sheet_cell *sheet_type(struct sheet *sh, const struct sheet_row *row, size_t column);
void sheet_forget(struct sheet *sh, struct sheet_cell *cell);
void sheet_forget_all(struct sheet *sh);
/* The value as stored, or summed from the lines behind it. */
struct value sheet_stored(const struct sheet *sh, const struct sheet_row *row, size_t column);
/* What stands in the cell: typed (of a faulty text: nothing) or stored. */
struct value sheet_value(const struct sheet *sh, const struct sheet_row *row, size_t column);
/* Of what stands there, be it a value or not; NULL none. */
const char *sheet_note_at(const struct sheet *sh, const struct sheet_row *row, size_t column);
/* 1 when saving this value would change nothing. */
int sheet_is_stored(const struct sheet *sh, const struct sheet_row *row, size_t column,
		    const struct value *value);
/* A cell of the row holds what was copied and not confirmed. */
int sheet_is_carried(const struct sheet *sh, const struct sheet_row *row);
const char *sheet_error(const struct sheet *sh, const struct sheet_row *row);   /* "" none */
struct value sheet_total(const struct sheet *sh, size_t column);
void sheet_release(struct sheet *sh);

#endif
