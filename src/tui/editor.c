/*
 * editor.c - the text editor of one field.
 *
 * Everything is an offset into the UTF-8 text; what has no width of its own is shown as
 * a question mark and takes a column.  Lines of a long field are broken hard at the columns of
 * the last draw, so that what one sees is what is stored.
 */
#include "tui/editor.h"

#include <string.h>

#include "base/utf8.h"
#include "tui/keys.h"

enum { DEFAULT_COLS = 40 };

void editor_init(struct editor *f, int flags, size_t limit)
{
	memset(f, 0, sizeof(*f));
	f->flags = flags;
	f->limit = limit;
}

void editor_release(struct editor *f)
{
	str_release(&f->text);
}

const char *editor_text(const struct editor *f)
{
	return str_text(&f->text);
}

/* ---- characters -------------------------------------------------------------------------- */

static size_t char_end(const struct editor *f, size_t pos)
{
	if (pos < f->text.len)
		utf8_next(f->text.at, f->text.len, &pos);
	return pos;
}

static int32_t char_at(const struct editor *f, size_t pos)
{
	return utf8_next(str_text(&f->text), f->text.len, &pos);
}

static size_t char_before(const struct editor *f, size_t pos)
{
	return pos > 0 ? utf8_previous(f->text.at, pos) : 0;
}

/* As the canvas shows it. */
static int char_width(const struct editor *f, size_t pos)
{
	int32_t character = char_at(f, pos);
	int width;

	if (character == '\n' || character < 0)
		return 0;
	width = utf8_char_width(character);
	return width > 0 ? width : 1;
}

static int span_width(const struct editor *f, size_t from, size_t to)
{
	int width = 0;

	for (; from < to; from = char_end(f, from))
		width += char_width(f, from);
	return width;
}

/* ---- inserting --------------------------------------------------------------------------- */

static enum editor_took insert_char(struct editor *f, int32_t character)
{
	struct str bytes = { 0 };

	if (f->flags & EDITOR_READ_ONLY)
		return EDITOR_PASS;
	if (f->limit && utf8_count(str_text(&f->text)) >= f->limit)
		return EDITOR_FULL;
	utf8_put(&bytes, character);
	str_insert(&f->text, f->cursor, bytes.at, bytes.len);
	f->cursor += bytes.len;
	str_release(&bytes);
	return EDITOR_CHANGED;
}

enum editor_took editor_insert(struct editor *f, const char *text)
{
	enum editor_took took = EDITOR_PASS;
	struct str clean = { 0 };
	size_t pos = 0;
	int32_t character;

	utf8_clean(text, strlen(text), 1, &clean);
	while ((character = utf8_next(str_text(&clean), clean.len, &pos)) >= 0) {
		enum editor_took one;

		if (character == '\n' && !(f->flags & EDITOR_LINES))
			character = ' ';
		one = insert_char(f, character);
		if (one == EDITOR_FULL) {
			took = EDITOR_FULL;
			break;
		}
		if (one == EDITOR_CHANGED)
			took = EDITOR_CHANGED;
	}
	str_release(&clean);
	return took;
}

void editor_set(struct editor *f, const char *text)
{
	int flags = f->flags;

	str_clear(&f->text);
	f->cursor = f->left = f->top = 0;
	f->flags &= ~EDITOR_READ_ONLY;
	editor_insert(f, text);
	f->flags = flags;
}

/* ---- moving and deleting ----------------------------------------------------------------- */

static size_t line_start(const struct editor *f, size_t pos)
{
	while (pos > 0 && f->text.at[pos - 1] != '\n')
		pos--;
	return pos;
}

static size_t line_end(const struct editor *f, size_t pos)
{
	while (pos < f->text.len && f->text.at[pos] != '\n')
		pos++;
	return pos;
}

/* Words are runs of one kind: blanks part them, and so does the change to Hanzi. */
static int kind_at(const struct editor *f, size_t pos)
{
	int32_t character = char_at(f, pos);

	if (character == ' ' || character == '\n' || character == 0x3000)
		return 0;
	return utf8_char_width(character) == 2 ? 2 : 1;
}

static size_t word_before(const struct editor *f, size_t pos)
{
	size_t before = pos;
	int kind;

	while (pos > 0 && kind_at(f, before = char_before(f, pos)) == 0)
		pos = before;
	if (pos == 0)
		return 0;
	kind = kind_at(f, before);
	while (pos > 0 && kind_at(f, before = char_before(f, pos)) == kind)
		pos = before;
	return pos;
}

static size_t word_after(const struct editor *f, size_t pos)
{
	int kind;

	if (pos >= f->text.len)
		return f->text.len;
	kind = kind_at(f, pos);
	while (pos < f->text.len && kind && kind_at(f, pos) == kind)
		pos = char_end(f, pos);
	while (pos < f->text.len && kind_at(f, pos) == 0)
		pos = char_end(f, pos);
	return pos;
}

static enum editor_took move_to(struct editor *f, size_t pos)
{
	f->cursor = pos;
	return EDITOR_MOVED;
}

static enum editor_took delete_span(struct editor *f, size_t from, size_t to)
{
	if (f->flags & EDITOR_READ_ONLY)
		return EDITOR_PASS;
	if (from == to)
		return EDITOR_MOVED;
	str_remove(&f->text, from, to - from);
	f->cursor = from;
	return EDITOR_CHANGED;
}

/* ---- visual lines of a long field -------------------------------------------------------- */

/* End of the visual line that begins at start; *next begins the one after it. */
static size_t visual_end(const struct editor *f, size_t start, int cols, size_t *next)
{
	size_t pos = start;
	int width = 0;

	while (pos < f->text.len) {
		int wide = char_width(f, pos);

		if (f->text.at[pos] == '\n') {
			*next = pos + 1;
			return pos;
		}
		/* at least one, however narrow the field */
		if (width + wide > cols && pos > start)
			break;
		width += wide;
		pos = char_end(f, pos);
	}
	*next = pos;
	return pos;
}

/* 1 when there is a line after the one from start to end. */
static int line_follows(const struct editor *f, size_t end, size_t next)
{
	return next < f->text.len || (end < next && next == f->text.len);
}

/* Number and start of the visual line with the cursor. */
static size_t cursor_line(const struct editor *f, int cols, size_t *start)
{
	size_t number = 0;

	*start = 0;
	for (;;) {
		size_t next, end = visual_end(f, *start, cols, &next);

		if (f->cursor < next || !line_follows(f, end, next))
			return number;
		*start = next;
		number++;
	}
}

static size_t line_at(const struct editor *f, int cols, size_t number)
{
	size_t start = 0;

	while (number-- > 0)
		visual_end(f, start, cols, &start);
	return start;
}

static enum editor_took move_lines(struct editor *f, int down)
{
	int cols = f->cols > 0 ? f->cols : DEFAULT_COLS, want, width = 0;
	size_t start, next, end, number = cursor_line(f, cols, &start);

	if (!(f->flags & EDITOR_LINES) || (!down && number == 0))
		return EDITOR_PASS;
	want = span_width(f, start, f->cursor);
	end = visual_end(f, start, cols, &next);
	if (down && !line_follows(f, end, next))
		return EDITOR_PASS;
	start = down ? next : line_at(f, cols, number - 1);
	end = visual_end(f, start, cols, &next);
	/* the end of a line broken by width is the start of the next one: stay before it */
	if (end == next && line_follows(f, end, next) && end > start)
		end = char_before(f, end);
	while (start < end && width + char_width(f, start) <= want) {
		width += char_width(f, start);
		start = char_end(f, start);
	}
	return move_to(f, start);
}

enum editor_took editor_key(struct editor *f, int32_t key)
{
	switch (key) {
	case K_LEFT:
		return move_to(f, char_before(f, f->cursor));
	case K_RIGHT:
		return move_to(f, char_end(f, f->cursor));
	case K_HOME:
	case K_CTRL('A'):
		return move_to(f, line_start(f, f->cursor));
	case K_END:
	case K_CTRL('E'):
		return move_to(f, line_end(f, f->cursor));
	case K_WORD_LEFT:
		return move_to(f, word_before(f, f->cursor));
	case K_WORD_RIGHT:
		return move_to(f, word_after(f, f->cursor));
	case K_UP:
	case K_DOWN:
		return move_lines(f, key == K_DOWN);
	case K_BACKSPACE:
		return delete_span(f, char_before(f, f->cursor), f->cursor);
	case K_DEL:
		return delete_span(f, f->cursor, char_end(f, f->cursor));
	case K_CTRL('K'):
		return delete_span(f, f->cursor, line_end(f, f->cursor));
	case K_CTRL('U'):
		return delete_span(f, line_start(f, f->cursor), f->cursor);
	case K_CTRL('W'):
		return delete_span(f, word_before(f, f->cursor), f->cursor);
	case K_CTRL('O'):
		return (f->flags & EDITOR_LINES) ? insert_char(f, '\n') : EDITOR_PASS;
	default:
		return key_is_text(key) && utf8_is_clean(key) ? insert_char(f, key)
							      : EDITOR_PASS;
	}
}

/* ---- drawing ----------------------------------------------------------------------------- */

/* Moves left so that the cursor is in sight; jumps by a third, for few bytes on the line. */
static void scroll_line(struct editor *f, int cols)
{
	int width;

	if (span_width(f, 0, f->text.len) <= cols)
		f->left = 0;
	if (f->left > f->text.len)
		f->left = f->text.len;
	if (f->left > 0 && f->cursor <= f->left) {
		f->left = f->cursor;
		for (width = 0; f->left > 0 && width < (cols + 2) / 3;) {
			f->left = char_before(f, f->left);
			width += char_width(f, f->left);
		}
	}
	width = span_width(f, f->left, f->cursor);
	if (width <= cols)
		return;
	while (f->left < f->cursor && width > cols - cols / 3) {
		width -= char_width(f, f->left);
		f->left = char_end(f, f->left);
	}
}

static void draw_span(struct editor *f, struct canvas *c, size_t from, size_t to)
{
	struct str part = { 0 };

	canvas_fill(c, 0, 0, c->rows, c->cols, ' ');
	str_add_len(&part, str_text(&f->text) + from, to - from);
	canvas_put(c, 0, 0, LOOK_PLAIN, str_text(&part));
	str_release(&part);
}

static void draw_brackets(
	const struct editor *f, struct canvas *c, int row, const char *open, const char *close)
{
	int quiet = (f->flags & EDITOR_READ_ONLY) != 0;

	canvas_put(c, row, 0, LOOK_PLAIN, quiet && *open == '[' ? " " : open);
	canvas_put(c, row, c->cols - 1, LOOK_PLAIN, quiet && *close == ']' ? " " : close);
}

/* Longest run from start that fits; a wide character at the edge stays out, its cell blank. */
static size_t fitting_end(const struct editor *f, size_t start, int cols)
{
	size_t pos = start;
	int width = 0;

	while (pos < f->text.len && width + char_width(f, pos) <= cols) {
		width += char_width(f, pos);
		pos = char_end(f, pos);
	}
	return pos;
}

static void draw_line(struct editor *f, struct canvas *c, int focus)
{
	struct canvas inner = canvas_part(c, 0, 1, 1, c->cols - 2);
	size_t end;

	if (focus)
		scroll_line(f, inner.cols);
	else
		f->left = 0;
	end = fitting_end(f, f->left, inner.cols);
	draw_span(f, &inner, f->left, end);
	draw_brackets(f, c, 0, f->left ? "<" : "[", end < f->text.len ? ">" : "]");
	if (focus)
		canvas_cursor(c, 0, 1 + span_width(f, f->left, f->cursor));
}

static void scroll_lines(struct editor *f, int rows, size_t number)
{
	if (number < f->top)
		f->top = number;
	if (number >= f->top + (size_t)rows)
		f->top = number - (size_t)rows + 1;
}

static void draw_lines(struct editor *f, struct canvas *c, int focus)
{
	size_t at, number = cursor_line(f, c->cols - 2, &at), start;
	int more = 1;

	if (focus)
		scroll_lines(f, c->rows, number);
	else
		f->top = 0;
	start = line_at(f, c->cols - 2, f->top);
	for (int row = 0; row < c->rows; row++) {
		struct canvas inner = canvas_part(c, row, 1, 1, c->cols - 2);
		size_t next, end = visual_end(f, start, inner.cols, &next);
		int last = row == c->rows - 1;

		draw_span(f, &inner, more ? start : 0, more ? end : 0);
		if (focus && more && start == at)
			canvas_cursor(c, row, 1 + span_width(f, start, f->cursor));
		more = more && line_follows(f, end, next);
		draw_brackets(
			f, c, row, row == 0 && f->top ? "<" : "[", last && more ? ">" : "]");
		start = next;
	}
}

void editor_draw(
	struct editor *f, struct canvas *c, int row, int col, int rows, int cols, int focus)
{
	struct canvas part = canvas_part(c, row, col, rows, cols);

	if (part.rows < 1 || part.cols < 3)
		return;
	f->cols = part.cols - 2;
	if (f->flags & EDITOR_LINES)
		draw_lines(f, &part, focus == EDITOR_FOCUS);
	else
		draw_line(f, &part, focus == EDITOR_FOCUS);
}
