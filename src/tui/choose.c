/*
 * choose.c - a short list in a pop-up, narrowed by typing.
 */
#include "tui/plain.h"
#include "tui/popup.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "tui/editor.h"
#include "tui/keys.h"
#include "tui/list.h"
#include "tui/list_find.h"

enum { TYPED_COLS = 16 };

struct menu {
	const char *const *items; /* not ours */
	size_t count;
	size_t *shown; /* places of the items that hold what is typed */
	struct list_view list; /* of them */
	struct editor typed;
};

/* The item one was at stays the current one while it is in sight. */
static void narrow(struct menu *m)
{
	size_t was = m->list.at < m->list.count ? m->shown[m->list.at] : 0, count = 0;

	m->list.at = 0;
	for (size_t i = 0; i < m->count; i++) {
		if (!list_find_holds(m->items[i], editor_text(&m->typed)))
			continue;
		if (i == was)
			m->list.at = count;
		m->shown[count++] = i;
	}
	list_count(&m->list, count);
}

static const char *menu_text(const void *ctx, size_t row)
{
	const struct menu *m = ctx;

	return m->items[m->shown[row]];
}

/* What is typed stands below what holds it, or over the end of the last row. */
static void draw_menu(void *ctx, struct canvas *c)
{
	struct menu *m = ctx;
	int cols = c->cols / 2 < TYPED_COLS ? c->cols / 2 : TYPED_COLS;
	int row = m->list.count ? (int)m->list.count : 1;

	if (m->list.count)
		list_draw(&m->list, c, m->list.count, menu_text, m);
	else
		canvas_put(c, 0, 2, LOOK_PLAIN, _("no row has this"));
	if (m->typed.text.len)
		editor_draw(&m->typed, c, row < c->rows ? row : c->rows - 1, c->cols - cols, 1,
			cols, EDITOR_PLAIN_DRAW);
}

static int menu_key(void *ctx, int32_t key)
{
	struct menu *m = ctx;

	if (popup_cancels(key))
		return POPUP_CANCEL;
	if (key == K_ENTER && m->list.count)
		return (int)m->shown[m->list.at];
	if (key == K_ENTER)
		return m->count ? POPUP_STAY : POPUP_CANCEL;
	if (list_key(&m->list, key) == LIST_PASS &&
		editor_key(&m->typed, key) == EDITOR_CHANGED)
		narrow(m);
	return POPUP_STAY;
}

static void paste_menu(void *ctx, const char *line)
{
	struct menu *m = ctx;

	if (editor_insert(&m->typed, line) == EDITOR_CHANGED)
		narrow(m);
}

int screen_choose(
	struct screen *s, const char *title, const char *const *items, size_t count, size_t at)
{
	struct arena mem = { 0 };
	struct menu m = { .items = items, .count = count };
	struct popup p = { .title = title,
		.foot = _("type to find  Enter Take  Esc Cancel"),
		.rows = at_least((int)count, 1),
		.draw = draw_menu,
		.key = menu_key,
		.paste = paste_menu,
		.ctx = &m };
	int answer;

	if (plain_is_on())
		return plain_choose(title, items, count);
	p.cols = at_least((int)utf8_width(title), (int)utf8_width(p.foot)) + 2;
	for (size_t i = 0; i < count; i++)
		p.cols = at_least(p.cols, (int)utf8_width(items[i]) + 2);
	m.shown = arena_array(&mem, count + 1, sizeof(*m.shown));
	editor_init(&m.typed, 0, 0);
	narrow(&m);
	m.list.at = at;
	list_count(&m.list, m.list.count);
	answer = popup_run(s, &p);
	editor_release(&m.typed);
	arena_release(&mem);
	return answer;
}
