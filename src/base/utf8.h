/*
 * utf8.h - UTF-8 text: decoding, cleaning, display columns, folding.
 *
 * Columns are wcwidth()'s, the same that ncurses uses; the locale's LC_CTYPE must
 * be set.  Cleaning follows facts measured on terminals: controls, bidi marks,
 * zero-width and private characters never reach the store nor a screen.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/bytes.h"

#include <stddef.h>
#include <stdint.h>

struct str;

/* Next character at *pos (moved on); -1 at the end; 0xFFFD and one byte on for a bad one. */
int32_t utf8_next(const char *text, size_t len, size_t *pos);
size_t utf8_previous(const char *text, size_t pos);     /* start of the character before pos */
void utf8_put(struct str *out, int32_t character);
/* Offset of the first invalid byte, or len when all is valid (no overlongs, no surrogates). */
size_t utf8_valid_until(const char *text, size_t len);
size_t utf8_count(const char *text);                    /* characters */

/* 1 if the character may be stored and shown (tab and newline may not). */
int utf8_is_clean(int32_t character);
/*
 * Appends text with every character that may not be shown replaced by '?'; newlines are kept
 * when multi_line, and the CR of a CR LF is dropped then.
 */
void utf8_clean(const char *text, size_t len, int multi_line, struct str *out);
/*
 * 1 and the offset of the first character that may not be stored (as utf8_clean would replace
 * it, invalid bytes too), 0 when there is none.
 */
int utf8_first_dirty(const char *text, size_t len, int multi_line, size_t *offset);
/*
 * Appends which character stands there, for people: "character 3 (U+200B)", "line 2, character
 * 3 (U+0007)" or, of an invalid byte, "character 3 (byte FF)".
 */
void utf8_say_where(const char *text, size_t len, size_t offset, struct str *out);

int utf8_char_width(int32_t character);                 /* 0, 1, 2 columns; unknown 1 */
size_t utf8_width(const char *text);                    /* columns */
size_t utf8_width_len(const char *text, size_t len);
/* Longest prefix of at most columns columns, in bytes. */
size_t utf8_cut(const char *text, size_t columns);
/* Appends text cut or padded with blanks to exactly columns; right_align pads before it. */
void utf8_fit(const char *text, size_t columns, int right_align, struct str *out);

/*
 * Folds full-width ASCII (U+FF01..FF5E), ideographic space, quotes and the signs of
 * expressions to ASCII: ≥ is >=, ≠ is !=, × is *, ÷ is /.  「」、。 stay.
 */
void utf8_fold_punctuation(const char *text, size_t len, struct str *out);

#endif
