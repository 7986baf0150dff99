/* terminal_ask.h - what was typed while the terminal was asked; private to this folder. */
#ifndef TUI_TERMINAL_ASK_H
#define TUI_TERMINAL_ASK_H

#include "tui/terminal.h"

#include <stddef.h>

/* Moves the bytes typed meanwhile to out (at most size of them); how many. */
size_t terminal_ask_typed(char *out, size_t size);

#endif
