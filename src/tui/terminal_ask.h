/*
 * terminal_ask.h - what terminal_ask() leaves for terminal_start(); private to this folder.
 */
#ifndef TUI_TERMINAL_ASK_H
#define TUI_TERMINAL_ASK_H

#include "tui/terminal.h"

#include <termios.h>

struct str;

/* Moves the bytes typed meanwhile to the end of out. */
void terminal_ask_typed(struct str *out);
/* The modes of the line before it was asked, or now when it was not; -1 it has none. */
int terminal_ask_modes(struct termios *out);

#endif
