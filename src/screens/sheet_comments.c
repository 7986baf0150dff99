/*
 * sheet_comments.c - comments on cells of a grid: written by who reviews, gone through and
 * answered by who puts them right.
 */
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "data/dataset.h"
#include "model/form.h"
#include "screens/comments.h"
#include "screens/screens.h"
#include "screens/sheet.h"
#include "screens/sheet_acts.h"
#include "screens/sheet_type.h"

static const struct comment *comment_at(
	const struct sheet *sh, const struct sheet_row *row, size_t column)
{
	return row && row->record
		? comments_on(&sh->trail, row->record->id, sheet_field(sh, column))
		: NULL;
}

static const struct comment *comment_here(const struct sheet *sh)
{
	return comment_at(sh, sheet_now(sh), sh->column);
}

static struct reviewing *reviewing_here(const struct sheet *sh)
{
	const struct sheet_row *row = sheet_now(sh);

	return row && row->record ? reviewing_of(sh->app, row->record) : NULL;
}

static int is_held_up(const struct sheet *sh, const struct record *record)
{
	return record && (int)record->state >= STATE_FIRST_OWN &&
		!data_counts(sh->app->data, record->state);
}

void sheet_read_comments(struct sheet *sh)
{
	struct err err = { 0 };
	int status = 0;

	comments_release(&sh->trail);
	for (size_t i = 0; i < sh->row_count && status == 0 && !sh->trail.count; i++)
		if (is_held_up(sh, sh->rows[i].record))
			status = comments_read(sh->app, sh->rows[i].record, &sh->trail, &err);
	if (status < 0)
		screen_warn(sh->screen, "%s", err.text);
}

void sheet_tell_reviewer(struct sheet *sh)
{
	struct str who = { 0 };

	for (size_t i = 0; i < sh->row_count && !who.len; i++)
		if (sh->rows[i].record)
			comments_reviewer(sh->app, sh->rows[i].record, &who);
	comments_add_reviewer(sh->screen, str_text(&who));
	str_release(&who);
}

void sheet_comment_hint(const struct sheet *sh, struct str *out)
{
	const struct comment *here = comment_here(sh);
	const struct reviewing *r = reviewing_here(sh);
	const char *own =
		r ? reviewing_on(r, sheet_now(sh)->record, sheet_field(sh, sh->column)) : NULL;

	if (own)
		str_addf(out, _("Your comment: %s"), own);
	else if (here)
		comment_text(&sh->trail, here, out);
}

int sheet_has_comments(const struct sheet *sh)
{
	return sh->trail.count > 0;
}

static void go_to(struct sheet *sh, const struct comment *c)
{
	for (size_t i = 0; i < sh->row_count; i++) {
		if (!sh->rows[i].record || sh->rows[i].record->id != c->record)
			continue;
		sh->list.at = i;
		for (size_t k = 0; c->field && k < sheet_columns(sh); k++)
			if (strcmp(sheet_field(sh, k)->id, c->field->id) == 0)
				sh->column = k;
		return;
	}
	screen_message(
		sh->screen, _("That line does not stand in this grid: o opens the lines."));
}

void sheet_comment_step(struct sheet *sh, int by)
{
	const struct sheet_row *row = sheet_now(sh);
	const struct comment *to = comments_next(
		&sh->trail, comment_here(sh), row && row->record ? row->record->id : 0, by);

	if (to)
		go_to(sh, to);
}

static void comment(struct sheet *sh)
{
	struct reviewing *r = reviewing_here(sh);
	const struct comment *here = comment_here(sh);

	if (r)
		reviewing_ask(
			r, sh->screen, sheet_now(sh)->record, sheet_field(sh, sh->column));
	else if (!here)
		screen_message(sh->screen, _("There is no comment on this cell."));
	else if (comment_answer(sh->app, sh->screen, here))
		sheet_read_comments(sh);
}

/* ---- for the grid's table ---------------------------------------------------------------- */

int grid_has_comments(const struct screen *s)
{
	return sheet_has_comments(grid_sheet(s));
}

/* Whatever the cursor is on: the key line stays the same from cell to cell. */
int grid_can_comment(const struct screen *s)
{
	return grid_has_comments(s) || reviewing_here(grid_sheet(s)) != NULL;
}

enum screen_next grid_comment(struct screen *s)
{
	sheet_settle(grid_sheet(s));
	comment(grid_sheet(s));
	return SCREEN_STAY;
}

static enum screen_next to_comment(struct screen *s, int by)
{
	sheet_settle(grid_sheet(s));
	sheet_comment_step(grid_sheet(s), by);
	return SCREEN_STAY;
}

enum screen_next grid_comment_next(struct screen *s)
{
	return to_comment(s, 1);
}

enum screen_next grid_comment_back(struct screen *s)
{
	return to_comment(s, -1);
}
