/*
 * popup.h - pop-ups above a screen: ask, confirm, prompt, choose, show a text.
 *
 * Each runs its own small loop and returns when it is answered.  A hang-up cancels;
 * a resize draws the screens below again from their models.
 */
#ifndef TUI_POPUP_H
#define TUI_POPUP_H

#include "tui/canvas.h"

#include <stddef.h>
#include <stdint.h>

struct list_view;
struct screen;
struct str;

enum { POPUP_STAY = -2, POPUP_CANCEL = -1 };    /* >= 0: answered, popup_run returns it */

/* A pop-up of one's own. */
struct popup {
	const char *title;      /* translated */
	const char *foot;       /* its keys, translated; may be NULL */
	int rows, cols;         /* wanted room within; less when the terminal is small */
	int on_line;            /* 1: no frame, one row in place of the message */
	void (*draw)(void *ctx, struct canvas *c);
	int (*key)(void *ctx, int32_t key);     /* POPUP_STAY, POPUP_CANCEL or an answer */
	void *ctx;
	/* A pasted text as one line; NULL: it is passed over. */
	void (*paste)(void *ctx, const char *line);
};

int popup_run(struct screen *s, const struct popup *p);
int popup_cancels(int32_t key);                 /* 1: Esc, or what stands for it everywhere */
/* For key(), at its end: cancels or moves in the list; never an answer. */
int popup_list_key(struct list_view *list, int32_t key);

/* 1 only when y was pressed; n, Enter and Esc are no. */
int screen_confirm(struct screen *s, const char *question);

struct choice {
	int32_t key;            /* a character or K_...; Esc is always cancel */
	const char *label;      /* translated */
};

/* Index of the choice whose key was pressed, or -1. */
int screen_ask(
	struct screen *s, const char *question, const struct choice *choices, size_t count);
/* One line of at most limit characters (0: any): 0 entered, 1 cancelled (*text unchanged). */
int screen_prompt(struct screen *s, const char *label, size_t limit, struct str *text);
/* A short list, narrowed by typing; index, or -1 when cancelled. */
int screen_choose(struct screen *s, const char *title, const char *const *items, size_t count,
		  size_t at);
/* A text to read, scrolled with the arrows, closed with Esc or Enter. */
void screen_show_text(struct screen *s, const char *title, const char *text);

#endif
