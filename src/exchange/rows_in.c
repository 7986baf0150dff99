/*
 * rows_in.c - cells of a text file, row by row, through libcsv; counts rows and lines itself.
 *
 * The text is fed to libcsv one physical line at a time, so at most one row is complete
 * after each, and the counters are exact.  Knows nothing of forms.
 */
#include "exchange/rows_in.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "exchange/rows_out.h"
#include "exchange/text_in.h"

struct rows_in {
	enum rows_mode mode;
	struct text_in *text;
	struct csv_parser csv;
	int csv_made;
	unsigned char separator;
	struct str cells;               /* of the row being read, each with its NUL */
	VEC(size_t) starts;             /* of the cells in cells */
	VEC(char *) at;                 /* the finished row's cells */
	size_t size;                    /* bytes fed for this row */
	int complete;                   /* libcsv has ended the row */
	int ended;
	uint64_t row, line;             /* last ones begun */
};

/* ---- what libcsv calls ---- */

static void cell_ended(void *bytes, size_t len, void *context)
{
	struct rows_in *rows = context;

	*VEC_PUSH(&rows->starts) = rows->cells.len;
	str_add_len(&rows->cells, bytes, len);
	str_add_char(&rows->cells, '\0');
}

static void row_ended(int terminator, void *context)
{
	(void)terminator;
	((struct rows_in *)context)->complete = 1;
}

/* ---- opening ---- */

/* The separator that stands most often in the first line, outside quotes. */
static unsigned char sniff(const char *line, size_t len)
{
	static const char candidates[] = ",;\t";
	size_t counts[3] = { 0 }, best = 0;
	int quoted = 0;

	for (size_t i = 0; i < len; i++) {
		const char *which = line[i] ? strchr(candidates, line[i]) : NULL;

		if (line[i] == '"')
			quoted = !quoted;
		else if (which && !quoted)
			counts[which - candidates]++;
	}
	for (size_t i = 1; i < 3; i++) {
		if (counts[i] > counts[best])
			best = i;
	}
	return (unsigned char)candidates[best];
}

/* Nothing that libcsv would make a cell of. */
static int is_blank(const struct rows_in *rows, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!memchr(" \r\n\t", text[i], rows->separator == '\t' ? 3 : 4))
			return 0;
	}
	return 1;
}

static int find_separator(struct rows_in *rows, struct err *err)
{
	const char *line;
	size_t len;
	int more;

	rows->separator = ',';
	while ((more = text_in_line(rows->text, &line, &len, err)) > 0) {
		if (!is_blank(rows, line, len)) {
			rows->separator = sniff(line, len);
			break;
		}
	}
	return more < 0 ? -1 : 0;
}

static void csv_start(struct rows_in *rows)
{
	if (rows->csv_made)
		csv_free(&rows->csv);
	if (csv_init(&rows->csv, CSV_STRICT | CSV_STRICT_FINI) != 0)
		BUG("libcsv cannot start");
	csv_set_delim(&rows->csv, rows->separator);
	csv_set_blk_size(&rows->csv, 4096);
	csv_set_realloc_func(&rows->csv, realloc);
	rows->csv_made = 1;
}

int rows_in_rewind(struct rows_in *rows, struct err *err)
{
	csv_start(rows);
	str_clear(&rows->cells);
	rows->starts.count = 0;
	rows->size = 0;
	rows->complete = rows->ended = 0;
	rows->row = rows->line = 0;
	return text_in_rewind(rows->text, err);
}

int rows_in_open(FILE *in, enum rows_mode mode, struct rows_in **out, struct err *err)
{
	struct rows_in *rows = xalloc(sizeof(*rows));

	rows->mode = mode;
	if (text_in_open(in, &rows->text, err) < 0 || find_separator(rows, err) < 0 ||
	    rows_in_rewind(rows, err) < 0) {
		rows_in_close(&rows);
		return -1;
	}
	*out = rows;
	return 0;
}

void rows_in_close(struct rows_in **rows)
{
	struct rows_in *r = *rows;

	if (!r)
		return;
	if (r->csv_made)
		csv_free(&r->csv);
	text_in_close(&r->text);
	str_release(&r->cells);
	VEC_RELEASE(&r->starts);
	VEC_RELEASE(&r->at);
	free(r);
	*rows = NULL;
}

const char *rows_in_hash(const struct rows_in *rows)
{
	return text_in_hash(rows->text);
}

const char *rows_in_charset(const struct rows_in *rows)
{
	return text_in_charset(rows->text);
}

uint64_t rows_in_lines(const struct rows_in *rows)
{
	return text_in_lines(rows->text);
}

/* ---- reading ---- */

static int broken(struct rows_in *rows, const char *sentence, struct err *err)
{
	err_set(err, ERR_FAULT, "%s", sentence);
	return err_prefix(err, _("row %llu (line %llu of the file)"),
		(unsigned long long)rows->row, (unsigned long long)rows->line);
}

/* A line into libcsv; -1 when it does not fit the rules of CSV. */
static int feed(struct rows_in *rows, const char *line, size_t len, struct err *err)
{
	rows->size += len;
	if (rows->size > ROWS_ROW_LIMIT)
		return broken(rows, _("The row is longer than 4 MB; probably a quotation mark "
				      "that opens here is never closed."), err);
	if (csv_parse(&rows->csv, line, len, cell_ended, row_ended, rows) != len)
		return broken(rows,
			_("A quotation mark stands inside a cell. Quotation marks in "
			  "a quoted cell are doubled; save the file again as CSV."),
			err);
	if (rows->starts.count > ROWS_CELLS_LIMIT)
		return broken(rows,
			_("The row has more than 1000 cells; check the separators."), err);
	return 0;
}

/* The file is at its end inside a row without a line break. */
static int feed_end(struct rows_in *rows, struct err *err)
{
	rows->ended = 1;
	if (csv_fini(&rows->csv, cell_ended, row_ended, rows) != 0)
		return broken(rows,
			_("A quotation mark that opens in this row is never closed."), err);
	return 0;
}

/* Reads on until libcsv has a row: 1, 0 at the end, -1. */
static int read_row(struct rows_in *rows, uint64_t *line_of_row, struct err *err)
{
	const char *line;
	size_t len;
	int more;

	str_clear(&rows->cells);
	rows->starts.count = 0;
	rows->size = 0;
	rows->complete = 0;
	while (!rows->complete && !rows->ended) {
		more = text_in_line(rows->text, &line, &len, err);
		if (more < 0 || (more == 0 && feed_end(rows, err) < 0))
			return -1;
		if (more == 0)
			break;
		rows->line++;
		if (rows->size == 0) {
			rows->row++;
			*line_of_row = rows->line;
		}
		if (rows->size == 0 && is_blank(rows, line, len))
			continue;
		if (feed(rows, line, len, err) < 0)
			return -1;
	}
	return rows->complete;
}

/* 1 when some cell holds more than blanks. */
static int fix_cells(struct rows_in *rows)
{
	int filled = 0;

	rows->at.count = 0;
	for (size_t i = 0; i < rows->starts.count; i++) {
		char *cell = csv_unguard(rows->cells.at + rows->starts.at[i]);

		*VEC_PUSH(&rows->at) = cell;
		filled |= cell[strspn(cell, " \t\r\n")] != '\0';
	}
	return filled;
}

static int cell_too_long(const struct rows_in *rows)
{
	for (size_t i = 0; i < rows->at.count; i++) {
		if (strlen(rows->at.at[i]) > ROWS_CELL_LIMIT)
			return 1;
	}
	return 0;
}

static int next_cells(struct rows_in *rows, struct row_in *out, struct err *err)
{
	int more;

	do {
		more = read_row(rows, &out->line, err);
		if (more <= 0)
			return more;
	} while (!fix_cells(rows));
	if (cell_too_long(rows))
		return broken(rows, _("A cell is longer than 1 MB."), err);
	return 1;
}

static int next_line(struct rows_in *rows, struct row_in *out, struct err *err)
{
	const char *line;
	size_t len;
	int more;

	do {
		more = text_in_line(rows->text, &line, &len, err);
		if (more <= 0)
			return more;
		rows->row = ++rows->line;
	} while (is_blank(rows, line, len));
	str_clear(&rows->cells);
	str_add_len(&rows->cells, line, len);
	while (rows->cells.len && strchr("\r\n", rows->cells.at[rows->cells.len - 1]))
		str_truncate(&rows->cells, rows->cells.len - 1);
	rows->at.count = 0;
	*VEC_PUSH(&rows->at) = rows->cells.at;
	out->line = rows->line;
	return 1;
}

int rows_in_next(struct rows_in *rows, struct row_in *out, struct err *err)
{
	int more = rows->mode == ROWS_LINES ? next_line(rows, out, err)
					    : next_cells(rows, out, err);

	out->cells = rows->at.at;
	out->count = rows->at.count;
	out->row = rows->row;
	return more;
}

const char *column_letter(size_t column, char out[8])
{
	char turned[8];
	size_t count = 0;

	for (column++; column > 0 && count < 7; column = (column - 1) / 26)
		turned[count++] = (char)('A' + (column - 1) % 26);
	for (size_t i = 0; i < count; i++)
		out[i] = turned[count - 1 - i];
	out[count] = '\0';
	return out;
}
