/*
 * terminal.c - the one place that calls curses.
 *
 * The screen is blitted whole into stdscr and into one panel for each pop-up at every
 * show; curses sends only what differs.  Input is read byte by byte from a pad nobody
 * draws on, because reading from a drawn window refreshes it at every key.
 */
#include "tui/terminal.h"

#include <langinfo.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include <curses.h>
#include <panel.h>
#include <term.h>
#undef key_print /* a capability's name there, a function of keys.h here */

#include "base/i18n.h"
#include "base/str.h"
#include "base/vec.h"
#include "base/xalloc.h"
#include "tui/idle.h"
#include "tui/keys.h"
#include "tui/terminal_ask.h"
#include "tui/terminal_out.h"
#include "tui/terminal_script.h"
#include "tui/terminal_wipe.h"
#include "tui/terminal_type.h"

enum { TICK_MS = 250, ESCAPE_MS = 500, SEQUENCE_MS = 1500, PAUSE_MS = 50 };
enum { POPUPS = 8, BLIND_READS = 3, BYTES_KEPT = 64 };

static struct {
	SCREEN *screen; /* NULL: not started, or a player plays */
	struct termios before; /* the modes of the line */
	struct player *player;
	WINDOW *keys; /* the pad read from */
	struct {
		WINDOW *window;
		PANEL *panel;
	} popups[POPUPS];
	size_t popup_count;
	PANEL *root_panel; /* libpanel's own under all others, which it never frees */
	enum terminal_look look;
	int coloured; /* colours have been started */
	int utf8; /* the session's charset */
	int escape_ms;
	int pace_ms;
	long shown_at; /* ms: when something was shown last */
	int redraw;
	struct str ahead; /* typed before there was a decoder */
	size_t ahead_pos;
	struct key_decoder decoder;
	struct {
		unsigned char byte, paused; /* 1: the line paused before it */
	} read[BYTES_KEPT]; /* for the key test */
	size_t read_count;
	long read_at; /* ms: of the last one */
	long held_since; /* ms: when the decoder began to hold something */
	int blind; /* reads in a row that gave nothing though poll said they would */
	int gone;
} term;

/* Keys that came while the program worked; they are given before any other. */
static VEC(int32_t) kept;

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- start and stop ---------------------------------------------------------------------- */

static void use_colours(void)
{
	if (term.look != TERMINAL_RICH || term.coloured || !has_colors())
		return;
	term.coloured = 1;
	start_color();
	use_default_colors();
	init_pair(1, COLOR_CYAN, -1);
	init_pair(2, COLOR_YELLOW, -1);
}

/* What is no business of curses; it has nothing buffered at these moments. */
static void say(const char *text)
{
	ssize_t ignored = write(STDOUT_FILENO, text, strlen(text));

	(void)ignored;
}

static int escape_delay(const struct terminal_options *options)
{
	const char *text = getenv("ESCDELAY");
	long ms = text ? strtol(text, NULL, 10) : 0;

	if (ms > 0 && ms <= 10000)
		return (int)ms;
	return options->escape_ms > 0 ? options->escape_ms : ESCAPE_MS;
}

static void set_modes(void)
{
	raw();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	leaveok(stdscr, FALSE);
	scrollok(stdscr, FALSE);
	idlok(stdscr, TRUE);
	typeahead(-1);
	term.keys = newpad(1, 1);
	keypad(term.keys, FALSE);
}

int terminal_start(const struct terminal_options *options, struct err *err)
{
	const char *type = getenv("TERM");
	struct termios before;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || terminal_ask_modes(&before) < 0)
		return err_set(err, ERR_USAGE,
			_("this is no terminal; use the subcommands here, "
			  "for example herbledger list"));
	memset(&term, 0, sizeof(term));
	ways_out_forget();
	term.before = before;
	term.look = options->look;
	term.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	term.escape_ms = escape_delay(options);
	term.pace_ms = options->pace_ms;
	key_decoder_init(&term.decoder);
	term.screen = terminal_type_open(type);
	if (!term.screen) {
		tcsetattr(STDIN_FILENO, TCSANOW, &term.before);
		return err_set(err, ERR_USAGE,
			_("the terminal type '%s' is not known here; "
			  "set TERM to xterm and try again"),
			text_is_empty(type) ? "" : type);
	}
	set_modes();
	use_colours();
	ways_out_watch(&term.before);
	terminal_ask_typed(&term.ahead);
	say(PASTE_ON);
	return 0;
}

void terminal_start_script(int rows, int cols, const char *keys)
{
	memset(&term, 0, sizeof(term));
	ways_out_forget();
	term.player = player_new(rows, cols, keys);
}

const char *terminal_script_screen(void)
{
	return term.player ? player_screen(term.player) : "";
}

const char *terminal_script_shot(size_t n)
{
	return term.player ? player_shot(term.player, n) : NULL;
}

static void drop_popups(size_t keep)
{
	while (term.popup_count > keep) {
		term.popup_count--;
		del_panel(term.popups[term.popup_count].panel);
		delwin(term.popups[term.popup_count].window);
	}
}

/* A line that is gone must not be written to: it may block or fail. */
static int line_is_dead(void)
{
	struct termios now;
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };

	return tcgetattr(STDIN_FILENO, &now) < 0 ||
		(poll(&in, 1, 0) > 0 && (in.revents & (POLLHUP | POLLERR | POLLNVAL)));
}

void terminal_stop(void)
{
	player_free(&term.player);
	VEC_RELEASE(&kept);
	if (!term.screen)
		return;
	drop_popups(0);
	delwin(term.keys);
	if (!line_is_dead()) {
		say(PASTE_OFF);
		endwin();
		tcsetattr(STDIN_FILENO, TCSADRAIN, &term.before);
	}
	ways_out_release();
	delscreen(term.screen);
	free(term.root_panel);
	str_release(&term.ahead);
	memset(&term, 0, sizeof(term));
}

int terminal_rows(void)
{
	return term.player ? player_rows(term.player) : LINES;
}

int terminal_cols(void)
{
	return term.player ? player_cols(term.player) : COLS;
}

enum terminal_look terminal_look(void)
{
	return term.look;
}

void terminal_set_look(enum terminal_look look)
{
	term.look = look;
	if (term.screen)
		use_colours();
}

/* ---- showing ----------------------------------------------------------------------------- */

static attr_t attributes(int look, short *pair)
{
	*pair = 0;
	if (term.look == TERMINAL_LEAN || look == LOOK_PLAIN)
		return A_NORMAL;
	if (look & LOOK_ROW)
		return A_REVERSE;
	if (has_colors())
		*pair = (look & LOOK_WARN) ? 2 : 1;
	return A_BOLD;
}

/* Two columns on every terminal that has them: Hanzi and what goes with them. */
static int is_wide(int32_t c)
{
	return (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
		(c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) ||
		(c >= 0xff01 && c <= 0xff60) || (c >= 0xffe0 && c <= 0xffe6) ||
		(c >= 0x20000 && c <= 0x3fffd);
}

/*
 * What this session's charset or widths do not have is a question mark, never a blank.  Of what
 * GB18030 writes in four bytes the C library takes all for wide, terminals Hanzi alone.
 */
static wchar_t showable(int32_t character, int width)
{
	mbstate_t state = { 0 };
	char bytes[16];
	size_t len;

	if (character >= ' ' && character < 0x7f)
		return (wchar_t)character;
	len = wcrtomb(bytes, (wchar_t)character, &state);
	if (len == (size_t)-1 || wcwidth((wchar_t)character) != width ||
		(len == 4 && !term.utf8 && !is_wide(character)))
		return L'?';
	return (wchar_t)character;
}

static void curses_cell(const struct cell *cell, cchar_t *out)
{
	wchar_t text[2] = { showable(cell->character, cell->width) };
	short pair;
	attr_t attrs = attributes(cell->look, &pair);

	setcchar(out, text, attrs, pair, NULL);
}

static void blit(WINDOW *window, const struct grid *grid)
{
	int rows = getmaxy(window), cols = getmaxx(window);
	cchar_t *line = xcalloc((size_t)grid->cols * 2 + 1, sizeof(*line));

	for (int row = 0; row < rows && row < grid->rows; row++) {
		int count = 0;

		for (int col = 0; col < grid->cols && col < cols; col++) {
			const struct cell *cell = grid_cell(grid, row, col);

			if (cell->width == 0)
				continue;
			curses_cell(cell, &line[count++]);
			/* a '?' stands for a wide one: its second half is a blank */
			if (cell->width == 2 && showable(cell->character, 2) == L'?')
				setcchar(&line[count++], L" ", A_NORMAL, 0, NULL);
		}
		mvwadd_wchnstr(window, row, 0, line, count);
	}
	if (grid->cursor_row >= 0 && grid->cursor_row < rows)
		wmove(window, grid->cursor_row,
			grid->cursor_col < cols ? grid->cursor_col : cols - 1);
	else
		wmove(window, rows - 1, 0);
	free(line);
}

/* The panel of pop-up n, made again when the place or size is another. */
static WINDOW *popup_window(size_t n, const struct layer *layer)
{
	int rows = layer->grid->rows, cols = layer->grid->cols;
	WINDOW *window = n < term.popup_count ? term.popups[n].window : NULL;

	if (window && getmaxy(window) == rows && getmaxx(window) == cols &&
		getbegy(window) == layer->row && getbegx(window) == layer->col)
		return window;
	drop_popups(n);
	window = newwin(rows, cols, layer->row, layer->col);
	if (!window)
		return NULL;
	term.popups[n].window = window;
	term.popups[n].panel = new_panel(window);
	term.popup_count = n + 1;
	if (n == 0)
		term.root_panel = term.popups[0].panel->below;
	return window;
}

static void show_on_terminal(const struct layer *layers, size_t count)
{
	WINDOW *top = stdscr;

	if (count && layers[0].grid->rows != LINES)
		werase(stdscr);
	for (size_t i = 0; i < count && i <= POPUPS; i++) {
		WINDOW *window = i ? popup_window(i - 1, &layers[i]) : stdscr;

		if (!window)
			break;
		blit(window, layers[i].grid);
		top = window;
	}
	drop_popups(count ? count - 1 : 0);
	if (term.redraw)
		clearok(curscr, TRUE);
	term.redraw = 0;
	update_panels();
	wnoutrefresh(top);
	if (count == 1 && term.look == TERMINAL_LEAN)
		wipe_tail(layers[0].grid);
	doupdate();
}

void terminal_show(const struct layer *layers, size_t count)
{
	if (term.player)
		player_show(term.player, layers, count, term.look == TERMINAL_RICH);
	else if (term.screen && !term.gone)
		show_on_terminal(layers, count);
	term.shown_at = now_ms();
}

void terminal_redraw(void)
{
	term.redraw = 1;
}

/* ---- keys -------------------------------------------------------------------------------- */

static int32_t hang_up(void)
{
	term.gone = 1;
	return K_HANGUP;
}

/* After a read that gave nothing: is there still somebody? */
static int line_went(void)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };

	if (poll(&in, 1, 0) <= 0) {
		term.blind = 0;
		return 0;
	}
	if (in.revents & (POLLHUP | POLLERR | POLLNVAL))
		return 1;
	/* readable and yet nothing read: the end of the input, unless a byte just came */
	return ++term.blind >= BLIND_READS;
}

static void remember_byte(int byte)
{
	long now = now_ms();

	if (term.read_count < BYTES_KEPT) {
		term.read[term.read_count].byte = (unsigned char)byte;
		term.read[term.read_count].paused = now - term.read_at >= PAUSE_MS;
		term.read_count++;
	}
	term.read_at = now;
}

static void take_byte(int byte)
{
	term.blind = 0;
	remember_byte(byte);
	key_decoder_byte(&term.decoder, (unsigned char)byte);
	if (key_decoder_holds(&term.decoder))
		term.held_since = now_ms();
}

/* A lone Esc is soon wanted as a key; of a sequence begun the rest will come. */
static int held_wait(void)
{
	return key_decoder_in_sequence(&term.decoder) && term.escape_ms < SEQUENCE_MS
		? SEQUENCE_MS
		: term.escape_ms;
}

/* Reads until there is a key or ms have passed. */
static int32_t read_key(int ms)
{
	long end = now_ms() + (ms < TICK_MS ? ms : TICK_MS);

	for (;;) {
		int32_t key = key_decoder_next(&term.decoder);
		long now = now_ms(), wait = end - now;
		int got;

		if (ways_out_asked())
			return hang_up();
		if (key != K_NONE)
			return key;
		if (key_decoder_holds(&term.decoder)) {
			long settle = term.held_since + held_wait() - now;

			if (settle <= 0) {
				key_decoder_settle(&term.decoder);
				continue;
			}
			wait = settle < wait ? settle : wait;
		}
		if (term.ahead_pos < term.ahead.len) {
			take_byte((unsigned char)term.ahead.at[term.ahead_pos++]);
			continue;
		}
		wtimeout(term.keys, wait > 0 ? (int)wait : 0);
		got = wgetch(term.keys);
		if (got == KEY_RESIZE)
			return K_RESIZE;
		if (got != ERR && got < 256)
			take_byte(got);
		else if (line_went())
			return hang_up();
		else if (now_ms() >= end && !term.blind)
			return key_decoder_next(&term.decoder);
	}
}

static int32_t take_kept(void)
{
	int32_t key = kept.at[0];

	memmove(kept.at, kept.at + 1, --kept.count * sizeof(*kept.at));
	return key;
}

int32_t terminal_key(int ms)
{
	int32_t key;

	if (kept.count) {
		idle_typed();
		return take_kept();
	}
	if (term.gone)
		return K_HANGUP;
	if (term.player) {
		key = player_key(term.player);
		term.gone = key == K_HANGUP;
		return key;
	}
	if (!term.screen)
		return hang_up();
	idle_wait();
	key = read_key(idle_next(ms));
	if (key != K_NONE && key != K_RESIZE && key != K_HANGUP)
		idle_typed();
	else if (key != K_HANGUP && idle_is_over())
		key = hang_up();
	return key;
}

int terminal_key_waits(void)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	long wait;

	if (kept.count)
		return 1;
	if (term.player || !term.screen || term.gone)
		return 0;
	if (term.decoder.count > 0 || term.ahead_pos < term.ahead.len)
		return 1;
	wait = term.shown_at + term.pace_ms - now_ms();
	return poll(&in, 1, wait > 0 ? (int)wait : 0) > 0;
}

int terminal_bytes_read(struct str *out)
{
	size_t count = term.read_count;

	if (!count || key_decoder_holds(&term.decoder))
		return 0;
	for (size_t i = 0; i < count; i++)
		str_addf(out, "%s%02x",
			!i                            ? ""
				: term.read[i].paused ? " .. "
						      : " ",
			term.read[i].byte);
	term.read_count = 0;
	return 1;
}

void terminal_end_paste(void)
{
	key_decoder_end_paste(&term.decoder);
}

/* A key that is there already, K_NONE: none. */
static int32_t key_meanwhile(void)
{
	if (term.player)
		return player_meanwhile(term.player);
	return term.screen && !term.gone ? read_key(0) : K_NONE;
}

void terminal_keep_keys(void)
{
	int32_t key;

	while (!term.player && (key = key_meanwhile()) != K_NONE && key != K_HANGUP)
		*VEC_PUSH(&kept) = key;
}

int terminal_cancel_asked(void)
{
	int32_t key;

	while ((key = key_meanwhile()) != K_NONE && key != K_HANGUP) {
		if (key == K_ESC || key == K_CTRL('B'))
			return 1;
		*VEC_PUSH(&kept) = key;
	}
	return term.gone;
}

unsigned long terminal_bad_input(void)
{
	return term.decoder.bad;
}

unsigned long terminal_refused_input(int32_t *last)
{
	*last = term.decoder.refused_last;
	return term.decoder.refused;
}
