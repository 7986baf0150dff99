/*
 * scr_browse.c - a ledger as a list: its actions.
 *
 * Rows come page by page from browse_rows.c, conditions from words.c, figures from figures.c;
 * browse_draw.c shows them, browse_marks.c acts on many.
 */
#include "screens/browse.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "model/form.h"
#include "model/kept.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/file_period.h"
#include "screens/screens.h"
#include "screens/second.h"
#include "tui/list_find.h"
#include "tui/popup.h"

static void help(const struct screen *s, struct str *out)
{
	(void)s;
	str_add(out,
		_("Conditions are words, all of which hold: field=cell. A cell is a value, "
		  ">=100, a:b (from a to b), a|b (either), 东* (begins with), = (empty), "
		  "!= (not empty), !x (not x). A word without a field is looked for in the "
		  "columns. A unit means all below it.\n"
		  "* marks a record that is saved but not submitted, or was returned: "
		  "it counts nowhere yet.\n"));
	str_add(out,
		_("+ marks a record that you have marked, # one that is also not "
		  "submitted.\n"));
}

/* ---- actions on rows ---- */

static int has_row(const struct screen *s)
{
	return browse_current((const struct browse *)s) != NULL;
}

static int may_add(const struct screen *s)
{
	return ledger_may(&((const struct browse *)s)->in, ACTION_CREATE, NULL);
}

/* Of what is marked each record is asked for when it comes to it. */
static int may_delete(const struct screen *s)
{
	const struct browse *b = (const struct browse *)s;

	return b->marks.count ||
		(has_row(s) && ledger_may(&b->in, ACTION_DELETE, browse_current(b)));
}

static int has_any(const struct screen *s)
{
	return has_row(s) || ((const struct browse *)s)->marks.count;
}

static int has_grid(const struct screen *s)
{
	return ((const struct browse *)s)->in.form->grid.rows != NULL;
}

static enum screen_next open_card(struct screen *s)
{
	struct browse *b = (struct browse *)s;

	return screen_push(s, scr_card(b->in.app, b->in.form, browse_current(b)->id, NULL));
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

/* Units have changed, so that there is a then and a now. */
static int has_changes(const struct screen *s)
{
	const struct browse *b = (const struct browse *)s;

	return b->in.form->unit && (b->in.model->change_count || b->in.model->units.moves);
}

static int may_file(const struct screen *s)
{
	const struct browse *b = (const struct browse *)s;

	return file_may_ledger(b->in.app, b->in.form);
}

/* The period that the list is narrowed to, else that of the record one is at. */
static enum screen_next file_period_now(struct screen *s)
{
	struct browse *b = (struct browse *)s;
	struct period asked = b->counted ? b->figures.period : (struct period){ 0 };

	return file_ask_ledger(s, b->in.app, b->in.form, asked, NULL, browse_current(b));
}

static enum screen_next open_history(struct screen *s)
{
	struct browse *b = (struct browse *)s;

	return screen_push(s, scr_history(b->in.app, b->in.form, browse_current(b)->id));
}

static int can_second(const struct screen *s)
{
	struct browse *b = (struct browse *)s;

	return has_row(s) && second_offers(b->in.app, browse_current(b));
}

static enum screen_next open_second(struct screen *s)
{
	struct browse *b = (struct browse *)s;

	return screen_push(s, scr_second(b->in.app, b->in.form, browse_current(b)->id));
}

static int is_seconds(const struct screen *s)
{
	const struct browse *b = (const struct browse *)s;

	return b->in.form == kept_form(b->in.model, KEPT_SECOND);
}

static enum screen_next show_rates(struct screen *s)
{
	second_show_rates(s, ((struct browse *)s)->in.app);
	return SCREEN_STAY;
}

static enum screen_next open_deleted(struct screen *s)
{
	struct browse *b = (struct browse *)s;

	return screen_push(s, scr_deleted(b->in.app, b->in.form));
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
	{ .name = "comment-write", .keys = "^K F5", .label = N_("Comment"),
	  .help = N_("While reviewing: a comment on this line, sent with the return."), .run = browse_comment, .when = browse_can_comment },
	{ .name = "record-new", .keys = "n Ins", .label = N_("New"),
	  .help = N_("Enter a new record."), .run = new_card, .when = may_add },
	{ .name = "records-filter", .keys = "/", .label = N_("Filter"),
	  .help = N_("Show only the records that meet a condition."), .run = filter_line },
	{ .name = "records-query", .keys = "f", .label = N_("Query form"),
	  .help = N_("Fill the form in with what the records must be."), .run = browse_query },
	{ .name = "records-filter-clear", .keys = "c", .label = N_("All"),
	  .help = N_("Take the condition away."), .run = filter_clear, .when = has_filter },
	{ .name = "record-mark", .keys = "Space", .label = N_("Mark"),
	  .help = N_("Mark the record for what d and m do, or take the mark away."), .run = browse_mark, .when = has_row },
	{ .name = "records-many", .keys = "m", .label = N_("More"),
	  .help = N_("Submit, change or delete the marked records, or this one."), .run = browse_menu, .when = has_any },
	{ .name = "records-saved", .keys = "@", .label = N_("Saved queries"),
	  .help = N_("Take, save, rename or delete a saved query."), .run = browse_saved },
	{ .name = "records-sort", .keys = "s", .label = N_("Sort"),
	  .help = N_("Choose the column to sort by."), .run = browse_sort },
	{ .name = "records-turn", .keys = "S", .label = N_("Turn"),
	  .help = N_("Turn the order round."), .run = browse_turn, .flags = ACTION_QUIET },
	{ .name = "records-units", .keys = "w", .label = N_("As was"),
	  .help = N_("Units as they were in each record's period; again: as they are now."), .run = browse_units,
	  .when = has_changes, .flags = ACTION_QUIET },
	{ .name = "grid-open", .keys = "g", .label = N_("Grid"),
	  .help = N_("Show units down and figures across."), .run = open_grid, .when = has_grid },
	{ .name = "period-file", .keys = "F", .label = N_("File it"),
	  .help = N_("File what stands in the ledger for the period; it is shown first."), .run = file_period_now, .when = may_file },
	{ .name = "record-history", .keys = "h", .label = N_("History"),
	  .help = N_("Show who changed the record, when and how."), .run = open_history, .when = has_row },
	{ .name = "record-second", .keys = "e", .label = N_("Second entry"), .run = open_second,
	  .when = can_second, .flags = ACTION_QUIET,
	  .help = N_("Type this record once more, without seeing it; then see what differs.") },
	{ .name = "second-rates", .keys = "r", .label = N_("Agreement"), .run = show_rates,
	  .when = is_seconds, .help = N_("How far first and second entries agree, by ledger, unit and typist.") },
	{ .name = "record-delete", .keys = "d Del", .label = N_("Delete"),
	  .help = N_("Delete the marked records, or this one, with a reason."), .run = browse_delete, .when = may_delete },
	{ .name = "records-mark-all", .keys = "*", .label = N_("Mark all"),
	  .help = N_("Mark all records that meet the condition; again: none."), .run = browse_mark_all, .when = has_any },
	{ .name = "records-undo", .keys = "^Z", .label = N_("Undo"),
	  .help = N_("Put back what setting a field in many records has replaced."), .run = browse_set_undo,
	  .when = browse_can_undo },
	ACTION_FIND(browse_find, has_row),
	{ .name = "records-export", .keys = "x", .label = N_("Export"),
	  .help = N_("The ssh line that fetches these records to your own computer, or pages to copy from."), .run = browse_export },
	{ .name = "deleted-list", .keys = "u", .label = N_("Deleted"),
	  .help = N_("List what was deleted and put it back."), .run = open_deleted },
	ACTION_BACK,
	{ 0 },
};
/* clang-format on */

static void unload(struct screen *s)
{
	struct browse *b = (struct browse *)s;

	marks_release(&b->marks);
	browse_forget_undo(b);
	str_release(&b->pane.text);
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
	.draw = browse_draw,
	.unload = unload,
	.key = browse_key,
	.heading = browse_heading,
	.hint = browse_hint,
	.help = help,
	.flush = browse_settle,
	.tick = browse_tick,
};

struct screen *scr_browse(struct app *app, const struct form *form, const char *where)
{
	struct browse *b = screen_new(&browse_class);

	ledger_init(&b->in, app, form);
	b->where = text_is_empty(where) ? NULL : xstrdup(where);
	return &b->screen;
}

struct screen *scr_browse_filtered(struct app *app, const struct form *form, const char *line)
{
	struct screen *s = scr_browse(app, form, NULL);

	str_add(&((struct browse *)s)->filter, line);
	return s;
}
