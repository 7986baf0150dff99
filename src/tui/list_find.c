/*
 * list_find.c - the find line: an editor, and stepping through the rows that hold its text.
 *
 * Knows rows only as texts; what is not in memory is looked for by the caller, and only when
 * asked for with Enter, because it may take its time.
 */
#include "tui/list_find.h"

#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "base/utf8.h"
#include "tui/editor.h"
#include "tui/keys.h"
#include "tui/popup.h"

enum { LINE_COLS = 24 };

/* FOUND_NOT_HERE: not in memory; FOUND_CUT: not looked for to the end. */
enum found { FOUND, FOUND_NOT_HERE, FOUND_NOWHERE, FOUND_CUT };

struct finding {
	const struct list_find *list; /* not ours */
	struct editor line;
	size_t start; /* where typing begins to look */
	enum found found;
	struct str said; /* why it was cut short */
};

/* ---- comparing --------------------------------------------------------------------------- */

/* Only ASCII has cases here; a match never begins within a character, as UTF-8 is made. */
static int has(const char *text, size_t len, const char *typed, size_t typed_len)
{
	for (size_t i = 0; i + typed_len <= len; i++)
		if (strncasecmp(text + i, typed, typed_len) == 0)
			return 1;
	return 0;
}

static int begins_a_line(const char *lines, const char *typed, size_t typed_len)
{
	for (const char *line = lines; *line; line += strcspn(line, "\n")) {
		line += *line == '\n';
		if (strncasecmp(line, typed, typed_len) == 0)
			return 1;
	}
	return 0;
}

int list_find_holds(const char *text, const char *typed)
{
	struct str folded = { 0 };
	size_t len = strcspn(text, "\n");
	int holds;

	utf8_fold_punctuation(typed, strlen(typed), &folded);
	holds = has(text, len, typed, strlen(typed)) ||
		has(text, len, str_text(&folded), folded.len) ||
		begins_a_line(text + len, str_text(&folded), folded.len);
	str_release(&folded);
	return holds;
}

/* ---- stepping ---------------------------------------------------------------------------- */

static int row_holds(const struct finding *f, size_t row)
{
	struct str text = { 0 };
	int holds;

	f->list->text(f->list->ctx, row, &text);
	holds = list_find_holds(str_text(&text), editor_text(&f->line));
	str_release(&text);
	return holds;
}

/* Rows [from, to); 1 and the place is there. */
static int look(struct finding *f, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < *f->list->count; i++) {
		if (row_holds(f, i)) {
			*f->list->at = i;
			return 1;
		}
	}
	return 0;
}

static int look_back(struct finding *f, size_t from, size_t to)
{
	for (size_t i = to; i-- > from;) {
		if (i < *f->list->count && row_holds(f, i)) {
			*f->list->at = i;
			return 1;
		}
	}
	return 0;
}

static void typed(struct finding *f)
{
	size_t count = *f->list->count;

	f->found = FOUND;
	if (text_is_empty(editor_text(&f->line)))
		*f->list->at = f->start < count ? f->start : 0;
	else if (!look(f, f->start, count) && !look(f, 0, f->start))
		f->found = f->list->further ? FOUND_NOT_HERE : FOUND_NOWHERE;
}

static void next(struct finding *f)
{
	size_t at = *f->list->at;
	struct err err = { 0 };
	int got;

	if (text_is_empty(editor_text(&f->line)) || look(f, at + 1, *f->list->count)) {
		f->found = FOUND;
		return;
	}
	got = f->list->further ? f->list->further(f->list->ctx, editor_text(&f->line), &err)
			       : 0;
	f->found = got > 0 || (got == 0 && look(f, 0, *f->list->count)) ? FOUND
		: got < 0                                               ? FOUND_CUT
									: FOUND_NOWHERE;
	str_clear(&f->said);
	str_add(&f->said, err.text);
}

static void before(struct finding *f)
{
	size_t at = *f->list->at;

	if (!text_is_empty(editor_text(&f->line)) && !look_back(f, 0, at))
		look_back(f, at, *f->list->count);
}

/* ---- the line ---------------------------------------------------------------------------- */

static void draw(void *ctx, struct canvas *c)
{
	struct finding *f = ctx;
	int cols = c->cols / 2 < LINE_COLS ? c->cols / 2 : LINE_COLS;
	int col = canvas_put(c, 0, 1, LOOK_ACCENT, _("Find")) + 1;

	editor_draw(&f->line, c, 0, col, 1, cols, EDITOR_FOCUS);
	col += cols + 1;
	if (f->found == FOUND_CUT)
		canvas_put(c, 0, col, LOOK_WARN, str_text(&f->said));
	else if (f->found == FOUND_NOT_HERE)
		canvas_put(
			c, 0, col, LOOK_WARN, _("not in these rows; Enter looks through all"));
	else if (f->found == FOUND_NOWHERE)
		canvas_put(c, 0, col, LOOK_WARN, _("no row has this"));
}

static int key(void *ctx, int32_t k)
{
	struct finding *f = ctx;

	if (popup_cancels(k))
		return POPUP_CANCEL;
	switch (k) {
	case K_ENTER:
	case K_DOWN:
	case K_CTRL('F'):
		next(f);
		return POPUP_STAY;
	case K_UP:
		before(f);
		return POPUP_STAY;
	default:
		if (editor_key(&f->line, k) == EDITOR_CHANGED)
			typed(f);
		return POPUP_STAY;
	}
}

enum screen_next list_find_run(struct screen *s, const struct list_find *list)
{
	struct finding f = { .list = list, .start = *list->at };
	struct popup p = { .foot = _("type to find  Enter Next  Up Before  Esc End"),
		.on_line = 1,
		.draw = draw,
		.key = key,
		.ctx = &f };

	if (*list->count == 0)
		return SCREEN_STAY;
	editor_init(&f.line, 0, 0);
	popup_run(s, &p);
	editor_release(&f.line);
	str_release(&f.said);
	return SCREEN_STAY;
}
