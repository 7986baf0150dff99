/*
 * terminal_out.h - the ways out of a terminal session; private to this folder.
 *
 * Deadly signals and BUG() give the terminal back as it was; HUP, TERM and INT only ask.
 */
#ifndef TUI_TERMINAL_OUT_H
#define TUI_TERMINAL_OUT_H

#include <termios.h>

/* Terminals that know nothing of it pass over it: the program needs no entry of terminfo. */
#define PASTE_ON "\x1b[?2004h"
#define PASTE_OFF "\x1b[?2004l"

void ways_out_forget(void);     /* nobody has asked yet */
/* After newterm(): from now on, until ways_out_release(). */
void ways_out_watch(const struct termios *before);
void ways_out_release(void);
int ways_out_asked(void);       /* 1: we are to end */

#endif
