/*
 * cmd_second.c - herbledger second: a record typed once more by somebody else.
 *
 *	second FORM ID [FILE|-]     a JSON line as of put; what differs is printed and kept
 *	second --rate [FORM]        how far first and second entries agree
 *
 * Before it is kept nothing is told of the first entry: a dry run counts cells and no more.
 */
#include "cli/commands.h"

#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/incoming.h"
#include "cli/listing.h"
#include "cli/session.h"
#include "exchange/json.h"
#include "exchange/rows_in.h"
#include "model/field_type.h"
#include "model/form.h"
#include "model/model.h"
#include "work/second.h"

/* ---- agreement ---- */

static const char *percent(struct session *s, uint64_t agreed, uint64_t cells)
{
	struct str text = { 0 };

	second_percent(agreed, cells, &text);
	return str_keep(&text, &s->mem);
}

static const char *unit_text(const struct session *s, const char *code)
{
	const struct unit *unit = code ? unit_find(&s->model->units, code) : NULL;

	return unit ? unit_name(unit, DATE_NONE) : code ? code : "";
}

static int print_rates(struct session *s, enum rows_format format,
	const struct second_rate *rates, size_t count, struct err *err)
{
	const struct rows_column columns[] = {
		{ "ledger", _("Ledger"), ROWS_LEFT },
		{ "unit", _("Unit"), ROWS_LEFT },
		{ "typist", _("Typed second by"), ROWS_LEFT },
		{ "entries", _("Entries"), ROWS_NUMBER },
		{ "agreed", _("Cells that agree"), ROWS_NUMBER },
		{ "compared", _("of cells"), ROWS_NUMBER },
		{ "rate", _("Agreement %"), ROWS_NUMBER },
	};
	enum { COUNT = COUNT_OF(columns) };
	const char **cells = arena_array(&s->mem, count * COUNT, sizeof(*cells));

	for (size_t i = 0; i < count; i++) {
		const struct second_rate *r = &rates[i];
		const char **row = cells + i * COUNT;

		row[0] = format == ROWS_TEXT && r->form ? form_label(r->form, i18n_lang())
							: r->form_id;
		row[1] = format == ROWS_TEXT ? unit_text(s, r->unit) : r->unit ? r->unit : "";
		row[2] = r->typist ? r->typist : "";
		row[3] = arena_printf(&s->mem, "%" PRIu64, r->entries);
		row[4] = arena_printf(&s->mem, "%" PRIu64, r->agreed);
		row[5] = arena_printf(&s->mem, "%" PRIu64, r->cells);
		row[6] = percent(s, r->agreed, r->cells);
	}
	return listing_print(format, columns, COUNT, cells, count, err);
}

static int rate(struct cli *cli, struct session *s, struct err *err)
{
	const char *text = cli_option(cli, "--period");
	struct period period = { PERIOD_NONE, 0, 0 };
	enum rows_format format = ROWS_TEXT;
	const struct form *form = NULL;
	struct second_rate *rates;
	size_t count;

	if (cli->word_count > 1)
		return err_set(err, ERR_USAGE,
			_("usage: herbledger second --rate [FORM] [--period P]"));
	if (cli->word_count && !(form = session_form(s, cli->words[0], err)))
		return -1;
	if ((text && ask_period(s, "--period", text, &period, err) < 0) ||
		listing_format(cli, &format, err) < 0 ||
		second_rates(s->data, form, period, &s->mem, &rates, &count, err) < 0)
		return -1;
	if (!count && format == ROWS_TEXT) {
		say("%s", _("Nothing has been typed a second time there."));
		return 0;
	}
	return print_rates(s, format, rates, count, err);
}

/* ---- one record ---- */

/* The line's values into the blank record; what it does not name stays empty. */
static int take_line(struct session *s, const char *line, uint64_t id, struct record *typed,
	struct err *err)
{
	const struct form *form = typed->form;
	struct incoming in;

	if (json_to_incoming(s->data, form, line, strlen(line), &s->mem, &in, err) < 0)
		return -1;
	if (in.id && in.id != id)
		return err_set(err, ERR_USAGE, _("the line is of record %llu, not of %llu"),
			(unsigned long long)in.id, (unsigned long long)id);
	for (size_t i = 0; i < form->field_count; i++)
		if (in.named[i])
			typed->values[i] = in.values->values[i];
	return 0;
}

/* Exactly one line. */
static int read_line(
	struct session *s, FILE *file, uint64_t id, struct record *typed, struct err *err)
{
	struct rows_in *rows = NULL;
	struct row_in row;
	int got = rows_in_open(file, ROWS_LINES, &rows, err), lines = 0;

	while (got == 0 && (got = rows_in_next(rows, &row, err)) > 0) {
		got = 0;
		if (!row.count || text_is_empty(row.cells[0]))
			continue;
		if (lines++)
			got = err_set(err, ERR_USAGE,
				_("one record is typed a second time at once: one line"));
		else
			got = take_line(s, row.cells[0], id, typed, err);
	}
	rows_in_close(&rows);
	if (got == 0 && !lines)
		return err_set(err, ERR_USAGE,
			_("nothing was typed: give the record as a JSON line, as put takes "
			  "it"));
	return got;
}

/* --take: of these fields, where they differ, the second value. */
static int choose(struct cli *cli, struct second *s, struct err *err)
{
	const char *at = cli_option(cli, "--take");
	const struct form *form = s->typed->form;

	while (at && *at) {
		size_t len = strcspn(at, ",");
		struct str name = { 0 };
		const struct field *field;
		int known = 0;

		str_add_len(&name, at, len);
		field = form_field_named(form, str_text(&name));
		if (field && second_types(form, field))
			known = 1;
		else
			err_set(err, ERR_USAGE, _("%s has no field %s that is typed here"),
				form_label(form, i18n_lang()), str_text(&name));
		str_release(&name);
		if (!known)
			return -1;
		for (size_t i = 0; i < s->part_count; i++)
			if (s->parts[i].field == field)
				s->parts[i].choice = SECOND_TAKEN;
		at += len + (at[len] == ',');
	}
	return 0;
}

static const char *cell_text(
	struct session *s, const struct second_cell *cell, const struct value *value)
{
	struct str text = { 0 };

	if (value->state != VALUE_NONE)
		data_show(s->data, cell->field, value, &text);
	return str_keep(&text, &s->mem);
}

static const char *cell_name(struct session *s, const struct second_cell *cell)
{
	const char *label = field_label(cell->field, i18n_lang());

	return cell->group ? arena_printf(&s->mem, "%s %zu %s",
				     field_label(cell->group, i18n_lang()), cell->row + 1,
				     label)
			   : label;
}

static int print_differing(struct session *s, const struct second *second,
	enum rows_format format, struct err *err)
{
	const struct rows_column columns[] = {
		{ "field", _("Field"), ROWS_LEFT },
		{ "first", _("First entry"), ROWS_LEFT },
		{ "retyped", _("Second entry"), ROWS_LEFT },
		{ "kept", _("Kept"), ROWS_LEFT },
	};
	enum { COUNT = COUNT_OF(columns) };
	const char **cells =
		arena_array(&s->mem, second->cell_count * COUNT + 1, sizeof(*cells));
	size_t count = 0;

	for (size_t i = 0; i < second->part_count; i++) {
		const struct second_part *part = &second->parts[i];

		for (size_t n = part->from; n < part->from + part->count; n++) {
			const struct second_cell *cell = &second->cells[n];
			const char **row = cells + count * COUNT;

			if (cell->same)
				continue;
			row[0] = cell_name(s, cell);
			row[1] = cell_text(s, cell, cell->first);
			row[2] = cell_text(s, cell, cell->second);
			row[3] = part->choice == SECOND_TAKEN ? _("Second entry")
							      : _("First entry");
			count++;
		}
	}
	if (!count && format == ROWS_TEXT)
		return 0;
	return listing_print(format, columns, COUNT, cells, count, err);
}

/* 0 all agrees or was taken, 1 something is left to be decided. */
static int finish(struct cli *cli, struct session *s, struct second *second, struct err *err)
{
	enum rows_format format = ROWS_TEXT;
	struct save_result result;
	size_t taken, open = 0;
	int got;

	if (listing_format(cli, &format, err) < 0 || choose(cli, second, err) < 0)
		return -1;
	got = second_keep(s->data, second, &s->mem, &result, &taken, err);
	if (got > 0)
		say("%s", result.sentence ? result.sentence : "");
	if (got != 0)
		return got < 0 ? -1 : 1;
	for (size_t i = 0; i < second->part_count; i++)
		open += second->parts[i].agreed < second->parts[i].count &&
			second->parts[i].choice != SECOND_TAKEN;
	if (print_differing(s, second, format, err) < 0)
		return -1;
	say(_("%zu of %zu cells agree (%s %%); fields taken from the second entry: %zu"),
		second->agreed, second->cell_count,
		percent(s, second->agreed, second->cell_count), taken);
	if (open && *second->refusal)
		say(_("What differs is kept for who typed it first: %s"), second->refusal);
	return open > 0;
}

static int second(struct cli *cli, struct session *s, struct err *err)
{
	const struct form *form = session_form(s, cli->words[0], err);
	struct second done;
	struct record *typed, *seen;
	FILE *file;
	int got;

	/* who may not is told before anything is sent */
	if (!form || session_record(s, form, cli->words[1], &seen, err) < 0)
		return -1;
	got = second_open(s->data, form, seen->id, &s->mem, &typed, err);
	if (got > 0)
		return err_set(err, ERR_NOT_FOUND, _("there is no record %s in %s"),
			cli->words[1], form_label(form, i18n_lang()));
	file = got == 0 ? incoming_open(&cli->globals,
				  cli->word_count > 2 ? cli->words[2] : NULL, err)
			: NULL;
	got = file ? read_line(s, file, seen->id, typed, err) : -1;
	incoming_close(&file);
	if (got == 0 && cli_option(cli, "--dry-run")) {
		out_line(_("%zu cells would be compared; what differs is told when it is kept"),
			second_cells(s->data, typed));
		return 0;
	}
	if (got == 0)
		got = second_compare(s->data, seen->id, typed, &s->mem, &done, err);
	return got == 0 ? finish(cli, s, &done, err) : -1;
}

static int run(struct cli *cli, struct session *s, struct err *err)
{
	if (cli_option(cli, "--rate"))
		return rate(cli, s, err);
	if (cli->word_count < 2)
		return err_set(err, ERR_USAGE,
			_("usage: herbledger second FORM ID [FILE|-], or second --rate"));
	return second(cli, s, err);
}

int cmd_second(struct cli *cli, struct err *err)
{
	return session_run(cli, run, err);
}
