/*
 * paste.h - a pasted text: collected between its two marks (by this folder alone), made fit for an
 * editor.
 */
#ifndef TUI_PASTE_H
#define TUI_PASTE_H

#include <stddef.h>

struct str;

enum pasted {
	PASTED_WHOLE,
	PASTED_CUT,             /* its end never came; *out is what did come */
	PASTED_LONG,            /* more than a megabyte; *out is empty */
	PASTED_LOST,            /* a character of it was lost on the way; *out is the rest */
	PASTED_GONE,            /* the line went */
};

/*
 * After K_PASTE_BEGIN: UTF-8 with tabs, each line end one newline, everything else as it came.
 * progress, which may be NULL, is told now and then how much there is of a long one.
 */
enum pasted paste_collect(struct str *out, void (*progress)(size_t bytes));
/* For an editor: tabs and newlines are blanks, none at the end. */
void paste_line(const char *text, struct str *out);
void paste_lines(const char *text, struct str *out);    /* the same, newlines within stay */

#endif
