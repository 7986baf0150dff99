/*
 * scr_deleted.c - the deleted records of a ledger; undo puts one back as it was.
 */
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "data/dataset.h"
#include "data/query.h"
#include "model/form.h"
#include "screens/classes.h"
#include "screens/columns.h"
#include "screens/ledger.h"
#include "screens/screens.h"
#include "screens/window.h"
#include "tui/list.h"
#include "tui/popup.h"
#include "tui/terminal.h"

struct deleted {
	struct screen screen;
	struct ledger in;
	struct query query;
	struct window rows;
	struct columns columns;
	struct list_column *shown; /* when, then the form's columns; in columns.mem */
	struct list_view list;
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
		instant_print(r->changed, out);
		str_truncate(out, out->len < WHEN_COLS ? out->len : WHEN_COLS);
		return;
	}
	cell_show(d->in.model, d->in.form, d->columns.fields[column - 1],
		&r->values[d->columns.fields[column - 1]->index], out);
}

static struct list_table table(const struct deleted *d)
{
	return (struct list_table){
		.columns = d->shown,
		.column_count = d->columns.count + 1,
		.frozen = 2,
		.row_count = d->rows.count,
		.cell = cell,
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
	columns_fit(&d->columns, d->rows.rows, d->rows.count);
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

	if (changed < 0) {
		screen_warn(s, "%s", err.text);
		return SCREEN_BACK;
	}
	if (changed)
		window_release(&d->rows);
	d->query = (struct query){ .form = d->in.form, .states = 1U << STATE_DELETED };
	columns_release(&d->columns);
	columns_init(&d->columns, d->in.model, d->in.form);
	if (window_again(&d->rows, d->in.app->data, &d->query, 2 * screenful(), &err) < 0)
		screen_fail(s, &err);
	fit(d);
	return SCREEN_STAY;
}

static void unload(struct screen *s)
{
	struct deleted *d = (struct deleted *)s;

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
	(void)right;
	str_addf(left, "  %s", form_label(((const struct deleted *)s)->in.form, i18n_lang()));
}

/* ---- actions ---- */

static enum screen_next undo(struct screen *s)
{
	struct deleted *d = (struct deleted *)s;
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

	return has_row(s) && ledger_may(&d->in, ACTION_UNDELETE, current(d));
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "record-undelete", .keys = "u", .label = N_("Restore"),
	  .help = N_("Put the record back into the ledger as it was."), .run = undo, .when = may_undo },
	{ .name = "deleted-open", .keys = "Enter h", .label = N_("History"),
	  .help = N_("Show what happened to the record, who deleted it and why."), .run = history, .when = has_row },
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
