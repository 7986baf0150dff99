/*
 * list_find.h - type-ahead in a list: a line in place of the message, and the next row that
 * holds what is typed.
 *
 * One call from an action does it all; the screen below is drawn again as the place moves.
 */
#ifndef TUI_LIST_FIND_H
#define TUI_LIST_FIND_H

#include "tui/screen.h"

#include <stddef.h>

struct list_find {
	/*
	 * Appends all that the row shows; then, each on a line of its own, what it may be called
	 * besides (pinyin, initials): these are compared from their beginnings.
	 */
	void (*text)(const void *ctx, size_t row, struct str *out);
	size_t *at;             /* the place, moved: &list.at */
	const size_t *count;    /* rows: &list.count */
	/*
	 * Optional: no row behind *at holds it; looks on in what is not in memory.  1: *at stands
	 * on such a row now; 0: there is none, or all rows are in memory; -1: not looked to the
	 * end, and *err says why.
	 */
	int (*further)(void *ctx, const char *typed, struct err *err);
	void *ctx;
};

/*
 * Until Esc: typing goes to the first row from the place on that holds it, Enter, ^F and Down
 * to the next, Up to the one before.  SCREEN_STAY.
 */
enum screen_next list_find_run(struct screen *s, const struct list_find *f);

/* A row for an action table; find is an action of the screen that calls list_find_run(). */
#define ACTION_FIND(find_rows, when_any) { \
	.name = "list-find", .keys = "^F", .label = N_("Find"), \
	.help = N_("Type a part of a row to go to it; Enter goes to the next."), \
	.run = find_rows, .when = when_any }

/* 1 when text, as list_find's text() makes it, holds what is typed; case does not matter. */
int list_find_holds(const char *text, const char *typed);

#endif
