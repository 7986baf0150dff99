/*
 * sheet_clash.c - cells that two people have changed: before, mine, theirs, one key each.
 */
#include "screens/sheet_acts.h"

#include "base/i18n.h"
#include "base/str.h"
#include "model/form.h"
#include "screens/columns.h"
#include "screens/sheet.h"
#include "tui/canvas.h"
#include "tui/list.h"
#include "tui/popup.h"

enum { COLS = 72, MOST_ROWS = 12 };

struct clashes {
	struct sheet *sh;
	struct sheet_clash *at;
	size_t count;
	struct list_view list;
};

static const char *question(size_t count)
{
	return P_("Somebody saved another value here meanwhile. Which one stays?",
		"Somebody saved other values here meanwhile. Which ones stay?", count);
}

/* Returns the row below. */
static int draw_head(const struct clashes *k, struct canvas *c, int label, int wide)
{
	const char *heads[] = { _("was"), _("mine"), _("theirs") };
	int row = canvas_wrap(c, 0, 0, c->rows, c->cols, LOOK_PLAIN, question(k->count));

	for (int i = 0; i < 3; i++)
		canvas_fit(c, row, 2 + label + i * wide, wide - 1, CANVAS_RIGHT, LOOK_ACCENT,
			heads[i]);
	return row + 1;
}

static void draw_clash(
	const struct clashes *k, struct canvas *c, int row, size_t i, int label, int wide)
{
	const struct sheet *sh = k->sh;
	const struct sheet_clash *clash = &k->at[i];
	const struct value *three[] = { &clash->base, &clash->mine, &clash->theirs };
	struct str text = { 0 };

	str_add(&text, clash->row->name);
	if (sheet_columns(sh) > 1)
		str_addf(
			&text, " %s", field_label(sheet_field(sh, clash->column), i18n_lang()));
	canvas_fit(c, row, 2, label - 1, CANVAS_LEFT, LOOK_PLAIN, str_text(&text));
	for (int n = 0; n < 3; n++) {
		str_clear(&text);
		/* the chosen one is marked, so that it can be seen before the last is */
		if ((n == 1 && clash->answer == 'm') || (n == 2 && clash->answer == 't'))
			str_add(&text, "* ");
		cell_show(sh->model, sh->form, sheet_field(sh, clash->column), three[n], &text);
		if (three[n]->state == VALUE_NONE)
			str_add(&text, _("(empty)"));
		canvas_fit(c, row, 2 + label + n * wide, wide - 1, CANVAS_RIGHT, LOOK_PLAIN,
			str_text(&text));
	}
	str_release(&text);
	if (i == k->list.at) {
		list_draw_marker(c, row);
		canvas_cursor(c, row, 0);
	}
}

static void draw(void *ctx, struct canvas *c)
{
	struct clashes *k = ctx;
	int label = c->cols / 3, wide = (c->cols - 2 - label) / 3;
	int top = draw_head(k, c, label, wide), rows = c->rows > top + 1 ? c->rows - top : 1;

	list_scroll(&k->list, k->count, rows);
	for (int i = 0; i < rows && k->list.top + (size_t)i < k->count; i++)
		draw_clash(k, c, top + i, k->list.top + (size_t)i, label, wide);
}

/* To the next one without answer; 1 when there is none. */
static int go_on(struct clashes *k)
{
	for (size_t n = 1; n <= k->count; n++) {
		size_t i = (k->list.at + n) % k->count;

		if (!k->at[i].answer) {
			k->list.at = i;
			return 0;
		}
	}
	return 1;
}

static int key(void *ctx, int32_t pressed)
{
	struct clashes *k = ctx;

	switch (pressed) {
	case 'm':
	case 'M':
	case 't':
	case 'T':
		k->at[k->list.at].answer = pressed == 'm' || pressed == 'M' ? 'm' : 't';
		return go_on(k) ? 0 : POPUP_STAY;
	default:
		return popup_list_key(&k->list, pressed);
	}
}

void sheet_ask_clashes(struct sheet *sh, struct sheet_clash *at, size_t count)
{
	struct clashes k = { .sh = sh, .at = at, .count = count };
	struct popup p = { .title = _("Two people changed this"),
		.foot = _("m Mine  t Theirs  Esc Decide later"),
		.rows = text_wrap_rows(question(count), COLS) + 1 +
			(int)(count < MOST_ROWS ? count : MOST_ROWS),
		.cols = COLS,
		.draw = draw,
		.key = key,
		.ctx = &k };

	list_count(&k.list, count);
	popup_run(sh->screen, &p);
}
