/*
 * browse.h - the state of a browse screen, shared by the browse_*.c files.
 */
#ifndef SCREENS_BROWSE_H
#define SCREENS_BROWSE_H

#include <inttypes.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "data/query.h"
#include "screens/columns.h"
#include "screens/figures.h"
#include "screens/ledger.h"
#include "screens/marks.h"
#include "screens/window.h"
#include "tui/list.h"
#include "tui/screen.h"

struct many_deed;

/* What setting one field of many has replaced: one key puts it back. */
struct set_undo {
	struct arena mem; /* the values */
	const char *field; /* id; NULL: there is nothing to put back */
	struct { struct set_step *at; size_t count, cap; } steps; /* in mem */
};

struct set_step {
	uint64_t id, revision; /* as it was stored then */
	struct value old;
};

struct browse {
	struct screen screen;
	struct ledger in;
	char *where; /* what it was opened with; NULL all */
	struct str filter; /* words, as typed */
	struct str sort; /* a field's id; "" the form's own order */
	int descending;
	enum unit_view units; /* as now, unless asked */

	struct arena mem; /* of query and said */
	struct query query;
	const char *said; /* the condition as it is understood; NULL none */
	struct window rows;
	uint64_t rights; /* of the viewer, by which the rows were read */
	struct columns columns;
	struct list_view list;
	struct figures figures;
	int counted; /* figures hold for this query and load */
	int unread; /* the rows could not be read, or were not waited for */
	size_t drawn; /* rows of the body at the last draw */
	struct marks marks;
	struct set_undo undo;
	struct {
		uint64_t id, revision; /* of the record that text shows; 0 none */
		struct str text;
	} pane;
};

const struct record *browse_current(const struct browse *b); /* NULL none */

/* ---- browse_rows.c ---- */

enum screen_next browse_load(struct screen *s);
enum screen_next browse_key(struct screen *s, int32_t k);
/* Other rows are in memory: columns, texts, the place. */
void browse_rows_came(struct browse *b);
enum screen_next browse_tick(struct screen *s);
/* Another condition; the old one stays when this one is not understood. */
enum screen_next browse_filter(struct browse *b, const char *line);
/* The condition from the next load on; -1, and s says what is not understood. */
int browse_take(struct browse *b, struct screen *s, const char *line);
enum screen_next browse_query(struct screen *s);        /* the form as a query */
enum screen_next browse_saved(struct screen *s);        /* the list of saved queries */
enum screen_next browse_sort(struct screen *s);
enum screen_next browse_turn(struct screen *s);
enum screen_next browse_units(struct screen *s); /* as was, and back */
const char *browse_sort_label(const struct browse *b);
void browse_count_text(const struct browse *b, struct str *out);

/* scr_query.c: the boxes begin with the filter of b, which must stay below. */
struct screen *scr_query(struct browse *b);

/* ---- browse_find.c ---- */

enum screen_next browse_find(struct screen *s);

/* ---- browse_draw.c ---- */

void browse_draw(struct screen *s, struct canvas *body);
void browse_heading(const struct screen *s, struct str *left, struct str *right);
void browse_hint(const struct screen *s, struct str *out);
struct list_table browse_table(const struct browse *b);
/* After a burst of keys: what the second pane is to show, references by their titles. */
void browse_settle(struct screen *s);

/* ---- browse_marks.c: what is done to the marked records, or to the current one ---- */

/* The marked ones, or *one, the current one's id. */
const uint64_t *browse_chosen(const struct browse *b, uint64_t *one, size_t *count);
/* Does it, takes the marks off what is done, tells; also may be NULL. */
enum screen_next browse_do_many(
	struct browse *b, const struct many_deed *deed, const char *also);
enum screen_next browse_mark(struct screen *s);
enum screen_next browse_mark_all(struct screen *s);
enum screen_next browse_delete(struct screen *s);
enum screen_next browse_menu(struct screen *s);

/* ---- browse_comments.c ---- */

int browse_can_comment(const struct screen *s);
enum screen_next browse_comment(struct screen *s);
void browse_comment_hint(const struct browse *b, struct str *out);

/* ---- browse_set.c ---- */

enum screen_next browse_set(struct browse *b);
enum screen_next browse_set_undo(struct screen *s);
int browse_can_undo(const struct screen *s);
void browse_forget_undo(struct browse *b);

/* ---- browse_export.c ---- */

enum screen_next browse_export(struct screen *s);

#endif
