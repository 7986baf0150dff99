/*
 * text_in.h - a text file as UTF-8 lines, whatever it was written in; inside exchange/ only.
 */
#ifndef EXCHANGE_TEXT_IN_H
#define EXCHANGE_TEXT_IN_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { TEXT_LINE_LIMIT = 4 << 20 };     /* bytes of one line */

struct text_in;

/* Reads all of it once: encoding, hash, lines.  A pipe is copied to a temporary file first. */
int text_in_open(FILE *in, struct text_in **out, struct err *err);
void text_in_close(struct text_in **text);
int text_in_rewind(struct text_in *text, struct err *err);
/*
 * The next line with its line break (LF, CR LF or CR), until the next call: 1; 0 at the
 * end; -1 when it is too long or not of the file's encoding.
 */
int text_in_line(struct text_in *text, const char **line, size_t *len, struct err *err);
const char *text_in_hash(const struct text_in *text);
const char *text_in_charset(const struct text_in *text);
uint64_t text_in_lines(const struct text_in *text);

#endif
