/*
 * sheet_preview.c - the pop-up that shows what a pasted block would change.
 *
 * Above the columns of the block with what they are matched to, one of them current; below
 * what changes, what is wrong first.
 */
#include "screens/sheet_paste.h"

#include "base/i18n.h"
#include "base/str.h"
#include "model/form.h"
#include "model/model.h"
#include "screens/columns.h"
#include "screens/sheet.h"
#include "tui/canvas.h"
#include "tui/keys.h"
#include "tui/list.h"
#include "tui/popup.h"

enum { COLS = 74, ROWS = 18, MOST_COLUMNS = 6 };

struct preview {
	struct paste *p;
	struct list_view columns;
	size_t top, page; /* of what changes: the first in sight, how many are */
};

/* ---- columns ----------------------------------------------------------------------------- */

static void add_column(const struct paste *p, size_t column, struct str *out)
{
	const struct paste_column *c = &p->columns[column];
	const struct form *form = p->sh->form;

	if (c->to == PASTE_NOTHING)
		str_add(out, _("(not used)"));
	else if (c->to == PASTE_ROWS)
		str_addf(out, _("names of rows (%s)"),
			field_label(form->grid.rows, i18n_lang()));
	else
		str_add(out, field_label(sheet_field(p->sh, (size_t)c->to), i18n_lang()));
	if (paste_measure(p, column))
		str_addf(out, _(", in %s"), paste_measure(p, column));
}

static void draw_column(const struct preview *v, struct canvas *c, int row, size_t column)
{
	const struct paste *p = v->p;
	const char *title = p->columns[column].title;
	struct str text = { 0 };
	int col = 2, half = c->cols / 2;

	str_addf(&text, _("column %zu"), column + 1);
	if (*title)
		str_addf(&text, " %s", title);
	str_addf(&text, " (%s)", block_cell(&p->block, p->from, column));
	canvas_fit(c, row, col, half - col, CANVAS_LEFT, LOOK_PLAIN, str_text(&text));
	str_clear(&text);
	str_add(&text, "< ");
	add_column(p, column, &text);
	str_add(&text, " >");
	canvas_fit(c, row, half, c->cols - half, CANVAS_LEFT, LOOK_PLAIN, str_text(&text));
	str_release(&text);
	if (column == v->columns.at) {
		list_draw_marker(c, row);
		canvas_cursor(c, row, half);
	}
}

/* ---- what changes ------------------------------------------------------------------------ */

/* What is wrong comes first, then what is replaced, then what was empty. */
static const struct paste_item *item_at(const struct paste *p, size_t n)
{
	static const enum paste_kind order[] = { PASTE_WRONG, PASTE_REPLACES, PASTE_FILLS };

	for (size_t k = 0; k < sizeof(order) / sizeof(order[0]); k++) {
		if (n >= p->counts[order[k]]) {
			n -= p->counts[order[k]];
			continue;
		}
		for (size_t i = 0; i < p->items.count; i++) {
			if (p->items.at[i].kind == order[k] && n-- == 0)
				return &p->items.at[i];
		}
	}
	return NULL;
}

static size_t shown(const struct paste *p)
{
	return p->items.count - p->counts[PASTE_SAME];
}

static void add_item(const struct paste *p, const struct paste_item *item, struct str *out)
{
	const struct sheet *sh = p->sh;
	struct value now;

	if (item->kind == PASTE_WRONG) {
		str_addf(out, _("row %zu, column %zu: %s"), item->row + 1, item->column + 1,
			item->error);
		return;
	}
	now = sheet_value(sh, item->at, item->cell);
	str_addf(out, "%s  %s  ", item->at->name,
		field_label(sheet_field(sh, item->cell), i18n_lang()));
	if (now.state != VALUE_NONE) {
		cell_show(sh->model, sh->form, sheet_field(sh, item->cell), &now, out);
		str_add(out, " -> ");
	}
	cell_show(sh->model, sh->form, sheet_field(sh, item->cell), &item->value, out);
}

static void add_summary(const struct paste *p, struct str *out)
{
	str_addf(out, _("fills %zu, replaces %zu, the same %zu, wrong %zu"),
		p->counts[PASTE_FILLS], p->counts[PASTE_REPLACES], p->counts[PASTE_SAME],
		p->counts[PASTE_WRONG]);
	if (p->totals > 0)
		str_addf(out,
			P_("; %zu row of totals left out", "; %zu rows of totals left out",
				p->totals),
			p->totals);
}

static void draw(void *ctx, struct canvas *c)
{
	struct preview *v = ctx;
	const struct paste *p = v->p;
	struct str text = { 0 };
	int row = 0,
	    columns = p->block.width < MOST_COLUMNS ? (int)p->block.width : MOST_COLUMNS;

	list_scroll(&v->columns, p->block.width, columns);
	for (; row < columns; row++)
		draw_column(v, c, row, v->columns.top + (size_t)row);
	add_summary(p, &text);
	canvas_put(
		c, ++row, 0, p->counts[PASTE_WRONG] ? LOOK_WARN : LOOK_ACCENT, str_text(&text));
	row++;
	for (v->page = 0; v->top + v->page < shown(p) && row < c->rows; v->page++) {
		const struct paste_item *item = item_at(p, v->top + v->page);

		str_clear(&text);
		add_item(p, item, &text);
		if (v->page > 0 && row + text_wrap_rows(str_text(&text), c->cols - 2) > c->rows)
			break;
		row += canvas_wrap(c, row, 2, c->rows - row, c->cols - 2,
			item->kind == PASTE_WRONG ? LOOK_WARN : LOOK_PLAIN, str_text(&text));
	}
	str_release(&text);
}

/* ---- keys -------------------------------------------------------------------------------- */

static void scroll(struct preview *v, int32_t pressed)
{
	if (pressed == K_PGUP)
		v->top -= v->top < v->page ? v->top : v->page;
	else if (v->top + v->page < shown(v->p))
		v->top += v->page;
}

static int key(void *ctx, int32_t pressed)
{
	struct preview *v = ctx;

	switch (pressed) {
	case K_ENTER:
		return 0;
	case K_LEFT:
	case K_RIGHT:
		paste_turn(v->p, v->columns.at, pressed == K_RIGHT ? 1 : -1);
		v->top = 0;
		return POPUP_STAY;
	case K_PGUP:
	case K_PGDN:
		scroll(v, pressed);
		return POPUP_STAY;
	default:
		list_count(&v->columns, v->p->block.width);
		return popup_list_key(&v->columns, pressed);
	}
}

/* As many rows as all of it needs, or as many as there may be. */
static int rows_wanted(const struct paste *p)
{
	int rows = p->block.width < MOST_COLUMNS ? (int)p->block.width : MOST_COLUMNS;
	struct str text = { 0 };

	rows += 2;
	for (size_t i = 0; i < shown(p) && rows < ROWS; i++) {
		str_clear(&text);
		add_item(p, item_at(p, i), &text);
		rows += text_wrap_rows(str_text(&text), COLS - 2);
	}
	str_release(&text);
	return rows < ROWS ? rows : ROWS;
}

int paste_ask(struct paste *p)
{
	struct preview v = { .p = p };
	struct str title = { 0 };
	struct popup popup = { .foot = _("Enter Take what is right  Left Right Other column  "
					 "PgDn More  Esc Nothing"),
		.rows = rows_wanted(p),
		.cols = COLS,
		.draw = draw,
		.key = key,
		.ctx = &v };
	int answer;

	str_addf(&title, _("Pasted: rows %zu, columns %zu"), p->block.count, p->block.width);
	popup.title = str_text(&title);
	while (v.columns.at + 1 < p->block.width && p->columns[v.columns.at].to < 0)
		v.columns.at++;
	answer = popup_run(p->sh->screen, &popup);
	str_release(&title);
	return answer == 0;
}
