/*
 * screen_draw.c - from the top screen and its pop-ups to what the terminal shows.
 *
 * Title, body, message and key line of a screen; where a pop-up stands.  Asks the models to
 * draw and changes none.
 */
#include "tui/screen_stack.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "tui/idle.h"
#include "tui/popup.h"
#include "tui/screen.h"
#include "tui/terminal.h"

enum { FULL_ROWS = 24, FULL_COLS = 80, POPUPS = 8 };

static struct {
	const struct popup *popups[POPUPS]; /* not ours */
	size_t popup_count;
	struct str status;
	const char *mark; /* not ours */
} drawn;

/* What stands on the terminal: work under way is told above it, without asking any model. */
static struct {
	struct grid grids[POPUPS + 1]; /* ours */
	struct layer layers[POPUPS + 1];
	size_t count;
} shown;

void screens_set_status(const char *text)
{
	str_clear(&drawn.status);
	str_add(&drawn.status, text);
}

void screens_set_mark(const char *mark)
{
	drawn.mark = mark;
}

const char *screens_mark(void)
{
	return drawn.mark ? drawn.mark : "";
}

static int is_small(const struct canvas *c)
{
	return c->rows < FULL_ROWS || c->cols < FULL_COLS;
}

/* Where both do not fit the day goes first: it stands after two blanks. */
static void make_room(struct str *right, int cols)
{
	char *day = right->len ? strstr(right->at, "  ") : NULL;

	if (day && (int)utf8_width(str_text(right)) >= cols)
		str_truncate(right, (size_t)(day - right->at));
}

/* 1 when it says what a small terminal lacks. */
static int draw_title(const struct screen *s, struct canvas *c)
{
	struct str left = { 0 }, right = { 0 };
	int end, room, fits;

	str_add(&left, s->cls->title ? _(s->cls->title) : "");
	str_add(&right, str_text(&drawn.status));
	if (s->cls->heading)
		s->cls->heading(s, &left, &right);
	str_insert(&left, 0, screens_mark(), strlen(screens_mark()));
	if (is_small(c)) {
		str_clear(&right);
		str_addf(&right, _("%dx%d, should be %dx%d"), c->cols, c->rows, FULL_COLS,
			FULL_ROWS);
	}
	end = canvas_put(c, 0, 1, LOOK_ACCENT, str_text(&left));
	make_room(&right, c->cols - 2 - end);
	room = c->cols - 1 - (int)utf8_width(str_text(&right));
	/* on a narrow terminal where one is matters more than who one is */
	fits = room > end + 1;
	if (fits)
		canvas_put(c, 0, room, LOOK_PLAIN, str_text(&right));
	if (*screens_mark())
		canvas_look(c, 0, 0, c->cols, LOOK_ROW);
	str_release(&left);
	str_release(&right);
	return fits && is_small(c);
}

/* Of the whole terminal: rows for title and a blank one, for the title alone, for none. */
static int rows_above(const struct canvas *all)
{
	return all->rows >= FULL_ROWS ? 2 : all->rows > 3 ? 1 : 0;
}

static void draw_message(const struct screen *s, struct canvas *c, int row, int size_told)
{
	int tell_size = is_small(c) && !size_told;
	struct str text = { 0 };
	int look = idle_warning() ? LOOK_WARN : s->message_look;

	idle_sentence(&text);
	if (text.len == 0)
		str_add(&text, str_text(&s->message));
	if (text.len == 0) {
		look = LOOK_PLAIN;
		if (s->cls->hint && !tell_size)
			s->cls->hint(s, &text);
	}
	if (text.len == 0 && tell_size)
		str_addf(&text, _("This terminal has %d x %d; 80 x 24 shows everything."),
			c->cols, c->rows);
	if (!rows_above(c))
		str_insert(&text, 0, screens_mark(), strlen(screens_mark()));
	/* a … tells that there is more of it */
	if ((int)utf8_width(str_text(&text)) > c->cols - 1)
		canvas_fit(c, row, 1, c->cols - 2, CANVAS_LEFT, look, str_text(&text));
	else
		canvas_put(c, row, 1, look, str_text(&text));
	str_release(&text);
}

/* The keys of the pop-up while there is one: those of the screen below do nothing then. */
static void key_line_now(const struct screen *s, int columns, struct str *out)
{
	const struct popup *p = drawn.popup_count ? drawn.popups[drawn.popup_count - 1] : NULL;

	if (p && p->on_line && idle_warning())
		idle_sentence(out);
	else if (!p)
		screen_key_line(s, columns, out);
	else if (p->foot)
		str_addf(out, " %s", p->foot);
}

/* Title, a blank row where there is room, body, message, keys; the last ones stay longest. */
static void draw_screen(struct screen *s, struct grid *grid)
{
	struct canvas all = grid_canvas(grid), body;
	int above = rows_above(&all);
	struct str keys = { 0 };
	int size_told = 0;

	body = canvas_part(&all, above, 0, all.rows - above - 2, all.cols);
	if (above)
		size_told = draw_title(s, &all);
	if (body.rows > 0 && s->cls->draw)
		s->cls->draw(s, &body);
	if (all.rows > 1)
		draw_message(s, &all, all.rows - 2, size_told);
	/* the last column costs: the terminal must be kept from going on to the next row */
	key_line_now(s, all.cols - 1, &keys);
	canvas_put(&all, all.rows - 1, 0, LOOK_PLAIN, str_text(&keys));
	str_release(&keys);
}

/* In place of the message. */
static struct layer draw_on_line(const struct popup *p, struct grid *grid)
{
	struct layer layer = { .grid = grid, .row = terminal_rows() - 2 };
	struct canvas line;

	if (layer.row < 0)
		layer.row = 0;
	grid_init(grid, 1, terminal_cols());
	grid->rich = terminal_look() == TERMINAL_RICH;
	line = grid_canvas(grid);
	p->draw(p->ctx, &line);
	return layer;
}

/*
 * A pop-up stands in the middle, a little above; in lean it is a band over the whole width,
 * whose rows begin and end without a cursor address.  *grid is that of the layer.
 */
static struct layer draw_popup(const struct popup *p, struct grid *grid)
{
	int rich = terminal_look() == TERMINAL_RICH;
	int rows = at_most(p->rows + 2, terminal_rows()),
	    cols = rich ? at_most(p->cols + 4, terminal_cols()) : terminal_cols();
	struct layer layer = { .grid = grid };
	struct canvas all, inner;

	if (p->on_line)
		return draw_on_line(p, grid);
	grid_init(grid, rows, cols);
	grid->rich = rich;
	all = grid_canvas(grid);
	layer.row = (terminal_rows() - rows) / 2;
	layer.col = (terminal_cols() - cols) / 2;
	/* its keys stand on the key line, unless it covers that */
	inner = canvas_frame(
		&all, p->title, layer.row + rows < terminal_rows() ? NULL : p->foot);
	inner = canvas_part(&inner, 0, 0, inner.rows, p->cols);
	p->draw(p->ctx, &inner);
	return layer;
}

/* A pop-up may ask something while a new screen still loads: the one below is shown then. */
static struct screen *shown_screen(void)
{
	struct screen *s = screens_top();

	while (s && !s->loaded)
		s = s->below;
	return s;
}

static void forget_grids(void)
{
	for (size_t i = 0; i < shown.count; i++)
		grid_release(&shown.grids[i]);
	shown.count = 0;
}

static void keep_shown(const struct grid *grids, const struct layer *layers, size_t count)
{
	forget_grids();
	shown.count = count;
	for (size_t i = 0; i < count; i++) {
		shown.grids[i] = grids[i];
		shown.layers[i] = layers[i];
		shown.layers[i].grid = &shown.grids[i];
	}
}

void screens_show_over(const struct popup *p)
{
	struct layer layers[POPUPS + 1];
	struct grid blank, over;
	size_t count = shown.count;

	if (terminal_rows() < 1 || count > POPUPS)
		return;
	if (!count) {
		grid_init(&blank, terminal_rows(), terminal_cols());
		keep_shown(&blank, &(struct layer){ 0 }, 1);
		count = 1;
	}
	for (size_t i = 0; i < count; i++)
		layers[i] = shown.layers[i];
	layers[count] = draw_popup(p, &over);
	terminal_show(layers, count + 1);
	grid_release(&over);
}

void screens_show(void)
{
	struct grid grids[POPUPS + 1];
	struct layer layers[POPUPS + 1];
	size_t count = 1;

	grid_init(&grids[0], terminal_rows(), terminal_cols());
	grids[0].rich = terminal_look() == TERMINAL_RICH;
	layers[0] = (struct layer){ .grid = &grids[0] };
	if (shown_screen())
		draw_screen(shown_screen(), &grids[0]);
	for (size_t i = 0; i < drawn.popup_count; i++, count++)
		layers[count] = draw_popup(drawn.popups[i], &grids[count]);
	terminal_show(layers, count);
	keep_shown(grids, layers, count);
}

void screens_popup_open(const struct popup *p)
{
	if (drawn.popup_count == POPUPS)
		BUG("too many pop-ups");
	drawn.popups[drawn.popup_count++] = p;
}

/* Work that begins now is told above the screen without it, and without its keys. */
void screens_popup_close(void)
{
	struct canvas base;

	drawn.popup_count--;
	if (shown.count <= drawn.popup_count + 1)
		return;
	while (shown.count > drawn.popup_count + 1)
		grid_release(&shown.grids[--shown.count]);
	base = grid_canvas(&shown.grids[0]);
	canvas_fill(&base, base.rows - 1, 0, 1, base.cols, ' ');
}

void screens_forget_shown(void)
{
	forget_grids();
	str_release(&drawn.status);
}
