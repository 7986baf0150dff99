/*
 * sheet_save.c - the cells that were typed into become records, one save a row.
 *
 * What is refused keeps its text and gets its sentence; the others are saved all the same.
 * What somebody else saved meanwhile is put together with it, cell by cell.
 */
#include "screens/sheet_acts.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/merge.h"
#include "model/model.h"
#include "screens/screens.h"
#include "screens/sheet.h"
#include "screens/sheet_type.h"
#include "tui/keys.h"
#include "tui/popup.h"
#include "tui/progress.h"
#include "tui/screen.h"

enum { REASON_LIMIT = 200, MOST_LISTED = 8, MOST_TURNS = 4 };

struct batch {
	struct sheet *sh;
	struct arena mem;
	const char *reason; /* why warnings are right, NULL not asked yet */
	size_t saved, failed, warned;
	size_t kept; /* of saved: not submitted, because something is to be confirmed */
	size_t merged; /* of saved: somebody else had changed another cell */
	struct str warnings; /* what was found, one line a row */
	VEC(struct sheet_clash) clashes;
	int later; /* the user does not want to choose now */
	int stop; /* the store does not answer, or the user: the rest waits */
};

/* ---- the record of a row ----------------------------------------------------------------- */

static void set_header(
	const struct sheet *sh, const struct sheet_row *row, struct record *record)
{
	const struct form *form = sh->form;

	/* the line stands for the row as a whole: nothing tells it apart further */
	for (size_t i = 0; i < form->key.count; i++)
		record->values[form->key.at[i]->index] = value_state_only(VALUE_NONE);
	if (form->period)
		record->values[form->period->index] = value_period(sh->period);
	record->values[form->grid.rows->index] = value_text(row->code);
	if (sh->unit[0])
		record->values[form->unit->index] = value_text(sh->unit);
}

/* The row's line with what the cells hold; base: what they held when the typing began. */
static struct record *with_cells(
	struct batch *b, const struct sheet_row *row, const struct record *line, int base)
{
	const struct sheet *sh = b->sh;
	struct record *record = record_copy(line, &b->mem);

	for (size_t i = 0; i < sheet_columns(sh); i++) {
		const struct sheet_cell *cell = sheet_typed(sh, row, i);

		if (cell)
			record->values[sheet_field(sh, i)->index] =
				base ? cell->base : cell->value;
	}
	if (sh->form->as_of && !base)
		record->values[sh->form->as_of->index] = value_date(sh->as_of);
	return record;
}

struct record *sheet_record(
	const struct sheet *sh, const struct sheet_row *row, struct arena *mem)
{
	struct record *record;

	if (row->record && row->editable)
		return record_copy(row->record, mem);
	record = record_new(sh->form, mem);
	set_header(sh, row, record);
	return record;
}

static size_t column_of(const struct sheet *sh, const struct field *field)
{
	size_t column = 0;

	while (column < sheet_columns(sh) && sheet_field(sh, column) != field)
		column++;
	return column;
}

static void add_clash(struct batch *b, const struct sheet_row *row, const struct field *field)
{
	size_t column = column_of(b->sh, field);
	const struct sheet_cell *cell =
		column < sheet_columns(b->sh) ? sheet_typed(b->sh, row, column) : NULL;

	if (cell)
		*VEC_PUSH(&b->clashes) = (struct sheet_clash){ .row = row,
			.column = column,
			.base = cell->base,
			.mine = cell->value,
			.theirs = row->record->values[field->index] };
}

/* What is to be saved; NULL: somebody has to choose first. */
static struct record *record_of(struct batch *b, const struct sheet_row *row)
{
	struct record *line = sheet_record(b->sh, row, &b->mem);
	struct record *mine = with_cells(b, row, line, 0);
	struct merge merge = { 0 };
	size_t clashes = b->clashes.count;

	if (!row->record)
		return mine;
	merge_records(with_cells(b, row, line, 1), mine, line, &b->mem, &merge);
	for (size_t i = 0; i < merge.clashes.count; i++)
		add_clash(b, row, merge.clashes.at[i]);
	return b->clashes.count > clashes ? NULL : merge.merged;
}

/* ---- refused ----------------------------------------------------------------------------- */

static void set_error(struct sheet *sh, const struct sheet_row *row, const char *sentence)
{
	for (size_t i = 0; i < sheet_columns(sh); i++) {
		struct sheet_cell *cell = sheet_typed(sh, row, i);

		if (!cell)
			continue;
		str_clear(&cell->error);
		str_add(&cell->error, sentence);
		return;
	}
}

static void findings(
	struct batch *b, const struct sheet_row *row, const struct save_result *result)
{
	const struct findings *found = &result->findings;
	const char *sentence = found->at[0].sentence;

	for (size_t i = 0; i < found->count; i++) {
		if (found->at[i].weight == FINDING_BLOCKS) {
			sentence = found->at[i].sentence;
			break;
		}
	}
	set_error(b->sh, row, sentence);
	if (found->blocks > 0)
		return;
	if (b->warned++ < MOST_LISTED)
		str_addf(&b->warnings, "\n%s: %s", row->name, sentence);
}

static void forget_row(struct sheet *sh, const struct sheet_row *row)
{
	for (size_t i = 0; i < sheet_columns(sh); i++) {
		struct sheet_cell *cell = sheet_typed(sh, row, i);

		if (cell)
			sheet_forget(sh, cell);
	}
}

static int has_cells(const struct sheet *sh, const struct sheet_row *row, int *faulty)
{
	int typed = 0;

	*faulty = 0;
	for (size_t i = 0; i < sheet_columns(sh); i++) {
		const struct sheet_cell *cell = sheet_typed(sh, row, i);

		typed = typed || cell;
		*faulty = *faulty || (cell && cell->faulty);
	}
	return typed;
}

/* ---- somebody else was quicker ----------------------------------------------------------- */

/* 1: the line as it stands now is the row's, and the cells are put over it; 0: refused. */
static int take_line(struct batch *b, struct sheet_row *row, const struct record *line)
{
	struct sheet *sh = b->sh;

	if (line && line->state == STATE_DELETED)
		line = NULL;
	if (line && !sheet_stands_for_row(sh, row, line)) {
		set_error(
			sh, row, _("Somebody saved other lines here meanwhile: o opens them."));
		return 0;
	}
	if (!line)
		set_error(sh, row,
			_("Somebody deleted this line meanwhile; "
			  "^S saves yours as a new one."));
	for (size_t i = 0; !line && i < sheet_columns(sh); i++) {
		struct sheet_cell *cell = sheet_typed(sh, row, i);

		if (cell)
			cell->base = value_state_only(VALUE_NONE);
		row->now[i] = value_state_only(VALUE_NONE);
	}
	row->record = line ? record_copy(line, &sh->mem) : NULL;
	row->lines = line != NULL;
	return line != NULL;
}

static int take_other(struct batch *b, struct sheet_row *row, const struct save_result *result)
{
	struct record *other = NULL;
	struct err ignored = { 0 };

	if (data_get(b->sh->app->data, b->sh->form, result->other, &b->mem, &other, &ignored) ==
		DATA_OK)
		return take_line(b, row, other);
	set_error(b->sh, row, result->sentence);
	return 0;
}

/* ---- saving ------------------------------------------------------------------------------ */

static void stored(struct batch *b, struct sheet_row *row, const struct record *record,
	const struct save_result *result)
{
	struct record *now = record_copy(record, &b->sh->mem);

	now->id = result->id;
	now->revision = result->revision;
	now->state = result->state;
	row->record = now;
	b->saved++;
	b->kept += !data_counts(b->sh->app->data, result->state);
	forget_row(b->sh, row);
}

static void refused(struct batch *b, const struct sheet_row *row,
	const struct save_result *result, int got, const struct err *err)
{
	b->failed++;
	if (got < 0)
		screen_refused(err);
	if (got == DATA_FINDINGS && result->findings.count > 0)
		findings(b, row, result);
	else
		set_error(b->sh, row,
			got < 0                    ? err->text
				: result->sentence ? result->sentence
						   : "");
	b->stop = b->stop || (got < 0 && err->code != ERR_FAULT && err->code != ERR_DENIED);
}

static void save_row(struct batch *b, struct sheet_row *row)
{
	int others = 0;

	for (int turn = 0; turn < MOST_TURNS; turn++) {
		struct save_options options = { 0 };
		struct save_result result = { 0 };
		struct err err = { 0 };
		struct record *record = record_of(b, row);
		int got;

		if (!record)
			return;
		if (sheet_is_carried(b->sh, row))
			options.flags |= SAVE_KEEP;
		if (b->reason) {
			record->warn_reason = b->reason;
			options.flags |= SAVE_ACCEPT_WARNINGS;
		}
		got = data_save(b->sh->app->data, record, &options, &b->mem, &result, &err);
		if (got == DATA_OK) {
			b->merged += others != 0;
			stored(b, row, record, &result);
			return;
		}
		if ((got == DATA_CONFLICT && take_line(b, row, result.theirs)) ||
			(got == DATA_DUPLICATE && take_other(b, row, &result))) {
			others = 1;
			continue;
		}
		if (got == DATA_NONE && row->record)
			take_line(b, row, NULL);
		if (got == DATA_CONFLICT || got == DATA_DUPLICATE || got == DATA_NONE)
			b->failed++;
		else
			refused(b, row, &result, got, &err);
		return;
	}
}

static void save_rows(struct batch *b)
{
	size_t all = b->sh->row_count;
	int faulty;

	b->failed = b->warned = 0;
	b->clashes.count = 0;
	str_clear(&b->warnings);
	progress_begin(_("Saving"));
	for (size_t i = 0; i < all && !b->stop; i++) {
		struct sheet_row *row = &b->sh->rows[i];

		b->stop = progress_step(i, all);
		if (b->stop || !has_cells(b->sh, row, &faulty))
			continue;
		if (faulty)
			b->failed++;
		else
			save_row(b, row);
	}
	progress_end();
}

/* ---- questions --------------------------------------------------------------------------- */

/* Warnings are asked about once, for all rows that have them; 1: try again with the reason. */
static int ask_reason(struct batch *b)
{
	const struct choice choices[] = { { 'w', _("Write the reason") } };
	struct str text = { 0 }, reason = { 0 };
	int answer;

	str_addf(&text, "%s%s", _("Please check:"), str_text(&b->warnings));
	answer = screen_ask(b->sh->screen, str_text(&text), choices, COUNT_OF(choices));
	if (answer == 0 &&
		screen_prompt(b->sh->screen,
			_("Why is it right? The reason is kept with the record."), REASON_LIMIT,
			&reason) == 0 &&
		reason.len > 0)
		b->reason = arena_text(&b->mem, str_text(&reason));
	str_release(&text);
	str_release(&reason);
	return b->reason != NULL;
}

/* The answers become what the cells say; 1: something is to be saved after all. */
static int answer_clashes(struct batch *b)
{
	int mine = 0;

	if (!b->later)
		sheet_ask_clashes(b->sh, b->clashes.at, b->clashes.count);
	for (size_t i = 0; i < b->clashes.count; i++) {
		const struct sheet_clash *clash = &b->clashes.at[i];
		struct sheet_cell *cell = sheet_typed(b->sh, clash->row, clash->column);

		if (!cell)
			continue;
		if (clash->answer == 't') {
			sheet_forget(b->sh, cell);
		} else if (clash->answer == 'm') {
			cell->base = value_copy(&clash->theirs, &b->sh->typed);
			mine = 1;
		} else {
			str_clear(&cell->error);
			str_add(&cell->error,
				_("Somebody saved another value meanwhile; ^S asks again."));
			b->failed++;
			b->later = 1;
		}
	}
	return mine;
}

static size_t carried_rows(const struct sheet *sh)
{
	size_t count = 0;
	int faulty;

	for (size_t i = 0; i < sh->row_count; i++)
		count += has_cells(sh, &sh->rows[i], &faulty) &&
			sheet_is_carried(sh, &sh->rows[i]);
	return count;
}

/* 1 to go on. */
static int ask_carried(const struct sheet *sh)
{
	struct choice choices[] = { { K_ENTER, _("Save") } };
	size_t count = carried_rows(sh);
	struct str text = { 0 };
	int answer;

	if (count == 0)
		return 1;
	str_addf(&text,
		P_("%zu row has copied values (~) that are not confirmed. It is saved, but not "
		   "reported; Enter on a cell confirms it.",
			"%zu rows have copied values (~) that are not confirmed. They are "
			"saved, but not reported; Enter on a cell confirms it.",
			count),
		count);
	answer = screen_ask(sh->screen, str_text(&text), choices, COUNT_OF(choices));
	str_release(&text);
	return answer == 0;
}

/* ---- what was done ----------------------------------------------------------------------- */

static void tell(const struct batch *b)
{
	struct screen *s = b->sh->screen;
	struct str text = { 0 };

	if (b->saved + b->failed == 0)
		str_add(&text,
			b->clashes.count ? _("What the other saved stands here now.")
					 : _("Nothing has changed; nothing to save."));
	else
		str_addf(&text, P_("%zu row saved.", "%zu rows saved.", b->saved), b->saved);
	if (b->kept > 0)
		str_addf(&text,
			P_(" %zu of them is not reported: confirm it.",
				" %zu of them are not reported: confirm them.", b->kept),
			b->kept);
	if (b->merged > 0)
		str_addf(&text,
			P_(" In %zu row somebody else changed other values; both are kept.",
				" In %zu rows somebody else changed other values; both are "
				"kept.",
				b->merged),
			b->merged);
	if (b->failed > 0)
		screen_warn(s, _("%zu saved, %zu not: what is wrong stands beside them."),
			b->saved, b->failed);
	else
		screen_message(s, "%s", str_text(&text));
	str_release(&text);
}

void sheet_save(struct sheet *sh)
{
	struct batch b = { .sh = sh };

	sheet_settle(sh);
	if (!ask_carried(sh))
		return;
	save_rows(&b);
	while (!b.stop && b.clashes.count > 0 && answer_clashes(&b))
		save_rows(&b);
	if (b.warned > 0 && !b.stop && ask_reason(&b))
		save_rows(&b);
	tell(&b);
	/* what was refused can still be undone step by step when all of it was */
	if (b.saved > 0 || b.clashes.count > 0)
		sheet_typing_saved(sh);
	str_release(&b.warnings);
	VEC_RELEASE(&b.clashes);
	arena_release(&b.mem);
}
