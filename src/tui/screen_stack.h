/* screen_stack.h - what screen.c, screen_draw.c and popup.c share; private to this folder. */
#ifndef TUI_SCREEN_STACK_H
#define TUI_SCREEN_STACK_H

struct popup;
struct str;

/* Pop-ups open above the top screen, innermost last; they are drawn with it. */
void screens_popup_open(const struct popup *p);
void screens_popup_close(void);
/* What is being pasted: 1, or 0 and the top screen's message says why nothing was taken. */
int screens_take_paste(struct str *text);
/* 1 when a text has what cannot be kept, which the message tells. */
int screens_refuse_dirty(const struct str *text);
/* Draws the top screen and its pop-ups from their models and shows them. */
void screens_show(void);
/* The pop-up above what was shown last, until the next show; asks no model. */
void screens_show_over(const struct popup *p);
void screens_forget_shown(void);        /* at the end, the status too */

#endif
