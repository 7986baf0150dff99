/*
 * scr_browse.c - a ledger as a list: columns, sort, filter, totals; what is done to a row.
 *
 * Rows come page by page from browse_rows.c, conditions from words.c, figures from figures.c.
 */
#include "screens/browse.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "model/form.h"
#include "screens/classes.h"
#include "screens/record_text.h"
#include "screens/screens.h"
#include "tui/popup.h"

enum { TWO_PANES_COLS = 120, PANE_COLS = 40, PANE_GAP = 3 };

static const struct record *current(const struct browse *b)
{
	return b->list.at < b->rows.count ? b->rows.rows[b->list.at] : NULL;
}

/* ---- drawing ---- */

static void cell(const void *ctx, size_t row, size_t column, struct str *out)
{
	const struct browse *b = ctx;
	const struct field *field = b->columns.fields[column];

	cell_show(
		b->in.model, b->in.form, field, &b->rows.rows[row]->values[field->index], out);
}

static void total(const void *ctx, size_t column, struct str *out)
{
	const struct browse *b = ctx;

	if (b->counted && column == 0)
		browse_count_text(b, out);
	else if (b->counted)
		figures_show(
			&b->figures, b->in.model, b->in.form, b->columns.fields[column], out);
}

/* Records that do not count yet are marked. */
static char mark(const void *ctx, size_t row)
{
	return ((const struct browse *)ctx)->rows.rows[row]->state == STATE_SAVED ? '*' : 0;
}

static struct list_table table(const struct browse *b)
{
	return (struct list_table){
		.columns = b->columns.at,
		.column_count = b->columns.count,
		.frozen = 1,
		.row_count = b->rows.count,
		.cell = cell,
		.mark = mark,
		.total = total,
		.ctx = b,
	};
}

/* The record one is at, beside the list. */
static void draw_record(const struct browse *b, struct canvas *pane)
{
	const struct record *record = current(b);
	struct str title = { 0 }, text = { 0 };

	if (!record)
		return;
	record_title(b->in.model, record, &title);
	record_text(b->in.model, record, &text);
	canvas_put(pane, 0, 0, LOOK_ACCENT, str_text(&title));
	canvas_wrap(pane, 1, 0, pane->rows - 1, pane->cols, LOOK_PLAIN, str_text(&text));
	str_release(&title);
	str_release(&text);
}

/* The list alone, or with the record on its right where a fast line has a wide terminal. */
static void draw_rows(struct browse *b, struct canvas *body)
{
	struct list_table t = table(b);
	struct canvas left = *body, right;

	if (!canvas_is_rich(body) || body->cols < TWO_PANES_COLS) {
		list_draw_table(&b->list, body, &t);
		return;
	}
	left = canvas_part(body, 0, 0, body->rows, body->cols - PANE_COLS - PANE_GAP);
	right = canvas_part(body, 0, body->cols - PANE_COLS, body->rows, PANE_COLS);
	list_draw_table(&b->list, &left, &t);
	for (int row = 0; row < body->rows; row++)
		canvas_put(body, row, left.cols + 1, LOOK_PLAIN, "|");
	draw_record(b, &right);
}

static void draw(struct screen *s, struct canvas *body)
{
	struct browse *b = (struct browse *)s;

	b->drawn = (size_t)body->rows;
	if (b->rows.count)
		draw_rows(b, body);
	else if (b->filter.len || b->where)
		canvas_put(body, 1, 2, LOOK_PLAIN,
			_("No record meets the condition; / changes it, c takes it away."));
	else
		canvas_put(body, 1, 2, LOOK_PLAIN, _("This ledger is empty; n adds a record."));
}

static void heading(const struct screen *s, struct str *left, struct str *right)
{
	const struct browse *b = (const struct browse *)s;

	(void)right;
	str_clear(left);
	str_add(left, form_label(b->in.form, i18n_lang()));
	if (b->filter.len)
		str_addf(left, "  %s", str_text(&b->filter));
}

/* What is due, what lacks a figure, and the condition as the program understands it. */
static void hint(const struct screen *s, struct str *out)
{
	const struct browse *b = (const struct browse *)s;
	uint64_t missing = 0;

	for (size_t i = 0; b->counted && i < b->figures.sum_count; i++)
		missing += b->figures.missing[i];
	if (b->counted && *b->figures.due)
		str_addf(out, "%s  ", b->figures.due);
	if (missing)
		str_addf(out,
			P_("%" PRIu64 " figure missing  ", "%" PRIu64 " figures missing  ",
				missing),
			missing);
	if (!b->counted)
		str_addf(out, "%s  ", _("counting ..."));
	if (b->sort.len)
		str_addf(out, _("by %s%s  "), browse_sort_label(b),
			b->descending ? _(", falling") : "");
	if (b->said)
		str_add(out, b->said);
}

static void help(const struct screen *s, struct str *out)
{
	(void)s;
	str_add(out,
		_("Conditions are words, all of which hold: field=cell. A cell is a value, "
		  ">=100, a:b (from a to b), a|b (either), 东* (begins with), = (empty), "
		  "!= (not empty), !x (not x). A word without a field is looked for in the "
		  "columns. A unit means all below it.\n"
		  "* marks a record that is saved but not submitted: "
		  "it counts nowhere yet.\n"));
}

/* ---- actions on rows ---- */

static int has_row(const struct screen *s)
{
	return current((const struct browse *)s) != NULL;
}

static int may_add(const struct screen *s)
{
	return ledger_may(&((const struct browse *)s)->in, ACTION_CREATE, NULL);
}

static int may_delete(const struct screen *s)
{
	const struct browse *b = (const struct browse *)s;

	return has_row(s) && ledger_may(&b->in, ACTION_DELETE, current(b));
}

static int has_grid(const struct screen *s)
{
	return ((const struct browse *)s)->in.form->grid.rows != NULL;
}

static enum screen_next open_card(struct screen *s)
{
	struct browse *b = (struct browse *)s;

	return screen_push(s, scr_card(b->in.app, b->in.form, current(b)->id, NULL));
}

static enum screen_next new_card(struct screen *s)
{
	struct browse *b = (struct browse *)s;

	return screen_push(s, scr_card(b->in.app, b->in.form, 0, NULL));
}

static enum screen_next open_grid(struct screen *s)
{
	struct browse *b = (struct browse *)s;
	struct period asked = { 0 };

	if (b->counted)
		asked = b->figures.period;
	return screen_push(s, scr_grid(b->in.app, b->in.form, asked));
}

static enum screen_next open_history(struct screen *s)
{
	struct browse *b = (struct browse *)s;

	return screen_push(s, scr_history(b->in.app, b->in.form, current(b)->id));
}

static enum screen_next open_deleted(struct screen *s)
{
	struct browse *b = (struct browse *)s;

	return screen_push(s, scr_deleted(b->in.app, b->in.form));
}

static enum screen_next delete_now(struct browse *b, const struct record *r, const char *reason)
{
	struct arena mem = { 0 };
	struct save_result result = { 0 };
	struct err err = { 0 };
	enum screen_next next = SCREEN_REFRESH;
	int got = data_delete(b->in.app->data, b->in.form, r->id, reason, &mem, &result, &err);

	if (got == DATA_OK)
		screen_message(&b->screen,
			_("Deleted; u lists what was deleted and can put it back."));
	else if (got < 0)
		next = screen_fail(&b->screen, &err);
	else if (result.sentence)
		screen_warn(&b->screen, "%s", result.sentence);
	else
		screen_warn(&b->screen, _("This record is not there any more."));
	arena_release(&mem);
	return next;
}

static enum screen_next delete_row(struct screen *s)
{
	struct browse *b = (struct browse *)s;
	struct str title = { 0 }, question = { 0 }, reason = { 0 };
	enum screen_next next = SCREEN_STAY;

	record_title(b->in.model, current(b), &title);
	str_addf(&question, _("Delete %s?"), str_text(&title));
	if (screen_prompt(s, _("Why is it to be deleted?"), 200, &reason) == 0) {
		if (text_is_empty(str_text(&reason)))
			screen_warn(s, _("Not deleted: a deletion needs a reason."));
		else if (screen_confirm(s, str_text(&question)))
			next = delete_now(b, current(b), str_text(&reason));
	}
	str_release(&title);
	str_release(&question);
	str_release(&reason);
	return next;
}

/* ---- sort and filter ---- */

static enum screen_next filter_line(struct screen *s)
{
	struct browse *b = (struct browse *)s;
	struct str line = { 0 };
	enum screen_next next = SCREEN_STAY;

	str_add(&line, str_text(&b->filter));
	if (screen_prompt(s, _("Condition: field=cell field=cell ..."), 0, &line) == 0)
		next = browse_filter(b, str_text(&line));
	str_release(&line);
	return next;
}

static enum screen_next filter_clear(struct screen *s)
{
	return browse_filter((struct browse *)s, "");
}

static int has_filter(const struct screen *s)
{
	return ((const struct browse *)s)->filter.len > 0;
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "record-open", .keys = "Enter", .label = N_("Open"),
	  .help = N_("Open the record."), .run = open_card, .when = has_row },
	{ .name = "record-new", .keys = "n Ins", .label = N_("New"),
	  .help = N_("Enter a new record."), .run = new_card, .when = may_add },
	{ .name = "records-filter", .keys = "/", .label = N_("Filter"),
	  .help = N_("Show only the records that meet a condition."), .run = filter_line },
	{ .name = "records-query", .keys = "f", .label = N_("Query form"),
	  .help = N_("Fill the form in with what the records must be."), .run = browse_query },
	{ .name = "records-saved", .keys = "@", .label = N_("Saved queries"),
	  .help = N_("Take, save, rename or delete a saved query."), .run = browse_saved },
	{ .name = "records-filter-clear", .keys = "c", .label = N_("All"),
	  .help = N_("Take the condition away."), .run = filter_clear, .when = has_filter },
	{ .name = "records-sort", .keys = "s", .label = N_("Sort"),
	  .help = N_("Choose the column to sort by."), .run = browse_sort },
	{ .name = "records-turn", .keys = "S", .label = N_("Turn"),
	  .help = N_("Turn the order round."), .run = browse_turn, .flags = ACTION_QUIET },
	{ .name = "grid-open", .keys = "g", .label = N_("Grid"),
	  .help = N_("Show units down and figures across."), .run = open_grid, .when = has_grid },
	{ .name = "record-history", .keys = "h", .label = N_("History"),
	  .help = N_("Show who changed the record, when and how."), .run = open_history, .when = has_row },
	{ .name = "record-delete", .keys = "d Del", .label = N_("Delete"),
	  .help = N_("Delete the record, with a reason."), .run = delete_row, .when = may_delete },
	{ .name = "deleted-list", .keys = "u", .label = N_("Deleted"),
	  .help = N_("List what was deleted and put it back."), .run = open_deleted },
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

static enum screen_next key(struct screen *s, int32_t k)
{
	struct browse *b = (struct browse *)s;
	struct list_table t;
	struct err err = { 0 };
	int got = window_reach(&b->rows, b->in.app->data, &b->query, &b->list, k, &err);

	if (got < 0)
		return screen_fail(s, &err);
	if (got)
		columns_fit(&b->columns, b->rows.rows, b->rows.count);
	t = table(b);
	return list_table_key(&b->list, &t, k) == LIST_PASS ? SCREEN_PASS : SCREEN_STAY;
}

static void unload(struct screen *s)
{
	struct browse *b = (struct browse *)s;

	window_release(&b->rows);
	columns_release(&b->columns);
	figures_release(&b->figures);
	ledger_release(&b->in);
	arena_release(&b->mem);
	str_release(&b->filter);
	str_release(&b->sort);
	free(b->where);
}

const struct screen_class browse_class = {
	.name = "records",
	.title = N_("Ledger"),
	.size = sizeof(struct browse),
	.actions = actions,
	.load = browse_load,
	.draw = draw,
	.unload = unload,
	.key = key,
	.heading = heading,
	.hint = hint,
	.help = help,
	.tick = browse_tick,
};

struct screen *scr_browse(struct app *app, const struct form *form, const char *where)
{
	struct browse *b = screen_new(&browse_class);

	ledger_init(&b->in, app, form);
	b->where = text_is_empty(where) ? NULL : xstrdup(where);
	return &b->screen;
}
