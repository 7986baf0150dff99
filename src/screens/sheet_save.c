/*
 * sheet_save.c - the cells that were typed into become records, one save a row.
 *
 * What is refused keeps its text and gets its sentence; the others are saved all the same.
 */
#include "screens/sheet.h"

#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/xalloc.h"
#include "data/dataset.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/screens.h"
#include "tui/popup.h"
#include "tui/screen.h"

enum { REASON_LIMIT = 200, MOST_LISTED = 8 };

struct batch {
	struct sheet *sh;
	struct arena mem;
	const char *reason; /* why warnings are right, NULL not asked yet */
	size_t saved, failed, warned;
	struct str warnings; /* what was found, one line a row */
	int stop; /* the store does not answer: the rest waits */
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
}

static struct record *record_of(struct batch *b, const struct sheet_row *row)
{
	const struct sheet *sh = b->sh;
	struct record *record =
		row->record ? record_copy(row->record, &b->mem) : record_new(sh->form, &b->mem);

	if (!row->record)
		set_header(sh, row, record);
	if (sh->form->as_of)
		record->values[sh->form->as_of->index] = value_date(sh->as_of);
	for (size_t i = 0; i < sheet_columns(sh); i++) {
		const struct sheet_cell *cell = sheet_typed(sh, row, i);

		if (cell)
			record->values[sheet_field(sh, i)->index] = cell->value;
	}
	return record;
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

static void conflict(
	struct batch *b, const struct sheet_row *row, const struct save_result *result)
{
	const struct field *field = sheet_field(b->sh, 0);
	struct str text = { 0 };

	str_add(&text, _("somebody saved meanwhile: "));
	field_show(b->sh->model, field, &result->theirs->values[field->index], &text);
	str_add(&text, _("; ^S saves yours"));
	set_error(b->sh, row, str_text(&text));
	str_release(&text);
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

/* ---- saving ------------------------------------------------------------------------------ */

static void save_row(struct batch *b, const struct sheet_row *row)
{
	struct record *record = record_of(b, row);
	struct save_options options = { 0 };
	struct save_result result = { 0 };
	struct err err = { 0 };
	int got;

	if (b->reason) {
		record->warn_reason = b->reason;
		options.flags |= SAVE_ACCEPT_WARNINGS;
	}
	got = data_save(b->sh->app->data, record, &options, &b->mem, &result, &err);
	if (got == DATA_OK) {
		b->saved++;
		forget_row(b->sh, row);
		return;
	}
	b->failed++;
	if (got == DATA_FINDINGS && result.findings.count > 0)
		findings(b, row, &result);
	else if (got == DATA_CONFLICT)
		conflict(b, row, &result);
	else
		set_error(b->sh, row,
			got < 0                   ? err.text
				: result.sentence ? result.sentence
						  : "");
	b->stop = got < 0 && err.code != ERR_FAULT && err.code != ERR_DENIED;
}

static void save_rows(struct batch *b)
{
	int faulty;

	b->saved = b->failed = b->warned = 0;
	str_clear(&b->warnings);
	for (size_t i = 0; i < b->sh->row_count && !b->stop; i++) {
		const struct sheet_row *row = &b->sh->rows[i];

		if (!has_cells(b->sh, row, &faulty))
			continue;
		if (faulty)
			b->failed++;
		else
			save_row(b, row);
	}
}

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

static void tell(const struct batch *b, size_t saved)
{
	struct screen *s = b->sh->screen;

	if (saved + b->failed == 0)
		screen_message(s, _("Nothing has changed; nothing to save."));
	else if (b->failed == 0)
		screen_message(s, P_("%zu row saved.", "%zu rows saved.", saved), saved);
	else
		screen_warn(s, _("%zu saved, %zu not: what is wrong stands beside them."),
			saved, b->failed);
}

void sheet_save(struct sheet *sh)
{
	struct batch b = { .sh = sh };
	size_t saved;

	sheet_settle(sh);
	save_rows(&b);
	saved = b.saved;
	if (b.warned > 0 && ask_reason(&b)) {
		save_rows(&b);
		saved += b.saved;
	}
	tell(&b, saved);
	str_release(&b.warnings);
	arena_release(&b.mem);
}
