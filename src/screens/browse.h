/*
 * browse.h - the state of a browse screen, shared by scr_browse.c and browse_rows.c.
 */
#ifndef SCREENS_BROWSE_H
#define SCREENS_BROWSE_H

#include <inttypes.h>

#include "base/arena.h"
#include "base/str.h"
#include "data/query.h"
#include "screens/columns.h"
#include "screens/figures.h"
#include "screens/ledger.h"
#include "screens/window.h"
#include "tui/list.h"
#include "tui/screen.h"

struct browse {
	struct screen screen;
	struct ledger in;
	char *where; /* what it was opened with; NULL all */
	struct str filter; /* words, as typed */
	struct str sort; /* a field's id; "" the form's own order */
	int descending;

	struct arena mem; /* of query and said */
	struct query query;
	const char *said; /* the condition as it is understood; NULL none */
	struct window rows;
	struct columns columns;
	struct list_view list;
	struct figures figures;
	int counted; /* figures hold for this query and load */
	size_t drawn; /* rows of the body at the last draw */
};

enum screen_next browse_load(struct screen *s);
enum screen_next browse_tick(struct screen *s);
/* Another condition; the old one stays when this one is not understood. */
enum screen_next browse_filter(struct browse *b, const char *line);
/* The condition from the next load on; -1, and s says what is not understood. */
int browse_take(struct browse *b, struct screen *s, const char *line);
enum screen_next browse_query(struct screen *s);        /* the form as a query */
enum screen_next browse_saved(struct screen *s);        /* the list of saved queries */
enum screen_next browse_sort(struct screen *s);
enum screen_next browse_turn(struct screen *s);
const char *browse_sort_label(const struct browse *b);
void browse_count_text(const struct browse *b, struct str *out);

/* scr_query.c: the boxes begin with the filter of b, which must stay below. */
struct screen *scr_query(struct browse *b);

#endif
