/*
 * window.h - the part of a long list of records that is in memory, some screens of rows.
 *
 * Grows forwards and backwards page by page from its outer rows, however many records the
 * ledger has; no snapshot is held between two calls.  Private to this folder.
 */
#ifndef SCREENS_WINDOW_H
#define SCREENS_WINDOW_H

#include "base/arena.h"
#include "data/query.h"
#include "tui/list.h"

struct window {
	struct arena mem; /* ours: rows, edge */
	struct record **rows;
	size_t count;
	const struct record *edge; /* the row before the first one, NULL: rows begin the list */
	int more_after;
};

enum window_end { WINDOW_FIRST, WINDOW_LAST };

void window_release(struct window *w);
/* The first or the last rows; on failure the window keeps what it had. */
int window_open(struct window *w, struct dataset *data, const struct query *query,
	enum window_end end, size_t limit, struct err *err);
/* The same place again, after something may have changed. */
int window_again(struct window *w, struct dataset *data, const struct query *query,
	size_t limit, struct err *err);
/*
 * Before list_key(): reads what the key will want to show and moves the list's place along.
 * 1: other rows are in memory now, 0 the same, -1.
 */
int window_reach(struct window *w, struct dataset *data, const struct query *query,
	struct list_view *list, int32_t key, struct err *err);
/*
 * The first record behind the rows in memory that holds, else the first of all; copied into mem.
 * 1 found, 0 none, -1.  The window stays as it is.
 */
int window_search(const struct window *w, struct dataset *data, const struct query *query,
	int (*holds)(void *ctx, const struct record *record), void *ctx, struct arena *mem,
	const struct record **out, struct err *err);
/* Rows on both sides of a record of the list, which need not be in memory yet. */
int window_around(struct window *w, struct dataset *data, const struct query *query,
	const struct record *record, size_t limit, struct err *err);
/* 1 when the list is whole in the window. */
int window_is_all(const struct window *w);
/* Place of a record, or count. */
size_t window_find(const struct window *w, uint64_t id);

#endif
