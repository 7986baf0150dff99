/*
 * screen_since.c - what came to a terminal since a mark: bytes, bursts, questions, new text.
 */
#include "lib/screen_internal.h"

#include <stdlib.h>
#include <string.h>

static VTermScreenCell cell_at(struct screen *s, int row, int col)
{
	VTermPos at = { .row = row, .col = col };
	VTermScreenCell cell;

	vterm_screen_get_cell(s->cells, at, &cell);
	return cell;
}

static void set_mark(struct screen *s)
{
	if (!s->mark)
		s->mark = calloc((size_t)s->rows * (size_t)s->cols, sizeof(*s->mark));
	for (int row = 0; row < s->rows; row++)
		for (int col = 0; col < s->cols; col++)
			s->mark[row * s->cols + col] = cell_at(s, row, col);
}

size_t screen_bytes(struct screen *s)
{
	size_t n = s->bytes;

	s->bytes = s->bursts = s->raw_len = 0;
	set_mark(s);
	return n;
}

const char *screen_raw(struct screen *s, size_t *len)
{
	*len = s->raw_len;
	return s->raw ? s->raw : "";
}

size_t screen_bursts(struct screen *s)
{
	return s->bursts;
}

/* ENQ, DCS, OSC with a '?', CSI ending in n, c, x, or in t of a report, or $p. */
static int asks(const char *at, const char *end)
{
	const char *from = at + 2;
	int number;

	if (*at == 5)
		return 1;
	if (*at != '\033' || from >= end)
		return 0;
	if (at[1] == 'P' || at[1] == 'Z')
		return 1;
	if (at[1] == ']')
		return memchr(from, '?', (size_t)(end - from)) != NULL;
	if (at[1] != '[')
		return 0;
	number = (int)strtol(from, NULL, 10);
	while (from < end && (*from < 0x40 || *from > 0x7e))
		from++;
	return from < end &&
		(*from == 'n' || *from == 'c' || *from == 'x' ||
			(*from == 't' && number >= 11 && number <= 21) ||
			(*from == 'p' && from[-1] == '$'));
}

size_t screen_queries(struct screen *s)
{
	size_t count = 0;

	for (size_t i = 0; i < s->raw_len; i++)
		count += (size_t)asks(s->raw + i, s->raw + s->raw_len);
	return count;
}

static int is_blank(const VTermScreenCell *cell)
{
	return !cell->chars[0] || cell->chars[0] == ' ';
}

/* Bytes of a cell in the terminal's charset; 0 of the second half of a wide one. */
static size_t cell_bytes(struct screen *s, const VTermScreenCell *cell)
{
	char *text = NULL, room[64], *in, *out = room;
	size_t len, left = sizeof(room);
	FILE *file;

	if (cell->chars[0] == (uint32_t)-1)
		return 0;
	file = open_memstream(&text, &len);
	screen_put_cell(file, cell, s->ambiguous_wide);
	fclose(file);
	in = text;
	if (s->to != NO_ICONV && iconv(s->to, &in, &len, &out, &left) != (size_t)-1)
		len = sizeof(room) - left;
	else
		len = strlen(text);
	free(text);
	return len;
}

/* What the emulator leaves behind the last character of a cell is nothing. */
static int same_text(const VTermScreenCell *a, const VTermScreenCell *b)
{
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL; i++) {
		if (a->chars[i] != b->chars[i])
			return 0;
		if (!a->chars[i])
			break;
	}
	return 1;
}

static size_t row_text(struct screen *s, int row, int only_new)
{
	size_t count = 0;
	size_t gap = 0;

	for (int col = 0; col < s->cols; col++) {
		VTermScreenCell cell = cell_at(s, row, col);
		const VTermScreenCell *old = s->mark ? &s->mark[row * s->cols + col] : NULL;

		if (is_blank(&cell)) {
			gap++;
			continue;
		}
		if (only_new && old && same_text(old, &cell))
			continue;
		count += cell_bytes(s, &cell) + (count ? gap : 0);
		gap = 0;
	}
	return count;
}

size_t screen_new_text(struct screen *s)
{
	size_t count = 0;

	for (int row = 0; row < s->rows; row++)
		count += row_text(s, row, 1);
	return count;
}

int screen_new_rows(struct screen *s)
{
	int count = 0;

	for (int row = 0; row < s->rows; row++) {
		int same = s->mark != NULL;

		for (int col = 0; same && col < s->cols; col++) {
			VTermScreenCell cell = cell_at(s, row, col);
			const VTermScreenCell *old = &s->mark[row * s->cols + col];

			same = same_text(old, &cell) || (is_blank(old) && is_blank(&cell));
		}
		count += !same;
	}
	return count;
}

size_t screen_row_text(struct screen *s, int row)
{
	return row_text(s, row - 1, 0);
}

/* Has two columns on every terminal. */
static int is_hanzi(uint32_t c)
{
	return (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) ||
		(c >= 0xac00 && c <= 0xd7a3);
}

int screen_halves(struct screen *s)
{
	int count = 0;

	for (int row = 0; row < s->rows; row++) {
		for (int col = 0; col < s->cols; col++) {
			VTermScreenCell cell = cell_at(s, row, col);
			int second = col + 1 < s->cols &&
				cell_at(s, row, col + 1).chars[0] == (uint32_t)-1;

			/* a second half at the start or behind something narrow; a first one alone */
			count += cell.chars[0] == (uint32_t)-1 || (second && cell.chars[0] < 0x80) ||
				(!second && is_hanzi(cell.chars[0]));
			col += second;
		}
	}
	return count;
}

int screen_since_sent(struct screen *s)
{
	return (int)(line_now() / 1000 - s->sent_at);
}
