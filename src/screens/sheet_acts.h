/*
 * sheet_acts.h - what the keys of a grid do, and how it is drawn.  Private to the grid's files.
 */
#ifndef SCREENS_SHEET_ACTS_H
#define SCREENS_SHEET_ACTS_H

#include "model/value.h"
#include "tui/screen.h"

#include <stddef.h>

struct arena;
struct canvas;
struct record;
struct sheet;
struct sheet_row;
struct str;

/* ---- sheet_fill.c: cells filled by a key ---- */

int sheet_can_type(struct sheet *sh);           /* 0: the message says why not */
void sheet_carry(struct sheet *sh);             /* last period into all empty cells, carried */
void sheet_zeros(struct sheet *sh);             /* 0 into all empty cells, asked first */
void sheet_confirm(struct sheet *sh);           /* a carried value under the cursor is right */
void sheet_same(struct sheet *sh);              /* last period's value under the cursor */
void sheet_above(struct sheet *sh);             /* the value of the row above */
void sheet_note(struct sheet *sh);              /* asks for a note on the value */
/* How the row is found by typing: as units and codes are everywhere. 0: not. */
int sheet_row_score(const struct sheet *sh, const struct sheet_row *row, const char *typed);
/* Asks for a row and goes there. */
void sheet_find(struct sheet *sh);

/* ---- sheet_past.c ---- */

void sheet_past(struct sheet *sh);              /* what stood in the cell before, to be read */
/* On a tick: the pane follows the cursor; 1 when it has changed. */
int sheet_pane(struct sheet *sh);

/* ---- sheet_draw.c ---- */

void sheet_draw(struct sheet *sh, struct canvas *c);

/* ---- sheet_save.c, sheet_clash.c ---- */

/* Saves every row that was typed into; errors stay at their cells. */
void sheet_save(struct sheet *sh);
/* The row's line, or a new one as it would be stored; without what is typed. */
struct record *sheet_record(const struct sheet *sh, const struct sheet_row *row,
			    struct arena *mem);

/* A cell that two people have changed; theirs is what is stored now. */
struct sheet_clash {
	const struct sheet_row *row;
	size_t column;
	struct value base, mine, theirs;
	int answer;                     /* 0 none yet, 'm', 't' */
};
/* One key each; those not answered stay for later. */
void sheet_ask_clashes(struct sheet *sh, struct sheet_clash *at, size_t count);

/* ---- sheet_comments.c ---- */

void sheet_read_comments(struct sheet *sh);     /* behind sheet_load() */
void sheet_tell_reviewer(struct sheet *sh);     /* who looks into what stands here */
void sheet_comment_hint(const struct sheet *sh, struct str *out);
int sheet_has_comments(const struct sheet *sh);
void sheet_comment_step(struct sheet *sh, int by);
/* For the grid's table: */
struct sheet *grid_sheet(const struct screen *s);       /* scr_grid.c */
int grid_has_comments(const struct screen *s);
int grid_can_comment(const struct screen *s);
enum screen_next grid_comment(struct screen *s);        /* writes one, or answers it */
enum screen_next grid_comment_next(struct screen *s);
enum screen_next grid_comment_back(struct screen *s);

/* ---- sheet_paste.c: a block of a spreadsheet, matched with the cells ---- */

/* Shows what a pasted block would change and does it. */
void sheet_paste(struct sheet *sh, const char *text);

#endif
