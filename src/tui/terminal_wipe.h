/*
 * terminal_wipe.h - many rows that go blank at once; private to this folder.
 */
#ifndef TUI_TERMINAL_WIPE_H
#define TUI_TERMINAL_WIPE_H

struct grid;

/*
 * Before doupdate(): rows below what the grid shows, down to its foot, that are not blank on the
 * terminal are wiped by one sequence where curses would take one each.  Without attributes only.
 */
void wipe_tail(const struct grid *grid);

#endif
