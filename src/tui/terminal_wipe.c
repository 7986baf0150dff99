/*
 * terminal_wipe.c - one sequence wipes the rest of the screen, where most of it goes blank.
 */
#include "tui/terminal_wipe.h"

#include <curses.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tui/canvas.h"

enum {
	FOOT = 2, /* rows of hint and keys, which a new screen draws anyway */
	ROWS_LEAST = 5, /* a row costs 5 bytes, the sequence some 15 */
	SAME_MOST = 8, /* cells of the foot that would be drawn again for nothing */
};

static wchar_t on_terminal(int row, int col)
{
	wchar_t text[CCHARW_MAX] = L" ";
	attr_t attributes;
	cchar_t cell;
	short pair;

	if (mvwin_wch(curscr, row, col, &cell) == OK)
		getcchar(&cell, text, &attributes, &pair, NULL);
	return text[0];
}

static int is_blank_in(const struct grid *grid, int row)
{
	for (int col = 0; col < grid->cols; col++) {
		const struct cell *cell = grid_cell(grid, row, col);

		if (cell->width && cell->character != ' ' && cell->character != 0)
			return 0;
	}
	return 1;
}

static int is_blank_there(int row, int cols)
{
	for (int col = 0; col < cols; col++)
		if (on_terminal(row, col) != L' ')
			return 0;
	return 1;
}

/* Cells of the foot that stand there already. */
static int same_in_foot(const struct grid *grid)
{
	int same = 0;

	for (int row = grid->rows - FOOT; row < grid->rows; row++)
		for (int col = 0; col < grid->cols; col++) {
			const struct cell *cell = grid_cell(grid, row, col);

			same += cell->width && cell->character > ' ' &&
				on_terminal(row, col) == (wchar_t)cell->character;
		}
	return same;
}

static int rows_to_wipe(const struct grid *grid, int *from)
{
	int rows = 0;

	for (*from = grid->rows - FOOT; *from > 0 && is_blank_in(grid, *from - 1); --*from)
		rows += !is_blank_there(*from - 1, grid->cols);
	return rows;
}

/* Save the cursor, go there, erase to the end, back: where the terminal has these very ones. */
static int send_wipe(int from)
{
	const char *wipe = tigetstr("ed"), *save = tigetstr("sc");
	char text[40];
	int len;

	if (!wipe || !save || save == (char *)-1 || wipe == (char *)-1 ||
		strcmp(save, "\x1b" "7") != 0 || strncmp(wipe, "\x1b[J", 3) != 0)
		return 0;
	len = snprintf(text, sizeof(text), "\x1b" "7\x1b[%d;1H\x1b[J\x1b" "8", from + 1);
	/* between two frames nothing of curses' own waits to be written */
	return write(STDOUT_FILENO, text, (size_t)len) == len;
}

void wipe_tail(const struct grid *grid)
{
	int row, col, from;

	if (grid->rows != LINES || grid->rows <= FOOT)
		return;
	getyx(curscr, row, col);
	if (rows_to_wipe(grid, &from) >= ROWS_LEAST && same_in_foot(grid) <= SAME_MOST &&
		send_wipe(from)) {
		wmove(curscr, from, 0);
		wclrtobot(curscr);
		/* what stood there already is drawn again */
		wtouchln(newscr, from, LINES - from, 1);
	}
	wmove(curscr, row, col);
}
