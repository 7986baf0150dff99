/*
 * query.h - the state of the query form, shared by scr_query.c and query_boxes.c.
 */
#ifndef SCREENS_QUERY_H
#define SCREENS_QUERY_H

#include "base/arena.h"
#include "base/str.h"
#include "screens/entry.h"
#include "tui/screen.h"

struct browse;
struct pick_item;

struct query_screen {
	struct screen base;
	struct browse *browse; /* the list that asks; below this screen */
	struct entry entry;
	struct str rest; /* words of the filter that no box holds */
	struct arena mem; /* of said */
	const char *said; /* the condition as it is understood; "" none */
	int changed; /* said is older than the boxes */
};

/* Makes the boxes and puts a line of any words into them; saved ones stay by name. */
void query_fill(struct query_screen *q, const char *line);
/* The line that the boxes, and what is beside them, make. */
void query_line(struct query_screen *q, struct str *out);
/* What is wrong with a box stands beside it; 1 wrong. */
int query_check(struct query_screen *q, struct box *box);
/* Makes said anew, of all that is understood by now. */
void query_understand(struct query_screen *q);

/* Bytes of a cell up to and with its last sign: what is chosen comes behind it. */
size_t query_head(const char *cell);
/* Codes as people know them: by label, where it has one meaning; else by code. */
const char *query_chosen(
	struct query_screen *q, const struct box *box, const struct pick_item *item);

#endif
