/*
 * scr_grid.c - the grid of a form: all that owe it down, figures across, typed in one go.
 *
 * With unsaved cells it keeps the model it was opened with; without, it follows the session.
 */
#include "screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/xalloc.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/block.h"
#include "screens/classes.h"
#include "screens/field_help.h"
#include "screens/file_period.h"
#include "screens/sheet.h"
#include "screens/sheet_acts.h"
#include "screens/sheet_type.h"
#include "screens/typing.h"
#include "tui/keys.h"
#include "tui/popup.h"
#include "tui/screen.h"

struct grid_screen {
	struct screen base;
	struct sheet sheet;
	char *form_id; /* ours */
	int begun; /* period and as-of date are known */
	struct period opened; /* whose comments were gone to */
};

struct sheet *grid_sheet(const struct screen *s)
{
	return &((struct grid_screen *)s)->sheet;
}

static struct sheet *sheet_of(const struct screen *s)
{
	return grid_sheet(s);
}

/* ---- loading ----------------------------------------------------------------------------- */

/* Follows the session's model when nothing typed depends on the old one. */
static int take_model(struct grid_screen *g)
{
	struct sheet *sh = &g->sheet;
	struct model *now;

	app_refresh(sh->app);
	now = (struct model *)app_model(sh->app);
	if (sh->model && (sh->cells.count > 0 || (sh->typing && typing_is_open(sh->typing))))
		return 1;
	if (sh->model != now) {
		typing_drop(&sh->typing);
		model_drop(&sh->model);
		sh->model = model_hold(now);
		sh->form = model_form(now, g->form_id);
	}
	return sh->form && sh->form->grid.rows && sheet_columns(sh) > 0;
}

/* Once for each period that is opened. */
static void go_to_comments(struct grid_screen *g)
{
	if (g->opened.kind && period_key_compare(g->opened, g->sheet.period) == 0)
		return;
	g->opened = g->sheet.period;
	sheet_tell_reviewer(&g->sheet);
	if (sheet_has_comments(&g->sheet))
		sheet_comment_step(&g->sheet, 1);
}

static enum screen_next load(struct screen *s)
{
	struct grid_screen *g = (struct grid_screen *)s;
	struct err err = { 0 };

	if (!take_model(g)) {
		screen_warn(s, _("This form has no grid any more."));
		return SCREEN_BACK;
	}
	if (!g->begun && sheet_begin(&g->sheet, &err) < 0) {
		screen_fail(s, &err);
		return SCREEN_BACK;
	}
	g->begun = 1;
	if (g->sheet.column >= sheet_columns(&g->sheet))
		g->sheet.column = 0;
	if (sheet_load(&g->sheet, &err) < 0)
		return screen_fail(s, &err);
	sheet_open_typing(&g->sheet);
	sheet_read_comments(&g->sheet);
	go_to_comments(g);
	return SCREEN_STAY;
}

static void unload(struct screen *s)
{
	sheet_release(sheet_of(s));
	free(((struct grid_screen *)s)->form_id);
}

static void flush(struct screen *s)
{
	sheet_keep_typing(sheet_of(s));
}

static enum screen_next tick(struct screen *s)
{
	struct sheet *sh = sheet_of(s);
	int changed = sheet_pane(sh), trouble;

	if (sh->typing) {
		trouble = *typing_trouble(sh->typing) != '\0';
		typing_sync(sh->typing, 0);
		changed = changed || trouble != (*typing_trouble(sh->typing) != '\0');
	}
	return changed ? SCREEN_STAY : SCREEN_PASS;
}

/* ---- drawing ----------------------------------------------------------------------------- */

static void draw(struct screen *s, struct canvas *body)
{
	if (sheet_of(s)->form)
		sheet_draw(sheet_of(s), body);
}

static void heading(const struct screen *s, struct str *left, struct str *right)
{
	const struct sheet *sh = sheet_of(s);

	(void)right;
	if (!sh->form)
		return;
	str_clear(left);
	str_add(left, form_label(sh->form, i18n_lang()));
	if (sh->period.kind != PERIOD_NONE) {
		str_add(left, "  ");
		period_print_long(sh->period, left);
	}
	if (sheet_unit(sh))
		str_addf(left, "  %s", unit_name(sheet_unit(sh), DATE_NONE));
	if (sh->form->as_of) {
		str_addf(left, "  %s ", field_label(sh->form->as_of, i18n_lang()));
		date_print(sh->as_of, left);
	}
	if (sh->cells.count > 0)
		str_addf(left,
			P_("  (%zu cell not saved)", "  (%zu cells not saved)",
				sh->cells.count),
			sh->cells.count);
}

static void hint(const struct screen *s, struct str *out)
{
	const struct sheet *sh = sheet_of(s);
	const struct sheet_row *row = sheet_now(sh);
	struct value value;

	if (!row)
		return;
	value = sheet_value(sh, row, sh->column);
	sheet_comment_hint(sh, out);
	if (out->len)
		return;
	if (*sheet_error(sh, row))
		str_add(out, sheet_error(sh, row));
	else if (sh->typing && *typing_trouble(sh->typing))
		str_add(out, typing_trouble(sh->typing));
	else if (sh->denied.code != ERR_NONE)
		str_add(out, sh->denied.text);
	else if (*row->refusal)
		str_add(out, row->refusal);
	else if (!row->editable)
		str_add(out,
			_("Several or detailed lines stand behind this figure: o opens them."));
	else if (value.note)
		str_addf(out, _("Note: %s"), value.note);
	else if (value.carried)
		str_add(out, _("~ copied from last period: Enter confirms it"));
	else
		str_add(out, text_in(sheet_field(sh, sh->column)->help, i18n_lang()));
}

/* ---- moving ------------------------------------------------------------------------------ */

static int typing(const struct screen *s)
{
	return sheet_of(s)->editing;
}

static enum screen_next move(struct screen *s, int32_t k)
{
	sheet_settle(sheet_of(s));
	list_key(&sheet_of(s)->list, k);
	return SCREEN_STAY;
}

static enum screen_next sideways(struct sheet *sh, int by)
{
	size_t count = sheet_columns(sh);

	sheet_settle(sh);
	if (by > 0 && sh->column + 1 < count)
		sh->column++;
	else if (by < 0 && sh->column > 0)
		sh->column--;
	return SCREEN_STAY;
}

static enum screen_next tab(struct screen *s)
{
	struct sheet *sh = sheet_of(s);

	if (sh->column + 1 < sheet_columns(sh))
		return sideways(sh, 1);
	sheet_settle(sh);
	if (sh->list.at + 1 < sh->row_count)
		sh->column = 0;
	return move(s, K_DOWN);
}

static enum screen_next lines(struct screen *s)
{
	struct sheet *sh = sheet_of(s);
	struct sheet_row *row = sheet_now(sh);
	struct str where = { 0 };
	struct screen *browse;

	if (!row)
		return SCREEN_STAY;
	sheet_settle(sh);
	sheet_where(sh, row, &where);
	browse = scr_browse(sh->app, sh->form, str_text(&where));
	str_release(&where);
	return screen_push(s, browse);
}

/* Enter goes down always; what was copied from last period is confirmed by it. */
static enum screen_next enter(struct screen *s)
{
	struct sheet *sh = sheet_of(s);
	const struct sheet_row *row = sheet_now(sh);
	int typed = sh->editing;

	if (row && !typed && row->editable && sh->typing)
		sheet_confirm(sh);
	sheet_settle(sh);
	return typed && sheet_waits(sh) ? SCREEN_STAY : move(s, K_DOWN);
}

/* ---- typing ------------------------------------------------------------------------------ */

/* Figures and states begin a cell anew; letters are left to the keys of the screen. */
static int begins_cell(int32_t k)
{
	return (k >= '0' && k <= '9') || k == '.' || k == '/' || k == '-' || k == '+' ||
		k == 'X' || k == '(' || k > 127;
}

static enum screen_next key(struct screen *s, int32_t k)
{
	struct sheet *sh = sheet_of(s);

	if (!sh->editing) {
		if (k == K_LEFT || k == K_RIGHT)
			return sideways(sh, k == K_RIGHT ? 1 : -1);
		if (k == K_HOME || k == K_END)
			return move(s, k);
		if (!(key_is_text(k) && begins_cell(k)) && k != K_BACKSPACE && k != K_DEL)
			return SCREEN_PASS;
		if (!sheet_can_type(sh))
			return SCREEN_STAY;
		sheet_edit(sh, "");
	}
	return editor_key(&sh->editor, k) == EDITOR_PASS ? SCREEN_PASS : SCREEN_STAY;
}

/* One cell of a spreadsheet is typed; more are shown first. */
static enum screen_next paste(struct screen *s, const char *text)
{
	struct sheet *sh = sheet_of(s);

	if (!block_is_word(text) && sh->typing) {
		/* it names its rows, or the preview says where it would go */
		sheet_settle(sh);
		sheet_paste(sh, text);
		return SCREEN_STAY;
	}
	if (!sheet_can_type(sh))
		return SCREEN_STAY;
	if (!sh->editing)
		sheet_edit(sh, "");
	editor_insert(&sh->editor, text);
	return SCREEN_STAY;
}

static enum screen_next up(struct screen *s)
{
	return move(s, K_UP);
}

static enum screen_next down(struct screen *s)
{
	return move(s, K_DOWN);
}

static enum screen_next page_up(struct screen *s)
{
	return move(s, K_PGUP);
}

static enum screen_next page_down(struct screen *s)
{
	return move(s, K_PGDN);
}

/* ---- cells filled by a key --------------------------------------------------------------- */

static enum screen_next same(struct screen *s)
{
	sheet_same(sheet_of(s));
	return SCREEN_STAY;
}

static enum screen_next above(struct screen *s)
{
	sheet_above(sheet_of(s));
	return SCREEN_STAY;
}

static enum screen_next carry(struct screen *s)
{
	sheet_carry(sheet_of(s));
	return SCREEN_STAY;
}

static enum screen_next zeros(struct screen *s)
{
	sheet_zeros(sheet_of(s));
	return SCREEN_STAY;
}

static enum screen_next note(struct screen *s)
{
	sheet_note(sheet_of(s));
	return SCREEN_STAY;
}

static enum screen_next find(struct screen *s)
{
	sheet_find(sheet_of(s));
	return SCREEN_STAY;
}

static enum screen_next past(struct screen *s)
{
	sheet_past(sheet_of(s));
	return SCREEN_STAY;
}

/* What is half typed goes first. */
static enum screen_next undo(struct screen *s)
{
	struct sheet *sh = sheet_of(s);

	if (sh->editing)
		sh->editing = 0;
	else if (!sheet_undo(sh))
		screen_message(s, _("Nothing to undo."));
	return SCREEN_STAY;
}

static enum screen_next redo(struct screen *s)
{
	if (!sheet_redo(sheet_of(s)))
		screen_message(s, _("Nothing to redo."));
	return SCREEN_STAY;
}

/* ---- saving and leaving ------------------------------------------------------------------ */

static enum screen_next save(struct screen *s)
{
	sheet_save(sheet_of(s));
	file_sheet_ready(sheet_of(s));
	sheet_tell_reviewer(sheet_of(s));
	return SCREEN_REFRESH;
}

/* 1 when nothing typed would be lost by going on; the draft is gone or for later then. */
static int may_leave(struct screen *s)
{
	struct sheet *sh = sheet_of(s);
	enum typing_leave how = LEAVE_DISCARDED;

	sheet_settle(sh);
	if (sh->cells.count > 0)
		how = typing_leave(sh->app, s, &sh->typing);
	if (how == LEAVE_SAVED)
		sheet_save(sh);
	if (how == LEAVE_NOT || (how == LEAVE_SAVED && sh->cells.count > 0))
		return 0;
	sheet_forget_all(sh);
	typing_drop(&sh->typing);
	return 1;
}

/* Esc in a cell takes back what was typed into it. */
static enum screen_next back(struct screen *s)
{
	struct sheet *sh = sheet_of(s);

	if (sh->editing) {
		sh->editing = 0;
		return SCREEN_STAY;
	}
	return may_leave(s) ? SCREEN_BACK : SCREEN_REFRESH;
}

static enum screen_next period(struct screen *s)
{
	if (may_leave(s))
		sheet_ask(sheet_of(s));
	return SCREEN_REFRESH;
}

static enum screen_next step(struct screen *s, struct period to)
{
	if (to.kind == PERIOD_NONE)
		return SCREEN_STAY;
	if (may_leave(s))
		sheet_set_period(sheet_of(s), to);
	return SCREEN_REFRESH;
}

static enum screen_next period_before(struct screen *s)
{
	return step(s, period_previous(sheet_of(s)->period));
}

static enum screen_next period_after(struct screen *s)
{
	return step(s, period_next(sheet_of(s)->period));
}

static int may_file(const struct screen *s)
{
	return file_may_sheet(sheet_of(s));
}

static enum screen_next file_period_now(struct screen *s)
{
	return file_sheet(sheet_of(s));
}

static int has_period(const struct screen *s)
{
	return sheet_of(s)->form && sheet_of(s)->form->period;
}

static int can_save(const struct screen *s)
{
	return sheet_of(s)->typing != NULL;
}

static int has_before(const struct screen *s)
{
	return can_save(s) && has_period(s);
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "grid-next", .keys = "Enter", .label = N_("Next"), .run = enter, .flags = ACTION_NEXT,
	  .help = N_("Go to the next row; a copied value (~) is confirmed by it.") },
	{ .name = "grid-save", .keys = "^S F2", .label = N_("Save"), .run = save, .when = can_save,
	  .help = N_("Save all cells that were typed."), .flags = ACTION_KEEP },
	{ .name = "comment-next", .keys = "^C F3", .label = N_("Next comment"), .run = grid_comment_next,
	  .when = grid_has_comments,
	  .help = N_("Go to the next comment of the returned filing, on another line too.") },
	{ .name = "comment-back", .keys = "^A", .label = N_("Comment before"), .run = grid_comment_back,
	  .when = grid_has_comments, .help = N_("Go to the comment before."), .flags = ACTION_QUIET },
	{ .name = "comment-write", .keys = "^K F5", .label = N_("Comment"), .run = grid_comment, .when = grid_can_comment,
	  .help = N_("While reviewing: a comment on this cell, sent with the return. On a returned line: answer the comment.") },
	{ .name = "period-file", .keys = "F", .label = N_("File it"), .run = file_period_now, .when = may_file,
	  .help = N_("File what stands in the ledger for the period; it is shown first.") },
	{ .name = "grid-same", .keys = "=", .label = N_("As last period"), .run = same, .when = has_before,
	  .help = N_("The same value as last period in this cell.") },
	{ .name = "grid-copy", .keys = "c", .label = N_("Copy last period"), .run = carry, .when = has_before,
	  .help = N_("Copy last period into all empty cells; each is marked ~ until it is confirmed with Enter.") },
	{ .name = "grid-zero", .keys = "z", .label = N_("All 0"), .run = zeros, .when = can_save,
	  .help = N_("Put 0 into all empty cells; the number is shown first.") },
	{ .name = "grid-lines", .keys = "o", .label = N_("Lines"), .run = lines,
	  .help = N_("Open the lines behind this figure.") },
	{ .name = "grid-undo", .keys = "^Z", .label = N_("Take back"), .run = undo, .when = can_save,
	  .help = N_("Take back what was typed last, cell by cell.") },
	{ .name = "grid-period", .keys = "p", .label = N_("Period"), .run = period,
	  .help = N_("Choose another period and as-of date.") },
	{ .name = "grid-note", .keys = "^N", .label = N_("Note"), .run = note, .when = can_save,
	  .help = N_("A note on this value; ' marks a value that has one.") },
	{ .name = "grid-past", .keys = "^V", .label = N_("Earlier values"), .run = past,
	  .help = N_("What stood in this cell before, and what stands beside it.") },
	{ .name = "grid-find", .keys = "^F", .label = N_("Find row"), .run = find,
	  .help = N_("Find a row by name, code, alias, pinyin or initials.") },
	{ .name = "grid-period-before", .keys = "<", .label = N_("Before"), .run = period_before,
	  .help = N_("The period before."), .when = has_period },
	{ .name = "grid-period-after", .keys = ">", .label = N_("After"), .run = period_after,
	  .help = N_("The period after."), .when = has_period },
	{ .name = "grid-above", .keys = "^P", .label = N_("As above"), .run = above, .when = can_save,
	  .help = N_("The value of the row above."), .flags = ACTION_QUIET },
	{ .name = "grid-redo", .keys = "^Y", .label = N_("Do again"), .run = redo, .when = can_save,
	  .help = N_("Do again what was taken back."), .flags = ACTION_QUIET },
	{ .name = "grid-up", .keys = "Up", .label = N_("Up"), .run = up, .flags = ACTION_QUIET },
	{ .name = "grid-down", .keys = "Down", .label = N_("Down"), .run = down, .flags = ACTION_QUIET },
	{ .name = "grid-tab", .keys = "Tab", .label = N_("Next cell"), .run = tab,
	  .flags = ACTION_QUIET | ACTION_NEXT },
	{ .name = "grid-page-up", .keys = "PgUp", .label = N_("Page up"), .run = page_up, .flags = ACTION_QUIET },
	{ .name = "grid-page-down", .keys = "PgDn", .label = N_("Page down"), .run = page_down, .flags = ACTION_QUIET },
	{ .name = "screen-back", .keys = "Esc ^B F10", .label = N_("Back"), .run = back,
	  .help = N_("In a cell: take back what was typed. Else leave; asks when something is not saved."),
	  .flags = ACTION_KEEP },
	{ 0 },
};
/* clang-format on */

static void help(const struct screen *s, struct str *out)
{
	const struct sheet *sh = sheet_of(s);

	if (sh->form)
		field_help(sh->model, sh->form, NULL, sheet_field(sh, sh->column), out);
	str_add(out,
		_("Type a figure and go on with Enter. 0 is nothing new, "
		  ". is known to be missing; a cell left empty is not reported. Cells copied "
		  "from a spreadsheet can be pasted.\n\n"));
}

const struct screen_class grid_class = {
	.name = "grid",
	.title = N_("Grid"),
	.size = sizeof(struct grid_screen),
	.actions = actions,
	.load = load,
	.draw = draw,
	.unload = unload,
	.key = key,
	.typing = typing,
	.flush = flush,
	.tick = tick,
	.paste = paste,
	.heading = heading,
	.hint = hint,
	.help = help,
};

struct screen *scr_grid(struct app *app, const struct form *form, struct period period)
{
	struct grid_screen *g = screen_new(&grid_class);

	g->sheet.app = app;
	g->sheet.screen = &g->base;
	g->sheet.as_of = DATE_NONE;
	g->sheet.period = period;
	g->form_id = xstrdup(form->id);
	editor_init(&g->sheet.editor, 0, FIELD_TEXT_LIMIT);
	return &g->base;
}

struct screen *scr_grid_of(
	struct app *app, const struct form *form, struct period period, const struct unit *unit)
{
	struct screen *s = scr_grid(app, form, period);

	if (unit && form->unit && form->grid.rows->list)
		snprintf(sheet_of(s)->unit, sizeof(sheet_of(s)->unit), "%s", unit->code);
	return s;
}
