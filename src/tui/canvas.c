/*
 * canvas.c - cells: clipping, wide characters, and what overwrites half of one.
 *
 * Invariant: a cell of width 2 is followed by one of width 0, and only then is
 * there a cell of width 0.  Every write goes through set_cell(), which keeps it.
 */
#include "tui/canvas.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"

static const struct cell blank = { .character = ' ', .width = 1 };

void grid_init(struct grid *g, int rows, int cols)
{
	memset(g, 0, sizeof(*g));
	g->rows = rows > 0 ? rows : 0;
	g->cols = cols > 0 ? cols : 0;
	g->cells = xcalloc((size_t)g->rows * (size_t)g->cols, sizeof(*g->cells));
	grid_clear(g);
}

void grid_release(struct grid *g)
{
	free(g->cells);
	memset(g, 0, sizeof(*g));
}

void grid_clear(struct grid *g)
{
	for (size_t i = 0; i < (size_t)g->rows * (size_t)g->cols; i++)
		g->cells[i] = blank;
	g->cursor_row = g->cursor_col = -1;
}

struct canvas grid_canvas(struct grid *g)
{
	return (struct canvas){ .grid = g, .rows = g->rows, .cols = g->cols };
}

static struct cell *cell_at(const struct grid *g, int row, int col)
{
	return &g->cells[(size_t)row * (size_t)g->cols + (size_t)col];
}

const struct cell *grid_cell(const struct grid *g, int row, int col)
{
	if (row < 0 || col < 0 || row >= g->rows || col >= g->cols)
		return &blank;
	return cell_at(g, row, col);
}

static void blank_cell(struct cell *cell)
{
	unsigned char look = cell->look;

	*cell = blank;
	cell->look = look;
}

/* Blanks the other half of wide characters that (row, col .. col+cols) cuts in two. */
static void cut_free(struct grid *g, int row, int col, int cols)
{
	if (col > 0 && cell_at(g, row, col)->width == 0)
		blank_cell(cell_at(g, row, col - 1));
	if (col + cols < g->cols && cell_at(g, row, col + cols)->width == 0)
		blank_cell(cell_at(g, row, col + cols));
}

static void set_cell(struct grid *g, int row, int col, int32_t character, int width, int look)
{
	struct cell *cell = cell_at(g, row, col);

	cut_free(g, row, col, width);
	*cell = (struct cell){ .character = character,
		.width = (unsigned char)width,
		.look = (unsigned char)look };
	if (width == 2)
		cell[1] = (struct cell){ .look = (unsigned char)look };
}

void grid_over(struct grid *under, const struct grid *over, int row, int col)
{
	int cols = over->cols < under->cols - col ? over->cols : under->cols - col;

	if (row < 0 || col < 0 || cols <= 0)
		return;
	for (int r = 0; r < over->rows && row + r < under->rows; r++) {
		cut_free(under, row + r, col, cols);
		memcpy(cell_at(under, row + r, col), cell_at(over, r, 0),
			(size_t)cols * sizeof(struct cell));
		if (cell_at(under, row + r, col + cols - 1)->width == 2)
			blank_cell(cell_at(under, row + r, col + cols - 1));
	}
	if (over->cursor_row >= 0) {
		under->cursor_row = row + over->cursor_row;
		under->cursor_col = col + over->cursor_col;
	}
}

void grid_row_text(const struct grid *g, int row, struct str *out)
{
	size_t start = out->len, end = start;

	for (int col = 0; col < g->cols; col++) {
		const struct cell *cell = grid_cell(g, row, col);

		if (cell->width)
			utf8_put(out, cell->character);
		if (cell->width && cell->character != ' ')
			end = out->len;
	}
	str_truncate(out, end);
}

void grid_text(const struct grid *g, struct str *out)
{
	for (int row = 0; row < g->rows; row++) {
		grid_row_text(g, row, out);
		str_add_char(out, '\n');
	}
}

static int clamp(int n, int low, int high)
{
	return n < low ? low : n > high ? high : n;
}

struct canvas canvas_part(const struct canvas *c, int row, int col, int rows, int cols)
{
	struct canvas part = *c;
	int top = clamp(row, 0, c->rows), left = clamp(col, 0, c->cols);

	part.top = c->top + top;
	part.left = c->left + left;
	part.rows = clamp(row + rows, top, c->rows) - top;
	part.cols = clamp(col + cols, left, c->cols) - left;
	return part;
}

int canvas_is_rich(const struct canvas *c)
{
	return c->grid->rich;
}

static void put_char(struct canvas *c, int row, int col, int look, int32_t character, int width)
{
	int from = col < 0 ? 0 : col, to = col + width > c->cols ? c->cols : col + width;

	if (from == col && to == col + width) {
		set_cell(c->grid, c->top + row, c->left + col, character, width, look);
		return;
	}
	/* half of a wide one is within: a blank */
	for (; from < to; from++)
		set_cell(c->grid, c->top + row, c->left + from, ' ', 1, look);
}

/* A question mark also for what would have no column of its own: a terminal may hide it. */
static int32_t shown(int32_t character)
{
	if (character == '\n' || character == '\t')
		return ' ';
	return utf8_is_clean(character) && utf8_char_width(character) > 0 ? character : '?';
}

int canvas_put(struct canvas *c, int row, int col, int look, const char *text)
{
	size_t len = strlen(text), pos = 0;
	int32_t character;

	if (row < 0 || row >= c->rows)
		return clamp(col, 0, c->cols);
	while (col < c->cols && (character = utf8_next(text, len, &pos)) >= 0) {
		int width;

		character = shown(character);
		width = utf8_char_width(character);
		put_char(c, row, col, look, character, width);
		col += width;
	}
	return clamp(col, 0, c->cols);
}

int canvas_putf(struct canvas *c, int row, int col, int look, const char *fmt, ...)
{
	struct str text = { 0 };
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	col = canvas_put(c, row, col, look, str_text(&text));
	str_release(&text);
	return col;
}

static void fit_left(const char *text, size_t columns, struct str *out)
{
	size_t mark = utf8_width("…");

	if (utf8_width(text) <= columns || columns <= mark + 1) {
		utf8_fit(text, columns, 0, out);
		return;
	}
	str_add_len(out, text, utf8_cut(text, columns - mark));
	str_add(out, "…");
}

int canvas_fit(struct canvas *c, int row, int col, int columns, enum canvas_fit how, int look,
	const char *text)
{
	struct str fitted = { 0 };
	struct canvas part;

	if (columns <= 0)
		return col;
	part = canvas_part(c, row, col, 1, columns);
	canvas_fill(&part, 0, 0, 1, part.cols, ' ');
	if (how == CANVAS_LEFT)
		fit_left(text, (size_t)columns, &fitted);
	else if (utf8_width(text) <= (size_t)columns)
		utf8_fit(text, (size_t)columns, 1, &fitted);
	else
		for (int i = 0; i < columns; i++)
			str_add_char(&fitted, '#');
	if (row >= 0 && row < c->rows) {
		canvas_put(&part, 0, col < 0 ? col : 0, look, str_text(&fitted));
		canvas_look(&part, 0, 0, part.cols, look);
	}
	str_release(&fitted);
	return col + columns;
}

/* What a line of Chinese does not begin with. */
static int is_closing(int32_t character)
{
	static const int32_t closing[] = { 0x3001, 0x3002, 0x300b, 0x300d, 0x300f, 0x3011,
		0xff01, 0xff09, 0xff0c, 0xff1a, 0xff1b, 0xff1f }; /* 、。》」』】！），：；？ */

	for (size_t i = 0; i < sizeof(closing) / sizeof(*closing); i++)
		if (closing[i] == character)
			return 1;
	return 0;
}

/* Bytes of the first line of text; *next is where the line after it begins. */
static size_t wrap_line(const char *text, int columns, size_t *next)
{
	size_t len = strlen(text), pos = 0, line = 0, after = 0;
	int width = 0;

	while (pos < len) {
		size_t start = pos;
		int32_t character = utf8_next(text, len, &pos);
		int wide = utf8_char_width(shown(character));

		if (character == '\n') {
			*next = pos;
			return start;
		}
		/* a blank may hang over the edge; a Hanzi may not */
		if (start > 0 &&
			(text[start - 1] == ' ' ||
				(wide == 2 && width <= columns && !is_closing(character))))
			line = after = start;
		width += wide;
		if (width > columns && character != ' ') {
			/* no place to break: at the edge */
			if (line == 0)
				line = after = start > 0 ? start : pos;
			while (line > 0 && text[line - 1] == ' ')
				line--;
			*next = after;
			return line;
		}
	}
	*next = len;
	return len;
}

/* "  ^F  text": where the text begins, so that its next lines stand under it; else 0. */
static int hanging(const char *text, int columns)
{
	size_t pos = strspn(text, " "), end = strcspn(text, "\n"), gap;
	int width;

	if (pos < 2)
		return 0;
	while (pos < end && strncmp(text + pos, "  ", 2) != 0)
		pos++;
	gap = strspn(text + pos, " ");
	if (pos + gap >= end)
		return 0;
	width = (int)utf8_width_len(text, pos + gap);
	return width <= columns / 2 ? width : 0;
}

/* A text being broken into lines. */
struct lines {
	const char *text; /* what is left */
	int columns;
	int hang, indent; /* of the next lines of this paragraph; of the line taken */
	int inside; /* a paragraph goes on */
};

/* The bytes of the next line, and where it is; *text must not be at its end. */
static size_t take_line(struct lines *l, const char **line)
{
	size_t next, len;

	if (!l->inside)
		l->hang = hanging(l->text, l->columns);
	l->indent = l->inside ? l->hang : 0;
	len = wrap_line(l->text, l->columns - l->indent, &next);
	*line = l->text;
	l->text += next;
	l->inside = next > 0 && l->text[-1] != '\n';
	return len;
}

int canvas_wrap(
	struct canvas *c, int row, int col, int rows, int columns, int look, const char *text)
{
	struct canvas part = canvas_part(c, row, col, rows, columns);
	struct lines lines = { .text = text, .columns = columns };
	int used = 0;

	while (*lines.text && used < rows && columns > 0) {
		const char *at;
		size_t len = take_line(&lines, &at);
		struct str line = { 0 };

		str_add_len(&line, at, len);
		canvas_put(&part, used++, lines.indent, look, str_text(&line));
		str_release(&line);
	}
	return used;
}

int text_wrap_rows(const char *text, int columns)
{
	struct lines lines = { .text = text, .columns = columns };
	const char *line;
	int rows = 0;

	while (*lines.text && columns > 0) {
		take_line(&lines, &line);
		rows++;
	}
	return rows;
}

void canvas_fill(struct canvas *c, int row, int col, int rows, int cols, char with)
{
	struct canvas part = canvas_part(c, row, col, rows, cols);

	for (int r = 0; r < part.rows; r++)
		for (int k = 0; k < part.cols; k++)
			set_cell(part.grid, part.top + r, part.left + k, with, 1, LOOK_PLAIN);
}

void canvas_look(struct canvas *c, int row, int col, int cols, int look)
{
	struct canvas part = canvas_part(c, row, col, 1, cols);

	for (int k = 0; k < part.cols && part.rows; k++)
		cell_at(part.grid, part.top, part.left + k)->look = (unsigned char)look;
}

void canvas_cursor(struct canvas *c, int row, int col)
{
	if (c->rows <= 0 || c->cols <= 0)
		return;
	c->grid->cursor_row = c->top + clamp(row, 0, c->rows - 1);
	c->grid->cursor_col = c->left + clamp(col, 0, c->cols - 1);
}

void canvas_view(struct canvas *c, const struct grid *whole, int top)
{
	for (int row = 0; row < c->rows; row++) {
		canvas_fill(c, row, 0, 1, c->cols, ' ');
		for (int col = 0; col < c->cols; col++) {
			const struct cell *cell = grid_cell(whole, top + row, col);

			if (cell->width)
				put_char(c, row, col, cell->look, cell->character, cell->width);
		}
	}
	if (whole->cursor_row >= top && whole->cursor_row < top + c->rows)
		canvas_cursor(c, whole->cursor_row - top, whole->cursor_col);
}

int canvas_scroll(const struct canvas *c, int top, int row, int total)
{
	if (row < top)
		top = row;
	if (row >= top + c->rows)
		top = row - c->rows + 1;
	if (top > total - c->rows)
		top = total - c->rows;
	return top > 0 ? top : 0;
}

/* Whole in rich; in lean a few strokes and blanks, which cost next to nothing on the line. */
static void rule(struct canvas *c, int row, int look, const char *text)
{
	int rich = canvas_is_rich(c), has_text = !text_is_empty(text);
	struct canvas part = canvas_part(c, row, 2, 1, c->cols - 4);
	int col = 0;

	canvas_fill(c, row, 0, 1, c->cols, rich ? '-' : ' ');
	if (!rich)
		canvas_put(c, row, 0, LOOK_PLAIN, has_text ? "--" : "----");
	if (!has_text)
		return;
	col = canvas_put(&part, 0, 0, LOOK_PLAIN, " ");
	col = canvas_put(&part, 0, col, look, text);
	col = canvas_put(&part, 0, col, LOOK_PLAIN, " ");
	if (!rich)
		canvas_put(&part, 0, col, LOOK_PLAIN, "--");
}

struct canvas canvas_frame(struct canvas *c, const char *title, const char *foot)
{
	canvas_fill(c, 0, 0, c->rows, c->cols, ' ');
	rule(c, 0, LOOK_ACCENT, title);
	rule(c, c->rows - 1, LOOK_PLAIN, foot);
	if (canvas_is_rich(c)) {
		canvas_fill(c, 0, 0, c->rows, 1, '|');
		canvas_fill(c, 0, c->cols - 1, c->rows, 1, '|');
		canvas_fill(c, 0, 0, 1, 1, '+');
		canvas_fill(c, 0, c->cols - 1, 1, 1, '+');
		canvas_fill(c, c->rows - 1, 0, 1, 1, '+');
		canvas_fill(c, c->rows - 1, c->cols - 1, 1, 1, '+');
	}
	return canvas_part(c, 1, 2, c->rows - 2, c->cols - 4);
}
