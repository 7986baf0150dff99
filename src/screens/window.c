/*
 * window.c - pages joined at their outer rows; each change builds a new arena.
 */
#include "screens/window.h"

#include <string.h>

#include "model/form.h"
#include "tui/keys.h"

void window_release(struct window *w)
{
	arena_release(&w->mem);
	*w = (struct window){ 0 };
}

static void take_over(struct window *w, struct window *fresh)
{
	arena_release(&w->mem);
	*w = *fresh;
}

/* Read backwards, the page has one row more than wanted if there are any: that is the edge. */
static void take_page(struct window *w, const struct record_page *page, size_t limit)
{
	size_t skip = page->count > limit ? page->count - limit : 0;

	w->edge = skip ? page->rows[skip - 1] : NULL;
	w->rows = page->rows + skip;
	w->count = page->count - skip;
	w->more_after = page->more_after;
}

int window_open(struct window *w, struct dataset *data, const struct query *query,
	enum window_end end, size_t limit, struct err *err)
{
	struct window fresh = { 0 };
	struct page_at at = { .limit = limit + (end == WINDOW_LAST),
		.from_end = end == WINDOW_LAST };
	struct record_page page;

	if (query_page(data, query, &at, &fresh.mem, &page, err) < 0) {
		arena_release(&fresh.mem);
		return -1;
	}
	take_page(&fresh, &page, limit);
	take_over(w, &fresh);
	return 0;
}

int window_again(struct window *w, struct dataset *data, const struct query *query,
	size_t limit, struct err *err)
{
	struct window fresh = { 0 };
	struct page_at at = { .limit = limit };
	struct record_page page;

	if (!w->edge)
		return window_open(w, data, query, WINDOW_FIRST, limit, err);
	at.after = fresh.edge = record_copy(w->edge, &fresh.mem);
	if (query_page(data, query, &at, &fresh.mem, &page, err) < 0) {
		arena_release(&fresh.mem);
		return -1;
	}
	if (page.count == 0) {
		arena_release(&fresh.mem);
		return window_open(w, data, query, WINDOW_LAST, limit, err);
	}
	fresh.rows = page.rows;
	fresh.count = page.count;
	fresh.more_after = page.more_after;
	take_over(w, &fresh);
	return 0;
}

/* Copies rows[from, to) of w to the place at in fresh's rows. */
static void copy_rows(
	const struct window *w, size_t from, size_t to, struct window *fresh, size_t at)
{
	for (size_t i = from; i < to; i++)
		fresh->rows[at++] = record_copy(w->rows[i], &fresh->mem);
}

/* Keeps the last keep rows and adds up to more; *gone: rows dropped before them. */
static int forward(struct window *w, struct dataset *data, const struct query *query,
	size_t keep, size_t more, size_t *gone, struct err *err)
{
	struct window fresh = { 0 };
	struct page_at at = { .limit = more };
	struct record_page page;

	*gone = 0;
	if (!w->more_after || w->count == 0)
		return 0;
	keep = keep < 1 ? 1 : keep < w->count ? keep : w->count;
	at.after = w->rows[w->count - 1];
	if (query_page(data, query, &at, &fresh.mem, &page, err) < 0) {
		arena_release(&fresh.mem);
		return -1;
	}
	*gone = w->count - keep;
	fresh.count = keep + page.count;
	fresh.rows = arena_array(&fresh.mem, fresh.count, sizeof(*fresh.rows));
	copy_rows(w, *gone, w->count, &fresh, 0);
	if (page.count)
		memcpy(fresh.rows + keep, page.rows, page.count * sizeof(*page.rows));
	if (*gone)
		fresh.edge = record_copy(w->rows[*gone - 1], &fresh.mem);
	else if (w->edge)
		fresh.edge = record_copy(w->edge, &fresh.mem);
	fresh.more_after = page.more_after;
	take_over(w, &fresh);
	return 0;
}

/* Keeps the first keep rows and puts up to more before them. */
static int backward(struct window *w, struct dataset *data, const struct query *query,
	size_t keep, size_t more, size_t *added, struct err *err)
{
	struct window fresh = { 0 };
	struct page_at at = { .limit = more + 1 };
	struct record_page page;
	struct record **before;
	int after = w->more_after;

	*added = 0;
	if (!w->edge || w->count == 0)
		return 0;
	keep = keep < w->count ? keep : w->count;
	at.before = w->rows[0];
	if (query_page(data, query, &at, &fresh.mem, &page, err) < 0) {
		arena_release(&fresh.mem);
		return -1;
	}
	take_page(&fresh, &page, more);
	*added = fresh.count;
	before = fresh.rows;
	fresh.count = *added + keep;
	fresh.rows = arena_array(&fresh.mem, fresh.count, sizeof(*fresh.rows));
	if (*added)
		memcpy(fresh.rows, before, *added * sizeof(*before));
	copy_rows(w, 0, keep, &fresh, *added);
	fresh.more_after = after || keep < w->count;
	take_over(w, &fresh);
	return 0;
}

/* Half of the rows before it, half of them behind; its own place is known by its values. */
int window_around(struct window *w, struct dataset *data, const struct query *query,
	const struct record *record, size_t limit, struct err *err)
{
	struct window fresh = { 0 };
	struct page_at above = { .before = record, .limit = limit / 2 + 1 },
		       below = { .after = record, .limit = limit / 2 + 1 };
	struct record_page before, after;
	size_t skip;

	if (query_page(data, query, &above, &fresh.mem, &before, err) < 0 ||
		query_page(data, query, &below, &fresh.mem, &after, err) < 0) {
		arena_release(&fresh.mem);
		return -1;
	}
	skip = before.count == above.limit && before.count > 1;
	fresh.edge = skip ? before.rows[0] : NULL;
	fresh.count = before.count - skip + 1 + after.count;
	fresh.rows = arena_array(&fresh.mem, fresh.count, sizeof(*fresh.rows));
	for (size_t i = skip; i < before.count; i++)
		fresh.rows[i - skip] = before.rows[i];
	fresh.rows[before.count - skip] = record_copy(record, &fresh.mem);
	for (size_t i = 0; i < after.count; i++)
		fresh.rows[before.count - skip + 1 + i] = after.rows[i];
	fresh.more_after = after.more_after;
	take_over(w, &fresh);
	return 0;
}

/* ---- looking through all of it ---- */

struct looking {
	int (*holds)(void *ctx, const struct record *record);
	void *ctx;
	uint64_t last; /* the last row in memory */
	int past; /* it has been met */
	struct arena *mem;
	const struct record *found, *first; /* behind it; of all */
};

static int look(void *context, const struct record *record, struct err *err)
{
	struct looking *l = context;
	int holds = l->holds(l->ctx, record);

	(void)err;
	if (holds && l->past)
		l->found = record_copy(record, l->mem);
	else if (holds && !l->first)
		l->first = record_copy(record, l->mem);
	l->past |= record->id == l->last;
	return l->found != NULL;
}

/* The order of the pages, which a question for every row must be told. */
static void same_order(struct query *query, struct arena *mem)
{
	const struct field_set *own = &query->form->sort;
	struct sort_key *keys = arena_array(mem, own->count + 1, sizeof(*keys));

	if (query->sort)
		return;
	for (size_t i = 0; i < own->count; i++)
		keys[i].field = own->at[i];
	query->sort = keys;
	query->sort_count = own->count;
}

int window_search(const struct window *w, struct dataset *data, const struct query *query,
	int (*holds)(void *ctx, const struct record *record), void *ctx, struct arena *mem,
	const struct record **out, struct err *err)
{
	struct looking l = { .holds = holds, .ctx = ctx, .mem = mem };
	struct query all = *query;

	if (w->count)
		l.last = w->rows[w->count - 1]->id;
	same_order(&all, mem);
	if (query_each(data, &all, look, &l, err) < 0)
		return -1;
	*out = l.found ? l.found : l.first;
	return *out != NULL;
}

/* Rows kept on either side of the place one is at. */
static size_t reach_of(const struct list_view *list)
{
	return 2 * (list->page + 1);
}

static int reach_down(struct window *w, struct dataset *data, const struct query *query,
	struct list_view *list, struct err *err)
{
	size_t gone = 0;

	if (!w->more_after || list->at + list->page + 1 < w->count)
		return 0;
	if (forward(w, data, query, reach_of(list), reach_of(list), &gone, err) < 0)
		return -1;
	list->at -= gone < list->at ? gone : list->at;
	list->top -= gone < list->top ? gone : list->top;
	return 1;
}

static int reach_up(struct window *w, struct dataset *data, const struct query *query,
	struct list_view *list, struct err *err)
{
	size_t added = 0;

	if (!w->edge || list->at > list->page)
		return 0;
	if (backward(w, data, query, reach_of(list), reach_of(list), &added, err) < 0)
		return -1;
	list->at += added;
	list->top += added;
	return 1;
}

static int reach_end(struct window *w, struct dataset *data, const struct query *query,
	struct list_view *list, enum window_end end, struct err *err)
{
	if (end == WINDOW_FIRST ? !w->edge : !w->more_after)
		return 0;
	if (window_open(w, data, query, end, reach_of(list), err) < 0)
		return -1;
	list->at = end == WINDOW_LAST && w->count ? w->count - 1 : 0;
	list->top = 0;
	return 1;
}

int window_reach(struct window *w, struct dataset *data, const struct query *query,
	struct list_view *list, int32_t key, struct err *err)
{
	int got = 0;

	if (key == K_DOWN || key == K_PGDN)
		got = reach_down(w, data, query, list, err);
	else if (key == K_UP || key == K_PGUP)
		got = reach_up(w, data, query, list, err);
	else if (key == K_HOME || key == K_END)
		got = reach_end(
			w, data, query, list, key == K_END ? WINDOW_LAST : WINDOW_FIRST, err);
	if (got > 0)
		list_count(list, w->count);
	return got;
}

int window_is_all(const struct window *w)
{
	return !w->edge && !w->more_after;
}

size_t window_find(const struct window *w, uint64_t id)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->rows[i]->id == id)
			return i;
	return w->count;
}
