/*
 * pick.c - the pick list: a filter line, what matches, and a choice made by the user.
 *
 * Finding is the caller's; here only: what is marked, and what the digits mean.
 */
#include "tui/pick.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "tui/editor.h"
#include "tui/keys.h"
#include "tui/list.h"
#include "tui/plain.h"
#include "tui/popup.h"

enum { PICK_ROWS = 14, PICK_COLS = 60, MOST_CODE = 14, GAP = 2 };

struct picking {
	const struct pick *pick; /* not ours */
	struct arena found; /* items and their texts */
	const struct pick_item *items; /* in found */
	size_t count;
	struct editor filter;
	struct list_view list;
	int marked; /* 1: list.at is meant, by the user or beyond doubt */
	int refused; /* Enter came and nothing is marked */
};

const struct pick_item *pick_only(
	const struct pick_item *items, size_t count, const char *typed)
{
	const struct pick_item *same = NULL;

	for (size_t i = 0; i < count; i++) {
		if (strcmp(items[i].code, typed) != 0 && strcmp(items[i].label, typed) != 0)
			continue;
		if (same)
			return NULL;
		same = &items[i];
	}
	return same ? same : count == 1 ? &items[0] : NULL;
}

static void mark_current(struct picking *p)
{
	for (size_t i = 0; p->pick->current && i < p->count; i++) {
		if (strcmp(p->items[i].code, p->pick->current) == 0) {
			p->list.at = i;
			p->marked = 1;
		}
	}
}

static void find(struct picking *p)
{
	const char *typed = editor_text(&p->filter);
	const struct pick_item *only;

	arena_clear(&p->found);
	p->items = NULL;
	p->count = p->pick->find(p->pick->ctx, typed, &p->found, &p->items);
	p->list = (struct list_view){ .count = p->count };
	p->marked = 0;
	if (text_is_empty(typed)) {
		mark_current(p);
		return;
	}
	only = pick_only(p->items, p->count, typed);
	if (only) {
		p->list.at = (size_t)(only - p->items);
		p->marked = 1;
	}
}

/* After a letter or Hanzi digits choose; a filter begun with a digit is a code. */
static int digits_choose(const struct picking *p)
{
	const char *typed = editor_text(&p->filter);

	return *typed && !(*typed >= '0' && *typed <= '9');
}

/* ---- drawing ----------------------------------------------------------------------------- */

static int code_columns(const struct picking *p, int rows)
{
	size_t most = 0;

	for (size_t i = p->list.top; i < p->count && i < p->list.top + (size_t)rows; i++) {
		size_t width = utf8_width(p->items[i].code);

		most = width > most ? width : most;
	}
	return most > MOST_CODE ? MOST_CODE : (int)most;
}

static void draw_item(const struct picking *p, struct canvas *c, int row, size_t i, int code)
{
	const struct pick_item *item = &p->items[i];
	int col = 2;

	if (p->marked && i == p->list.at)
		list_draw_marker(c, row);
	if (digits_choose(p) && row <= 9)
		canvas_putf(c, row, col, LOOK_PLAIN, "%d", row);
	col += digits_choose(p) ? 2 : 0;
	if (code) {
		canvas_fit(c, row, col, code, CANVAS_LEFT, LOOK_PLAIN, item->code);
		col += code + GAP;
	}
	col = canvas_put(c, row, col, LOOK_PLAIN, item->label);
	if (!text_is_empty(item->detail))
		canvas_put(c, row, col + GAP, LOOK_PLAIN, item->detail);
}

static void draw_count(const struct picking *p, struct canvas *c)
{
	struct str text = { 0 };
	int col;

	if (p->count == 0)
		str_add(&text, _("nothing found"));
	else if (p->refused)
		str_addf(&text, P_("%zu match: choose it", "%zu matches: choose one", p->count),
			p->count);
	else if (p->count > p->list.page)
		str_addf(&text, "%zu", p->count);
	col = c->cols - (int)utf8_width(str_text(&text));
	canvas_put(c, 0, col, p->refused ? LOOK_WARN : LOOK_PLAIN, str_text(&text));
	str_release(&text);
}

/* The list's own scrolling, without its marker: it may have none. */
static void draw_pick(void *ctx, struct canvas *c)
{
	struct picking *p = ctx;
	struct canvas rows = canvas_part(c, 1, 0, c->rows - 1, c->cols);
	int code, wide = c->cols > 30 ? c->cols / 2 : c->cols;

	list_scroll(&p->list, p->count, rows.rows);
	code = code_columns(p, rows.rows);
	for (int row = 0; row < rows.rows && p->list.top + (size_t)row < p->count; row++)
		draw_item(p, c, row + 1, p->list.top + (size_t)row, code);
	draw_count(p, c);
	editor_draw(&p->filter, c, 0, 0, 1, wide, EDITOR_FOCUS);
}

/* ---- keys -------------------------------------------------------------------------------- */

static int take(struct picking *p, size_t i)
{
	p->list.at = i;
	p->marked = 1;
	return 0;
}

/* A first move marks the first row in sight instead of passing it over. */
static int move(struct picking *p, int32_t key)
{
	if (p->count == 0 || key == K_HOME || key == K_END)
		return 0;
	if (!p->marked && (key == K_DOWN || key == K_UP)) {
		p->marked = 1;
		return 1;
	}
	if (list_key(&p->list, key) == LIST_PASS)
		return 0;
	p->marked = 1;
	return 1;
}

/* A key of the caller's own: 1, and it is told. */
static int is_own_key(struct picking *p, int32_t key)
{
	for (const int32_t *own = p->pick->keys; own && *own; own++)
		if (*own == key) {
			*p->pick->pressed = key;
			return 1;
		}
	return 0;
}

static int pick_key(void *ctx, int32_t key)
{
	struct picking *p = ctx;

	p->refused = 0;
	if (is_own_key(p, key))
		return 0;
	if (popup_cancels(key))
		return POPUP_CANCEL;
	if (key == K_ENTER) {
		p->refused = !p->marked;
		return p->marked ? take(p, p->list.at) : POPUP_STAY;
	}
	if (key >= '1' && key <= '9' && digits_choose(p)) {
		size_t i = p->list.top + (size_t)(key - '1');

		return (size_t)(key - '1') < p->list.page && i < p->count ? take(p, i)
									  : POPUP_STAY;
	}
	if (!move(p, key) && editor_key(&p->filter, key) == EDITOR_CHANGED)
		find(p);
	return POPUP_STAY;
}

static void pick_paste(void *ctx, const char *line)
{
	struct picking *p = ctx;

	if (editor_insert(&p->filter, line) == EDITOR_CHANGED)
		find(p);
}

static void copy_item(const struct pick_item *item, struct arena *mem, struct pick_item *out)
{
	*out = *item;
	out->code = arena_text(mem, item->code);
	out->label = arena_text(mem, item->label);
	out->detail = item->detail ? arena_text(mem, item->detail) : NULL;
}

int pick_run(
	struct screen *s, const struct pick *pick, struct arena *mem, struct pick_item *out)
{
	struct picking p = { .pick = pick };
	struct popup popup = { .title = pick->title,
		.foot = pick->foot ? pick->foot : _("type to find  Enter Take  Esc Cancel"),
		.rows = PICK_ROWS + 1,
		.cols = PICK_COLS,
		.draw = draw_pick,
		.key = pick_key,
		.ctx = &p,
		.paste = pick_paste };
	int answer;

	if (plain_is_on())
		return plain_pick(pick, mem, out);
	editor_init(&p.filter, 0, 0);
	editor_set(&p.filter, pick->typed ? pick->typed : "");
	find(&p);
	answer = popup_run(s, &popup);
	*out = (struct pick_item){ .code = "", .label = "" };
	if (answer == 0 && p.marked)
		copy_item(&p.items[p.list.at], mem, out);
	editor_release(&p.filter);
	arena_release(&p.found);
	return answer == 0 ? 0 : 1;
}
