/*
 * rows_out.h - writes any table as CSV, JSON lines or aligned text.
 *
 * What every listing is printed with: records, groups, forms, history, users.  CSV never
 * holds a formula: a text that a spreadsheet would compute gets a leading '.  Aligned text
 * is cleaned for terminals; its widths come from the first ROWS_ALIGN_LIMIT rows.
 */
#ifndef EXCHANGE_ROWS_OUT_H
#define EXCHANGE_ROWS_OUT_H

#include "base/err.h"
#include "base/str.h"
#include "exchange/sink.h"

#include <stddef.h>

enum rows_format { ROWS_TEXT, ROWS_CSV, ROWS_JSON };
enum { ROWS_ALIGN_LIMIT = 1000 };

enum rows_flags {
	ROWS_GB18030 = 1 << 0,          /* CSV in GB18030 for old spreadsheets */
	ROWS_NO_BOM = 1 << 1,           /* CSV in UTF-8 without the mark that Excel wants */
	ROWS_NO_HEADER = 1 << 2,        /* text and CSV without the line of labels */
	ROWS_CRLF = 1 << 3,             /* CSV lines end with CR LF */
};

enum rows_kind { ROWS_LEFT, ROWS_NUMBER /* right-aligned */ };

struct rows_column {
	const char *id;                 /* key of JSON */
	const char *label;              /* header of text and CSV */
	enum rows_kind kind;
};

struct rows_out;

/* "table" (or "text"), "csv", "json". */
int rows_format_parse(const char *name, enum rows_format *out, struct err *err);

/* The columns are held until close; sink is copied. */
struct rows_out *rows_out_open(enum rows_format format, unsigned flags,
			       const struct rows_column *columns, size_t count,
			       const struct sink *sink);
/* One cell a column; NULL is empty (null in JSON). */
int rows_out_row(struct rows_out *out, const char *const *cells, struct err *err);
/* A whole line as it stands (JSON objects made elsewhere); only ROWS_JSON. */
int rows_out_line(struct rows_out *out, const char *line, struct err *err);
/* Writes what is still held back (and a header of an empty table); then close. */
int rows_out_finish(struct rows_out *out, struct err *err);
/* Characters that GB18030 readers of the GBK kind show wrong, "" none; until close. */
const char *rows_out_outside(const struct rows_out *out);
void rows_out_close(struct rows_out **out);

/* One CSV cell: guarded against formulas unless it is a plain number, quoted where needed. */
void csv_put_cell(const char *text, struct str *out);
/* The text without its guard: text itself or one byte on. */
char *csv_unguard(char *text);

#endif
