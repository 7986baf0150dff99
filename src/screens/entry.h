/*
 * entry.h - one record under the hands: a box with an editor for each field, and what they
 * make together.  Private to this folder; the card and its dialogs are built on it.
 *
 * A box keeps its text, the value the text stood for when it was left, and the sentence that
 * tells what is wrong.  Nothing typed is dropped because it is wrong.  What has changed when a
 * box was left or an action is done becomes a step of typing.h, found by comparing: nobody has
 * to report a change.
 */
#ifndef SCREENS_ENTRY_H
#define SCREENS_ENTRY_H

#include "base/arena.h"
#include "base/str.h"
#include "data/dataset.h"
#include "model/record.h"
#include "screens/trail.h"
#include "tui/editor.h"

#include <stddef.h>
#include <stdint.h>

struct app;
struct canvas;
struct field;
struct form;
struct model;
struct screen;
struct typing;

struct box {
	const struct field *field;
	const struct field *group;      /* the rows field this is a cell of, NULL none */
	size_t row;                     /* of the group, from 0 */
	int level;                      /* of a unit with a box a level, from 1; 0: whole */
	int locked;                     /* computed, read-only, or the viewer may not */
	struct value value;             /* in the entry's arena */
	struct editor editor;
	struct str settled;             /* the text that stands for value */
	struct str left;                /* the text it was left with, settled or faulty */
	struct str first;               /* type-twice: typed before left, and unlike it */
	struct str error;               /* what is wrong, "" nothing */
	struct str echo;                /* behind the box: measure unit, long period, ... */
	int faulty;                     /* 1: the text is no value; value is none */
	int skipped;                    /* 1: its asked_if is not true just now: passed over */
	int wide;                       /* at least so many columns; 0: as the field says */
	int at_row, at_col, rows, cols; /* where it was laid out last */
};

struct entry {
	struct app *app;                /* not ours */
	struct model *model;            /* held until release */
	const struct form *form;        /* in model */
	struct arena mem;
	struct record *base;            /* as it was read, or a new one as it began */
	struct { struct box *at; size_t count, cap; } boxes;
	size_t at;                      /* the box with the cursor */
	int locked;                     /* all of it: to be looked at only */
	uint64_t second;                /* a second entry of this record, blind; 0 none */
	int fresh;                      /* the cursor has just come: a code is typed over */
	int touched;                    /* a key has changed something since it was opened */
	int told;                       /* findings are shown: they follow what is typed */
	int levels;                     /* depth of the unit tree */
	int32_t as_of_given;            /* the cut-off date that followed from a period */
	int top;                        /* first row in sight */
	int taller;                     /* there is more than was in sight when drawn last */
	int cols;                       /* of the screen when drawn last */
	struct typing *typing;          /* ours; NULL: locked, or in a test */
	struct { struct kept_mark *at; size_t count, cap; } kept;   /* as typing knows them */
	struct trail trail;             /* strict path: places gone by */
	const char *entered_for;        /* who reported it, typed for others; NULL none */
	const char *reason;             /* given for warnings, not stored yet; NULL none */
	/* records that are not this one typed twice: the user has said so */
	struct { uint64_t *at; size_t count, cap; } unlike;
};

/* Holds model; record is copied. */
void entry_open(struct entry *e, struct app *app, struct model *model,
		const struct record *record, int locked);
/* Of blank only the key is shown; nothing is computed, it might tell of the first entry. */
void entry_open_second(struct entry *e, struct app *app, struct model *model,
		       const struct record *blank, uint64_t second);
void entry_release(struct entry *e);

/* What the boxes hold, over base: id, revision and strays stay.  In mem. */
struct record *entry_record(const struct entry *e, struct arena *mem);
/* Puts a record's values into the boxes; texts typed so far go. */
void entry_fill(struct entry *e, const struct record *record);
int entry_is_dirty(const struct entry *e);      /* 1: something would be lost */
struct box *entry_now(struct entry *e);         /* the box with the cursor; NULL none */
/* The day on which codes and units must be valid. */
int32_t entry_day(const struct entry *e);

int entry_is_typed(const struct box *box);      /* 1: its text is not the one of its value */
/* Text and echo from the value; or this text. */
void entry_show_box(struct entry *e, struct box *box);
void entry_show_text(struct entry *e, struct box *box, const char *text);
void entry_echo(const struct entry *e, struct box *box);        /* what stands behind it */
/* The box's field, with the measure unit that the code in another box tells. */
const struct field *entry_field(const struct entry *e, const struct box *box,
				struct field *room);
void entry_measures(struct entry *e);           /* echoes that hang on another box */
void entry_compute(struct entry *e);            /* computed fields again */
/* Bounds and validity of a box's value: its sentence. */
void entry_check_box(struct entry *e, struct box *box);
/* What follows from a change: blank rows, computed fields, boxes asked, findings shown. */
void entry_follow(struct entry *e);

/* Reads the text of a box into its value; 0, or 1 when the text is no value. */
int entry_settle(struct entry *e, struct box *box);
void entry_settle_all(struct entry *e);
/* Sets a box's value and text, as if typed and left; a note stays. */
void entry_set(struct entry *e, struct box *box, const struct value *value);
void entry_error(struct box *box, const char *sentence);
void entry_fault(struct entry *e, struct box *box);     /* its text is left as no value */
/* Shows findings at their boxes; those without a box are only told by who asked. */
void entry_show_findings(struct entry *e, const struct findings *findings);
/* Goes to the first box with something wrong; 1, or 0 when there is none. */
int entry_go_to_fault(struct entry *e);

/* ---- moving (entry_move.c) ---- */

/* Sets skipped of every box from asked_if; called after each change. */
void entry_ask(struct entry *e);

/* WAY_ENTER is WAY_NEXT, but leaves a group from its blank row. */
enum entry_way { WAY_ENTER, WAY_NEXT, WAY_BACK, WAY_UP, WAY_DOWN };
/* Leaves the box and goes on; 0 when there is nothing that way. */
int entry_move(struct entry *e, enum entry_way way);
int entry_walk(struct entry *e, enum entry_way way);    /* without reading the box */
void entry_go(struct entry *e, size_t box);
int entry_can_focus(const struct entry *e, const struct box *box);

/* ---- fields typed twice (entry_twice.c) ---- */

/* A text is about to be taken: 1: not yet, it has to be typed once more; 0: go on. */
int entry_ask_twice(struct entry *e, struct box *box);
/* 1: typed once, it waits for the second time; and its sentence. */
int entry_waits_twice(struct entry *e, const struct box *box);
void entry_tell_twice(struct box *box);

/* ---- drawing (entry_draw.c) ---- */

void entry_draw(struct entry *e, struct canvas *c);
/* Places the boxes as they would be drawn, on so many columns when nothing was drawn yet. */
void entry_lay_out(struct entry *e, int cols);

/* ---- saving (entry_save.c) ---- */

enum entry_saved { ENTRY_STAYS, ENTRY_SAVED, ENTRY_OTHER };
/*
 * Saves with all the questions that takes.  ENTRY_SAVED: base is what was saved.  ENTRY_OTHER:
 * the user wants to see record *other, which has the same key.
 */
enum entry_saved entry_save(struct entry *e, struct screen *s, uint64_t *other);

#endif
