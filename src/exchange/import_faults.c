/*
 * import_faults.c - what is wrong with which cell, and the file that gets the failed rows.
 */
#include "exchange/import_internal.h"

#include <stdarg.h>
#include <string.h>

#include "base/i18n.h"
#include "exchange/json.h"
#include "exchange/rows_out.h"
#include "model/form.h"

enum { MOST_FAULTS = 100, MOST_NOTES = 20, MOST_WHY = 2000 };

#define REASON_KEY "_error"

/* Field types begin their sentences with the label, which stands before it anyway. */
static const char *without_label(const char *sentence, const char *label)
{
	size_t len = strlen(label);

	if (len == 0 || strncmp(sentence, label, len) != 0)
		return sentence;
	if (text_starts_with(sentence + len, ": "))
		return sentence + len + 2;
	if (text_starts_with(sentence + len, "\xEF\xBC\x9A"))   /* full-width colon */
		return sentence + len + 3;
	return sentence;
}

static size_t column_of(const struct importing *im, const struct field *field)
{
	for (size_t i = 0; field && i < im->columns.count; i++) {
		if (im->columns.at[i].use == COLUMN_FIELD && im->columns.at[i].field == field)
			return i;
	}
	return SIZE_MAX;
}

static void keep_fault(struct importing *im, const struct import_fault *fault)
{
	struct import_result *out = im->result;
	size_t most = im->options->most_faults ? im->options->most_faults : MOST_FAULTS;

	out->fault_count++;
	if (out->faults_kept >= most)
		return;
	if (!out->faults)
		out->faults = arena_array(im->mem, most, sizeof(*out->faults));
	out->faults[out->faults_kept] = *fault;
	out->faults[out->faults_kept].sentence = arena_text(im->mem, fault->sentence);
	out->faults[out->faults_kept++].label = arena_text(im->mem, fault->label);
}

void import_fault_add(struct importing *im, struct import_row *row, size_t column,
		      const struct field *field, const char *sentence)
{
	struct import_fault fault = { .row = row->row, .label = "" };

	if (field)
		fault.label = field_label(field, i18n_lang());
	fault.sentence = without_label(sentence, fault.label);
	if (column == SIZE_MAX)
		column = column_of(im, field);
	if (column != SIZE_MAX)
		column_letter(column, fault.column);
	if (im->last)
		keep_fault(im, &fault);
	if (row->why.len < MOST_WHY && im->options->failed) {
		str_addf(&row->why, "%s%s%s%s", row->why.len ? "; " : "", fault.label,
			fault.label[0] ? ": " : "", fault.sentence);
	}
	row->outcome = IMPORT_FAILED;
}

void import_note(struct importing *im, const char *fmt, ...)
{
	struct import_result *out = im->result;
	struct str note = { 0 };
	va_list args;

	if (out->note_count >= MOST_NOTES)
		return;
	if (!out->notes)
		out->notes = arena_array(im->mem, MOST_NOTES, sizeof(*out->notes));
	va_start(args, fmt);
	str_vaddf(&note, fmt, args);
	va_end(args);
	out->notes[out->note_count++] = arena_text(im->mem, str_text(&note));
	str_release(&note);
}

void import_fault_print(const struct import_fault *fault, struct str *out)
{
	unsigned long long row = fault->row;

	if (fault->column[0] && fault->label[0])
		str_addf(out, _("row %llu, column %s (%s): %s"), row, fault->column,
			fault->label, fault->sentence);
	else if (fault->column[0])
		str_addf(
			out, _("row %llu, column %s: %s"), row, fault->column, fault->sentence);
	else if (fault->label[0])
		str_addf(out, _("row %llu (%s): %s"), row, fault->label, fault->sentence);
	else
		str_addf(out, _("row %llu: %s"), row, fault->sentence);
}

/* ---- failed rows ---- */

/* A reason that an earlier import wrote is replaced by the present one. */
static int is_old_reason(const struct importing *im, size_t column)
{
	return column < im->columns.count &&
	       text_starts_with(im->columns.at[column].header, REASON_KEY);
}

static void put_cell(struct importing *im, const char *text, int first)
{
	if (!first)
		str_add_char(&im->failed, ',');
	csv_put_cell(text, &im->failed);
}

static void put_header(struct importing *im)
{
	int first = 1;

	str_add(&im->failed, "\xEF\xBB\xBF");
	for (size_t i = 0; i < im->columns.count; i++) {
		if (is_old_reason(im, i))
			continue;
		put_cell(im, im->columns.at[i].header, first);
		first = 0;
	}
	str_addf(&im->failed, "," REASON_KEY " %s\n", _("why it was not imported"));
}

static void put_row(struct importing *im, const struct import_row *row)
{
	size_t count =
		row->cell_count > im->columns.count ? row->cell_count : im->columns.count;
	int first = 1;

	for (size_t i = 0; i < count; i++) {
		if (is_old_reason(im, i))
			continue;
		put_cell(im, i < row->cell_count ? row->cells[i] : "", first);
		first = 0;
	}
	put_cell(im, str_text(&row->why), 0);
	str_add_char(&im->failed, '\n');
}

void import_failed_row(struct importing *im, const struct import_row *row)
{
	if (im->options->format == IMPORT_JSON) {
		json_with_text(row->cells[0], REASON_KEY, str_text(&row->why), &im->failed);
		str_add_char(&im->failed, '\n');
		return;
	}
	if (!im->failed_started)
		put_header(im);
	im->failed_started = 1;
	put_row(im, row);
}
