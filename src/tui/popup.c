/*
 * popup.c - the loop of a pop-up, and the ready-made ones.
 *
 * A pop-up draws from its own small model; the screen below stays as it is and is
 * drawn again only because the terminal may have changed.
 */
#include "tui/popup.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "tui/editor.h"
#include "tui/idle.h"
#include "tui/keys.h"
#include "tui/list.h"
#include "tui/paste.h"
#include "tui/plain.h"
#include "tui/progress.h"
#include "tui/screen.h"
#include "tui/screen_stack.h"
#include "tui/terminal.h"

enum { TICK_MS = 250, ASK_COLS = 56, TEXT_COLS = 72, EDGE = 6 };

static void pasted(const struct popup *p)
{
	struct str text = { 0 }, line = { 0 };

	if (screens_take_paste(&text) && p->paste) {
		paste_line(str_text(&text), &line);
		if (!screens_refuse_dirty(&line))
			p->paste(p->ctx, str_text(&line));
	}
	str_release(&text);
	str_release(&line);
}

/* A picture that the line has spoilt can be drawn anew wherever one is. */
static int is_redraw(int32_t key)
{
	for (const struct action *a = screen_common_actions; a->name; a++)
		if (strcmp(a->name, "screen-redraw") == 0)
			return !key_is_text(key) && action_has_key(a, key);
	return 0;
}

static int is_told(void)
{
	return screens_top() && screens_top()->message.len > 0;
}

/* What one key was told about goes with the next; what was told before the pop-up stays. */
static int give(const struct popup *p, int32_t key, int *told)
{
	int answer = POPUP_STAY, before;

	if (*told && is_told())
		str_clear(&screens_top()->message);
	before = is_told();
	if (key == K_PASTE_BEGIN)
		pasted(p);
	else
		answer = p->key(p->ctx, key);
	*told = !before && is_told();
	return answer;
}

int popup_run(struct screen *s, const struct popup *p)
{
	int answer = POPUP_STAY, stale = 0, told = 0;

	if (plain_is_on())
		return plain_popup(p);
	(void)s;
	screens_popup_open(p);
	screens_show();
	while (answer == POPUP_STAY) {
		int32_t key = terminal_key(TICK_MS);

		if (key != K_NONE) {
			progress_start();
			stale = 1;
		}
		if (key == K_HANGUP)
			answer = POPUP_CANCEL;
		else if (is_redraw(key))
			terminal_redraw();
		else if (key != K_NONE && key != K_RESIZE && key != K_PASTE_END)
			answer = give(p, key, &told);
		stale |= idle_is_new();
		if (answer == POPUP_STAY && stale && !terminal_key_waits()) {
			screens_show();
			stale = 0;
		}
	}
	screens_popup_close();
	return answer;
}

int popup_cancels(int32_t key)
{
	return key == K_ESC || key == K_CTRL('B') || key == K_F10;
}

int popup_list_key(struct list_view *list, int32_t key)
{
	if (popup_cancels(key))
		return POPUP_CANCEL;
	list_key(list, key);
	return POPUP_STAY;
}

/* ---- questions --------------------------------------------------------------------------- */

struct question {
	const char *text;
	const struct choice *choices;
	size_t count;
};

static void draw_question(void *ctx, struct canvas *c)
{
	const struct question *q = ctx;

	canvas_wrap(c, 0, 0, c->rows, c->cols, LOOK_PLAIN, q->text);
	canvas_cursor(c, c->rows - 1, c->cols - 1);
}

static int question_key(void *ctx, int32_t key)
{
	const struct question *q = ctx;

	for (size_t i = 0; i < q->count; i++)
		if (q->choices[i].key == key)
			return (int)i;
	return popup_cancels(key) ? POPUP_CANCEL : POPUP_STAY;
}

static void choices_line(
	const struct choice *choices, size_t count, const char *cancel, struct str *out)
{
	for (size_t i = 0; i < count; i++) {
		/* a choice without label is another key for one that has it */
		if (text_is_empty(choices[i].label))
			continue;
		key_print(choices[i].key, out);
		str_addf(out, " %s  ", choices[i].label);
	}
	if (cancel)
		str_addf(out, "Esc %s", cancel);
	while (out->len && out->at[out->len - 1] == ' ')
		str_truncate(out, out->len - 1);
}

static int ask(
	struct screen *s, const struct question *q, const char *title, const char *cancel)
{
	struct str foot = { 0 };
	struct popup p = {
		.title = title, .draw = draw_question, .key = question_key, .ctx = (void *)q
	};
	int room = terminal_cols() - EDGE, answer;

	if (plain_is_on())
		return plain_ask(q->text, q->choices, q->count);
	choices_line(q->choices, q->count, cancel, &foot);
	p.foot = str_text(&foot);
	p.cols = at_least(ASK_COLS, (int)utf8_width(p.foot) + 2);
	p.cols = at_least(p.cols < room ? p.cols : room, 1);
	p.rows = text_wrap_rows(q->text, p.cols);
	answer = popup_run(s, &p);
	str_release(&foot);
	return answer;
}

int screen_confirm(struct screen *s, const char *question)
{
	const struct choice choices[] = {
		{ 'y', _("Yes") },
		{ 'n', _("No") },
		{ 'Y', NULL },
		{ 'N', NULL },
		{ K_ENTER, NULL },
	};
	struct question q = { question, choices, sizeof(choices) / sizeof(choices[0]) };
	int answer = ask(s, &q, _("Please confirm"), NULL);

	return answer == 0 || answer == 2;
}

int screen_ask(
	struct screen *s, const char *question, const struct choice *choices, size_t count)
{
	struct question q = { question, choices, count };

	return ask(s, &q, _("Please choose"), _("Cancel"));
}

/* ---- one line ---------------------------------------------------------------------------- */

static void draw_prompt(void *ctx, struct canvas *c)
{
	editor_draw(ctx, c, 0, 0, 1, c->cols, EDITOR_FOCUS);
}

static int prompt_key(void *ctx, int32_t key)
{
	if (key == K_ENTER)
		return 0;
	if (popup_cancels(key))
		return POPUP_CANCEL;
	if (editor_key(ctx, key) == EDITOR_FULL && screens_top())
		screen_warn(screens_top(), _("No more characters fit into this field."));
	return POPUP_STAY;
}

/* Whole or not at all. */
static void prompt_paste(void *ctx, const char *line)
{
	const struct editor *field = ctx;

	if (field->limit && utf8_count(editor_text(field)) + utf8_count(line) > field->limit) {
		if (screens_top())
			screen_warn(screens_top(),
				_("Nothing was pasted: this field holds at most %zu "
				  "characters."),
				field->limit);
	} else {
		editor_insert(ctx, line);
	}
}

int screen_prompt(struct screen *s, const char *label, size_t limit, struct str *text)
{
	struct editor field;
	struct popup p = { .title = label,
		.foot = _("Enter OK  Esc Cancel"),
		.rows = 1,
		.cols = ASK_COLS,
		.draw = draw_prompt,
		.key = prompt_key,
		.ctx = &field,
		.paste = prompt_paste };
	int answer;

	if (plain_is_on())
		return plain_prompt(label, limit, text);
	editor_init(&field, 0, limit);
	editor_set(&field, str_text(text));
	editor_key(&field, K_END);
	answer = popup_run(s, &p);
	if (answer == 0) {
		str_clear(text);
		str_add(text, editor_text(&field));
	}
	editor_release(&field);
	return answer == 0 ? 0 : 1;
}

/* ---- a text to read ---------------------------------------------------------------------- */

struct reader {
	const char *text;
	int top, rows, page; /* lines */
};

static void draw_reader(void *ctx, struct canvas *c)
{
	struct reader *r = ctx;
	struct grid whole;
	struct canvas page;
	int most;

	/* laid out whole, so that any line can be the first in sight */
	r->rows = text_wrap_rows(r->text, c->cols);
	r->page = c->rows;
	most = at_least(r->rows - c->rows, 0);
	r->top = r->top > most ? most : at_least(r->top, 0);
	grid_init(&whole, r->top + c->rows, c->cols);
	page = grid_canvas(&whole);
	canvas_wrap(&page, 0, 0, page.rows, page.cols, LOOK_PLAIN, r->text);
	for (int row = 0; row < c->rows; row++) {
		struct str line = { 0 };

		grid_row_text(&whole, r->top + row, &line);
		canvas_put(c, row, 0, LOOK_PLAIN, str_text(&line));
		str_release(&line);
	}
	canvas_cursor(c, c->rows - 1, c->cols - 1);
	grid_release(&whole);
}

static int reader_key(void *ctx, int32_t key)
{
	struct reader *r = ctx;

	switch (key) {
	case K_UP:
		r->top--;
		return POPUP_STAY;
	case K_DOWN:
		r->top++;
		return POPUP_STAY;
	case K_PGUP:
		r->top -= r->page - 1;
		return POPUP_STAY;
	case K_PGDN:
	case ' ':
		r->top += r->page - 1;
		return POPUP_STAY;
	case K_HOME:
		r->top = 0;
		return POPUP_STAY;
	case K_END:
		r->top = r->rows;
		return POPUP_STAY;
	case K_ESC:
	case K_ENTER:
	case K_F10:
	case K_CTRL('B'):
	case 'q':
		return 0;
	default:
		return POPUP_STAY;
	}
}

void screen_show_text(struct screen *s, const char *title, const char *text)
{
	struct reader r = { .text = text };
	struct popup p = { .title = title, .draw = draw_reader, .key = reader_key, .ctx = &r };
	int room = terminal_rows() - EDGE;

	if (plain_is_on()) {
		plain_show_text(title, text);
		return;
	}
	p.cols = at_least(
		TEXT_COLS < terminal_cols() - EDGE ? TEXT_COLS : terminal_cols() - EDGE, 1);
	p.rows = text_wrap_rows(text, p.cols);
	p.foot = p.rows > room ? _("PgDn More  Esc Close") : _("Esc Close");
	p.rows = at_least(p.rows < room ? p.rows : room, 1);
	popup_run(s, &p);
}
