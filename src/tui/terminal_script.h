/*
 * terminal_script.h - the terminal that tests play: keys from a text, a grid for a
 * screen.  Private to this folder; callers use terminal.h.
 */
#ifndef TUI_TERMINAL_SCRIPT_H
#define TUI_TERMINAL_SCRIPT_H

#include "tui/terminal.h"

struct player;

struct player *player_new(int rows, int cols, const char *keys);
void player_free(struct player **s);
int32_t player_key(struct player *s);   /* K_HANGUP after the last one */
int32_t player_meanwhile(struct player *s);     /* the key after a <meanwhile>, or K_NONE */
void player_show(struct player *s, const struct layer *layers, size_t count, int rich);
int player_rows(const struct player *s);
int player_cols(const struct player *s);
const char *player_screen(struct player *s);
const char *player_shot(struct player *s, size_t n);

#endif
