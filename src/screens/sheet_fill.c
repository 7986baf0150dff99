/*
 * sheet_fill.c - cells filled by a key, and rows found by typing.
 */
#include "screens/sheet_acts.h"

#include <string.h>

#include "base/i18n.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/sheet.h"
#include "screens/sheet_type.h"
#include "screens/typing.h"
#include "tui/pick.h"
#include "tui/popup.h"
#include "tui/screen.h"

enum { NOTE_LIMIT = 200 };

/* ---- filling ----------------------------------------------------------------------------- */

static int is_empty(const struct sheet *sh, const struct sheet_row *row, size_t column)
{
	const struct sheet_cell *cell = sheet_typed(sh, row, column);

	if (!row->editable || (cell && cell->faulty))
		return 0;
	return sheet_value(sh, row, column).state == VALUE_NONE;
}

/* Last period's values into all empty cells. */
static size_t fill_before(struct sheet *sh)
{
	size_t count = 0;

	for (size_t r = 0; r < sh->row_count; r++) {
		for (size_t i = 0; i < sheet_columns(sh); i++) {
			struct value value = sh->rows[r].before[i];

			if (!value_is_given(&value) || !is_empty(sh, &sh->rows[r], i))
				continue;
			value.carried = 1;
			sheet_put(sh, &sh->rows[r], i, &value);
			count++;
		}
	}
	return count;
}

void sheet_carry(struct sheet *sh)
{
	size_t count;

	sheet_settle(sh);
	typing_group_begin(sh->typing);
	count = fill_before(sh);
	typing_group_end(sh->typing);
	if (count == 0)
		screen_message(sh->screen,
			_("Nothing to copy: no cell is empty here that had a figure."));
	else
		screen_message(sh->screen,
			P_("%zu cell copied from last period (~): Enter on it confirms it.",
				"%zu cells copied from last period (~): Enter on a cell "
				"confirms it.",
				count),
			count);
}

/* Cells that are empty and may be typed into; fill: they become 0. */
static size_t each_empty(struct sheet *sh, int fill)
{
	struct value zero = value_number(decimal_of(0));
	size_t count = 0;

	for (size_t r = 0; r < sh->row_count; r++) {
		for (size_t i = 0; i < sheet_columns(sh); i++) {
			if (!is_empty(sh, &sh->rows[r], i))
				continue;
			if (fill)
				sheet_put(sh, &sh->rows[r], i, &zero);
			count++;
		}
	}
	return count;
}

static int ask_zeros(const struct sheet *sh, size_t count)
{
	const char *zero = text_in(sh->form->zero, i18n_lang());
	struct str question = { 0 };
	int yes;

	if (*zero)
		str_addf(&question,
			P_("%zu cell is empty. Put 0 (%s) into it?",
				"%zu cells are empty. Put 0 (%s) into all of them?", count),
			count, zero);
	else
		str_addf(&question,
			P_("%zu cell is empty. Put 0 into it?",
				"%zu cells are empty. Put 0 into all of them?", count),
			count);
	yes = screen_confirm(sh->screen, str_text(&question));
	str_release(&question);
	return yes;
}

void sheet_zeros(struct sheet *sh)
{
	size_t count;

	sheet_settle(sh);
	count = each_empty(sh, 0);
	if (count == 0) {
		screen_message(sh->screen, _("No cell is empty here."));
		return;
	}
	if (!ask_zeros(sh, count))
		return;
	typing_group_begin(sh->typing);
	each_empty(sh, 1);
	typing_group_end(sh->typing);
	screen_message(
		sh->screen, P_("%zu cell is 0 now.", "%zu cells are 0 now.", count), count);
}

/* ---- one cell ---------------------------------------------------------------------------- */

int sheet_can_type(struct sheet *sh)
{
	const struct sheet_row *row = sheet_now(sh);

	struct err why = { 0 };

	if (!row)
		return 0;
	if (*row->refusal)
		err_set(&why, ERR_DENIED, "%s", row->refusal);
	if (sh->denied.code != ERR_NONE)
		screen_warn(sh->screen, "%s", sh->denied.text);
	else if (why.code != ERR_NONE)
		screen_fail(sh->screen, &why); /* who can is at its end */
	else if (!row->editable)
		screen_warn(sh->screen, _("This figure has lines behind it: o opens them."));
	return sh->typing && row->editable;
}

static void put_here(struct sheet *sh, struct value value)
{
	sh->editing = 0;
	value.carried = 0;
	value.note = sheet_note_at(sh, sheet_now(sh), sh->column);
	sheet_put(sh, sheet_now(sh), sh->column, &value);
}

void sheet_confirm(struct sheet *sh)
{
	struct value value = sheet_value(sh, sheet_now(sh), sh->column);

	if (value.carried)
		put_here(sh, value);
}

void sheet_same(struct sheet *sh)
{
	if (!sheet_can_type(sh))
		return;
	if (value_is_given(&sheet_now(sh)->before[sh->column]))
		put_here(sh, sheet_now(sh)->before[sh->column]);
	else
		screen_message(sh->screen, _("There is no figure of last period here."));
}

void sheet_above(struct sheet *sh)
{
	struct value value = value_state_only(VALUE_NONE);

	if (!sheet_can_type(sh))
		return;
	if (sh->list.at > 0)
		value = sheet_value(sh, sheet_now(sh) - 1, sh->column);
	if (value.state != VALUE_NONE)
		put_here(sh, value);
	else
		screen_message(sh->screen, _("There is no value in the row above."));
}

void sheet_note(struct sheet *sh)
{
	struct str text = { 0 };
	struct value value;

	sheet_settle(sh);
	if (!sheet_can_type(sh))
		return;
	value = sheet_value(sh, sheet_now(sh), sh->column);
	if (value.state == VALUE_NONE) {
		screen_message(sh->screen,
			_("A note stands on a value: type it first, or . when it is missing."));
		return;
	}
	str_add(&text, value.note ? value.note : "");
	if (screen_prompt(sh->screen, _("Note on this value (empty: no note)"), NOTE_LIMIT,
		    &text) == 0) {
		value.note = text.len ? str_text(&text) : NULL;
		sheet_put(sh, sheet_now(sh), sh->column, &value);
	}
	str_release(&text);
}

/* ---- finding a row ----------------------------------------------------------------------- */

static int better(int a, int b)
{
	return a > b ? a : b;
}

static int name_score(const char *name, const char *typed)
{
	struct pick_key key = { .code = "", .name = name };

	return name ? pick_score(&key, typed) : 0;
}

static int unit_score(const struct unit *unit, const char *name, const char *typed)
{
	struct pick_key key = { .code = unit->code,
		.name = name,
		.pinyin = unit->pinyin,
		.initials = unit->initials,
		.aliases = unit->aliases };
	int best = pick_score(&key, typed);

	best = better(best, name_score(unit->short_name, typed));
	best = better(best, name_score(unit->report_name, typed));
	for (size_t i = 0; i < unit->name_count; i++)
		best = better(best, name_score(unit->names[i].name, typed));
	return best;
}

int sheet_row_score(const struct sheet *sh, const struct sheet_row *row, const char *typed)
{
	const struct code_list *list = sh->form->grid.rows->list;
	const struct code *code = row->unit || !list ? NULL : code_list_find(list, row->code);
	struct pick_key key = { .code = row->code, .name = row->name };

	if (row->unit)
		return unit_score(row->unit, row->name, typed);
	if (code) {
		key.pinyin = code->pinyin;
		key.initials = code->initials;
		key.aliases = code->aliases;
	}
	return better(
		pick_score(&key, typed), code ? name_score(code->label[LANG_ZH], typed) : 0);
}

static size_t find_rows(
	void *ctx, const char *typed, struct arena *mem, const struct pick_item **items)
{
	const struct sheet *sh = ctx;
	struct pick_item *out = arena_array(mem, sh->row_count + 1, sizeof(*out));
	int *scores = arena_array(mem, sh->row_count + 1, sizeof(*scores));
	size_t count = 0;

	for (size_t i = 0; i < sh->row_count; i++) {
		const struct sheet_row *row = &sh->rows[i];
		int score = sheet_row_score(sh, row, typed);
		size_t at = count;

		if (score == 0)
			continue;
		for (; at > 0 && scores[at - 1] < score; at--) {
			out[at] = out[at - 1];
			scores[at] = scores[at - 1];
		}
		scores[at] = score;
		out[at] = (struct pick_item){
			.code = row->code, .label = row->name, .data = row
		};
		count++;
	}
	*items = out;
	return count;
}

void sheet_find(struct sheet *sh)
{
	struct pick pick = { .title = _("Find a row"), .find = find_rows, .ctx = sh };
	struct arena mem = { 0 };
	struct pick_item item;

	sheet_settle(sh);
	if (pick_run(sh->screen, &pick, &mem, &item) == 0)
		sh->list.at = (size_t)((const struct sheet_row *)item.data - sh->rows);
	arena_release(&mem);
}
