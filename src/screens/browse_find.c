/*
 * browse_find.c - type-ahead in a ledger: in the rows in memory, then in the whole answer.
 */
#include "screens/browse.h"

#include "base/i18n.h"
#include "model/form.h"
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

struct looking {
	struct browse *b;
	const char *typed;
	uint64_t last; /* the last row in memory */
	int past; /* it has been met */
	struct arena mem;
	const struct record *found, *first; /* behind it; of all */
};

static int look(void *context, const struct record *record, struct err *err)
{
	struct looking *l = context;
	struct str text = { 0 };
	int holds;

	(void)err;
	columns_record_text(&l->b->columns, l->b->in.app->data, record, &text);
	holds = list_find_holds(str_text(&text), l->typed);
	str_release(&text);
	if (holds && l->past)
		l->found = record_copy(record, &l->mem);
	else if (holds && !l->first)
		l->first = record_copy(record, &l->mem);
	l->past |= record->id == l->last;
	return l->found != NULL;
}

/* The order that is shown, which a question for every row must be told. */
static void same_order(const struct browse *b, struct query *query, struct arena *mem)
{
	const struct field_set *own = &b->in.form->sort;
	struct sort_key *keys = arena_array(mem, own->count + 1, sizeof(*keys));

	if (query->sort)
		return;
	for (size_t i = 0; i < own->count; i++)
		keys[i].field = own->at[i];
	query->sort = keys;
	query->sort_count = own->count;
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
	struct looking l = { .b = b, .typed = typed };
	struct query query = b->query;
	int got;

	if (window_is_all(&b->rows))
		return 0;
	same_order(b, &query, &l.mem);
	l.last = b->rows.rows[b->rows.count - 1]->id;
	progress_begin(_("Searching"));
	got = query_each(b->in.app->data, &query, look, &l, err);
	progress_end();
	if (got == 0 && (l.found || l.first))
		got = go_to(b, l.found ? l.found : l.first, err);
	arena_release(&l.mem);
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
