/*
 * lines.h - a terminal used as lines: one is printed, one is asked for; nothing moves.
 *
 * For dumb terminals, screen readers and pipes.  Text is UTF-8 here and cleaned on the way
 * out; the session's charset (LC_CTYPE) outside.
 */
#ifndef TUI_LINES_H
#define TUI_LINES_H

struct str;

/* A line; what the charset lacks is a question mark. */
void lines_put(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Several lines, as they stand in text. */
void lines_text(const char *text);
/*
 * Prints the question and reads a line, blanks around it cut, into *answer (cleared first).
 * 1: there is nobody any more (end of input, the line went).
 */
int lines_ask(const char *question, struct str *answer);

#endif
