/*
 * scr_grid.c - the grid of a form: all that owe it down, figures across, typed in one go.
 *
 * With unsaved cells it keeps the model it was opened with; without, it follows the session.
 */
#include "screens/screens.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/classes.h"
#include "screens/sheet.h"
#include "tui/keys.h"
#include "tui/popup.h"
#include "tui/screen.h"

struct grid_screen {
	struct screen base;
	struct sheet sheet;
	char *form_id; /* ours */
	int begun; /* period and as-of date are known */
};

static struct sheet *sheet_of(const struct screen *s)
{
	return &((struct grid_screen *)s)->sheet;
}

/* ---- loading ----------------------------------------------------------------------------- */

/* Follows the session's model when nothing typed depends on the old one. */
static int take_model(struct grid_screen *g)
{
	struct sheet *sh = &g->sheet;
	struct model *now;

	app_refresh(sh->app);
	now = (struct model *)app_model(sh->app);
	if (sh->model && sh->cells.count > 0)
		return 1;
	if (sh->model != now) {
		model_drop(&sh->model);
		sh->model = model_hold(now);
		sh->form = model_form(now, g->form_id);
	}
	return sh->form && sh->form->grid.rows && sheet_columns(sh) > 0;
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
	return SCREEN_STAY;
}

static void unload(struct screen *s)
{
	sheet_release(sheet_of(s));
	free(((struct grid_screen *)s)->form_id);
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

	if (!row)
		return;
	if (*sheet_error(sh, row))
		str_add(out, sheet_error(sh, row));
	else if (sh->denied.code != ERR_NONE)
		str_add(out, sh->denied.text);
	else if (!row->editable)
		str_add(out,
			_("Several or detailed lines stand behind this figure: "
				   "Enter opens them."));
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

static enum screen_next enter(struct screen *s)
{
	struct sheet *sh = sheet_of(s);
	const struct sheet_row *row = sheet_now(sh);

	if (row && !sh->editing && !row->editable)
		return lines(s);
	return move(s, K_DOWN);
}

/* ---- typing ------------------------------------------------------------------------------ */

static int can_type(struct sheet *sh)
{
	const struct sheet_row *row = sheet_now(sh);

	if (!row)
		return 0;
	if (sh->denied.code != ERR_NONE)
		screen_warn(sh->screen, "%s", sh->denied.text);
	else if (!row->editable)
		screen_warn(
			sh->screen, _("This figure has lines behind it: Enter opens them."));
	return sh->denied.code == ERR_NONE && row->editable;
}

/* Figures and states begin a cell anew; letters are left to the keys of the screen. */
static int begins_cell(int32_t k)
{
	return (k >= '0' && k <= '9') || k == '.' || k == '/' || k == '-' || k == '+' ||
		k == 'X' || k > 127;
}

static enum screen_next key(struct screen *s, int32_t k)
{
	struct sheet *sh = sheet_of(s);
	struct sheet_cell *cell;

	if (!sh->editing) {
		if (k == K_LEFT || k == K_RIGHT)
			return sideways(sh, k == K_RIGHT ? 1 : -1);
		if (!(key_is_text(k) && begins_cell(k)) && k != K_BACKSPACE && k != K_DEL)
			return SCREEN_PASS;
		if (!can_type(sh))
			return SCREEN_STAY;
		cell = sheet_type(sh, sheet_now(sh), sh->column);
		editor_set(&cell->editor, "");
		sh->editing = 1;
	}
	cell = sheet_typed(sh, sheet_now(sh), sh->column);
	return editor_key(&cell->editor, k) == EDITOR_PASS ? SCREEN_PASS : SCREEN_STAY;
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

/* ---- saving and leaving ------------------------------------------------------------------ */

static enum screen_next save(struct screen *s)
{
	sheet_save(sheet_of(s));
	return SCREEN_REFRESH;
}

/* 1 when nothing typed would be lost by going on. */
static int may_leave(struct screen *s)
{
	const struct choice choices[] = { { 's', _("Save") }, { 'd', _("Discard") } };
	struct sheet *sh = sheet_of(s);

	sheet_settle(sh);
	if (sh->cells.count == 0)
		return 1;
	switch (screen_ask(s, _("What you typed is not saved."), choices, COUNT_OF(choices))) {
	case 0:
		sheet_save(sh);
		return sh->cells.count == 0;
	case 1:
		sheet_forget_all(sh);
		return 1;
	default:
		return 0;
	}
}

/* Esc in a cell takes back what was typed into it. */
static enum screen_next back(struct screen *s)
{
	struct sheet *sh = sheet_of(s);

	if (sh->editing) {
		sh->editing = 0;
		sheet_forget(sh, sheet_typed(sh, sheet_now(sh), sh->column));
		return SCREEN_STAY;
	}
	return may_leave(s) ? SCREEN_BACK : SCREEN_STAY;
}

static enum screen_next period(struct screen *s)
{
	if (!may_leave(s))
		return SCREEN_REFRESH;
	return sheet_ask(sheet_of(s)) == 0 ? SCREEN_REFRESH : SCREEN_STAY;
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

static int has_period(const struct screen *s)
{
	return sheet_of(s)->form && sheet_of(s)->form->period;
}

static int can_save(const struct screen *s)
{
	return sheet_of(s)->denied.code == ERR_NONE;
}

/* clang-format off */
static const struct action actions[] = {
	{ .name = "grid-next", .keys = "Enter", .label = N_("Next"), .run = enter,
	  .help = N_("Go to the next row; where several lines stand behind a figure, open them.") },
	{ .name = "grid-save", .keys = "^S F2", .label = N_("Save"), .run = save, .when = can_save,
	  .help = N_("Save all cells that were typed."), .flags = ACTION_KEEP },
	{ .name = "grid-lines", .keys = "o", .label = N_("Lines"), .run = lines,
	  .help = N_("Open the lines behind this figure.") },
	{ .name = "grid-period", .keys = "p", .label = N_("Period"), .run = period,
	  .help = N_("Choose another period and as-of date.") },
	{ .name = "grid-period-before", .keys = "<", .label = N_("Before"), .run = period_before,
	  .help = N_("The period before."), .when = has_period },
	{ .name = "grid-period-after", .keys = ">", .label = N_("After"), .run = period_after,
	  .help = N_("The period after."), .when = has_period },
	{ .name = "grid-up", .keys = "Up", .label = N_("Up"), .run = up, .flags = ACTION_QUIET },
	{ .name = "grid-down", .keys = "Down", .label = N_("Down"), .run = down, .flags = ACTION_QUIET },
	{ .name = "grid-tab", .keys = "Tab", .label = N_("Next cell"), .run = tab, .flags = ACTION_QUIET },
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
	(void)s;
	str_add(out,
		_("Type a figure and go on with Enter. 0 is nothing new, "
		  ". is known to be missing; a cell left empty is not reported.\n\n"));
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
	return &g->base;
}
