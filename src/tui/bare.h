/*
 * bare.h - a text on the bare terminal, page by page: no frames, and lines that the terminal
 * itself wraps, so that what is marked with the mouse is copied as it stands.
 */
#ifndef TUI_BARE_H
#define TUI_BARE_H

#include <stddef.h>

/* Until it is left; the screens are drawn again afterwards.  text: lines with newlines. */
void bare_show(const char *text);

/* Where the page behind from begins, on a terminal of so many rows and columns: a length. */
size_t bare_page(const char *text, size_t from, int rows, int cols);

#endif
