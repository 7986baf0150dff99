/*
 * block.c - takes a pasted block apart.
 */
#include "screens/block.h"

#include <string.h>

#include "base/str.h"
#include "base/vec.h"

static const char BOM[] = "\xEF\xBB\xBF";

/* ---- which separator --------------------------------------------------------------------- */

static const char *line_end(const char *text)
{
	return text + strcspn(text, "\r\n");
}

/* 1,234 or 1,234,567.8 or no comma at all: commas that only part thousands. */
static int is_figure(const char *text, const char *end)
{
	size_t run;

	text += *text == '-' || *text == '+';
	run = strspn(text, "0123456789");
	if (!memchr(text, ',', (size_t)(end - text)))
		return 1;
	if (run < 1 || run > 3)
		return 0;
	for (text += run; *text == ','; text += 4) {
		if (strspn(text + 1, "0123456789") != 3)
			return 0;
	}
	if (*text == '.')
		text += 1 + strspn(text + 1, "0123456789");
	return text >= end;
}

static char separator_of(const char *text)
{
	int comma = strchr(text, ',') != NULL, figures = 1;

	if (strchr(text, '\t'))
		return '\t';
	for (const char *end; *text && figures; text = end + strspn(end, "\r\n")) {
		end = line_end(text);
		figures = is_figure(text, end);
	}
	return comma && !figures ? ',' : 0;
}

/* ---- cells ------------------------------------------------------------------------------- */

/* Blanks that spreadsheets and word processors leave: ASCII, no-break, ideographic. */
static size_t blank_at(const char *text)
{
	if (*text == ' ' || *text == '\t' || *text == '\n' || *text == '\r')
		return 1;
	if (strncmp(text, "\xC2\xA0", 2) == 0)
		return 2;
	return strncmp(text, "\xE3\x80\x80", 3) == 0 ? 3 : 0;
}

static const char *trimmed(struct str *cell, struct arena *mem)
{
	const char *text = str_text(cell), *end = text;

	while (blank_at(text))
		text += blank_at(text);
	for (const char *at = text; *at;) {
		size_t blank = blank_at(at);

		at += blank ? blank : 1;
		if (!blank)
			end = at;
	}
	return arena_text_len(mem, text, end > text ? (size_t)(end - text) : 0);
}

static int ends_cell(char c, char separator)
{
	return c == '\0' || c == '\n' || c == '\r' || (separator && c == separator);
}

/* From the quote on: what is within; NULL when it is never closed, and then it is no quote. */
static const char *read_quoted(const char *at, char separator, struct str *cell)
{
	for (at++; *at; at++) {
		if (*at != '"') {
			if (*at == '\r' && at[1] == '\n')
				continue;
			str_add_char(cell, *at == '\n' || *at == '\r' ? ' ' : *at);
		} else if (at[1] == '"') {
			str_add_char(cell, *at++);
		} else {
			for (at++; !ends_cell(*at, separator); at++)
				str_add_char(cell, *at);
			return at;
		}
	}
	return NULL;
}

static const char *read_cell(const char *at, char separator, struct str *cell)
{
	const char *end = *at == '"' ? read_quoted(at, separator, cell) : NULL;

	if (end)
		return end;
	str_clear(cell);
	for (; !ends_cell(*at, separator); at++)
		str_add_char(cell, *at);
	return at;
}

struct cells {
	const char **at;
	size_t count, cap;
};

static const char *read_row(
	const char *at, char separator, struct arena *mem, struct block_row *row)
{
	struct cells cells = { 0 };
	struct str cell = { 0 };

	for (;;) {
		str_clear(&cell);
		at = read_cell(at, separator, &cell);
		*VEC_PUSH_IN(mem, &cells) = trimmed(&cell, mem);
		if (!separator || *at != separator)
			break;
		at++;
	}
	str_release(&cell);
	*row = (struct block_row){ .cells = cells.at, .count = cells.count };
	if (*at == '\r' && at[1] == '\n')
		at++;
	return *at ? at + 1 : at;
}

/* ---- rows -------------------------------------------------------------------------------- */

static int is_blank(const struct block_row *row)
{
	for (size_t i = 0; i < row->count; i++) {
		if (*row->cells[i])
			return 0;
	}
	return 1;
}

struct rows {
	struct block_row *at;
	size_t count, cap;
};

void block_parse(const char *text, struct arena *mem, struct block *out)
{
	struct rows rows = { 0 };

	if (text_starts_with(text, BOM))
		text += strlen(BOM);
	*out = (struct block){ .separator = separator_of(text) };
	while (*text) {
		struct block_row row;

		text = read_row(text, out->separator, mem, &row);
		*VEC_PUSH_IN(mem, &rows) = row;
	}
	while (rows.count > 0 && is_blank(&rows.at[rows.count - 1]))
		rows.count--;
	for (size_t i = 0; i < rows.count; i++) {
		if (rows.at[i].count > out->width)
			out->width = rows.at[i].count;
	}
	out->rows = rows.at;
	out->count = rows.count;
}

const char *block_cell(const struct block *block, size_t row, size_t column)
{
	return row < block->count && column < block->rows[row].count
		? block->rows[row].cells[column]
		: "";
}

int block_is_word(const char *text)
{
	const char *end = line_end(text);

	return !strchr(text, '\t') && end[strspn(end, "\r\n")] == '\0';
}
