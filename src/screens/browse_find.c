/*
 * browse_find.c - type-ahead in a ledger: in the rows in memory, then in the whole answer.
 */
#include "screens/browse.h"

#include "base/i18n.h"
#include "screens/screens.h"
#include "tui/list_find.h"
#include "tui/progress.h"
#include "tui/terminal.h"

static void row_text(const void *ctx, size_t row, struct str *out)
{
	const struct browse *b = ctx;

	columns_find_text(&b->columns, b->rows.rows[row], row, out);
}

/* ---- the rest of the answer ---- */

struct sought {
	struct browse *b;
	const char *typed;
};

static int holds(void *ctx, const struct record *record)
{
	const struct sought *s = ctx;
	struct str text = { 0 };
	int found;

	columns_record_text(&s->b->columns, s->b->in.app->data, record, &text);
	found = list_find_holds(str_text(&text), s->typed);
	str_release(&text);
	return found;
}

static int go_to(struct browse *b, const struct record *record, struct err *err)
{
	size_t limit = 2 * (size_t)(terminal_rows() > 8 ? terminal_rows() : 8);

	if (window_find(&b->rows, record->id) == b->rows.count &&
		window_around(&b->rows, b->in.app->data, &b->query, record, limit, err) < 0)
		return -1;
	browse_rows_came(b);
	b->list.at = window_find(&b->rows, record->id);
	b->list.top = b->list.at > b->list.page / 2 ? b->list.at - b->list.page / 2 : 0;
	return 1;
}

static int further(void *ctx, const char *typed, struct err *err)
{
	struct browse *b = ctx;
	struct sought sought = { b, typed };
	const struct record *record;
	struct arena mem = { 0 };
	int got;

	if (window_is_all(&b->rows))
		return 0;
	progress_begin(_("Searching"));
	got = window_search(
		&b->rows, b->in.app->data, &b->query, holds, &sought, &mem, &record, err);
	progress_end();
	if (got > 0)
		got = go_to(b, record, err);
	arena_release(&mem);
	return got;
}

enum screen_next browse_find(struct screen *s)
{
	struct browse *b = (struct browse *)s;
	struct list_find find = {
		.text = row_text, .at = &b->list.at, .count = &b->list.count, .ctx = b
	};

	list_count(&b->list, b->rows.count);
	if (!window_is_all(&b->rows))
		find.further = further;
	return list_find_run(s, &find);
}
