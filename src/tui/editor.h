/*
 * editor.h - one text being edited, on one line or several.
 *
 * UTF-8 bytes with a cursor that stands between characters; columns only by wcwidth.  Drawn as `[text     ]`, with `<` or
 * `>` for a bracket where text is out of sight.  Knows nothing of field types.
 */
#ifndef TUI_EDITOR_H
#define TUI_EDITOR_H

#include "base/str.h"
#include "tui/canvas.h"

#include <stddef.h>
#include <stdint.h>

enum editor_flags {
	EDITOR_LINES = 1 << 0,   /* several: ^O breaks the line, Up and Down move in it */
	EDITOR_READ_ONLY = 1 << 1,
};

struct editor {
	struct str text;        /* ours; clean, valid UTF-8 */
	size_t cursor;          /* byte offset, on a character's start or at the end */
	size_t limit;           /* characters; 0: none */
	int flags;
	size_t left;            /* one line: byte offset of the first character in sight */
	size_t top;             /* several: first visual line in sight */
	int cols;               /* columns at the last draw; Up and Down use it */
};

enum editor_took {
	EDITOR_PASS,             /* not a key of the editor (or Up on the first line ...) */
	EDITOR_MOVED,
	EDITOR_CHANGED,
	EDITOR_FULL,             /* the character was not taken: the limit is reached */
};

void editor_init(struct editor *f, int flags, size_t limit);
void editor_release(struct editor *f);
/* Cleaned, cut at the limit; the cursor stands at the end. */
void editor_set(struct editor *f, const char *text);
const char *editor_text(const struct editor *f);

/*
 * Text keys insert; Left Right Home End ^A ^E C-Left C-Right BS Del move and delete by
 * character and word; ^K kills to the line's end, ^U to its start, ^W the word before.
 */
enum editor_took editor_key(struct editor *f, int32_t key);
/* Inserts a text (a paste) as far as the limit allows; newlines become blanks on one line. */
enum editor_took editor_insert(struct editor *f, const char *text);

enum { EDITOR_PLAIN_DRAW, EDITOR_FOCUS };

/*
 * Draws the field with its brackets on cols columns (>= 3) and rows rows of the canvas;
 * EDITOR_FOCUS puts the terminal's cursor in it.  Scrolls so that the cursor is in sight.
 */
void editor_draw(struct editor *f, struct canvas *c, int row, int col, int rows, int cols,
		int focus);

#endif
