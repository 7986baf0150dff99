/*
 * scr_deleted.c - the deleted records of a ledger; undo puts one, or all marked ones, back as
 * they were.
 */
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "data/dataset.h"
#include "data/query.h"
#include "model/form.h"
#include "screens/classes.h"
#include "screens/columns.h"
#include "screens/ledger.h"
#include "screens/many.h"
#include "screens/marks.h"
#include "screens/screens.h"
#include "screens/window.h"
#include "tui/keys.h"
#include "tui/list.h"
#include "tui/list_find.h"
#include "tui/popup.h"
#include "tui/progress.h"
#include "tui/terminal.h"

struct deleted {
	struct screen screen;
	struct ledger in;
	struct query query;
	struct window rows;
	struct columns columns;
	struct list_column *shown; /* when, then the form's columns; in columns.mem */
	struct list_view list;
	struct marks marks;
};

enum { WHEN_COLS = 16 }; /* 2021-06-25 14:03 */

static const struct record *current(const struct deleted *d)
{
	return d->list.at < d->rows.count ? d->rows.rows[d->list.at] : NULL;
}

static void cell(const void *ctx, size_t row, size_t column, struct str *out)
{
	const struct deleted *d = ctx;
	const struct record *r = d->rows.rows[row];

	if (column == 0) {
		instant_print_minute(r->changed, out);
		return;
	}
	str_add(out, columns_text(&d->columns, row, column - 1));
}

static char mark(const void *ctx, size_t row)
{
	const struct deleted *d = ctx;

	return marks_has(&d->marks, d->rows.rows[row]->id) ? '+' : 0;
}

static struct list_table table(const struct deleted *d)
{
	return (struct list_table){
		.columns = d->shown,
		.column_count = d->columns.count + 1,
		.frozen = 2,
		.row_count = d->rows.count,
		.cell = cell,
		.mark = mark,
		.ctx = d,
	};
}

/* ---- loading ---- */

static size_t screenful(void)
{
	return terminal_rows() > 8 ? (size_t)terminal_rows() : 8;
}

static void fit(struct deleted *d)
{
	columns_load(&d->columns, d->in.app->data, d->rows.rows, d->rows.count);
	d->shown = arena_array(&d->columns.mem, d->columns.count + 1, sizeof(*d->shown));
	d->shown[0] = (struct list_column){ _("Deleted"), WHEN_COLS, CANVAS_LEFT };
	memcpy(d->shown + 1, d->columns.at, d->columns.count * sizeof(*d->shown));
	list_count(&d->list, d->rows.count);
}

static enum screen_next load(struct screen *s)
{
	struct deleted *d = (struct deleted *)s;
	struct err err = { 0 };
	int changed = ledger_load(&d->in, &err);

	if (changed < 0)
		return screen_fail_load(s, &err);
	if (changed)
		window_release(&d->rows);
	d->query = (struct query){ .form = d->in.form, .states = 1U << STATE_DELETED };
	columns_release(&d->columns);
	columns_init(&d->columns, d->in.model, d->in.form);
	if (window_again(&d->rows, d->in.app->data, &d->query, 2 * screenful(), &err) < 0) {
		screen_refused(&err);
		screen_warn(s, "%s", err.text);
		if (!s->loaded)
			return SCREEN_BACK;
	}
	fit(d);
	return SCREEN_STAY;
}

static void unload(struct screen *s)
{
	struct deleted *d = (struct deleted *)s;

	marks_release(&d->marks);
	window_release(&d->rows);
	columns_release(&d->columns);
	ledger_release(&d->in);
}

/* ---- drawing ---- */

static void draw(struct screen *s, struct canvas *body)
{
	struct deleted *d = (struct deleted *)s;
	struct list_table t = table(d);

	if (d->rows.count)
		list_draw_table(&d->list, body, &t);
	else
		canvas_put(body, 1, 2, LOOK_PLAIN, _("Nothing has been deleted here."));
}

static void heading(const struct screen *s, struct str *left, struct str *right)
{
	const struct deleted *d = (const struct deleted *)s;

	(void)right;
	str_addf(left, "  %s", form_label(d->in.form, i18n_lang()));
	if (d->marks.count)
		str_addf(left, _("  %zu marked"), d->marks.count);
}

/* ---- actions ---- */

static enum screen_next undo_one(struct deleted *d)
{
	struct screen *s = &d->screen;
	struct arena mem = { 0 };
	struct save_result result = { 0 };
	struct err err = { 0 };
	enum screen_next next = SCREEN_REFRESH;
	int got =
		data_undelete(d->in.app->data, d->in.form, current(d)->id, &mem, &result, &err);

	if (got == DATA_OK)
		screen_message(s, _("The record is back in the ledger."));
	else if (got < 0)
		next = screen_fail(s, &err);
	else if (result.sentence)
		screen_warn(s, "%s", result.sentence);
	else
		screen_warn(s, _("The record is not there any more."));
	arena_release(&mem);
	return next;
}

static enum screen_next undo_marked(struct deleted *d)
{
	struct many_deed deed = { .title = _("Putting back"), .what = MANY_UNDELETE };
	struct str question = { 0 };
	struct many_result result;
	enum screen_next next = SCREEN_STAY;

	str_addf(&question,
		P_("Put %zu record back into the ledger?",
			"Put %zu records back into the ledger?", d->marks.count),
		d->marks.count);
	if (screen_confirm(&d->screen, str_text(&question))) {
		many_do(&d->in, d->marks.at, d->marks.count, &deed, &result);
		marks_take_away(&d->marks, result.done.at, result.done.count);
		many_tell(&d->screen, &result, NULL);
		many_release(&result);
		next = SCREEN_REFRESH;
	}
	str_release(&question);
	return next;
}

static enum screen_next undo(struct screen *s)
{
	struct deleted *d = (struct deleted *)s;

	return d->marks.count ? undo_marked(d) : undo_one(d);
}

/* ---- marking ---- */

static enum screen_next key(struct screen *s, int32_t k);

static enum screen_next mark_row(struct screen *s)
{
	struct deleted *d = (struct deleted *)s;

	marks_turn(&d->marks, current(d)->id);
	return key(s, K_DOWN);
}

static int take_id(void *context, const struct record *record, struct err *err)
{
	struct marks *list = context;

	(void)err;
	*VEC_PUSH(list) = record->id;
	return 0;
}

static enum screen_next mark_all(struct screen *s)
{
	struct deleted *d = (struct deleted *)s;
	struct marks list = { 0 };
	struct err err = { 0 };
	int got;

	progress_begin(_("Marking"));
	got = query_each(d->in.app->data, &d->query, take_id, &list, &err);
	progress_end();
	if (got == 0)
		marks_turn_all(&d->marks, list.at, list.count);
	marks_release(&list);
	return got == 0 ? SCREEN_STAY : screen_fail(s, &err);
}

static void find_text(const void *ctx, size_t row, struct str *out)
{
	const struct deleted *d = ctx;

	cell(ctx, row, 0, out);
	str_add(out, "  ");
	columns_find_text(&d->columns, d->rows.rows[row], row, out);
}

struct sought {
	struct deleted *d;
	const char *typed;
};

static int holds(void *ctx, const struct record *record)
{
	const struct sought *s = ctx;
	struct str text = { 0 };
	int found;

	instant_print(record->changed, &text);
	str_add(&text, "  ");
	columns_record_text(&s->d->columns, s->d->in.app->data, record, &text);
	found = list_find_holds(str_text(&text), s->typed);
	str_release(&text);
	return found;
}

static int further(void *ctx, const char *typed, struct err *err)
{
	struct deleted *d = ctx;
	struct dataset *data = d->in.app->data;
	struct sought sought = { d, typed };
	const struct record *record;
	struct arena mem = { 0 };
	int got;

	progress_begin(_("Searching"));
	got = window_search(&d->rows, data, &d->query, holds, &sought, &mem, &record, err);
	progress_end();
	if (got > 0 && window_find(&d->rows, record->id) == d->rows.count &&
		window_around(&d->rows, data, &d->query, record, 2 * screenful(), err) < 0)
		got = -1;
	if (got > 0) {
		fit(d);
		d->list.at = window_find(&d->rows, record->id);
	}
	arena_release(&mem);
	return got;
}

static enum screen_next find(struct screen *s)
{
	struct deleted *d = (struct deleted *)s;
	struct list_find f = {
		.text = find_text, .at = &d->list.at, .count = &d->list.count, .ctx = d
	};

	if (!window_is_all(&d->rows))
		f.further = further;
	return list_find_run(s, &f);
}

static enum screen_next history(struct screen *s)
{
	struct deleted *d = (struct deleted *)s;

	return screen_push(s, scr_history(d->in.app, d->in.form, current(d)->id));
}

static int has_row(const struct screen *s)
{
	return current((const struct deleted *)s) != NULL;
}

static int may_undo(const struct screen *s)
{
	const struct deleted *d = (const struct deleted *)s;

	return d->marks.count ||
		(has_row(s) && ledger_may(&d->in, ACTION_UNDELETE, current(d)));
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "record-undelete", .keys = "u", .label = N_("Restore"),
	  .help = N_("Put the marked records, or this one, back into the ledger as they were."), .run = undo, .when = may_undo },
	{ .name = "deleted-open", .keys = "Enter h", .label = N_("History"),
	  .help = N_("Show what happened to the record, who deleted it and why."), .run = history, .when = has_row },
	{ .name = "record-mark", .keys = "Space", .label = N_("Mark"),
	  .help = N_("Mark the record to be put back, or take the mark away."), .run = mark_row, .when = has_row },
	{ .name = "records-mark-all", .keys = "*", .label = N_("Mark all"),
	  .help = N_("Mark all deleted records; again: none."), .run = mark_all, .when = has_row },
	ACTION_FIND(find, has_row),
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

static enum screen_next key(struct screen *s, int32_t k)
{
	struct deleted *d = (struct deleted *)s;
	struct list_table t;
	struct err err = { 0 };
	int got = window_reach(&d->rows, d->in.app->data, &d->query, &d->list, k, &err);

	if (got < 0)
		return screen_fail(s, &err);
	if (got)
		fit(d);
	t = table(d);
	return list_table_key(&d->list, &t, k) == LIST_PASS ? SCREEN_PASS : SCREEN_STAY;
}

const struct screen_class deleted_class = {
	.name = "deleted",
	.title = N_("Deleted records"),
	.size = sizeof(struct deleted),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.key = key,
	.heading = heading,
};

struct screen *scr_deleted(struct app *app, const struct form *form)
{
	struct deleted *d = screen_new(&deleted_class);

	ledger_init(&d->in, app, form);
	return &d->screen;
}
