/*
 * sheet_past.c - what stood in a cell of a grid before: a pop-up, and a pane where the terminal
 * is wide.
 *
 * The pane is read when nothing was typed for a moment, never with a key.
 */
#include "screens/sheet_acts.h"

#include "data/dataset.h"
#include "data/past.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/past_view.h"
#include "screens/screens.h"
#include "screens/sheet.h"
#include "screens/sheet_type.h"
#include "tui/progress.h"

void sheet_past(struct sheet *sh)
{
	struct arena mem = { 0 };

	sheet_settle(sh);
	if (sheet_now(sh))
		past_show(sh->screen, sh->app, sheet_record(sh, sheet_now(sh), &mem),
			sheet_field(sh, sh->column));
	arena_release(&mem);
}

/* The neighbours stand below: the pane is narrow. */
static void read_pane(struct sheet *sh, struct str *out)
{
	const struct field *field = sheet_field(sh, sh->column);
	const struct sheet_row *row = sheet_now(sh);
	struct past past = { 0 }, part;
	struct arena mem = { 0 };
	struct err ignored = { 0 };
	/* nobody has asked for it: it waits for no server */
	int was = dataset_hurry(sh->app->data, 1);

	if (data_past(sh->app->data, sheet_record(sh, row, &mem), field, &mem, &past,
		    &ignored) == 0) {
		str_addf(out, "%s\n", row->name);
		part = past;
		part.near_count = 0;
		if (part.count > 0)
			past_lines(sh->model, sh->form, field, &part, out);
		part = past;
		part.count = 0;
		if (part.near_count > 0) {
			str_add_char(out, '\n');
			past_lines(sh->model, sh->form, field, &part, out);
		}
	}
	dataset_hurry(sh->app->data, was);
	arena_release(&mem);
}

int sheet_pane(struct sheet *sh)
{
	int there = sh->pane.text.len > 0;

	if (!sh->pane.wanted || !sheet_now(sh) || !sh->form) {
		str_clear(&sh->pane.text);
		return there;
	}
	if (there && sh->pane.row == sh->list.at && sh->pane.column == sh->column)
		return 0;
	str_clear(&sh->pane.text);
	sh->pane.row = sh->list.at;
	sh->pane.column = sh->column;
	progress_start_idle();
	read_pane(sh, &sh->pane.text);
	if (sh->pane.text.len == 0)
		str_add_char(&sh->pane.text, ' ');
	return 1;
}
