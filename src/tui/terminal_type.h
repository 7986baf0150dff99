/* terminal_type.h - opening curses for this kind of terminal; private to this folder. */
#ifndef TUI_TERMINAL_TYPE_H
#define TUI_TERMINAL_TYPE_H

#include <curses.h>

/* newterm() on stdout and stdin; NULL when the terminal cannot be drawn on, or type is empty. */
SCREEN *terminal_type_open(const char *type);

#endif
