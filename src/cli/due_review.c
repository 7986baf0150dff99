/*
 * due_review.c - `due CYCLE --review`: what all units filed, what is remarkable first.
 */
#include <inttypes.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/str.h"
#include "cli/due_rows.h"
#include "cli/session.h"
#include "model/model.h"
#include "model/workflow.h"
#include "work/review.h"

/* Programs ask for what is remarkable by these. */
static const char *const mark_ids[REVIEW_MARKS] = {
	[REVIEW_OVERDUE] = "overdue",
	[REVIEW_NOT_FILED] = "not_filed",
	[REVIEW_RETURNED] = "returned",
	[REVIEW_BROKEN] = "broken",
	[REVIEW_WARNED] = "warned",
	[REVIEW_JUMP] = "jump",
	[REVIEW_MISSING] = "missing",
	[REVIEW_LATE] = "late",
};

static const char *ids_of(struct session *s, const struct review_row *row)
{
	struct str text = { 0 };

	for (unsigned mark = 0; mark < REVIEW_MARKS; mark++)
		if (row->marks & (1u << mark))
			str_addf(&text, "%s%s", text.len ? " " : "", mark_ids[mark]);
	return str_keep(&text, &s->mem);
}

static const char *figure(
	struct session *s, const struct review_row *row, const struct value *figures)
{
	struct str text = { 0 };

	review_figure_text(s->model, row, figures, &text);
	return str_keep(&text, &s->mem);
}

static void add_row(struct session *s, struct due_rows *rows, const struct review_row *row,
	const struct due_asked *asked)
{
	const struct filing *f = &row->now;
	struct str state = { 0 }, day = { 0 }, change = { 0 }, remarks = { 0 };

	review_state_text(s->model, row, &state);
	if (f->filed != DATE_NONE)
		date_print(f->filed, &day);
	if (asked->format != ROWS_TEXT && row->change == CHANGE_PERCENT)
		str_addf(&change, "%" PRId64, row->percent);
	else
		review_change_text(row, &change);
	review_remarks(s->model, row, &remarks);
	due_cell(rows, due_unit_name(s, f, asked->units));
	due_cell(rows, str_keep(&state, &s->mem));
	due_cell(rows, str_keep(&day, &s->mem));
	due_cell(rows, arena_printf(&s->mem, "%d", filing_percent(f)));
	due_cell(rows, figure(s, row, f->figures));
	due_cell(rows, figure(s, row, row->before));
	due_cell(rows, str_keep(&change, &s->mem));
	due_cell(rows, str_keep(&remarks, &s->mem));
	if (asked->format != ROWS_TEXT)
		due_cell(rows, ids_of(s, row));
}

int due_review(struct session *s, const struct due_asked *asked, struct err *err)
{
	struct period period = asked->period;
	struct review_row *all;
	struct due_rows rows;
	size_t count;

	if (period.kind == PERIOD_NONE)
		period = cycle_latest(asked->cycle, s->model, dataset_today(s->data));
	if (review_read(s->data, asked->cycle, period, &s->mem, &all, &count, err) < 0)
		return -1;
	due_rows_begin(&rows, &s->mem);
	due_column(&rows, "unit", _("Unit"), ROWS_LEFT);
	due_column(&rows, "state", _("State"), ROWS_LEFT);
	due_column(&rows, "filed", _("Filed on"), ROWS_LEFT);
	due_column(&rows, "percent", _("Complete %"), ROWS_NUMBER);
	due_column(&rows, "figure", _("Figure"), ROWS_NUMBER);
	due_column(&rows, "last", _("Last"), ROWS_NUMBER);
	due_column(&rows, "change", _("Change"), ROWS_NUMBER);
	due_column(&rows, "remarkable", _("Remarkable"), ROWS_LEFT);
	if (asked->format != ROWS_TEXT)
		due_column(&rows, "marks", _("Marks"), ROWS_LEFT);
	for (size_t i = 0; i < count; i++)
		add_row(s, &rows, &all[i], asked);
	return due_rows_print(&rows, asked->format, err);
}
