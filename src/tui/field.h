/*
 * field.h - one text being edited, on one line or several.
 *
 * UTF-8 bytes with a cursor that stands between clusters (a character and what
 * combines with it); columns only by wcwidth.  Drawn as `[text     ]`, with `<` or
 * `>` for a bracket where text is out of sight.  Knows nothing of field types.
 */
#ifndef TUI_FIELD_H
#define TUI_FIELD_H

#include "base/str.h"
#include "tui/canvas.h"

#include <stddef.h>
#include <stdint.h>

enum field_flags {
	FIELD_LINES = 1 << 0,   /* several: ^O breaks the line, Up and Down move in it */
	FIELD_READ_ONLY = 1 << 1,
};

struct field {
	struct str text;        /* ours; clean, valid UTF-8 */
	size_t cursor;          /* byte offset, on a cluster's start or at the end */
	size_t limit;           /* characters; 0: none */
	int flags;
	size_t left;            /* one line: byte offset of the first cluster in sight */
	size_t top;             /* several: first visual line in sight */
	int cols;               /* columns at the last draw; Up and Down use it */
};

enum field_took {
	FIELD_PASS,             /* not a key of the editor (or Up on the first line ...) */
	FIELD_MOVED,
	FIELD_CHANGED,
	FIELD_FULL,             /* the character was not taken: the limit is reached */
};

void field_init(struct field *f, int flags, size_t limit);
void field_release(struct field *f);
/* Cleaned, cut at the limit; the cursor stands at the end. */
void field_set(struct field *f, const char *text);
const char *field_text(const struct field *f);

/*
 * Text keys insert; Left Right Home End ^A ^E C-Left C-Right BS Del move and delete by
 * cluster and word; ^K kills to the line's end, ^U to its start, ^W the word before.
 */
enum field_took field_key(struct field *f, int32_t key);
/* Inserts a text (a paste) as far as the limit allows; newlines become blanks on one line. */
enum field_took field_insert(struct field *f, const char *text);

enum { FIELD_PLAIN_DRAW, FIELD_FOCUS };

/*
 * Draws the field with its brackets on cols columns (>= 3) and rows rows of the canvas;
 * FIELD_FOCUS puts the terminal's cursor in it.  Scrolls so that the cursor is in sight.
 */
void field_draw(struct field *f, struct canvas *c, int row, int col, int rows, int cols,
		int focus);

#endif
