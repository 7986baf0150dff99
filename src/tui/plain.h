/*
 * plain.h - questions asked and answered in lines, where pop-ups would open.
 *
 * After plain_start() popup.h and pick.h ask here; whoever calls them need not know.  An
 * answer of ":q" is Esc, an empty one Enter; the end of the input cancels everything.
 */
#ifndef TUI_PLAIN_H
#define TUI_PLAIN_H

#include "tui/pick.h"
#include "tui/popup.h"

struct str;

void plain_start(void);
int plain_is_on(void);
int plain_is_over(void);        /* 1: the input has ended */

/* One question, one trimmed answer: 0, 1 it was ":q" or nobody is there. */
int plain_line(const char *question, struct str *answer);
int plain_popup(const struct popup *p);
int plain_ask(const char *question, const struct choice *choices, size_t count);
int plain_prompt(const char *label, size_t limit, struct str *text);
int plain_choose(const char *title, const char *const *items, size_t count);
void plain_show_text(const char *title, const char *text);
int plain_pick(const struct pick *p, struct arena *mem, struct pick_item *out);

#endif
